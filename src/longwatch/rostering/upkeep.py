"""Maintenance as a plan sees it: due after so many hours of each vehicle, and who is away for it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Upkeep:
    """What the vehicles of a fleet need."""

    every_s: int  # flown
    lasts_s: int
    places: int = 1
    tolerance_s: int = 0  # by so much more a vehicle may fly
    since_s: tuple[int, ...] = ()  # flown by each at the start since the last time; left out: 0
    binding: bool = False  # whether a sortie beyond it may not be flown

    @property
    def most_s(self) -> int:
        """What a vehicle may fly between two."""
        return self.every_s + self.tolerance_s


def vehicles_there(count: int, away: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """(time_s, vehicles from then on), the first at 0 or before."""
    changes: dict[int, int] = {0: 0}
    for from_s, to_s in away:
        changes[from_s] = changes.get(from_s, 0) - 1
        changes[to_s] = changes.get(to_s, 0) + 1
    now, steps = count, []
    for at_s, change in sorted(changes.items()):
        now += change
        steps.append((at_s, max(now, 0)))
    return tuple(steps)
