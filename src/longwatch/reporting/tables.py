"""patterns.geojson: areas, holds, tours, bases and routes as plain dicts (RFC 7946: longitude first)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from longwatch.reporting.content_map import MapLayers


def patterns_geojson(layers: MapLayers) -> dict[str, Any]:
    """A FeatureCollection of the map's layers without the ships."""
    features = [*_areas(layers), *_bases(layers), *_holds(layers), *_tours(layers), *_routes(layers)]
    return {"type": "FeatureCollection", "features": features}


def _feature(geometry: str, coordinates: object, /, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}


def _lon_lat(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    return [[round(lon, 6), round(lat, 6)] for lat, lon in points]


def _areas(layers: MapLayers) -> Iterator[dict[str, Any]]:
    for area in layers.areas:
        polygons = [
            [_closed(polygon.outer, clockwise=False), *(_closed(hole, clockwise=True) for hole in polygon.holes)]
            for polygon in area.polygons
        ]
        yield _feature("MultiPolygon", polygons, role="area", name=area.name, watch=area.watch)


def _closed(ring: Sequence[tuple[float, float]], *, clockwise: bool) -> list[list[float]]:
    """First point repeated; outer rings counter-clockwise and holes clockwise, as RFC 7946 asks."""
    points = _lon_lat(ring)
    if points[0] != points[-1]:
        points.append(points[0])
    twice_area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(points))
    return points[::-1] if (twice_area < 0) != clockwise else points


def _bases(layers: MapLayers) -> Iterator[dict[str, Any]]:
    for base in layers.bases:
        yield _feature(
            "Point", _lon_lat([(base.lat_deg, base.lon_deg)])[0], role="base", name=base.name, kind=base.kind
        )
        if len(base.track) > 1:
            yield _feature("LineString", _lon_lat(base.track), role="base-track", name=base.name)


def _holds(layers: MapLayers) -> Iterator[dict[str, Any]]:
    for hold in layers.holds:
        place = _lon_lat([(hold.lat_deg, hold.lon_deg)])[0]
        yield _feature(
            "Point", place, role="hold", line=hold.line, watch=hold.watch, radius_m=hold.radius_m, reach_m=hold.reach_m
        )


def _tours(layers: MapLayers) -> Iterator[dict[str, Any]]:
    for tour in layers.tours:
        yield _feature(
            "LineString", _lon_lat(tour.points), role="tour", line=tour.line, watch=tour.watch, period_s=tour.period_s
        )


def _routes(layers: MapLayers) -> Iterator[dict[str, Any]]:
    for route in layers.routes:
        of = {"from_line": route.from_line} if route.from_line else {}
        if len(route.points) > 1:
            yield _feature("LineString", _lon_lat(route.points), role="route", fleet=route.fleet, line=route.line, **of)
