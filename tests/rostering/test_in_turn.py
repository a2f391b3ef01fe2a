"""Rosters made better vehicle by vehicle: rules kept, never beyond the bound, one seed one roster, and worth it."""

from __future__ import annotations

import pytest

from helpers.rosters_in_numbers import broken_rules, make_line, random_problem
from longwatch.rostering.bound import bound_of, tightened
from longwatch.rostering.builder import best_build, score
from longwatch.rostering.in_turn import in_turn
from longwatch.rostering.problem import ConstantTransits, Group, Leg, Problem
from longwatch.rostering.retime import retime
from longwatch.rostering.tails import match_tails


@pytest.mark.parametrize("seed", range(4))
def test_vehicles_in_turn_keep_every_rule_and_the_bound(seed: int) -> None:
    problem = random_problem(f"turn {seed}", hours=(20, 50), lines=3, fleets=3, endurance_h=(3, 12))
    limit = tightened(problem, bound_of(problem))
    found = in_turn(problem, best_build(problem)[1], seed)
    if not problem.legs:
        assert found is None
        return
    assert not broken_rules(problem, match_tails(problem, found))
    assert score(problem, found).uncovered_s >= limit.uncovered_s


def test_one_seed_gives_one_roster() -> None:
    problem = random_problem("turn repeat", hours=(40, 50), lines=3, endurance_h=(5, 12))
    built = best_build(problem)[1]
    assert in_turn(problem, built, 3) == in_turn(problem, built, 3)


def test_scarce_vehicles_of_mixed_lines_come_near_the_bound() -> None:
    """Where the builder relieves the line that calls first, whole sequences find the lines worth most."""
    built_s, found_s, bound_s, asked_s = 0.0, 0.0, 0.0, 0.0
    for seed in (2, 3, 9):
        problem = random_problem(f"scarce {seed}", hours=(40, 60), lines=3, fleets=2, count=2, endurance_h=(5, 20))
        limit = tightened(problem, bound_of(problem))
        built = retime(problem, best_build(problem)[1])
        found = in_turn(problem, built, 0)
        assert found is not None
        built_s += score(problem, built).uncovered_s
        found_s += min(score(problem, found).uncovered_s, score(problem, built).uncovered_s)
        bound_s, asked_s = bound_s + limit.uncovered_s, asked_s + limit.demand_s
    assert found_s < built_s - 0.01 * asked_s
    assert found_s < bound_s + 0.04 * asked_s


def test_rules_it_does_not_know_leave_the_roster_alone() -> None:
    legs = {(0, 0): Leg(0, 0, 5000, 100, ConstantTransits.of(100, 100))}
    problem = Problem(20_000, (make_line("line", 20_000),), (Group("a", "craft", 1),), legs, overlaps=(60,))
    assert in_turn(problem, best_build(problem)[1], 0) is None
