"""Whether a path stays inside polygons: the beam of a satellite, an area that a vehicle must not leave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from longwatch.geo.plane import shape_of, turned, turns_into
from longwatch.geo.polygon import Polygon


def stays_within(polygons: Sequence[Polygon], path: Sequence[tuple[float, float]]) -> bool:
    """Whether a path of (lat_deg, lon_deg) points, at most 20 km apart, lies in the union of polygons; an edge is inside.

    Longitudes in any turn. Edges of the polygons are geodesics, to 5 m.
    """
    whole = _union(tuple(polygons))
    if whole.is_empty:
        return False
    lat, lon = np.array(path, np.float64).T
    lon = np.unwrap(lon, period=360.0)
    line = shapely.linestrings(lon, lat) if len(lat) > 1 else shapely.points(lon[0], lat[0])
    west, _, east, _ = whole.bounds
    return any(bool(shapely.covers(whole, turned(line, turn))) for turn in turns_into(lon, west, east))


@lru_cache(maxsize=32)
def _union(polygons: tuple[Polygon, ...]) -> Any:
    return shapely.union_all([shape_of(polygon, geodesic_edges=True) for polygon in polygons])
