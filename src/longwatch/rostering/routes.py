"""The permitted way from a base to a post, for a vehicle's domain."""

from __future__ import annotations

from longwatch.errors import ImpossibleError
from longwatch.geo.land import crosses_land, is_land
from longwatch.geo.paths import shortest_path
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario

NO_ROUTE = "no way by sea leads from its base to the post"
Route = tuple[tuple[float, float], ...]


def permitted_route(scenario: Scenario, fleet: Fleet, line: Line) -> Route | None:
    """Waypoints (lat_deg, lon_deg) with both ends; () for a ship, whose vehicles go straight; None where there is none.

    Aircraft fly straight (keep-out areas come later); vessels and underwater vehicles go round the land. Those of a ship
    must find a free straight way from each waypoint of its track.
    """
    base, post = scenario.base(fleet.base), (line.post_lat_deg, line.post_lon_deg)
    if scenario.platform_of(fleet).domain == "air":
        return () if base.track or base.at is None else (base.at, post)
    if scenario.land and bool(is_land(scenario.land, *post)):
        return None
    if base.track or base.at is None:
        ways = (not scenario.land or not crosses_land(scenario.land, *point.at, *post) for point in base.track)
        return () if all(ways) else None
    try:
        return shortest_path(scenario.land, base.at, post).points
    except ImpossibleError:
        return None
