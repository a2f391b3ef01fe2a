"""From a scenario to the problem in numbers."""

from __future__ import annotations

import math

from longwatch.errors import BadInputError
from longwatch.errors import Problem as Mistake
from longwatch.rostering.limits_of import budget_of, check_hours_home, daily_of, spacing_of
from longwatch.rostering.openings import is_open, limit_at
from longwatch.rostering.passages import passages_of, times_of
from longwatch.rostering.problem import Aloft, Group, Leg, Problem
from longwatch.rostering.resources import soonest_landing
from longwatch.rostering.transit import Transits
from longwatch.rostering.upkeep import Upkeep
from longwatch.scenario.limits import overlap_s
from longwatch.scenario.maintained import since_maintenance_s
from longwatch.scenario.models import Fleet
from longwatch.scenario.openings import base_openings, control_at_once, crew_steps, crews_at_once
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.tails import usable_tails
from longwatch.weather.forecast import foreseen_openings


def problem_of(scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]) -> Problem:
    """Counts, limits, figures and transits. Raises BadInputError where [state] can't be true."""
    fleets = {fleet.name: index for index, fleet in enumerate(scenario.fleets)}
    places = {line.name: index for index, line in enumerate(lines)}
    legs = {}
    for pairing in pairings:
        key = fleets[pairing.fleet], places[pairing.line]
        times = Transits(scenario, pairing, lines[key[1]])
        legs[key] = Leg(*key, pairing.endurance_s, pairing.turnaround_s, times)
    openings = {base.name: base_openings(scenario, base) for base in scenario.bases}
    foreseen = foreseen_openings(scenario, openings, int(scenario.file.run.seed))
    steps = {fleet.name: crew_steps(scenario, fleet) for fleet in scenario.fleets}
    ferrying = {name for fleet in scenario.fleets if fleet.ferry_to for name in (fleet.name, *fleet.ferry_to)}
    groups = tuple(
        Group(
            name=fleet.name,
            platform=fleet.platform,
            count=scenario.usable_count(fleet),
            crew_limit=crew_limit(fleet) if steps[fleet.name] is None else max(n for _, n in steps[fleet.name] or ()),
            control=fleet.control,
            hour_cost=float(scenario.platform_of(fleet).hour_cost) or 1.0,
            aloft=_aloft(scenario, fleet, lines, legs, index),
            openings=foreseen[fleet.base],
            rule_openings=openings[fleet.base],
            crew_steps=steps[fleet.name],
            tails=(tails := usable_tails(scenario.file, fleet, scenario.start_s)),
            flown_s=tuple(round(float(scenario.file.state.hours_flown.get(tail, 0.0))) for tail in tails),
            base=fleet.base,
            budget=budget_of(scenario, fleet),
            daily=daily_of(scenario, fleet),
            spacing=spacing_of(scenario.base(fleet.base)),
            upkeep=None if fleet.name in ferrying else _upkeep(scenario, fleet),
        )
        for index, fleet in enumerate(scenario.fleets)
    )
    used = {fleet.control for fleet in scenario.fleets if fleet.control is not None}
    channels = {control.name: control_at_once(control) for control in scenario.file.control if control.name in used}
    counts = scenario.file.period.end != "optimistic"
    overlaps = tuple(overlap_s(scenario.watch(line.watch)) for line in lines)
    routes = passages_of(scenario, lines, pairings)
    ferries = {
        fleets[one.name]: tuple(fleets[other] for other in one.ferry_to) for one in scenario.fleets if one.ferry_to
    }
    problem = Problem(
        scenario.length_s, lines, groups, legs, channels, ferries=ferries,
        overlaps=overlaps if any(overlaps) else (), open_end_counts=counts,
        passages=times_of(scenario, lines, pairings, routes), routes=routes,
    )  # fmt: skip
    _check_start(problem)
    return problem


def _upkeep(scenario: Scenario, fleet: Fleet) -> Upkeep | None:
    rule = fleet.maintenance
    if rule is None:
        return None
    names = usable_tails(scenario.file, fleet, scenario.start_s) or ("",) * scenario.usable_count(fleet)
    every_s, lasts_s = max(1, math.floor(float(rule.every_s))), max(1, math.ceil(float(rule.lasts_s)))
    since_s = since_maintenance_s(scenario.file, fleet, scenario.start_s, names)
    return Upkeep(every_s, lasts_s, rule.places, math.floor(float(rule.tolerance_s)), since_s, rule.binding)


def crew_limit(fleet: Fleet) -> int | None:
    """Vehicles of a fleet that its crews can fly at once, in its best shift; None without crews.

    Without shifts it is crews x duty / 24 h, rounded down.
    """
    if fleet.shifts:
        return sum(shift.crews for shift in fleet.shifts)
    return None if fleet.crews is None else crews_at_once(fleet)


def _aloft(
    scenario: Scenario, fleet: Fleet, lines: tuple[Line, ...], legs: dict[tuple[int, int], Leg], index: int
) -> tuple[Aloft, ...]:
    """Vehicles on station at the start. One that is there has flown at least its way out, whatever `flown` says."""
    found: list[Aloft] = []
    problems: list[Mistake] = []
    posts = _posts_at_start(scenario, lines)
    for number, state in enumerate(scenario.file.state.airborne):
        if state.fleet != fleet.name:
            continue
        where = f"state.airborne[{number}]"
        for place in posts[number]:
            leg = legs.get((index, place))
            if leg is None:
                what = f"fleet {fleet.name!r} can't hold {lines[place].name!r}"
                problems.append(Mistake(where, what, "see `check`"))
                continue
            takeoff = min(-math.ceil(float(state.flown_s)), leg.times.latest_takeoff(0))
            land_by = takeoff + leg.endurance_s
            if leg.times.latest_leave(land_by) < 0:
                problems.append(
                    Mistake(f"{where}.flown", f"after {-takeoff} s in the air a vehicle of {fleet.name!r} can't get back "
                            f"to its base any more: its endurance is {leg.endurance_s} s")
                )  # fmt: skip
                continue
            found.append(Aloft(place, takeoff, takeoff + leg.times.out_s(takeoff)))
    if problems:
        raise BadInputError(problems)
    return tuple(found)


def _posts_at_start(scenario: Scenario, lines: tuple[Line, ...]) -> list[list[int]]:
    """For each entry of [state] the line of each of its vehicles: those of a watch go to its zones in turn."""
    so_far: dict[str, int] = {}
    out = []
    for state in scenario.file.state.airborne:
        zones = [place for place, line in enumerate(lines) if line.watch == state.watch]
        first = so_far.get(state.watch, 0)
        so_far[state.watch] = first + state.count
        out.append([zones[n % len(zones)] for n in range(first, first + state.count)] if zones else [])
    return out


def _check_start(problem: Problem) -> None:
    problems = []
    for fleet, group in enumerate(problem.groups):
        crews = group.crew_limit if group.crew_steps is None else limit_at(group.crew_steps, 0)
        limit = group.count if crews is None else min(group.count, crews)
        if len(group.aloft) > limit:
            what = f"{len(group.aloft)} of {group.name!r} are airborne at the start, but only {limit} can be"
            problems.append(Mistake("state.airborne", what, "count, availability and crews of the fleet limit it"))
        else:
            problems += _check_way_home(problem, fleet)
    for control, channels in problem.channels.items():
        n = sum(len(group.aloft) for group in problem.groups if group.control == control)
        if n > channels:
            what = f"{n} vehicles are airborne at the start, but {control!r} has channels and crews for {channels}"
            problems.append(Mistake("state.airborne", what))
    problems += check_hours_home(problem)
    if problems:
        raise BadInputError(problems)


def _check_way_home(problem: Problem, fleet: int) -> list[Mistake]:
    """Those aloft find their base open while they can stay out, and crews until they are down."""
    group, downs, problems = problem.groups[fleet], [], []
    for one in group.aloft:
        leg = problem.legs[fleet, one.line]
        down_s = soonest_landing(leg, group.rule_openings)
        downs.append(down_s)
        if not is_open(group.rule_openings, down_s) or down_s > one.takeoff_s + leg.endurance_s:
            what = (
                f"the base of {group.name!r} is closed for as long as a vehicle that is airborne at the start can fly"
            )
            problems.append(Mistake("state.airborne", what))
    for at, limit in group.crew_steps or ():
        n = sum(down_s > at for down_s in downs)
        if n > limit:
            what = f"{n} of {group.name!r} are still on their way home after {at} s, and crews are on duty for {limit}"
            problems.append(Mistake("state.airborne", what))
            break
    return problems
