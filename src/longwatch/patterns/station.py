"""A station watch is one line: a circle flown round the point from which the whole area is nearest."""

from __future__ import annotations

import math

from longwatch.geo.area import best_centre, farthest_m
from longwatch.geo.geodesic import direct
from longwatch.geo.polygon import Polygon
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


def lines_of(scenario: Scenario) -> tuple[Line, ...]:
    """One line per station watch, demanded over the whole period.

    Where gaps count from the first arrival, `count_from_s` is 0 here: `rostering.pairing.with_warm_up` fills it in,
    because it takes transit times.
    """
    warm_up = scenario.file.period.warm_up
    count_from_s = 0 if isinstance(warm_up, str) else min(math.ceil(float(warm_up)), scenario.length_s)
    return tuple(_line(scenario, watch, count_from_s) for watch in scenario.watches)


def _line(scenario: Scenario, watch: Watch, count_from_s: int) -> Line:
    polygons = scenario.areas[watch.area]
    lat_deg, lon_deg = watch.post if watch.post is not None else _centre(polygons)
    radius_m = float(watch.hold_radius_m)
    post_lat_deg, post_lon_deg = direct(lat_deg, lon_deg, 0.0, radius_m)
    return Line(
        name=watch.name,
        watch=watch.name,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        post_lat_deg=float(post_lat_deg),
        post_lon_deg=float(post_lon_deg),
        hold_radius_m=radius_m,
        reach_m=farthest_m(polygons, lat_deg, lon_deg),
        k=watch.k,
        windows=((0, scenario.length_s),),
        count_from_s=count_from_s,
        limit_s=round(float(watch.limit_s)),
        weight=float(watch.weight),
        required=float(watch.required),
        hard=watch.hard,
        kind="relay" if watch.kind == "relay" else "station",
    )


def _centre(polygons: tuple[Polygon, ...]) -> tuple[float, float]:
    lat_deg, lon_deg, _ = best_centre(polygons)
    return lat_deg, lon_deg
