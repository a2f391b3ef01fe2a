"""Rows of retiming for what several sorties share over time: hours flown in a span, movements of a base.

`takeoff` and `leave` are the columns of each sortie. With the present order kept these are linear; what a sortie that
crosses the border of a span flies on its far side is settled afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from longwatch.rostering.limits import flown_in
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.slots.lp import Model


@dataclass(frozen=True)
class Stay:
    """One line held by a sortie, and the columns that say when: it arrives `by_s` after what it follows."""

    line: int
    arrive_s: int
    leave_s: int
    aloft: bool  # on station at the start
    follows: int  # column of the take-off, or of the departure from the line before
    by_s: int
    leave: int  # column


def stays_of(one: Sortie, takeoff: int, leaves: Sequence[int]) -> list[Stay]:
    """Those of a sortie, given the columns of its take-off and of its departures."""
    out, follows, since_s = [], takeoff, one.takeoff_s
    for n, (hold, leave) in enumerate(zip(one.holds, leaves, strict=True)):
        out.append(
            Stay(hold.line, hold.arrive_s, hold.leave_s, one.aloft and not n, follows, hold.arrive_s - since_s, leave)
        )
        follows, since_s = leave, hold.leave_s
    return out


def leaving(one: Sortie, before: Sequence[int]) -> Sortie:
    """The sortie with other departures from all lines but the last."""
    if not before:
        return one
    holds = [replace(hold, leave_s=at) for hold, at in zip(one.further[:-1], before[1:], strict=True)]
    return replace(one, leave_s=before[0], further=(*holds, one.further[-1]))


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
                fixed[n] += one.land_s - one.last.leave_s
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
            moves.append((one.land_s, leave[i], one.land_s - one.last.leave_s, one.aloft))
        if problem.groups[one.fleet].base == base and not one.aloft:
            moves.append((one.takeoff_s, takeoff[i], 0, False))
    assert spacing is not None
    moves.sort()
    for (at, first, plus, _), (then, second, more, _) in zip(moves, moves[spacing.most :], strict=False):
        if then - at >= spacing.within_s:
            model.row([(second, 1.0), (first, -1.0)], low=float(spacing.within_s + plus - more))


def overlap_rows(overlap_s: int, before: Stay, after: Stay, model: Model) -> None:
    """A relief that overlaps as it must goes on doing so; what is a gap stays one of a second."""
    if not overlap_s or after.aloft:
        return
    terms = [(before.leave, 1.0), (after.follows, -1.0)]
    if before.leave_s - after.arrive_s >= overlap_s:
        model.row(terms, low=float(overlap_s + after.by_s))
    elif before.leave_s < after.arrive_s:
        model.row(terms, high=float(after.by_s - 1))
