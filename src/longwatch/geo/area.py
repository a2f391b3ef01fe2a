"""Areas whose edges are WGS84 geodesics: size, what lies inside, reach and the centre with the shortest reach.

RFC 7946 draws the edges of GeoJSON straight in longitude and latitude. On an edge of length L at latitude φ the two differ by
about L² tan φ / 8R: 165 m for 100 km at 40 degrees. Put more points on long edges along a parallel.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import Floats, direct, inverse, wgs84
from longwatch.geo.plane import Shapes, all_rings, dense_ring
from longwatch.geo.polygon import Polygon, Ring

REACH_STEP_M: Final = 50_000.0  # the farthest point is a vertex unless it lies a quarter of the Earth away


def area_m2(polygons: Sequence[Polygon]) -> float:
    """Geodesic area in m² of polygons that do not overlap, holes taken off; right across 180 degrees and round a pole.

    Karney's polygon area on the ellipsoid (Algorithms for geodesics, section 6). Half the Earth is the largest area.
    """
    return sum(_ring_area_m2(p.outer) - sum(_ring_area_m2(hole) for hole in p.holes) for p in polygons)


def _ring_area_m2(ring: Ring) -> float:
    lat, lon = zip(*ring, strict=True)
    signed_m2, _ = wgs84().polygon_area_perimeter(lon, lat)
    return abs(float(signed_m2))


def contains(polygons: Sequence[Polygon], lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.bool_]:
    """Whether points lie in any polygon (an edge counts as inside); boolean of the points' shape.

    Edges are geodesics to within 5 m. Longitudes may be written in any turn.
    """
    return _shapes(tuple(polygons)).cover(lat_deg, lon_deg)


@lru_cache(maxsize=32)
def _shapes(polygons: tuple[Polygon, ...]) -> Shapes:
    return Shapes.of(polygons, geodesic_edges=True)


def boundary_points(polygons: Sequence[Polygon], step_m: float) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg) of every vertex, and of points between them no more than `step_m` apart, along all rings."""
    if not polygons:
        return np.empty(0), np.empty(0)
    parts = [dense_ring(ring, step_m) for ring in all_rings(polygons)]
    return np.concatenate([lat for lat, _ in parts]), np.concatenate([lon for _, lon in parts])


def farthest_m(polygons: Sequence[Polygon], lat_deg: float, lon_deg: float) -> float:
    """Greatest geodesic distance in metres from a point to any point of the polygons."""
    lat, lon = boundary_points(polygons, REACH_STEP_M)
    return float(np.max(inverse(lat_deg, lon_deg, lat, lon)[2]))


def best_centre(polygons: Sequence[Polygon]) -> tuple[float, float, float]:
    """(lat_deg, lon_deg, reach_m): the point whose farthest point of the polygons is nearest, to about a metre.

    The smallest enclosing circle. Around the present guess the boundary is laid out in its true distances and azimuths,
    the smallest circle in that plane is found, and the guess moves to its centre until it stands still. There the
    farthest points surround the centre, which no step can improve. For areas less than a quarter of the Earth across.
    """
    lat, lon = boundary_points(polygons, REACH_STEP_M)
    middle = to_ecef(lat, lon, 0.0).mean(axis=0)
    at_lat, at_lon = (float(value) for value in to_geodetic(middle)[:2])
    best = (at_lat, at_lon, float(np.max(inverse(at_lat, at_lon, lat, lon)[2])))
    for _ in range(50):
        x_m, y_m = _smallest_circle_centre(*inverse(at_lat, at_lon, lat, lon)[::2])
        step_m = float(np.hypot(x_m, y_m))
        new_lat, new_lon = direct(at_lat, at_lon, float(np.degrees(np.arctan2(x_m, y_m))), step_m)
        at_lat, at_lon = float(new_lat), float(new_lon)
        reach_m = float(np.max(inverse(at_lat, at_lon, lat, lon)[2]))
        if reach_m < best[2]:
            best = (at_lat, at_lon, reach_m)
        if step_m < 0.5:
            break
    return best


def _smallest_circle_centre(azimuth_deg: Floats, length_m: Floats) -> tuple[float, float]:
    """Centre (east_m, north_m) of the smallest circle round points given by azimuth and distance."""
    x, y = length_m * np.sin(np.radians(azimuth_deg)), length_m * np.cos(np.radians(azimuth_deg))
    points = shapely.multipoints(np.column_stack([x, y]))
    circle = shapely.minimum_bounding_circle(points)
    centre = shapely.centroid(points if circle.is_empty else circle)  # empty where all points are one
    return float(centre.x), float(centre.y)
