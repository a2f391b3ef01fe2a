"""A station watch is one line: a circle flown round the point from which the whole area is nearest."""

from __future__ import annotations

from longwatch.geo.area import best_centre, farthest_m
from longwatch.geo.geodesic import direct
from longwatch.geo.polygon import Polygon
from longwatch.patterns.windows import count_from_s, windows_of
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


def station_line(scenario: Scenario, watch: Watch) -> Line:
    """A circle round the stated post, or round the middle of the area."""
    polygons = scenario.areas[watch.area]
    lat_deg, lon_deg = watch.post if watch.post is not None else _centre(polygons)
    radius_m = float(watch.hold_radius_m)
    post_lat_deg, post_lon_deg = direct(lat_deg, lon_deg, 0.0, radius_m)
    kind = "relay" if watch.kind == "relay" else "station"
    return line_at(scenario, watch, (lat_deg, lon_deg), (float(post_lat_deg), float(post_lon_deg)), kind)


def line_at(
    scenario: Scenario,
    watch: Watch,
    centre: tuple[float, float],
    post: tuple[float, float],
    kind: str,
    path: tuple[tuple[float, float, float], ...] = (),
) -> Line:
    """A line of a watch whose area is to be seen from round `centre` (lat_deg, lon_deg)."""
    at = post if path else centre
    return Line(
        name=watch.name,
        watch=watch.name,
        lat_deg=at[0],
        lon_deg=at[1],
        post_lat_deg=post[0],
        post_lon_deg=post[1],
        hold_radius_m=float(watch.hold_radius_m),
        reach_m=farthest_m(scenario.areas[watch.area], *centre),
        k=watch.k,
        windows=windows_of(scenario, watch),
        count_from_s=count_from_s(scenario),
        limit_s=round(float(watch.limit_s)),
        weight=float(watch.weight),
        required=float(watch.required),
        hard=watch.hard,
        kind=kind,
        path=path,
    )


def _centre(polygons: tuple[Polygon, ...]) -> tuple[float, float]:
    lat_deg, lon_deg, _ = best_centre(polygons)
    return lat_deg, lon_deg
