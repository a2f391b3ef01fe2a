"""A sea chart round two places on which geodesics are straight: obstacles, and the corners a shortest path may turn at.

The ellipsoidal gnomonic projection (C.F.F. Karney, Algorithms for geodesics, J. Geodesy 87, 2013, section 8) draws geodesics
near its centre as straight lines: 1,000 km away they leave the line by less than two metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct, distance_m, inverse
from longwatch.geo.land import ready
from longwatch.geo.plane import EARTH_M, plane_ring, polygon_parts, turned, turns_into
from longwatch.geo.polygon import Polygon

LatLon = tuple[float, float]

MAX_LIMIT_M: Final = 14_000_000.0  # beyond this the projection has no room
SEGMENT_DEG: Final = 0.2  # edges of land are straight in latitude and longitude; longer ones are cut before projecting
WALL_DEG: Final = 0.001  # an edge this long exactly on the rim of the land is where its box cut it


@dataclass(frozen=True)
class Chart:
    """Obstacles and corners within the ellipse of points whose distances to both ends sum to `limit_m` at the most."""

    obstacle: Any  # prepared shapely geometry, land and its margin
    land: Any  # the same without the margin
    corners: Floats  # (n, 2) x, y of the corners, off the obstacle by about `offset_m`
    before: Floats  # (n, 2) the rim's next point behind, and ahead, of each corner
    after: Floats
    rim: Any  # the obstacle widened by the offset, and its rings
    rims: list[Any]
    complete: bool  # no corner was left out for being outside the ellipse
    scale: float  # greatest stretch of the projection
    projection: Any

    def project(self, lat_deg: Any, lon_deg: Any) -> Floats:
        """(n, 2) metres on the chart."""
        x, y = self.projection(np.atleast_1d(lon_deg), np.atleast_1d(lat_deg))
        return np.column_stack([x, y])

    def unproject(self, xy: Floats) -> tuple[Floats, Floats]:
        """(lat_deg, lon_deg) of points of the chart."""
        lon, lat = self.projection(xy[:, 0], xy[:, 1], inverse=True)
        return np.asarray(lat), np.asarray(lon)

    def free(self, from_xy: Floats, to_xy: Floats) -> NDArray[np.bool_]:
        """Which straight lines between points (n, 2) meet no obstacle; touching counts as meeting."""
        lines = shapely.linestrings(np.stack(np.broadcast_arrays(from_xy, to_xy), axis=1))
        out: NDArray[np.bool_] = ~shapely.intersects(self.obstacle, lines)
        return out


def make_chart(
    land: Sequence[Polygon], start: LatLon, end: LatLon, limit_m: float, margin_m: float, offset_m: float
) -> Chart:
    """The chart for paths of at most `limit_m` (metres) that keep `margin_m` off the land."""
    from pyproj import Proj

    azimuth, _, length_m = inverse(*start, *end)
    mid_lat, mid_lon = direct(*start, azimuth, length_m / 2)
    projection = Proj(f"+proj=gnom +lat_0={float(mid_lat)!r} +lon_0={float(mid_lon)!r} +ellps=WGS84")
    scale = 1.0 / cos(min(limit_m / 2 / EARTH_M, 1.3)) ** 2

    def project(xy: Floats) -> Floats:
        x, y = projection(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    near = [shapely.segmentize(part, SEGMENT_DEG) for part in _near(land, float(mid_lat), float(mid_lon), limit_m)]
    drawn = [shapely.transform(part, project) for part in near]
    drawn_land = shapely.multipolygons([p for part in drawn for p in polygon_parts(shapely.make_valid(part))])
    obstacle = shapely.buffer(drawn_land, margin_m * scale, quad_segs=3) if margin_m > 0.0 else drawn_land
    rim = shapely.buffer(obstacle, offset_m, join_style="mitre", mitre_limit=2.0)
    rim = shapely.orient_polygons(shapely.simplify(rim, offset_m / 2))
    rings = [ring for part in polygon_parts(rim) for ring in shapely.get_rings(part)]
    before, corners, after = _corners(rings)
    lon, lat = projection(corners[:, 0], corners[:, 1], inverse=True)
    in_reach = distance_m(*start, lat, lon) + distance_m(lat, lon, *end) <= limit_m
    keep = in_reach & _within_walls(land, np.asarray(lat), np.asarray(lon))
    shapely.prepare(obstacle)
    return Chart(
        obstacle=obstacle,
        land=drawn_land,
        corners=corners[keep],
        before=before[keep],
        after=after[keep],
        rim=rim,
        rims=rings,
        complete=bool(np.all(in_reach)),
        scale=scale,
        projection=projection,
    )


def _near(land: Sequence[Polygon], lat: float, lon: float, limit_m: float) -> list[Any]:
    """Land in a circle round a place as shapes in the plane, in the turn of the place."""
    azimuth = np.arange(0.0, 360.0, 5.0)
    rim_lat, rim_lon = direct(lat, lon, azimuth, limit_m / 2.0 * 1.02 + 1_000.0)
    turns = np.unwrap(np.concatenate([[lon], rim_lon]), period=360.0)[1:]
    window = shapely.Polygon(plane_ring(rim_lat, turns))
    made = ready(land)
    out: list[Any] = []
    for turn in turns_into([made.west_deg, made.east_deg], window.bounds[0], window.bounds[2]):
        moved = turned(window, -turn)
        parts = shapely.intersection(made.shapes[made.tree.query(moved)], moved)
        out.extend(turned(p, turn) for part in parts for p in polygon_parts(part))
    return out


def _corners(rings: list[Any]) -> tuple[Floats, Floats, Floats]:
    """Corners where a path can turn round the obstacle: the rim, land on its left, turns left there."""
    befores, corners, afters = [np.empty((0, 2))], [np.empty((0, 2))], [np.empty((0, 2))]
    for ring in rings:
        xy = shapely.get_coordinates(ring)[:-1]
        back, ahead = np.roll(xy, 1, axis=0), np.roll(xy, -1, axis=0)
        left = _cross(xy - back, ahead - xy) > 0.0
        befores.append(back[left])
        corners.append(xy[left])
        afters.append(ahead[left])
    return np.concatenate(befores), np.concatenate(corners), np.concatenate(afters)


def _cross(a: Floats, b: Floats) -> Floats:
    out: Floats = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return out


def _within_walls(land: Sequence[Polygon], lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    """Which corners lie where land is known: not beyond a side of its box that cut through land."""
    south, west, north, east = _walls(land)
    turn = 360.0 * np.round(((west + east) / 2 - lon) / 360.0) if np.isfinite(west + east) else 0.0
    known: NDArray[np.bool_] = (lat > south) & (lat < north) & (lon + turn > west) & (lon + turn < east)
    return known


def _walls(land: Sequence[Polygon]) -> tuple[float, float, float, float]:
    """(south, west, north, east) where the box of the land cut it; infinite on a side where it ends by itself."""
    made = ready(land)
    if not len(made.shapes):
        return -np.inf, -np.inf, np.inf, np.inf
    west, south, east, north = shapely.total_bounds(made.shapes)
    sides = [-np.inf, -np.inf, np.inf, np.inf]
    for shape in made.shapes:
        b = shape.bounds
        if b[0] > west and b[1] > south and b[2] < east and b[3] < north:
            continue
        xy = shapely.get_coordinates(shape)
        for side, (column, value) in enumerate([(1, south), (0, west), (1, north), (0, east)]):
            on = (xy[:-1, column] == value) & (xy[1:, column] == value)
            if np.any(on & (np.abs(np.diff(xy[:, 1 - column])) > WALL_DEG)):
                sides[side] = float(value)
    return sides[0], sides[1], sides[2], sides[3]


def ecef_length_m(one: Floats, others: Floats) -> Floats:
    """Geodesic lengths from chords between (n, 3) places: 2R asin(c / 2R), right to a millionth on legs below 1,000 km."""
    chord = np.linalg.norm(others - one, axis=-1)
    out: Floats = 2.0 * EARTH_M * np.arcsin(np.minimum(chord / (2.0 * EARTH_M), 1.0))
    return out


def places(chart: Chart, xy: Floats) -> Floats:
    """(n, 3) Earth-centred places of points of the chart, at sea level."""
    return to_ecef(*chart.unproject(xy), 0.0)
