"""The linear programme of the bound: counts of each fleet on each line, the seconds they hold, the seconds covered."""

from __future__ import annotations

import math

from longwatch.rostering.counts import Cells, at_least, demand_by_slot, minus, reader, slot_of, takeoffs_aloft
from longwatch.rostering.earliest import earliest_arrival, first_arrivals
from longwatch.rostering.limit_rows import channel_rows, fleet_rows
from longwatch.rostering.openings import Openings, crew_seconds, first_open, last_open, most_within
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
    for leg in problem.legs.values():
        if leg.stint_max_s > 0 and problem.limit_of(leg.fleet) > 0:
            _leg_rows(problem, leg, model, cells, h, slots)
    for (index, j), column in cells.covered.items():
        held = [
            (cells.held[leg.fleet, index, j], -1.0)
            for leg in problem.legs_of_line(index)
            if (leg.fleet, index, j) in cells.held
        ]
        model.row([(column, 1.0), *held], high=0.0)
    for fleet in range(len(problem.groups)):
        fleet_rows(problem, fleet, model, cells, h, slots)
        _crew_rows(problem, fleet, model, cells, h, slots)
    for control in problem.channels:
        channel_rows(problem, control, model, cells, h, slots)
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
    openings = problem.groups[leg.fleet].rule_openings
    aloft = takeoffs_aloft(problem, leg)
    count, key = len(aloft), (leg.fleet, leg.line)
    sorties_a_second = problem.groups[leg.fleet].count / max(leg.away_min_s + 1, 1)
    for j in range(slots):
        most = count + problem.groups[leg.fleet].count + math.ceil((j + 1) * h * sorties_a_second)
        cells.launched[*key, j] = model.column(float(count), float(most))
        cells.departed[*key, j] = model.column(0.0, float(most))
    launched, departed = reader(cells.launched, key, count), reader(cells.departed, key, 0)
    for j in range(slots):
        if j:
            at_least(model, launched(j), launched(j - 1))
            at_least(model, departed(j), departed(j - 1))
        if first_open(openings, j * h) >= (j + 1) * h:
            at_least(model, launched(j - 1), launched(j))
        out = slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h)
        at_least(model, launched(min(out, j)), departed(j))  # nobody leaves a station before arriving
        last = _last_slot(leg, openings, (j + 1) * h - 1 + leg.endurance_s, h)
        if last < slots:
            at_least(model, departed(max(last, 0)), launched(j))
    for takeoff_s in sorted(set(aloft)):
        last = _last_slot(leg, openings, takeoff_s + leg.endurance_s, h)
        if last < slots:
            due = sum(1 for one in aloft if one <= takeoff_s)
            at_least(model, departed(max(last, 0)), ([], float(due)))
    first = 0 if aloft else earliest_arrival(problem, leg)
    line = problem.lines[leg.line]
    most_on, steps = min(problem.limit_of(leg.fleet), line.k), problem.groups[leg.fleet].crew_steps
    for j, seconds in enumerate(demand_by_slot(line, problem.length_s, h, from_s=first)):
        if seconds:
            crews = most_on if steps is None else most_within(steps, j * h, (j + 1) * h)
            held = cells.held[*key, j] = model.column(0.0, float(min(most_on, crews) * seconds))
            out = min(slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h), j)
            terms, constant = minus(launched(out), departed(j - 1))
            model.row([(held, 1.0), *((column, -seconds * a) for column, a in terms)], high=seconds * constant)


def _last_slot(leg: Leg, openings: Openings, land_by: int, h: int) -> int:
    """The slot by whose end a vehicle has left station that has landed by an instant; the last before the start for all."""
    landing = last_open(openings, land_by)
    return slot_of(leg.times.latest_leave_lower(landing), h) if landing >= 0 else -1


def _crew_rows(problem: Problem, fleet: int, model: Model, cells: Cells, h: int, slots: int) -> None:
    """On shifts: seconds on station in a slot are at most those of the crews on duty in it."""
    steps = problem.groups[fleet].crew_steps
    if steps is None:
        return
    lines = [leg.line for leg in problem.legs_of_group(fleet)]
    for j in range(slots):
        held = [(cells.held[fleet, line, j], 1.0) for line in lines if (fleet, line, j) in cells.held]
        if held:
            model.row(held, high=float(crew_seconds(steps, j * h, (j + 1) * h)))
