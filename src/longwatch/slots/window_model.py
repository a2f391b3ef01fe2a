"""One window of a roster as a programme: events inside it are free, all others stay; a first-in-first-out flow.

On-station, airborne and busy vehicles are states carried from slot to slot; the endurance of a take-off in slot q says that
those on station in its last slot all took off after q. A window never loses anything: what it leaves behind is as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from longwatch.slots.counts import Course
from longwatch.slots.lp import Floats, Model
from longwatch.slots.model import Ints, SlotProblem
from longwatch.slots.roster import Counts
from longwatch.slots.window_cover import cover

Term = tuple[int, float]


@dataclass(frozen=True)
class Window:
    """Take-offs in first .. last - 1 and departures in first .. leave_last - 1 of some courses.

    Outside, everything stays; where leave_last is before the end of the period, as many leave in it as take off in it more.
    """

    courses: tuple[int, ...]
    first: int
    last: int
    leave_last: int


@dataclass
class WindowLeg:
    """The columns of one course in a window."""

    place: int
    course: Course
    launched: dict[int, int]
    left: dict[int, int]
    present: dict[int, int]  # slot -> column; slots elsewhere are as before


class WindowModel:
    """The mixed integer programme of a window of a roster."""

    def __init__(self, counts: Counts, window: Window) -> None:
        self.counts, self.window, self.model = counts, window, Model()
        self.problem: SlotProblem = counts.problem
        self.values: list[float] = []  # of the roster as it is, in the order of the columns
        self.legs = [self._leg(c) for c in window.courses]
        for leg in self.legs:
            self._endurance(leg)
        self._limits()
        cover(self)

    def column(self, low: float, high: float, value: float, cost: float = 0.0, *, integer: bool = False) -> int:
        self.values.append(float(value))
        return self.model.column(low, high, cost, integer=integer)

    def _leg(self, place: int) -> WindowLeg:
        course, window, n = self.counts.courses[place], self.window, self.problem.slots
        fleet = float(self.problem.groups[course.leg.group].vehicles.max())
        launches = [int(q) for q in course.launches if window.first <= q < window.last]
        leaves = [int(d) for d in course.leaves if window.first <= d < window.leave_last]
        was, went = self.counts.launched[place], self.counts.left[place]
        launched = {q: self.column(0, fleet, was[q], integer=True) for q in launches}
        left = {d: self.column(0, fleet + len(course.aloft), went[d], integer=True) for d in leaves}
        end = max([window.leave_last, *(int(course.leg.arrive[q]) + 1 for q in launches)])
        leg = WindowLeg(place, course, launched, left, {})
        if launched or left:
            self._present(leg, min(end + int(self.problem.overlap[course.leg.station]), n))
            self._stay(leg)
            if window.leave_last < n:
                change = float(sum(was[q] for q in launches) - sum(went[d] for d in leaves))
                terms = [(column, 1.0) for column in launched.values()] + [(column, -1.0) for column in left.values()]
                self.model.row(terms, change, change)
        return leg

    def _present(self, leg: WindowLeg, end: int) -> None:
        """State on station: what arrives comes, what leaves goes."""
        course, here = leg.course, self.counts.present[leg.place]
        events: dict[int, list[Term]] = {}
        for q, column in leg.launched.items():
            events.setdefault(int(course.leg.arrive[q]), []).append((column, -1.0))
        for d, column in leg.left.items():
            events.setdefault(d, []).append((column, 1.0))
        self._state(leg.present, events, here, end)

    def _stay(self, leg: WindowLeg) -> None:
        """Nobody leaves a station sooner than its overlap after arriving."""
        young = self.counts.young(leg.place)
        for t, column in leg.present.items() if self.problem.overlap[leg.course.leg.station] else ():
            terms, fixed = self.young(leg, t)
            self.model.row([(column, 1.0), *((one, -1.0) for one in terms)], low=float(young[t]) - fixed)

    def young(self, leg: WindowLeg, t: int) -> tuple[list[int], float]:
        """The take-offs in the window that arrived less than the overlap ago, and how many they are in the roster as it is."""
        overlap = int(self.problem.overlap[leg.course.leg.station])
        terms = [column for q, column in leg.launched.items() if t - overlap < leg.course.leg.arrive[q] <= t]
        return terms, sum(self.values[column] for column in terms)

    def _state(self, columns: dict[int, int], events: dict[int, list[Term]], was: Ints, end: int) -> None:
        """state(t) - state(t - 1) + events(t) = the same of the roster as it is; one column as long as nothing can change."""
        before: int | None = None
        for t in range(self.window.first, end):
            terms, steady = events.get(t), t > 0 and was[t] == was[t - 1]
            if terms is None and steady and before is not None:
                columns[t] = before
                continue
            value = float(was[t])
            change = value - (float(was[t - 1]) if t else 0.0)
            change += sum(coefficient * self.values[column] for column, coefficient in terms or [])
            if before is None:
                change += float(was[t - 1]) if t else 0.0
            column = self.column(0.0, 1e4, value)
            row = [(column, 1.0), *(terms or [])]
            self.model.row(row if before is None else [*row, (before, -1.0)], change, change)
            columns[t] = before = column

    def _endurance(self, leg: WindowLeg) -> None:
        """On station in slot e are none that had to leave by e: present(e) <= arrived by e and not launched by q."""
        course, counts = leg.course, self.counts
        if not (leg.launched or leg.left):
            return
        total = np.cumsum(counts.launched[leg.place])
        due = {int(course.leg.latest[q]): int(q) for q in course.launches if course.leg.latest[q] < self.problem.slots}
        rows = [(e, q, len(course.aloft)) for e, q in due.items()]
        rows += [(one.latest, -1, k + 1) for k, one in enumerate(course.aloft) if one.latest < self.problem.slots]
        for e, q, out in rows:
            if e < self.window.first or q >= self.window.leave_last:
                continue
            by = int(course.arrived[e])
            newest = int(course.launches[by - 1]) if by else -1
            arrived = course.aloft_by(e) + (int(total[newest]) if newest >= 0 else 0)
            must = out + (int(total[q]) if q >= 0 else 0)
            terms: list[Term] = []
            allowed = float(arrived - must)  # of the roster as it is
            for slot, column in leg.launched.items():
                sign = float(slot <= newest) - float(slot <= q)
                if sign:
                    terms.append((column, -sign))
                    allowed -= sign * self.values[column]
            if e in leg.present:
                terms.append((leg.present[e], 1.0))
            else:
                allowed -= float(counts.present[leg.place, e])
            if terms:
                self.model.row(terms, high=allowed)

    def _limits(self) -> None:
        self.airborne: dict[int, dict[int, int]] = {}
        for g, group in enumerate(self.problem.groups):
            legs = [leg for leg in self.legs if leg.course.leg.group == g and (leg.launched or leg.left)]
            if not legs:
                continue
            mine = [c for c, course in enumerate(self.counts.courses) if course.leg.group == g]
            self._out(legs, "ready", self.counts.busy[mine].sum(axis=0), group.vehicles)
            most = self._hours_max(g)
            pooled = any(g in pool.groups for pool in self.problem.pools)
            if pooled or most is not None or (group.airborne_max < group.vehicles).any():
                was = self.counts.airborne[mine].sum(axis=0)
                self.airborne[g] = self._out(legs, "home", was, group.airborne_max)
                if most is not None:
                    self._airborne_slots(self.airborne[g], was, most)
        for pool in self.problem.pools:
            self._pool(pool.groups, pool.airborne_max)

    def _hours_max(self, g: int) -> int | None:
        """Vehicle-slots in the air of a group; a window of the start takes no more than its share, as others come after it."""
        most, window = self.problem.groups[g].airborne_slots_max, self.window
        if most is None or window.leave_last == window.last:
            return most
        mine = [c for c, course in enumerate(self.counts.courses) if course.leg.group == g]
        spent = int(self.counts.airborne[mine].sum())
        return max(spent, most * window.leave_last // self.problem.slots)

    def _out(self, legs: list[WindowLeg], which: str, was: Ints, most: Ints) -> dict[int, int]:
        n, events = self.problem.slots, dict[int, list[Term]]()
        end = self.window.last
        for leg in legs:
            back = getattr(leg.course.leg, which)
            for q, column in leg.launched.items():
                events.setdefault(q, []).append((column, -1.0))
            for d, column in leg.left.items():
                events.setdefault(int(back[d]), []).append((column, 1.0))
                end = max(end, int(back[d]) + 1)
        columns: dict[int, int] = {}
        self._state(columns, events, was, min(end, n))
        highs = self.model.col_high
        for t, column in columns.items():
            highs[column] = min(highs[column], float(most[t]))
        return columns

    def _airborne_slots(self, columns: dict[int, int], was: Ints, most: int) -> None:
        """The hours in the air of a group within the window and without it."""
        if not columns:
            return
        times = dict[int, int]()
        for column in columns.values():
            times[column] = times.get(column, 0) + 1
        spent = int(was.sum() - was[list(columns)].sum())
        self.model.row([(column, float(k)) for column, k in times.items()], high=float(most - spent))

    def _pool(self, groups: tuple[int, ...], most: Ints) -> None:
        own = [g for g in groups if self.airborne.get(g)]
        if not own:
            return
        was = {
            g: self.counts.airborne[[c for c, one in enumerate(self.counts.courses) if one.leg.group == g]].sum(axis=0)
            for g in groups
        }
        for t in sorted({t for g in own for t in self.airborne[g]}):
            terms = [(self.airborne[g][t], 1.0) for g in own if t in self.airborne[g]]
            fixed = sum(int(was[g][t]) for g in groups if t not in self.airborne.get(g, {}))
            self.model.row(terms, high=float(most[t] - fixed))

    def seek_cost(self) -> float:
        """Make cost the goal, with no more uncovered than now; returns the least cost of a sortie."""
        model = self.model
        terms = [(column, cost) for column, cost in enumerate(model.cost) if cost > 0.0]
        if terms:
            model.row(terms, high=sum(cost * self.values[column] for column, cost in terms) + 1e-6)
        model.cost[:] = [0.0] * model.n_columns
        each = []
        for leg in self.legs:
            cost = self.problem.groups[leg.course.leg.group].sortie_cost
            each.append(cost)
            for column in (*leg.launched.values(), *leg.left.values()):
                model.cost[column] = cost
        return min((cost for cost in each if cost > 0.0), default=1.0)

    def counts_from(self, values: Floats) -> Counts:
        """The roster with the window as solved."""
        launched, left = self.counts.launched.copy(), self.counts.left.copy()
        for leg in self.legs:
            for q, column in leg.launched.items():
                launched[leg.place, q] = round(values[column])
            for d, column in leg.left.items():
                left[leg.place, d] = round(values[column])
        return replace(self.counts, launched=launched, left=left)
