"""Vehicles that are ferried from base to base: planned, checked, bounded, mended."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from helpers.agreement import check_agreement
from helpers.exact_bound import slack_of_bound_s
from helpers.ferries_in_numbers import broken_ferry_rules, with_ferries
from helpers.limits_in_numbers import broken_limits, hasty_reliefs, with_limits, with_overlap
from helpers.random_ferries import scenario_with_ferries
from helpers.rosters_in_numbers import random_problem
from helpers.second_by_second import least_uncovered, tiny_problem
from longwatch.errors import BadInputError, InvariantError
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import build, candidates
from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import cover
from longwatch.rostering.from_roster import plan_from
from longwatch.rostering.kept_up import kept_up
from longwatch.rostering.make import make_roster, prepared
from longwatch.rostering.moves import Move
from longwatch.rostering.retime import retime
from longwatch.scenario.read import read_scenario
from longwatch.verifier import verify_roster

EAST = Path(__file__).parents[1] / "data" / "ferries" / "watch_moves_east.toml"


@pytest.fixture(scope="module")
def moved():
    scenario = read_scenario(EAST)
    return scenario, make_roster(scenario)


def test_a_watch_that_moves_is_held_with_ferries_and_cannot_be_without(moved) -> None:
    scenario, plan = moved
    problem = prepared(scenario)[3]
    without = bound_of(replace(problem, ferries={}))
    assert without.uncovered_s > 0.2 * without.demand_s
    assert plan.uncovered_s <= 0.001 * plan.demand_s
    ferried = [one for one in plan.roster.stints if one.to_fleet]
    assert {(one.fleet, one.to_fleet) for one in ferried} == {("western", "eastern")}
    assert verify_roster(scenario, plan.roster).ok


def test_one_seed_one_plan_with_ferries(moved) -> None:
    scenario, plan = moved
    assert make_roster(scenario).roster == plan.roster


def test_hours_stay_with_a_vehicle_that_is_ferried(moved) -> None:
    _, plan = moved
    tail = next(one.tail for one in plan.roster.stints if one.to_fleet)
    own = sorted(one for one in plan.roster.stints if one.tail == tail)
    assert {one.fleet for one in own} == {"western", "eastern"}
    assert all(after.fleet == before.lands_with for before, after in pairwise(own))


def test_a_roster_with_ferries_is_kept_whole_and_mended_when_its_ferry_is_gone(moved) -> None:
    scenario, plan = moved
    again = plan_from(scenario, plan.roster, keep=True)
    assert again.changes == ()
    assert again.plan.roster.stints == plan.roster.stints
    gone = next(one for one in plan.roster.stints if one.to_fleet)
    fewer = tuple(one for one in plan.roster.stints if one != gone)
    mended = plan_from(scenario, replace(plan.roster, stints=fewer), keep=True)
    assert verify_roster(scenario, mended.plan.roster).ok
    assert any("eastern" in change.why for change in mended.changes)
    late = replace(gone, **{f"{name}_s": getattr(gone, f"{name}_s") - 600 for name in ("land", "ready")})
    hasty = replace(plan.roster, stints=tuple(sorted((*fewer, late))))
    mended = plan_from(scenario, hasty, keep=True)
    assert sum(bool(one.to_fleet) for one in mended.plan.roster.stints) == 2
    assert any("way back too short" in change.why for change in mended.changes)


def _numbers(seed: int):
    """A problem with ferries, and a roster built with some moves."""
    dice = Random(f"moves {seed}")
    problem = random_problem(seed, hours=(12, 40), lines=3, fleets=3)
    problem = with_limits(problem, seed) if seed % 2 else problem
    problem = with_overlap(problem, seed) if seed % 3 == 0 else problem
    problem = with_ferries(problem, seed)
    legs = problem.ferry_legs()
    if not legs:
        return problem, []
    moves = [
        Move(dice.randrange(problem.length_s), leg.fleet, leg.home, dice.choice([-1, -1, leg.line]))
        for leg in dice.choices(legs, k=4)
    ]
    preference = next(candidates(problem))[0]
    return problem, build(problem, preference, moves)


def _check_numbers(seed: int) -> int:
    """How many ferries the built roster flies; it keeps all rules, retimed too, and no bound is beaten."""
    problem, built = _numbers(seed)
    for sorties in (built, retime(problem, built)):
        stints = kept_up(problem, sorties).stints
        check_stints(problem, stints)
        assert broken_ferry_rules(problem, stints) == [], f"seed {seed}"
        assert broken_limits(problem, stints) == [], f"seed {seed}"
        assert hasty_reliefs(problem, stints) == [], f"seed {seed}"
        missing_s = sum(one.uncovered_s for one in cover(problem.lines, stints, problem.length_s))
        assert missing_s >= bound_of(problem).uncovered_s, f"seed {seed}"
    return sum(one.to_fleet >= 0 for one in built)


def test_rosters_with_ferries_keep_the_rules() -> None:
    assert sum(_check_numbers(seed) for seed in (1, 2, 4, 7, 10, 11)) >= 12


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_rosters_with_ferries_keep_the_rules_all(shard: int) -> None:
    for seed in range(shard, 600, 10):
        _check_numbers(seed)


def _slack(seed: int) -> tuple[int, bool]:
    """(slack of the bound, whether ferries make the best of all rosters better) of a tiny problem."""
    problem = with_ferries(tiny_problem(seed), seed)
    if not problem.ferry_legs():
        return -1, False
    slack_s = slack_of_bound_s(problem, seed)
    gains = least_uncovered(problem).uncovered_s < least_uncovered(replace(problem, ferries={})).uncovered_s
    return slack_s, gains


def test_no_roster_with_ferries_beats_the_bound() -> None:
    found = [_slack(seed) for seed in (20, 143)]
    assert any(slack_s == 0 for slack_s, _ in found)
    assert sum(gains for _, gains in found) >= 1


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_no_roster_with_ferries_beats_the_bound_all(shard: int) -> None:
    for seed in range(shard, 500, 10):
        _slack(seed)


def test_the_check_refuses_a_ferry_that_is_none(moved) -> None:
    scenario, plan = moved
    problem = prepared(scenario)[3]
    one = next(stint for stint in plan.roster.stints if stint.to_fleet)
    rest = [stint for stint in plan.roster.stints if stint != one]
    with pytest.raises(InvariantError, match="no ferry leads from western"):
        check_stints(replace(problem, ferries={}), plan.roster.stints)
    with pytest.raises(InvariantError, match="and is of western"):
        check_stints(problem, rest)
    with pytest.raises(InvariantError, match="way back too short"):
        check_stints(problem, [*rest, replace(one, land_s=one.leave_s + 60)])


def test_planner_and_verifier_agree_on_random_scenarios_with_ferries() -> None:
    check_agreement(scenario_with_ferries(26), 26)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_planner_and_verifier_agree_on_random_scenarios_with_ferries_all(shard: int) -> None:
    for seed in range(shard, 200, 10):
        try:
            scenario = scenario_with_ferries(seed)
        except BadInputError:
            continue
        try:
            check_agreement(scenario, seed)
        except BadInputError:
            continue  # a state that can't be: those aloft and hours do not fit
