"""The bound of a tiny problem against the best of all its rosters, found second by second."""

from __future__ import annotations

from helpers.second_by_second import least_uncovered_s
from longwatch.rostering.bound import bound_of
from longwatch.rostering.earliest import gap_min_s
from longwatch.rostering.problem import Problem


def slack_of_bound_s(problem: Problem, case: int) -> int:
    """How far the best roster stays from the bound; no roster may be better than the bound on any grid."""
    best = least_uncovered_s(problem)
    assert best is not None
    bounds = [bound_of(problem, slot_s=h).uncovered_s for h in (2, 5, 11)]
    assert max(bounds) <= best, f"case {case}: {best} s uncovered in the best roster, the bound says {bounds} s"
    if len({line.weight for line in problem.lines}) > 1:
        lightest_s = least_uncovered_s(problem, weighted=True)
        assert lightest_s is not None
        by_weight = [bound_of(problem, slot_s=h).weighted_uncovered_s for h in (2, 5, 11)]
        assert max(by_weight) <= lightest_s + 1e-6, (
            f"case {case}: {lightest_s} s by weight, the bound says {by_weight} s"
        )
    for index, line in enumerate(problem.lines):
        assert gap_min_s(problem, index) <= best, f"case {case}: {line.name}"
    return best - int(max(bounds))
