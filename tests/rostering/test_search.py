"""Window search, retiming, tails: rules kept, one seed one plan, first in first out."""

from __future__ import annotations

import pytest

from helpers.rosters_in_numbers import broken_rules, make_line, one_line, random_problem
from longwatch.errors import InvariantError
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import best_build, explore, score
from longwatch.rostering.check import check_stints, most_at_once
from longwatch.rostering.problem import ConstantTransits, Group, Leg, Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime
from longwatch.rostering.search import search
from longwatch.rostering.tails import match_tails


@pytest.mark.parametrize("seed", range(12))
def test_search_keeps_every_rule_and_the_bound(seed: int) -> None:
    problem = random_problem(f"search {seed}", hours=(10, 50), endurance_h=(3, 12))
    limit = bound_of(problem)
    for nearest in (False, True):
        found = search(problem, slot_s=3600, nearest=nearest)
        if found is not None:
            assert not broken_rules(problem, match_tails(problem, found))
            assert score(problem, found).uncovered_s >= limit.uncovered_s


def test_one_seed_gives_one_roster() -> None:
    problem = random_problem("repeat", hours=(40, 50), endurance_h=(5, 12), aloft=False)
    assert search(problem, seed=3) == search(problem, seed=3)
    one, two = (list(explore(problem, 5, 4)) for _ in range(2))
    assert one == two
    assert list(explore(problem, 6, 4)) != one


def _tight() -> Problem:
    """Two lines, one vehicle that can reach both: what it gives to one it takes from the other."""
    lines = (make_line("near", 40_000), make_line("far", 40_000, weight=3.0))
    legs = {
        (0, 0): Leg(0, 0, 12_000, 1000, ConstantTransits.of(1000, 1000)),
        (0, 1): Leg(0, 1, 12_000, 1000, ConstantTransits.of(3000, 3000)),
    }
    return Problem(40_000, lines, (Group("pool", "craft", 1),), legs)


def test_weights_decide_who_gets_the_vehicle() -> None:
    # A stint at the far line: 6000 s of 13000, weight 3; at the near line 10000 s of 13000, weight 1.
    _, sorties = best_build(_tight())
    assert score(_tight(), sorties).uncovered_s <= 3 * 40_000 + 40_000 - 3 * 3 * 6000


def test_retime_gives_up_a_late_watcher_for_an_early_one() -> None:
    """The first sortie stays too long, so the second starts late on a line that nobody else can reach."""
    problem = one_line(1, 1000, 1000, 10_000, 1000, 24_000)
    slow = [Sortie(500, 0, 0, 1500, 9000, 10_000, 11_000), Sortie(15_000, 0, 0, 16_000, 20_000, 21_000, 22_000)]
    better = retime(problem, slow)
    assert (better[0].takeoff_s, better[0].arrive_s) == (0, 1000)
    # 24000 s less the way out and the change of 3000 s: all else is covered, and that is the bound.
    assert score(problem, better).uncovered_s == 4000 == bound_of(problem).uncovered_s


def test_tails_are_first_in_first_out_and_unique_across_fleets() -> None:
    legs = {(g, 0): Leg(g, 0, 5000, 100, ConstantTransits.of(100, 100)) for g in (0, 1)}
    groups = (Group("a", "craft", 2), Group("b", "craft", 1))
    problem = Problem(20_000, (make_line("line", 20_000),), groups, legs)
    sorties = [
        Sortie(0, 0, 0, 100, 900, 1000, 1100),
        Sortie(500, 0, 0, 600, 700, 800, 900),
        Sortie(1200, 0, 0, 1300, 1400, 1500, 1600),
        Sortie(10, 1, 0, 110, 200, 300, 400),
    ]
    stints = match_tails(problem, sorties)
    assert [(stint.takeoff_s, stint.tail) for stint in stints] == [
        (0, "craft-1"), (10, "craft-3"), (500, "craft-2"), (1200, "craft-2"),
    ]  # fmt: skip
    with pytest.raises(InvariantError, match="no vehicle is ready"):
        match_tails(problem, [*sorties, Sortie(50, 1, 0, 150, 200, 300, 400)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arrive_s": 99}, "way out"),
        ({"land_s": 999}, "way back"),
        ({"leave_s": 5100, "land_s": 5200, "ready_s": 5300}, "endurance"),
        ({"ready_s": 1099}, "turnaround"),
        ({"leave_s": 50}, "order"),
        ({"takeoff_s": -10}, "before the start"),
    ],
)
def test_a_broken_stint_stops_the_program(change: dict[str, int], message: str) -> None:
    problem = Problem(20_000, (make_line("line", 20_000),), (Group("a", "craft", 1),),
                      {(0, 0): Leg(0, 0, 5000, 100, ConstantTransits.of(100, 100))})  # fmt: skip
    from dataclasses import replace

    (stint,) = match_tails(problem, [Sortie(0, 0, 0, 100, 900, 1000, 1100)])
    check_stints(problem, (stint,))
    with pytest.raises(InvariantError, match=message):
        check_stints(problem, (replace(stint, **change),))


def test_most_at_once_counts_a_landing_before_a_takeoff_at_the_same_second() -> None:
    assert most_at_once([(0, 10), (10, 20), (5, 15)]) == 2
    assert most_at_once([]) == 0
