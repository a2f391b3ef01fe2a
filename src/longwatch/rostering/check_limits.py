"""A roster keeps to its fleets' hours and take-offs of a day and to what its bases can launch and land."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from longwatch.errors import InvariantError
from longwatch.rostering.limits import HoursFlown, TakeoffsMade
from longwatch.rostering.problem import Group, Problem
from longwatch.scenario.plan import Stint


def check_limits(problem: Problem, stints: Sequence[Stint]) -> None:
    """Raises InvariantError that names the first broken rule."""
    for group in problem.groups:
        own = [stint for stint in stints if stint.fleet == group.name]
        _check_hours(group, own)
        if group.daily is not None:
            day = TakeoffsMade(group.daily).day
            made = Counter(day(stint.takeoff_s) for stint in own if not stint.airborne_at_start)
            over = [n for n, count in made.items() if count > group.daily.most]
            if over:
                raise InvariantError(f"fleet {group.name}: {made[over[0]]} take-offs on day {over[0]}")
    bases = {group.base: group for group in problem.groups if group.spacing is not None}
    for base, group in bases.items():
        names = {one.name for one in problem.groups if one.base == base}
        moves = [(one.land_s, one.airborne_at_start) for one in stints if one.lands_with in names]
        moves += [(one.takeoff_s, False) for one in stints if one.fleet in names and not one.airborne_at_start]
        _check_deck(group, sorted(moves))


def _check_hours(group: Group, own: Sequence[Stint]) -> None:
    if group.budget is None:
        return
    hours = HoursFlown(group.budget)
    for stint in own:
        hours.use(stint.takeoff_s, stint.land_s)
    for (start, _), left in zip(group.budget.spans, hours.left, strict=True):
        if left < 0:
            raise InvariantError(f"fleet {group.name}: {-left} s beyond its flight hours in the span from {start} s")


def _check_deck(group: Group, moves: Sequence[tuple[int, bool]]) -> None:
    """Launches and landings in order. Those airborne at the start land when they must: they alone break no rule."""
    spacing = group.spacing
    assert spacing is not None
    for n in range(len(moves) - spacing.most):
        some = moves[n : n + spacing.most + 1]
        if some[-1][0] - some[0][0] < spacing.within_s and not all(must for _, must in some):
            raise InvariantError(f"base {group.base}: {len(some)} launches and landings from {some[0][0]} s on")
