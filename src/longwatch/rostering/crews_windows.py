"""When duties begin and end so that those in the air always have a crew, with as few crews as will do.

Crews of a station hand vehicles over at any instant, so it is enough to count: X(t) duties have begun by t, E(t) have ended.
With a(t) vehicles in the air, C crews, duty D and rest R every roster of duties keeps, and every pair of counts that keeps
them can be made into one (first in, first out):

    X(t) - E(t) >= a(t)        those in the air have a crew
    E(t) >= X(t - D)           no duty is longer than D
    X(t) - E(t - R) <= C       who is neither on duty nor rested is one of the C crews

These are differences of two counts, so their least solution (duties begin and end as late as they can) is found by going
round from X = E = 0 until nothing changes; where it would need a duty that ended before the start there is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
MOST_ROUNDS = 3000  # of going round; beyond that a number of crews counts as not enough


@dataclass(frozen=True)
class Airborne:
    """How many are in the air: `n[i]` from `time_s[i]` on, the first 0 before `time_s[0]`. Half-open flights."""

    time_s: Ints
    n: Ints

    @classmethod
    def of(cls, flights: Sequence[tuple[int, int]]) -> Airborne:
        begins, ends = np.array(flights, np.int64).reshape(-1, 2).T
        time_s = np.unique(np.concatenate([begins, ends]))
        up, down = (np.searchsorted(np.sort(part), time_s, "right") for part in (begins, ends))
        return cls(time_s, (up - down).astype(np.int64))

    def at(self, time_s: Ints) -> Ints:
        place = np.searchsorted(self.time_s, time_s, "right") - 1
        found: Ints = np.where(place >= 0, self.n[np.maximum(place, 0)], 0)
        return found

    @cached_property
    def _flown_s(self) -> Ints:
        """In the air before each of `time_s`, summed over vehicles."""
        return np.concatenate([[0], np.cumsum(self.n[:-1] * np.diff(self.time_s))])

    def flown_s(self, until_s: Ints) -> Ints:
        place = np.maximum(np.searchsorted(self.time_s, until_s, "right") - 1, 0)
        found: Ints = self._flown_s[place] + self.n[place] * np.maximum(until_s - self.time_s[place], 0)
        return found


@dataclass(frozen=True)
class Windows:
    """Stretches on duty, in order of beginning and of end: [begin_s[i], end_s[i])."""

    begin_s: Ints
    end_s: Ints


NOTHING = Windows(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True)
class Rule:
    """Crews that share flights; `rested_s` in order, of those who still rest at the start."""

    n_crews: int
    duty_s: int
    rest_s: int
    rested_s: tuple[int, ...] = ()


def fewest_bound(airborne: Airborne, duty_s: int, rest_s: int) -> int:
    """No fewer crews can do. One crew flies one vehicle at a time; at most D seconds of any D + R; and of instants D apart,
    the first and last no more than R apart, it is in the air at one.
    """
    if len(airborne.n) == 0 or airborne.n.max() == 0:
        return 0
    starts, cycle_s = airborne.time_s, duty_s + rest_s
    flown_s = airborne.flown_s(starts + cycle_s) - airborne.flown_s(starts)
    before_s = airborne.flown_s(starts) - airborne.flown_s(starts - cycle_s)
    most_s = max(int(flown_s.max()), int(before_s.max()))
    apart = np.arange(rest_s // duty_s + 1) * duty_s
    edges = np.unique(np.concatenate([starts - step for step in apart]))
    together = sum(airborne.at(edges + step) for step in apart)
    return max(int(np.max(together)), math.ceil(most_s / duty_s))


def duty_windows(
    airborne: Airborne, n_crews: int, duty_s: int, rest_s: int, rested_s: Sequence[int] = ()
) -> Windows | None:
    """The least solution for so many crews, of whom some still rest at the start until `rested_s`; None if there is none."""
    found = _solved(airborne, Rule(n_crews, duty_s, rest_s, tuple(sorted(rested_s))), NOTHING)
    if found is None:
        return None
    kept = found.end_s > found.begin_s  # an empty duty only stands for a crew that is spared
    return Windows(found.begin_s[kept], found.end_s[kept])


def _solved(airborne: Airborne, rule: Rule, start: Windows) -> Windows | None:
    """The least solution, from counts that are not above it: nothing, or the solution for more crews."""
    if len(airborne.n) == 0 or airborne.n.max() == 0:
        return NOTHING
    if rule.n_crews < int(airborne.n.max()):
        return None
    begin_s, end_s = start.begin_s, start.end_s
    for _ in range(MOST_ROUNDS):
        begins = _begins(airborne, end_s)
        ends = _ends(begins, rule)
        if ends[0] < 0:
            return None
        if np.array_equal(begins, begin_s) and np.array_equal(ends, end_s):
            return Windows(begins, ends)
        begin_s, end_s = begins, ends
    return None


def _begins(airborne: Airborne, end_s: Ints) -> Ints:
    """The latest beginnings: the j-th duty begins where ends and those in the air first make j."""
    time_s = np.union1d(airborne.time_s, end_s[end_s <= airborne.time_s[-1]])
    wanted = np.searchsorted(end_s, time_s, "right") + airborne.at(time_s)
    most = np.maximum.accumulate(wanted)
    found: Ints = time_s[np.searchsorted(most, np.arange(1, most[-1] + 1), "left")]
    return found


def _ends(begin_s: Ints, rule: Rule) -> Ints:
    """The latest ends: after a full duty, and a rest before the crew is needed again."""
    end_s = begin_s + rule.duty_s
    away = len(rule.rested_s) - np.searchsorted(np.array(rule.rested_s, np.int64), begin_s, "right")
    before = np.arange(1, len(begin_s) + 1) - rule.n_crews + away  # so many duties have ended a rest before it begins
    needed = before >= 1
    np.minimum.at(end_s, np.minimum(before[needed], len(begin_s)) - 1, begin_s[needed] - rule.rest_s)
    found: Ints = np.minimum.accumulate(end_s[::-1])[::-1]
    return found


def fewest_crews(airborne: Airborne, duty_s: int, rest_s: int, rested_s: Sequence[int] = ()) -> int:
    """The fewest crews for which there are windows; those that still rest at the start are among them."""
    few, rested = fewest_bound(airborne, duty_s, rest_s), tuple(sorted(rested_s))
    if few == 0 or _solved(airborne, Rule(few, duty_s, rest_s, rested), NOTHING) is not None:
        return few
    most = math.ceil(int(airborne.n.max()) * (duty_s + rest_s) / duty_s) + len(rested)
    known = NOTHING  # with `most` all those in the air can be relieved for ever
    while most - few > 1:
        half = (few + most) // 2
        found = _solved(airborne, Rule(half, duty_s, rest_s, rested), known)
        if found is None:
            few = half
        else:
            most, known = half, found
    return most
