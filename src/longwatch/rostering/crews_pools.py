"""Whose crews fly which vehicles, how long they may and how long they rest: the pools of crews of a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from longwatch.rostering.crews_windows import Rule
from longwatch.scenario.hours import Interval, open_intervals
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.openings import crews_at_once, horizon_s, place_of
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.tails import crew_names, pool_name
from longwatch.units import DAY_S as _DAY_S

DAY_S = int(_DAY_S)


@dataclass(frozen=True)
class Flight:
    """One vehicle in the air, from the start of the period on."""

    from_s: int
    to_s: int
    tail: str


@dataclass(frozen=True)
class Shift:
    """Crews that work at fixed hours."""

    crews: tuple[str, ...]
    hours: tuple[Interval, ...]


@dataclass(frozen=True)
class Pool:
    """Crews that share their vehicles. `duty_s` and `rest_s` are whole seconds, on the safe side.

    With `shifts` the hours say who works when, and neither duty nor rest is asked. `aboard`: a manned aircraft's crew flies
    it from take-off to landing, nobody takes over in flight.
    """

    name: str  # "fleet TB3" or "control Mast"
    fleets: tuple[str, ...]
    crews: tuple[str, ...]
    duty_s: int
    rest_s: int
    rested_s: tuple[int, ...] = ()  # of those who still rest at the start
    aboard: bool = False
    shifts: tuple[Shift, ...] = ()
    by_count: int = 0  # vehicles at once that crews x share of time allow

    def rule(self, n_crews: int) -> Rule:
        return Rule(n_crews, self.duty_s, self.rest_s, self.rested_s)


def crew_pools(scenario: Scenario) -> tuple[Pool, ...]:
    """Stations whose fleets share crews first, then fleets with crews or shifts of their own."""
    pools = []
    for control in scenario.file.control:
        fleets = tuple(fleet.name for fleet in scenario.fleets if fleet.control == control.name)
        if control.crews is not None and fleets:
            pools.append(_pool(scenario, control, fleets))
    for fleet in scenario.fleets:
        if fleet.crews is not None or fleet.shifts:
            pools.append(_pool(scenario, fleet, (fleet.name,)))
    return tuple(pools)


def _pool(scenario: Scenario, crewed: Fleet | Control, fleets: tuple[str, ...]) -> Pool:
    name, names = pool_name(crewed), crew_names(scenario.file, crewed)
    duty_s = max(1, math.floor(crewed.crew_duty_s))
    rest_s = DAY_S - duty_s if crewed.crew_rest_s is None else max(1, math.ceil(crewed.crew_rest_s))
    if isinstance(crewed, Control):
        return Pool(name, fleets, names, duty_s, rest_s, by_count=crews_at_once(crewed))
    if crewed.shifts:
        return Pool(name, fleets, names, duty_s, rest_s, shifts=_shifts(scenario, crewed, names))
    resting = (one for one in scenario.file.state.crews if one.fleet == crewed.name)
    rested_s = sorted(math.ceil(float(one.rest_s)) for one in resting for _ in range(one.count))
    platform = scenario.platform_of(crewed)
    aboard = crewed.control is None and platform.domain == "air" and not platform.unmanned
    return Pool(name, fleets, names, duty_s, rest_s, tuple(rested_s), aboard, by_count=crews_at_once(crewed))


def _shifts(scenario: Scenario, fleet: Fleet, names: tuple[str, ...]) -> tuple[Shift, ...]:
    base = scenario.base(fleet.base)
    zone, place, (_, to_s) = base.zone or scenario.file.period.zone, place_of(scenario, base), horizon_s(scenario)
    left, found = list(names), []
    for shift in fleet.shifts:
        own, left = tuple(left[: shift.crews]), left[shift.crews :]
        found.append(Shift(own, tuple(open_intervals(shift.hours, zone, scenario.start_s, 0, to_s, place))))
    return tuple(found)


def flights_of(roster: Roster, fleets: Iterable[str]) -> tuple[Flight, ...]:
    """What some fleets fly, in order of take-off; what was flown before the start of the period is past."""
    own = set(fleets)
    by_tail: dict[str, list[tuple[int, int]]] = {}
    for stint in sorted(roster.stints):
        if stint.fleet in own and stint.land_s > max(stint.takeoff_s, 0):
            by_tail.setdefault(stint.tail, []).append((max(stint.takeoff_s, 0), stint.land_s))
    found = []
    for tail, flown in by_tail.items():
        apart: list[tuple[int, int]] = []
        for from_s, to_s in flown:  # rows of one sortie that serves several lines overlap
            if apart and from_s < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(to_s, apart[-1][1]))
            else:
                apart.append((from_s, to_s))
        found += [Flight(from_s, to_s, tail) for from_s, to_s in apart]
    return tuple(sorted(found, key=lambda one: (one.from_s, one.to_s, one.tail)))
