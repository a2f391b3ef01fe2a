"""Rows of retiming for what several sorties share over time: hours flown in a span, movements of a base.

`takeoff` and `leave` are the columns of each sortie. With the present order kept these are linear; what a sortie that
crosses the border of a span flies on its far side is settled afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.rostering.limits import flown_in
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.slots.lp import Model


def shared_rows(
    problem: Problem, sorties: Sequence[Sortie], model: Model, takeoff: list[int], leave: list[int]
) -> None:
    for fleet in range(len(problem.groups)):
        _hour_rows(problem, fleet, sorties, model, takeoff, leave)
    bases = {group.base: group.spacing for group in problem.groups if group.spacing is not None}
    for base in bases:
        _deck_rows(problem, base, sorties, model, takeoff, leave)


def _hour_rows(
    problem: Problem, fleet: int, sorties: Sequence[Sortie], model: Model, takeoff: list[int], leave: list[int]
) -> None:
    budget = problem.groups[fleet].budget
    if budget is None:
        return
    terms: list[list[tuple[int, float]]] = [[] for _ in budget.spans]
    fixed = [0] * len(budget.spans)
    for i, one in enumerate(sorties):
        for n, _ in flown_in(budget.spans, one.takeoff_s, one.land_s) if one.fleet == fleet else ():
            start, end = budget.spans[n]
            if one.land_s <= end:
                terms[n].append((leave[i], 1.0))
                fixed[n] += one.land_s - one.leave_s
            else:
                fixed[n] += end
            if one.takeoff_s >= start:
                terms[n].append((takeoff[i], -1.0))
            else:
                fixed[n] -= start
    for n, own in enumerate(terms):
        if own:
            model.row(own, high=float(budget.most_s - fixed[n]))


def _deck_rows(
    problem: Problem, base: str, sorties: Sequence[Sortie], model: Model, takeoff: list[int], leave: list[int]
) -> None:
    """Each movement and the one `most` places after it, in their present order, keep their distance."""
    spacing, moves = next(group.spacing for group in problem.groups if group.base == base), []
    for i, one in enumerate(sorties):
        if problem.groups[one.home].base == base:
            moves.append((one.land_s, leave[i], one.land_s - one.leave_s, one.aloft))
        if problem.groups[one.fleet].base == base and not one.aloft:
            moves.append((one.takeoff_s, takeoff[i], 0, False))
    assert spacing is not None
    moves.sort()
    for (at, first, plus, _), (then, second, more, _) in zip(moves, moves[spacing.most :], strict=False):
        if then - at >= spacing.within_s:
            model.row([(second, 1.0), (first, -1.0)], low=float(spacing.within_s + plus - more))


def overlap_rows(
    problem: Problem,
    sorties: Sequence[Sortie],
    pair: tuple[int, int],
    model: Model,
    takeoff: list[int],
    leave: list[int],
) -> None:
    """A relief that overlaps as it must goes on doing so; what is a gap stays one of a second."""
    before, after = pair
    one, other = sorties[before], sorties[after]
    overlap_s, out_s = problem.overlap_of(one.line), other.arrive_s - other.takeoff_s
    if not overlap_s or other.aloft:
        return
    terms = [(leave[before], 1.0), (takeoff[after], -1.0)]
    if one.leave_s - other.arrive_s >= overlap_s:
        model.row(terms, low=float(overlap_s + out_s))
    elif one.leave_s < other.arrive_s:
        model.row(terms, high=float(out_s - 1))
