"""The master programme of retasking: which of the sorties found so far are flown, as a linear programme, and its prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from longwatch.slots.columns import MultiSortie, Network, Prices
from longwatch.slots.model import Floats, Ints, SlotProblem


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices of all limits, none negative. cover (stations, slots), airborne and busy (groups, slots), pools (pools, slots),
    hours (groups,)."""

    cover: Floats
    airborne: Floats
    busy: Floats
    pools: Floats
    hours: Floats

    def of(self, problem: SlotProblem, group: int, *, busy: bool = True) -> Prices:
        """As the sorties of one group meet them."""
        pools = [k for k, pool in enumerate(problem.pools) if group in pool.groups]
        airborne = self.airborne[group] + self.pools[pools].sum(axis=0) + self.hours[group]
        return Prices(self.cover, airborne, self.busy[group] if busy else np.zeros(problem.slots))

    def mixed(self, other: Duals, share: float) -> Duals:
        """`share` of this and the rest of another."""
        return Duals(*(share * a + (1 - share) * b for a, b in zip(self.arrays(), other.arrays(), strict=True)))

    def arrays(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        return self.cover, self.airborne, self.busy, self.pools, self.hours

    def value(self, problem: SlotProblem, *, busy: bool = True) -> float:
        """Price of what is wanted less that of all that there is: the constant of the Lagrangian."""
        groups = problem.groups
        total = float((self.cover * problem.required).sum())
        total -= sum(float(self.airborne[k] @ group.airborne_max) for k, group in enumerate(groups))
        total -= sum(float(self.pools[k] @ pool.airborne_max) for k, pool in enumerate(problem.pools))
        for price, group in zip(self.hours, groups, strict=True):
            if price > 0:  # without a limit at such a price there is no end to what hours are worth
                total -= price * (np.inf if group.airborne_slots_max is None else group.airborne_slots_max)
        if busy:
            total -= sum(float(self.busy[k] @ group.vehicles) for k, group in enumerate(groups))
        return float(total)


class Rows:
    """Where each limit stands among the rows, and what a sortie takes of them."""

    def __init__(self, problem: SlotProblem, nets: Sequence[Network]) -> None:
        n, self._problem, self._nets = problem.slots, problem, nets
        cover = problem.required.size
        groups, pools = len(problem.groups), len(problem.pools)
        self.airborne, self.busy = cover, cover + groups * n
        self.pools, self.hours = cover + 2 * groups * n, cover + (2 * groups + pools) * n
        self.n_rows = self.hours + groups

    def of(self, sortie: MultiSortie) -> tuple[Ints, Floats]:
        """(rows, coefficients) of a sortie."""
        net, n, group = self._nets[sortie.group], self._problem.slots, sortie.group
        station, leave = sortie.stints[-1].station, sortie.leave
        home, ready = int(net.home[min(leave, n), station]), int(net.ready[min(leave, n), station])
        cover = [
            s.station * n + np.flatnonzero(net.sees[s.arrive : s.leave, s.station]) + s.arrive for s in sortie.stints
        ]
        parts = [*cover, self.airborne + group * n + np.arange(sortie.launch, home)]
        parts.append(self.busy + group * n + np.arange(sortie.launch, ready))
        parts += [
            self.pools + k * n + np.arange(sortie.launch, home)
            for k, pool in enumerate(self._problem.pools)
            if group in pool.groups
        ]
        rows, values = np.concatenate(parts), np.ones(sum(map(len, parts)))
        if self._problem.groups[group].airborne_slots_max is not None:
            rows, values = np.append(rows, self.hours + group), np.append(values, float(home - sortie.launch))
        return rows, values

    def limits(self) -> tuple[Floats, Floats]:
        """(lowest, highest) of each row."""
        low, high = np.full(self.n_rows, -np.inf), np.full(self.n_rows, np.inf)
        problem, n = self._problem, self._problem.slots
        low[: self.airborne] = problem.required.ravel()
        for k, group in enumerate(problem.groups):
            high[self.airborne + k * n : self.airborne + (k + 1) * n] = group.airborne_max
            high[self.busy + k * n : self.busy + (k + 1) * n] = group.vehicles
            if group.airborne_slots_max is not None:
                high[self.hours + k] = group.airborne_slots_max
        for k, pool in enumerate(problem.pools):
            high[self.pools + k * n : self.pools + (k + 1) * n] = pool.airborne_max
        return low, high


class Master:
    """Least weighted uncovered station-slots with the columns so far; HiGHS keeps its basis from one call to the next."""

    def __init__(self, problem: SlotProblem, rows: Rows) -> None:
        import highspy

        self._problem, self._rows, self.columns = problem, rows, list[MultiSortie]()
        self._known: set[MultiSortie] = set()
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(name, value)
        low, high = rows.limits()
        none = np.zeros(0, np.int32)
        inf = highspy.kHighsInf
        self._highs.addRows(
            rows.n_rows,
            np.clip(low, -inf, inf),
            np.clip(high, -inf, inf),
            0,
            np.zeros(rows.n_rows, np.int32),
            none,
            np.zeros(0),
        )
        cover = problem.required.size
        self._highs.addCols(
            cover, np.repeat(problem.weight, problem.slots), np.zeros(cover), problem.required.ravel().astype(float), cover,
            np.arange(cover, dtype=np.int32), np.arange(cover, dtype=np.int32), np.ones(cover),
        )  # fmt: skip

    def add(self, sorties: Iterable[MultiSortie]) -> int:
        """New columns; returns how many were not known."""
        new = [one for one in dict.fromkeys(sorties) if one not in self._known]
        if not new:
            return 0
        parts = [self._rows.of(one) for one in new]
        starts = np.cumsum([0, *(len(rows) for rows, _ in parts[:-1])])
        most = np.array([self._problem.groups[one.group].vehicles.max() for one in new], float)
        self._highs.addCols(
            len(new), np.zeros(len(new)), np.zeros(len(new)), most, int(sum(len(rows) for rows, _ in parts)),
            starts.astype(np.int32), np.concatenate([rows for rows, _ in parts]).astype(np.int32),
            np.concatenate([values for _, values in parts]),
        )  # fmt: skip
        self.columns += new
        self._known |= set(new)
        return len(new)

    def solve(self) -> tuple[float, Duals, Floats]:
        """(value, prices, how much of each column)."""
        self._highs.run()
        found = self._highs.getSolution()
        dual, n = np.asarray(found.row_dual, float), self._problem.slots
        groups, pools = len(self._problem.groups), len(self._problem.pools)
        cut = np.split(dual, [self._rows.airborne, self._rows.busy, self._rows.pools, self._rows.hours])
        shapes = [(-1, n), (groups, n), (groups, n), (pools, n), (groups,)]
        sign = [1.0, -1.0, -1.0, -1.0, -1.0]
        arrays = [np.maximum(s * part, 0.0).reshape(shape) for s, part, shape in zip(sign, cut, shapes, strict=True)]
        arrays[0] = np.minimum(arrays[0], self._problem.weight[:, None])
        values = np.asarray(found.col_value, float)[self._problem.required.size :]
        return float(self._highs.getInfo().objective_function_value), Duals(*arrays), values
