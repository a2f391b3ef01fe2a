"""The linear programme of the bound: counts of each fleet on each line, the seconds they hold, the seconds covered."""

from __future__ import annotations

import math

from longwatch.rostering.counts import Cells, at_least, demand_by_slot, minus, reader, slot_of, takeoffs_aloft
from longwatch.rostering.earliest import earliest_arrival, first_arrivals
from longwatch.rostering.limit_rows import channel_rows, fleet_rows
from longwatch.rostering.lp import Model
from longwatch.rostering.problem import Leg, Problem


def bound_model(problem: Problem, h: int) -> Model:
    """Minimise minus the covered seconds."""
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
    for control in problem.channels:
        channel_rows(problem, control, model, cells, h, slots)
    return model


def _leg_rows(problem: Problem, leg: Leg, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Counts of one fleet on one line: order, flight out, endurance, presence."""
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
        out = slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h)
        at_least(model, launched(min(out, j)), departed(j))  # nobody leaves a station before arriving
        last = slot_of(leg.times.latest_leave_lower((j + 1) * h - 1 + leg.endurance_s), h)
        if last < slots:
            at_least(model, departed(max(last, 0)), launched(j))
    for takeoff_s in sorted(set(aloft)):
        last = slot_of(leg.times.latest_leave_lower(takeoff_s + leg.endurance_s), h)
        if last < slots:
            due = sum(1 for one in aloft if one <= takeoff_s)
            at_least(model, departed(max(last, 0)), ([], float(due)))
    first = 0 if aloft else earliest_arrival(leg)
    line = problem.lines[leg.line]
    most_on = min(problem.limit_of(leg.fleet), line.k)
    for j, seconds in enumerate(demand_by_slot(line, problem.length_s, h, from_s=first)):
        if seconds:
            held = cells.held[*key, j] = model.column(0.0, float(most_on * seconds))
            out = min(slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h), j)
            terms, constant = minus(launched(out), departed(j - 1))
            model.row([(held, 1.0), *((column, -seconds * a) for column, a in terms)], high=seconds * constant)
