"""The best sequence of sorties of one vehicle from an instant on while all others keep theirs, in whole seconds.

Take-offs that are tried: so that a gap is met as it begins, those of rows that stood before, and as soon as the vehicle is
ready again. In order of time the best sequence so far is the only one worth going on with.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from longwatch.rostering.openings import NEVER
from longwatch.rostering.problem import Leg
from longwatch.rostering.reroster_state import State, Tail, weight_of
from longwatch.rostering.resources import Sortie
from longwatch.rostering.timetable import Flown, Timetable

ENDS = 3  # gaps after whose end a vehicle may leave, tried for each take-off
NOBODY = -1e300  # worth of no sequence at all

Chain = tuple[Sortie, ...]


class Gaps:
    """Stretches of a line in which one watcher more would count, by weight."""

    def __init__(self, spans: Sequence[tuple[int, int]], weight: float, both_s: int) -> None:
        self.begins, self.ends = [a for a, _ in spans], [b for _, b in spans]
        self.both_s = both_s  # overlap at hand-over
        self._weight = weight
        self._sums = [0, *accumulate(b - a for a, b in spans)]

    def worth(self, from_s: int, to_s: int) -> float:
        """Of a watcher in [from_s, to_s), by weight."""
        return self._weight * (self._until(to_s) - self._until(from_s)) if to_s > from_s else 0.0

    def ends_after(self, at: int) -> list[int]:
        first = bisect_right(self.ends, at)
        return self.ends[first : first + ENDS]

    def _until(self, at: int) -> int:
        n = bisect_left(self.ends, at)
        within = max(at - self.begins[n], 0) if n < len(self.begins) else 0
        return self._sums[n] + within


@dataclass(frozen=True)
class Search:
    """What a vehicle may fly: `rows` stand as they are for the taking, `own` of them were its own; each change has a price."""

    state: State
    table: Timetable
    gaps: Mapping[int, Gaps]
    rows: tuple[Sortie, ...]
    own: frozenset[Sortie]
    price: float


def best_chain(search: Search, tail: Tail, aloft: Sortie | None) -> Chain:
    """The sorties worth most; `aloft` is what the vehicle is in the air with, of which only the way home is open."""
    table = search.table
    fleet, name = tail
    legs = search.state.problem.legs_of_group(fleet)
    length_s = search.state.problem.length_s
    done: list[tuple[int, float, int, Chain]] = []  # (ready, -worth, number, sorties)
    number = 0

    def finish(worth: float, chain: Chain) -> None:
        nonlocal number
        number += 1
        heapq.heappush(done, (chain[-1].ready_s, -worth, number, chain))

    if aloft is not None:
        for one in _ways_home(search, fleet, name, aloft):
            finish(_worth(search, one), (one,))
    begin_s = search.state.at_s
    times = sorted(set(_takeoffs(search, legs, begin_s)) | {one.takeoff_s for one in search.rows})
    best: tuple[float, Chain] = (0.0, ()) if aloft is None else (NOBODY, ())
    while times or done:
        at = min(times[0] if times else NEVER, max(done[0][0], begin_s) if done else NEVER)
        is_try, before = bool(times) and times[0] <= at, best[0]
        while times and times[0] <= at:
            times.pop(0)
        while done and done[0][0] <= at:
            _, worse, _, chain = heapq.heappop(done)
            best = max(best, (-worse, chain), key=lambda one: one[0])
        if at >= length_s or best[0] <= NOBODY or not (is_try or best[0] > before):
            continue
        takeoff_s = table.resources.first_takeoff(table.problem, fleet, at)
        if takeoff_s > at and takeoff_s < length_s and takeoff_s not in times:
            insort(times, takeoff_s)
        for one in _from(search, legs, fleet, name, at, may_launch=takeoff_s == at):
            finish(best[0] + _worth(search, one), (*best[1], one))
    return best[1]


def _worth(search: Search, one: Sortie) -> float:
    gained = sum(search.gaps[hold.line].worth(hold.arrive_s, hold.leave_s) for hold in one.holds)
    return gained + (search.price / 2 if one in search.own else -search.price / 2)


def _takeoffs(search: Search, legs: Sequence[Leg], begin_s: int) -> Iterator[int]:
    yield begin_s
    for leg in legs:
        gaps = search.gaps[leg.line]
        for begin in gaps.begins:
            for at in {begin, begin - gaps.both_s}:
                takeoff_s = leg.times.latest_takeoff(at)
                if takeoff_s >= begin_s:
                    yield takeoff_s


def _from(search: Search, legs: Sequence[Leg], fleet: int, name: str, at: int, *, may_launch: bool) -> Iterator[Sortie]:
    """Sorties that take off at an instant: rows as they stand, and new ones that earn their price."""
    table = search.table
    for one in search.rows:
        if one.takeoff_s == at and not table.why_not(Flown(one, name)):
            yield one
    if not may_launch or not table.is_free(fleet, name, at, at + 1):
        return
    busy = table.busy[fleet][name]
    later = bisect_right(busy, (at, NEVER))
    end_s = busy[later][0] if later < len(busy) else NEVER
    for leg in legs:
        arrive_s = at + leg.times.out_s(at)
        last_s = leg.times.latest_leave(at + leg.endurance_s)
        gaps = search.gaps[leg.line]
        if gaps.worth(arrive_s, last_s) <= search.price / 2:
            continue
        for leave_s in _leaves(gaps, arrive_s, last_s):
            found = table._sortie(leg, at, end_s, arrive_s, leave_s)
            if found is not None and _worth(search, found) > 0.0:
                yield found


def _leaves(gaps: Gaps, arrive_s: int, last_s: int) -> list[int]:
    """Departures worth a try: as a gap has ended, with the overlap, and as late as may be."""
    ends = [end + gaps.both_s for end in gaps.ends_after(arrive_s) if end + gaps.both_s < last_s]
    return [*ends, last_s]


def _ways_home(search: Search, fleet: int, name: str, aloft: Sortie) -> Iterator[Sortie]:
    """The row as it is, and at other departures that are still ahead."""
    table, leg = search.table, search.state.problem.leg_of(aloft)
    yield aloft
    busy = table.busy[fleet][name]
    later = bisect_right(busy, (search.state.at_s, NEVER))
    end_s = busy[later][0] if later < len(busy) else NEVER
    by_s = min(aloft.takeoff_s + leg.endurance_s, end_s - leg.turnaround_s)
    low_s = max(aloft.arrive_s, search.state.at_s)
    last_s = leg.times.latest_leave(by_s)
    cut = replace(leg, endurance_s=by_s - aloft.takeoff_s)
    for wish_s in {*_leaves(search.gaps[aloft.line], low_s, last_s), low_s + 1}:
        leave_s = table.resources.leave(table.problem, cut, aloft.takeoff_s, low_s, wish_s) if wish_s > low_s else None
        if leave_s is not None and leave_s != aloft.leave_s:
            land_s = leave_s + leg.times.back_s(leave_s)
            yield replace(aloft, leave_s=leave_s, land_s=land_s, ready_s=land_s + leg.turnaround_s)


def gaps_of(state: State, spans: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, Gaps]:
    """By line."""
    problem = state.problem
    return {line: Gaps(own, weight_of(problem, line), problem.overlap_of(line)) for line, own in spans.items()}
