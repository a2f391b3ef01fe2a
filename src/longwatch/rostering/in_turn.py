"""A roster made better vehicle by vehicle: some are taken out, each in turn gets the sorties that cover most of what is missing.

The best sequence of sorties of one vehicle beside all others is a path over slots of a minute, so a step takes milliseconds and
keeps every rule that it knows: ways, endurance, turnaround, crews, channels, hours of a base, who is aloft. Ways are rounded up
to the second, waits to the slot. Where other rules bind, nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.rostering.openings import NEVER, Openings
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime, settle
from longwatch.rostering.sequence_kernels import Bools, Ints, best_from
from longwatch.rostering.sequences import fine_slot_s
from longwatch.rostering.slotted import HARD

STEPS = 60  # of up to eight vehicles, of more fewer; each plans two to four anew, then all where that helps
IDLE = 20  # steps in a row without gain after which no more are made
_BARRED = 1e9  # price of a second in the air where no crew or channel is left
_PER_SECOND = 1e-6  # in the air: of two that cover the same the shorter
_STRETCH_S = 3 * 3600  # prices waver by so much time at once

Vehicle = tuple[int, int]  # fleet, number
Course = tuple[Sortie, ...]


def in_turn(problem: Problem, sorties: Sequence[Sortie], seed: int, effort: int = 1) -> list[Sortie] | None:
    """The roster after some steps, retimed; None where a rule binds that it does not know. One seed, one roster."""
    if not _applies(problem):
        return None
    vehicles = sum(group.count for group in problem.groups)
    steps = STEPS * effort * 8 // max(vehicles, 8)
    table = _Table(problem, sorties)
    rng = np.random.default_rng(seed)
    table.round()
    least, idle = table.missing(), 0
    for _ in range(steps):
        if least <= 0.0 or idle == IDLE * effort:
            break
        table.step(rng)
        now = table.missing()
        least, idle = (now, 0) if now < least - 1.0 else (least, idle + 1)
    wished = [(one.takeoff_s, one.leave_s, one) for course in table.courses.values() for one in course]
    return retime(problem, settle(problem, wished), rounds=3)


def _applies(problem: Problem) -> bool:
    if problem.ferries or problem.passages or problem.under_way or problem.overlaps or not problem.legs:
        return False
    if any(group.is_limited or group.away or group.ready_s is not None for group in problem.groups):
        return False
    return not any(leg.times.moves for leg in problem.legs.values())


@dataclass(frozen=True)
class _Limit:
    """Crews of a fleet or channels of a control station: so many in the air at once, from each time on."""

    fleets: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]


class _Table:
    """Who flies what."""

    def __init__(self, problem: Problem, sorties: Sequence[Sortie]) -> None:
        self.problem = problem
        self.d = fine_slot_s(problem)
        self.grids = {fleet: _Grid(problem, fleet, self.d) for fleet in range(len(problem.groups))}
        self.limits = _limits(problem)
        self.weight = [line.weight * (HARD if line.hard else 1.0) for line in problem.lines]
        self.windows = [demand_windows(line, problem.length_s) for line in problem.lines]
        self.courses: dict[Vehicle, Course] = _by_vehicle(problem, sorties)
        self.vehicles = sorted(vehicle for vehicle in self.courses if self.grids[vehicle[0]].legs)

    def missing(self) -> float:
        """Weighted seconds without a watcher."""
        return sum(self._missing_on(line) for line in range(len(self.weight)))

    def _missing_on(self, line: int) -> float:
        at, short = self._short(line)
        return self.weight[line] * float(short @ np.diff(at))

    def _short(self, line: int) -> tuple[Floats, Floats]:
        """(edges, watchers missing between them)."""
        own = [one for course in self.courses.values() for one in course if one.line == line]
        came, left = (np.sort(np.array([getattr(one, name) for one in own], float)) for name in ("arrive_s", "leave_s"))
        edges = np.array([edge for window in self.windows[line] for edge in window], float)
        at = np.unique(
            np.clip(np.concatenate([[0.0, self.problem.length_s], came, left, edges]), 0, self.problem.length_s)
        )
        there = np.searchsorted(came, at[:-1], side="right") - np.searchsorted(left, at[:-1], side="right")
        asked = np.searchsorted(edges, at[:-1], side="right") % 2 == 1
        return at, np.where(asked, np.maximum(self.problem.lines[line].k - there, 0), 0).astype(float)

    def round(self) -> None:
        """Each vehicle in turn, until nobody gains."""
        before = self.missing()
        while True:
            for vehicle in self.vehicles:
                self._again(vehicle, None)
            now = self.missing()
            if now >= before - 1.0:
                return
            before = now

    def step(self, rng: np.random.Generator) -> None:
        """Some vehicles anew, in any order, at prices a little off; undone where that leaves more uncovered."""
        count = min(int(rng.integers(2, 5)), len(self.vehicles))
        chosen = [self.vehicles[k] for k in rng.choice(len(self.vehicles), count, replace=False)]
        before, missing = dict(self.courses), self.missing()
        for vehicle in chosen:
            self.courses[vehicle] = self._fixed(vehicle)
        noise = float(rng.choice([0.0, 0.2, 0.5]))
        stretches = -(-self.problem.length_s // _STRETCH_S)
        for vehicle in chosen:
            self._again(vehicle, 1.0 - noise * rng.random((len(self.weight), stretches)))
        for vehicle in chosen:
            self._again(vehicle, None)
        if self.missing() < missing + 0.02 * self.problem.length_s:
            self.round()
        if self.missing() > missing + 1e-6:
            self.courses = before

    def _fixed(self, vehicle: Vehicle) -> Course:
        """Who is aloft at the start can't be taken out; it may go home at once."""
        return tuple(one for one in self.courses[vehicle] if one.aloft)

    def _again(self, vehicle: Vehicle, factor: Floats | None) -> None:
        grid, was = self.grids[vehicle[0]], self.courses[vehicle]
        self.courses[vehicle] = ()
        worth = [self._worth(line, factor) for line in range(len(self.weight))]
        self.courses[vehicle] = grid.best(worth, self._in_air(vehicle[0]), was)

    def _worth(self, line: int, factor: Floats | None) -> tuple[Floats, Floats]:
        """(seconds, what one more watcher earns up to then)."""
        at, short = self._short(line)
        price = np.where(short > 0.0, self.weight[line], 0.0)
        if factor is not None:
            cuts = np.arange(1, factor.shape[1]) * float(_STRETCH_S)
            more = np.unique(np.concatenate([at, cuts]))
            price = price[np.searchsorted(at, more[:-1], side="right") - 1]
            price = price * factor[line, (more[:-1] // _STRETCH_S).astype(int)]
            at = more
        return at, np.concatenate([[0.0], np.cumsum(price * np.diff(at))])

    def _in_air(self, fleet: int) -> tuple[Floats, Floats]:
        """(seconds, price of being in the air up to then)."""
        edges, barred = [np.array([0.0, 4.0 * self.problem.length_s])], []
        for limit in self.limits:
            if fleet not in limit.fleets:
                continue
            own = [one for (of, _), course in self.courses.items() if of in limit.fleets for one in course]
            up = np.sort(np.array([max(one.takeoff_s, 0) for one in own], float))
            down = np.sort(np.array([one.land_s for one in own], float))
            barred.append((up, down, np.array([at for at, _ in limit.steps], float), [most for _, most in limit.steps]))
            edges += [up, down, barred[-1][2]]
        at = np.unique(np.clip(np.concatenate(edges), 0.0, None))
        price = np.full(len(at) - 1, _PER_SECOND)
        for up, down, steps, most in barred:
            there = np.searchsorted(up, at[:-1], side="right") - np.searchsorted(down, at[:-1], side="right")
            limit_at = np.array(most)[np.maximum(np.searchsorted(steps, at[:-1], side="right") - 1, 0)]
            price = np.where(there >= limit_at, _BARRED, price)
        return at, np.concatenate([[0.0], np.cumsum(price * np.diff(at))])


class _Grid:
    """One fleet in slots of d seconds: take-offs and departures at their starts, all else rounded up."""

    def __init__(self, problem: Problem, fleet: int, d: int) -> None:
        self.d, self.n = d, problem.length_s // d + 2
        self.legs: list[Leg] = [leg for leg in problem.legs_of_group(fleet) if leg.stint_max_s > 0]
        self.legs = [leg for leg in self.legs if leg.times.latest_leave(leg.endurance_s) > leg.times.out_s(0)]
        self.out = np.array([leg.times.out_s(0) for leg in self.legs], np.int64)
        self.back = np.array([leg.times.back_s(0) for leg in self.legs], np.int64)
        most = np.array([leg.endurance_s for leg in self.legs], np.int64)
        turn = np.array([leg.turnaround_s for leg in self.legs], np.int64)
        self.first, self.ready = self.out // d + 1, -(-(self.back + turn) // d)
        self.width = (most - self.back) // d - self.first
        fits = self.width >= 0
        openings, at = problem.groups[fleet].openings, np.arange(self.n) * d
        launch = _open_at(openings, at) & (at < problem.length_s)
        self.may_launch = launch[None, :] & fits[:, None]
        self.may_land = [_open_at(openings, at + back) for back in self.back]

    def best(self, worth: list[tuple[Floats, Floats]], in_air: tuple[Floats, Floats], was: Course) -> Course:
        """The sorties of one vehicle that earn most; the first is that of one aloft at the start, where it was."""
        at = np.arange(self.n) * self.d
        end = np.empty((len(self.legs), self.n))
        start = np.empty_like(end)
        for k, leg in enumerate(self.legs):
            end[k] = np.interp(at, *worth[leg.line]) - np.interp(at + self.back[k], *in_air)
            end[k, ~self.may_land[k]] = -_BARRED * at[-1]
            start[k] = np.interp(at + self.out[k], *worth[leg.line]) - np.interp(at, *in_air)
        ahead, choice = np.zeros(self.n + 1), np.full((self.n, 2), -1, np.int64)
        best_from(end, start, self.first, self.width, self.ready, self.may_launch, ahead, choice)
        aloft = next((one for one in was if one.aloft), None)
        if aloft is None:
            return self._course(choice, 0)
        place = next((k for k, leg in enumerate(self.legs) if leg.line == aloft.line), -1)
        last = (aloft.takeoff_s + self.legs[place].endurance_s - int(self.back[place])) // self.d if place >= 0 else -1
        if last < 0 or not self.may_land[place][: last + 1].any():
            return (aloft, *self._course(choice, -(-aloft.ready_s // self.d)))
        then = np.minimum(np.arange(min(last, self.n - 1) + 1) + self.ready[place], self.n)
        j = int((end[place, : len(then)] + ahead[then]).argmax())
        home_s = j * self.d + int(self.back[place])
        first = replace(aloft, leave_s=j * self.d, land_s=home_s, ready_s=home_s + self.legs[place].turnaround_s)
        return (first, *self._course(choice, int(then[j])))

    def _course(self, choice: Ints, q: int) -> Course:
        found = []
        while q < self.n:
            k, j = int(choice[q, 0]), int(choice[q, 1])
            if k < 0:
                q += 1
                continue
            leg, takeoff_s, leave_s = self.legs[k], q * self.d, j * self.d
            land_s = leave_s + int(self.back[k])
            arrive_s = takeoff_s + int(self.out[k])
            found.append(Sortie(takeoff_s, leg.fleet, leg.line, arrive_s, leave_s, land_s, land_s + leg.turnaround_s))
            q = j + int(self.ready[k])
        return tuple(found)


def _open_at(openings: Openings, at: Ints) -> Bools:
    if openings is None:
        return np.ones(len(at), bool)
    edges = np.array([edge for stretch in openings for edge in stretch], np.int64)
    inside: Bools = np.searchsorted(edges, at, side="right") % 2 == 1
    return inside


def _limits(problem: Problem) -> list[_Limit]:
    found = []
    for fleet, group in enumerate(problem.groups):
        if group.crew_steps is not None:
            found.append(_Limit((fleet,), tuple(group.crew_steps)))
        elif group.crew_limit is not None and group.crew_limit < group.count:
            found.append(_Limit((fleet,), ((0, group.crew_limit),)))
    for control, most in problem.channels.items():
        fleets = tuple(fleet for fleet, group in enumerate(problem.groups) if group.control == control)
        found.append(_Limit(fleets, ((0, most),)))
    return found


def _by_vehicle(problem: Problem, sorties: Sequence[Sortie]) -> dict[Vehicle, Course]:
    """First in, first out; those aloft have a vehicle of their own at the start."""
    courses: dict[Vehicle, list[Sortie]] = {
        (fleet, n): [] for fleet, group in enumerate(problem.groups) for n in range(group.count)
    }
    free = dict.fromkeys(courses, -NEVER)
    for one in sorted(sorties, key=lambda one: (one.takeoff_s, one.arrive_s, one.leave_s)):
        vehicle = min((of for of in courses if of[0] == one.fleet), key=lambda of: (free[of], of))
        courses[vehicle].append(one)
        free[vehicle] = one.ready_s
    return {vehicle: tuple(course) for vehicle, course in courses.items()}
