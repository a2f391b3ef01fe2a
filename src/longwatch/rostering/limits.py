"""Limits that no set of free vehicles can say: hours flown in a span, take-offs of a day, movements of a deck.

`Budget`, `Daily` and `Spacing` are the rules, `HoursFlown`, `TakeoffsMade` and `DeckUse` what sorties have used of them. Each
tells the first and the last instant near another at which one more sortie may begin, as the openings of a base do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from longwatch.rostering.openings import NEVER


@dataclass(frozen=True)
class Budget:
    """At most `most_s` seconds airborne of all vehicles of a fleet together, in each span."""

    most_s: int
    spans: tuple[tuple[int, int], ...]  # [from, to), one after another, from 0 to the end of the period


@dataclass(frozen=True)
class Daily:
    """At most `most` take-offs of a fleet in each local day."""

    most: int
    days: tuple[int, ...]  # when each begins, the first at 0 or before


@dataclass(frozen=True)
class Spacing:
    """At most `most` launches and landings of a base within any `within_s` seconds."""

    most: int
    within_s: int


class Gate(Protocol):
    """When one more sortie may take off; NEVER and -NEVER where there is no such instant."""

    def first_free(self, at: int) -> int: ...
    def last_free(self, at: int) -> int: ...
    def next_change(self, after: int) -> int: ...


@dataclass
class HoursFlown:
    """What is left of a fleet's hours in each span."""

    budget: Budget
    left: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = [self.budget.most_s] * len(self.budget.spans)

    def use(self, takeoff_s: int, land_s: int, sign: int = 1) -> None:
        for n, seconds in flown_in(self.budget.spans, takeoff_s, land_s):
            self.left[n] -= sign * seconds

    def land_by(self, takeoff_s: int) -> int:
        """The last landing for which the hours suffice; the take-off itself where none are left."""
        for n in range(self._at(max(takeoff_s, 0)), len(self.left)):
            start, end = self.budget.spans[n]
            since = max(start, takeoff_s)
            if self.left[n] < end - since:
                return since + max(self.left[n], 0)
        return NEVER

    def first_free(self, at: int) -> int:
        n = self._at(at)
        while n < len(self.left) and self.left[n] <= 0:
            n += 1
            at = self.budget.spans[n][0] if n < len(self.left) else NEVER
        return at

    def last_free(self, at: int) -> int:
        n = self._at(at)
        while 0 <= n < len(self.left) and self.left[n] <= 0:
            at = self.budget.spans[n][0] - 1
            n -= 1
        return at if n >= 0 else -NEVER

    def next_change(self, after: int) -> int:
        """When a new span begins, or before it so that what is left of the old one is used up on the way into it."""
        n = self._at(after)
        if n >= len(self.left):
            return NEVER
        end = self.budget.spans[n][1]
        into = end - max(self.left[n], 0)
        return into if into > after else end

    def _at(self, at: int) -> int:
        """The span of an instant; those after the last one are past the end."""
        return (
            max(bisect_right(self.budget.spans, (at, NEVER)) - 1, 0)
            if at < self.budget.spans[-1][1]
            else len(self.left)
        )


def flown_in(spans: Sequence[tuple[int, int]], takeoff_s: int, land_s: int) -> list[tuple[int, int]]:
    """(span, seconds) of one sortie."""
    first = max(bisect_right(spans, (takeoff_s, NEVER)) - 1, 0)
    out = []
    for n in range(first, len(spans)):
        start, end = spans[n]
        if start >= land_s:
            break
        seconds = min(end, land_s) - max(start, takeoff_s)
        if seconds > 0:
            out.append((n, seconds))
    return out


@dataclass
class TakeoffsMade:
    """How many more take-offs each day has."""

    daily: Daily
    left: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = [self.daily.most] * len(self.daily.days)

    def use(self, takeoff_s: int) -> None:
        self.left[self.day(takeoff_s)] -= 1

    def day(self, at: int) -> int:
        return max(bisect_right(self.daily.days, at) - 1, 0)

    def first_free(self, at: int) -> int:
        n = self.day(at)
        while n < len(self.left) and self.left[n] <= 0:
            n += 1
            at = self.daily.days[n] if n < len(self.left) else NEVER
        return at

    def last_free(self, at: int) -> int:
        n = self.day(at)
        while n >= 0 and self.left[n] <= 0:
            at = self.daily.days[n] - 1
            n -= 1
        return at if n >= 0 else -NEVER

    def next_change(self, after: int) -> int:
        n = self.day(after) + 1
        return self.daily.days[n] if n < len(self.left) else NEVER


@dataclass
class DeckUse:
    """Launches and landings of a base so far, in order of time.

    One more at x is too many where the `most` of them from number i on and x lie within less than `within_s`.
    """

    spacing: Spacing
    times: list[int] = field(default_factory=list)

    def add(self, at: int) -> None:
        insort(self.times, at)

    def drop(self, at: int) -> None:
        del self.times[bisect_left(self.times, at)]

    def closed(self, from_s: int, to_s: int) -> Iterator[tuple[int, int]]:
        """Half-open stretches that touch [from_s, to_s) in which there is no room, by their beginnings."""
        most, within = self.spacing.most, self.spacing.within_s
        for i in range(bisect_right(self.times, from_s - within), len(self.times) - most + 1):
            start, end = self.times[i + most - 1] - within + 1, self.times[i] + within
            if start >= to_s:
                return
            if start < end:
                yield start, end

    def first_free(self, at: int) -> int:
        while found := [end for _, end in self.closed(at, at + 1)]:
            at = found[-1]
        return at

    def last_free(self, at: int) -> int:
        while found := next(self.closed(at, at + 1), None):
            at = found[0] - 1
        return at

    def next_change(self, after: int) -> int:
        return next((end for _, end in self.closed(after, NEVER) if end > after), NEVER)

    def open_within(self, from_s: int, to_s: int) -> tuple[tuple[int, int], ...]:
        """Where there is room in [from_s, to_s)."""
        out, at = [], from_s
        for start, end in self.closed(from_s, to_s):
            if start > at:
                out.append((at, min(start, to_s)))
            at = max(at, end)
        return (*out, (at, to_s)) if at < to_s else tuple(out)
