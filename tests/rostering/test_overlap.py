"""Reliefs that overlap: every method plans them, and what can't be overlapped becomes a short gap."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise

import pytest

from helpers.hours_in_numbers import broken_hours, with_hours
from helpers.limits_in_numbers import broken_limits, hasty_reliefs, with_limits, with_overlap
from helpers.rosters_in_numbers import broken_rules, one_line, random_problem
from longwatch.errors import InvariantError
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import best_build, candidates, explore, score
from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.overlap import check_overlap, handed_over
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime
from longwatch.rostering.search import search
from longwatch.rostering.tails import match_tails
from longwatch.scenario.plan import Stint

HOUR = 3600


def _keeps_all(problem: Problem, sorties: list[Sortie]) -> int:
    stints = match_tails(problem, sorties)
    assert broken_rules(problem, stints) == []
    assert broken_hours(problem, stints) == []
    assert broken_limits(problem, stints) == []
    assert hasty_reliefs(problem, stints) == []
    check_stints(problem, stints)
    return sum(cover_line(line, [(s.arrive_s, s.leave_s) for s in sorties if s.line == n], problem.length_s).uncovered_s
               for n, line in enumerate(problem.lines))  # fmt: skip


def _plans(seed: int) -> None:
    """Every method keeps every rule on a random problem, and none beats the bound."""
    problem = random_problem(f"overlap {seed}", hours=(8, 50))
    problem = with_hours(problem, seed) if seed % 3 == 0 else problem
    problem = with_overlap(with_limits(problem, seed) if seed % 2 else problem, seed)
    limit = bound_of(problem)
    rosters = [sorties for _, sorties in candidates(problem)]
    best = min(rosters, key=lambda one: score(problem, one))
    rosters += [retime(problem, best), *explore(problem, seed, 2)]
    rosters += [one for nearest in (False, True) if (one := search(problem, nearest=nearest)) is not None]
    for sorties in rosters:
        assert _keeps_all(problem, sorties) >= limit.uncovered_s, f"case {seed}"


@pytest.mark.parametrize("seed", [n for n in range(18) if n not in (2, 4)])
def test_every_method_overlaps_its_reliefs(seed: int) -> None:
    _plans(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(20))
def test_every_method_overlaps_its_reliefs_all(shard: int) -> None:
    """Every planning method overlaps reliefs as lines ask, with hours and limits, and none beats the bound."""
    for seed in range(1000 + shard, 3000, 20):
        _plans(seed)


@pytest.mark.parametrize("k", [1, 2])
def test_a_fleet_that_is_large_enough_overlaps_without_a_gap(k: int) -> None:
    problem = replace(one_line(4 * k, HOUR, HOUR, 6 * HOUR, HOUR, 72 * HOUR, k=k), overlaps=(1200,))
    for sorties in (best_build(problem)[1], retime(problem, best_build(problem)[1])):
        assert _keeps_all(problem, sorties) == k * HOUR  # before the first can be there
        own = sorted(sorties, key=lambda one: one.arrive_s)
        for other in own[k:]:
            assert any(one.arrive_s < other.arrive_s <= one.leave_s - 1200 for one in own)


def test_a_fleet_without_a_vehicle_to_spare_pays_for_its_overlaps_with_gaps() -> None:
    # two vehicles hold the line for good, back to back; every second relief overlaps, and the next comes as much later
    problem = one_line(2, HOUR, HOUR, 6 * HOUR, 4 * HOUR, 72 * HOUR)
    plain = retime(problem, best_build(problem)[1])
    overlapped = replace(problem, overlaps=(1800,))
    sorties = retime(overlapped, best_build(overlapped)[1])
    assert _keeps_all(problem, plain) == HOUR
    assert HOUR < _keeps_all(overlapped, sorties) <= HOUR + 1800 * len(sorties) / 2
    own = sorted(sorties, key=lambda one: one.arrive_s)
    assert {max(one.leave_s - other.arrive_s, 0) for one, other in pairwise(own)} == {0, 1800}


def test_who_is_relieved_too_hastily_is_sent_home_before() -> None:
    problem = replace(one_line(2, HOUR, HOUR, 6 * HOUR, HOUR, 24 * HOUR), overlaps=(600,))

    def stay(arrive_s: int, leave_s: int) -> Sortie:
        return Sortie(arrive_s - HOUR, 0, 0, arrive_s, leave_s, leave_s + HOUR, leave_s + 2 * HOUR)

    hasty = [stay(HOUR, 6 * HOUR), stay(6 * HOUR - 599, 11 * HOUR)]
    with pytest.raises(InvariantError, match="too soon after its relief"):
        check_stints(problem, match_tails(problem, hasty))
    first, second = handed_over(problem, hasty)
    assert second == hasty[1]
    assert first == stay(HOUR, 6 * HOUR - 600)  # a second before the other arrives
    sound = [stay(HOUR, 6 * HOUR), stay(6 * HOUR - 600, 11 * HOUR)]
    assert handed_over(problem, sound) == sound
    check_stints(problem, match_tails(problem, sound))


def test_planner_check_and_counter_find_the_same_reliefs_hasty() -> None:
    """The one predicate of the planner and its check, against the counter of the tests."""
    dice, seen = random.Random("hasty"), Counter[bool]()
    for _ in range(300):
        k = dice.randint(1, 2)
        problem = replace(one_line(9, 60, 60, 6 * HOUR, 60, 4 * HOUR, k=k), overlaps=(600,))
        sorties = []
        for n in range(dice.randint(1, 6)):
            arrive_s, aloft = dice.randrange(60, 3 * HOUR, 300), n < k and dice.random() < 0.5
            arrive_s = dice.choice([0, 300]) if aloft else arrive_s
            leave_s = arrive_s + dice.randrange(60, 2 * HOUR, 60)
            takeoff_s = -1 if aloft else arrive_s - 60
            sorties.append(Sortie(takeoff_s, 0, 0, arrive_s, leave_s, leave_s + 60, leave_s + 120, aloft=aloft))
        line = problem.lines[0]
        stints = [Stint(one.takeoff_s, line.name, f"t{n}", "f", one.arrive_s,
                        one.leave_s, one.land_s, one.ready_s, one.aloft) for n, one in enumerate(sorties)]  # fmt: skip
        hasty = bool(hasty_reliefs(problem, stints))
        assert (handed_over(problem, sorties) != sorted(sorties)) == hasty
        with pytest.raises(InvariantError) if hasty else nullcontext():
            check_overlap(problem, stints)
        seen[hasty] += 1
    assert min(seen[True], seen[False]) > 30
