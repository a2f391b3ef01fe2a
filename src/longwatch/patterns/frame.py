"""A plane round the middle of an area: true distances from its centre, good for areas of up to some 2,000 km.

The azimuthal equidistant projection on the ellipsoid. Off the centre it stretches across the radius by c / sin c, c the angle
from the centre (0.4 % at 1,000 km), so that places are never farther apart on the Earth than in the plane, save for the
flattening of the Earth.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from pyproj import Proj

from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import Floats

STEP_M: Final = 50_000.0  # a straight line of the plane is cut so often: its geodesics then leave it by some metres


@dataclass(frozen=True)
class Frame:
    """Plane coordinates in metres, x to the east and y to the north at the centre."""

    proj: Any
    centre: tuple[float, float]  # lat_deg, lon_deg

    @classmethod
    def round(cls, lat_deg: Sequence[float], lon_deg: Sequence[float]) -> Frame:
        """About the middle of some points."""
        lat, lon, _ = to_geodetic(to_ecef(lat_deg, lon_deg, 0.0).mean(axis=0))
        centre = float(lat), float(lon)
        return cls(Proj(proj="aeqd", lat_0=centre[0], lon_0=centre[1], ellps="WGS84"), centre)

    def to_plane(self, lat_deg: Any, lon_deg: Any) -> Floats:
        """(n, 2)"""
        x, y = self.proj(np.asarray(lon_deg, np.float64), np.asarray(lat_deg, np.float64))
        return np.column_stack([x, y])

    def to_earth(self, xy_m: Floats) -> tuple[Floats, Floats]:
        """(lat_deg (n,), lon_deg (n,)), longitudes -180 to 180."""
        lon, lat = self.proj(xy_m[:, 0], xy_m[:, 1], inverse=True)
        return np.asarray(lat), (np.asarray(lon) + 180.0) % 360.0 - 180.0

    def shape(self, shape: Any) -> Any:
        """A shape of the (longitude, latitude) plane in this one."""
        moved = shapely.transform(shape, lambda xy: self.to_plane(xy[:, 1], xy[:, 0]))
        return moved if moved.is_valid else shapely.make_valid(moved)


def cut_long(xy_m: Floats, step_m: float = STEP_M) -> Floats:
    """Points of a line with more of them on legs longer than a step."""
    parts = [xy_m[:1]]
    for one, other in itertools.pairwise(xy_m):
        n = max(1, int(np.ceil(np.hypot(*(other - one)) / step_m)))
        parts.append(one + (other - one) * (np.arange(1, n + 1) / n)[:, None])
        parts[-1][-1] = other
    return np.concatenate(parts)
