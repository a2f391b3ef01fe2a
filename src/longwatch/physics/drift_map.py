"""What an ensemble says of where to look: a probability map over cells, and ellipses that contain a share of it.

An ellipse is that of the particles' own mean and covariance, blown up until it contains the share asked for: of a Gaussian cloud
the usual one, sqrt(-2 ln(1 - share)) standard deviations; of two clouds (both tacks) larger than needed, and never too small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from longwatch.physics.drift import degree_m
from longwatch.physics.drift_fields import Floats


@dataclass(frozen=True)
class Grid:
    """Cells with edges in degrees: (rows + 1,) latitudes from south, (columns + 1,) longitudes from west."""

    lat_deg: Floats
    lon_deg: Floats


@dataclass(frozen=True)
class Ellipse:
    """Centre, half axes in metres, and the course of the longer one in degrees clockwise from north, 0 to 180."""

    lat_deg: float
    lon_deg: float
    major_m: float
    minor_m: float
    course_deg: float

    @property
    def area_m2(self) -> float:
        return math.pi * self.major_m * self.minor_m

    def contains(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> np.typing.NDArray[np.bool_]:
        """Whether points lie inside or on the edge."""
        east, north = _plane_m(self.lat_deg, self.lon_deg, lat_deg, lon_deg)
        course = math.radians(self.course_deg)
        along, across = (
            east * math.sin(course) + north * math.cos(course),
            east * math.cos(course) - north * math.sin(course),
        )
        inside = (along * self.minor_m) ** 2 + (across * self.major_m) ** 2
        return np.asarray(inside <= (self.major_m * self.minor_m) ** 2 * (1.0 + 1e-9))


def grid_over(lat_deg: ArrayLike, lon_deg: ArrayLike, cell_m: float) -> Grid:
    """Square cells (at the middle latitude) that cover all points."""
    lat, lon = np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64)
    if cell_m <= 0.0 or lat.size == 0:
        raise ValueError("a grid has cells above zero and points to cover")
    east_deg_m, north_deg_m = degree_m(np.asarray(0.5 * (lat.min() + lat.max())))
    return Grid(_edges(lat, cell_m / float(north_deg_m)), _edges(lon, cell_m / float(east_deg_m)))


def probability_map(lat_deg: ArrayLike, lon_deg: ArrayLike, grid: Grid) -> Floats:
    """(rows, columns) share of the particles in each cell; sums to 1 less what lies outside the grid."""
    lat, lon = np.ravel(np.asarray(lat_deg, np.float64)), np.ravel(np.asarray(lon_deg, np.float64))
    counts = np.histogram2d(lat, lon, bins=(grid.lat_deg, grid.lon_deg))[0]
    return np.asarray(counts / max(len(lat), 1), np.float64)


def ellipse(lat_deg: ArrayLike, lon_deg: ArrayLike, share: float) -> Ellipse:
    """The ellipse that contains a share (0 to 1, both excluded) of the particles of one instant."""
    lat, lon = np.ravel(np.asarray(lat_deg, np.float64)), np.ravel(np.asarray(lon_deg, np.float64))
    if not 0.0 < share < 1.0:
        raise ValueError("a share lies between 0 and 1")
    if len(lat) < 3:
        raise ValueError("an ellipse takes three particles at least")
    centre = float(lat.mean()), float(lon.mean())
    cloud = np.stack(_plane_m(*centre, lat, lon))
    variance, axes = np.linalg.eigh(np.cov(cloud))
    std = np.sqrt(np.maximum(variance, 1e-12))  # a cloud without width still has an ellipse, a micrometre wide
    size = float(np.quantile(np.hypot(*((axes.T @ cloud) / std[:, None])), share, method="higher"))
    course = math.degrees(math.atan2(axes[0, 1], axes[1, 1])) % 180.0
    return Ellipse(*centre, size * float(std[1]), size * float(std[0]), course)


def _plane_m(lat0_deg: float, lon0_deg: float, lat_deg: ArrayLike, lon_deg: ArrayLike) -> tuple[Floats, Floats]:
    """(east, north) in metres off a centre; within 1 % to 200 km below 60 degrees."""
    lat, lon = np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64)
    east_deg_m, north_deg_m = degree_m(0.5 * (lat0_deg + lat))
    turned = (lon - lon0_deg + 180.0) % 360.0 - 180.0
    return turned * east_deg_m, (lat - lat0_deg) * north_deg_m


def _edges(x: Floats, step: float) -> Floats:
    n = max(1, math.ceil((float(x.max()) - float(x.min())) / step + 1e-9))
    middle = 0.5 * (float(x.min()) + float(x.max()))
    return np.asarray(middle + step * (np.arange(n + 1) - 0.5 * n), np.float64)
