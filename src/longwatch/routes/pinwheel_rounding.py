"""Schedules by construction: periods rounded to x, 2x, 4x, ... (or x, 3x, 9x, ...), and tasks put together in pairs.

Periods that divide each other fill the slots of a cycle like a tree: each takes the first free residue, and no slot is lost
(R. Holte and others, The pinwheel: a real-time scheduling problem, 1989). A revisit rounds down and needs a density of at most 1
afterwards; a relay rounds up and needs at least 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

Kind = Literal["revisit", "relay"]
_MOST_CYCLE = 1 << 16


def rounded(kind: Kind, periods: Sequence[int]) -> tuple[tuple[int, ...], str] | None:
    """(cycle, how) or None where no base does."""
    for factor in (2, 3):
        for base in range(1, max(periods) + 1 if kind == "relay" else min(periods) + 1):
            chain = [_on_chain(kind, a, base, factor) for a in periods]
            if max(chain) > _MOST_CYCLE:
                continue
            total = sum((Fraction(1, a) for a in chain), Fraction(0))
            if (total <= 1) if kind == "revisit" else (total >= 1):
                return _filled(
                    kind, chain
                ), f"periods rounded {'down' if kind == 'revisit' else 'up'} to {base} x {factor}^j"
    return None


def _on_chain(kind: Kind, period: int, base: int, factor: int) -> int:
    """The largest base factor^j up to the period, for a relay the smallest from it on."""
    at = base
    if kind == "revisit":
        while at * factor <= period:
            at *= factor
    else:
        while at < period:
            at *= factor
    return at


def _filled(kind: Kind, chain: Sequence[int]) -> tuple[int, ...]:
    """Each task on the first residue that is free for it, short periods first; slots left over go to the first task.

    A relay leaves no slot over: what is filled by divisors of a cycle is a multiple of the next period's share until it is full.
    """
    length = lcm(*chain) if kind == "revisit" else max(chain)
    slots: list[int | None] = [None] * length
    for who in sorted(range(len(chain)), key=lambda i: (chain[i], i)):
        free = next((slot for slot in range(chain[who]) if slots[slot] is None), None)
        if free is None:  # a relay that is full
            break
        for slot in range(free, length, chain[who]):
            slots[slot] = who
    spare = min(range(len(chain)), key=lambda i: (chain[i], i))
    return tuple(spare if who is None else who for who in slots)


@dataclass(frozen=True)
class Folded:
    """Fewer tasks, each a pair of others that take turns; `parts[i]` are the turns of task i in their order."""

    periods: tuple[int, ...]
    parts: tuple[tuple[int, ...], ...]

    def unfolded(self, cycle: Sequence[int]) -> tuple[int, ...]:
        turns = lcm(*(len(part) for part in self.parts))
        at = [0] * len(self.parts)
        out = []
        for who in [*cycle] * turns:
            out.append(self.parts[who][at[who] % len(self.parts[who])])
            at[who] += 1
        return tuple(out)


def folded(kind: Kind, periods: Sequence[int], left: int) -> Folded | None:
    """The two slowest put together until so many are left: two that take turns are one of half the period.

    Half of the shorter one rounded down for a revisit, half of the longer one rounded up for a relay. None where there are no
    more than that.
    """
    if len(periods) <= left:
        return None
    tasks: list[tuple[int, tuple[int, ...]]] = [(a, (i,)) for i, a in enumerate(periods)]
    while len(tasks) > left:
        tasks.sort()
        (a, one), (b, other) = tasks[-2:]
        half = a // 2 if kind == "revisit" else -(-b // 2)
        if half < 1:
            return None
        tasks[-2:] = [(half, _in_turn(one, other))]
    tasks.sort()
    return Folded(tuple(a for a, _ in tasks), tuple(part for _, part in tasks))


def _in_turn(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Every second turn to each, for so long that both come out even."""
    n = lcm(len(one), len(other))
    return tuple(who for k in range(n) for who in (one[k % len(one)], other[k % len(other)]))
