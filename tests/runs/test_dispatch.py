"""Workers that die, hang, dawdle or answer twice: every chunk is kept once, and what is told depends on the chunks alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from longwatch.errors import InvariantError, MachineError
from longwatch.runs import dispatch
from longwatch.runs.dispatch import Dispatch, StoppedError

CHUNKS = [range(10 * n, 10 * n + 10) for n in range(12)]
Answer = bytes | BaseException | None  # None: never


class Scripted:
    """Workers by a script: (chunk, attempt at it) -> what comes back at once, or never."""

    how = "a script"

    def __init__(self, script: Callable[[int, int], Answer], n: int = 2) -> None:
        self.script, self.n = script, n
        self.asked = list[int]()
        self.renewed = 0
        self.silent = dict[int, Future[bytes]]()

    def submit(self, trials: range, attempt: int) -> Future[bytes]:  # noqa: ARG002
        number = CHUNKS.index(trials)
        answer = self.script(number, self.asked.count(number))
        self.asked.append(number)
        future = Future[bytes]()
        if isinstance(answer, bytes):
            future.set_result(answer)
        elif answer is not None:
            future.set_exception(answer)
        else:
            self.silent[number] = future
        return future

    def renew(self) -> None:
        self.renewed += 1

    def close(self) -> None:
        pass


def data(number: int) -> bytes:
    return f"chunk {number}".encode()


def flown(pool: Scripted, **more: object) -> dict[int, bytes]:
    """What was kept, by number; a chunk kept twice is an error."""
    kept: dict[int, bytes] = {}

    def keep(number: int, got: bytes) -> int:
        assert number not in kept
        kept[number] = got
        return len(CHUNKS)

    ticks = itertools.count()
    given = {"keep": keep, "clock": lambda: float(next(ticks))} | more
    Dispatch(pool, CHUNKS, **given).fly(range(len(CHUNKS)))  # type: ignore[arg-type]
    return kept


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "TICK_S", 0.001)


def test_every_chunk_is_flown_once_in_order() -> None:
    pool = Scripted(lambda number, _: data(number))
    assert flown(pool) == {n: data(n) for n in range(12)}
    assert pool.asked == list(range(12))


@pytest.mark.parametrize("loss", [BrokenProcessPool("killed"), MemoryError(), ConnectionResetError("gone")])
def test_chunks_of_dead_workers_are_flown_again(loss: BaseException) -> None:
    pool = Scripted(lambda number, nth: loss if nth == 0 and number in (0, 1, 5, 11) else data(number))
    assert flown(pool) == {n: data(n) for n in range(12)}
    assert pool.renewed == 3  # the first two died together


def test_workers_that_die_of_the_same_chunk_again_and_again_end_the_run() -> None:
    pool = Scripted(lambda number, _: BrokenProcessPool("no memory") if number == 7 else data(number))
    with pytest.raises(MachineError, match=r"trials 70 to 79: the workers were lost 4 times in a row .*no memory"):
        flown(pool)
    assert set(pool.asked) == set(range(12))  # all others were flown meanwhile


def test_a_slow_chunk_is_given_to_another_and_the_first_answer_counts() -> None:
    pool = Scripted(lambda number, nth: None if number == 4 and nth == 0 else data(number))
    assert flown(pool) == {n: data(n) for n in range(12)}
    assert pool.asked.count(4) == 2
    assert pool.renewed == 0


def test_a_chunk_that_is_answered_twice_is_kept_once() -> None:
    pool = Scripted(lambda number, nth: None if nth == 0 and number in (3, 4) else data(number))

    def script(number: int, nth: int) -> Answer:
        if number == 11 and 3 in pool.silent:
            pool.silent.pop(3).set_result(data(3))  # the slow one ends after all
        return None if nth == 0 and number in (3, 4) else data(number)

    pool.script = script
    assert flown(pool) == {n: data(n) for n in range(12)}


def test_workers_that_hang_are_replaced() -> None:
    pool = Scripted(lambda number, nth: None if number == 4 and nth < 2 else data(number))
    assert flown(pool) == {n: data(n) for n in range(12)}
    assert pool.renewed == 1


@pytest.mark.parametrize("seed", range(5))
def test_of_several_broken_laws_the_first_trial_is_told_whoever_was_quicker(seed: int) -> None:
    chance = random.Random(seed)
    pool = Scripted(
        lambda number, _: InvariantError(f"chunk {number}") if number in (6, 8, 9) else data(number),
        chance.randint(1, 9),
    )
    with pytest.raises(InvariantError, match="chunk 6"):
        flown(pool)


def test_it_ends_when_enough_was_flown() -> None:
    kept = list[int]()

    def keep(number: int, _: bytes) -> int:
        kept.append(number)
        return 5

    pool = Scripted(lambda number, _: InvariantError("of no interest") if number == 5 else data(number), n=4)
    Dispatch(pool, CHUNKS, keep=keep).fly(range(12))
    assert set(range(5)) <= set(kept)


def test_who_asks_to_stop_loses_no_chunk_that_has_ended() -> None:
    kept = list[int]()
    asked = iter([False, False, True])

    def keep(number: int, _: bytes) -> int:
        kept.append(number)
        return 12

    with pytest.raises(StoppedError):
        Dispatch(Scripted(lambda n, _: data(n)), CHUNKS, keep=keep, asked=lambda: next(asked)).fly(range(12))
    assert sorted(kept) == [0, 1, 2, 3, 4, 5, 6, 7]


def test_a_mistake_of_ours_is_no_loss_of_workers() -> None:
    with pytest.raises(ZeroDivisionError):
        flown(Scripted(lambda number, _: ZeroDivisionError() if number == 3 else data(number)))
