"""Where everybody is at an instant: what was flown stays, what a lost vehicle flew ends there, the rest may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from longwatch.rostering.anew import days_from
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.openings import NEVER
from longwatch.rostering.problem import Problem
from longwatch.rostering.repair import tails_taken
from longwatch.rostering.resources import Hold, Sortie, stays_on
from longwatch.rostering.timetable import Flown
from longwatch.scenario.plan import Outage, Work

HARD = 100.0  # weight of a hard line against another
Tail = tuple[int, str]  # fleet and name


@dataclass(frozen=True)
class State:
    """Who is where at at_s.

    settled : rows that are as they were or as they ended
    cut : what was in the air with a vehicle that was lost, and how it ended; None: it had held no line yet
    aloft : rows in the air, by vehicle; only their way home is open
    later : rows that have not begun
    away : stretches in which vehicles can't fly: outages and maintenance
    """

    problem: Problem
    at_s: int
    tails: tuple[tuple[str, ...], ...]
    settled: tuple[Flown, ...]
    cut: Mapping[Flown, Flown | None]
    aloft: Mapping[Tail, Flown]
    later: tuple[Flown, ...]
    away: Mapping[str, tuple[tuple[int, int], ...]]

    @property
    def open_rows(self) -> frozenset[Flown]:
        """Rows that may still change."""
        return frozenset((*self.aloft.values(), *self.later))


def state_at(
    problem: Problem, rows: Sequence[Flown], at_s: int, outages: Iterable[Outage], works: Iterable[Work]
) -> State:
    """`rows` keep the rules; `outages` begin at at_s."""
    lost = {one.tail for one in outages if one.lost}
    settled, cut, aloft, later = list[Flown](), dict[Flown, Flown | None](), dict[Tail, Flown](), list[Flown]()
    for row in sorted(rows):
        one = row.sortie
        if one.takeoff_s >= at_s:
            later.append(row)
        elif row.tail in lost and one.land_s > at_s:
            cut[row] = _ended(row, at_s)
        elif one.land_s > at_s and not one.further and one.leave_s > at_s:
            aloft[one.fleet, row.tail] = row
        else:
            settled.append(row)
    settled += [row for row in cut.values() if row is not None]
    away: dict[str, list[tuple[int, int]]] = {}
    for gone in outages:
        away.setdefault(gone.tail, []).append((gone.from_s, NEVER if gone.lost else gone.to_s))
    for work in works:
        away.setdefault(work.tail, []).append((work.from_s, work.to_s))
    tails = tuple(tuple(own) for own in tails_taken(problem, rows))
    spans = {tail: tuple(sorted(own)) for tail, own in away.items()}
    return State(problem, at_s, tails, tuple(settled), cut, aloft, tuple(later), spans)


def _ended(row: Flown, at_s: int) -> Flown | None:
    """A row whose vehicle was lost: it ends in the air, and is none where no line was held before."""
    holds = [Hold(one.line, one.arrive_s, min(one.leave_s, at_s)) for one in row.sortie.holds if one.arrive_s < at_s]
    if not holds:
        return None
    first, *further = holds
    one = replace(row.sortie, line=first.line, arrive_s=first.arrive_s, leave_s=first.leave_s, land_s=at_s, ready_s=at_s,
                  further=tuple(further))  # fmt: skip
    return Flown(one, row.tail)


@dataclass(frozen=True)
class Short:
    """What is short of the demand from an instant on.

    weighted_s : uncovered watcher-seconds times the weights of their lines, hard ones far above others
    plain_s : the same without weights
    long_s : seconds in gaps longer than the limit of their line, times weights
    """

    weighted_s: float
    plain_s: int
    long_s: float


def weight_of(problem: Problem, line: int) -> float:
    """Of a second of a line."""
    one = problem.lines[line]
    return one.weight * (HARD if one.hard else 1.0)


class Later:
    """The demand from an instant on."""

    def __init__(self, problem: Problem, at_s: int) -> None:
        self.problem = days_from(problem, at_s, problem.length_s)

    @property
    def demand_s(self) -> float:
        """Watcher-seconds asked for, times weights."""
        nobody = (cover_line(line, (), self.problem.length_s).demand_s for line in self.problem.lines)
        return sum(weight_of(self.problem, n) * asked_s for n, asked_s in enumerate(nobody))

    def gaps(self, line: int, stays: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Stretches in which one watcher more would count."""
        return cover_line(self.problem.lines[line], stays, self.problem.length_s).gaps

    def short(self, sorties: Sequence[Sortie]) -> Short:
        weighted_s, plain_s, long_s = 0.0, 0, 0.0
        for n, line in enumerate(self.problem.lines):
            found = cover_line(line, stays_on(n, sorties), self.problem.length_s)
            weighted_s += weight_of(self.problem, n) * found.uncovered_s
            plain_s += found.uncovered_s
            long_s += weight_of(self.problem, n) * sum(b - a for a, b in found.gaps if b - a > line.limit_s)
        return Short(weighted_s, plain_s, long_s)
