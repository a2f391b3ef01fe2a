"""The linear programme of the bound: counts of each fleet on each line, the seconds they hold, the seconds covered."""

from __future__ import annotations

import math
from collections.abc import Sequence

from longwatch.rostering.counts import (
    Cells,
    Counts,
    at_least,
    demand_by_slot,
    minus,
    open_landing,
    reader,
    slot_of,
    takeoffs_aloft,
)
from longwatch.rostering.earliest import earliest_arrival, first_arrivals
from longwatch.rostering.hand_over_rows import hand_over_rows
from longwatch.rostering.limit_rows import channel_rows, fleet_rows
from longwatch.rostering.movement_rows import movement_rows
from longwatch.rostering.openings import Openings, crew_seconds, first_open, last_open, most_within
from longwatch.rostering.pooled import ANY_LINE, pools_of, with_ways_over
from longwatch.rostering.problem import Leg, Problem
from longwatch.slots.lp import Model


def model_with_cells(problem: Problem, h: int) -> tuple[Model, Cells]:
    """Minimise minus the covered seconds; and where the variables stand."""
    model, cells = Model(), Cells()
    slots = math.ceil(problem.length_s / h)
    for index, line in enumerate(problem.lines):
        arrivals = first_arrivals(problem, index, line.k)
        after = [demand_by_slot(line, problem.length_s, h, from_s=arrival) for arrival in arrivals]
        for j in range(slots):
            seconds = sum(slot[j] for slot in after)  # no n-th watcher before the n-th can be there
            if seconds:
                cells.covered[index, j] = model.column(0.0, float(seconds), -1.0)
    pools = [fleet for fleet in range(len(problem.groups)) if problem.retasks(fleet)]
    single = [leg for leg in problem.legs.values() if leg.stint_max_s > 0 and leg.fleet not in pools]
    every = [*single, *(pool for fleet in pools for pool in pools_of(problem, fleet))]
    every += [leg for leg in problem.ferry_legs() if leg.fleet not in pools]
    cells.legs = [leg for leg in every if problem.limit_of(leg.fleet) > 0]
    for leg in cells.legs:
        _leg_rows(problem, leg, model, cells, h, slots)
    for leg in cells.legs:
        if leg.to_fleet < 0 and open_landing(leg, cells.legs):
            _aloft_rows(problem, leg, model, cells, h, slots)
    for (index, j), column in cells.covered.items():
        keys = [leg.key for leg in cells.legs if leg.line == index]
        keys += [(leg.fleet, index, leg.home) for leg in cells.legs if leg.line == ANY_LINE]
        held = [(cells.held[*key, j], -1.0) for key in keys if (*key, j) in cells.held]
        model.row([(column, 1.0), *held], high=0.0)
    for fleet in range(len(problem.groups)):
        fleet_rows(problem, fleet, model, cells, h, slots)
        _crew_rows(problem, fleet, model, cells, h, slots)
    for control in problem.channels:
        channel_rows(problem, control, model, cells, h, slots)
    movement_rows(problem, model, cells, h, slots)
    hand_over_rows(problem, model, cells, h, slots)
    return model, cells


def weighted_costs(problem: Problem, model: Model, cells: Cells) -> list[float]:
    """Minus the covered seconds, each by the weight of its line."""
    costs = [0.0] * model.n_columns
    for (index, _), column in cells.covered.items():
        costs[column] = -problem.lines[index].weight
    return costs


def _leg_rows(problem: Problem, leg: Leg, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Counts of one fleet on one line: order, flight out, endurance, presence.

    In a slot in which its base is closed all along nobody takes off. Nobody lands later than at the last open second that
    endurance allows, so nobody leaves later than from there; who waits in the air for an opening leaves when they like.
    """
    openings, landings = problem.groups[leg.fleet].rule_openings, problem.groups[leg.home].rule_openings
    aloft = takeoffs_aloft(problem, leg)
    count, key, vehicles = len(aloft), leg.key, problem.most_vehicles(leg.fleet)
    is_open = count > 0 and open_landing(leg, cells.legs)
    stint_s = 1 if leg.to_fleet < 0 else 0  # who is ferried need not stay
    sorties_a_second = vehicles / max(leg.away_min_s + stint_s, 1)
    if is_open:
        cells.launched[*key, -1] = model.column(0.0, float(count))
    for j in range(slots):
        most = count + vehicles + math.ceil((j + 1) * h * sorties_a_second)
        cells.launched[*key, j] = model.column(0.0 if is_open else float(count), float(most))
        cells.departed[*key, j] = model.column(0.0, float(most))
    launched, departed = reader(cells.launched, key, count), reader(cells.departed, key, 0)
    for j in range(slots):
        if j or is_open:
            at_least(model, launched(j), launched(j - 1))
        if j:
            at_least(model, departed(j), departed(j - 1))
        if first_open(openings, j * h) >= (j + 1) * h:
            at_least(model, launched(j - 1), launched(j))
        out = slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h)
        at_least(model, launched(min(out, j)), departed(j))  # nobody leaves a station before arriving
        last = _last_slot(leg, landings, (j + 1) * h - 1 + leg.endurance_s, h)
        if last < slots:
            at_least(model, departed(max(last, 0)), launched(j))
    for takeoff_s in sorted(set(aloft)) if not is_open else ():
        last = _last_slot(leg, landings, takeoff_s + leg.endurance_s, h)
        if last < slots:
            due = sum(1 for one in aloft if one <= takeoff_s)
            at_least(model, departed(max(last, 0)), ([], float(due)))
    if leg.line == ANY_LINE:
        _pool_rows(problem, leg, model, cells, h, slots)
        return
    if leg.stint_max_s <= 0:
        return
    first = 0 if aloft else earliest_arrival(problem, leg)
    line = problem.lines[leg.line]
    most_on, steps = problem.limit_of(leg.fleet), problem.groups[leg.fleet].crew_steps
    if not problem.overlap_of(leg.line):
        most_on = min(most_on, line.k)  # more cover no more
    for j, seconds in enumerate(demand_by_slot(line, problem.length_s, h, from_s=first)):
        if seconds:
            crews = most_on if steps is None else most_within(steps, j * h, (j + 1) * h)
            held = cells.held[*key, j] = model.column(0.0, float(min(most_on, crews) * seconds))
            _held_row(model, held, seconds, minus(launched(_there_by(leg, j, h)), departed(j - 1)))


def _pool_rows(problem: Problem, pool: Leg, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Seconds that a pool holds on each line in a slot, and on all of them: whoever is out may be on any, on one at a time."""
    count = len(takeoffs_aloft(problem, pool))
    launched, departed = reader(cells.launched, pool.key, count), reader(cells.departed, pool.key, 0)
    legs = [with_ways_over(problem, leg) for leg in problem.legs_of_group(pool.fleet)]
    asked = {}
    for leg in legs:
        first = 0 if count else earliest_arrival(problem, leg)
        if leg.stint_max_s > 0:
            asked[leg.line] = demand_by_slot(problem.lines[leg.line], problem.length_s, h, from_s=first)
    windows = tuple(window for line in asked for window in problem.lines[line].windows)
    most_on = problem.limit_of(pool.fleet)
    for j in range(slots):
        now = [leg for leg in legs if leg.line in asked and asked[leg.line][j]]
        for leg in now:
            seconds, key = asked[leg.line][j], (pool.fleet, leg.line, pool.home, j)
            cells.held[key] = model.column(0.0, float(min(most_on, problem.lines[leg.line].k) * seconds))
            _held_row(model, cells.held[key], seconds, minus(launched(_there_by(leg, j, h)), departed(j - 1)))
        if now:
            seconds = _seconds_of_any(windows, j * h, min((j + 1) * h, problem.length_s))
            whole = cells.held[*pool.key, j] = model.column(0.0, float(most_on * seconds))
            _held_row(model, whole, seconds, minus(launched(_there_by(pool, j, h)), departed(j - 1)))
            parts = [(cells.held[pool.fleet, leg.line, pool.home, j], 1.0) for leg in now]
            model.row([*parts, (whole, -1.0)], high=0.0)


def _there_by(leg: Leg, j: int, h: int) -> int:
    """The slot of the last take-off that can be on station by the end of slot j."""
    return min(slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h), j)


def _held_row(model: Model, held: int, seconds: int, there: Counts) -> None:
    model.row([(held, 1.0), *((column, -seconds * a) for column, a in there[0])], high=seconds * there[1])


def _seconds_of_any(windows: Sequence[tuple[int, int]], from_s: int, to_s: int) -> int:
    """Seconds of a stretch that lie in one or more windows."""
    total, at = 0, from_s
    for start, end in sorted(windows):
        total += max(0, min(end, to_s) - max(start, at))
        at = max(at, min(end, to_s))
    return total


def _aloft_rows(problem: Problem, leg: Leg, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Those on a line at the start that may land at one base or another: each lands at one, within its endurance."""
    aloft, legs = takeoffs_aloft(problem, leg), [one for one in cells.legs if one.key[:2] == leg.key[:2]]
    if not aloft:
        return
    model.row([(cells.launched[*one.key, -1], 1.0) for one in legs], low=float(len(aloft)), high=float(len(aloft)))
    for takeoff_s in sorted(set(aloft)):
        lasts = [
            _last_slot(one, problem.groups[one.home].rule_openings, takeoff_s + one.endurance_s, h) for one in legs
        ]
        if max(lasts) < slots:
            gone = [(cells.departed[*one.key, max(last, 0)], 1.0) for one, last in zip(legs, lasts, strict=True)]
            model.row(gone, low=float(sum(1 for one in aloft if one <= takeoff_s)))


def _last_slot(leg: Leg, openings: Openings, land_by: int, h: int) -> int:
    """The slot by whose end a vehicle has left station that has landed by an instant; the last before the start for all."""
    landing = last_open(openings, land_by)
    return slot_of(leg.times.latest_leave_lower(landing), h) if landing >= 0 else -1


def _crew_rows(problem: Problem, fleet: int, model: Model, cells: Cells, h: int, slots: int) -> None:
    """On shifts: seconds on station in a slot are at most those of the crews on duty in it."""
    steps = problem.groups[fleet].crew_steps
    if steps is None:
        return
    keys = [leg.key for leg in cells.legs if leg.fleet == fleet]
    for j in range(slots):
        held = [(cells.held[*key, j], 1.0) for key in keys if (*key, j) in cells.held]
        if held:
            model.row(held, high=float(crew_seconds(steps, j * h, (j + 1) * h)))
