"""A roster as counts: take-offs and departures of each course by slot; what stands, what is broken, which sorties they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from longwatch.slots.counts import Course, courses
from longwatch.slots.model import Floats, Ints, SlotProblem, SlotSortie, charge_and_begun


@dataclass(frozen=True, eq=False)
class Counts:
    """Events by course and slot, first in first out.

    launched, left : (courses, slots) take-offs and departures from station in each slot, not summed up
    """

    problem: SlotProblem
    courses: list[Course]
    launched: Ints
    left: Ints

    @cached_property
    def present(self) -> Ints:
        """(courses, slots) vehicles on station, whether or not they see."""
        return np.array([self._present(c) for c in range(len(self.courses))], np.int64).reshape(self.launched.shape)

    def _present(self, c: int) -> Ints:
        course, n = self.courses[c], self.problem.slots
        change = -self.left[c].astype(np.int64)
        slots = course.launches
        np.add.at(change, course.leg.arrive[slots], self.launched[c, slots])
        for one in course.aloft:
            if one.arrive < n:
                change[one.arrive] += 1
        here: Ints = np.cumsum(change)
        return here

    @cached_property
    def airborne(self) -> Ints:
        """(courses, slots) vehicles in the air."""
        return self._out("home")

    @cached_property
    def busy(self) -> Ints:
        """(courses, slots) vehicles in the air or being turned round."""
        return self._out("ready")

    def _out(self, which: str) -> Ints:
        n, out = self.problem.slots, np.zeros_like(self.launched)
        for c, course in enumerate(self.courses):
            change = np.zeros(2 * n + 2, np.int64)
            change[:n] += self.launched[c]
            change[0] += len(course.aloft)
            back = np.minimum(getattr(course.leg, which)[:n], n)
            np.add.at(change, back, -self.left[c])
            out[c] = np.cumsum(change[:n])
        return out

    @cached_property
    def standing(self) -> Ints:
        """(stations, slots) watchers whose sensor serves."""
        out = np.zeros(self.problem.required.shape, np.int64)
        for course, here in zip(self.courses, self.present, strict=True):
            out[course.leg.station] += here * course.leg.sees
        return out

    @cached_property
    def missing(self) -> Ints:
        """(stations, slots) watchers missing."""
        short: Ints = self.problem.required - self._charge_and_begun[0]
        return short

    @property
    def begun(self) -> Ints:
        """(stations, slots) who took charge at once on arrival, where an overlap is asked for."""
        return self._charge_and_begun[1]

    @cached_property
    def _charge_and_begun(self) -> tuple[Ints, Ints]:
        if self.problem.overlap.any():
            return charge_and_begun(self.problem, self.sorties())
        return np.minimum(self.standing, self.problem.required), np.zeros_like(self.standing)

    def young(self, c: int) -> Ints:
        """(slots,) take-offs of a course that arrived less than its station's overlap ago."""
        total = np.concatenate([[0], np.cumsum(self.launched[c, self.courses[c].launches])])
        overlap = int(self.problem.overlap[self.courses[c].leg.station])
        out: Ints = total[self.courses[c].arrived] - total[self.courses[c].stood(overlap)]
        late = [
            sum(t - overlap < one.arrive <= t and one.arrive > 0 for one in self.courses[c].aloft)
            for t in range(len(out))
        ]
        return out + late if overlap else out

    @property
    def loss(self) -> float:
        """Weighted station-slots uncovered."""
        return float(self.missing.sum(axis=1) @ self.problem.weight)

    @cached_property
    def cost(self) -> float:
        """Of launches and departures."""
        each = np.array([self.problem.groups[one.leg.group].sortie_cost for one in self.courses], np.float64)
        events: Floats = (self.launched + self.left).sum(axis=1).astype(np.float64)
        return float(events @ each)

    def moved(self, launched: Ints, left: Ints) -> Counts:
        """With these events more, or fewer."""
        return replace(self, launched=self.launched + launched, left=self.left + left)

    def sorties(self) -> list[SlotSortie]:
        """The n-th out is the n-th to leave; those who have not left stay to the end."""
        rows, n = [], self.problem.slots
        for c, course in enumerate(self.courses):
            out = [one.launch for one in course.aloft] + np.repeat(np.arange(n), self.launched[c]).tolist()
            left = np.repeat(np.arange(n), self.left[c]).tolist()
            ends = left + [n] * (len(out) - len(left))
            rows += [
                SlotSortie(int(q), course.leg.group, course.leg.station, int(d)) for q, d in zip(out, ends, strict=True)
            ]
        return sorted(rows)

    def broken(self) -> bool:
        """Whether a rule is broken."""
        return self._broken_alone() or self._broken_together()

    def _broken_alone(self) -> bool:
        for c, course in enumerate(self.courses):
            out, left = np.cumsum(self.launched[c]), np.cumsum(self.left[c])
            first = len(course.aloft)
            stood = course.stood(int(self.problem.overlap[course.leg.station]))
            by = np.where(stood > 0, out[course.launches[np.maximum(stood - 1, 0)]] if len(course.launches) else 0, 0)
            arrived = by + [course.aloft_by(t) for t in range(self.problem.slots)]
            if (left > arrived).any():
                return True
            may, leaves = np.zeros(self.problem.slots, bool), np.zeros(self.problem.slots, bool)
            may[course.launches], leaves[course.leaves] = True, True
            if self.launched[c][~may].any() or self.left[c][~leaves].any():
                return True
            q = course.launches[course.leg.latest[course.launches] < self.problem.slots]
            if (left[course.leg.latest[q]] < np.where(self.launched[c, q] > 0, out[q] + first, 0)).any():
                return True
            for place, one in enumerate(course.aloft):
                if one.latest < self.problem.slots and left[one.latest] < place + 1:
                    return True
        return False

    def _broken_together(self) -> bool:
        group_of = np.array([one.leg.group for one in self.courses])
        for g, group in enumerate(self.problem.groups):
            airborne = self.airborne[group_of == g].sum(axis=0)
            if (airborne > group.airborne_max).any() or (self.busy[group_of == g].sum(axis=0) > group.vehicles).any():
                return True
            if group.airborne_slots_max is not None and airborne.sum() > group.airborne_slots_max:
                return True
        return any(
            (self.airborne[np.isin(group_of, pool.groups)].sum(axis=0) > pool.airborne_max).any()
            for pool in self.problem.pools
        )


def empty(problem: SlotProblem) -> Counts:
    """Nobody takes off; those aloft stay until they must leave.

    problem : as `admitted` gives it
    """
    found = courses(problem)
    launched, left = (np.zeros((len(found), problem.slots), np.int64) for _ in range(2))
    for c, course in enumerate(found):
        for one in course.aloft:
            if one.latest < problem.slots:
                left[c, one.latest] += 1
    return Counts(problem, found, launched, left)


def counts_of(problem: SlotProblem, sorties: list[SlotSortie]) -> Counts:
    """The counts of sorties; who leaves first among those aloft does not matter."""
    found = courses(problem)
    launched, left = (np.zeros((len(found), problem.slots), np.int64) for _ in range(2))
    place = {(one.leg.group, one.leg.station): c for c, one in enumerate(found)}
    for one in sorties:
        c = place[one.group, one.station]
        if one.launch >= 0:
            launched[c, one.launch] += 1
        if one.leave < problem.slots:
            left[c, one.leave] += 1
    return Counts(problem, found, launched, left)
