"""A roster that keeps the rules made better around what it holds: new sorties where nobody is on station, then better times.

A row is changed only where that is worth it: `WORTH_S` of uncovered time for each row that is no longer as it was.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence

from longwatch.rostering.builder import score
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.overlap import handed_over
from longwatch.rostering.problem import Leg, Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime
from longwatch.rostering.timetable import Flown, Timetable

WORTH_S = 60.0  # of weighted uncovered time a changed row must save
SHORT_S = 900  # no new sortie for less time on station than this, unless the gap is longer than its limit

Rows = list[tuple[Flown, Flown | None]]


def improve(problem: Problem, rows: Sequence[tuple[Flown, Flown | None]], tails: Sequence[Sequence[str]]) -> Rows:
    """Filled, retimed, filled; `rows` are pairs of a row and what it was, None where it is new."""
    best = retimed(problem, _filled(problem, list(rows), tails), tails)
    return sorted(_filled(problem, best, tails), key=lambda pair: pair[0])


def _filled(problem: Problem, rows: Rows, tails: Sequence[Sequence[str]]) -> Rows:
    new = fill(problem, laid_out(problem, rows, tails), [now for now, _ in rows])
    return [*rows, *((flown, None) for flown in new)]


def laid_out(problem: Problem, rows: Rows, tails: Sequence[Sequence[str]]) -> Timetable:
    """The timetable of rows that keep the rules."""
    table = Timetable(problem, tails)
    for fleet, group in enumerate(problem.groups):
        for aloft in group.aloft:
            table.let_home(fleet, aloft)
    for now, _ in sorted(rows, key=lambda pair: pair[0]):  # who is ferried is there from then on
        table.take(now)
    return table


def relieved(problem: Problem, rows: Rows) -> Rows:
    """Where a watch asks for an overlap: those whose relief has not been there for so long go home before it comes."""
    if not problem.overlaps:
        return rows
    left: dict[tuple[int, int, int, int], list[Sortie]] = defaultdict(list)
    for one in handed_over(problem, [now.sortie for now, _ in rows]):
        left[one.takeoff_s, one.arrive_s, one.fleet, one.line].append(one)
    out: Rows = []
    for now, was in sorted(rows, key=lambda pair: pair[0]):
        one = now.sortie
        found = left[one.takeoff_s, one.arrive_s, one.fleet, one.line]
        if found:
            out.append((Flown(found.pop(found.index(one) if one in found else 0), now.tail), was))
    return _followed(rows, out) if problem.ferries else out


def _followed(before: Rows, rows: Rows) -> Rows:
    """Without the sorties of vehicles that are not where these begin, because they are not ferried there any more."""
    of = {now.tail: now.sortie.fleet for now, _ in sorted(before, key=lambda pair: pair[0], reverse=True)}
    out: Rows = []
    for pair in sorted(rows, key=lambda pair: pair[0]):
        if of[pair[0].tail] == pair[0].sortie.fleet:
            of[pair[0].tail] = pair[0].sortie.home
            out.append(pair)
    return out


def fill(problem: Problem, table: Timetable, rows: Sequence[Flown]) -> list[Flown]:
    """New sorties in the gaps, the first gap first, by vehicles that are free between what they have to do."""
    stays: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for flown in rows:
        for hold in flown.sortie.holds:
            stays[hold.line].append((hold.arrive_s, hold.leave_s))
    queue = [(0, index) for index in range(len(problem.lines))]
    heapq.heapify(queue)
    out: list[Flown] = []
    while queue:
        from_s, index = heapq.heappop(queue)
        gap = _next_gap(problem, index, stays[index], from_s)
        if gap is None:
            continue
        start, end = gap
        if start > from_s:
            heapq.heappush(queue, (start, index))
            continue
        found = _new_sortie(problem, table, index, start, end)
        if found is None:
            heapq.heappush(queue, (end, index))
            continue
        table.take(found)
        out.append(found)
        stays[index].append((found.sortie.arrive_s, found.sortie.leave_s))
        heapq.heappush(queue, (max(start, found.sortie.arrive_s), index))
    return out


def _next_gap(problem: Problem, index: int, stays: Sequence[tuple[int, int]], from_s: int) -> tuple[int, int] | None:
    """The first stretch after an instant with fewer watchers than asked for."""
    gaps = cover_line(problem.lines[index], stays, problem.length_s).gaps
    return next(((max(start, from_s), end) for start, end in gaps if end > from_s), None)


def _new_sortie(problem: Problem, table: Timetable, index: int, start: int, end: int) -> Flown | None:
    """As the builder chooses: who is there soonest, and of those who uses a vehicle best."""
    least_s = 1 if end - start > problem.lines[index].limit_s else SHORT_S
    both_s = problem.overlap_of(index)
    first, last = max(start - both_s, 0), end + both_s  # with those who hold the line before and after
    found: list[tuple[tuple[float, ...], Flown]] = []
    for leg in problem.legs_of_line(index):
        if problem.limit_of(leg.fleet) <= 0:
            continue
        flown = table.fit(leg, list(table.busy[leg.fleet]), first, last, lambda one, leg=leg: _worth(leg, one, start))  # type: ignore[misc]
        if flown is not None and min(flown.sortie.leave_s, end) - max(flown.sortie.arrive_s, start) >= least_s:
            found.append((_worth(leg, flown.sortie, start), flown))
    return max(found, key=lambda one: one[0])[1] if found else None


def _worth(leg: Leg, one: Sortie, start: int) -> tuple[float, ...]:
    stays_s = one.leave_s - max(one.arrive_s, start)
    return -max(one.arrive_s - start, 0), stays_s / (stays_s + leg.away_min_s)


def retimed(problem: Problem, rows: Rows, tails: Sequence[Sequence[str]]) -> Rows:
    """Better times for all rows together, as few of them changed as that takes; the rows as they are if it isn't worth it."""
    before = [now.sortie for now, _ in rows]
    after = retime(problem, before)
    if not _is_better(problem, before, after):
        return rows
    found = _put_back(problem, _with_tails(_matched(rows, after), tails), tails)
    changed = sum(now not in {was for was, _ in rows} for now, _ in found)
    saved_s = score(problem, before).uncovered_s - score(problem, [now.sortie for now, _ in found]).uncovered_s
    return found if saved_s >= WORTH_S * changed else rows


def _is_better(problem: Problem, before: Sequence[Sortie], after: Sequence[Sortie]) -> bool:
    one, other = score(problem, list(before)), score(problem, list(after))
    return other.uncovered_s < one.uncovered_s and other.hard_s <= one.hard_s


def _matched(rows: Rows, after: Sequence[Sortie]) -> list[tuple[Sortie, tuple[Flown, Flown | None] | None]]:
    """Each sortie with the row it was: on one line and of one fleet in order of take-off, the nearest where some are gone."""
    left: dict[tuple[int, int, bool, int], Rows] = defaultdict(list)
    for pair in sorted(rows, key=lambda pair: pair[0]):
        left[_kind(pair[0].sortie)].append(pair)
    new: dict[tuple[int, int, bool, int], list[Sortie]] = defaultdict(list)
    for sortie in sorted(after):
        new[_kind(sortie)].append(sortie)
    out: list[tuple[Sortie, tuple[Flown, Flown | None] | None]] = []
    for key, sorties in new.items():
        old = left[key]
        for n, sortie in enumerate(sorties):
            spare = len(old) - (len(sorties) - n)
            if not old:
                out.append((sortie, None))
                continue
            nearest = min(range(max(spare, 0) + 1), key=lambda i: abs(old[i][0].sortie.arrive_s - sortie.arrive_s))
            out.append((sortie, old[nearest]))
            del old[: nearest + 1]
    return out


def _kind(one: Sortie) -> tuple[int, int, bool, int]:
    return one.fleet, one.line, one.aloft, one.home


def _with_tails(
    matched: Sequence[tuple[Sortie, tuple[Flown, Flown | None] | None]], tails: Sequence[Sequence[str]]
) -> list[tuple[Flown, tuple[Flown, Flown | None] | None]]:
    """In order of take-off each by the tail it had, if that is ready, else by the one that has been for longest.

    Sorties are intervals and never more at once than vehicles, so whoever is taken, somebody is left for the next.
    """
    ready: list[dict[str, int]] = [dict.fromkeys(own, -(1 << 60)) for own in tails]
    out: list[tuple[Flown, tuple[Flown, Flown | None] | None]] = []
    for sortie, pair in sorted(matched, key=lambda one: one[0]):
        pool = ready[sortie.fleet]
        own = pair[0].tail if pair else ""
        tail = own if own in pool and pool[own] <= sortie.takeoff_s else min(pool, key=lambda name: pool[name])
        if sortie.to_fleet >= 0:
            del pool[tail]
        ready[sortie.home][tail] = sortie.ready_s
        out.append((Flown(sortie, tail), pair))
    return out


def _put_back(
    problem: Problem,
    rows: list[tuple[Flown, tuple[Flown, Flown | None] | None]],
    tails: Sequence[Sequence[str]],
) -> Rows:
    """Rows whose change saves too little are as they were again, from the first on and from the last back."""
    table = laid_out(problem, [(now, None) for now, _ in rows], tails)
    stays: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for now, _ in rows:
        for hold in now.sortie.holds:
            stays[hold.line].append((hold.arrive_s, hold.leave_s))
    places = range(len(rows))
    for order in (places, reversed(places)):
        for n in order:
            now, pair = rows[n]
            is_ferry = now.sortie.to_fleet >= 0
            if pair is not None and pair[0] != now and not is_ferry and _goes_back(problem, table, stays, now, pair[0]):
                rows[n] = pair[0], pair
    return [(now, pair[1] if pair else None) for now, pair in rows]


def _goes_back(
    problem: Problem, table: Timetable, stays: dict[int, list[tuple[int, int]]], now: Flown, old: Flown
) -> bool:
    changed = {hold.line: stays[hold.line].copy() for hold in (*now.sortie.holds, *old.sortie.holds)}
    for hold in now.sortie.holds:
        changed[hold.line].remove((hold.arrive_s, hold.leave_s))
    for hold in old.sortie.holds:
        changed[hold.line].append((hold.arrive_s, hold.leave_s))
    worse_s = 0.0
    for index, own in changed.items():
        line = problem.lines[index]
        lost_s = line.weight * (
            cover_line(line, own, problem.length_s).uncovered_s
            - cover_line(line, stays[index], problem.length_s).uncovered_s
        )
        if line.hard and lost_s > 0:
            return False
        worse_s += lost_s
    if worse_s >= WORTH_S:
        return False
    table.drop(now)
    if table.why_not(old):
        table.take(now)
        return False
    table.take(old)
    stays.update(changed)
    return True
