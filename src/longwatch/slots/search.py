"""Rosters in slots by windows: first as much cover as can be, then the same cover for less."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from math import inf
from threading import Event
from time import monotonic

import numpy as np

from longwatch.errors import InvariantError
from longwatch.slots.bound import Bound, lower_bound, rounded_up
from longwatch.slots.counts import admitted
from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.neighbourhoods import Scale, around, of_long_courses, sweep
from longwatch.slots.progress import Listener, Progress
from longwatch.slots.roster import Counts, counts_of, empty
from longwatch.slots.start import greedy_roster
from longwatch.slots.window_model import Window
from longwatch.slots.windows import Goal, solve_whole, solve_window

GREEDY_SHARE = 0.4  # of the seconds, where there is a limit, goes to the greedy roster at most
BOUND_SHARE = 0.33  # and of what is left then to the bound
COST_SHARE = 0.1  # of the effort goes to cost where the search has not come to the bound before
START_CYCLES = 5  # periods up to so many cycles begin with windows of their own
WHOLE_CELLS = 600  # slots x courses of a problem that is solved in one first
WHOLE_EFFORT = 100  # windows: who asks for fewer is in a hurry, and that may take as long as all of them
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
    progress: Listener | None = None,
    start: list[SlotSortie] | None = None,
) -> SlotPlan:
    """The best roster found in `effort` windows; Ctrl-C keeps the best so far.

    seconds : a limit by the clock; a result that it cut short is not reproducible
    workers : windows solved at once; the roster does not depend on it
    progress : told how far it has come after each step; `Progress` says what
    start : sorties to begin with; the result is never worse

    Raises BadInputError where somebody aloft can leave station in no slot, and ValueError where `start` breaks a rule.
    """
    began = monotonic()
    problem = admitted(problem)
    greedy_by = inf if seconds is None else began + GREEDY_SHARE * seconds
    counts, spare, hurried = _begun(problem, start, lambda: monotonic() > greedy_by)
    told = _Told(progress, began, float(problem.required.sum(axis=1) @ problem.weight))
    search = _Search(
        counts, Bound(0.0, np.zeros(problem.required.shape)), seed, effort, began, seconds, told, spare, hurried=hurried
    )
    with ThreadPoolExecutor(max(workers, 1)) as pool:
        try:
            search.find_bound()
            search.run(pool)
        except KeyboardInterrupt:
            search.cut = True
        finally:
            search.halt.set()
    search.taken_up()
    best, bound = search.best, search.bound
    proved, clocked = best.loss <= bound.value + _NEAR, search.cut or search.hurried or bound.cut
    return SlotPlan(best.sorties(), best.loss, bound.value, proved, best.cost, search.windows, not clocked)


def _begun(
    problem: SlotProblem, start: list[SlotSortie] | None, late: Callable[[], bool]
) -> tuple[Counts, Counts, bool]:
    """What the windows begin with, and what to fall back on: what is given; else nobody takes off, and a greedy roster.

    Where the period is long the windows begin with the greedy roster too: their own start takes longer than mending that.
    Last of all: whether the greedy roster may have been cut short.
    """
    if start is not None:
        given = counts_of(problem, start)
        if given.broken():
            raise ValueError("the roster to begin with breaks a rule of the problem")
        return given, given, False
    nobody = empty(problem)
    if problem.aloft or problem.overlap.any() or not nobody.courses:
        return nobody, nobody, False
    greedy = counts_of(problem, [row.sortie for row in greedy_roster(problem, stop=late)])
    cut = late()
    if greedy.broken() or greedy.loss > nobody.loss:
        return nobody, nobody, cut
    long = problem.slots > START_CYCLES * Scale.of(nobody.courses, problem.slots).cycle
    return (greedy if long else nobody), greedy, cut


@dataclass(frozen=True)
class _Told:
    """Progress, where somebody listens."""

    progress: Listener | None
    began: float
    wanted: float

    def __call__(self, loss: float, bound: float, windows: int) -> None:
        if self.progress is not None:
            self.progress(Progress(self.wanted, loss, bound, windows, monotonic() - self.began))


@dataclass
class _Search:
    best: Counts
    bound: Bound
    seed: int
    effort: int
    began: float
    seconds: float | None
    told: _Told
    spare: Counts  # taken up once the first sweeps have come to no better
    windows: int = 0
    cut: bool = False  # by the clock or by hand
    hurried: bool = False  # a clock ended the greedy roster
    halt: Event = field(default_factory=Event)  # set: windows still being solved give up
    _rng: np.random.Generator = field(init=False)
    _scale: Scale = field(init=False)
    _stretch: float = field(init=False, default=1.0)  # of the windows, in cycles

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)
        self._scale = Scale.of(self.best.courses, self.best.problem.slots)

    def find_bound(self) -> None:
        """What no roster can beat; each step is kept at once, so that an interrupt loses none."""
        self._told(0)
        share = None if self.seconds is None else BOUND_SHARE * max(self.seconds - (monotonic() - self.began), 0.0)
        self.bound = lower_bound(self.best.problem, seconds=share, known=self.spare.loss, told=self._bounded)

    def _bounded(self, bound: Bound) -> None:
        self.bound = bound
        self._told(0)

    def run(self, pool: ThreadPoolExecutor) -> None:
        """Cover until it is proved or its share is spent; then cost."""
        if not self.best.courses:
            return
        if self.spare.loss <= self.bound.value + _NEAR:
            self.taken_up()
        small = self.best.launched.size <= WHOLE_CELLS and self.effort >= WHOLE_EFFORT
        if small and not (self._proved or self._over(1.0)):
            self._solve_whole()
        for batch in self._for_cover():
            if self._proved or self._over(1.0 - COST_SHARE):
                break
            self._solve(batch, pool, Goal.COVER)
        for batch in self._for_cost():
            if self._over(1.0):
                break
            self._solve(batch, pool, Goal.COST)

    def taken_up(self) -> None:
        """Go on with the spare roster where it is better."""
        if self.spare.loss < self.best.loss - _NEAR:
            self.best = self.spare

    def _solve_whole(self) -> None:
        """In one; what its branch and bound proves counts as a bound too."""
        found, bound = solve_whole(self.best, seed=self.seed, seconds=self._left_s, asked_to=self._asked)
        if found is not None:
            self._take(self.best, found, Goal.COVER)
        better = max(self.bound.value, rounded_up(self.best.problem, bound))
        if better > self.best.loss + 1e-6 * (1.0 + self.best.loss):  # the solver proves to its tolerance
            raise InvariantError(f"a roster leaves {self.best.loss:g} uncovered, less than the bound of {better:g}")
        self.bound = replace(self.bound, value=min(better, self.best.loss))
        self._told(1)

    def _asked(self) -> bool:
        """Whether whoever listens wants the search to end; the solver must not be left by an exception."""
        try:
            self._told(0)
        except KeyboardInterrupt:
            self.cut = True
        return self.cut

    @property
    def _left_s(self) -> float:
        return 1e9 if self.seconds is None else max(self.seconds - (monotonic() - self.began), 0.1)

    @property
    def _proved(self) -> bool:
        return self.best.loss <= self.bound.value + _NEAR

    def _over(self, share: float) -> bool:
        if self.seconds is not None and monotonic() - self.began > share * self.seconds:
            self.cut = True
        return self.cut or self.windows >= share * self.effort

    def _for_cover(self) -> Iterator[list[Window]]:
        scale, begun = self._scale, bool(self.best.launched.any())
        yield from sweep(self.best, scale, 0, scale.step, reach=not begun)
        yield from ([window] for window in of_long_courses(self.best.courses, scale))
        yield from sweep(self.best, scale, scale.step // 2 - scale.step, scale.step, reach=False)
        yield from sweep(self.best, scale, 0, scale.step, reach=False)
        self.taken_up()
        self._stretch = 1.0
        while True:
            pair = [around(self.best, self.bound.missing, scale, self._stretch, self._rng) for _ in range(2)]
            yield self._apart(pair)

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
            pool.submit(
                solve_window,
                base,
                window,
                goal,
                seed=self.seed * 1_000_003 + self.windows + k,
                seconds=left,
                asked_to=self.halt.is_set,
            )
            for k, window in enumerate(batch)
        ]
        found = [future.result() for future in futures]
        for one in found:
            if one.counts is not None:
                self._take(base, one.counts, goal)
        self._stretched(base.loss, any(one.stopped for one in found))
        self._told(len(batch))

    def _told(self, windows: int) -> None:
        self.windows += windows
        self.told(min(self.best.loss, self.spare.loss), self.bound.value, self.windows)

    def _stretched(self, loss: float, stopped: bool) -> None:
        """Windows grow while they find nothing, and shrink where they could not be solved to the end."""
        if self.best.loss > loss - _NEAR:
            self._stretch = float(np.clip(self._stretch * (0.85 if stopped else 1.05), 0.5, 3.0))

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
