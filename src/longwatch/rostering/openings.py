"""When a base may be used and how many its crews can fly: sorted half-open stretches, and room over time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Openings = tuple[tuple[int, int], ...] | None  # None: always open
Steps = tuple[tuple[int, int], ...] | None  # (time_s, limit from then on), the first at 0 or before; None: no change
NEVER = 1 << 60


def stretch_at(openings: tuple[tuple[int, int], ...], at: int) -> tuple[int, int] | None:
    """The stretch that holds an instant."""
    index = bisect_right(openings, (at, NEVER)) - 1
    return openings[index] if index >= 0 and at < openings[index][1] else None


def first_open(openings: Openings, at: int) -> int:
    """The first open instant from `at` on; NEVER if there is none."""
    if openings is None:
        return at
    index = bisect_right(openings, (at, NEVER)) - 1
    if index >= 0 and at < openings[index][1]:
        return at
    return openings[index + 1][0] if index + 1 < len(openings) else NEVER


def last_open(openings: Openings, at: int) -> int:
    """The last open instant not after `at`; -NEVER if there is none."""
    if openings is None:
        return at
    index = bisect_right(openings, (at, NEVER)) - 1
    return min(at, openings[index][1] - 1) if index >= 0 else -NEVER


def is_open(openings: Openings, at: int) -> bool:
    return openings is None or stretch_at(openings, at) is not None


def next_opening(openings: Openings, after: int) -> int:
    """The first beginning of a stretch after an instant; NEVER if there is none."""
    if openings is None:
        return NEVER
    index = bisect_right(openings, (after, NEVER))
    return openings[index][0] if index < len(openings) else NEVER


def both_open(openings: Openings, other: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Where both are open; `other` is the shorter."""
    if openings is None:
        return other
    out = []
    for start, end in other:
        for index in range(max(bisect_right(openings, (start, NEVER)) - 1, 0), len(openings)):
            a, b = max(start, openings[index][0]), min(end, openings[index][1])
            if openings[index][0] >= end:
                break
            if a < b:
                out.append((a, b))
    return tuple(out)


def limit_at(steps: Sequence[tuple[int, int]], at: int) -> int:
    return steps[max(bisect_right(steps, (at, NEVER)) - 1, 0)][1]


def most_within(steps: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """The highest limit of [start, end)."""
    return max(limit_at(steps, start), *(limit for at, limit in steps if start < at < end), 0)


def least_within(steps: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """The lowest limit of [start, end)."""
    return min([limit_at(steps, start), *(limit for at, limit in steps if start < at < end)])


def crew_seconds(steps: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """The integral of the limit over [start, end)."""
    edges = [start, *(at for at, _ in steps if start < at < end), end]
    return sum(limit_at(steps, a) * (b - a) for a, b in pairwise(edges))


@dataclass
class Room:
    """How many more may be in the air: a step function, changed by every sortie."""

    times: list[int]
    free: list[int]  # free[i] from times[i] to times[i + 1]

    @classmethod
    def of(cls, steps: Sequence[tuple[int, int]]) -> Room:
        return cls([-NEVER, *(at for at, _ in steps)], [steps[0][1], *(limit for _, limit in steps)])

    def change(self, start: int, end: int, by: int) -> None:
        """One more (by = -1) or fewer in the air over [start, end)."""
        if end <= start:
            return
        first, last = self._cut(start), self._cut(end)
        for index in range(first, last):
            self.free[index] += by

    def _cut(self, at: int) -> int:
        index = bisect_left(self.times, at)
        if index == len(self.times) or self.times[index] != at:
            self.times.insert(index, at)
            self.free.insert(index, self.free[index - 1])
        return index

    def first_free(self, at: int) -> int:
        index = bisect_right(self.times, at) - 1
        if self.free[index] > 0:
            return at
        while index < len(self.free) and self.free[index] <= 0:
            index += 1
        return self.times[index] if index < len(self.free) else NEVER

    def last_free(self, at: int) -> int:
        index = bisect_right(self.times, at) - 1
        if self.free[index] > 0:
            return at
        while index >= 0 and self.free[index] <= 0:
            index -= 1
        return self.times[index + 1] - 1 if index >= 0 else -NEVER

    def blocked_from(self, at: int) -> int:
        """The first instant from `at` on without room; NEVER if there is none."""
        index = bisect_right(self.times, at) - 1
        if self.free[index] <= 0:
            return at
        while index < len(self.free) and self.free[index] > 0:
            index += 1
        return self.times[index] if index < len(self.free) else NEVER

    def next_change(self, after: int) -> int:
        index = bisect_right(self.times, after)
        return self.times[index] if index < len(self.times) else NEVER
