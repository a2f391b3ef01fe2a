"""The bound of a tiny problem against the best of all its rosters, found second by second."""

from __future__ import annotations

import math

from helpers.second_by_second import least_uncovered
from longwatch.rostering.bound import bound_of
from longwatch.rostering.earliest import gap_min_s
from longwatch.rostering.problem import Problem
from longwatch.rostering.sequence_bound import sequence_bound


def slack_of_bound_s(problem: Problem, case: int, *, to_the_end: bool = False) -> int:
    """How far the best roster found stays from the bound; no roster may be better than the bound on any grid.

    to_the_end : the case is small enough that this roster must be proved the best
    """
    found = least_uncovered(problem)
    assert found.proved or not to_the_end, f"case {case}: not solved to the end in the nodes allowed"
    best = round(found.uncovered_s)
    bounds = [bound_of(problem, slot_s=h).uncovered_s for h in (2, 5, 11)]
    bounds += [math.ceil(sequence_bound(problem, h, fine_s=fine_s) - 1e-9) for h, fine_s in ((1, 1), (3, 2))]
    assert max(bounds) <= best, f"case {case}: {best} s uncovered in the best roster, the bound says {bounds} s"
    if len({line.weight for line in problem.lines}) > 1:
        lightest_s = least_uncovered(problem, weighted=True).uncovered_s
        by_weight = [bound_of(problem, slot_s=h).weighted_uncovered_s for h in (2, 5, 11)]
        by_weight.append(sequence_bound(problem, 2, weighted=True, fine_s=1))
        assert max(by_weight) <= lightest_s + 1e-6, (
            f"case {case}: {lightest_s} s by weight, the bound says {by_weight} s"
        )
    for index, line in enumerate(problem.lines):
        assert gap_min_s(problem, index) <= best, f"case {case}: {line.name}"
    return best - int(max(bounds))
