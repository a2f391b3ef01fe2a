"""Transits of a pairing as tables for the kernels: more entries where the way turns, fewer where it is nearly straight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf
from typing import NamedTuple, Protocol

from longwatch.geo.track import Track

TABLE_STEP_S = 1800  # between entries at the most, …
TABLE_SIZE_MAX = 4000  # … but no more entries than these before any is put between
TABLE_ERROR_S = 1  # of whole seconds, where an entry is tried; a corner between two tries adds less than a second

Entry = tuple[int, int]  # (begin_s, way_s)


class TransitTimes(Protocol):
    """Whole seconds of the ways out and back of one pairing; constant unless it `moves`."""

    @property
    def moves(self) -> bool: ...
    def out_s(self, takeoff_s: int, /) -> int: ...
    def back_s(self, leave_s: int, /) -> int: ...


@dataclass(frozen=True)
class ConstantTransits:
    """Transits between a base and a post that stay where they are."""

    out: int
    back: int
    moves: bool = False

    def out_s(self, takeoff_s: int) -> int:  # noqa: ARG002
        return self.out

    def back_s(self, leave_s: int) -> int:  # noqa: ARG002
        return self.back


class Rhythm(NamedTuple):
    """How the transits of a pairing come and go: after which period they are the same again (0: never), and how long base
    and post keep a course at the least."""

    period_s: float = 0.0
    leg_s: float = inf


def rhythm_of(base: Track, post: Track) -> Rhythm:
    """Of a base and a post."""
    legs = [later - earlier for track in (base, post) if track.moves for earlier, later in pairwise(track.times_s)]
    return Rhythm(0.0 if base.moves else post.period_s, min((leg_s for leg_s in legs if leg_s > 0.0), default=inf))


def step_s(leg_s: float, to_s: int) -> int:
    """Entries to begin with: so dense that no two turns are likely between two, as by meeting on the way turns crowd."""
    return max(int(min(TABLE_STEP_S, max(1.0, leg_s / 4))), -(-to_s // TABLE_SIZE_MAX))


def table_of(way_s: Callable[[int], int], to_s: int, step_s: int) -> list[Entry]:
    """Entries from 0 until at least to_s, between which straight lines, rounded up, are within 2 s of the way itself."""
    known: dict[int, int] = {}

    def way(time_s: int) -> int:
        if time_s not in known:
            known[time_s] = way_s(time_s)
        return known[time_s]

    grid = [(time_s, way(time_s)) for time_s in range(0, to_s + step_s, step_s)]
    entries = grid[:1]
    for one, other in pairwise(grid):
        _refine(way, one, other, entries)
    return entries


def between_s(one: Entry, other: Entry, time_s: int) -> int:
    """On the straight line between two entries, rounded up."""
    (a_s, way_a_s), (b_s, way_b_s) = one, other
    return way_a_s - (way_a_s - way_b_s) * (time_s - a_s) // (b_s - a_s)


def _refine(way: Callable[[int], int], one: Entry, other: Entry, entries: list[Entry]) -> None:
    """Append the later entry, and before it as many as are needed between the two."""
    length_s = other[0] - one[0]
    tries = {one[0] + length_s * quarter // 4 for quarter in (1, 2, 3)} - {one[0]}
    if any(abs(between_s(one, other, t) - way(t)) > TABLE_ERROR_S for t in tries):
        middle_s = one[0] + ceil(length_s / 2)
        middle = (middle_s, way(middle_s))
        _refine(way, one, middle, entries)
        _refine(way, middle, other, entries)
    else:
        entries.append(other)
