"""Polygons on the sphere as shapely shapes in the (longitude, latitude) plane, and back.

Longitudes of a ring are continuous, so a ring across 180 degrees is an ordinary shape here. A ring that goes once round
a pole (its last point lies a whole turn from its first) is closed along that pole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, radians, sqrt, tan
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from longwatch.geo.geodesic import Floats, distance_m, points_along
from longwatch.geo.polygon import Polygon, Ring
from longwatch.geo.prepared import intersects

EARTH_M: Final = 6371_000.0
EDGE_ERROR_M: Final = 5.0  # a densified edge in the plane leaves its geodesic by no more


def edge_step_m(lat_deg: float, error_m: float = EDGE_ERROR_M) -> float:
    """Longest piece of a geodesic at a latitude whose straight line in the plane stays within `error_m`.

    A great circle's distance from the straight line between two points of one latitude is L² tan(lat) / 8R.
    """
    slope = max(tan(radians(min(abs(lat_deg), 89.9))), 0.05)
    return min(max(sqrt(8.0 * EARTH_M * error_m / slope), 1_000.0), 100_000.0)


def dense_ring(ring: Ring, step_m: float | None = None, error_m: float = EDGE_ERROR_M) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg) of a ring with points along its geodesic edges; not closed, longitudes continuous.

    A pole has every longitude: an edge to or from it is a meridian, and the pole is written in the longitudes of both its
    edges. `step_m` is the longest piece; None takes what the plane needs to be
    right to `error_m`.
    """
    points = np.asarray(ring, dtype=np.float64)
    lat, lon = points[:, 0], points[:, 1]
    next_lat, next_lon = np.roll(lat, -1), np.roll(lon, -1)
    length_m = distance_m(lat, lon, next_lat, next_lon)
    lats: list[Floats] = []
    lons: list[Floats] = []
    for k in range(len(points)):
        from_pole, to_pole = abs(lat[k]) == 90.0, abs(next_lat[k]) == 90.0
        meridian = from_pole != to_pole
        step = step_m if step_m is not None else edge_step_m(max(abs(lat[k]), abs(next_lat[k])), error_m)
        n = (
            1 if meridian and step_m is None else max(1, ceil(length_m[k] / step))
        )  # it is straight in the plane as it is
        if meridian:
            some_lat, _ = points_along(lat[k], 0.0, next_lat[k], 0.0, np.arange(n + to_pole) / n)
            lats.append(some_lat)
            lons.append(np.full(n + to_pole, next_lon[k] if from_pole else lon[k]))
            continue
        if n == 1 or abs(next_lon[k] - lon[k]) == 360.0:  # a closing edge of a polar box has no geodesic
            lats.append(lat[k : k + 1])
            lons.append(lon[k : k + 1])
            continue
        some_lat, some_lon = points_along(lat[k], lon[k], next_lat[k], next_lon[k], np.arange(n) / n)
        lats.append(some_lat)
        lons.append(some_lon)
    return np.concatenate(lats), np.concatenate(lons)


def geodesic_line(one: tuple[float, float], other: tuple[float, float], error_m: float = EDGE_ERROR_M) -> Any:
    """The geodesic between two (lat_deg, lon_deg) points as a line of the plane, its longitudes continuous."""
    length_m = float(distance_m(*one, *other))
    rough, _ = points_along(*one, *other, np.linspace(0.0, 1.0, 17))  # it may run nearer to a pole than its ends lie
    n = max(1, ceil(length_m / edge_step_m(float(np.max(np.abs(rough))), error_m)))
    lat, lon = points_along(*one, *other, np.linspace(0.0, 1.0, n + 1))
    return shapely.linestrings(lon, lat)


def goes_round_pole(lon_deg: Floats) -> bool:
    """Whether the edge that closes a ring jumps a turn, so that the ring goes round a pole."""
    return bool(abs(lon_deg[-1] - lon_deg[0]) > 180.0)


def plane_ring(lat_deg: Floats, lon_deg: Floats) -> Floats:
    """(n, 2) points lon, lat of a ring; one that goes round a pole is closed along the pole it is nearer to."""
    xy = np.column_stack([lon_deg, lat_deg])
    if not goes_round_pole(lon_deg) or np.any(np.abs(lat_deg) == 90.0):
        return xy
    turn = 360.0 if lon_deg[-1] > lon_deg[0] else -360.0
    pole = 90.0 if float(np.mean(lat_deg)) > 0.0 else -90.0
    end_lon = lon_deg[0] + turn
    return np.concatenate([xy, [[end_lon, lat_deg[0]], [end_lon, pole], [lon_deg[0], pole]]])


def shape_of(polygon: Polygon, *, geodesic_edges: bool, error_m: float = EDGE_ERROR_M) -> Any:
    """A valid shapely polygon or multipolygon in the plane, with no more than a point for each `edge_step_m` of the rings.

    Without `geodesic_edges` edges stay straight in the plane. Edges that lie on each other bound nothing and are left out;
    it is empty where nothing else is left.
    """

    def ring_of(ring: Ring) -> Floats:
        if geodesic_edges:
            return plane_ring(*dense_ring(ring, error_m=error_m))
        points = np.asarray(ring, dtype=np.float64)
        return plane_ring(points[:, 0], points[:, 1])

    outer = ring_of(polygon.outer)
    holes = [_near(ring_of(hole), float(np.mean(outer[:, 0]))) for hole in polygon.holes]
    shape = shapely.Polygon(outer, holes)
    return shape if shape.is_valid else shapely.MultiPolygon(polygon_parts(shapely.make_valid(shape)))


def _near(ring: Floats, lon_deg: float) -> Floats:
    """A hole may be written in another turn than its outer ring."""
    ring = ring.copy()
    ring[:, 0] += 360.0 * np.round((lon_deg - float(np.mean(ring[:, 0]))) / 360.0)
    return ring


def polygons_of(shape: Any) -> tuple[Polygon, ...]:
    """Polygons of a shapely geometry; lines and points in it are left out. Outer rings run counter-clockwise."""
    return tuple(_polygon_of(part) for part in polygon_parts(shape))


def polygon_parts(shape: Any) -> list[Any]:
    """The polygons with area in a geometry, collections in collections too."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon" and part.area > 0.0]


def _polygon_of(part: Any) -> Polygon:
    part = shapely.orient_polygons(part)
    return Polygon(_ring_of(part.exterior), tuple(_ring_of(hole) for hole in part.interiors))


def _ring_of(line: Any) -> Ring:
    xy = shapely.get_coordinates(line)[:-1]
    return tuple(zip(xy[:, 1].tolist(), xy[:, 0].tolist(), strict=True))


def turns_into(lon_deg: ArrayLike, west_deg: float, east_deg: float) -> list[float]:
    """The whole turns (…, -360, 0, 360, …) that bring any of these longitudes into west to east."""
    lon = np.asarray(lon_deg, dtype=np.float64)
    if lon.size == 0:
        return []
    first = ceil((west_deg - float(lon.max())) / 360.0 - 1e-12)
    last = int(np.floor((east_deg - float(lon.min())) / 360.0 + 1e-12))
    return [360.0 * k for k in range(first, last + 1)]


def turned(shape: Any, turn_deg: float) -> Any:
    """The shape with all longitudes moved."""
    return shape if turn_deg == 0.0 else shapely.transform(shape, lambda xy: xy + np.array([turn_deg, 0.0]))


@dataclass(frozen=True)
class Shapes:
    """Shapely geometries prepared for many questions, with their tree and box."""

    shapes: NDArray[Any]
    tree: Any
    west_deg: float
    east_deg: float

    @staticmethod
    def of(polygons: Iterable[Polygon], *, geodesic_edges: bool) -> Shapes:
        shapes = np.array([shape_of(polygon, geodesic_edges=geodesic_edges) for polygon in polygons], dtype=object)
        shapely.prepare(shapes)
        shapes = shapes[~shapely.is_empty(shapes)]
        west, _, east, _ = shapely.total_bounds(shapes) if len(shapes) else (0.0, 0.0, 0.0, 0.0)
        return Shapes(shapes, shapely.STRtree(shapes), float(west), float(east))

    def cover(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.bool_]:
        """Whether points lie in any of the shapes (edges count), whichever turn their longitudes are written in."""
        lat, lon = np.broadcast_arrays(np.asarray(lat_deg, dtype=np.float64), np.asarray(lon_deg, dtype=np.float64))
        x, y = lon.ravel(), lat.ravel()
        found = np.zeros(x.shape, dtype=np.bool_)
        for turn in turns_into(x, self.west_deg, self.east_deg):
            points = shapely.points(x + turn, y)
            point, shape = self.tree.query(points)
            inside = intersects(self.shapes[shape], points[point])
            found[point[inside]] = True
        return found.reshape(lat.shape)

    def meet(self, shape: Any) -> bool:
        """Whether a geometry in the plane, in any turn, meets any of the shapes; touching counts."""
        if shape.is_empty:
            return False
        west, _, east, _ = shape.bounds
        for turn in turns_into([west, east], self.west_deg, self.east_deg):
            moved = turned(shape, turn)
            if np.any(intersects(self.shapes[self.tree.query(moved)], moved)):
                return True
        return False


def all_rings(polygons: Iterable[Polygon]) -> list[Ring]:
    """Outer rings and holes in order."""
    return [ring for polygon in polygons for ring in (polygon.outer, *polygon.holes)]
