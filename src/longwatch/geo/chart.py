"""A sea chart round two places on which geodesics are straight: obstacles, and the corners a shortest path may turn at.

The ellipsoidal gnomonic projection (C.F.F. Karney, Algorithms for geodesics, J. Geodesy 87, 2013, section 8) draws geodesics
near its centre as straight lines: 1,000 km away they leave the line by less than two metres.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct, distance_m, inverse
from longwatch.geo.land import ready
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.plane import EARTH_M, plane_ring, polygon_parts, turned, turns_into
from longwatch.geo.polygon import Polygon
from longwatch.geo.prepared import intersects

LatLon = tuple[float, float]

MAX_LIMIT_M: Final = 14_000_000.0  # beyond this the projection has no room
SEGMENT_DEG: Final = 0.2  # edges of land are straight in latitude and longitude; longer ones are cut before projecting
OFFSET_M: Final = 60.0  # legs turn this far off what they go round, so that they never touch it
AREA_ERRORS: Final = 3.0  # round closed areas: so many times the chart's own error, where that is more
FLATTENING: Final = 1 / 298.257223563
WALL_DEG: Final = 0.001  # an edge this long exactly on the rim of the land is where its box cut it


@dataclass(frozen=True)
class Chart:
    """Obstacles and corners within the ellipse of points whose distances to both ends sum to `limit_m` at the most."""

    obstacle: Any  # prepared shapely geometry: all that may not be crossed
    land: Any  # the land in it
    closed: Any  # the closed areas in it
    corners: Floats  # (n, 2) x, y of the corners, a little off the obstacle
    before: Floats  # (n, 2) the rim's next point behind, and ahead, of each corner
    after: Floats
    rim: Any  # the obstacle widened by that little, and its rings
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
        out: NDArray[np.bool_] = ~intersects(self.obstacle, lines)
        return out


def make_chart(obstacles: Obstacles, start: LatLon, end: LatLon, limit_m: float, offset_m: float) -> Chart:
    """The chart for paths of at most `limit_m` (metres), with corners `offset_m` off land and shallows and nearer at areas."""
    from pyproj import Proj

    azimuth, _, length_m = inverse(*start, *end)
    mid_lat, mid_lon = (float(value) for value in direct(*start, azimuth, length_m / 2))
    projection = Proj(f"+proj=gnom +lat_0={mid_lat!r} +lon_0={mid_lon!r} +ellps=WGS84")

    def project(xy: Floats) -> Floats:
        x, y = projection(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    def draw(parts: list[Any]) -> Any:
        drawn = [shapely.transform(shapely.segmentize(part, SEGMENT_DEG), project) for part in parts]
        return shapely.MultiPolygon([p for part in drawn for p in polygon_parts(shapely.make_valid(part))])

    window = _window(mid_lat, mid_lon, limit_m)
    seen = shapely.Polygon(plane_ring(*window))
    zones = obstacles.zones
    land = draw(_near(obstacles.land, seen))
    closed = draw(_clipped(zones.closed, seen))
    blocked = [
        land,
        closed,
        *_shallows(zones.deep, seen, shapely.Polygon(project(np.column_stack(window[::-1]))), draw),
    ]
    area_offset_m = min(offset_m, max(OFFSET_M, AREA_ERRORS * _bend_m(limit_m / 2.0)))
    rim = shapely.union_all(
        [_widened(shape, area_offset_m if shape is closed else offset_m) for shape in blocked if not shape.is_empty]
    )
    rings = [ring for part in polygon_parts(shapely.orient_polygons(rim)) for ring in shapely.get_rings(part)]
    before, corners, after = _corners(rings)
    lon, lat = projection(corners[:, 0], corners[:, 1], inverse=True)
    in_reach = distance_m(*start, lat, lon) + distance_m(lat, lon, *end) <= limit_m
    keep = in_reach & _within_walls(obstacles.land, np.asarray(lat), np.asarray(lon))
    obstacle = shapely.union_all(blocked)
    shapely.prepare(obstacle)
    return Chart(
        obstacle=obstacle,
        land=land,
        closed=closed,
        corners=corners[keep],
        before=before[keep],
        after=after[keep],
        rim=rim,
        rims=rings,
        complete=bool(np.all(in_reach)),
        scale=1.0 / cos(min(limit_m / 2 / EARTH_M, 1.3)) ** 2,
        projection=projection,
    )


def _bend_m(radius_m: float) -> float:
    """How far geodesics of an ellipsoid leave straight lines at a distance from the chart's centre (Karney 2013, section 8)."""
    return FLATTENING / 8.0 * (radius_m / EARTH_M) ** 3 * radius_m


def _widened(shape: Any, offset_m: float) -> Any:
    wide = shapely.buffer(shape, offset_m, join_style="mitre", mitre_limit=2.0)
    return shapely.simplify(wide, offset_m / 2)


def _window(lat: float, lon: float, limit_m: float) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg) of a circle round a place that holds all ways of a length, in the turn of the place."""
    rim_lat, rim_lon = direct(lat, lon, np.arange(0.0, 360.0, 5.0), limit_m / 2.0 * 1.02 + 1_000.0)
    return rim_lat, np.unwrap(np.concatenate([[lon], rim_lon]), period=360.0)[1:]


def _shallows(deep: Any, seen: Any, drawn_window: Any, draw: Callable[[list[Any]], Any]) -> list[Any]:
    """The chart without its deep water; nothing where depth is not asked."""
    if deep is None:
        return []
    water = draw(_clipped(deep, seen))
    return [shapely.MultiPolygon(polygon_parts(shapely.difference(drawn_window, water)))]


def _clipped(shape: Any, window: Any) -> list[Any]:
    """The polygons in a window of a shape drawn in three turns; none where there is no shape."""
    return [] if shape is None else polygon_parts(shapely.intersection(shape, window))


def _near(land: Sequence[Polygon], window: Any) -> list[Any]:
    """Land in a window of the plane as shapes, in the turn of the window."""
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
