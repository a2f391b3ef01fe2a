"""Who flies which sortie: first in, first out. The vehicle that has been ready longest takes the next sortie."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from longwatch.errors import InvariantError
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.scenario.plan import Stint


def match_tails(problem: Problem, sorties: Sequence[Sortie]) -> tuple[Stint, ...]:
    """Stints with tails, in order of take-off. Sorties are intervals [take-off, ready), so the first vehicle that is
    ready always serves, if any does. Raises InvariantError where a fleet would need more vehicles than it has.
    """
    names = tail_names(problem)
    ready: list[list[tuple[int, int]]] = [[(-1, n) for n in range(group.count)] for group in problem.groups]
    stints: list[Stint] = []
    for sortie in sorted(sorties, key=lambda s: (s.takeoff_s, s.ready_s, s)):
        pool = ready[sortie.fleet]
        free_s, number = pool[0] if pool else (1, -1)
        if number < 0 or (free_s > sortie.takeoff_s and free_s != -1):
            raise InvariantError(
                f"fleet {problem.groups[sortie.fleet].name}: no vehicle is ready for a take-off at {sortie.takeoff_s} s"
            )
        heapq.heapreplace(pool, (sortie.ready_s, number))
        stints += rows_of(problem, sortie, names[sortie.fleet][number])
    return tuple(sorted(stints))


def rows_of(problem: Problem, sortie: Sortie, tail: str) -> list[Stint]:
    """A sortie as rows of a roster: one for each line that it holds."""
    return [
        Stint(
            takeoff_s=sortie.takeoff_s,
            line=problem.lines[hold.line].name,
            tail=tail,
            fleet=problem.groups[sortie.fleet].name,
            arrive_s=hold.arrive_s,
            leave_s=hold.leave_s,
            land_s=sortie.land_s,
            ready_s=sortie.ready_s,
            airborne_at_start=sortie.aloft,
        )
        for hold in sortie.holds
    ]


def tail_names(problem: Problem) -> list[list[str]]:
    """By fleet: the names that its vehicles have, else "tb3-1", "tb3-2", ..., numbered through all fleets of a platform, so
    that no tail stands twice.
    """
    used: dict[str, int] = {}
    names = []
    for group in problem.groups:
        first = used.get(group.platform, 0)
        used[group.platform] = first + group.count
        numbered = [f"{group.platform}-{first + n + 1}" for n in range(group.count)]
        names.append([*group.tails[: group.count], *numbered[len(group.tails) :]])
    return names
