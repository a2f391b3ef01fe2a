"""What a plan tells of itself while it is being made, and where it may be asked to stop.

Whoever listens may raise KeyboardInterrupt: the search then ends, and the best roster so far is the plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from longwatch.rostering.bound import Bound
from longwatch.rostering.builder import Score, score
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.rostering.resources import Sortie, stays_on


@dataclass(frozen=True)
class Step:
    """Where a plan stands.

    name : "bound", "builder", "explore", "search", "maintenance"; "best" at the end: the roster that is the plan
    done, of : windows of this search; 0 where none are counted
    covered : share of the demand that the best roster so far covers; None before the first
    most : share that no roster exceeds; None before the bound is known
    by_weight : whether both count each second by the weight of its line, because lines differ in it
    on_grid : share that this search has come to, in whole slots
    of_lines : whether they are shares of the lines' time while the demand of some watch is of cells, which have shares of
        their own
    """

    name: str
    done: int = 0
    of: int = 0
    covered: float | None = None
    most: float | None = None
    on_grid: float | None = None
    by_weight: bool = False
    of_lines: bool = False

    def __str__(self) -> str:
        """ "search 8/30: covered 96.4 % (96.9 % on its grid), no roster beyond 97.5 %"."""
        said, of = [], " of lines" if self.of_lines else ""
        if self.covered is not None:
            grid = "" if self.on_grid is None else f" ({_percent(self.on_grid)} on its grid)"
            said.append(f"covered {_percent(self.covered)}{of}{' by weight' if self.by_weight else ''}{grid}")
        if self.most is not None:
            said.append(f"no roster beyond {_percent(self.most)}{of}")
        counted = f" {self.done}/{self.of}" if self.of else ""
        return f"{self.name}{counted}" + (f": {', '.join(said)}" if said else "")


Listener = Callable[[Step], None]


def unheard(step: Step) -> None:
    """Nobody listens."""


class Teller:
    """Tells steps with the best roster so far and the bound beside it."""

    def __init__(self, problem: Problem, limit: Bound, listener: Listener) -> None:
        self._problem, self._listener = problem, listener
        self._by_weight = len({line.weight for line in problem.lines}) > 1
        self._asked = demand_s(problem) if self._by_weight else float(limit.demand_s)
        least = limit.weighted_uncovered_s if self._by_weight else limit.uncovered_s
        self._most = 1.0 - least / self._asked if self._asked else 1.0
        self._of_lines = any(line.kind == "tour" for line in problem.lines)
        self._name = ""
        self._best: Score | None = None
        self._covered: float | None = None

    def found(self, sorties: Sequence[Sortie]) -> None:
        """A roster; where it is better than all before it, the stage that came to it tells what it covers."""
        worth = score(self._problem, list(sorties))
        if self._best is None or worth < self._best:
            self._best, self._covered = worth, self._share(sorties)
            self.say(self._name)

    def ended(self, sorties: Sequence[Sortie]) -> None:
        """The roster that is the plan: what vehicles away for maintenance can't fly is no longer in it."""
        self._covered = self._share(sorties)
        self.say("best")

    def say(self, name: str, done: int = 0, of: int = 0, on_grid: float | None = None) -> None:
        """A step, with its windows where it has any."""
        self._name = name
        self._listener(Step(name, done, of, self._covered, self._most, on_grid, self._by_weight, self._of_lines))

    def _share(self, sorties: Sequence[Sortie]) -> float:
        one = list(sorties)
        short = score(self._problem, one).uncovered_s if self._by_weight else uncovered_s(self._problem, one)
        return 1.0 - short / self._asked if self._asked else 1.0


def demand_s(problem: Problem) -> float:
    """Watcher-seconds asked for, each by the weight of its line."""
    return math.fsum(
        line.weight * line.k * (end - start)
        for line in problem.lines
        for start, end in demand_windows(line, problem.length_s)
    )


def uncovered_s(problem: Problem, sorties: Sequence[Sortie]) -> int:
    """Watcher-seconds of all lines that nobody holds."""
    return sum(
        cover_line(line, stays_on(index, sorties), problem.length_s).uncovered_s
        for index, line in enumerate(problem.lines)
    )


def _percent(share: float) -> str:
    """One decimal, cut so that no share short of all is told as 100 %."""
    return f"{int(share * 1000) / 10:.1f} %"
