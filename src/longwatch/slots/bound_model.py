"""The linear programme of the bound: cumulative counts of take-offs and departures, which every roster's counts keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from longwatch.slots.counts import Course, courses
from longwatch.slots.lp import Floats, Model
from longwatch.slots.model import Ints, SlotProblem
from longwatch.slots.retask_master import Duals

Term = tuple[int, float]


@dataclass(frozen=True)
class BoundModel:
    """The programme, and where things stand in it; -1 where they do not.

    missing : (stations, slots) columns of what is missing
    cover : (stations, slots) rows; busy, airborne : (groups, slots); pools : (pools, slots); hours : (groups,)
    """

    model: Model
    missing: Ints
    cover: Ints
    busy: Ints
    airborne: Ints
    pools: Ints
    hours: Ints

    def prices(self, duals: Floats, weight: Floats) -> Duals:
        """Row duals, in part or all wrong, as prices: none negative, of cover none above its weight."""
        signed = [(self.cover, 1.0), *((rows, -1.0) for rows in (self.airborne, self.busy, self.pools, self.hours))]
        found = [np.where(rows >= 0, np.clip(sign * duals[rows], 0.0, None), 0.0) for rows, sign in signed]
        found = [np.nan_to_num(one, posinf=0.0) for one in found]
        return Duals(np.minimum(found[0], weight[:, None]), *found[1:])


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


def bound_model(problem: SlotProblem) -> BoundModel:
    """Least weighted uncovered station-slots over fractional counts."""
    n, groups, model = problem.slots, len(problem.groups), Model()
    shapes = [problem.required.shape] * 2 + [(groups, n)] * 2 + [(len(problem.pools), n), (groups,)]
    built = BoundModel(model, *(np.full(shape, -1, np.int64) for shape in shapes))
    found = [_counts(model, problem, course) for course in courses(problem)]
    for g in range(groups):
        _limits(built, problem, g, [one for one in found if one.course.leg.group == g])
    for k, pool in enumerate(problem.pools):
        mine = [one for one in found if one.course.leg.group in pool.groups]
        _airborne(model, mine, pool.airborne_max, built.pools[k])
    for station in range(len(problem.required)):
        mine = [one for one in found if one.course.leg.station == station]
        _cover(built, problem, station, mine)
    return built


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


def _limits(built: BoundModel, problem: SlotProblem, g: int, mine: list[_Columns]) -> None:
    """Vehicles, airborne at once, and their hours in the air."""
    group, n, model = problem.groups[g], problem.slots, built.model
    if not mine:
        return
    out = sum(len(one.course.aloft) for one in mine)
    for t in range(n):
        busy = [term for one in mine for term in one.down(int(one.course.rested[t]))]
        built.busy[g, t] = model.n_rows
        model.row([*_up(mine, t), *busy], high=float(group.vehicles[t] - out))
    if (group.airborne_max < group.vehicles).any():
        _airborne(model, mine, group.airborne_max, built.airborne[g])
    if group.airborne_slots_max is not None and group.airborne_slots_max < group.airborne_max.sum():
        times = dict[int, float]()
        for t in range(n):
            landed = [term for one in mine for term in one.down(int(one.course.landed[t]))]
            for column, sign in [*_up(mine, t), *landed]:
                times[column] = times.get(column, 0.0) + sign
        built.hours[g] = model.n_rows
        model.row(list(times.items()), high=float(group.airborne_slots_max - n * out))


def _up(mine: list[_Columns], t: int) -> list[Term]:
    return [term for one in mine for term in one.up(int(np.searchsorted(one.course.launches, t, "right")))]


def _airborne(model: Model, mine: list[_Columns], most: Ints, rows: Ints) -> None:
    out = sum(len(one.course.aloft) for one in mine)
    for t in range(len(most)):
        landed = [term for one in mine for term in one.down(int(one.course.landed[t]))]
        rows[t] = model.n_rows
        model.row([*_up(mine, t), *landed], high=float(most[t] - out))


def _cover(built: BoundModel, problem: SlotProblem, station: int, mine: list[_Columns]) -> None:
    model, columns = built.model, built.missing[station]
    wanted, overlap, fresh = problem.required[station], int(problem.overlap[station]), dict[int, int]()
    for t in range(problem.slots):
        here, weight = [one for one in mine if one.course.leg.sees[t]], float(problem.weight[station])
        if not wanted[t]:
            continue
        columns[t] = missing = model.column(0.0, float(wanted[t]), weight)
        left = [term for one in here for term in one.down(one.left_by(t))]
        out = sum(one.course.aloft_by(t) for one in here)
        arrived = [term for one in here for term in one.up(int(one.course.arrived[t]))]
        built.cover[station, t] = model.n_rows
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
