"""A roster from the present on, after a vehicle, a base or a crew has dropped out, with few rows changed.

What still stands is kept. Then one vehicle after another gets the sorties that are worth most while all others keep theirs,
at a price for each row changed; small groups of vehicles are planned anew together. This is done for several prices;
of the rosters found the one with the fewest changes is taken whose uncovered time is within a slack of the least, or of
what the old roster left uncovered, if that was more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.reroster_chain import Candidates, Load, best_chain, candidates
from longwatch.slots.reroster_state import Change, LiveState, departures, live_state
from longwatch.slots.reroster_tails import NamedSortie

SLACK = 0.005  # of the demand left: so much uncovered is borne before further rows are changed
PRICES = (6.0, 3.0, 1.5, 0.5)  # station-slots that a changed row must win back
N_REGROUPED = 3  # small groups planned anew by vehicle and price

Chains = dict[str, tuple[SlotSortie, ...]]


@dataclass(frozen=True)
class Rerostered:
    """The roster after a change, in slots of the whole period.

    rows : what was flown, is in the air and comes later
    n_later : rows of the old roster that still had something to do at the slot of the state
    n_changed : how many rows differ by vehicle, time or station: the greater of rows given up and rows taken on
    uncovered_before, uncovered_cut, uncovered : weighted station-slots missing from the state on: as it was planned, with what
        no longer stands left out, as it is planned now
    stranded : rows in the air that no open base receives in time
    """

    rows: tuple[NamedSortie, ...]
    n_later: int
    n_changed: int
    uncovered_before: float
    uncovered_cut: float
    uncovered: float
    stranded: tuple[NamedSortie, ...]


def reroster(
    problem: SlotProblem, roster: Sequence[NamedSortie], t0: int, changes: Iterable[Change], *, slack: float = SLACK
) -> Rerostered:
    """The roster with what has changed at the start of slot t0. Rows that left station before stay as they are."""
    if problem.overlap.any():
        raise BadInputError(
            [Problem("overlap", "a roster with overlap at hand-over is not planned anew from a live state")]
        )
    state = live_state(problem, roster, t0, changes)
    old = {(row.tail, row.sortie) for row in (*state.aloft, *state.later)}
    old |= {(row.tail, _from(row.sortie, t0)) for row in state.cut}
    load, chains = _standing(state)
    cut, standing = load.missing(), dict(chains)
    chains = _handed_over(state, load, chains)
    before = _before(problem, roster, t0)
    if _same(old, standing):
        return _result(state, standing, old, before, cut, cut)
    found: dict[int, Candidates] = {group: candidates(state.problem, group) for group in range(len(problem.groups))}
    rosters = [(chains, load.missing()), *(_improved(state, found, old, load, chains, price) for price in PRICES)]
    enough = max(before, min(missing for _, missing in rosters)) + slack * float(
        state.problem.weight @ state.problem.required.sum(axis=1)
    )
    good = [(_changed(old, one), missing, place) for place, (one, missing) in enumerate(rosters) if missing <= enough]
    best, missing = rosters[min(good)[2]]
    return _result(state, best, old, before, cut, missing)


def _from(sortie: SlotSortie, t0: int) -> SlotSortie:
    return SlotSortie(sortie.launch - t0, sortie.group, sortie.station, sortie.leave - t0)


def _before(problem: SlotProblem, roster: Sequence[NamedSortie], t0: int) -> float:
    load = Load(problem)
    for row in roster:
        load.put(row.sortie)
    short = np.maximum(problem.required - load.standing, 0)[:, t0:]
    return float(problem.weight @ short.sum(axis=1))


def _same(old: set[tuple[str, SlotSortie]], chains: Chains) -> bool:
    return old == {(tail, one) for tail, chain in chains.items() for one in chain}


def _changed(old: set[tuple[str, SlotSortie]], chains: Chains) -> int:
    new = {(tail, one) for tail, chain in chains.items() for one in chain}
    return max(len(old - new), len(new - old))


def _standing(state: LiveState) -> tuple[Load, Chains]:
    """The rows that still stand after the change; of those in the air the soonest way home where theirs is barred."""
    problem, load = state.problem, Load(state.problem)
    soonest = {}
    for row in state.aloft:
        legal = departures(problem, row.sortie)
        leave = int(legal[0]) if len(legal) else row.sortie.leave
        one = SlotSortie(row.sortie.launch, row.sortie.group, row.sortie.station, leave)
        soonest[row.tail] = one
        load.put(one)
    load.allow()
    chains: dict[str, list[SlotSortie]] = {tail: [one] for tail, one in soonest.items()}
    for row in sorted((*state.aloft, *state.later)):
        one, chain = row.sortie, chains.setdefault(row.tail, [])
        if one.launch < 0:
            load.put(chain[0], -1)
            chain[0] = one if _fits(problem, load, one, 0) else chain[0]
            load.put(chain[0])
        elif _fits(problem, load, one, _ready(problem, state, row.tail, chain)):
            load.put(one)
            chain.append(one)
    return load, {tail: tuple(chain) for tail, chain in chains.items()}


def _handed_over(state: LiveState, load: Load, chains: Chains) -> Chains:
    """Rows that no longer stand, as they are, to vehicles of the same group that are idle then: one change each."""
    problem, stands = state.problem, {one for chain in chains.values() for one in chain}
    out = dict(chains)
    fallen = [row.sortie for row in state.later if row.sortie not in stands]
    for one in sorted(fallen, key=lambda one: (one.launch - one.leave, one)):  # the longest first
        alike = [tail for tail, group in state.group_of.items() if group == one.group]
        for tail in sorted(alike, key=lambda tail: (len(out.get(tail, ())), tail)):
            own = out.get(tail, ())
            earlier = [other for other in own if other.launch < one.launch]
            later = [other for other in own if other.launch >= one.launch]
            free = not later or _ready(problem, state, tail, [one]) <= later[0].launch
            if free and _fits(problem, load, one, _ready(problem, state, tail, earlier)):
                load.put(one)
                out[tail] = (*earlier, one, *later)
                break
    return out


def _ready(problem: SlotProblem, state: LiveState, tail: str, chain: Sequence[SlotSortie]) -> int:
    """The slot from which a vehicle can take off after its sorties so far."""
    ready = state.free_from.get(tail, 0)
    if chain:
        leg = problem.leg(chain[-1].group, chain[-1].station)
        assert leg is not None
        ready = max(ready, problem.slots if chain[-1].leave >= problem.slots else int(leg.ready[chain[-1].leave]))
    return ready


def _fits(problem: SlotProblem, load: Load, sortie: SlotSortie, ready: int) -> bool:
    """Whether a sortie keeps every rule beside the load of the others."""
    n, leg = problem.slots, problem.leg(sortie.group, sortie.station)
    assert leg is not None
    if sortie.leave not in departures(problem, sortie):
        return False
    if sortie.launch >= 0 and (sortie.launch < ready or not leg.may_launch[sortie.launch]):
        return False
    home = n if sortie.leave >= n else min(int(leg.home[sortie.leave]), n)
    back = n if sortie.leave >= n else min(int(leg.ready[sortie.leave]), n)
    aloft, busy = load.blocked(sortie.group)
    first = max(sortie.launch, 0)
    return not (aloft[first:home].any() or busy[first:back].any()) and home - first <= load.hours_left(sortie.group)


def _improved(
    state: LiveState, found: dict[int, Candidates], old: set[tuple[str, SlotSortie]], load: Load, start: Chains,
    price: float,
) -> tuple[Chains, float]:  # fmt: skip
    """(chains, uncovered) after vehicles alone and in small groups have had their best sorties, at a price for each change."""
    table = _Table(state, found, old, load, start, price)
    table.settle(table.tails)
    luck = np.random.default_rng(0)
    for _ in range(N_REGROUPED * len(table.tails)):
        some = [str(tail) for tail in luck.choice(table.tails, size=min(3, len(table.tails)), replace=False)]
        table.regroup(some)
    return table.chains, table.load.missing()


class _Table:
    """Chains by tail, their load, and what all of it is worth at a price."""

    def __init__(
        self, state: LiveState, found: dict[int, Candidates], old: set[tuple[str, SlotSortie]], load: Load, start: Chains,
        price: float,
    ) -> None:  # fmt: skip
        self._state, self._found, self._old, self._price = state, found, old, price
        self._kept: dict[str, list[SlotSortie]] = {}
        for tail, one in sorted(old):
            self._kept.setdefault(tail, []).append(one)
        self._group = state.group_of
        self._aloft = {row.tail: row.sortie for row in state.aloft}
        self.tails = [tail for tail in sorted(self._group) if state.free_from.get(tail, 0) < state.problem.slots]
        self.chains = dict(start)
        self.load = load.copy()

    def worth(self) -> float:
        new = {(tail, one) for tail, chain in self.chains.items() for one in chain}
        return -self.load.missing() - self._price / 2 * len(self._old ^ new)

    def settle(self, tails: Sequence[str]) -> None:
        """One vehicle after another, until nobody gains."""
        worth = self.worth()
        while True:
            for tail in tails:
                self._again(tail)
            now = self.worth()
            if now <= worth + 1e-9:
                return
            worth = now

    def regroup(self, tails: Sequence[str]) -> None:
        """Some vehicles lose their later rows and are planned one after another; undone unless all is worth as much."""
        worth, before = self.worth(), {tail: self.chains.get(tail, ()) for tail in tails}
        for tail in tails:
            self._set(tail, tuple(one for one in before[tail] if one.launch < 0))
        for tail in tails:
            self._again(tail)
        self.settle(tails)
        if self.worth() < worth - 1e-9:
            for tail in tails:
                self._set(tail, ())
            for tail in tails:
                self._set(tail, before[tail])

    def _again(self, tail: str) -> None:
        was, worth = self.chains.get(tail, ()), self.worth()
        self._set(tail, ())
        group = self._group[tail]
        chain = best_chain(
            self._state.problem, self._found[group], self.load, group, self._state.free_from.get(tail, 0),
            self._aloft.get(tail), self._kept.get(tail, ()), self._price,
        )  # fmt: skip
        self._set(tail, was if chain is None else tuple(chain))
        if self.worth() < worth - 1e-9:  # where hours are short, a price of hours may miss what was there
            self._set(tail, was)

    def _set(self, tail: str, chain: tuple[SlotSortie, ...]) -> None:
        for one in self.chains.get(tail, ()):
            self.load.put(one, -1)
        for one in chain:
            self.load.put(one)
        self.chains[tail] = chain


def _result(
    state: LiveState, chains: Chains, old: set[tuple[str, SlotSortie]], before: float, cut: float, missing: float
) -> Rerostered:
    t0 = state.t0
    rows = [*state.settled, *(_cut_short(state, row) for row in state.cut)]
    rows += [NamedSortie(_from(one, -t0), tail) for tail, chain in chains.items() for one in chain]
    return Rerostered(
        tuple(sorted(rows)), len(old), _changed(old, chains), before, cut, missing, state.stranded
    )  # fmt: skip


def _cut_short(state: LiveState, row: NamedSortie) -> NamedSortie:
    """A row whose vehicle failed in it watches up to the slot of the state and no longer."""
    one = row.sortie
    return NamedSortie(SlotSortie(one.launch, one.group, one.station, state.t0), row.tail)
