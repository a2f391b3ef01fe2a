"""A roster from the present on, after vehicles have dropped out, with few rows changed: in seconds, of a scenario.

As `slots.reroster` does it in slots: what still stands is kept, rows that fell go as they are to vehicles that are idle then,
and one vehicle after another gets the sorties that are worth most while all others keep theirs, at a price for each row
changed. Of the rosters for several prices the one with the fewest changes is taken that leaves no more uncovered, and no
more in long gaps, than the best of them or than was planned before, but for a slack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from longwatch.rostering.openings import NEVER
from longwatch.rostering.overlap import is_hasty
from longwatch.rostering.repair import by_rules, row_fault
from longwatch.rostering.reroster_chain import Chain, Search, best_chain, gaps_of
from longwatch.rostering.reroster_state import Later, Short, State, Tail
from longwatch.rostering.resources import Sortie
from longwatch.rostering.timetable import Flown, Timetable

SLACK = 0.005  # of the demand left: so much uncovered is borne before further rows are changed
PRICES_S = (
    6.0 * 3600,
    3.0 * 3600,
    1.5 * 3600,
    1800.0,
    600.0,
)  # of weighted uncovered time that a changed row must win back
ROUNDS = 6  # over all vehicles at the most
GROUP = 3  # vehicles that are planned anew together


@dataclass(frozen=True)
class Rerostered:
    """`rows` are all rows of the period; `short_*` what is uncovered from the instant on.

    n_later : rows of the old roster that had something to do then
    n_changed : the greater of rows given up and rows taken on
    short_before, short_cut, short : as it was planned, with what no longer stands left out, as it is planned now
    """

    rows: tuple[Flown, ...]
    n_later: int
    n_changed: int
    short_before: Short
    short_cut: Short
    short: Short
    why: dict[Flown, str]


def reroster(state: State, rows: Sequence[Flown], *, slack: float = SLACK) -> Rerostered:
    """`rows` are those of the old roster."""
    later = Later(state.problem, state.at_s)
    before = later.short([row.sortie for row in rows])
    table, chains, why = _standing(state)
    cut = later.short(_sorties(state, chains))
    old = state.open_rows
    kept = dict(chains)
    if _rows_of(kept) != old:
        _hand_over(state, table, chains)
    tried = [dict(chains)]
    if _rows_of(kept) != old or cut.plain_s > before.plain_s:
        for price in PRICES_S:
            for from_nothing in (False, True):
                board = _Board(state, later, table.copy(), dict(chains), old, price)
                if from_nothing:
                    board.clear(board.tails)
                board.settle()
                board.regroup()
                tried.append(board.chains)
    shorts = [later.short(_sorties(state, one)) for one in tried]
    most_s = max(before.weighted_s, min(one.weighted_s for one in shorts)) + slack * later.demand_s
    long_s = max(before.long_s, min(one.long_s for one in shorts))
    long_s += slack * later.demand_s if long_s else 0.0  # where no long gap is needed none is borne
    places = range(len(tried))
    best = min(
        places,
        key=lambda n: (
            shorts[n].weighted_s > most_s or shorts[n].long_s > long_s,
            _changed(old, tried[n]) if shorts[n].weighted_s <= most_s and shorts[n].long_s <= long_s else 0,
            shorts[n].long_s,
            shorts[n].weighted_s,
        ),
    )
    found = tried[best]
    every = (*state.settled, *_rows_of(found))
    return Rerostered(tuple(sorted(every)), len(old), _changed(old, found), before, cut, shorts[best], why)


def _rows_of(chains: dict[Tail, Chain]) -> frozenset[Flown]:
    return frozenset(Flown(one, tail) for (_, tail), chain in chains.items() for one in chain)


def _sorties(state: State, chains: dict[Tail, Chain]) -> list[Sortie]:
    return [row.sortie for row in state.settled] + [one for chain in chains.values() for one in chain]


def _changed(old: frozenset[Flown], chains: dict[Tail, Chain]) -> int:
    new = _rows_of(chains)
    return max(len(old - new), len(new - old))


def _standing(state: State) -> tuple[Timetable, dict[Tail, Chain], dict[Flown, str]]:
    """The rows that still stand, and why the others do not."""
    problem, why = state.problem, dict[Flown, str]()
    table = Timetable(by_rules(problem), state.tails)
    for fleet, group in enumerate(problem.groups):
        for aloft in group.aloft:
            table.let_home(fleet, aloft)
    for row in (*state.settled, *state.aloft.values()):
        table.take(row)
    for fleet, own in enumerate(table.busy):
        for tail in own:
            flying = state.aloft.get((fleet, tail))
            ready_s = -1 if flying is None else flying.sortie.ready_s
            for from_s, to_s in state.away.get(tail, ()):
                if to_s > ready_s:
                    table.keep_away(fleet, tail, (max(from_s, ready_s), to_s))
    chains: dict[Tail, Chain] = {tail: (row.sortie,) for tail, row in state.aloft.items()}
    for row in state.later:
        fault = row_fault(problem, row) or table.why_not(row)
        if fault:
            why[row] = fault
        else:
            table.take(row)
            key = (row.sortie.fleet, row.tail)
            chains[key] = (*chains.get(key, ()), row.sortie)
    table.problem = problem  # what is put in anew keeps clear of the weather a planner foresees as well
    return table, chains, why


def _hand_over(state: State, table: Timetable, chains: dict[Tail, Chain]) -> None:
    """Rows that no longer stand, as they are, to vehicles of the same fleet that are idle then: one change each."""
    stands = _rows_of(chains)
    fallen = [row.sortie for row in state.later if row not in stands]
    table.problem = by_rules(state.problem)
    for one in sorted(fallen, key=lambda one: (one.takeoff_s - one.land_s, one)):  # the longest first
        names = sorted(table.busy[one.fleet], key=lambda name: (len(chains.get((one.fleet, name), ())), name))
        for name in names:
            row = Flown(one, name)
            if not table.why_not(row):
                table.take(row)
                chains[one.fleet, name] = tuple(sorted((*chains.get((one.fleet, name), ()), one)))
                break
    table.problem = state.problem


class _Board:
    """Sorties by vehicle, and what all of it is worth at a price."""

    def __init__(
        self, state: State, later: Later, table: Timetable, chains: dict[Tail, Chain], old: frozenset[Flown],
        price: float,
    ) -> None:  # fmt: skip
        self.state, self.later, self.table, self.chains = state, later, table, chains
        self._price, self._old = price, old
        self._own: dict[Tail, list[Sortie]] = defaultdict(list)
        for row in sorted(old):
            self._own[row.sortie.fleet, row.tail].append(row.sortie)
        lost = {tail for tail, spans in state.away.items() if any(b >= NEVER for _, b in spans)}
        self.tails = [(fleet, name) for fleet, own in enumerate(state.tails) for name in own if name not in lost]

    def worth(self) -> float:
        short = self.later.short(_sorties(self.state, self.chains))
        return -short.weighted_s - self._price / 2 * len(self._old ^ _rows_of(self.chains))

    def settle(self, tails: Iterable[Tail] | None = None) -> None:
        """One vehicle after another, until nobody gains."""
        some = list(self.tails if tails is None else tails)
        for _ in range(ROUNDS):
            if not sum([self._again(tail) for tail in some]):
                return

    def regroup(self) -> None:
        """Some vehicles lose their later rows and are planned one after another; undone unless all is worth more."""
        luck = Random(0)
        for _ in range(len(self.tails)):
            some = luck.sample(self.tails, min(GROUP, len(self.tails)))
            worth, before = self.worth(), {tail: self.chains.get(tail, ()) for tail in some}
            self.clear(some)
            self.settle(some)
            if self.worth() <= worth:
                for tail in some:
                    self._set(tail, ())
                for tail in some:
                    self._set(tail, before[tail])

    def clear(self, tails: Iterable[Tail]) -> None:
        """Vehicles without their later rows."""
        for tail in tails:
            self._set(tail, tuple(one for one in self.chains.get(tail, ()) if self._is_aloft(tail, one)))

    def _is_aloft(self, tail: Tail, one: Sortie) -> bool:
        row = self.state.aloft.get(tail)
        return row is not None and row.sortie.takeoff_s == one.takeoff_s

    def _again(self, tail: Tail) -> bool:
        """Whether the vehicle gains by the best sequence for it."""
        was, worth = self.chains.get(tail, ()), self.worth()
        row = self.state.aloft.get(tail)
        self._set(tail, ())
        self._put(tail, best_chain(self._search(tail), tail, None if row is None else row.sortie))
        if self.worth() > worth + 1e-6 and not self._hasty():
            return True
        self._set(tail, was)
        return False

    def _search(self, tail: Tail) -> Search:
        """What is short without the vehicle, and what it may take on."""
        flown = {one for chain in self.chains.values() for one in chain}
        spans = {}
        stays: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for one in _sorties(self.state, self.chains):
            for hold in one.holds:
                stays[hold.line].append((hold.arrive_s, hold.leave_s))
        for line in range(len(self.state.problem.lines)):
            spans[line] = self.later.gaps(line, stays[line])
        own = frozenset(self._own[tail])
        rows = tuple(row.sortie for row in self.state.later if row.sortie.fleet == tail[0] and row.sortie not in flown)
        return Search(self.state, self.table, gaps_of(self.state, spans), rows, own, self._price)

    def _hasty(self) -> bool:
        problem = self.state.problem
        sorties = _sorties(self.state, self.chains)
        return any(
            is_hasty(problem, line, sorties) for line in range(len(problem.overlaps)) if problem.overlap_of(line)
        )

    def _put(self, tail: Tail, chain: Chain) -> None:
        """As much of a sequence as still fits: flight hours and take-offs of a day know only what is there."""
        fits: list[Sortie] = []
        for one in chain:
            if self._is_aloft(tail, one) or not self.table.why_not(Flown(one, tail[1])):
                self.table.take(Flown(one, tail[1]))
                fits.append(one)
        self.chains[tail] = tuple(fits)

    def _set(self, tail: Tail, chain: Chain) -> None:
        for one in self.chains.get(tail, ()):
            self.table.drop(Flown(one, tail[1]))
        for one in chain:
            self.table.take(Flown(one, tail[1]))
        self.chains[tail] = chain
