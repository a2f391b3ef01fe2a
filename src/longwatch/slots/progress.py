"""How far a search has come, told to whoever listens while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """Where a search stands; `wanted`, `uncovered` and `bound` alike in station-slots (or seconds) times their weights.

    uncovered : by the best roster so far; it never rises
    bound : what every roster leaves uncovered, as far as is known; it never falls
    windows : solved so far
    seconds : by the clock since the search began
    """

    wanted: float
    uncovered: float
    bound: float
    windows: int
    seconds: float

    @property
    def covered(self) -> float:
        """What the best roster covers of what is wanted."""
        return self.wanted - self.uncovered

    @property
    def proved(self) -> bool:
        """Whether nothing less can be left uncovered."""
        return self.uncovered <= self.bound + 1e-9


Listener = Callable[[Progress], None]
