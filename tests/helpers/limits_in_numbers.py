"""Planning problems with hours to be flown in a span, take-offs of a day and movements of a base; and their rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from longwatch.rostering.limits import Budget, Daily, Spacing
from longwatch.rostering.limits_of import check_hours_home
from longwatch.rostering.problem import Problem
from longwatch.scenario.plan import Stint


def with_limits(problem: Problem, seed: object, *, spacing: bool = True) -> Problem:
    """The same problem with limits on most of its fleets."""
    dice = Random(f"limits {seed}")
    longest_s = max((leg.endurance_s for leg in problem.legs.values()), default=problem.length_s)
    shared = {name: _spacing(dice, longest_s) for name in ("deck", "field")}
    groups = []
    for group in problem.groups:
        base = dice.choice(["deck", "field"])
        changed = replace(
            group,
            base=base,
            budget=_budget(dice, problem.length_s, group.count) if dice.random() < 0.6 else None,
            daily=_daily(dice, problem.length_s) if dice.random() < 0.4 else None,
            spacing=shared[base] if spacing else None,
        )
        groups.append(changed)
    found = replace(problem, groups=tuple(groups))
    return (
        replace(found, groups=tuple(replace(g, aloft=()) for g in groups)) if list(check_hours_home(found)) else found
    )


def with_overlap(problem: Problem, seed: object) -> Problem:
    """The same problem with an overlap on most of its lines, short against their stays or not."""
    dice = Random(f"overlap {seed}")
    longest_s = max((leg.stint_max_s for leg in problem.legs.values()), default=100)
    asked = tuple(
        dice.choice([0, 1, *(int(longest_s * dice.uniform(0.0, 0.6)) for _ in range(4))]) for _ in problem.lines
    )
    return replace(problem, overlaps=asked)


def hasty_reliefs(problem: Problem, stints: Sequence[Stint]) -> list[str]:
    """Departures within the demand after which enough watch, but not enough of them for the overlap: second by second."""
    found = []
    for line, overlap_s in zip(problem.lines, problem.overlaps or [0] * len(problem.lines), strict=True):
        own = [stint for stint in stints if stint.line == line.name]
        for at in {stint.leave_s for stint in own if stint.leave_s > stint.arrive_s} if overlap_s else ():
            inside = any(max(start, line.count_from_s) < at < min(end, problem.length_s) for start, end in line.windows)
            on = [stint for stint in own if stint.arrive_s <= at < stint.leave_s]
            long = [stint for stint in on if stint.airborne_at_start or at - stint.arrive_s >= overlap_s]
            found += ["overlap"] * (inside and len(on) >= line.k and len(long) < line.k)
    return found


def _budget(dice: Random, length_s: int, count: int) -> Budget:
    every_s = max(2, int(length_s * dice.choice([0.1, 0.3, 0.45, 1.0]) * dice.uniform(0.8, 1.0)))
    edges = [*range(0, length_s, every_s), length_s]
    return Budget(int(every_s * count * dice.uniform(0.1, 0.8)), tuple(pairwise(edges)))


def _daily(dice: Random, length_s: int) -> Daily:
    every_s = max(2, int(length_s * dice.uniform(0.15, 0.6)))
    return Daily(dice.randint(1, 3), (0, *range(dice.randint(1, every_s), length_s, every_s)))


def _spacing(dice: Random, longest_s: int) -> Spacing | None:
    if dice.random() < 0.4:
        return None
    return Spacing(dice.randint(1, 3), max(2, int(longest_s * dice.uniform(0.01, 0.3))))


def broken_limits(problem: Problem, stints: Sequence[Stint]) -> list[str]:
    """What is over a limit: seconds counted one span at a time, movements by looking at every stretch that begins with one."""
    found = []
    for group in problem.groups:
        own = [stint for stint in stints if stint.fleet == group.name]
        for start, end in group.budget.spans if group.budget is not None else ():
            flown_s = sum(max(0, min(stint.land_s, end) - max(stint.takeoff_s, start)) for stint in own)
            found += ["hours"] * (flown_s > group.budget.most_s)
        if group.daily is not None:
            made = Counter(
                sum(begin <= stint.takeoff_s for begin in group.daily.days) for stint in own if stint.takeoff_s >= 0
            )
            found += ["day"] * any(n > group.daily.most for n in made.values())
    for base in {group.base for group in problem.groups if group.spacing is not None}:
        groups = {group.name: group for group in problem.groups if group.base == base}
        spacing = next(iter(groups.values())).spacing
        moves = [(stint.land_s, stint.airborne_at_start) for stint in stints if stint.fleet in groups]
        moves += [(stint.takeoff_s, False) for stint in stints if stint.fleet in groups and stint.takeoff_s >= 0]
        for at, _ in moves:
            near = [must for then, must in moves if at <= then < at + spacing.within_s]
            found += ["movements"] * (len(near) > spacing.most and not all(near))
    return found
