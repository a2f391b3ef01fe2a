"""A bound from whole sequences of sorties: prices of cover, what all that is wanted costs, less the most each vehicle can earn.

At any prices p of a covered second (none above its weight) and a of a second in the air by pool,

    uncovered >= sum p demand - sum a limit - sum over vehicles of the best sequence at these prices

because what is covered is no more than what all vehicles earn, each being one sequence. The counts of `bound` know a fleet only
as a whole and let parts of a sortie stand for it; here each vehicle flies whole ones. Good prices come from a linear programme
over the sequences met so far, which may move a step at a time from the best prices yet (O. du Merle and others, Stabilized
column generation, Discrete Math. 194, 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.rostering.counts import demand_by_slot
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.rostering.sequences import Best, Course, Grid, Pool, Prices, fine_slot_s, pools_of, spread

MOST_ROWS = 1500  # prices; more lines or longer periods get longer stretches
ROUNDS = 50
_CLOSE = 5e-4  # share of the demand
_STEP, _LONGEST_STEP, _LEAST_STEP = 0.5, 1.0, 1e-3  # of prices, times the greatest weight
_GROW, _SHRINK = 1.5, 0.85
_MARGIN = 1e-9  # share of the demand that rounding errors may take


def sequence_bound(
    problem: Problem, slot_s: int, *, weighted: bool = False, rounds: int = ROUNDS, fine_s: int | None = None
) -> float:
    """Watcher-seconds that every roster leaves uncovered; 0 where nothing is proved.

    Nothing is of sorties that end at another base, nor of ways shorter than the fine grid. A fleet that retasks earns at every
    instant on station what its best line pays then, with no time spent from line to line.

    slot_s : of the prices, at the least
    weighted : each second by the weight of its line
    fine_s : of the grid of sorties
    """
    if problem.ferries or problem.under_way:
        return 0.0
    fine_s = fine_slot_s(problem) if fine_s is None else fine_s
    grids = [Grid(problem, fleet, fine_s) for fleet in range(len(problem.groups))]
    grids = [grid for grid in grids if grid.legs and problem.limit_of(grid.fleet) > 0]
    if not grids or not all(grid.fits for grid in grids):
        return 0.0
    return max(_Search(problem, grids, slot_s, weighted).best(rounds), 0.0)


@dataclass(frozen=True)
class _Sized:
    """A course, of how many vehicles at most, and of which kind: (fleet, number aloft or -1)."""

    kind: tuple[int, int]
    count: int
    found: Best


class _Search:
    """Prices on their way to the best ones."""

    def __init__(self, problem: Problem, grids: list[Grid], slot_s: int, weighted: bool) -> None:
        self.problem, self.grids = problem, grids
        self.pools: tuple[Pool, ...] = pools_of(problem)
        rows = len(problem.lines) + len(self.pools)
        length_s = problem.length_s
        h = max(slot_s, -(-length_s * rows // MOST_ROWS))
        self.edges_s = np.minimum(np.arange(-(-length_s // h) + 1) * float(h), float(length_s))
        self.demand = np.array(
            [[line.k * s for s in demand_by_slot(line, length_s, h)] for line in problem.lines], float
        )
        self.weight = np.array([[line.weight if weighted else 1.0] for line in problem.lines])
        self.total = float((self.weight * self.demand).sum())
        self.windows = [demand_windows(line, length_s) for line in problem.lines]

    def best(self, rounds: int) -> float:
        m, top = len(self.edges_s) - 1, float(self.weight.max())
        master = _Master(self)
        centre = np.concatenate([(0.9 * self.weight * np.ones((1, m))).ravel(), np.zeros(len(self.pools) * m)])
        low, courses = self.value(centre)
        master.add(courses)
        step, close = _STEP * top, _CLOSE * self.total
        for _ in range(rounds):
            high, prices = master.solve(centre, step)
            hoped = high - low
            if hoped < close:
                if step >= _LONGEST_STEP * top or bool((np.abs(prices - centre) < 0.999 * step).all()):
                    break
                step *= 3.0
                continue
            got, courses = self.value(prices)
            master.add(courses)
            if got > low:
                step *= _GROW if got - low > 0.5 * hoped else 1.0
            if got <= low + 0.1 * hoped:
                step *= _SHRINK
            if got > low:
                low, centre = got, prices
            step = min(max(step, _LEAST_STEP * top), _LONGEST_STEP * top)
        return low - _MARGIN * self.total

    def value(self, prices: Floats) -> tuple[float, list[_Sized]]:
        """The bound at some prices, and the courses that earn most at them."""
        m, n_lines = len(self.edges_s) - 1, len(self.problem.lines)
        cover, airborne = prices[: n_lines * m].reshape(n_lines, m), prices[n_lines * m :].reshape(-1, m)
        lasts = np.diff(self.edges_s)
        total = float((cover * self.demand).sum())
        total -= sum(pool.most * float(airborne[k] @ lasts) for k, pool in enumerate(self.pools))
        found = []
        for grid in self.grids:
            group = self.problem.groups[grid.fleet]
            own = sum((airborne[k] for k, pool in enumerate(self.pools) if grid.fleet in pool.groups), np.zeros(m))
            fresh, aloft = grid.best(Prices(self.edges_s, cover, airborne), own)
            at_base = group.count - len(aloft)
            total -= at_base * fresh.earned + sum(one.earned for one in aloft)
            found += [_Sized((grid.fleet, -1), at_base, fresh)] if at_base else []
            found += [_Sized((grid.fleet, place), 1, one) for place, one in enumerate(aloft)]
        return total, found

    def taken(self, fleet: int, course: Course) -> Floats:
        """Seconds of each row that a course takes: cover by line and stretch, in the air by pool and stretch."""
        parts = []
        for line, windows in enumerate(self.windows):
            stays = [(stay.from_s, stay.to_s) for stay in course if stay.line == line]
            inside = [(max(a, c), min(b, e)) for a, b in stays for c, e in windows]
            parts.append(spread(inside, self.edges_s))
        in_air = spread([(stay.up_s, stay.down_s) for stay in course], self.edges_s)
        parts += [in_air if fleet in pool.groups else np.zeros_like(in_air) for pool in self.pools]
        return np.concatenate(parts)


class _Master:
    """The linear programme over the courses met so far; HiGHS keeps its basis from one call to the next.

    Two columns of each row keep its price within a step of the centre.
    """

    def __init__(self, search: _Search) -> None:
        import highspy

        self._search, self._known, self._rows = (
            search,
            set[tuple[tuple[int, int], Course]](),
            dict[tuple[int, int], int](),
        )
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(name, value)
        demand, inf = search.demand.ravel(), highspy.kHighsInf
        lasts = np.diff(search.edges_s)
        limits = np.concatenate([np.zeros(0), *(pool.most * lasts for pool in search.pools)])
        self._cover, self._n = len(demand), len(demand) + len(limits)
        low, high = np.concatenate([demand, np.full(len(limits), -inf)]), np.full(self._n, inf)
        high[self._cover :] = limits
        none = np.zeros(0, np.int32)
        self._highs.addRows(self._n, low, high, 0, np.zeros(self._n, np.int32), none, np.zeros(0))
        weights = (search.weight * np.ones_like(search.demand)).ravel()
        self._columns(np.arange(self._cover), weights, demand, 1.0)
        self._columns(np.arange(self._n), np.zeros(self._n), np.full(self._n, inf), 1.0)
        self._columns(np.arange(self._n), np.zeros(self._n), np.full(self._n, inf), -1.0)
        self._weights = weights

    def _columns(self, rows: Any, cost: Floats, high: Floats, value: float) -> None:
        n = len(rows)
        starts, index = np.arange(n, dtype=np.int32), rows.astype(np.int32)
        self._highs.addCols(n, cost, np.zeros(n), high, n, starts, index, np.full(n, value))

    def add(self, courses: list[_Sized]) -> None:
        import highspy

        for one in courses:
            if (one.kind, one.found.course) in self._known:
                continue
            self._known.add((one.kind, one.found.course))
            if one.kind not in self._rows:
                self._rows[one.kind] = self._n + len(self._rows)
                self._highs.addRow(-highspy.kHighsInf, float(one.count), 0, np.zeros(0, np.int32), np.zeros(0))
            taken = self._search.taken(one.kind[0], one.found.course)
            used = np.flatnonzero(taken)
            rows = np.append(used, self._rows[one.kind]).astype(np.int32)
            self._highs.addCol(0.0, 0.0, highspy.kHighsInf, len(rows), rows, np.append(taken[used], 1.0))

    def solve(self, centre: Floats, step: float) -> tuple[float, Floats]:
        """(value, prices) within a step of the centre."""
        price = centre.copy()
        price[self._cover :] *= -1.0  # of limits
        n = self._n
        places = np.arange(self._cover, self._cover + 2 * n, dtype=np.int32)
        self._highs.changeColsCost(2 * n, places, np.concatenate([price + step, step - price]))
        self._highs.run()
        dual = np.asarray(self._highs.getSolution().row_dual, float)[:n]
        found = np.concatenate(
            [np.clip(dual[: self._cover], 0.0, self._weights), np.maximum(-dual[self._cover :], 0.0)]
        )
        return float(self._highs.getInfo().objective_function_value), found
