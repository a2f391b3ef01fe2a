"""The permitted way from a fixed base to a post, for a vehicle's domain."""

from __future__ import annotations

from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario

NO_ROUTE = "no way over water leads from its base to the post"
Route = tuple[tuple[float, float], ...]


def permitted_route(scenario: Scenario, fleet: Fleet, line: Line) -> Route | None:
    """Waypoints (lat_deg, lon_deg) with both ends; () for a ship, whose vehicles go straight; None where there is none.

    Aircraft fly straight (keep-out areas come later); vessels and underwater vehicles keep off the land.
    """
    base, post = scenario.base(fleet.base), (line.post_lat_deg, line.post_lon_deg)
    domain = scenario.platform_of(fleet).domain
    if domain == "air":
        return (base.at, post) if base.at is not None and not base.track else ()
    if base.track or base.at is None:
        clear = all(_clear(scenario, point.at, post) for point in base.track)
        return () if clear else None
    if _clear(scenario, base.at, post):
        return (base.at, post)
    return None


def _clear(scenario: Scenario, start: tuple[float, float], end: tuple[float, float]) -> bool:
    from longwatch.geo.land import crosses_land

    return not scenario.land or not crosses_land(scenario.land, *start, *end)
