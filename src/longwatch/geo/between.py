"""Whether a vehicle anywhere on its way stays in sight of an antenna anywhere on its own: between samples too.

All rays between two paths lie in the convex hull of both. Where the ground in that hull is cleared by the worst of them, all
are clear; where the ray between the two middles is lost, one is not; else the longer path is halved. What stays
undecided down to `SMALLEST_M` counts as hidden, so an answer of "in sight" can be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely

from longwatch.geo.geodesic import Floats, direct, inverse, points_along
from longwatch.geo.plane import polygon_parts
from longwatch.geo.polygon import Polygon
from longwatch.geo.sight import Ground, lowest_height_m, plane_edges

PAD_M: Final = 60.0  # what straight lines in the plane, and chords of circles, may be off
SMALLEST_M: Final = 200.0
PIECE_M: Final = 50_000.0  # so far apart may places of the antenna lie in one plane
FARTHEST_M: Final = 900_000.0  # beyond any horizon
MOST_HULLS: Final = 20_000
CIRCLE_POINTS: Final = 72

LatLon = tuple[float, float]
Path = Sequence[LatLon]


@dataclass(frozen=True)
class Hidden:
    """Where a vehicle is not in sight, from where, and what hides it."""

    antenna: LatLon
    vehicle: LatLon
    ground: Ground


def circle_path(lat_deg: float, lon_deg: float, radius_m: float) -> list[LatLon]:
    """A circle round a place, closed."""
    lat, lon = direct(lat_deg, lon_deg, np.linspace(0.0, 360.0, CIRCLE_POINTS + 1), radius_m)
    return list(zip(lat.tolist(), lon.tolist(), strict=True))


def dense_path(path: Path, step_m: float = 20_000.0) -> list[LatLon]:
    """A path with points along its geodesic legs, no more than `step_m` apart; longitudes continuous within a leg."""
    out = [path[0]]
    for one, two in pairwise(path):
        n = max(1, int(np.ceil(float(inverse(*one, *two)[2]) / step_m)))
        lat, lon = points_along(*one, *two, np.arange(1, n + 1) / n)
        out += list(zip(lat.tolist(), lon.tolist(), strict=True))
    return out


def first_hidden(
    antenna: Path, height1_m: float, vehicle: Path, height2_m: float, grounds: Sequence[Ground], pad_m: float = PAD_M
) -> Hidden | None:
    """A place of the vehicle that is hidden from some place of the antenna by ground; None where all are in sight.

    Parameters
    ----------
    antenna, vehicle : (lat_deg, lon_deg) points along geodesics, at most 20 km apart; one point stands still
    height1_m, height2_m : over the sea
    pad_m : sideways allowance, for paths that stand for others beside them
    """
    if not grounds:
        return None
    for piece in _pieces(list(antenna)):
        found = _Plane(piece, list(vehicle), max(height1_m, 0.0), max(height2_m, 0.0), grounds, pad_m).search()
        if found is not None:
            return found
    return None


def _pieces(path: list[LatLon]) -> list[list[LatLon]]:
    """A long path in pieces that share their ends."""
    out, begin = [], 0
    for k in range(1, len(path)):
        if k == len(path) - 1 or float(inverse(*path[begin], *path[k + 1])[2]) > PIECE_M:
            out.append(path[begin : k + 1])
            begin = k
    return out or [path]


class _Plane:
    """One piece of the antenna's path and the vehicle's, in the plane of azimuth and distance from the piece's middle."""

    def __init__(
        self,
        antenna: list[LatLon],
        vehicle: list[LatLon],
        h1: float,
        h2: float,
        grounds: Sequence[Ground],
        pad_m: float,
    ) -> None:
        self.middle = antenna[len(antenna) // 2]
        self.h1, self.h2, self.pad_m = h1, h2, pad_m
        self.antenna, self.vehicle = self._flat(antenna), self._flat(vehicle)
        hull = _hull(self.antenna, self.vehicle).buffer(pad_m)
        self.grounds = [
            (ground, shape)
            for ground in grounds
            for polygon in ground.polygons
            if (shape := self._shape(polygon)) is not None and shapely.intersects(hull, shape)
        ]
        self.left = MOST_HULLS

    def _flat(self, path: list[LatLon]) -> Floats:
        lat, lon = np.array(path).T
        azimuth, _, length_m = inverse(*self.middle, lat, lon)
        return np.column_stack([length_m * np.sin(np.radians(azimuth)), length_m * np.cos(np.radians(azimuth))])

    def _shape(self, polygon: Polygon) -> Any:
        """The polygon in the plane; None where it lies beyond any horizon."""
        edges = plane_edges(*self.middle, polygon)
        starts = edges[:, :2]
        if np.abs(starts).min(axis=0).max() > FARTHEST_M and np.hypot(*starts.T).min() > FARTHEST_M:
            return None
        ends = np.flatnonzero((edges[:-1, 2:] != edges[1:, :2]).any(axis=1)) + 1  # where the next ring begins
        rings = np.split(starts, ends)
        shape = shapely.Polygon(rings[0], rings[1:])
        return shape if shape.is_valid else shapely.MultiPolygon(polygon_parts(shapely.make_valid(shape)))

    def search(self) -> Hidden | None:
        """Depth first, so that a hidden place is found soon."""
        waiting = [(self.antenna, self.vehicle)]
        while waiting:
            one, two = waiting.pop()
            self.left -= 1
            ground = self._in_the_way(one, two, self.pad_m)
            if ground is None:
                continue
            sizes = _size_m(one), _size_m(two)
            ray = one[len(one) // 2 : len(one) // 2 + 1], two[len(two) // 2 : len(two) // 2 + 1]
            if max(sizes) < SMALLEST_M or self.left <= 0 or self._in_the_way(*ray, 0.0) is not None:
                return Hidden(self._back(ray[0][0]), self._back(ray[1][0]), ground)
            if sizes[0] >= sizes[1]:
                waiting += [(half, two) for half in _halves(one)]
            else:
                waiting += [(one, half) for half in _halves(two)]
        return None

    def _in_the_way(self, one: Floats, two: Floats, pad_m: float) -> Ground | None:
        """Ground that the worst ray between two sets of points may not clear."""
        hull = _hull(one, two)
        hull = hull.buffer(pad_m) if pad_m else hull
        apart_m = np.hypot(one[:, None, 0] - two[None, :, 0], one[:, None, 1] - two[None, :, 1])
        far_m, near_m = float(apart_m.max()), float(shapely.distance(_points(one), _points(two))) - pad_m
        for ground, shape in self.grounds:
            part = shapely.intersection(shape, hull)
            if part.is_empty:
                continue
            xy = shapely.get_coordinates(part)
            from_m = max(float(shapely.distance(_points(one), part)) - pad_m, 0.0)
            to_m = float(np.hypot(one[:, None, 0] - xy[None, :, 0], one[:, None, 1] - xy[None, :, 1]).max()) + pad_m
            if _may_hide(self.h1, self.h2, ground.height_m, from_m, to_m, max(near_m, 0.0), far_m + pad_m):
                return ground
        return None

    def _back(self, xy: Floats) -> LatLon:
        """From the plane to the Earth."""
        lat, lon = direct(*self.middle, float(np.degrees(np.arctan2(xy[0], xy[1]))), float(np.hypot(*xy)))
        return float(lat), float(lon)


def _may_hide(h1: float, h2: float, ground_m: float, from_m: float, to_m: float, near_m: float, far_m: float) -> bool:
    """Whether some ray between `near_m` and `far_m` long passes lower than the ground between `from_m` and `to_m`.

    A vehicle higher than the ground that is in sight is in sight nearer too, so the longest ray decides. A lower one must
    not be over it; beyond, the height of the ray at a place is a concave function of its length: the ends decide.
    """
    if ground_m <= h2:
        return float(lowest_height_m(h1, h2, far_m, from_m, min(to_m, far_m))) < ground_m
    if to_m >= near_m:
        return True
    return min(float(lowest_height_m(h1, h2, length_m, from_m, to_m)) for length_m in (near_m, far_m)) < ground_m


def _points(xy: Floats) -> Any:
    return shapely.multipoints(xy).convex_hull


def _hull(one: Floats, two: Floats) -> Any:
    return shapely.multipoints(np.vstack([one, two])).convex_hull


def _size_m(xy: Floats) -> float:
    low, high = xy.min(axis=0), xy.max(axis=0)
    return float(np.hypot(*(high - low)))


def _halves(xy: Floats) -> list[Floats]:
    """A path in two that share the middle point; of two points the middle is made."""
    if len(xy) == 2:
        xy = np.array([xy[0], (xy[0] + xy[1]) / 2.0, xy[1]])
    k = len(xy) // 2
    return [xy[: k + 1], xy[k:]]
