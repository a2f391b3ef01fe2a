"""Rosters in slots by windows: first as much cover as can be, then the same cover for less."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from longwatch.slots.bound import Bound, lower_bound, rounded_up
from longwatch.slots.counts import admitted
from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.neighbourhoods import Scale, around, of_long_courses, sweep
from longwatch.slots.roster import Counts, counts_of, empty
from longwatch.slots.windows import Goal, Window, solve_whole, solve_window

Progress = Callable[[float, float, int, float], None]
COST_SHARE = 0.1  # of the effort goes to cost where the search has not come to the bound before
WHOLE_CELLS = 600  # slots x courses of a problem that is solved in one first
_NEAR = 1e-9


@dataclass(frozen=True)
class SlotPlan:
    """A roster, what it leaves uncovered, and what every roster leaves uncovered (station-slots, times their weights).

    proved : no roster leaves less uncovered
    iterations : windows solved
    reproducible : no clock had a say
    """

    sorties: list[SlotSortie]
    uncovered: float
    bound: float
    proved: bool
    cost: float
    iterations: int
    reproducible: bool


def solve(
    problem: SlotProblem,
    *,
    seed: int = 0,
    effort: int = 200,
    seconds: float | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    start: list[SlotSortie] | None = None,
) -> SlotPlan:
    """The best roster found in `effort` windows; Ctrl-C keeps the best so far.

    seconds : a limit by the clock; a result that it cut short is not reproducible
    workers : windows solved at once; the roster does not depend on it
    progress : called with weighted station-slots covered, bound, windows so far, seconds so far
    start : sorties to begin with; the result is never worse

    Raises BadInputError where somebody aloft can leave station in no slot, and ValueError where `start` breaks a rule.
    """
    began = time.monotonic()
    problem = admitted(problem)
    counts = empty(problem) if start is None else counts_of(problem, start)
    if start is not None and counts.broken():
        raise ValueError("the roster to begin with breaks a rule of the problem")
    search = _Search(counts, lower_bound(problem), seed, effort, began, seconds, progress)
    try:
        with ThreadPoolExecutor(max(workers, 1)) as pool:
            search.run(pool)
    except KeyboardInterrupt:
        search.cut = True
    best, bound = search.best, search.bound.value
    proved = best.loss <= bound + _NEAR
    return SlotPlan(best.sorties(), best.loss, bound, proved, best.cost, search.windows, not search.cut)


@dataclass
class _Search:
    best: Counts
    bound: Bound
    seed: int
    effort: int
    began: float
    seconds: float | None
    progress: Progress | None
    windows: int = 0
    cut: bool = False  # by the clock or by hand
    _rng: np.random.Generator = field(init=False)
    _scale: Scale = field(init=False)

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)
        self._scale = Scale.of(self.best.courses, self.best.problem.slots)

    def run(self, pool: ThreadPoolExecutor) -> None:
        """Cover until it is proved or its share is spent; then cost."""
        if not self.best.courses:
            return
        if self.best.launched.size <= WHOLE_CELLS and not (self._proved or self._over(1.0)):
            self._solve_whole()
        for batch in self._for_cover():
            if self._proved or self._over(1.0 - COST_SHARE):
                break
            self._solve(batch, pool, Goal.COVER)
        for batch in self._for_cost():
            if self._over(1.0):
                break
            self._solve(batch, pool, Goal.COST)

    def _solve_whole(self) -> None:
        """In one; what its branch and bound proves counts as a bound too."""
        found, bound = solve_whole(self.best, seed=self.seed, seconds=self._left_s)
        if found is not None:
            self._take(self.best, found, Goal.COVER)
        better = max(self.bound.value, rounded_up(self.best.problem, bound))
        self.bound = Bound(min(better, self.best.loss), self.bound.missing)
        self._told(1)

    @property
    def _left_s(self) -> float:
        return 1e9 if self.seconds is None else max(self.seconds - (time.monotonic() - self.began), 0.1)

    @property
    def _proved(self) -> bool:
        return self.best.loss <= self.bound.value + _NEAR

    def _over(self, share: float) -> bool:
        if self.seconds is not None and time.monotonic() - self.began > share * self.seconds:
            self.cut = True
        return self.cut or self.windows >= share * self.effort

    def _for_cover(self) -> Iterator[list[Window]]:
        scale, begun = self._scale, bool(self.best.launched.any())
        yield from sweep(self.best, scale, 0, scale.step, reach=not begun)
        yield from ([window] for window in of_long_courses(self.best.courses, scale))
        yield from sweep(self.best, scale, scale.step // 2 - scale.step, scale.step, reach=False)
        yield from sweep(self.best, scale, 0, scale.step, reach=False)
        while True:
            yield self._apart([around(self.best, self.bound.missing, scale, self._rng) for _ in range(2)])

    def _for_cost(self) -> Iterator[list[Window]]:
        """Sweeps, until one of each kind has saved nothing."""
        scale, idle, k = self._scale, 0, 0
        while idle < 2:
            before, width = self.best.cost, 2 * scale.step
            yield from sweep(self.best, scale, (k % 2) * (width // 2 - width), width, reach=False)
            idle, k = 0 if self.best.cost < before - _NEAR else idle + 1, k + 1

    def _apart(self, batch: list[Window]) -> list[Window]:
        one, other = sorted(batch, key=lambda window: window.first)
        return batch if other.first >= one.leave_last + self._scale.step else batch[:1]

    def _solve(self, batch: list[Window], pool: ThreadPoolExecutor, goal: Goal) -> None:
        """Each window against the same roster; what is no worse is kept in the order of the batch, as far as it fits together."""
        base = self.best
        left = self._left_s
        futures = [
            pool.submit(solve_window, base, window, goal, seed=self.seed * 1_000_003 + self.windows + k, seconds=left)
            for k, window in enumerate(batch)
        ]
        for future in futures:
            found = future.result()
            if found is not None:
                self._take(base, found, goal)
        self._told(len(batch))

    def _told(self, windows: int) -> None:
        self.windows += windows
        if self.progress is not None:
            wanted = float(self.best.problem.required.sum(axis=1) @ self.best.problem.weight)
            self.progress(wanted - self.best.loss, self.bound.value, self.windows, time.monotonic() - self.began)

    def _take(self, base: Counts, found: Counts, goal: Goal) -> None:
        """Equal ones are taken too: they lead on where nothing improves."""
        best = self.best
        joined = best.moved(found.launched - base.launched, found.left - base.left)
        for one in (joined, found):
            less = one.loss < best.loss - _NEAR
            equal = one.loss <= best.loss + _NEAR and (goal is Goal.COVER or one.cost <= best.cost + _NEAR)
            if (less or equal) and not one.broken():
                self.best = one
                return
