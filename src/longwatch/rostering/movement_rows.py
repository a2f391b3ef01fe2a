"""Rows of the bound on launches and landings of a base in a short time, and on what so many take-offs can hold.

docs/rostering.md derives them.
"""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.rostering.counts import Cells, minus, reader, slot_of, takeoffs_aloft
from longwatch.rostering.pooled import ANY_LINE
from longwatch.rostering.problem import Leg, Problem
from longwatch.slots.lp import Model

_Term = tuple[int, float]


def movement_rows(problem: Problem, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Of all bases with such a limit. With ferries a landing may be elsewhere, so nothing is said."""
    if problem.ferries:
        return
    bases = dict.fromkeys(group.base for group in problem.groups if group.spacing is not None)
    for base in bases:
        legs = [leg for leg in cells.legs if problem.groups[leg.fleet].base == base]
        if legs:
            _base_rows(problem, base, legs, model, cells, h, slots)
    for leg in cells.legs:
        group = problem.groups[leg.fleet]
        if (group.spacing is not None or group.daily is not None) and leg.line != ANY_LINE and leg.stint_max_s > 0:
            _held_by_launches(problem, leg, model, cells, h, slots)


def _base_rows(
    problem: Problem, base: str, legs: Sequence[Leg], model: Model, cells: Cells, h: int, slots: int
) -> None:
    """Those aloft at the start don't count: they may break the limit among themselves, others never.

    Stretches of `within` hold `most` each. Who has landed by t: all that took off an endurance before, and all that took off by
    then but those that can be in the air at once.
    """
    spacing = next(group.spacing for group in problem.groups if group.base == base)
    assert spacing is not None
    airborne = sum(problem.limit_of(fleet) for fleet in {leg.fleet for leg in legs})
    width = -(-spacing.within_s // h)
    for j in range(slots):
        until_s = (j + 1) * h
        most = spacing.most * -(-until_s // spacing.within_s)
        now = _launched(problem, legs, cells, [j] * len(legs))
        if j >= width:
            terms, constant = minus(now, _launched(problem, legs, cells, [j - width] * len(legs)))
            model.row(terms, high=spacing.most * -(-width * h // spacing.within_s) - constant)
        twice, constant = [(column, 2.0 * a) for column, a in now[0]], 2.0 * now[1]
        model.row(twice, high=most + airborne - constant)
        home = [slot_of(until_s - leg.endurance_s, h) - 1 for leg in legs]
        if max(home) >= 0:
            landed = _launched(problem, legs, cells, home)
            model.row(_joined([*now[0], *landed[0]]), high=most - now[1] - landed[1])


def _launched(problem: Problem, legs: Sequence[Leg], cells: Cells, by: Sequence[int]) -> tuple[list[_Term], float]:
    """Take-offs within the period up to a slot of each leg."""
    terms, constant = list[_Term](), 0.0
    for leg, j in zip(legs, by, strict=True):
        aloft = len(takeoffs_aloft(problem, leg))
        if j >= 0:
            more, plus = reader(cells.launched, leg.key, aloft)(j)
            terms, constant = terms + more, constant + plus - aloft
    return terms, constant


def _joined(terms: Sequence[_Term]) -> list[_Term]:
    """A variable stands in a row once."""
    found: dict[int, float] = {}
    for column, a in terms:
        found[column] = found.get(column, 0.0) + a
    return list(found.items())


def _held_by_launches(problem: Problem, leg: Leg, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Seconds on station up to the end of a slot are at most those of the longest stints of all who have come by then."""
    aloft = takeoffs_aloft(problem, leg)
    previous = -1
    for j in range(slots):
        until_s = min((j + 1) * h, problem.length_s)
        held = cells.held.get((*leg.key, j))
        if held is None and previous < 0:
            continue
        there = min(slot_of(leg.times.latest_takeoff_lower((j + 1) * h - 1), h), j)
        launched, constant = reader(cells.launched, leg.key, len(aloft))(there)
        left_s = sum(min(max(one + leg.endurance_s - leg.times.back_min_s, 0), until_s) for one in aloft)
        so_far = model.column(0.0, float(problem.limit_of(leg.fleet) * until_s))
        now = [(held, 1.0)] if held is not None else []
        before = [(previous, 1.0)] if previous >= 0 else []
        model.row([(so_far, -1.0), *now, *before], high=0.0)
        stints = [(column, -float(leg.stint_max_s) * a) for column, a in launched]
        high = left_s + leg.stint_max_s * (constant - len(aloft))
        model.row([(so_far, 1.0), *stints], high=float(high))
        previous = so_far
