"""Which fleet can hold which line, with the figures its sorties are planned with; and if it can't, why not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from longwatch.detection.link import link_reach_m
from longwatch.detection.ranges import sensor_range
from longwatch.errors import ImpossibleError, Problem
from longwatch.geo.geodesic import distance_m
from longwatch.physics.endurance import planning_endurance_s
from longwatch.rostering.problem import Leg
from longwatch.rostering.problem import Problem as Numbers
from longwatch.rostering.problem_of import crew_limit, problem_of
from longwatch.rostering.routes import NO_ROUTE, permitted_route
from longwatch.rostering.track import ShipTrack, track_of
from longwatch.rostering.transit import Transits
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import NM_M, format_duration, parse_position

_SAMPLE_S = 1800.0  # how often the places of moving ships are looked at


@dataclass(frozen=True)
class Verdict:
    """Can this fleet hold this line? `binding` names what binds, `largest_radius_m` how far it would let a line lie.

    Radii: endurance and wind from the base to the post, link from the control station to the far side of the hold,
    sensor from the centre of the hold to the far end of the area. Times are the least of the period for a moving base.
    """

    fleet: str
    line: str
    feasible: bool
    reason: str
    distance_m: float  # from the base to the post, along the permitted route
    largest_radius_m: float
    binding: str  # "endurance", "link", "sensor", "route", "wind", "deck", "crew", "count", "lines", "base"
    transit_out_s: int
    transit_back_s: int
    on_station_s: int  # longest stint; not positive where endurance binds
    cycle_s: int


Judged = list[tuple[Pairing | None, Verdict]]


def pairings(scenario: Scenario, lines: tuple[Line, ...]) -> tuple[Pairing, ...]:
    """The figures of every fleet on every line that it can hold."""
    return feasible(judge(scenario, lines))


def explain(scenario: Scenario, lines: tuple[Line, ...]) -> tuple[Verdict, ...]:
    """A verdict for every fleet on every line."""
    return tuple(verdict for _, verdict in judge(scenario, lines))


def require_feasible(lines: tuple[Line, ...], verdicts: tuple[Verdict, ...]) -> None:
    """Raises ImpossibleError naming rule and radius where no fleet can hold a line of a watch marked `hard`."""
    problems = []
    for line in lines:
        own = [verdict for verdict in verdicts if verdict.line == line.name]
        if line.hard and not any(verdict.feasible for verdict in own):
            reasons = "; ".join(f"{verdict.fleet}: {verdict.reason}" for verdict in own) or "there is no fleet"
            problems.append(
                Problem(f"watch {line.watch}", f"no fleet can hold this line, and it is marked hard: {reasons}")
            )
    if problems:
        raise ImpossibleError(problems)


def with_warm_up(scenario: Scenario, lines: tuple[Line, ...], found: tuple[Pairing, ...]) -> tuple[Line, ...]:
    """Where gaps count from the first arrival: the first second at which any vehicle can be on station.

    0 where somebody is on station at the start, and where nobody can come at all: such a line is not excused.
    """
    if scenario.file.period.warm_up != "first-arrival":
        return lines
    problem = problem_of(scenario, lines, found)
    out = []
    for index, line in enumerate(lines):
        first = min(_first_arrivals(problem, index), default=0)
        out.append(replace(line, count_from_s=min(first, scenario.length_s)))
    return tuple(out)


def _first_arrivals(problem: Numbers, index: int) -> list[int]:
    times = []
    for leg in problem.legs_of_line(index):
        is_there = any(one.line == index for one in problem.groups[leg.fleet].aloft)
        times.append(0 if is_there else leg.times.out_s(0))
    return times


def feasible(judged: Judged) -> tuple[Pairing, ...]:
    """The pairings among them that can be flown."""
    return tuple(pairing for pairing, verdict in judged if verdict.feasible and pairing is not None)


def judge(scenario: Scenario, lines: tuple[Line, ...]) -> Judged:
    """Every fleet on every line: its figures where a way leads there, and the verdict."""
    return [_judge(scenario, fleet, line) for fleet in scenario.fleets for line in lines]


def _judge(scenario: Scenario, fleet: Fleet, line: Line) -> tuple[Pairing | None, Verdict]:
    track = track_of(scenario.base(fleet.base))
    post = (line.post_lat_deg, line.post_lon_deg)
    straight_m = min(float(distance_m(*track.at(t), *post)) for t in _times(scenario, track))
    refusal = _refused(scenario, fleet, line)
    if refusal is not None:
        return None, _no(fleet, line, refusal[0], refusal[1], straight_m, 0.0)
    pairing = _pairing(scenario, fleet, line)
    if pairing is None:
        return None, _no(fleet, line, "route", NO_ROUTE, straight_m, 0.0)
    times = Transits(scenario, pairing, line)
    route_m = _length_m(pairing.route) if pairing.route else straight_m
    if not math.isfinite(times.out_exact_s(0)) or not math.isfinite(times.back_exact_s(0)):
        what = f"the wind is too strong for {pairing.airspeed_mps:.0f} m/s on the way"
        return None, _no(fleet, line, "wind", what, route_m, 0.0)
    slowest_mps = pairing.airspeed_mps - math.hypot(pairing.wind_east_mps, pairing.wind_north_mps)
    if track.moves and track.speed_max_mps >= slowest_mps:
        what = "its ship may be faster than the vehicle over ground"
        return None, _no(fleet, line, "wind", what, route_m, 0.0)
    return pairing, _reach(scenario, fleet, line, pairing, times, route_m)


def _reach(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing, times: Transits, route_m: float) -> Verdict:
    """Sensor, endurance and link against their radii."""
    leg = Leg(0, 0, pairing.endurance_s, pairing.turnaround_s, times)
    on_station = pairing.endurance_s - times.out_s(0) - times.back_s(0) if not times.moves else leg.stint_max_s
    transit_s = times.out_exact_s(0) + times.back_exact_s(0) if not times.moves else leg.away_min_s - leg.turnaround_s
    endurance_m = route_m * pairing.endurance_s / transit_s if transit_s else math.inf
    sensor_m = pairing.sensor_range_m - line.hold_radius_m
    link_m, far_m = _link(scenario, fleet, line, pairing)
    bindings = {"endurance": (endurance_m, route_m), "link": (link_m, far_m)}
    binding = min(bindings, key=lambda name: bindings[name][0] - bindings[name][1])
    radius_m, reason, feasible = bindings[binding][0], "", True
    if sensor_m < line.reach_m:
        binding, radius_m, feasible = "sensor", max(sensor_m, 0.0), False
        reason = (
            f"its sensor sees {_km(pairing.sensor_range_m)}, so from a hold of {_km(line.hold_radius_m)} an area may reach "
            f"{_km(max(sensor_m, 0.0))} from its centre; this one reaches {_km(line.reach_m)}"
        )
    elif on_station <= 0:
        binding, radius_m, feasible = "endurance", endurance_m, False
        reason = (
            f"endurance of {format_duration(pairing.endurance_s)} is at most the way out and back of "
            f"{format_duration(transit_s)}: no number of vehicles holds the line; the largest radius that would work is "
            f"{_km(endurance_m)} ({endurance_m / NM_M:.0f} NM), the post lies {_km(route_m)} away"
        )
    elif link_m < far_m:
        binding, radius_m, feasible = "link", link_m, False
        reason = (
            f"control station {fleet.control!r} reaches {_km(link_m)} ({link_m / NM_M:.0f} NM), the far side of the hold "
            f"lies {_km(far_m)} away"
        )
    return Verdict(
        fleet=fleet.name,
        line=line.name,
        feasible=feasible,
        reason=reason,
        distance_m=route_m,
        largest_radius_m=radius_m,
        binding=binding,
        transit_out_s=times.out_s(0) if not times.moves else times.out_min_s,
        transit_back_s=times.back_s(0) if not times.moves else times.back_min_s,
        on_station_s=on_station,
        cycle_s=pairing.endurance_s + pairing.turnaround_s,
    )


def _pairing(scenario: Scenario, fleet: Fleet, line: Line) -> Pairing | None:
    """The figures of a fleet on a line; None where no permitted route leads there."""
    platform, payload = scenario.platform_of(fleet), scenario.payload_of(fleet)
    route = permitted_route(scenario, fleet, line)
    if route is None:
        return None
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    sees = scenario.watch(line.watch).sees
    sensor_m = sensor_range(payload, sees.class_, sees.task, float(sees.p), height_m)
    turnaround_s = fleet.turnaround_s if fleet.turnaround_s is not None else platform.turnaround_s
    east_mps, north_mps = wind_of(scenario) if platform.domain == "air" else (0.0, 0.0)
    return Pairing(
        fleet=fleet.name,
        line=line.name,
        endurance_s=math.floor(planning_endurance_s(platform, payload)),
        reserve_s=math.floor(float(platform.reserve_s)),
        turnaround_s=math.ceil(float(turnaround_s)),
        airspeed_mps=float(platform.transit_speed_mps),
        hold_speed_mps=float(platform.loiter_speed_mps),
        wind_east_mps=east_mps,
        wind_north_mps=north_mps,
        height_m=height_m,
        sensor_range_m=float(sensor_m) if sensor_m is not None else 0.0,
        route=route,
    )


def wind_of(scenario: Scenario) -> tuple[float, float]:
    """(east, north) components of where the wind blows to, in m/s."""
    speed, from_rad = float(scenario.file.weather.wind_mps), float(scenario.file.weather.wind_from_rad)
    if speed == 0.0:
        return 0.0, 0.0
    return -speed * math.sin(from_rad), -speed * math.cos(from_rad)


def _refused(scenario: Scenario, fleet: Fleet, line: Line) -> tuple[str, str] | None:
    """(binding, reason) where a rule that knows no distance stands in the way."""
    platform, base = scenario.platform_of(fleet), scenario.base(fleet.base)
    if fleet.lines and line.watch not in fleet.lines:
        return "lines", "the scenario keeps this fleet for other watches"
    if scenario.usable_count(fleet) < 1:
        return "count", "availability leaves no usable vehicle"
    if crew_limit(fleet) == 0:
        return (
            "crew",
            f"{fleet.crews} crews of {format_duration(float(fleet.crew_duty_s))} a day can't keep one vehicle up",
        )
    if platform.domain != "air" and base.kind == "airfield":
        return "base", f"a {platform.domain} vehicle can't start from an airfield"
    if platform.domain == "air":
        short = _too_short(scenario, fleet)
        if short is not None:
            return short
        if base.wind_limit_mps is not None and scenario.file.weather.wind_mps > base.wind_limit_mps:
            return "wind", f"the wind is above the limit of {base.name}"
    control = scenario.control(fleet.control) if fleet.control is not None else None
    if control is not None and control.kind == "satellite" and not platform.satellite:
        return "link", f"{platform.id} carries no satellite link"
    return None


def _too_short(scenario: Scenario, fleet: Fleet) -> tuple[str, str] | None:
    """Deck and runway. What is not known of either is not refused."""
    platform, base = scenario.platform_of(fleet), scenario.base(fleet.base)
    if base.kind == "ship":
        if not platform.ship_capable:
            return "deck", f"{platform.id} does not work from a deck"
        ship = scenario.platforms.get(base.platform) if base.platform else None
        needed, there, what = platform.deck_m, base.deck_m or (ship.deck_m if ship is not None else None), "deck run"
    else:
        needed, there, what = platform.runway_m, base.runway_m, "runway"
    if needed is not None and there is not None and there < needed:
        return "deck", f"needs a {what} of {float(needed):.0f} m, {base.name} has {float(there):.0f} m"
    return None


def _link(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing) -> tuple[float, float]:
    """(reach of the link, farthest distance from the control station to the hold over the period), in metres."""
    if fleet.control is None:
        return math.inf, 0.0
    control, platform = scenario.control(fleet.control), scenario.platform_of(fleet)
    reach = link_reach_m(
        control.kind,
        float(control.antenna_height_m),
        None if platform.los_range_m is None else float(platform.los_range_m),
        pairing.height_m,
    )
    if control.kind == "satellite":
        return math.inf, 0.0
    track = control_track(scenario, control)
    speed_mps = track.speed_max_mps
    far_m = max(float(distance_m(*track.at(t), line.lat_deg, line.lon_deg)) for t in _times(scenario, track))
    slack_m = 0.5 * _SAMPLE_S * speed_mps if len(track.times_s) > 2 else 0.0
    return float(reach), far_m + line.hold_radius_m + slack_m


def control_track(scenario: Scenario, control: Control) -> ShipTrack:
    """Where a control station is: at its base, which may move, or at a position."""
    base = next((base for base in scenario.file.base if base.name == control.at), None)
    return track_of(base) if base is not None else ShipTrack.of([(0.0, *parse_position(control.at))])


def _times(scenario: Scenario, track: ShipTrack) -> list[float]:
    """Instants of the period at which the places of a moving base are looked at; every waypoint among them."""
    if not track.moves:
        return [0.0]
    grid = [_SAMPLE_S * i for i in range(math.ceil(scenario.length_s / _SAMPLE_S))]
    return sorted({*grid, float(scenario.length_s), *(t for t in track.times_s if 0 <= t <= scenario.length_s)})


def _length_m(route: tuple[tuple[float, float], ...]) -> float:
    lats, lons = [lat for lat, _ in route], [lon for _, lon in route]
    return float(sum(distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:])))


def _no(fleet: Fleet, line: Line, binding: str, reason: str, distance: float, radius_m: float) -> Verdict:
    return Verdict(fleet.name, line.name, False, reason, distance, radius_m, binding, 0, 0, 0, 0)


def _km(length_m: float) -> str:
    return f"{length_m / 1000:.1f} km"
