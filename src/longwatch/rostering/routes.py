"""The permitted way from a base to a post, for a vehicle's domain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from longwatch.errors import ImpossibleError, Problem
from longwatch.geo.land import crosses_land, is_land, sector_meets_land
from longwatch.geo.paths import shortest_path
from longwatch.geo.polygon import Polygon
from longwatch.geo.repair import position_text
from longwatch.geo.track import Track
from longwatch.physics.endurance import planning_endurance_s
from longwatch.rostering.track import track_of
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario

LatLon = tuple[float, float]
Route = tuple[LatLon, ...]


def permitted_route(scenario: Scenario, fleet: Fleet, line: Line) -> Route:
    """Waypoints (lat_deg, lon_deg) with both ends; () for a ship, whose vehicles go straight.

    Aircraft fly straight (keep-out areas come later); vessels and underwater vehicles go round the land. Those of a ship
    must find a free straight way from wherever it is on its track. Raises ImpossibleError where there is no way.
    """
    base, post = scenario.base(fleet.base), (line.post_lat_deg, line.post_lon_deg)
    if scenario.platform_of(fleet).domain == "air":
        return () if base.track or base.at is None else (base.at, post)
    if scenario.land and bool(is_land(scenario.land, *post)):
        raise _no_way(line, f"the post at {position_text(*post)} lies on land")
    if base.track or base.at is None:
        spare_s = planning_endurance_s(scenario.platform_of(fleet), scenario.payload_of(fleet))
        places = places_between(track_of(base), -spare_s, scenario.length_s + spare_s)
        blocked = _blocked(scenario.land, places, post)
        if blocked is not None:
            raise _no_way(line, f"{blocked} land lies in the straight way to the post at {position_text(*post)}")
        return ()
    return shortest_path(scenario.land, base.at, post).points


def places_between(track: Track, from_s: float, to_s: float) -> list[LatLon]:
    """Where a ship is at both instants, and its waypoints between them; one place if it stands still."""
    times = [from_s, *(t for t in track.times_s if from_s < t < to_s), to_s]
    places = [track.at(t) for t in times]
    return [place for k, place in enumerate(places) if k == 0 or place != places[k - 1]]


def _blocked(land: Sequence[Polygon], places: Sequence[LatLon], post: LatLon) -> str | None:
    """From where on a ship's track land lies in the straight way to a post; None where all ways are free.

    All ways from one leg of the track fill the triangle of the leg and the post, so no spit of land slips between them.
    """
    for place in places:
        if crosses_land(land, *place, *post):
            return f"from {position_text(*place)}"
    for one, other in pairwise(places):
        if sector_meets_land(land, post, one, other):
            return f"from its ship's way between {position_text(*one)} and {position_text(*other)}"
    return None


def _no_way(line: Line, what: str) -> ImpossibleError:
    return ImpossibleError(Problem(f"watch {line.watch}", what))
