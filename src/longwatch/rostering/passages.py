"""The permitted ways from line to line of fleets whose sorties may hold several, and the time that they take.

Speed and wind are those of the pairing with the line that a vehicle goes on to. A link must hold on the way as it must on the
way out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations, product

from longwatch.errors import ImpossibleError
from longwatch.geo.between import dense_path
from longwatch.geo.geodesic import distance_m
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.paths import shortest_path
from longwatch.geo.straight import Places, blocked_pair
from longwatch.rostering.link import Piece, reaches
from longwatch.rostering.problem import TransitTimes
from longwatch.rostering.routes import obstacles_of
from longwatch.rostering.track import track_of_line
from longwatch.rostering.transit import Transits
from longwatch.rostering.way import Way
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line, Pairing, Passage
from longwatch.scenario.scenario import Scenario

_LEGS = 12  # of a path that moves, between whose ends straight ways are looked at one by one


def passages_of(scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]) -> tuple[Passage, ...]:
    """All of them, in order of fleets and lines. One that is too slow, barred or without a link is left out."""
    found = []
    by_name = {line.name: line for line in lines}
    for fleet in scenario.fleets:
        own = [pairing for pairing in pairings if pairing.fleet == fleet.name] if fleet.retask else []
        obstacles = obstacles_of(scenario, fleet) if len(own) > 1 else None
        for one, other in permutations(own, 2):
            if obstacles is None or one.relay != other.relay:
                continue
            here, there = by_name[one.line], by_name[other.line]
            passage = _permitted(fleet, here, there, obstacles) if _can_meet(other, here, there) else None
            if passage is not None and _is_linked(scenario, fleet, passage, here, there, one):
                found.append(passage)
    return tuple(found)


def _permitted(fleet: Fleet, here: Line, there: Line, obstacles: Obstacles) -> Passage | None:
    """Straight where nothing is in the way wherever both are; else a way round for posts of which one at most moves."""
    start, end = (Places(tuple((lat, lon) for _, lat, lon in line.path) or (_post(line),)) for line in (here, there))
    if obstacles.none or blocked_pair(obstacles, start, end) is None:
        return Passage(fleet.name, here.name, there.name)
    if here.moves and there.moves:
        return None
    try:
        return Passage(fleet.name, here.name, there.name, shortest_path(obstacles, _post(here), _post(there)).points)
    except ImpossibleError:
        return None


def _post(line: Line) -> tuple[float, float]:
    """Where it stays, or where its path begins."""
    return (line.path[0][1], line.path[0][2]) if line.moves else (line.post_lat_deg, line.post_lon_deg)


def _can_meet(pairing: Pairing, here: Line, there: Line) -> bool:
    """Whether a vehicle is faster over ground than either post, so that a later departure never arrives sooner."""
    slowest_mps = pairing.airspeed_mps - math.hypot(pairing.wind_east_mps, pairing.wind_north_mps)
    moving = [track_of_line(line).speed_max_mps for line in (here, there) if line.moves]
    return slowest_mps > max(moving, default=0.0)


def _is_linked(scenario: Scenario, fleet: Fleet, passage: Passage, here: Line, there: Line, pairing: Pairing) -> bool:
    """Whether control station or relay has all of the way in reach at all times; those that need no link on ways have it."""
    platform = scenario.platform_of(fleet)
    if fleet.control is None or platform.domain != "air" or not platform.unmanned:
        return True
    spare_s = float(pairing.endurance_s)
    first_s, last_s = -spare_s, scenario.length_s + spare_s
    if passage.route:
        path = [(lat, lon) for line in (here, there) for _, lat, lon in line.path]
        pieces = [Piece(first_s, last_s, points, "the way") for points in ([*passage.route], path) if points]
    else:
        (froms, pad_m), (tos, more_m) = _places(here), _places(there)
        pieces = [Piece(first_s, last_s, [a, b], "the way", pad_m=max(pad_m, more_m)) for a, b in product(froms, tos)]
    return reaches(scenario, fleet, pairing, pieces)


def _places(line: Line) -> tuple[list[tuple[float, float]], float]:
    """Points of a post's path, and how far it may be from the nearest."""
    if not line.moves:
        return [_post(line)], 0.0
    path = [(lat, lon) for _, lat, lon in line.path]
    lats, lons = [lat for lat, _ in path], [lon for _, lon in path]
    step_m = max(float(distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:]).sum()) / _LEGS, 1.0)
    return list(dense_path(path, step_m)), 0.5 * step_m


@dataclass(frozen=True)
class PassageTimes:
    """From post to post: the way "out" leads from one to the other; no way leads back.

    backwards : the way is laid from the other end, and its way back is the passage
    """

    by: Transits
    backwards: bool

    @property
    def moves(self) -> bool:
        return self.by.moves

    @property
    def out_min_s(self) -> int:
        return self.by.back_min_s if self.backwards else self.by.out_min_s

    @property
    def back_min_s(self) -> int:
        return self.out_min_s

    def out_s(self, takeoff_s: int) -> int:
        return self.by.back_s(takeoff_s) if self.backwards else self.by.out_s(takeoff_s)

    def latest_takeoff(self, arrive_s: int) -> int:
        return self.by.latest_leave(arrive_s) if self.backwards else self.by.latest_takeoff(arrive_s)

    def latest_takeoff_lower(self, arrive_s: int) -> int:
        return self.by.latest_leave_lower(arrive_s) if self.backwards else self.by.latest_takeoff_lower(arrive_s)

    back_s, latest_leave, latest_leave_lower = out_s, latest_takeoff, latest_takeoff_lower


def times_of(
    scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...], passages: tuple[Passage, ...]
) -> dict[tuple[int, int, int], TransitTimes]:
    """By fleet and the two lines, in numbers of the problem."""
    fleets = {fleet.name: n for n, fleet in enumerate(scenario.fleets)}
    places = {line.name: n for n, line in enumerate(lines)}
    named = {(pairing.fleet, pairing.line): pairing for pairing in pairings}
    found: dict[tuple[int, int, int], TransitTimes] = {}
    for one in passages:
        here, there = places[one.from_line], places[one.to_line]
        times = _times(scenario, one, lines[here], lines[there], named[one.fleet, one.to_line])
        found[fleets[one.fleet], here, there] = times
    return found


def _times(scenario: Scenario, passage: Passage, here: Line, there: Line, pairing: Pairing) -> PassageTimes:
    """Seconds of a passage. Where only the post that is left moves, the way is laid from the other end."""
    backwards = here.moves and not there.moves
    start, end = (there, here) if backwards else (here, there)
    route = passage.route[::-1] if backwards else passage.route
    way = Way(
        track_of_line(start), _post(end), route, pairing.airspeed_mps, pairing.wind_east_mps, pairing.wind_north_mps,
        track_of_line(end) if end.moves else None,
    )  # fmt: skip
    return PassageTimes(Transits.on(way, (-pairing.endurance_s, scenario.length_s + pairing.endurance_s)), backwards)
