"""Rosters in slots by windows: a start, then windows where watchers are missing that the bound does not miss."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from longwatch.slots.bound import Bound, lower_bound
from longwatch.slots.counts import admitted
from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.roster import Counts, counts_of, empty
from longwatch.slots.windows import Window, solve_window

Progress = Callable[[int, float, int, float], None]


@dataclass(frozen=True)
class SlotPlan:
    """A roster, what it leaves uncovered, and what every roster leaves uncovered (station-slots, times their weights).

    proved : no roster leaves less uncovered
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
    effort: int = 100,
    seconds: float | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    start: list[SlotSortie] | None = None,
) -> SlotPlan:
    """The best roster found in `effort` windows.

    seconds : a limit by the clock; its result is not reproducible
    workers : windows solved at once; the roster does not depend on it
    progress : called with covered station-slots, bound, windows so far, seconds so far
    start : sorties to begin with; the result is never worse
    """
    began = time.monotonic()
    problem = admitted(problem)
    counts = counts_of(problem, start) if start else empty(problem)
    search = _Search(
        problem, lower_bound(problem), counts, seed, None if seconds is None else began + seconds, began, progress
    )
    try:
        with ThreadPoolExecutor(workers) as pool:
            search.run(effort, pool)
    except KeyboardInterrupt:
        pass
    best, bound = search.best, search.bound.value
    return SlotPlan(
        best.sorties(), best.loss, bound, best.loss <= bound + 1e-9, best.cost, search.iterations, seconds is None
    )


class _Search:
    def __init__(
        self,
        problem: SlotProblem,
        bound: Bound,
        counts: Counts,
        seed: int,
        until: float | None,
        began: float,
        progress: Progress | None,
    ) -> None:
        self.problem, self.bound, self.best, self.seed = problem, bound, counts, seed
        self.iterations, self._until, self._began, self._progress = 0, until, began, progress
        self._all = tuple(range(len(counts.courses)))
        self._rng = np.random.default_rng(seed)

    @property
    def done(self) -> bool:
        return self.best.loss <= self.bound.value + 1e-9 or self.left_s <= 0.0

    @property
    def left_s(self) -> float:
        return 1e9 if self._until is None else self._until - time.monotonic()

    def run(self, effort: int, pool: ThreadPoolExecutor) -> None:
        """Sweeps over the period, then windows where it hurts."""
        for batch in self._batches():
            if self.iterations >= effort or self.done:
                return
            self._solve(batch, pool)

    def _solve(self, batch: list[Window], pool: ThreadPoolExecutor) -> None:
        """Each window against the same roster; what improves is kept in the order of the batch, as far as it fits together."""
        base = self.best
        futures = [
            pool.submit(
                solve_window,
                base,
                window,
                seed=self.seed * 1_000_003 + self.iterations + k,
                nodes=1,
                seconds=self.left_s,
            )
            for k, window in enumerate(batch)
        ]
        for future in futures:
            found = future.result()
            self.iterations += 1
            if found is not None:
                self._take(base, found)
        if self._progress is not None:
            covered = int(self.problem.required.sum() - self.best.missing.sum())
            self._progress(covered, self.bound.value, self.iterations, time.monotonic() - self._began)

    def _take(self, base: Counts, found: Counts) -> None:
        joined = Counts(
            self.problem,
            base.courses,
            self.best.launched + found.launched - base.launched,
            self.best.left + found.left - base.left,
        )
        for one in (joined, found):
            if one.loss <= self.best.loss and not one.broken():
                self.best = one
                return

    def _batches(self) -> Iterator[list[Window]]:
        for width in (12, 12, 24):
            yield from self._sweep(0, width)
            yield from self._sweep(width // 2, width)
        width = 24
        while True:
            yield [self._around(width) for _ in range(2)]
            width = 24 + int(self._rng.integers(0, 5)) * 6

    def _sweep(self, first: int, width: int) -> Iterator[list[Window]]:
        n = self.problem.slots
        starts = list(range(first - width if first else 0, n, width))
        for a in starts:
            yield [Window(self._all, max(a, 0), min(a + width, n), self._reach(max(a, 0), min(a + width, n)))]

    def _reach(self, first: int, last: int) -> int:
        if self.best.launched[:, first:].any():
            return last
        n = self.problem.slots
        out = last
        for course in self.best.courses:
            for q in course.launches[(course.launches >= first) & (course.launches < last)]:
                if course.leg.latest[q] <= last + 30:
                    out = max(out, int(course.leg.latest[q]) + 1)
        return min(out, n)

    def _around(self, width: int) -> Window:
        n = self.problem.slots
        excess = np.clip(self.best.missing - self.bound.missing, 0.0, None).sum(axis=0)
        where = excess + 1e-3
        t = int(self._rng.choice(n, p=where / where.sum()))
        first = t - int(self._rng.integers(width // 4, width))
        return Window(self._all, max(first, 0), min(first + width, n), min(first + width, n))
