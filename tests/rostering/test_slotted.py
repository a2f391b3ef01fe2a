"""Problems on a grid of slots and back: what is put on the grid keeps its rules, what comes back keeps those in seconds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.random_scenarios import random_scenario
from helpers.rosters_in_numbers import broken_rules, one_line, random_problem
from longwatch.rostering.builder import best_build, score
from longwatch.rostering.make import make_roster
from longwatch.rostering.search import search
from longwatch.rostering.slotted import in_seconds, in_slots, slots_of
from longwatch.rostering.tails import match_tails
from longwatch.scenario.scenario import Scenario
from longwatch.slots.counts import admitted
from longwatch.slots.model import uncovered
from longwatch.slots.roster import counts_of
from longwatch.slots.search import solve


@pytest.mark.parametrize("seed", range(10))
def test_a_roster_goes_onto_the_grid_and_comes_back_whole(seed: int) -> None:
    problem = random_problem(f"slotted {seed}", hours=(10, 40), endurance_h=(3, 12))
    _, built = best_build(problem)
    coarse = slots_of(problem, 1800)
    if coarse is None:
        return
    there = in_slots(coarse, built)
    assert len(there) >= len(built) * 0.5
    if not counts_of(admitted(coarse), there).broken():
        better = solve(coarse, effort=4, start=there)
        assert better.uncovered <= uncovered(coarse, there) + 1e-9 or any(coarse.weight != 1.0)
        there = better.sorties
    back = in_seconds(problem, 1800, there)
    assert not broken_rules(problem, match_tails(problem, back))


def test_whole_slots_lose_nothing() -> None:
    """One base, one line, everything in whole hours: the grid has the true optimum, found without a start."""
    problem = one_line(2, 3600, 3600, 8 * 3600, 2 * 3600, 48 * 3600)
    coarse = slots_of(problem, 3600)
    assert coarse is not None
    found = solve(coarse, effort=150)
    assert found.proved
    assert score(problem, in_seconds(problem, 3600, found.sorties)).uncovered_s == 3600 * found.uncovered
    assert search(problem, windows=150) == in_seconds(problem, 3600, found.sorties)


def test_a_grid_that_holds_nobody_is_no_problem() -> None:
    problem = one_line(1, 3000, 3000, 1000, 1000, 20_000)  # 1000 s on station: in no slot of an hour
    coarse = slots_of(problem, 3600)
    assert coarse is None or not solve(coarse, effort=2).sorties
    assert search(problem, slot_s=3600) in (None, [])


def test_effort_is_counted_not_timed() -> None:
    scenario = random_scenario(12)
    least = make_roster(_with_effort(scenario, 0), allow_unreached=True)
    more = make_roster(scenario, allow_unreached=True)
    assert set(least.candidates) == {name for name in least.candidates if name.startswith("builder (")}
    assert any(name.startswith("search") for name in more.candidates)
    assert more.uncovered_s < least.uncovered_s
    assert more == make_roster(scenario, allow_unreached=True)


def _with_effort(scenario: Scenario, effort: int) -> Scenario:
    run = scenario.file.run.model_copy(update={"effort": effort})
    return replace(scenario, file=scenario.file.model_copy(update={"run": run}))
