"""Which vehicle flies which sortie, and when each is away for maintenance, where sorties are settled.

In order of time: a vehicle that is due goes in when a place is free and the others suffice for all that is flown until it is
back; a sortie is flown by one whose hours suffice. Sorties and stays in maintenance are intervals, so where no more of them
overlap than there are vehicles one is always free. How early a vehicle counts as due, and who flies among several, is tried
in turn; hours are a packing problem, so a solution may exist that is not found.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from longwatch.errors import InvariantError
from longwatch.rostering.resources import Sortie
from longwatch.rostering.upkeep import Upkeep

DUE = (1.0, 0.85, 0.7, 0.5, 0.25)  # share of the interval from which on a vehicle goes in where there is room
BEFORE_ALL = -(1 << 60)


@dataclass(frozen=True)
class Way:
    """How a try chooses."""

    due: float
    fullest: bool  # who has flown most since maintenance flies, while its hours suffice; else first in, first out
    leaves_out: bool = False  # a sortie for which nobody's hours suffice, instead of flying it nevertheless
    forces: bool = False  # a vehicle that could not fly another sortie goes in even if one is missing then


@dataclass
class Kept:
    """Of one fleet: who flies each sortie (None: it is left out), stays in maintenance, and hours beyond what may be."""

    tails: list[int | None]
    works: list[tuple[int, int, int]] = field(default_factory=list)  # (from_s, to_s, vehicle)
    over_s: int = 0  # of all vehicles

    @property
    def n_out(self) -> int:
        return sum(tail is None for tail in self.tails)


def keep_maintenance(upkeep: Upkeep, count: int, sorties: Sequence[Sortie], length_s: int) -> Kept:
    """The first try in which every sortie is flown within hours; else the one with least beyond them, or least left out
    where hours bind. `sorties` are of one fleet, in order of take-off. Vehicles of a plan that repeats are not meant.
    """
    best: tuple[int, Kept] | None = None
    ways = [Way(due, fullest, upkeep.binding) for due in DUE for fullest in (True, False)]
    for way in [*ways, *([Way(due, True, True, True) for due in DUE] if upkeep.binding else [])]:
        kept = _try(upkeep, count, sorties, length_s, way)
        lost_s = kept.over_s + sum(
            hold.leave_s - hold.arrive_s
            for one, tail in zip(sorties, kept.tails, strict=True)
            if tail is None
            for hold in one.holds
        )
        if best is None or (lost_s, kept.n_out) < (best[0], best[1].n_out):
            best = lost_s, kept
        if not lost_s and not kept.n_out:
            break
    assert best is not None
    return best[1]


def reserve(upkeep: Upkeep, count: int, sorties: Sequence[Sortie], length_s: int, due: float) -> list[tuple[int, int]]:
    """When one vehicle each should be kept from flying so that all can keep their hours: for the next plan."""
    kept = _try(upkeep, count, sorties, length_s, Way(due, fullest=True, leaves_out=True, forces=True))
    return [(from_s, to_s) for from_s, to_s, _ in kept.works]


def _try(upkeep: Upkeep, count: int, sorties: Sequence[Sortie], length_s: int, way: Way) -> Kept:
    run = _Run(upkeep, count, sorties, length_s, way)
    for n, sortie in enumerate(sorties):
        run.until(sortie.takeoff_s)
        run.fly(n, sortie)
    run.until(length_s - 1)
    return run.kept


class _Run:
    """One try, on its way through the period."""

    def __init__(self, upkeep: Upkeep, count: int, sorties: Sequence[Sortie], length_s: int, way: Way) -> None:
        self.upkeep, self.way, self.length_s = upkeep, way, length_s
        self.since_s = [*upkeep.since_s[:count], *[0] * (count - len(upkeep.since_s))]
        self.free_s = [BEFORE_ALL] * count
        self.back_s: list[int] = []  # of those in maintenance
        self.load = _Load(sorties, count)
        self.usual_s = int(median(one.land_s - one.takeoff_s for one in sorties)) if sorties else 0
        self.last_s = sorties[-1].takeoff_s if sorties else 0
        self.events = [0]
        self.kept = Kept([None] * len(sorties))

    def until(self, now_s: int) -> None:
        """All instants up to now at which somebody may go in: the start, and whenever a vehicle comes free."""
        while self.events and self.events[0] <= now_s:
            at_s = heapq.heappop(self.events)
            while self.events and self.events[0] == at_s:
                heapq.heappop(self.events)
            if at_s < self.length_s:
                self._send(at_s)

    def _send(self, at_s: int) -> None:
        self.back_s = [back_s for back_s in self.back_s if back_s > at_s]
        due = [i for i, free_s in enumerate(self.free_s) if free_s <= at_s and self._is_due(i, at_s)]
        to_s = at_s + self.upkeep.lasts_s
        for i in sorted(due, key=lambda i: (-self.since_s[i], i)):
            if len(self.back_s) >= self.upkeep.places:
                break
            if not (self.way.forces and self._is_at_its_end(i)) and not self.load.has_room(at_s, to_s):
                break  # nor will those after it, who have flown less
            self.load.add(at_s, to_s)
            self.kept.works.append((at_s, to_s, i))
            self.since_s[i], self.free_s[i] = 0, to_s
            self.back_s.append(to_s)
            heapq.heappush(self.events, to_s)

    def _is_due(self, i: int, at_s: int) -> bool:
        if self.since_s[i] >= self.upkeep.every_s:
            return True
        early = self.since_s[i] >= self.way.due * self.upkeep.every_s or self._is_at_its_end(i)
        return early and self.since_s[i] > 0 and at_s <= self.last_s

    def _is_at_its_end(self, i: int) -> bool:
        return self.since_s[i] + self.usual_s > self.upkeep.most_s

    def fly(self, n: int, sortie: Sortie) -> None:
        flown_s = sortie.land_s - sortie.takeoff_s
        free = [i for i, free_s in enumerate(self.free_s) if free_s <= sortie.takeoff_s]
        fit = [i for i in free if self.since_s[i] + flown_s <= self.upkeep.most_s]
        if fit:
            tail = min(fit, key=lambda i: (-self.since_s[i] if self.way.fullest else self.free_s[i], i))
        elif sortie.aloft or (free and not self.way.leaves_out):
            if not free:
                raise InvariantError(f"nobody is there to be airborne at the start, to land at {sortie.land_s} s")
            tail = min(free, key=lambda i: (self.since_s[i], i))
            over_s = self.since_s[tail] + flown_s - self.upkeep.most_s
            self.kept.over_s += 0 if sortie.aloft else min(over_s, flown_s)  # who is in the air has to be
        else:
            if not free and not self.way.forces:
                raise InvariantError(f"no vehicle is ready for a take-off at {sortie.takeoff_s} s")
            self.load.add(sortie.takeoff_s, sortie.ready_s, -1)
            return
        self.kept.tails[n] = tail
        self.since_s[tail] += flown_s
        self.free_s[tail] = sortie.ready_s
        heapq.heappush(self.events, sortie.ready_s)


class _Load:
    """Vehicles needed over time, by sorties and by maintenance."""

    def __init__(self, sorties: Sequence[Sortie], count: int) -> None:
        self.count = count
        self.times = sorted({one.takeoff_s for one in sorties} | {one.ready_s for one in sorties})
        change = np.zeros(len(self.times) + 1, np.int64)
        for one in sorties:
            change[bisect_left(self.times, one.takeoff_s)] += 1
            change[bisect_left(self.times, one.ready_s)] -= 1
        self.flown = np.cumsum(change)[: len(self.times)]  # from each time to the next
        self.works: list[tuple[int, int]] = []

    def has_room(self, from_s: int, to_s: int) -> bool:
        """Whether one more may be away."""
        first, last = max(bisect_left(self.times, from_s + 1) - 1, 0), bisect_left(self.times, to_s)
        self.works = [work for work in self.works if work[1] > from_s]  # it is asked in order of time
        at = [from_s, *self.times[first + 1 : last], *(a for a, _ in self.works if from_s < a < to_s)]
        return all(self._needed(time_s) < self.count for time_s in at)

    def _needed(self, time_s: int) -> int:
        n = bisect_left(self.times, time_s + 1) - 1
        return (int(self.flown[n]) if n >= 0 else 0) + sum(a <= time_s < b for a, b in self.works)

    def add(self, from_s: int, to_s: int, by: int = 0) -> None:
        """A stay in maintenance, or with `by` another number of sorties."""
        if by:
            self.flown[bisect_left(self.times, from_s) : bisect_left(self.times, to_s)] += by
        else:
            self.works.append((from_s, to_s))
