"""The most on-station time that vehicles, crews or channels can give by an instant, on no grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from longwatch.rostering.problem import Leg


def after_s(leg: Leg, turned: bool) -> int:
    """Least busy time of a server after a stint."""
    return leg.times.back_min_s + (leg.turnaround_s if turned else 0)


@dataclass(frozen=True)
class Servers:
    """The most on-station time that some servers can give by an instant, from the exact form of one server.

    Fresh: f(t) = max over m of min(m S, t - m out - (m - 1) after). Aloft at the start with L seconds left on station:
    f(t) = max over m of min(L + m S, t - m (out + after)). With several legs the best of each figure is taken, so that
    the form stays above every mixture.
    """

    stint_s: int
    out_s: int
    after_s: int
    fresh: int
    left: tuple[int, ...]  # of those aloft

    @classmethod
    def of(cls, legs: Sequence[Leg], alofts: Sequence[tuple[Sequence[Leg], int]], limit: int, turned: bool) -> Servers:
        """`alofts` are the legs of which each may be, those of a ferry among them, and its take-off."""
        left = [max(0, *(takeoff + leg.endurance_s - leg.times.back_min_s for leg in ways)) for ways, takeoff in alofts]
        return cls(
            max(leg.stint_max_s for leg in legs),
            min(leg.times.out_min_s for leg in legs),
            min(after_s(leg, turned) for leg in legs),
            max(limit - len(left), 0),
            tuple(left),
        )

    def most_by(self, t: int) -> int:
        """On-station seconds of all servers in [0, t)."""
        return self.fresh * self._one_by(t) + sum(self._aloft_by(t, left) for left in self.left)

    def _one_by(self, t: int) -> int:
        away = self.out_s + self.after_s
        return max(0, *(min(m * self.stint_s, t - m * self.out_s - (m - 1) * self.after_s)
                        for m in _near((t + self.after_s) // (self.stint_s + away))))  # fmt: skip

    def _aloft_by(self, t: int, left: int) -> int:
        away = self.out_s + self.after_s
        rest = max(t - left, 0)
        return max(0, *(min(left + m * self.stint_s, t - m * away)
                        for m in _near(rest // (self.stint_s + away), least=0)))  # fmt: skip


def _near(m: int, least: int = 1) -> list[int]:
    """One term rises with m, the other falls: the best m stands where they cross."""
    return [max(least, n) for n in (m - 1, m, m + 1, m + 2)]
