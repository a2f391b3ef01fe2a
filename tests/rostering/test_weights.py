"""The bound by weight: below every roster, and what the planner's closeness is measured against."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from helpers.exact_bound import slack_of_bound_s
from helpers.limits_in_numbers import with_limits
from helpers.rosters_in_numbers import random_problem
from helpers.second_by_second import least_uncovered, tiny_problem
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import candidates, score
from longwatch.rostering.problem import Problem
from longwatch.rostering.retime import retime


def weighted(problem: Problem, seed: object) -> Problem:
    dice = Random(f"weights {seed}")
    return replace(problem, lines=tuple(replace(line, weight=round(dice.uniform(0, 3), 2)) for line in problem.lines))


def two_lines(seeds: range) -> list[tuple[int, Problem]]:
    """Tiny problems of two lines with weights, every third with limits."""
    found = [(seed, weighted(tiny_problem(f"weights {seed}"), seed)) for seed in seeds]
    return [(seed, with_limits(one, seed) if seed % 3 == 0 else one) for seed, one in found if len(one.lines) > 1]


def test_no_roster_of_tiny_problems_beats_the_bound_by_weight() -> None:
    best_s = bound_s = 0.0
    for seed, problem in [one for one in two_lines(range(18)) if one[0] in (12, 14, 17)]:  # solved in a moment
        best = least_uncovered(problem, weighted=True)
        assert best.proved
        bounds_s = [bound_of(problem, slot_s=h).weighted_uncovered_s for h in (2, 5, 11)]
        assert max(bounds_s) <= best.uncovered_s + 1e-6, f"case {seed}"
        best_s += best.uncovered_s
        bound_s += max(bounds_s)
    assert 0.8 * best_s < bound_s  # not an empty bound


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(6))
def test_no_roster_of_tiny_problems_beats_the_bound_by_weight_all(shard: int) -> None:
    """No roster of a tiny problem, the best by weight found second by second, beats the bound by weight."""
    for seed, problem in two_lines(range(50 * shard, 50 * shard + 50)):
        slack_of_bound_s(problem, seed)


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_beats_the_bound_by_weight(seed: int) -> None:
    problem = weighted(random_problem(f"weights {seed}", lines=3), seed)
    limit_s = bound_of(problem).weighted_uncovered_s
    rosters = [sorties for _, sorties in candidates(problem)]
    for sorties in [*rosters, retime(problem, rosters[0])]:
        assert score(problem, sorties).uncovered_s >= limit_s - 1e-6


def test_where_all_weigh_the_same_it_is_the_plain_bound() -> None:
    problem = random_problem("all alike", lines=3)
    twice = replace(problem, lines=tuple(replace(line, weight=2.0) for line in problem.lines))
    assert bound_of(problem).weighted_uncovered_s == bound_of(problem).uncovered_s
    assert bound_of(twice).weighted_uncovered_s == 2.0 * bound_of(twice).uncovered_s
