"""Chunks handed to workers until all have ended, whatever happens to the workers.

What is decided on the way (when enough was flown, which broken law is told) follows from the chunks in their order, never
from who was quicker.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait

from longwatch.errors import LongwatchError, MachineError, Problem
from longwatch.runs.workers import Pool

AHEAD = 2  # chunks handed out for each worker, so that none waits for us
TICK_S = 0.1
SLOW, SLOW_S = 4.0, 2.0  # times the median, and at least: a chunk that takes longer is given to a second worker as well
HUNG, HUNG_S = 40.0, 60.0  # the same: workers that take longer are given up
LOSSES = 3  # of workers in a row, no chunk having ended in between, that are put up with
Clock = Callable[[], float]


class StoppedError(Exception):
    """Somebody asked to stop."""


class Dispatch:
    """Hands out chunks by their numbers, the lowest first.

    Parameters
    ----------
    keep : called once for each chunk, as they end, with its number and bytes; returns how many chunks are needed in all
    asked : whether to stop
    """

    def __init__(
        self,
        pool: Pool,
        chunks: Sequence[range],
        *,
        keep: Callable[[int, bytes], int],
        asked: Callable[[], bool] = lambda: False,
        note: Callable[[str], None] = lambda line: None,  # noqa: ARG005
        clock: Clock = time.monotonic,
    ) -> None:
        self._pool, self._chunks = pool, chunks
        self._keep, self._asked, self._note, self._clock = keep, asked, note, clock
        self._end = len(chunks)  # chunks that are needed
        self._todo: Sequence[int] = ()
        self._waiting: deque[int] = deque()
        self._done: set[int] = set()
        self._out: dict[Future[bytes], tuple[int, float]] = {}
        self._lasted_s: list[float] = []
        self._attempts = itertools.count()
        self._losses = 0
        self._broken: tuple[int, LongwatchError] | None = None

    def fly(self, todo: Sequence[int]) -> None:
        """Until these chunks have ended, or enough of them. Raises StoppedError, MachineError, or what a trial raised."""
        self._todo, self._waiting = todo, deque(todo)
        while not all(number in self._done for number in todo if number < self._needed):
            if self._asked():
                self._take([future for future in self._out if future.done()])
                raise StoppedError
            try:
                self._hand_out()
                ended, _ = wait(self._out, timeout=TICK_S, return_when=FIRST_COMPLETED)
                self._take(ended)
                self._give_up_the_hung()
            except _LostError as error:
                self._renew(error)
        if self._broken is not None and self._broken[0] < self._end:
            raise self._broken[1]

    @property
    def _needed(self) -> int:
        """A chunk in which a law broke ends the run there, unless it ends before."""
        return self._end if self._broken is None else min(self._end, self._broken[0])

    def _hand_out(self) -> None:
        room = AHEAD * self._pool.n - len(self._out)
        while room > 0 and self._waiting and self._waiting[0] < self._needed:
            self._submit(self._waiting[0])
            self._waiting.popleft()
            room -= 1
        if room > 0 and len(self._lasted_s) > 2:
            copies = Counter(number for number, _ in self._out.values())
            for number, began_s in list(self._out.values()):
                if copies[number] == 1 and self._clock() - began_s > self._limit_s(SLOW, SLOW_S):
                    self._note(f"trials {_named(self._chunks[number])} are slow: given to a second worker as well")
                    self._submit(number)

    def _limit_s(self, times: float, least_s: float) -> float:
        return max(least_s, times * statistics.median(self._lasted_s))

    def _submit(self, number: int) -> None:
        try:
            future = self._pool.submit(self._chunks[number], next(self._attempts))
        except (BrokenExecutor, OSError, RuntimeError) as error:
            raise _LostError(number, error) from None
        self._out[future] = (number, self._clock())

    def _take(self, ended: Iterable[Future[bytes]]) -> None:
        lost: _LostError | None = None
        for future in ended:
            number, began_s = self._out.pop(future)
            try:
                data = future.result()
            except LongwatchError as error:
                if number < self._needed:
                    self._broken = (number, error)
            except (Exception, CancelledError) as error:
                if not _is_loss(error):
                    raise
                lost = _LostError(number, error)
            else:
                self._lasted_s.append(self._clock() - began_s)
                self._losses = 0
                if number not in self._done:
                    self._done.add(number)
                    self._end = min(self._end, self._keep(number, data))
        if lost is not None:
            raise lost

    def _give_up_the_hung(self) -> None:
        if self._lasted_s and self._out:
            number, began_s = min(self._out.values(), key=lambda one: one[1])
            if number not in self._done and self._clock() - began_s > self._limit_s(HUNG, HUNG_S):
                raise _LostError(number, TimeoutError("no answer"))

    def _renew(self, lost: _LostError) -> None:
        """Other workers in place of lost ones; what they had is handed out again."""
        self._losses += 1
        where, why = f"trials {_named(self._chunks[lost.number])}", f"{type(lost.why).__name__} {lost.why}".strip()
        if self._losses > LOSSES:
            hint = "have they enough memory? fewer --workers need less"
            raise MachineError(Problem(where, f"the workers were lost {self._losses} times in a row ({why})", hint))
        self._note(f"{where}: workers lost ({why}); flown again")
        self._waiting = deque(number for number in self._todo if number not in self._done)
        self._out.clear()
        try:
            self._pool.renew()
        except (OSError, RuntimeError) as error:
            raise MachineError(Problem(where, f"the workers are gone ({error})", "")) from None


class _LostError(Exception):
    """Workers were lost with a chunk."""

    def __init__(self, number: int, why: BaseException) -> None:
        super().__init__(number, why)
        self.number, self.why = number, why


def _is_loss(error: BaseException) -> bool:
    """Whether it came over the workers and not out of the trials."""
    if isinstance(error, BrokenExecutor | CancelledError | OSError | MemoryError):
        return True
    return type(error).__module__.partition(".")[0] in ("distributed", "asyncio")


def _named(chunk: range) -> str:
    return f"{chunk.start} to {chunk.stop - 1}"
