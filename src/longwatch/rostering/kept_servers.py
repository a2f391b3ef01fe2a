"""The most on-station time that vehicles can give by an instant where hours between two stays in maintenance bind.

A vehicle that has been in r times by the take-off of its last sortie has flown no more than (r + 1) most - since by its landing,
and was away r lasts in between. With m sorties it so has no more than

    min(m S, t - m out - (m - 1) after - r lasts, (r + 1) most - since - m ways)

seconds on station by t, `ways` the least it flies out and back. Places give no more than `places t / lasts` stays to all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from longwatch.rostering.problem import Group, Leg
from longwatch.rostering.servers import after_s
from longwatch.rostering.upkeep import Upkeep


@dataclass(frozen=True)
class KeptServers:
    """With several legs the best of each figure is taken, so that no mixture has more."""

    upkeep: Upkeep
    stint_s: int
    out_s: int
    after_s: int
    ways_s: int
    since_s: tuple[int, ...]  # of those at their base
    left_s: tuple[
        int, ...
    ]  # of those aloft, on station; who they are is not known, so they count as serviced least long ago
    least_since_s: int

    @classmethod
    def of(cls, group: Group, legs: Sequence[Leg], left_s: Sequence[int]) -> KeptServers:
        assert group.upkeep is not None
        known = group.upkeep.since_s[: group.count]
        since = sorted([*known, *[0] * (group.count - len(known))])
        out, after = min(leg.times.out_min_s for leg in legs), min(after_s(leg, True) for leg in legs)
        return cls(
            group.upkeep,
            max(leg.stint_max_s for leg in legs),
            out,
            after,
            min(out + after, *(leg.times.out_min_s + leg.times.back_min_s for leg in legs)),
            tuple(since[: max(group.count - len(left_s), 0)]),
            tuple(left_s),
            since[0] if since else 0,
        )

    def most_by(self, t: int) -> int:
        """On-station seconds of all vehicles in [0, t)."""
        fresh = sum(self._one_by(t, since) for since in self.since_s)
        alone = fresh + sum(self._aloft_by(t, left) for left in self.left_s)
        return max(0, min(alone, self._by_places(t)))

    def _one_by(self, t: int, since_s: int) -> int:
        return self._best(t + self.after_s, self.out_s + self.after_s, 0, since_s)

    def _aloft_by(self, t: int, left_s: int) -> int:
        return max(min(left_s, t), self._best(t, self.out_s + self.after_s, left_s, self.least_since_s))

    def _best(self, time_s: int, away_s: int, left_s: int, since_s: int) -> int:
        """max over r and m of min(left + m S, time - m away - r lasts, left + (r + 1) most - since - m ways)."""
        best, rest = 0, self.upkeep
        for r in range(time_s // rest.lasts_s + 1):
            free_s, hours_s = time_s - r * rest.lasts_s, (r + 1) * rest.most_s - since_s
            turns = {
                1,
                max(free_s - left_s, 0) // (self.stint_s + away_s),
                max(hours_s, 0) // (self.stint_s + self.ways_s),
            }
            for m in {m for at in turns for m in (at, at + 1) if m > 0}:
                y = min(left_s + m * self.stint_s, free_s - m * away_s, left_s + hours_s - m * self.ways_s)
                best = max(best, y)
            if hours_s >= time_s:  # more stays only cost time
                break
        return best

    def _by_places(self, t: int) -> int:
        """Hours between all stays that places allow; a stint takes its share of ways with it."""
        rest, n = self.upkeep, len(self.since_s) + len(self.left_s)
        stays = rest.places * t // rest.lasts_s
        hours_s = rest.most_s * (n + stays) - sum(self.since_s) - self.least_since_s * len(self.left_s)
        share = 1.0 + self.ways_s / self.stint_s
        return math.ceil(max(hours_s, 0) / share * (1.0 + 1e-12)) + sum(min(left, t) for left in self.left_s)
