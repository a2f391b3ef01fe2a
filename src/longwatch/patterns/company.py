"""A station watch that keeps company with a ship: its post is where the ship is, and its area goes along."""

from __future__ import annotations

from longwatch.geo.area import farthest_m
from longwatch.geo.track import Track
from longwatch.patterns.station import station_line
from longwatch.patterns.windows import count_from_s, windows_of
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


def company_line(scenario: Scenario, watch: Watch) -> Line:
    """The reach is that from the ship to the area at the start; it stays the same, because the area moves with the ship."""
    assert watch.around is not None
    base = scenario.base(watch.around)
    track = Track.of([(float(point.time_s), *point.at) for point in base.track])
    lat_deg, lon_deg = track.at(0.0)
    if not track.moves:
        return station_line(scenario, watch.model_copy(update={"post": (lat_deg, lon_deg)}))
    path = tuple(zip(track.times_s, track.lats_deg, track.lons_deg, strict=True))
    first = path[0][1:]
    return Line(
        name=watch.name,
        watch=watch.name,
        lat_deg=first[0],
        lon_deg=first[1],
        post_lat_deg=first[0],
        post_lon_deg=first[1],
        hold_radius_m=float(watch.hold_radius_m),
        reach_m=farthest_m(scenario.areas[watch.area], lat_deg, lon_deg),
        k=watch.k,
        windows=windows_of(scenario, watch),
        count_from_s=count_from_s(scenario),
        limit_s=round(float(watch.limit_s)),
        weight=float(watch.weight),
        required=float(watch.required),
        hard=watch.hard,
        kind="company",
        path=path,
    )
