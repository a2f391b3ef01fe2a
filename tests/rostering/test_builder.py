"""The builder against the arithmetic of one line and one base, and against the rules of a roster."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.rosters_in_numbers import broken_rules, one_line, random_problem
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import PREFERENCES, best_build, build, candidates, score
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.retime import retime
from longwatch.rostering.tails import match_tails


def _case(seed: int) -> tuple[int, int, int, int]:
    dice = Random(f"one line {seed}")
    return (dice.randint(1, 20_000), dice.randint(1, 20_000), dice.randint(600, 90_000), dice.randint(0, 60_000))


def _cover(n: int, seed: int, cycles: int, *, k: int = 1):
    """Cover from the first possible arrival on, for so many whole cycles."""
    out_s, back_s, stint_s, turnaround_s = _case(seed)
    cycle_s = out_s + stint_s + back_s + turnaround_s
    problem = one_line(n, *_case(seed)[:3], turnaround_s, out_s + cycles * cycle_s, k=k, count_from_s=out_s)
    _, sorties = best_build(problem)
    assert not broken_rules(problem, match_tails(problem, sorties))
    return cover_line(problem.lines[0], [(s.arrive_s, s.leave_s) for s in sorties], problem.length_s), cycle_s, stint_s


@pytest.mark.parametrize("seed", range(200))
def test_least_gap_free_fleet_is_cycle_over_stint_rounded_up(seed: int) -> None:
    out_s, back_s, stint_s, turnaround_s = _case(seed)
    cycle_s = out_s + stint_s + back_s + turnaround_s
    least = math.ceil(cycle_s / stint_s)
    cover, _, _ = _cover(least, seed, 4)
    assert cover.uncovered_s == 0
    for n in {1, max(1, least // 2), max(1, least - 1)} - {least}:
        cover, _, _ = _cover(n, seed, 4)
        assert cover.demand_s - cover.uncovered_s == 4 * n * stint_s  # n stints of S in every cycle, to the second
        assert cover.gap_max_s == cycle_s - n * stint_s


@pytest.mark.parametrize("seed", range(30))
def test_k_watchers_pool_their_vehicles(seed: int) -> None:
    # Reliefs one after another: k lines' worth of vehicles is rounded up once, not k times, once the pattern is running.
    out_s, back_s, stint_s, turnaround_s = _case(seed)
    cycle_s = out_s + stint_s + back_s + turnaround_s
    cover, _, _ = _cover(3 * math.ceil(cycle_s / stint_s), seed, 4, k=3)
    assert cover.uncovered_s == 0


def test_staggering_saves_a_vehicle_where_rounding_would_cost_one() -> None:
    # S = 10 h, cycle 15 h: two watchers need 2 x 1.5 = 3 vehicles in rotation; two pairs would need 4.
    problem = one_line(3, 3600, 3600, 36_000, 3 * 3600, 100 * 3600, k=2, count_from_s=3600)
    _, sorties = best_build(problem)
    cover = cover_line(problem.lines[0], [(s.arrive_s, s.leave_s) for s in sorties], problem.length_s)
    assert cover.uncovered_s == 0
    together = build(problem, PREFERENCES[0])
    cover = cover_line(problem.lines[0], [(s.arrive_s, s.leave_s) for s in together], problem.length_s)
    assert cover.uncovered_s > 0


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_every_preference_keeps_every_rule(seed: int) -> None:
    problem = random_problem(seed, hours=(6, 72), lines=3, fleets=3)
    for _, sorties in candidates(problem):
        assert not broken_rules(problem, match_tails(problem, sorties))


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_retiming_keeps_every_rule_and_never_loses(seed: int) -> None:
    problem = random_problem(seed, hours=(6, 72), lines=3, fleets=3)
    _, sorties = best_build(problem)
    better = retime(problem, sorties)
    assert not broken_rules(problem, match_tails(problem, better))
    assert score(problem, better) <= score(problem, sorties)


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_planned_never_exceeds_the_bound(seed: int) -> None:
    problem = random_problem(seed, k=1)
    limit = bound_of(problem)
    _, sorties = best_build(problem)
    for roster in (sorties, retime(problem, sorties)):
        total = 0
        for index, line in enumerate(problem.lines):
            own = [(s.arrive_s, s.leave_s) for s in roster if s.line == index]
            cover = cover_line(line, own, problem.length_s)
            total += cover.uncovered_s
            assert cover.uncovered_s >= limit.per_line[line.name]
            assert cover.gap_max_s >= limit.gap_min_s[line.name]
        assert total >= limit.uncovered_s


def test_a_month_of_forty_vehicles_is_built_in_so_many_sorties() -> None:
    problem = random_problem("month", hours=(720, 720), lines=6, fleets=5, count=12, endurance_h=(10, 30), aloft=False)
    for _, sorties in candidates(problem):
        assert not broken_rules(problem, match_tails(problem, sorties))
