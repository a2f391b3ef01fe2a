"""Maintenance in plans: vehicles keep their hours, places and times, and trials show what that is worth."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.random_maintenance import one_station, table_with_maintenance
from helpers.rosters_in_numbers import broken_rules, one_line
from longwatch.errors import ImpossibleError
from longwatch.rostering.builder import best_build
from longwatch.rostering.check import most_at_once
from longwatch.rostering.from_roster import plan_from
from longwatch.rostering.kept_up import KeptUp, kept_up, with_room
from longwatch.rostering.make import make_roster
from longwatch.rostering.problem import Problem
from longwatch.rostering.retime import retime
from longwatch.rostering.tails import tail_names
from longwatch.rostering.upkeep import Upkeep, vehicles_there
from longwatch.scenario.read import scenario_from_dict
from longwatch.sim.fly import fly_roster
from longwatch.verifier.verify import verify_roster

H = 3600
DAYS = 12 * 24 * H


def beyond_s(problem: Problem, kept: KeptUp) -> int:
    """Hours beyond what vehicles may fly, walked through in order of time; places, lengths and overlaps are asserted."""
    group, beyond = problem.groups[0], 0
    rule = group.upkeep
    assert rule is not None
    spans = defaultdict[str, list[tuple[int, int, int]]](list)  # by tail: (from, to, flown; -1 for maintenance)
    for one in kept.stints:
        spans[one.tail].append((one.takeoff_s, one.ready_s, one.land_s - one.takeoff_s))
    for work in kept.maintenance:
        assert work.to_s - work.from_s == rule.lasts_s
        assert 0 <= work.from_s < problem.length_s
        spans[work.tail].append((work.from_s, work.to_s, -1))
    assert most_at_once([(work.from_s, work.to_s) for work in kept.maintenance]) <= rule.places
    for tail, since_s in zip(tail_names(problem)[0], rule.since_s, strict=True):
        until_s, own_s = -(10**9), since_s
        for from_s, to_s, flown_s in sorted(spans[tail]):
            assert from_s >= until_s, f"{tail} is in two places"
            until_s, own_s = to_s, 0 if flown_s < 0 else own_s + flown_s
            beyond += max(own_s - rule.most_s, 0) if flown_s >= 0 else 0
    return beyond


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 2))
    out_s, stint_s, turn_s = (draw(st.integers(1, most)) * 600 for most in (12, 60, 24))
    problem = one_line(n, out_s, out_s + 7, stint_s, turn_s, DAYS, k=k)
    every_s = draw(st.integers(10, 90)) * H
    rule = Upkeep(every_s, draw(st.integers(1, 40)) * H, draw(st.integers(1, 2)), draw(st.integers(0, 20)) * H,
                  tuple(every_s * i // n for i in range(n)), draw(st.booleans()))  # fmt: skip
    return replace(problem, groups=(replace(problem.groups[0], upkeep=rule),))


@settings(max_examples=40)
@given(problems())
def test_small_fleets_keep_hours_places_and_times(problem: Problem) -> None:
    rule = problem.groups[0].upkeep
    assert rule is not None
    sorties = best_build(problem)[1]
    for again in (problem, with_room(problem, sorties, 1.0)):
        built = best_build(again)[1]
        kept = kept_up(problem, built)
        assert not broken_rules(problem, kept.stints)
        assert (beyond_s(problem, kept) == 0) == (kept.over_s == 0)
        assert kept.over_s == 0 or not rule.binding
        assert rule.binding or len(kept.stints) == len(built)
        assert kept == kept_up(problem, built)
        away = again.groups[0].away
        if away:
            there = vehicles_there(problem.groups[0].count, away)
            for sorties_now in (built, retime(again, built)):
                for at_s, limit in there:
                    assert sum(max(one.takeoff_s, 0) <= at_s < one.ready_s for one in sorties_now) <= limit


def test_a_single_vehicle_is_away_when_it_must() -> None:
    # sorties of 20 h, 2 h to turn round, 50 h between two: after two sorties of 20 h a third would be too many
    problem = one_line(1, 2 * H, 2 * H, 16 * H, 2 * H, 10 * 24 * H)
    rule = Upkeep(40 * H, 10 * H, since_s=(0,), binding=True)
    problem = replace(problem, groups=(replace(problem.groups[0], upkeep=rule),))
    first = best_build(problem)[1]
    assert len(kept_up(problem, first).stints) < len(first)  # back to back they leave no room
    again = first
    for _ in range(5):
        again = best_build(with_room(problem, again, 1.0))[1]
    kept = kept_up(problem, again)
    assert len(kept.stints) == len(again)
    assert [work.from_s for work in kept.maintenance] == [54 * H * n + 44 * H for n in range(4)]
    assert sum(s.on_station_s for s in kept.stints) == 9 * 16 * H  # 4.5 turns of two sorties each


def _plans(seed: int) -> None:
    scenario = scenario_from_dict(table_with_maintenance(seed))
    try:
        plan = make_roster(scenario)
    except ImpossibleError:
        return
    assert verify_roster(scenario, plan.roster).ok
    assert plan.uncovered_s >= plan.bound.uncovered_s
    assert plan.candidates[plan.roster.method] == plan.uncovered_s


@pytest.mark.parametrize("seed", [2, 16, 23])
def test_plans_of_random_scenarios_pass_the_verifier(seed: int) -> None:
    _plans(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_plans_of_random_scenarios_pass_the_verifier_all(shard: int) -> None:
    """Every plan of a fleet with maintenance passes the verifier and does not beat the bound."""
    for seed in range(shard, 200, 10):
        _plans(seed)


def test_a_plan_that_keeps_time_free_is_flown_with_fewer_gaps() -> None:
    rule = {"every": "40 h", "lasts": "60 h", "tolerance": "30 h"}
    scenario, bare = scenario_from_dict(one_station(3, **rule)), scenario_from_dict(one_station(3))
    kept, without = make_roster(scenario).roster, make_roster(bare).roster
    assert kept.maintenance
    assert not without.maintenance

    def gaps(roster):
        log = fly_roster(scenario, replace(roster, scenario_sha256=kept.scenario_sha256), trials=1, seed=1)
        return [row["cause"] for row in log.gaps.rows(named=True)]

    assert "maintenance" not in gaps(kept)
    assert "maintenance" in gaps(without)
    assert make_roster(scenario).roster == kept


def test_a_plan_from_a_roster_keeps_its_maintenance_where_it_stands() -> None:
    rule = {"every": "40 h", "lasts": "60 h", "tolerance": "30 h", "binding": True}
    scenario = scenario_from_dict(one_station(3, **rule))
    roster = make_roster(scenario).roster
    assert plan_from(scenario, roster, keep=True).plan.roster.maintenance == roster.maintenance
    longer = scenario_from_dict(one_station(3, **rule | {"lasts": "61 h"}))
    again = plan_from(longer, roster, keep=True).plan.roster  # stays are too short: rows beyond the hours go
    assert not again.maintenance
    assert verify_roster(longer, again).ok
    assert len(again.stints) < len(roster.stints)
