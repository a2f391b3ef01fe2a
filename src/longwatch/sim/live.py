"""Where everybody is in a trial at an instant, as a problem for the planner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from longwatch.rostering.problem import Group, Problem
from longwatch.rostering.resources import Sortie
from longwatch.sim.chains import alone
from longwatch.sim.state import (
    BACK,
    DIVERTED,
    HOMEWARD,
    LOST,
    MAINTENANCE,
    NONE,
    ON,
    ORDERED,
    OUT,
    PREPARING,
    QUEUED,
    READY,
    REPAIR,
    Fixed,
    State,
)


def sortie_of(fixed: Fixed, row: Any) -> Sortie:
    land_s = int(row["land_s"])
    ready_s = land_s + int(fixed.pairings[row["pairing"]]["turnaround_s"])
    return Sortie(int(row["takeoff_s"]), int(row["fleet"]), int(row["line"]), int(row["arrive_s"]), int(row["leave_s"]),
                  land_s, ready_s)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Where a sortie under way comes from: a vehicle in the air, or one that is made ready for a stint."""

    vehicle: int
    watches: bool = False  # on its way out or on station
    stint: int = -1


@dataclass(frozen=True)
class Live:
    """A problem from an instant on. `rows` go with `problem.under_way`; `free` are (when, vehicle) of those on the ground."""

    problem: Problem
    rows: tuple[Row, ...]
    free: tuple[tuple[tuple[int, int], ...], ...]  # by fleet


def live_problem(problem: Problem, fixed: Fixed, state: State, at_s: int) -> Live:
    """Where everybody is, as sorties under way and times of being free. A fleet plans with no more vehicles than at first."""
    flights, rows, free = [], [], []
    preparing = {int(one["vehicle"]): n for n, one in enumerate(state.stints) if one["vehicle"] >= 0}
    for f, group in enumerate(problem.groups):
        fleet = fixed.fleets[f]
        own = range(int(fleet["first"]), int(fleet["first"] + fleet["n_vehicles"]))
        ground = []
        for i in own:
            v = state.vehicles[i]
            if OUT <= v["doing"] <= BACK:
                flights.append(flight_of(problem, fixed, state, i, at_s))
                rows.append(Row(i, bool(v["doing"] != BACK)))
            elif v["doing"] == PREPARING:
                stint = fixed.stints[preparing[i]]
                times = problem.legs[f, int(stint["line"])].times
                one = replace(sortie_of(fixed, stint), takeoff_s=at_s, arrive_s=at_s + times.out_s(at_s))
                flights.append(one)
                rows.append(Row(i, stint=preparing[i]))
            else:
                ground.append((ready_at(fixed, state, i, at_s), i))
        ground.sort()
        up = sum(one.fleet == f for one in flights)
        free.append(tuple(ground[: max(0, group.count - up)]))
    groups = tuple(
        _group(fixed, state, group, f, [at for at, _ in free[f]], [one for one in flights if one.fleet == f], at_s)
        for f, group in enumerate(problem.groups)
    )
    return Live(replace(problem, groups=groups, under_way=tuple(flights)), tuple(rows), tuple(free))


def _group(fixed: Fixed, state: State, group: Group, f: int, ground: list[int], up: list[Sortie], at_s: int) -> Group:
    """A fleet with the times at which vehicles, and crews where they rest, are free."""
    ready_s = (*(max(one.takeoff_s, 0) for one in up), *ground)  # each takes its own, at its take-off
    crews, pool = None, int(fixed.fleets[f]["pool"])
    if pool >= 0 and group.crew_limit is not None:
        first, n = int(fixed.pools[pool]["first"]), int(fixed.pools[pool]["n_crews"])
        own = state.crews[first : first + n]
        rested = sorted(max(at_s, int(one["rested_s"])) for one in own if one["vehicle"] < 0)
        crews = tuple(([0] * len(up) + rested)[: group.crew_limit])
    return replace(group, count=len(ready_s), ready_s=ready_s, crew_ready_s=crews)


def ready_at(fixed: Fixed, state: State, i: int, at_s: int) -> int:
    """When a vehicle on the ground can be expected to be ready."""
    v, fleet = state.vehicles[i], fixed.fleets[fixed.vehicles[i]["fleet"]]
    doing = int(v["doing"])
    if doing == READY:
        return at_s
    if doing in (LOST, ORDERED, MAINTENANCE):
        return max(at_s, int(v["ready_s"]))
    if doing == REPAIR:
        return at_s + round(float(fleet["repair_mean_s"]))
    if doing == QUEUED:
        return at_s + int(fleet["lasts_s"])
    if doing == DIVERTED:
        home = fixed.alternates[int(v["alternate"])]["home_s"] if v["alternate"] >= 0 else 0
        return at_s + int(home) + int(fixed.pairings[int(v["pairing"])]["turnaround_s"])
    return max(at_s, int(v["ready_s"])) + _service_s(fleet, v, int(v["flown_s"]))


def _service_s(fleet: Any, v: Any, flown_s: int) -> int:
    """How long a vehicle that has flown so long by then is in maintenance once it is back."""
    due = fleet["every_s"] > 0 and flown_s - v["serviced_at_s"] >= fleet["every_s"]
    return int(fleet["lasts_s"]) if due else 0


def flight_of(problem: Problem, fixed: Fixed, state: State, i: int, at_s: int) -> Sortie:
    """A vehicle in the air: until when it watches, and when it will be ready again."""
    v = state.vehicles[i]
    f, line, p = int(fixed.vehicles[i]["fleet"]), int(v["line"]), fixed.pairings[int(v["pairing"])]
    fleet, takeoff_s = fixed.fleets[f], int(v["takeoff_s"])
    if v["doing"] == BACK:
        land_s = max(at_s, int(v["land_s"]))
        arrive_s = leave_s = min(at_s, land_s)
        if v["leg"] != HOMEWARD:
            land_s += int(p["endurance_s"]) // 4
    else:
        arrive_s, leave_s = int(v["arrive_s"]), max(at_s, int(v["leave_s"]))
        land_s = int(v["land_s"]) if leave_s == v["leave_s"] else at_s + problem.legs[f, line].times.back_s(at_s)
    flown_s = int(v["flown_s"]) + land_s - int(v["airborne_from_s"])
    ready_s = land_s + int(p["turnaround_s"]) + _service_s(fleet, v, flown_s)
    if v["broken"] or v["failed"]:
        ready_s += round(float(fleet["repair_mean_s"]))
    return Sortie(takeoff_s, f, line, arrive_s, leave_s, land_s, ready_s, bool(v["doing"] in (OUT, ON)))


def row_of_flight(fixed: Fixed, state: State, row: Row, one: Sortie, at_s: int) -> tuple[int, ...]:
    """A stint for a vehicle in the air; whoever holds past its planned end is counted on for as long as it can hold."""
    v = state.vehicles[row.vehicle]
    leave_s, land_s = one.leave_s, one.land_s
    if int(v["leave_s"]) < at_s:
        leave_s = max(at_s, int(v["limit_s"])) + 1  # its way home is worked out when it leaves
        land_s += leave_s - one.leave_s
    return (one.fleet, one.line, row.vehicle, int(v["pairing"]), one.takeoff_s, one.arrive_s, leave_s, land_s, one.takeoff_s,
            0, int(NONE), *alone(fixed.pairings, int(v["pairing"])))  # fmt: skip
