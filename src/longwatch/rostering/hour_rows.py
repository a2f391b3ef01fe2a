"""Rows of the bound on hours flown and on take-offs of a day. docs/rostering.md derives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from longwatch.rostering.counts import Cells, minus, reader, takeoffs_aloft
from longwatch.rostering.limits import Budget
from longwatch.rostering.problem import Leg, Problem
from longwatch.slots.lp import Model


def budget_rows(problem: Problem, fleet: int, legs: Sequence[Leg], model: Model, cells: Cells, h: int) -> None:
    """On-station seconds of a span, and the ways that go with them, are at most its hours.

    A sortie that is airborne in the span alone and y seconds on station there is in the air for y + out + back or more, and
    y <= S makes that y (1 + (out + back) / S). One that was in the air before the span may have flown its way out by then, one
    that stays beyond it its way back: y out / S <= out and y back / S <= back are given to as many as can be airborne.
    """
    budget = problem.groups[fleet].budget
    if budget is None:
        return
    one_each = {leg.key[:2]: leg for leg in legs}.values()
    n, aloft = problem.limit_of(fleet), sum(len(takeoffs_aloft(problem, leg)) for leg in one_each)
    out_s, back_s = (
        max(ways) for ways in zip(*((leg.times.out_min_s, leg.times.back_min_s) for leg in legs), strict=True)
    )
    for start, end, most_s in _stretches(budget, h):
        before = n if start > 0 else min(aloft, n)
        high = (most_s + before * out_s + n * back_s) * (1.0 + 1e-12)
        inside = range(-(-start // h), end // h if end < problem.length_s else -(-end // h))
        held = [(cells.held[*leg.key, j], _share(leg)) for leg in legs for j in inside if (*leg.key, j) in cells.held]
        if not held:
            continue
        shares = {share for _, share in held}
        if len(shares) > 1:
            model.row(held, high=high)
            model.row([(column, 1.0) for column, _ in held], high=float(most_s))
        else:  # one row: of two that are parallel HiGHS gives back duals that are no use without a crossover
            model.row(
                [(column, 1.0) for column, _ in held], high=min(high / shares.pop() * (1.0 + 1e-12), float(most_s))
            )


def _stretches(budget: Budget, h: int) -> Iterator[tuple[int, int, int]]:
    """Spans, or where slots are long so many in a row that slots lie within, with their hours."""
    length = -(-4 * h // (budget.spans[0][1] - budget.spans[0][0]))
    for n in range(0, len(budget.spans), max(length, 1)):
        some = budget.spans[n : n + max(length, 1)]
        yield some[0][0], some[-1][1], budget.most_s * len(some)


def _share(leg: Leg) -> float:
    """Airborne seconds per on-station second, rounded down."""
    return (1.0 + (leg.times.out_min_s + leg.times.back_min_s) / leg.stint_max_s) * (1.0 - 1e-15)


def day_rows(problem: Problem, fleet: int, legs: Sequence[Leg], model: Model, cells: Cells, h: int, slots: int) -> None:
    """Take-offs in the slots that lie within a day are at most its own, those up to its end at most those of all days."""
    daily = problem.groups[fleet].daily
    if daily is None:
        return
    edges = [*daily.days, problem.length_s]
    for n in range(len(daily.days)):
        first, last = -(-edges[n] // h), edges[n + 1] // h - 1  # slots that lie within the day
        if edges[n + 1] >= problem.length_s:
            last = slots - 1
        if last < first:
            continue
        _takeoffs(problem, legs, model, cells, first - 1, last, daily.most)
    for n in range(len(daily.days)):  # from the start, so that slots cut by midnight count as well
        upto = edges[n + 1] // h - 1 if edges[n + 1] < problem.length_s else slots - 1
        if upto >= 0:
            _takeoffs(problem, legs, model, cells, -1, upto, daily.most * (n + 1))


def _takeoffs(
    problem: Problem, legs: Sequence[Leg], model: Model, cells: Cells, before: int, upto: int, most: int
) -> None:
    terms: list[tuple[int, float]] = []
    constant = 0.0
    for leg in legs:
        launched = reader(cells.launched, leg.key, len(takeoffs_aloft(problem, leg)))
        more, plus = minus(launched(upto), launched(before))
        terms += more
        constant += plus
    model.row(terms, high=most - constant)
