"""Which contacts the vehicles of a fleet visit with the endurance they have: from their base, a place, or their stations.

A sortie that visits is planned as one that is all transit: at transit speed, in the planning wind, along permitted ways, with the
endurance that leaves. It ends where its base is when its time is up: a ship is met where it will be then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.land import load_land
from longwatch.geo.obstacles import Obstacles
from longwatch.patterns.station import line_at
from longwatch.rostering.missions import transit_endurance_of
from longwatch.rostering.routes import obstacles_of
from longwatch.rostering.track import track_of, track_of_line
from longwatch.routes.orienteering import Orienteering, Tour
from longwatch.routes.orienteering_solve import Searcher, best_tour
from longwatch.routes.visits import Contact, LatLon, Start, Ways, problem_of, ways_between
from longwatch.scenario.ground import box_of
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.weather.planning import planning_wind_mps


@dataclass(frozen=True)
class Question:
    """What is asked: `begin` is where vehicles start (None: at their base, or with a roster at their stations)."""

    fleet: str
    vehicles: int = 1
    budget_s: float | None = None
    at_s: int = 0
    begin: LatLon | None = None
    seed: int = 0
    rounds: int = 400
    seconds: float | None = None
    searcher: Searcher = "best"


@dataclass(frozen=True)
class Stop:
    """A contact on a route: seconds from the start of the period, and the way there (both ends too)."""

    contact: Contact
    arrive_s: float
    leave_s: float
    way: tuple[LatLon, ...]


@dataclass(frozen=True)
class Visiting:
    """The routes of each vehicle, the way home with its time, and the problem they answer."""

    fleet: str
    starts: tuple[Start, ...]
    names: tuple[str, ...]  # of the vehicles
    at_s: int
    stops: tuple[tuple[Stop, ...], ...]
    home: tuple[tuple[float, tuple[LatLon, ...]], ...]  # (back at, way) of each vehicle; at_s where it stays
    tour: Tour
    problem: Orienteering
    out_of_reach: tuple[Contact, ...]
    meets_ship: bool  # its base moves: the way home leads to where it is when the time is up


def plan_visits(
    scenario: Scenario, contacts: Sequence[Contact], asked: Question, roster: Roster | None = None
) -> Visiting:
    """The most worth of contacts that the vehicles can visit and be back, and a bound on it.

    Raises BadInputError where the question does not fit the scenario.
    """
    fleet = fleet_of(scenario, asked)
    pairing = _pairing(scenario, fleet, contacts)
    endurance_s = transit_endurance_of(scenario, pairing)
    if roster is not None and asked.begin is None:
        starts, names = _on_station(scenario, fleet, asked, roster, endurance_s)
    else:
        starts, names = _from_base(scenario, fleet, asked, endurance_s)
    wind = pairing.wind_east_mps, pairing.wind_north_mps
    spots, ends = [contact.at for contact in contacts], [place for start in starts for place in (start.at, start.end)]
    places = [*spots, *ends]
    ways = ways_between(spots, ends, _obstacles(scenario, fleet, places), pairing.airspeed_mps, wind)
    problem = problem_of(contacts, starts, ways)
    tour = best_tour(problem, searcher=asked.searcher, seed=asked.seed, rounds=asked.rounds, seconds=asked.seconds)
    told = [_told(problem, ways, places, contacts, k, route, asked.at_s) for k, route in enumerate(tour.routes)]
    far = tuple(one for i, one in enumerate(contacts) if not any(problem.reaches(v, i) for v in problem.vehicles))
    stops, home = tuple(one for one, _ in told), tuple(one for _, one in told)
    return Visiting(
        fleet.name,
        starts,
        names,
        asked.at_s,
        stops,
        home,
        tour,
        problem,
        far,
        track_of(scenario.base(fleet.base)).moves,
    )


def fleet_of(scenario: Scenario, asked: Question) -> Fleet:
    """The fleet asked for. Raises BadInputError where the question does not fit the scenario."""
    fleets = [fleet.name for fleet in scenario.fleets]
    problems = []
    if asked.fleet not in fleets:
        what = f"no fleet is called {asked.fleet!r}; this scenario has {', '.join(fleets)}"
        raise BadInputError(Problem("--fleet", what, nearest_name(asked.fleet, fleets)))
    fleet = scenario.fleet(asked.fleet)
    usable = scenario.usable_count(fleet)
    if asked.vehicles > usable:
        problems.append(Problem("--vehicles", f"{asked.vehicles} are asked for; {usable} of {fleet.name} are usable"))
    if not 0 <= asked.at_s <= scenario.length_s:
        problems.append(Problem("--at", "lies outside the period"))
    if problems:
        raise BadInputError(problems)
    return fleet


def _pairing(scenario: Scenario, fleet: Fleet, contacts: Sequence[Contact]) -> Pairing:
    """The figures of a sortie to the middle of the contacts; its endurance is that of one that is all transit."""
    platform = scenario.platform_of(fleet)
    lats, lons = zip(*(contact.at for contact in contacts), strict=True)
    lat, lon, _ = to_geodetic(to_ecef(lats, lons, 0.0).mean(axis=0))
    middle = (float(lat), float(lon))
    line = line_at(scenario, scenario.watches[0], middle, middle, "station")
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    wind = planning_wind_mps(scenario, line, height_m) if platform.domain == "air" else (0.0, 0.0)
    return Pairing(
        fleet.name, line.name, 0, 0, 0, float(platform.transit_speed_mps), float(platform.loiter_speed_mps), *wind, height_m, 0.0
    )  # fmt: skip


def _from_base(
    scenario: Scenario, fleet: Fleet, asked: Question, endurance_s: int
) -> tuple[tuple[Start, ...], tuple[str, ...]]:
    budget_s = min(float(endurance_s), math.inf if asked.budget_s is None else asked.budget_s)
    base = track_of(scenario.base(fleet.base))
    at = asked.begin if asked.begin is not None else base.at(asked.at_s)
    start = Start(at, base.at(asked.at_s + budget_s), budget_s)
    return (start,) * asked.vehicles, tuple(f"{fleet.name} {k + 1}" for k in range(asked.vehicles))


def _on_station(
    scenario: Scenario, fleet: Fleet, asked: Question, roster: Roster, endurance_s: int
) -> tuple[tuple[Start, ...], tuple[str, ...]]:
    """Those on station at the time asked for, with most endurance left first."""
    base, found = track_of(scenario.base(fleet.base)), list[tuple[float, str, LatLon]]()
    now_s = asked.at_s
    if roster.repeats and now_s >= roster.tile_from_s:
        now_s = roster.tile_from_s + (now_s - roster.tile_from_s) % roster.tile_s
    for stint in roster.stints:
        if stint.fleet == fleet.name and stint.arrive_s <= now_s < stint.leave_s:
            most_s = min(roster.pairing(fleet.name, stint.line).endurance_s, endurance_s)
            post = track_of_line(roster.line(stint.line))
            found.append((float(most_s - (now_s - stint.takeoff_s)), stint.tail, post.at(asked.at_s)))
    found = sorted((one for one in found if one[0] > 0.0), key=lambda one: (-one[0], one[1]))
    if len(found) < asked.vehicles:
        what = f"{len(found)} of {fleet.name} are on station then with endurance left; {asked.vehicles} are asked for"
        raise BadInputError(
            Problem("--at", what, "another time, or give the scenario instead of the run to start from the base")
        )
    starts = []
    for left_s, _, place in found[: asked.vehicles]:
        budget_s = min(left_s, math.inf if asked.budget_s is None else asked.budget_s)
        starts.append(Start(place, base.at(asked.at_s + budget_s), budget_s))
    return tuple(starts), tuple(tail for _, tail, _ in found[: asked.vehicles])


def _obstacles(scenario: Scenario, fleet: Fleet, places: Sequence[LatLon]) -> Obstacles:
    """What stands for the fleet, with the land near all these places."""
    known = obstacles_of(scenario, fleet)
    if not known.land:
        return known
    box = box_of([*places, *(point for polygons in scenario.areas.values() for one in polygons for point in one.outer)])
    return replace(known, land=load_land(*box)) if box else known


def _told(
    problem: Orienteering, ways: Ways, places: Sequence[LatLon], contacts: Sequence[Contact], k: int,
    route: tuple[int, ...], at_s: int,
) -> tuple[tuple[Stop, ...], tuple[float, tuple[LatLon, ...]]]:  # fmt: skip
    """The stops of one route, and the way home."""
    vehicle, time_s, stops = problem.vehicles[k], float(at_s), list[Stop]()
    if not route:
        return (), (time_s, ())
    at = vehicle.start
    for place in route:
        arrive_s = time_s + float(ways.time_s[at, place])
        time_s = arrive_s + contacts[place].dwell_s
        way = ways.bends.get((at, place), (places[at], places[place]))
        stops.append(Stop(contacts[place], arrive_s, time_s, way))
        at = place
    home = ways.bends.get((at, vehicle.end), (places[at], places[vehicle.end]))
    return tuple(stops), (time_s + float(ways.time_s[at, vehicle.end]), home)
