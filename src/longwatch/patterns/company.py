"""A station watch that keeps company with a ship: its post is where the ship is, and its area goes along."""

from __future__ import annotations

from longwatch.geo.track import Track
from longwatch.patterns.station import line_at, station_line
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
    return line_at(scenario, watch, (lat_deg, lon_deg), path[0][1:], "company", path)
