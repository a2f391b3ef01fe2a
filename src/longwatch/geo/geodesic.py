"""Geodesics on the WGS84 ellipsoid.

Karney's algorithms as PROJ has them (C.F.F. Karney, Algorithms for geodesics, J. Geodesy 87, 2013): distances are right
to nanometres and the inverse problem always has a solution, antipodes and poles included. Degrees and metres; azimuths
are degrees clockwise from north.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Geod

Floats: TypeAlias = NDArray[np.float64]


@cache
def wgs84() -> Geod:
    """The one ellipsoid of the program; pyproj is imported on the first call."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def inverse(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """(azimuth_deg, back_azimuth_deg, distance_m) from point 1 to point 2; scalars or arrays that broadcast.

    `azimuth_deg` is the course at point 1 towards 2, `back_azimuth_deg` the course at point 2 towards 1; -180 to 180.
    For scalars the results are NumPy floats.
    """
    lat1, lon1, lat2, lon2 = _spread(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    azimuth, back, length = wgs84().inv(lon1.ravel(), lat1.ravel(), lon2.ravel(), lat2.ravel())
    shape = lat1.shape
    return _shaped(azimuth, shape), _shaped(back, shape), _shaped(length, shape)


def distance_m(lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike) -> Floats:
    """Length of the geodesic between two points, in metres; scalars or arrays that broadcast."""
    return inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg)[2]


def direct(
    lat_deg: ArrayLike, lon_deg: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg) reached from a point along an azimuth; longitudes -180 to 180. Scalars or arrays."""
    lat, lon, azimuth, length = _spread(lat_deg, lon_deg, azimuth_deg, distance_m)
    lon2, lat2, _ = wgs84().fwd(lon.ravel(), lat.ravel(), azimuth.ravel(), length.ravel())
    return _shaped(lat2, lat.shape), _shaped(lon2, lat.shape)


def points_along(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike, fractions: ArrayLike
) -> tuple[Floats, Floats]:
    """Points of geodesics at fractions of their length (0 is point 1, 1 is point 2; the ends are exact).

    Scalars or arrays that broadcast. Longitudes are continuous from `lon1_deg` on, so they may pass 180.
    """
    part, start_deg = np.asarray(fractions, dtype=np.float64), np.asarray(lon1_deg, dtype=np.float64)
    azimuth, _, length = inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    lat, lon = direct(lat1_deg, lon1_deg, azimuth, length * part)
    lat = np.where(part == 0.0, lat1_deg, np.where(part == 1.0, lat2_deg, lat))
    # The nearest turn of each point to the start is the continuous one: a geodesic never goes round more than half.
    lon = np.where(part == 0.0, start_deg, np.where(part == 1.0, lon2_deg, lon))
    return lat, lon + 360.0 * np.round((start_deg - lon) / 360.0)


def points_between(
    lat_deg: Floats, lon_deg: Floats, n: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """(leg, share, lat, lon) of the ends of n[k] equal parts of each leg of a line, in their order; share 1 ends a leg."""
    leg = np.repeat(np.arange(len(n)), n)
    share = (np.arange(len(leg)) - np.repeat(np.cumsum(n) - n, n) + 1) / n[leg]
    lat, lon = points_along(lat_deg[:-1][leg], lon_deg[:-1][leg], lat_deg[1:][leg], lon_deg[1:][leg], share)
    return leg, share, lat, lon


def _spread(*values: ArrayLike) -> tuple[Floats, ...]:
    arrays = np.broadcast_arrays(*[np.asarray(value, dtype=np.float64) for value in values])
    return tuple(np.ascontiguousarray(array).reshape(array.shape) for array in arrays)


def _shaped(values: object, shape: tuple[int, ...]) -> Floats:
    out: Floats = np.asarray(values, dtype=np.float64).reshape(shape)
    return out[()]  # a 0-d array becomes a NumPy float
