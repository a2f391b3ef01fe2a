"""The best sequence of sorties of one vehicle at any prices, on a fine grid that is kinder than any roster.

A take-off anywhere in slot q is taken as one at its start that may last to the slot's end, a departure anywhere in slot j as one
that watches to its end and is home as if it had left at its start. So no roster earns more: two slots a sortie are given away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.rostering.openings import first_open
from longwatch.rostering.pooled import ANY_LINE
from longwatch.rostering.pooled import pools_of as fleet_pools
from longwatch.rostering.problem import Aloft, Leg, Problem, demand_windows
from longwatch.rostering.sequence_kernels import Ints, best_from

LEAST_SLOT_S = 60
MOST_SLOTS = 10_000  # of the fine grid


@dataclass(frozen=True, order=True)
class Stay:
    """On a line from one second to another, and surely in the air from `up_s` to `down_s`."""

    line: int
    from_s: int
    to_s: int
    up_s: int
    down_s: int


Course = tuple[Stay, ...]  # of one vehicle


@dataclass(frozen=True)
class Pool:
    """Crews of a fleet or channels of a control station: no more vehicles in the air at once."""

    groups: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Prices:
    """A second by edges (m + 1,) of stretches: of cover (lines, m), of being in the air by pool (pools, m)."""

    edges_s: Floats
    cover: Floats
    airborne: Floats


def pools_of(problem: Problem) -> tuple[Pool, ...]:
    """Limits on the airborne below the number of vehicles; of changing ones the highest."""
    crews = [
        Pool((fleet,), group.crew_limit)
        for fleet, group in enumerate(problem.groups)
        if group.crew_limit is not None and group.crew_limit < group.count
    ]
    shared = []
    for control, most in problem.channels.items():
        fleets = tuple(fleet for fleet, group in enumerate(problem.groups) if group.control == control)
        if most < sum(problem.groups[fleet].count for fleet in fleets):
            shared.append(Pool(fleets, most))
    return (*crews, *shared)


def fine_slot_s(problem: Problem) -> int:
    return max(LEAST_SLOT_S, -(-problem.length_s // MOST_SLOTS))


@dataclass(frozen=True)
class Best:
    """What the vehicles of a group can earn: each of those at base, each of those aloft; and by which course."""

    earned: float
    course: Course


class Grid:
    """The legs of one fleet in fine slots. `fits` is False where ways are too short for the grid."""

    def __init__(self, problem: Problem, fleet: int, slot_s: int) -> None:
        self.problem, self.fleet, self.d = problem, fleet, slot_s
        self.n = -(-problem.length_s // slot_s)
        legs = fleet_pools(problem, fleet) if problem.retasks(fleet) else problem.legs_of_group(fleet)
        self.legs: list[Leg] = [leg for leg in legs if leg.stint_max_s > 0]
        out = np.array([leg.times.out_min_s for leg in self.legs], np.int64)
        back = np.array([leg.times.back_min_s for leg in self.legs], np.int64)
        turn = np.array([leg.turnaround_s for leg in self.legs], np.int64)
        most = np.array([leg.endurance_s for leg in self.legs], np.int64)
        self.first, self.ready = out // slot_s, (back + turn) // slot_s
        self.width = -(-(slot_s + most - back) // slot_s) - 1 - self.first
        self.out, self.back = out[:, None], back[:, None]
        self.fits = bool((self.first + self.ready >= 1).all()) and bool(self.legs)
        openings = problem.groups[fleet].rule_openings
        opens = [first_open(openings, q * slot_s) < (q + 1) * slot_s for q in range(self.n)]
        self.may_launch = np.tile(np.array(opens, bool), (len(self.legs), 1))

    def best(self, prices: Prices, airborne: Floats) -> tuple[Best, list[Best]]:
        """Of a vehicle that is at its base at the start, and of each that is aloft. airborne : (m,), of all its pools."""
        problem, d, at = self.problem, self.d, np.arange(self.n) * self.d
        in_air = np.concatenate([[0.0], np.cumsum(airborne * np.diff(prices.edges_s))])
        knots = [self._earned(prices, leg.line) for leg in self.legs]
        end = np.array([np.interp(at + d, *one) for one in knots])
        end -= np.interp(at + self.back, prices.edges_s, in_air)
        start = np.array([np.interp(at + out, *one) for one, out in zip(knots, self.out, strict=True)])
        start -= np.interp(np.minimum(at + d, problem.length_s), prices.edges_s, in_air)
        worth, choice = np.zeros(self.n + 1), np.full((self.n, 2), -1, np.int64)
        best_from(end, start, self.first, self.width, self.ready, self.may_launch, worth, choice)
        fresh = Best(float(worth[0]), self._course(choice, 0))
        aloft = [self._aloft(one, end, worth, choice, fresh) for one in problem.groups[self.fleet].aloft]
        if not problem.retasks(self.fleet):
            return fresh, aloft
        return self._by_line(prices, fresh), [self._by_line(prices, one) for one in aloft]

    def _earned(self, prices: Prices, line: int) -> tuple[Floats, Floats]:
        """(seconds, price of all demanded time of a line up to then)."""
        at, price = self._rates(prices, self._lines if line == ANY_LINE else (line,))
        return at, np.concatenate([[0.0], np.cumsum(price.max(axis=0) * np.diff(at))])

    @property
    def _lines(self) -> tuple[int, ...]:
        return tuple(leg.line for leg in self.problem.legs_of_group(self.fleet))

    def _rates(self, prices: Prices, lines: Sequence[int]) -> tuple[Floats, Floats]:
        """(edges of stretches, what a second on each line earns in each of them)."""
        windows = [demand_windows(self.problem.lines[line], self.problem.length_s) for line in lines]
        edges = (float(edge) for own in windows for window in own for edge in window)
        at = np.unique([*prices.edges_s.tolist(), *edges])
        stretch = np.searchsorted(prices.edges_s, at[:-1], side="right") - 1
        asked = np.zeros((len(lines), len(at) - 1), bool)
        for place, own in enumerate(windows):
            for begin, end in own:
                asked[place] |= (at[:-1] >= begin) & (at[1:] <= end)
        return at, np.where(asked, prices.cover[np.array(lines)][:, stretch], 0.0)

    def _by_line(self, prices: Prices, found: Best) -> Best:
        """The same course with the time of a pool spent, stretch by stretch, on the line where it earns most."""
        at, price = self._rates(prices, self._lines)
        best, course = price.argmax(axis=0), []
        for stay in found.course:
            up_s, down_s = stay.up_s, stay.down_s
            for place in range(int(np.searchsorted(at, stay.from_s, side="right")) - 1, len(best)):
                from_s, to_s = max(stay.from_s, int(at[place])), min(stay.to_s, int(at[place + 1]))
                if int(at[place]) >= stay.to_s:
                    break
                course.append(Stay(self._lines[int(best[place])], from_s, to_s, up_s, down_s))
                up_s = down_s = 0  # in the air once
        return Best(found.earned, tuple(course))

    def _aloft(self, one: Aloft, end: Floats, worth: Floats, choice: Ints, fresh: Best) -> Best:
        """One on station at the start goes home at once, or stays for as long as its endurance lets it."""
        place = next((k for k, leg in enumerate(self.legs) if leg.line in (one.line, ANY_LINE)), -1)
        if place < 0:
            return fresh
        leg, ready = self.legs[place], int(self.ready[place])
        left_s = max(one.takeoff_s + leg.endurance_s - leg.times.back_min_s, 0)
        last = min(-(-left_s // self.d), self.n)
        if last <= 0:
            return fresh
        after = np.array([worth[min(j + ready, self.n)] for j in range(last)])
        earned = end[place, :last] + after
        j = int(earned.argmax())
        if earned[j] <= fresh.earned:
            return fresh
        length_s = self.problem.length_s
        down_s = min(j * self.d + leg.times.back_min_s, length_s)
        stay = Stay(one.line, 0, min((j + 1) * self.d, length_s), 0, down_s)
        return Best(float(earned[j]), (stay, *self._course(choice, j + ready)))

    def _course(self, choice: Ints, q: int) -> Course:
        found, length_s = [], self.problem.length_s
        while q < self.n:
            place, j = int(choice[q, 0]), int(choice[q, 1])
            if place < 0:
                q += 1
                continue
            times = self.legs[place].times
            found.append(
                Stay(
                    self.legs[place].line,
                    min(q * self.d + times.out_min_s, length_s),
                    min((j + 1) * self.d, length_s),
                    min((q + 1) * self.d, length_s),
                    min(j * self.d + times.back_min_s, length_s),
                )
            )
            q = j + int(self.ready[place])
        return tuple(found)


def spread(stays: Sequence[tuple[int, int]], edges_s: Floats) -> Floats:
    """Seconds of some stays in each stretch between edges."""
    total = np.zeros(len(edges_s) - 1)
    for from_s, to_s in stays:
        if to_s > from_s:
            total += np.diff(np.clip(edges_s, from_s, to_s))
    return total
