"""What no roster in slots can beat: a linear programme over cumulative counts, and its safe dual value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from longwatch.slots.counts import Course, courses
from longwatch.slots.lp import Floats, Model, Solver, safe_bound
from longwatch.slots.model import Ints, SlotProblem

Term = tuple[int, float]
METHODS = ({"solver": "pdlp", "pdlp_iteration_limit": 16_000}, {"solver": "ipm", "run_crossover": "off"})


@dataclass(frozen=True)
class Bound:
    """What every roster leaves uncovered.

    value : station-slots times their weights
    missing : (stations, slots) where the programme leaves them, in parts
    """

    value: float
    missing: Floats


def lower_bound(problem: SlotProblem) -> Bound:
    """A first-order method finds duals fast, and weak duality makes a bound of them; interior points where it does not end."""
    model, missing = bound_model(problem)
    best, where = 0.0, np.zeros(problem.required.shape)
    cells = np.nonzero(missing >= 0)
    for options in METHODS:
        found = Solver(model, **options).solve()
        value = safe_bound(model, found.duals) if len(found.duals) else 0.0
        if value >= best and len(found.values):
            best = value
            where[cells] = np.clip(found.values[missing[cells]], 0.0, None)
        if found.optimal and float(np.dot(found.values, model.cost)) - value < 0.1 * (granule(problem) or 1.0):
            break
    return Bound(rounded_up(problem, best), where)


def granule(problem: SlotProblem) -> float:
    """What the weighted station-slots uncovered are multiples of; 0 where no step is common to all weights."""
    positive = [float(weight) for weight in problem.weight if weight > 0]
    whole = [Fraction(weight).limit_denominator(1000) for weight in positive]
    if not whole or any(abs(float(f) - weight) > 1e-12 for f, weight in zip(whole, positive, strict=True)):
        return 0.0
    denominator = math.lcm(*(f.denominator for f in whole))
    return math.gcd(*(int(f * denominator) for f in whole)) / denominator


def rounded_up(problem: SlotProblem, value: float) -> float:
    """The least sum of weights that is not below a bound."""
    step = granule(problem)
    return max(value, 0.0) if step == 0.0 else max(math.ceil(value / step - 1e-6), 0) * step


@dataclass(frozen=True)
class _Columns:
    """Of one course: take-offs so far after each event, departures so far likewise."""

    course: Course
    launched: range
    left: range

    def up(self, count: int) -> list[Term]:
        """Take-offs up to the count-th event."""
        return [(self.launched[count - 1], 1.0)] if count else []

    def down(self, count: int) -> list[Term]:
        """Departures up to the count-th event, negative."""
        return [(self.left[count - 1], -1.0)] if count else []

    def left_by(self, slot: int) -> int:
        return int(np.searchsorted(self.course.leaves, slot, "right"))


def bound_model(problem: SlotProblem) -> tuple[Model, Ints]:
    """Least weighted uncovered station-slots over fractional counts, which every roster's counts keep; and its columns.

    Returns the programme and (stations, slots) the column of what is missing there, -1 where nothing is required.
    """
    model = Model()
    found = [_counts(model, problem, course) for course in courses(problem)]
    for g in range(len(problem.groups)):
        _limits(model, problem, g, [one for one in found if one.course.leg.group == g])
    for pool in problem.pools:
        mine = [one for one in found if one.course.leg.group in pool.groups]
        _airborne(model, mine, pool.airborne_max)
    columns = np.full(problem.required.shape, -1, np.int64)
    for station in range(len(columns)):
        mine = [one for one in found if one.course.leg.station == station]
        _cover(model, problem, station, mine, columns[station])
    return model, columns


def _counts(model: Model, problem: SlotProblem, course: Course) -> _Columns:
    leg, out, fleet = course.leg, len(course.aloft), int(problem.groups[course.leg.group].vehicles.max())
    cycle = max(int((leg.ready[leg.arrive[course.launches]] - course.launches).min(initial=problem.slots)), 1)
    most = [float(fleet * (1 + (q - int(course.launches[0])) // cycle)) for q in course.launches]
    launched = range(model.n_columns, model.n_columns + len(most))
    for high in most:
        model.column(0.0, high)
    left = range(model.n_columns, model.n_columns + len(course.leaves))
    for d in course.leaves:
        here = int(course.arrived[d])
        model.column(0.0, (most[here - 1] if here else 0.0) + out)
    for columns in (launched, left):
        for k in range(1, len(columns)):
            model.row([(columns[k], 1.0), (columns[k - 1], -1.0)], low=0.0)
    counts = _Columns(course, launched, left)
    stood = course.stood(int(problem.overlap[leg.station]))
    for k, d in enumerate(course.leaves):  # nobody leaves before arriving
        model.row([*counts.up(int(stood[d])), *counts.down(k + 1)], low=float(-course.aloft_by(int(d))))
    for leaves, launches in course.relieved:  # endurance
        model.row([*counts.up(launches), *counts.down(leaves)], high=float(-out))
    for place, one in enumerate(course.aloft):
        if one.latest < problem.slots:
            model.row(counts.down(counts.left_by(one.latest)), high=-float(place + 1))
    return counts


def _limits(model: Model, problem: SlotProblem, g: int, mine: list[_Columns]) -> None:
    """Vehicles, airborne at once, and their hours in the air."""
    group, n = problem.groups[g], problem.slots
    if not mine:
        return
    out = sum(len(one.course.aloft) for one in mine)
    for t in range(n):
        busy = [term for one in mine for term in one.down(int(one.course.rested[t]))]
        model.row([*_up(mine, t), *busy], high=float(group.vehicles[t] - out))
    if (group.airborne_max < group.vehicles).any():
        _airborne(model, mine, group.airborne_max)
    if group.airborne_slots_max is not None and group.airborne_slots_max < group.airborne_max.sum():
        times = dict[int, float]()
        for t in range(n):
            landed = [term for one in mine for term in one.down(int(one.course.landed[t]))]
            for column, sign in [*_up(mine, t), *landed]:
                times[column] = times.get(column, 0.0) + sign
        model.row(list(times.items()), high=float(group.airborne_slots_max - n * out))


def _up(mine: list[_Columns], t: int) -> list[Term]:
    return [term for one in mine for term in one.up(int(np.searchsorted(one.course.launches, t, "right")))]


def _airborne(model: Model, mine: list[_Columns], most: Ints) -> None:
    out = sum(len(one.course.aloft) for one in mine)
    for t in range(len(most)):
        landed = [term for one in mine for term in one.down(int(one.course.landed[t]))]
        model.row([*_up(mine, t), *landed], high=float(most[t] - out))


def _cover(model: Model, problem: SlotProblem, station: int, mine: list[_Columns], columns: Ints) -> None:
    wanted, overlap, fresh = problem.required[station], int(problem.overlap[station]), dict[int, int]()
    for t in range(problem.slots):
        here, weight = [one for one in mine if one.course.leg.sees[t]], float(problem.weight[station])
        if not wanted[t]:
            continue
        columns[t] = missing = model.column(0.0, float(wanted[t]), weight)
        left = [term for one in here for term in one.down(one.left_by(t))]
        out = sum(one.course.aloft_by(t) for one in here)
        arrived = [term for one in here for term in one.up(int(one.course.arrived[t]))]
        model.row([(missing, 1.0), *arrived, *left], low=float(wanted[t] - out))
        if overlap:
            _overlap(model, problem, station, t, here, columns, fresh)


def _overlap(
    model: Model, problem: SlotProblem, station: int, t: int, here: list[_Columns], columns: Ints, fresh: dict[int, int]
) -> None:
    """In charge are those `overlap` slots on station, and those who began, not longer ago, where a watcher was missing."""
    wanted, overlap = problem.required[station], int(problem.overlap[station])
    fresh[t] = model.column(0.0, float(wanted[t]))
    if t and wanted[t - 1]:  # began in t <= most wanted in either slot - in charge in t - 1
        model.row([(fresh[t], 1.0), (int(columns[t - 1]), -1.0)], high=float(max(wanted[t] - wanted[t - 1], 0)))
    began = [(fresh[s], 1.0) for s in range(max(t - overlap + 1, 0), t + 1) if s in fresh]
    out = sum(one.course.aloft_stood(t, overlap) for one in here)
    stood = [term for one in here for term in one.up(int(one.course.stood(overlap)[t]))]
    left = [term for one in here for term in one.down(one.left_by(t))]
    model.row([(int(columns[t]), 1.0), *began, *stood, *left], low=float(wanted[t] - out))
