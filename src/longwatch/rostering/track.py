"""Where bases and posts are, as tracks."""

from __future__ import annotations

from longwatch.geo.track import Track
from longwatch.scenario.models import Base
from longwatch.scenario.plan import Line


def track_of(base: Base) -> Track:
    """The track of any base; a fixed one has a single point."""
    if base.track:
        return Track.of([(float(point.time_s), *point.at) for point in base.track])
    assert base.at is not None  # checked when the scenario was read
    return Track.of([(0.0, *base.at)])


def track_of_line(line: Line) -> Track:
    """Where the post of a line is; one that stays has a single point."""
    return Track.of(line.path or [(0.0, line.post_lat_deg, line.post_lon_deg)], line.period_s)
