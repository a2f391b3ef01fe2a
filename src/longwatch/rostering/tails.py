"""Who flies which sortie: first in, first out. The vehicle that has been ready longest takes the next sortie.

A ferried vehicle keeps its name in the fleet that it joins.
"""

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
    ready = [[(-1, fleet, n) for n in range(group.count)] for fleet, group in enumerate(problem.groups)]
    stints: list[Stint] = []
    for sortie in sorted(sorties, key=lambda s: (s.takeoff_s, s.ready_s, s)):
        pool = ready[sortie.fleet]
        free_s, first_fleet, number = pool[0] if pool else (1, -1, -1)
        if number < 0 or (free_s > sortie.takeoff_s and free_s != -1):
            raise InvariantError(
                f"fleet {problem.groups[sortie.fleet].name}: no vehicle is ready for a take-off at {sortie.takeoff_s} s"
            )
        heapq.heappop(pool)
        heapq.heappush(ready[sortie.home], (sortie.ready_s, first_fleet, number))
        stints += rows_of(problem, sortie, names[first_fleet][number])
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
            to_fleet=problem.groups[sortie.to_fleet].name if sortie.to_fleet >= 0 else "",
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
