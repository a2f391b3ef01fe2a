"""Even use of hours: two vehicles that stand ready at the same instant may change what they fly from then on.

No time of a roster moves and every turnaround stays, because the rest of either vehicle's sorties begins after both are
ready. Fair shares of fixed sorties are a partition problem, NP-hard; each change here makes the sum of squared hours smaller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from longwatch.rostering.problem import Problem
from longwatch.rostering.tails import tail_names
from longwatch.scenario.plan import Stint

Ints = NDArray[np.int64]
FOREVER = 1 << 60
MOST_CHANGES = 20  # a vehicle, in all
CLOSE_S = 60  # a change that evens out no more is left alone


@dataclass(frozen=True)
class Hours:
    """Flown by the vehicles of one fleet, those of before the period included."""

    fleet: str
    by_tail: tuple[tuple[str, int], ...]

    @property
    def low_s(self) -> int:
        return min((flown_s for _, flown_s in self.by_tail), default=0)

    @property
    def high_s(self) -> int:
        return max((flown_s for _, flown_s in self.by_tail), default=0)

    @property
    def mean_s(self) -> float:
        return sum(flown_s for _, flown_s in self.by_tail) / max(len(self.by_tail), 1)

    @property
    def spread_s(self) -> int:
        return self.high_s - self.low_s


@dataclass
class _Tail:
    """What one vehicle flies: sorties in order of take-off, each with its rows."""

    name: str
    before_s: int  # flown before the period
    sorties: list[list[Stint]]
    fleet: str = ""  # whose it is at the start

    def __post_init__(self) -> None:
        self.takeoff_s: Ints = np.array([rows[0].takeoff_s for rows in self.sorties] + [FOREVER], np.int64)
        self.ready_s: Ints = np.array([-FOREVER] + [max(r.ready_s for r in rows) for rows in self.sorties], np.int64)
        flown = [max(r.land_s for r in rows) - rows[0].takeoff_s for rows in self.sorties]
        homes = [self.fleet, *(rows[-1].lands_with for rows in self.sorties)]
        self.of: NDArray[np.str_] = np.array(homes)  # whose it is before sortie n
        self.flown_s: Ints = self.before_s + np.cumsum([0, *flown], dtype=np.int64)  # before sortie n

    @property
    def total_s(self) -> int:
        return int(self.flown_s[-1])

    def changed(self, other: _Tail, own: int, others: int) -> _Tail:
        """Its first sorties, then the rest of another's."""
        return _Tail(self.name, self.before_s, self.sorties[:own] + other.sorties[others:], self.fleet)


def even_hours(problem: Problem, stints: Sequence[Stint]) -> tuple[Stint, ...]:
    """The same sorties with tails changed so that hours are even, those flown before the period among them.

    Fleets that share vehicles by ferries are evened out together; two change only while both are of one fleet.
    """
    out: list[Stint] = []
    every = tail_names(problem)
    for linked in dict.fromkeys(problem.linked(fleet) for fleet in range(len(problem.groups))):
        groups = {problem.groups[fleet].name: problem.groups[fleet] for fleet in linked}
        home = {name: problem.groups[fleet].name for fleet in linked for name in every[fleet]}
        before = {
            name: flown_s
            for fleet in linked
            for name, flown_s in zip(every[fleet], problem.groups[fleet].flown_s, strict=False)
        }
        own = [stint for stint in stints if stint.fleet in groups]
        found = _by_tail(home, own).items()
        tails = _evened([_Tail(name, before.get(name, 0), sorties, home[name]) for name, sorties in found])
        out += [replace(row, tail=tail.name) for tail in tails for rows in tail.sorties for row in rows]
    return tuple(sorted(out))


def hours_of(fleet: str, tails: Iterable[str], stints: Iterable[Stint], before_s: Mapping[str, int]) -> Hours:
    """What each vehicle of a fleet has flown by the end of a roster."""
    known = tuple(tails)
    by_tail = _by_tail(known, [stint for stint in stints if stint.tail in known])
    found = [_Tail(name, before_s.get(name, 0), sorties) for name, sorties in by_tail.items()]
    return Hours(fleet, tuple((tail.name, tail.total_s) for tail in found))


def _by_tail(names: Iterable[str], stints: Iterable[Stint]) -> dict[str, list[list[Stint]]]:
    """By vehicle its sorties; rows of one that overlap, or touch without a turnaround, belong together."""
    found: dict[str, list[list[Stint]]] = {name: [] for name in names}
    for stint in sorted(stints):
        sorties = found.setdefault(stint.tail, [])
        if sorties and stint.takeoff_s < max(row.ready_s for row in sorties[-1]):
            sorties[-1].append(stint)
        else:
            sorties.append([stint])
    return found


def _evened(tails: list[_Tail]) -> list[_Tail]:
    """Change the rest of those who fly most or least with the one where it helps most, until nothing does."""
    for _ in range(MOST_CHANGES * len(tails)):
        order = sorted(range(len(tails)), key=lambda n: (tails[n].total_s, n))
        ends = dict.fromkeys((order[-1], order[0])) if order else ()
        found = [_best(tails, one, other) for one in ends for other in order if other != one]
        gain_s2, one, other, own, others = max(found, default=(0, 0, 0, 0, 0))
        if gain_s2 <= CLOSE_S**2:
            break
        a, b = tails[one], tails[other]
        tails[one], tails[other] = a.changed(b, own, others), b.changed(a, others, own)
    return tails


def _best(tails: Sequence[_Tail], one: int, other: int) -> tuple[int, int, int, int, int]:
    """(how much smaller the sum of squares becomes, the two, and how many sorties each keeps) of the best change."""
    a, b = tails[one], tails[other]
    ready_s = np.concatenate([a.ready_s, b.ready_s])
    own, others = (np.searchsorted(tail.takeoff_s, ready_s, "left") for tail in (a, b))
    stand = (a.ready_s[own] <= ready_s) & (b.ready_s[others] <= ready_s) & (a.of[own] == b.of[others])
    moved_s = (b.total_s - b.flown_s[others]) - (a.total_s - a.flown_s[own])  # to the one, from the other
    between_s = a.total_s - b.total_s
    gain_s2 = np.where(stand, -2 * moved_s * (between_s + moved_s), 0)
    n = int(np.argmax(gain_s2))
    return int(gain_s2[n]), one, other, int(own[n]), int(others[n])
