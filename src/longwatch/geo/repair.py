"""Rings as people write them made into valid polygons, where there is only one way to read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
import shapely

from longwatch.errors import BadInputError, Problem
from longwatch.geo.area import area_m2
from longwatch.geo.geodesic import Floats
from longwatch.geo.plane import goes_round_pole, plane_ring, polygon_parts, polygons_of, turned
from longwatch.geo.polygon import Polygon

LON_LIMIT_DEG: Final = 540.0  # a turn beyond ±180: longitudes that pass 180 are welcome
LEAST_AREA_M2: Final = 1.0
DECIMALS: Final = 9  # of a degree, 0.1 mm: points nearer than that upset the geometry library

LatLon = tuple[float, float]


def repair_ring(points: Sequence[LatLon], where: str) -> tuple[tuple[Polygon, ...], tuple[str, ...]]:
    """Valid polygons, and warnings, from the (lat_deg, lon_deg) points of one ring, closed or not, in either direction.

    A step of more than 180 degrees of longitude is read as a step across 180. Repeated points are dropped with a warning.
    A ring that crosses itself is repaired, with a warning, when every rule of filling gives the same polygons (no part
    is gone round twice): a bow-tie gives two triangles. Raises BadInputError, naming `where`, for points that are no positions,
    for a ring without area and for a crossing that could be read in more than one way.
    """
    check_positions(points, where)
    points = [(round(lat, DECIMALS), round(lon, DECIMALS)) for lat, lon in points]
    distinct, warnings = _without_repeats(points, where)
    if len(distinct) < 3:
        raise BadInputError(
            Problem(where, f"a polygon needs three different points, here are {len(distinct)}", "add its other corners")
        )
    lat, lon = _continuous(distinct)
    shape = shapely.Polygon(plane_ring(lat, lon))
    if shape.is_valid:
        ring = tuple(zip(lat.tolist(), lon.tolist(), strict=True))
        east = ring if lon[-1] > lon[0] else ring[::-1]
        polygons = (Polygon(east),) if goes_round_pole(lon) else polygons_of(shape)
    else:
        polygons, note = _uncrossed(shape, where)
        warnings = (*warnings, note)
    if area_m2(polygons) < LEAST_AREA_M2:
        raise BadInputError(Problem(where, "the polygon has no area", "its points lie on one line"))
    return polygons, warnings


def check_positions(points: Sequence[LatLon], where: str) -> None:
    """All that is wrong with the points of a ring as positions, in one BadInputError."""
    problems = []
    closed = len(points) > 1 and points[0] == points[-1]  # what is wrong with the first point is said once
    for k, (lat, lon) in enumerate(points[:-1] if closed else points):
        at = f"{where}: point {k + 1}"
        if not (isfinite(lat) and isfinite(lon)):
            problems.append(Problem(at, f"({lat}, {lon}) is not a position"))
        elif abs(lat) > 90.0:
            hint = "are latitude and longitude swapped?" if abs(lon) <= 90.0 and abs(lat) <= 180.0 else ""
            hint = hint or ("are these metres of a projection? Write degrees (WGS84)" if abs(lat) > 1000.0 else "")
            problems.append(Problem(at, f"latitude {lat:g} lies beyond 90", hint))
        elif abs(lon) > LON_LIMIT_DEG:
            problems.append(Problem(at, f"longitude {lon:g} lies beyond {LON_LIMIT_DEG:g}"))
    if problems:
        raise BadInputError(problems[:20])


def position_text(lat_deg: float, lon_deg: float) -> str:
    """A position as it stands in messages: "36.8500 N, 75.9800 W"."""
    lon = (lon_deg + 180.0) % 360.0 - 180.0
    north, east = "N" if lat_deg >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat_deg):.4f} {north}, {abs(lon):.4f} {east}"


def _without_repeats(points: Sequence[LatLon], where: str) -> tuple[list[LatLon], tuple[str, ...]]:
    """The points without neighbours at one place; a last point that repeats the first only closes the ring."""
    ring = list(points[:-1] if len(points) > 1 and _same(points[0], points[-1]) else points)
    distinct = [point for k, point in enumerate(ring) if not _same(point, ring[k - 1]) or len(ring) == 1]
    n = len(ring) - len(distinct)
    if not distinct:
        distinct, n = ring[:1], len(ring[1:])
    return distinct, ((f"{where}: {n} repeated point{'s' if n > 1 else ''} left out",) if n else ())


def _same(one: LatLon, other: LatLon) -> bool:
    """One place in one spelling; 180 W and 180 E stay two points, for they are the two ends of a parallel."""
    return one[0] == other[0] and one[1] == other[1]


def _continuous(points: Sequence[LatLon]) -> tuple[Floats, Floats]:
    """Latitudes and continuous longitudes, the middle of which lies in -180 to 180.

    An edge along a parallel right round the Earth, or half of it, has no geodesic of its own: it gets a point for every degree.
    """
    lats, lons = [points[0][0]], [points[0][1]]
    for (lat1, lon1), (lat2, lon2) in zip(points, [*points[1:], points[0]], strict=True):
        step = lon2 - lon1
        at_pole = abs(lat1) == 90.0 and abs(lat2) == 90.0
        along_parallel = abs(step) in (180.0, 360.0)
        if not along_parallel:
            step -= 360.0 * round(step / 360.0)
        n = round(abs(step)) if along_parallel and not at_pole else 1
        start = lons[-1]
        lats.extend(lat1 + (lat2 - lat1) * k / n for k in range(1, n + 1))
        lons.extend(start + step * k / n for k in range(1, n + 1))
    lat, lon = np.array(lats[:-1]), np.array(lons[:-1])
    return lat, lon - 360.0 * np.round((lon.min() + lon.max()) / 720.0)


def _uncrossed(shape: Any, where: str) -> tuple[tuple[Polygon, ...], str]:
    """The faces of a self-crossing ring that it goes round exactly once; none may be gone round more often."""
    ring = shapely.get_coordinates(shape.exterior)
    at = _crossing(shape)
    faces = polygon_parts(shapely.polygonize([shapely.node(shape.exterior)]))
    total = sum(face.area for face in faces)
    kept = []
    for face in faces:
        turns = abs(_winding(ring, face.representative_point()))
        if turns > 1 and face.area > 1e-9 * total:
            raise BadInputError(
                Problem(
                    where, f"the polygon crosses itself at {at} and goes round a part of itself twice",
                    "put its points in order, or write it as several polygons",
                )
            )  # fmt: skip
        if turns == 1:
            kept.append(face)
    polygons = polygons_of(shapely.union_all(kept))
    if not polygons:
        raise BadInputError(Problem(where, "the polygon has no area", "its points lie on one line"))
    n = len(polygons)
    return polygons, f"{where}: the polygon crosses or touches itself at {at}; read as {n} polygon{'s' * (n > 1)}"


def _crossing(shape: Any) -> str:
    found = re.search(r"\[([-+.\deE]+) ([-+.\deE]+)\]", str(shapely.is_valid_reason(shape)))
    return position_text(float(found[2]), float(found[1])) if found else "an unknown point"


def _winding(ring: Floats, point: Any) -> int:
    """How often a closed ring goes round a point: edges that cross the ray to the east, up less down."""
    x, y = ring[:, 0] - point.x, ring[:, 1] - point.y
    x1, y1, x2, y2 = x[:-1], y[:-1], x[1:], y[1:]
    side = x1 * y2 - x2 * y1
    return int(np.sum((y1 <= 0) & (y2 > 0) & (side > 0)) - np.sum((y1 > 0) & (y2 <= 0) & (side < 0)))


def with_holes(
    outer: tuple[Polygon, ...], holes: Iterable[Polygon], where: str
) -> tuple[tuple[Polygon, ...], tuple[str, ...]]:
    """Polygons less their holes; a hole that reaches beyond them is cut, with a warning."""
    warnings: list[str] = []
    shape = _plane_shape(outer)
    west, _, east, _ = shape.bounds
    for hole in holes:
        cut = _plane_shape((hole,))
        middle = float(np.mean(cut.bounds[::2]))
        cut = turned(cut, 360.0 * round(((west + east) / 2 - middle) / 360.0))
        if not shapely.covers(shape, cut):
            warnings.append(f"{where}: a hole reaches beyond the polygon or into another hole; it was cut to fit")
        shape = shapely.difference(shape, cut)
    if shape.is_empty:
        raise BadInputError(Problem(where, "nothing is left of the polygon beside its holes"))
    return polygons_of(shape), tuple(warnings)


def joined(polygons: Sequence[Polygon], where: str) -> tuple[tuple[Polygon, ...], tuple[str, ...]]:
    """Polygons that meet, at 180 degrees too, made one; a warning where they overlapped."""
    if len(polygons) == 1:
        return tuple(polygons), ()
    shapes = [_plane_shape((polygon,)) for polygon in polygons]
    touches_east = [shape for shape in shapes if shape.bounds[2] == 180.0 and shape.bounds[0] > -180.0]
    moved = [
        turned(shape, 360.0)
        if shape.bounds[0] == -180.0 and shape.bounds[2] < 180.0 and any(_meet(shape, east) for east in touches_east)
        else shape
        for shape in shapes
    ]
    whole = _without_seam(shapely.union_all(moved))
    apart = sum(shape.area for shape in moved)
    overlap = apart - whole.area > 1e-9 * apart
    return polygons_of(whole), ((f"{where}: polygons overlap; their common part counts once",) if overlap else ())


def _meet(west_shape: Any, east_shape: Any) -> bool:
    common = shapely.intersection(turned(west_shape, 360.0), east_shape)
    return bool(common.length > 0.0)


def _without_seam(shape: Any) -> Any:
    """The shape without the points on the line of 180 degrees that lie straight between their neighbours."""

    def ring(line: Any) -> Floats:
        xy = shapely.get_coordinates(line)[:-1]
        back, ahead = np.roll(xy, 1, axis=0), np.roll(xy, -1, axis=0)
        a, b = xy - back, ahead - xy
        straight = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) < 1e-9
        kept: Floats = xy[~(straight & (xy[:, 0] == 180.0) & (a[:, 0] != 0.0))]
        return kept

    return shapely.MultiPolygon(
        [shapely.Polygon(ring(p.exterior), [ring(hole) for hole in p.interiors]) for p in polygon_parts(shape)]
    )


def _plane_shape(polygons: Iterable[Polygon]) -> Any:
    def ring(points: Sequence[LatLon]) -> Floats:
        array = np.asarray(points, dtype=np.float64)
        return plane_ring(array[:, 0], array[:, 1])

    return shapely.union_all([shapely.Polygon(ring(p.outer), [ring(hole) for hole in p.holes]) for p in polygons])
