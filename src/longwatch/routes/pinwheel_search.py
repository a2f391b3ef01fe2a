"""The exact search for pinwheel and relay sequences: a depth-first walk over states that ends in a loop or in none.

The state of a revisit is how many slots each task may still wait; of a relay, how many each vehicle must still wait. The start,
with nothing waiting, is at least as good as any state, so a schedule exists exactly if an endless walk begins there; there are
finitely many states, so it comes back to one as good as an earlier one, and what lies between is the cycle. Of tasks with one
period the most urgent goes first (any schedule can be rearranged so), which leaves their round robin: the walk is over periods,
not tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Literal

import numpy as np
from numpy.typing import NDArray

State = tuple[int, ...]
_MOST_LOOPED = 200_000  # slots of a cycle after the round robin was written out


@dataclass(frozen=True)
class Found:
    schedulable: bool | None  # None: neither a loop nor every state was seen
    cycle: tuple[int, ...]  # empty too where the cycle is too long to write out
    states: int


class _Path:
    """The states of the walk in rows that can be compared at once."""

    def __init__(self, width: int) -> None:
        self.rows: NDArray[np.int64] = np.zeros((256, width), np.int64)
        self.n = 0

    def push(self, state: State) -> None:
        if self.n == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        self.rows[self.n] = state
        self.n += 1

    def as_good(self, state: State, *, more_is_better: bool) -> int:
        """The latest row that the state is as good as, -1 if none."""
        held = self.rows[: self.n]
        good = (held <= state if more_is_better else held >= state).all(axis=1)
        hits = np.flatnonzero(good)
        return int(hits[-1]) if len(hits) else -1


def searched(kind: Literal["revisit", "relay"], periods: Sequence[int], most_states: int) -> Found:
    """A cycle, the proof that there is none, or neither after `most_states` states."""
    order = sorted(range(len(periods)), key=lambda i: (periods[i], i))
    sizes = [periods[i] for i in order]
    revisit = kind == "revisit"
    start = tuple(sizes) if revisit else (0,) * len(sizes)
    dead: set[State] = set()
    path, word, walk = _Path(len(sizes)), list[int](), list[tuple[State, Iterator[tuple[int, State]]]]()
    path.push(start)
    walk.append((start, _steps(start, sizes, revisit)))
    states = 1
    while walk:
        state, steps = walk[-1]
        step = next(steps, None)
        if step is None:
            dead.add(state)
            walk.pop()
            path.n -= 1
            if word:
                word.pop()
            continue
        period, to = step
        if to in dead:
            continue
        loop = path.as_good(to, more_is_better=revisit)
        if loop >= 0:
            cycle = _named([*word[loop:], period], sizes, order)
            return Found(True, cycle, states)
        if states >= most_states:
            return Found(None, (), states)
        states += 1
        word.append(period)
        path.push(to)
        walk.append((to, _steps(to, sizes, revisit)))
    return Found(False, (), states)


def _steps(state: State, sizes: Sequence[int], revisit: bool) -> Iterator[tuple[int, State]]:
    """(period served, next state) of every step that leaves no task late, the most urgent first.

    Within one period the slots of a state are kept rising, so that states which differ in names only are one.
    """
    firsts = [i for i in range(len(sizes)) if i == 0 or sizes[i] != sizes[i - 1]]
    if revisit:
        for i in sorted(firsts, key=lambda i: (state[i], sizes[i])):
            to = sorted((sizes[k], sizes[k] if k == i else left - 1) for k, left in enumerate(state))
            waits = tuple(left for _, left in to)
            if all(left > rank for rank, left in enumerate(sorted(waits))):  # k tasks can't be served in k - 1 slots
                yield sizes[i], waits
        return
    for i in sorted(firsts, key=lambda i: -sizes[i]):  # who must rest longest is spent first, the quick one kept
        if state[i] == 0:
            to = sorted((sizes[k], sizes[k] - 1 if k == i else max(left - 1, 0)) for k, left in enumerate(state))
            yield sizes[i], tuple(left for _, left in to)


def _named(word: Sequence[int], sizes: Sequence[int], order: Sequence[int]) -> tuple[int, ...]:
    """Tasks in place of periods: those of one period in turn, for so many rounds of the word that it comes out even.

    () where that is too long.
    """
    members: dict[int, list[int]] = {}
    for place, size in enumerate(sizes):
        members.setdefault(size, []).append(order[place])
    rounds = 1
    for size, times in Counter(word).items():
        n = len(members[size])
        own = n // gcd(n, times)
        rounds = rounds * own // gcd(rounds, own)
    if rounds * len(word) > _MOST_LOOPED:
        return ()
    turn = dict.fromkeys(members, 0)
    cycle = []
    for size in [*word] * rounds:
        cycle.append(members[size][turn[size] % len(members[size])])
        turn[size] += 1
    return tuple(cycle)
