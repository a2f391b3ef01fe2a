"""The cells of an area that is looked over again and again: boxes of about one size, known by their centres.

Rows are equal steps of latitude, the columns of each row equal in true width. A cell counts where its centre lies in the
area (and at sea, where only the sea is watched); a part of the area too small for any centre is one cell at a point of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, radians, sqrt
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike

from longwatch.geo.ecef import A_M, E2
from longwatch.geo.geodesic import Floats, distance_m
from longwatch.geo.land import ready
from longwatch.geo.plane import polygon_parts, shape_of, turned, turns_into
from longwatch.geo.polygon import Polygon

USUAL_CELLS: Final = 500  # where the side is not given


@dataclass(frozen=True)
class Cells:
    """Centres and the area each stands for; together they are the area of the polygons."""

    lat_deg: tuple[float, ...]
    lon_deg: tuple[float, ...]
    area_m2: tuple[float, ...]
    side_m: float
    box_m2: float  # true size of all boxes, which don't overlap, before they were scaled to the area
    box_radius_m: float  # no point of a box lies farther from its centre
    spots_m2: float = 0.0  # part of the area that stands under cells without a box

    @property
    def n(self) -> int:
        return len(self.lat_deg)

    @property
    def total_m2(self) -> float:
        return float(sum(self.area_m2))


def sea_shapes(polygons: Sequence[Polygon], land: Sequence[Polygon]) -> Any:
    """Polygons less the land as one shapely geometry in the (longitude, latitude) plane, edges along geodesics."""
    shape = shapely.union_all([shape_of(polygon, geodesic_edges=True) for polygon in _one_turn(polygons)])
    if not land or shape.is_empty:
        return shape
    made = ready(land)
    west, _, east, _ = shape.bounds
    for turn in turns_into([west, east], made.west_deg, made.east_deg):
        moved = turned(shape, turn)
        hits = made.shapes[made.tree.query(moved)]
        if len(hits):
            shape = shapely.difference(shape, turned(shapely.union_all(hits), -turn))
    return shapely.MultiPolygon(polygon_parts(shape))


def shape_area_m2(shape: Any) -> float:
    """Area on the ellipsoid of a shape in the (longitude, latitude) plane, by the equal-area cylinder."""
    return float(shapely.transform(shape, _equal_area).area)


def usual_side_m(shape: Any) -> float:
    """A round side that makes about 500 cells."""
    side_m = sqrt(shape_area_m2(shape) / USUAL_CELLS)
    step = 10.0 ** np.floor(np.log10(max(side_m, 1.0)) - 1.0)
    return float(max(np.round(side_m / step) * step, 1.0))


def count_cells(shape: Any, side_m: float) -> float:
    """About how many cells of a side it takes."""
    return shape_area_m2(shape) / side_m**2


def make_cells(shape: Any, side_m: float) -> Cells:
    """Cells of a shape in the (longitude, latitude) plane whose sides are about `side_m`."""
    _, south, _, north = shape.bounds
    n_rows = max(1, ceil((north - south) / np.degrees(side_m / _meridian_radius_m(0.5 * (south + north))) - 1e-6))
    edges = np.linspace(south, north, n_rows + 1)
    rows = [_row(shape, low, high, side_m) for low, high in pairwise(edges.tolist())]
    west, east = np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])
    low, high = np.concatenate([row[2] for row in rows]), np.concatenate([row[3] for row in rows])
    lat, lon = 0.5 * (low + high), 0.5 * (west + east)
    shapely.prepare(shape)
    inside = shapely.intersects_xy(shape, lon, lat)
    lat, lon, low, high, west, east = (column[inside] for column in (lat, lon, low, high, west, east))
    boxes_m2 = np.radians(east - west) * (_cylinder_m2(high) - _cylinder_m2(low))
    spots = _spots(shape, lat, lon)
    spot_m2 = np.array([shape_area_m2(part) for part, _ in spots])
    at = np.array([point for _, point in spots]).reshape(-1, 2)
    box_m2 = float(boxes_m2.sum())
    total_m2 = shape_area_m2(shape)
    areas = boxes_m2 * ((total_m2 - spot_m2.sum()) / box_m2) if box_m2 else boxes_m2
    return Cells(
        lat_deg=tuple(np.concatenate([lat, at[:, 1]]).tolist()),
        lon_deg=tuple(((np.concatenate([lon, at[:, 0]]) + 180.0) % 360.0 - 180.0).tolist()),
        area_m2=tuple(np.concatenate([areas, spot_m2]).tolist()),
        side_m=float(side_m),
        box_m2=box_m2,
        box_radius_m=_radius_m(lat, lon, (low, high), (west, east)),
        spots_m2=float(spot_m2.sum()),
    )


def _row(shape: Any, low: float, high: float, side_m: float) -> tuple[Floats, Floats, Floats, Floats]:
    """(west, east, south, north) of the boxes of one row, over the stretch that the shape takes of it."""
    left, _, right, _ = shape.bounds
    west, _, east, _ = shapely.clip_by_rect(shape, left - 1.0, low, right + 1.0, high).bounds
    if not np.isfinite(west):
        return (np.empty(0),) * 4
    metres_per_deg = radians(_parallel_radius_m(0.5 * (low + high)))
    n = max(1, round((east - west) * metres_per_deg / side_m))
    edges = np.linspace(west, east, n + 1)
    return edges[:-1], edges[1:], np.full(n, low), np.full(n, high)


def _spots(shape: Any, lat: Floats, lon: Floats) -> list[tuple[Any, tuple[float, float]]]:
    """The parts that hold no centre, each with a point of it."""
    parts = np.array(polygon_parts(shape), dtype=object)
    if not len(parts):
        return []
    tree = shapely.STRtree(parts)
    held = set(tree.query(shapely.points(lon, lat), predicate="intersects")[1].tolist()) if len(lat) else set()
    points = [(part, shapely.point_on_surface(part)) for k, part in enumerate(parts) if k not in held]
    return [(part, (float(point.x), float(point.y))) for part, point in points]


def _radius_m(lat: Floats, lon: Floats, lows: tuple[Floats, Floats], sides: tuple[Floats, Floats]) -> float:
    """Corners are the farthest points of a box, but for the bow of its upper and lower side."""
    if not len(lat):
        return 0.0
    return 1.001 * max(float(distance_m(lat, lon, y, x).max()) for y in lows for x in (*sides, lon))


def _one_turn(polygons: Sequence[Polygon]) -> list[Polygon]:
    """Polygons of one area in longitudes near each other."""
    first = polygons[0].outer[0][1]
    out = []
    for polygon in polygons:
        turn = 360.0 * round((first - polygon.outer[0][1]) / 360.0)
        rings = [tuple((lat, lon + turn) for lat, lon in ring) for ring in (polygon.outer, *polygon.holes)]
        out.append(Polygon(rings[0], tuple(rings[1:])))
    return out


def _equal_area(xy: Floats) -> Floats:
    return np.column_stack([np.radians(xy[:, 0]), _cylinder_m2(xy[:, 1])])


def _cylinder_m2(lat_deg: ArrayLike) -> Floats:
    """Area of the ellipsoid per radian of longitude from the equator to a latitude (J.P. Snyder, Map Projections, 1987,
    equation 3-12 times half the squared semi-major axis)."""
    sine, e = np.sin(np.radians(np.asarray(lat_deg, np.float64))), sqrt(E2)
    q = (1.0 - E2) * (sine / (1.0 - E2 * sine**2) + np.arctanh(e * sine) / e)
    half: Floats = 0.5 * A_M**2 * q
    return half


def _meridian_radius_m(lat_deg: float) -> float:
    sine = float(np.sin(np.radians(lat_deg)))
    return float(A_M * (1.0 - E2) / (1.0 - E2 * sine**2) ** 1.5)


def _parallel_radius_m(lat_deg: float) -> float:
    sine, cosine = float(np.sin(np.radians(lat_deg))), float(np.cos(np.radians(lat_deg)))
    return A_M * cosine / sqrt(1.0 - E2 * sine**2)
