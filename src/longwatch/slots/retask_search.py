"""Rosters whose sorties may serve several stations: from a roster of single stints, vehicle by vehicle and window by window.

Some vehicles at a time lose their sorties and get the best sequences there are, one after another; then windows of the
period are solved as mixed integer programmes over the columns of the bound. Nothing that leaves more uncovered is ever kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.slots.columns import MultiSortie, Network, Prices, Stint, best_sorties, network
from longwatch.slots.model import Floats, Ints, SlotProblem, SlotSortie
from longwatch.slots.reroster_tails import name_tails, tail_names
from longwatch.slots.retask import Relaxed, relax
from longwatch.slots.retask_master import Rows

_BARRED = 1e6
_PER_SLOT = 1e-4  # of a slot in the air: nobody flies for nothing
WIDTHS = (24, 36)
NODES = 200


@dataclass(frozen=True)
class RetaskPlan:
    """A roster of sorties with one or more stints. uncovered, bound: weighted station-slots; start: what it began with."""

    sorties: list[MultiSortie]
    uncovered: float
    start: float
    bound: float
    n_retasked: int
    columns: int


def as_stints(problem: SlotProblem, sorties: Sequence[SlotSortie]) -> list[MultiSortie]:
    """Sorties of one station as sorties of one stint."""
    legs = {(leg.group, leg.station): leg for leg in problem.legs}
    return [
        MultiSortie(
            one.launch,
            one.group,
            (Stint(one.station, int(legs[one.group, one.station].arrive[one.launch]), one.leave),),
        )
        for one in sorties
    ]


def retask(
    problem: SlotProblem, between: Sequence[Ints], start: Sequence[SlotSortie], *, seed: int = 0, effort: int = 400,
    iterations: int = 300,
) -> RetaskPlan:  # fmt: skip
    """A roster at least as good as `start`, with the bound on all rosters that retask. effort: groups of vehicles tried;
    iterations: of the bound."""
    if problem.aloft or problem.overlap.any():
        what = "vehicles aloft at the start, or overlap at hand-over, are not planned with retasking"
        raise BadInputError([Problem("retask", what)])
    relaxed = relax(problem, between, as_stints(problem, start), iterations=iterations)
    table = _Chains(problem, between, start)
    began = table.missing()
    rng = np.random.default_rng(seed)
    table.settle(table.tails)
    for place in range(effort):
        if table.missing() <= relaxed.bound + 1e-9:
            break
        table.regroup(rng)
        if place % 100 == 99:
            _windows(problem, table, relaxed)
    sorties = sorted(one for chain in table.chains.values() for one in chain)
    n_retasked = sum(len(one.stints) > 1 for one in sorties)
    return RetaskPlan(sorties, table.missing(), began, relaxed.bound, n_retasked, len(relaxed.columns))


class _Chains:
    """Sorties by vehicle, and what they take of each row of the master programme."""

    def __init__(self, problem: SlotProblem, between: Sequence[Ints], start: Sequence[SlotSortie]) -> None:
        self._problem = problem
        self.nets: list[Network] = [network(problem, group, between[group]) for group in range(len(problem.groups))]
        self.rows = Rows(problem, self.nets)
        self.low, self.high = self.rows.limits()
        self.load = np.zeros(self.rows.n_rows)
        self.group = {tail: k for k in range(len(self.nets)) for tail in tail_names(problem, k)}
        self.tails = sorted(self.group)
        self.chains: dict[str, list[MultiSortie]] = {tail: [] for tail in self.tails}
        named: dict[str, list[SlotSortie]] = {}
        for row in name_tails(problem, start):
            named.setdefault(row.tail, []).append(row.sortie)
        for tail, sorties in named.items():
            self.set(tail, as_stints(problem, sorties))

    def set(self, tail: str, chain: list[MultiSortie]) -> None:
        """Give a vehicle other sorties."""
        for sign, sorties in ((-1.0, self.chains[tail]), (1.0, chain)):
            for one in sorties:
                rows, values = self.rows.of(one)
                np.add.at(self.load, rows, sign * values)
        self.chains[tail] = chain

    def short(self) -> Floats:
        """(stations, slots) watchers missing."""
        cover = self.rows.airborne
        return np.maximum(self.low[:cover] - self.load[:cover], 0.0).reshape(self._problem.required.shape)

    def missing(self) -> float:
        """Weighted station-slots uncovered."""
        return float(self._problem.weight @ self.short().sum(axis=1))

    def keeps(self) -> bool:
        """Whether every limit is kept."""
        return bool((self.load <= self.high + 1e-9).all())

    def settle(self, tails: Sequence[str]) -> None:
        """One vehicle after another, until nobody gains."""
        missing = self.missing()
        while True:
            for tail in tails:
                self._again(tail, None)
            if self.missing() >= missing - 1e-9:
                return
            missing = self.missing()

    def regroup(self, rng: np.random.Generator) -> None:
        """Some vehicles are planned anew, in any order, with prices a little off; undone where that leaves more uncovered."""
        count = int(rng.integers(2, 5))
        tails = [str(tail) for tail in rng.choice(self.tails, min(count, len(self.tails)), replace=False)]
        before, missing = {tail: self.chains[tail] for tail in tails}, self.missing()
        for tail in tails:
            self.set(tail, [])
        noise = float(rng.choice([0.0, 0.2, 0.5]))
        for tail in tails:
            self._again(tail, 1.0 - noise * rng.random(self._problem.required.shape))
        self.settle(tails)
        if self.missing() > missing + 1e-9:
            self.undo(before)

    def undo(self, before: dict[str, list[MultiSortie]]) -> None:
        for tail in before:
            self.set(tail, [])
        for tail, chain in before.items():
            self.set(tail, chain)

    def _again(self, tail: str, factor: Floats | None) -> None:
        was, group = self.chains[tail], self.group[tail]
        self.set(tail, [])
        cover = self._problem.weight[:, None] * (self.short() > 0.5)
        prices = Prices(cover if factor is None else cover * factor, *self._barred(group))
        self.set(tail, best_sorties(self.nets[group], prices, chained=True).sequence())
        if not self.keeps():  # hours: they have no price here
            self.set(tail, was)

    def _barred(self, group: int) -> tuple[Floats, Floats]:
        """(slots,) twice: prices of being airborne and busy, out of reach where there is no room."""
        n, rows = self._problem.slots, self.rows
        full = self.load + 1.0 > self.high + 1e-9
        airborne = full[rows.airborne + group * n : rows.airborne + (group + 1) * n].copy()
        for k, pool in enumerate(self._problem.pools):
            if group in pool.groups:
                airborne |= full[rows.pools + k * n : rows.pools + (k + 1) * n]
        busy = full[rows.busy + group * n : rows.busy + (group + 1) * n]
        return np.where(airborne, _BARRED, _PER_SLOT), np.where(busy, _BARRED, 0.0)


def _windows(problem: SlotProblem, table: _Chains, relaxed: Relaxed) -> None:
    """Windows of the period over the columns of the bound and the roster's own."""
    for first, end in _spans(problem.slots):
        if table.missing() <= relaxed.bound + 1e-9:
            return
        _window(problem, table, relaxed, first, end)


def _spans(slots: int) -> Iterator[tuple[int, int]]:
    for width in WIDTHS:
        for first in range(0, slots, width // 2):
            yield first, first + width


def _window(problem: SlotProblem, table: _Chains, relaxed: Relaxed, first: int, end: int) -> None:
    """Sorties that take off in a window are chosen anew; all others stay."""
    own = [one for chain in table.chains.values() for one in chain]
    free = [one for one in own if first <= one.launch < end]
    known = dict.fromkeys([*free, *(one for one in relaxed.columns if first <= one.launch < end)])
    columns = list(known)
    load = table.load.copy()
    for one in free:
        rows, values = table.rows.of(one)
        np.add.at(load, rows, -values)
    chosen = _integer(problem, table, columns, load, free)
    if chosen is None:
        return
    fixed = [one for one in own if one not in set(free)]
    named = _to_tails(problem, table, [*fixed, *chosen])
    before, missing = dict(table.chains), table.missing()
    table.undo({tail: named.get(tail, []) for tail in table.tails})
    if table.missing() > missing + 1e-9 or not table.keeps():
        table.undo(before)


def _to_tails(problem: SlotProblem, table: _Chains, sorties: list[MultiSortie]) -> dict[str, list[MultiSortie]]:
    """First in, first out."""
    out: dict[str, list[MultiSortie]] = {}
    ready = dict.fromkeys(table.tails, 0)
    for one in sorted(sorties):
        tails = [tail for tail in table.tails if table.group[tail] == one.group]
        tail = min(tails, key=lambda name: (ready[name], name))
        ready[tail] = int(table.nets[one.group].ready[min(one.leave, problem.slots), one.stints[-1].station])
        out.setdefault(tail, []).append(one)
    return out


def _integer(
    problem: SlotProblem, table: _Chains, columns: list[MultiSortie], load: Floats, start: list[MultiSortie]
) -> list[MultiSortie] | None:
    """The best choice of columns beside a load; None: nothing better than what was there was found."""
    import highspy

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_max_nodes", NODES)):
        highs.setOptionValue(name, value)
    cover, inf = table.rows.airborne, highspy.kHighsInf
    low = np.where(np.isfinite(table.low), table.low - load, -inf)
    high = np.where(np.isfinite(table.high), table.high - load, inf)
    lp, parts = highspy.HighsLp(), [table.rows.of(one) for one in columns]
    lp.num_col_, lp.num_row_ = cover + len(columns), table.rows.n_rows
    lp.col_cost_ = np.concatenate([np.repeat(problem.weight, problem.slots), np.full(len(columns), _PER_SLOT)])
    lp.col_lower_ = np.zeros(lp.num_col_)
    most = np.concatenate(
        [np.maximum(low[:cover], 0.0), [float(problem.groups[c.group].vehicles.max()) for c in columns]]
    )
    lp.col_upper_, lp.row_lower_, lp.row_upper_ = most, low, high
    lp.integrality_ = [highspy.HighsVarType.kContinuous] * cover + [highspy.HighsVarType.kInteger] * len(columns)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.cumsum([0, *([1] * cover), *(len(rows) for rows, _ in parts)]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([np.arange(cover), *(rows for rows, _ in parts)]).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate([np.ones(cover), *(values for _, values in parts)])
    highs.passModel(lp)
    _start(highs, columns, start, cover)
    highs.run()
    if highs.getInfo().primal_solution_status != 2:
        return None
    amount = np.rint(np.asarray(highs.getSolution().col_value)[cover:]).astype(int)
    return [one for one, times in zip(columns, amount, strict=True) for _ in range(times)]


def _start(highs: Any, columns: list[MultiSortie], start: list[MultiSortie], cover: int) -> None:
    """Tell the solver the sorties that are there; it works out what they leave uncovered."""
    place = {one: k for k, one in enumerate(columns)}
    amount = np.zeros(len(columns))
    for one in start:
        amount[place[one]] += 1.0
    highs.setSolution(len(columns), np.arange(cover, cover + len(columns), dtype=np.int32), amount)
