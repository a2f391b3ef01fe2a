"""The permitted way from a base to a post, for a vehicle's domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from longwatch.errors import ImpossibleError, Problem
from longwatch.geo.geodesic import direct
from longwatch.geo.obstacles import Obstacles, zones_of
from longwatch.geo.paths import shortest_path
from longwatch.geo.repair import position_text
from longwatch.geo.straight import Places, blocked_pair
from longwatch.geo.track import Track
from longwatch.physics.endurance import longest_planned_s
from longwatch.rostering.track import track_of, track_of_line
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.zones import permission

LatLon = tuple[float, float]
Route = tuple[LatLon, ...]

HOLD_POINTS: Final = 72  # corners of the polygon round the circle of a hold
SLOWEST_SHARE: Final = 0.5  # of the airspeed: no vehicle makes less over ground on a way that is flown


def obstacles_of(scenario: Scenario, fleet: Fleet) -> Obstacles:
    """What the vehicles of a fleet may not cross."""
    allowed = permission(scenario, fleet)
    zones = zones_of(allowed.closed, allowed.corridors, allowed.deep)
    return Obstacles(() if allowed.over_land else scenario.land, zones)


def permitted_route(scenario: Scenario, fleet: Fleet, line: Line) -> Route:
    """Waypoints (lat_deg, lon_deg) with both ends; () where vehicles go straight to where the post is.

    Aircraft go round keep-out areas, vessels and underwater vehicles round these, the land and shallows. The route to a post
    that moves leads to the first place of its path, unless the straight ways from the base to all its places are free. Vehicles
    of a ship must find a free straight way from wherever it is on its track. Raises ImpossibleError where there is no way, and
    where the post itself, the hold round it or the path it moves on is not permitted.
    """
    base, obstacles = scenario.base(fleet.base), obstacles_of(scenario, fleet)
    _require_place(obstacles, line)
    post = Places(tuple((lat, lon) for _, lat, lon in line.path) or ((line.post_lat_deg, line.post_lon_deg),))
    if base.track or base.at is None:
        _require_straight(scenario, fleet, line, obstacles)
        return ()
    if line.moves and blocked_pair(obstacles, Places((base.at,)), post) is None:
        return ()
    return shortest_path(obstacles, base.at, post.at[0]).points


def _require_place(obstacles: Obstacles, line: Line) -> None:
    """The post, the circle flown round it or the legs of its path are where the vehicle may be."""
    post = (line.post_lat_deg, line.post_lon_deg)
    if obstacles.none:
        return
    if line.moves:
        path = [(lat, lon) for _, lat, lon in line.path]
        if obstacles.cross_any(path):
            raise _no_way(line, f"its path crosses {obstacles.what(path)}")
        return
    if obstacles.block(*post):
        raise _no_way(line, f"the post at {position_text(*post)} lies {_within(obstacles.what((post,)))}")
    circle = hold_circle(line)
    if obstacles.cross_any(circle):
        what = obstacles.what(circle)
        raise _no_way(line, f"the hold of {line.hold_radius_m / 1000:.1f} km round its post crosses {what}")


def _within(what: str) -> str:
    return "on land" if what == "land" else f"in {what}"


def hold_circle(line: Line) -> list[LatLon]:
    """(lat_deg, lon_deg) round the circle of a hold, just outside it, its end its beginning."""
    radius_m = line.hold_radius_m * 1.001  # a polygon of 72 corners lies 0.1 % within its circle
    azimuths = [360.0 * k / HOLD_POINTS for k in range(HOLD_POINTS + 1)]
    lat, lon = direct(line.lat_deg, line.lon_deg, azimuths, radius_m)
    return [(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]


def _require_straight(scenario: Scenario, fleet: Fleet, line: Line, obstacles: Obstacles) -> None:
    """Every straight way from a ship to the post is free, wherever both are when it is flown."""
    platform = scenario.platform_of(fleet)
    spare_s = longest_planned_s(platform, scenario.payload_of(fleet))
    from_s, to_s = -spare_s, scenario.length_s + spare_s
    ship = places_between(track_of(scenario.base(fleet.base)), from_s, to_s)
    track = track_of_line(line)
    post = Places(tuple(zip(track.lats_deg, track.lons_deg, strict=True)))
    if line.moves and line.period_s <= 0.0:
        post = places_between(track, from_s, to_s)
    found = blocked_pair(obstacles, ship, post, SLOWEST_SHARE * float(platform.transit_speed_mps))
    if found is None:
        return
    ones, others = found
    what = obstacles.what((*ones, *others), inside=True)
    goal = "the post at" if not line.moves else "its post near"
    raise _no_way(line, f"{_from(ones)} {what} lies in the straight way to {goal} {position_text(*others[0])}")


def _from(places: Sequence[LatLon]) -> str:
    if len(places) == 1:
        return f"from {position_text(*places[0])}"
    return f"from its ship's way between {position_text(*places[0])} and {position_text(*places[1])}"


def places_between(track: Track, from_s: float, to_s: float) -> Places:
    """Where a track is at both instants, and its waypoints between them; one place if it stands still."""
    times = [from_s, *(t for t in track.times_s if from_s < t < to_s), to_s]
    found = [(t, track.at(t)) for t in times]
    if all(place == found[0][1] for _, place in found):
        return Places((found[0][1],))
    return Places(tuple(place for _, place in found), tuple(times))


def _no_way(line: Line, what: str) -> ImpossibleError:
    return ImpossibleError(Problem(f"watch {line.watch}", what))
