"""Which fleet can hold which line, with the figures its sorties are planned with; and if it can't, why not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from longwatch.errors import BadInputError, ImpossibleError
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.patterns.seen import ground_range_m
from longwatch.rostering.link import km, link_of
from longwatch.rostering.missions import endurance_of, endurance_words, transit_endurance_of
from longwatch.rostering.reach import instants, reach
from longwatch.rostering.refusal import refused
from longwatch.rostering.routes import Route, permitted_route
from longwatch.rostering.track import track_of, track_of_line
from longwatch.rostering.transit import Transits
from longwatch.rostering.verdict import Verdict
from longwatch.scenario.asks import classes_of
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.weather.planning import planning_range_m, planning_wind_mps

SHARE_TOLERANCE = 1e-6  # for figures that come by two ways
Judged = list[tuple[Pairing | None, Verdict]]


def pairings(scenario: Scenario, lines: tuple[Line, ...]) -> tuple[Pairing, ...]:
    """The figures of every fleet on every line that it can hold."""
    return feasible(judge(scenario, lines))


def explain(scenario: Scenario, lines: tuple[Line, ...]) -> tuple[Verdict, ...]:
    """A verdict for every fleet on every line."""
    return tuple(verdict for _, verdict in judge(scenario, lines))


def feasible(judged: Judged) -> tuple[Pairing, ...]:
    """The pairings among them that can be flown."""
    return tuple(pairing for pairing, verdict in judged if verdict.feasible and pairing is not None)


def judge(scenario: Scenario, lines: tuple[Line, ...]) -> Judged:
    """Every fleet on every line: its figures where a way leads there, and the verdict."""
    return [_judge(scenario, fleet, line) for fleet in scenario.fleets for line in lines]


def _judge(scenario: Scenario, fleet: Fleet, line: Line) -> tuple[Pairing | None, Verdict]:
    track = track_of(scenario.base(fleet.base))
    straight_m = _nearest_m(scenario, track, line)
    refusal = refused(scenario, fleet, line)
    if refusal is not None:
        return None, _no(fleet, line, *refusal, straight_m)
    try:
        route = permitted_route(scenario, fleet, line)
    except ImpossibleError as error:
        return None, _no(fleet, line, "route", "; ".join(problem.what for problem in error.problems), straight_m)
    pairing = _pairing(scenario, fleet, line, route)
    route_m = _length_m(pairing.route) if pairing.route and not line.moves else straight_m
    unfit = _too_slow(pairing, line, track) or _too_narrow(pairing, line)
    if unfit is not None:
        return None, _no(fleet, line, *unfit, route_m)
    times = Transits(scenario, pairing, line)
    if not math.isfinite(times.out_exact_s(0)) or not math.isfinite(times.back_exact_s(0)):
        what = f"the wind is too strong for {pairing.airspeed_mps:.0f} m/s on the way"
        return None, _no(fleet, line, "wind", what, route_m)
    link = link_of(scenario, fleet, line, pairing, times)
    verdict = reach(fleet, line, pairing, times, route_m, link, transit_endurance_of(scenario, pairing))
    return replace(pairing, relay=link.relay), replace(verdict, endurance_for=endurance_words(scenario, pairing, line))


def figures_under(scenario: Scenario, planned: Pairing, line: Line) -> Pairing | None:
    """A planned pairing with the figures that this scenario gives it, by the way and relay of the plan.

    On station it keeps the speed of the plan as long as it can fly that fast at all. None where the fleet can't follow the plan:
    no endurance left, too slow for its post, or blown off its way.
    """
    fleet = scenario.fleet(planned.fleet)
    try:
        true = _pairing(scenario, fleet, line, planned.route, planned)
    except BadInputError:
        return None
    if true.endurance_s <= 0:
        return None
    return None if _too_slow(true, line, track_of(scenario.base(fleet.base))) else true


def _nearest_m(scenario: Scenario, base: Track, line: Line) -> float:
    """From the base to the post, straight; where one of them moves the least over the period."""
    post = track_of_line(line)
    return min(float(np.min(distance_m(*base.at(t), post.lats_deg, post.lons_deg))) for t in instants(scenario, base))


def _too_slow(pairing: Pairing, line: Line, base: Track) -> tuple[str, str] | None:
    """(binding, reason) where a vehicle can't catch its ship in this wind, or can't keep up with its post."""
    wind_mps = math.hypot(pairing.wind_east_mps, pairing.wind_north_mps)
    slowest_mps = pairing.airspeed_mps - wind_mps
    if base.moves and base.speed_max_mps >= slowest_mps:
        return "wind", "its ship may be faster than the vehicle over ground"
    if not line.moves:
        return None
    post_mps = track_of_line(line).speed_max_mps
    against = f" against the wind of {wind_mps:.1f} m/s" if wind_mps > 0.0 else ""
    if pairing.hold_speed_mps - wind_mps < post_mps * (1.0 - SHARE_TOLERANCE):
        what = f"its post moves at {post_mps:.1f} m/s; on station it keeps {pairing.hold_speed_mps:.1f} m/s{against}"
        return "speed", what
    if slowest_mps < post_mps * (1.0 - SHARE_TOLERANCE):
        what = f"its post moves at {post_mps:.1f} m/s; on the way it makes {pairing.airspeed_mps:.1f} m/s{against}"
        return "speed", what
    return None


def _too_narrow(pairing: Pairing, line: Line) -> tuple[str, str] | None:
    """The same where the tracks of a pattern lie too far apart for what a sensor sees of the sea from its height."""
    if line.kind != "tour":
        return None
    ranges_m, reaches_m = dict(pairing.class_ranges_m), dict(line.class_reaches_m)
    asked = [("", pairing.sensor_range_m, line.reach_m)]
    asked += [(f" for a {one}", ranges_m.get(one, 0.0), reach_m) for one, reach_m in reaches_m.items()]
    for of, range_m, reach_m in asked:
        ground_m = ground_range_m(range_m, pairing.height_m)
        if ground_m < reach_m * (1.0 - SHARE_TOLERANCE):
            what = f"its sensor sees {km(ground_m)} of the sea to each side{of}; the tracks are laid for {km(reach_m)}"
            return "sensor", what
    return None


def _pairing(scenario: Scenario, fleet: Fleet, line: Line, route: Route, planned: Pairing | None = None) -> Pairing:
    """The figures of a fleet on a line, or under another truth than it was planned for: see `figures_under`."""
    platform, payload = scenario.platform_of(fleet), scenario.payload_of(fleet)
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    watch = scenario.watch(line.watch)
    ranges_m = {one: planning_range_m(scenario, line, payload, one, height_m) or 0.0 for one in classes_of(watch)}
    turnaround_s = fleet.turnaround_s if fleet.turnaround_s is not None else platform.turnaround_s
    airspeed_mps, hold_mps = float(platform.transit_speed_mps), float(platform.loiter_speed_mps)
    if planned is not None:
        hold_mps = max(hold_mps, min(planned.hold_speed_mps, airspeed_mps))
    east_mps, north_mps = planning_wind_mps(scenario, line, height_m) if platform.domain == "air" else (0.0, 0.0)
    pairing = Pairing(
        fleet=fleet.name,
        line=line.name,
        endurance_s=0,
        reserve_s=math.floor(float(platform.reserve_s)),
        turnaround_s=math.ceil(float(turnaround_s)),
        airspeed_mps=airspeed_mps,
        hold_speed_mps=hold_mps,
        wind_east_mps=east_mps,
        wind_north_mps=north_mps,
        height_m=height_m,
        sensor_range_m=ranges_m.pop(watch.sees.class_),
        route=route,
        relay=planned.relay if planned is not None else "",
        report_delay_s=math.ceil(float(scenario.control(fleet.control).delay_s)) if fleet.control is not None else 0,
        report_every_s=math.ceil(float(platform.report_every_s or 0.0)) if platform.domain == "underwater" else 0,
        class_ranges_m=tuple(ranges_m.items()),
    )
    return replace(pairing, endurance_s=endurance_of(scenario, pairing, line, aboard=planned is not None))


def _length_m(route: Route) -> float:
    lats, lons = [lat for lat, _ in route], [lon for _, lon in route]
    return float(sum(distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:])))


def _no(fleet: Fleet, line: Line, binding: str, reason: str, distance: float) -> Verdict:
    return Verdict(fleet.name, line.name, False, reason, distance, 0.0, binding, 0, 0, 0, 0)
