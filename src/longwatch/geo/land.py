"""Land of the world from Natural Earth, 1:10 million, packaged; polygons with edges straight in longitude and latitude.

The coastline is good to about a kilometre; its points lie on a grid of 0.0036 deg of longitude and 0.0017 deg of latitude.
Lakes are land (the Caspian Sea is not), most islets below half a kilometre are missing. Outside the box that was loaded
nothing is known: points there are not land. `tools/make_land.py` made the data; NOTICE names its source.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from longwatch.geo.geodesic import Floats
from longwatch.geo.plane import Shapes, geodesic_line, polygon_parts, polygons_of, shape_of, turned, turns_into
from longwatch.geo.polygon import Polygon

N_KEPT: Final = 8  # land of so many scenarios is kept ready


@dataclass(frozen=True)
class _World:
    """All rings: points, where each ring starts, whether it is a hole of the ring before it, and its box."""

    xy: Floats  # (n, 2) lon, lat
    start: NDArray[np.int64]  # (rings + 1,)
    is_hole: NDArray[np.bool_]
    box: Floats  # (rings, 4) west, south, east, north


@cache
def _world() -> _World:
    with resources.files("longwatch.geo").joinpath("data/land.npz").open("rb") as file, np.load(file) as data:
        first, step, n_points = data["first"].astype(np.int64), data["step"].astype(np.int64).T, data["n_points"]
        scale, translate, is_hole = data["scale"], data["translate"], data["is_hole"]
    start = np.concatenate([[0], np.cumsum(n_points, dtype=np.int64)])
    run = np.cumsum(step, axis=0)  # steps begin at zero in every ring; what earlier rings left is taken off again
    grid = run - np.repeat(run[start[:-1]] - first, n_points, axis=0)
    xy = translate + scale * grid
    xy[:, 1] = np.maximum(xy[:, 1], -90.0)
    low, high = np.minimum.reduceat(xy, start[:-1]), np.maximum.reduceat(xy, start[:-1])
    return _World(xy, start, is_hole, np.hstack([low, high]))


def load_land(south_deg: float, west_deg: float, north_deg: float, east_deg: float) -> tuple[Polygon, ...]:
    """Land clipped to a box; its longitudes lie in west to east of the box.

    A box across 180 degrees is written with an east beyond 180 or with east < west. The answer is cached.
    """
    if east_deg < west_deg:
        east_deg += 360.0
    east_deg = min(east_deg, west_deg + 360.0)
    return _load(float(south_deg), float(west_deg), float(north_deg), float(east_deg))


@lru_cache(maxsize=N_KEPT)
def _load(south: float, west: float, north: float, east: float) -> tuple[Polygon, ...]:
    return tuple(polygon for shape in _clipped(south, west, north, east) for polygon in polygons_of(shape))


def _clipped(south: float, west: float, north: float, east: float) -> list[Any]:
    """Shapely polygons of the land in a box, in the longitudes of the box."""
    box = shapely.box(west, south, east, north)
    out: list[Any] = []
    for k in np.flatnonzero(~_world().is_hole):
        pieces = _pieces(int(k), south, west, north, east, box)
        if len(pieces) > 1:  # one ring in two turns: only the land round the South Pole joins up again
            pieces = polygon_parts(shapely.union_all(pieces))
        out.extend(pieces)
    return out


def _pieces(k: int, south: float, west: float, north: float, east: float, box: Any) -> list[Any]:
    """The parts in the box of polygon k of the world, in every turn that reaches it."""
    ring_west, ring_south, ring_east, ring_north = _world().box[k]
    if ring_north < south or ring_south > north:
        return []
    turns = turns_into([ring_west, ring_east], west, east)
    if not turns:
        return []
    shape = _polygon(k)
    found: list[Any] = []
    for turn in turns:
        moved = turned(shape, turn)
        inside = west <= ring_west + turn and ring_east + turn <= east and south <= ring_south and ring_north <= north
        found.extend([moved] if inside else polygon_parts(shapely.intersection(moved, box)))
    return found


@lru_cache(maxsize=4096)
def _polygon(k: int) -> Any:
    world = _world()

    def ring(i: int) -> Floats:
        return world.xy[world.start[i] : world.start[i + 1]]

    holes = []
    i = k + 1
    while i < len(world.is_hole) and world.is_hole[i]:
        holes.append(ring(i))
        i += 1
    return shapely.Polygon(ring(k), holes)


_ready: OrderedDict[int, tuple[Sequence[Polygon], Shapes]] = OrderedDict()


def ready(land: Sequence[Polygon]) -> Shapes:
    """The shapes of a tuple of land polygons, made once for each tuple (by identity) and kept for a few of them."""
    kept = _ready.get(id(land))
    if kept is not None and kept[0] is land:
        _ready.move_to_end(id(land))
        return kept[1]
    made = Shapes.of(land, geodesic_edges=False)
    _ready[id(land)] = land, made  # the land is kept too, so that its identity is not given away
    while len(_ready) > N_KEPT:
        _ready.popitem(last=False)
    return made


def is_land(land: Sequence[Polygon], lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.bool_]:
    """Whether points lie on land (its edge counts); boolean of the points' shape. Longitudes in any turn."""
    return ready(land).cover(lat_deg, lon_deg)


def crosses_land(land: Sequence[Polygon], lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> bool:
    """Whether the geodesic between two points meets land (touching its edge counts), to 5 m."""
    if not land:
        return False
    return ready(land).meet(geodesic_line((lat1_deg, lon1_deg), (lat2_deg, lon2_deg)))


def land_fraction(land: Sequence[Polygon], polygons: Sequence[Polygon]) -> float:
    """Share of the polygons' area that is land, from areas in the cylindrical equal-area plane; 0 to 1."""
    total = land_part = 0.0
    made = ready(land)
    for polygon in polygons:
        shape = shape_of(polygon, geodesic_edges=True)
        if shape.is_empty:
            continue
        total += _equal_area(shape)
        west, _, east, _ = shape.bounds
        for turn in turns_into([west, east], made.west_deg, made.east_deg):
            moved = turned(shape, turn)
            hits = made.shapes[made.tree.query(moved)]
            land_part += sum(_equal_area(part) for part in shapely.intersection(hits, moved))
    return min(1.0, land_part / total) if total > 0.0 else 0.0


def _equal_area(shape: Any) -> float:
    return float(shapely.transform(shape, lambda xy: np.column_stack([xy[:, 0], np.sin(np.radians(xy[:, 1]))])).area)


def outline(
    south_deg: float, west_deg: float, north_deg: float, east_deg: float, tolerance_deg: float
) -> tuple[Polygon, ...]:
    """Land in a box for drawing a map: no edge moved by more than `tolerance_deg`, what is smaller than that left out."""
    out: list[Polygon] = []
    for polygon in load_land(south_deg, west_deg, north_deg, east_deg):
        shape = shapely.simplify(shape_of(polygon, geodesic_edges=False), tolerance_deg, preserve_topology=True)
        out.extend(polygons_of(shapely.MultiPolygon([p for p in polygon_parts(shape) if p.area > tolerance_deg**2])))
    return tuple(out)
