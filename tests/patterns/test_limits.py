"""Unequal revisit limits: no cell waits longer than its own where the pattern says so, by the verifier's arithmetic as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from helpers.revisit_scenarios import position, random_sea_table, sea_scenario, sea_table, star
from longwatch.errors import BadInputError
from longwatch.measures.revisit import cell_sums, judge_revisit, scale_of
from longwatch.patterns.interleaved import bases_of, steps_of
from longwatch.patterns.laid import hole_borne_s, laid_of
from longwatch.patterns.limits import groupings, rounded_down
from longwatch.patterns.lines import lines_of
from longwatch.patterns.revisit import revisit_facts
from longwatch.patterns.watch_bound import bound_of_watch
from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Line
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.sim.cells import planned_revisit
from longwatch.verifier.cells import Looks, looks_of_run, looks_of_stints, revisit_cover
from longwatch.verifier.places import place_of_line
from longwatch.verifier.verify import verify_roster

CORE = {"name": "core", "circle_at": "27 N, 137.5 E", "circle_radius": "60 km"}
WEST = {"name": "west", "polygon": ["28 N, 136 E", "28 N, 136.8 E", "26 N, 136.8 E", "26 N, 136 E"]}


def with_limits(watch: dict[str, Any], **changes: Any) -> Scenario:
    return sea_scenario(watch, area=[sea_table()["area"][0], CORE, WEST], **changes)


def random_limits(seed: int) -> Scenario:
    """A random sea of which up to three parts, some of them overlapping, have limits of their own, shorter or longer."""
    dice = Random(f"limits {seed}")
    table = random_sea_table(seed)
    cells = scenario_from_dict(table).cells["sweep"]
    parts = []
    for n in range(dice.randint(1, 3)):
        k = dice.randrange(cells.n)
        at = star(dice, cells.lat_deg[k], cells.lon_deg[k], dice.uniform(4.0, 8.0) * cells.side_m, dice.randint(4, 7))
        parts.append(({"name": f"part{n}", "polygon": [position(*p) for p in at], "sea_only": False}, at))
    table["area"] = [*table["area"], *(part for part, _ in parts)]
    limits = [{"area": part["name"], "limit": f"{dice.uniform(1.5, 40.0):.2f} h"} for part, _ in parts]
    table["watch"][0]["limits"] = limits
    return scenario_from_dict(table)


def held_for_good(scenario: Scenario, lines: tuple[Line, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(longest gap, limit) of every cell while somebody is on every line, by the verifier's arithmetic."""
    cells = scenario.cells["sweep"]
    lat, lon, limits_s = np.array(cells.lat_deg), np.array(cells.lon_deg), np.array(scenario.limits_s("sweep"))
    longest_lap_s = max(line.period_s for line in lines)
    end_s = round(3 * longest_lap_s)
    runs = [
        looks_of_stints(looks_of_run(place_of_line(one), lat, lon, 0.0, one.reach_m), 0.0, one.period_s, [(0, end_s)])
        for one in lines
    ]
    joined = Looks.joined(runs)
    waits = np.zeros(cells.n)
    for c in range(cells.n):
        own = joined.cell == c
        mine = Looks(np.zeros(own.sum(), np.int64), joined.enter_s[own], joined.leave_s[own])
        span = [(round(longest_lap_s), end_s)]
        waits[c] = revisit_cover(mine, np.ones(1), 1.0, span, end_s).gap_max_s
    return waits, limits_s


def check_pattern(scenario: Scenario) -> bool:
    """What the pattern says of itself is so; returns whether it keeps its limits."""
    lines = lines_of(scenario)
    best = laid_of(scenario, scenario.watch("sweep")).tried
    if not best:  # all cells came out with one limit
        return False
    waits, limits_s = held_for_good(scenario, lines)
    assert np.all(waits <= best[0].waits_s.min(axis=0) + 5.0)
    if best[0].keeps:
        assert np.all(waits <= limits_s + 5.0)
    assert list(best) == sorted(best, key=lambda one: one.order())
    facts = revisit_facts(scenario, lines)["sweep"]
    assert sum(one.n_cells for one in facts.limits) == facts.n_cells
    if best[0].keeps:
        assert facts.watchers_at_least <= len(lines)
    for one in facts.limits:
        assert one.bound_gap_s is None or one.bound_gap_s >= 0.0
    one_round = min(line.period_s for line in lines) if len(lines) == 1 else None
    assert one_round is None or facts.walk_s <= one_round + 1.0
    return best[0].keeps


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_no_cell_waits_longer_than_its_own_limit_where_the_pattern_says_so(seed: int) -> None:
    check_pattern(random_limits(seed))


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(4))
def test_no_cell_waits_longer_in_many_patterns(shard: int, record_property: Callable[[str, object], None]) -> None:
    kept = sum(check_pattern(random_limits(seed)) for seed in range(100 + shard, 300, 4))
    record_property("n", kept)
    assert kept > 5


def check_roster(scenario: Scenario) -> None:
    roster = make_roster(scenario).roster
    verdict = verify_roster(scenario, roster)
    assert verdict.ok, verdict.violations
    limit_s = float(scenario.watch("sweep").limit_s)
    scale = scale_of(scenario.limits_s("sweep"), limit_s)
    planned = cell_sums(planned_revisit(scenario, roster), "sweep", scenario.cells["sweep"].area_m2, scale)
    seen = verdict.per_watch["sweep"]
    assert float(planned.longest_s[0]) == pytest.approx(seen.gap_max_s, abs=10.0 * max(scale))
    assert float(planned.covered[0]) == pytest.approx(seen.covered_fraction, abs=1e-3)
    limits_s = np.array(scenario.limits_s("sweep"))
    for one_s, n, gap_s, _ in seen.limits:
        own = limits_s == one_s
        assert int(own.sum()) == n
        assert float(planned.gap_max_s[0][own].max()) == pytest.approx(gap_s, abs=10.0)
    bound = bound_of_watch(scenario, scenario.watch("sweep"), min(line.count_from_s for line in roster.lines))
    assert bound.gap_s is None or bound.gap_s <= seen.gap_max_s + 1.0
    assert bound.covered >= seen.covered_fraction - 1e-9
    facts = revisit_facts(scenario, roster.lines)["sweep"]
    for one, (_, _, gap_s, _) in zip(facts.limits, seen.limits, strict=False):
        assert one.bound_gap_s is None or one.bound_gap_s <= gap_s + 1.0


@pytest.mark.parametrize("seed", [1, 4, pytest.param(3, marks=pytest.mark.soak)])
def test_planner_and_verifier_agree_and_no_bound_is_beaten(seed: int) -> None:
    check_roster(random_limits(seed))


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(4))
def test_planner_and_verifier_agree_on_many(shard: int) -> None:
    for seed in range(400 + shard, 460, 4):
        check_roster(random_limits(seed))


def test_slow_cells_are_interleaved_where_that_saves_a_watcher() -> None:
    scenario = with_limits({"limit": "36 h", "limits": [{"area": "core", "limit": "6 h"}]})
    tried = laid_of(scenario, scenario.watch("sweep")).tried
    assert tried[0].name == "slow cells interleaved"
    assert tried[0].zones == 1
    assert {one.name: one.zones for one in tried} == {
        "slow cells interleaved": 1, "zones by limit": 2, "all at the shortest limit": 2,
    }  # fmt: skip
    assert check_pattern(scenario)


def test_a_hole_that_costs_a_cell_its_limit_is_found() -> None:
    limits = [{"area": "core", "limit": "6 h"}]
    scenario = with_limits(
        {"limit": "36 h", "limits": limits}, period={"start": "2026-06-01T00:00:00Z", "length": "2 d"}
    )
    roster = make_roster(scenario).roster
    longer = tuple(replace(line, limit_s=line.limit_s + 7200) for line in roster.lines)
    verdict = verify_roster(scenario, replace(roster, lines=longer))
    assert [one.rule for one in verdict.violations] == ["line"]
    assert verdict.violations[0].by == pytest.approx(7200, abs=3600)


def test_holes_of_a_cell_that_is_seen_several_times_in_a_lap() -> None:
    assert (
        hole_borne_s(6 * 3600.0, 3600.0, 20 * 3600.0) == 4 * 3600 - 5
    )  # seen an hour before at most, and an hour after
    assert hole_borne_s(6 * 3600.0, 4 * 3600.0, 20 * 3600.0) == 0
    assert hole_borne_s(7000.0, 1999.0, 2000.0) == 3999  # whole laps
    assert hole_borne_s(7000.0, float("inf"), 2000.0) == 0


def test_limits_are_rounded_down_to_a_base_times_powers_of_two() -> None:
    hours = [3600.0 * h for h in (2, 3, 5, 8, 17)]
    assert rounded_down(hours) == {
        7200.0: 7200.0,
        10800.0: 7200.0,
        18000.0: 18000.0,
        28800.0: 28800.0,
        61200.0: 61200.0,
    } or (all(planned <= limit for limit, planned in rounded_down(hours).items()))
    assert len(set(rounded_down(hours).values())) <= 4
    for base in bases_of(hours):
        assert base <= hours[0]
        assert all(
            base * 2**step <= limit * (1 + 1e-9) for limit, step in zip(hours, steps_of(hours, base), strict=True)
        )
    assert sorted(groupings(3)) == sorted([((0, 1, 2),), ((0,), (1, 2)), ((0, 1), (2,)), ((0,), (1,), (2,))])


def test_each_cell_has_the_shortest_limit_of_the_parts_it_lies_in() -> None:
    limits = [{"area": "west", "limit": "30 h"}, {"area": "core", "limit": "3 h"}]
    scenario = with_limits({"limit": "12 h", "limits": limits})
    cells, own = scenario.cells["sweep"], scenario.limits_s("sweep")
    assert set(own) == {3 * 3600.0, 12 * 3600.0, 30 * 3600.0}
    middle = min(range(cells.n), key=lambda k: abs(cells.lat_deg[k] - 27.0) + abs(cells.lon_deg[k] - 137.5))
    assert own[middle] == 3 * 3600.0
    assert all(own[k] == 30 * 3600.0 for k in range(cells.n) if cells.lon_deg[k] < 136.7)


@pytest.mark.parametrize(
    ("watch", "told"),
    [
        ({"limits": [{"area": "cor", "limit": "3 h"}]}, "did you mean 'core'"),
        ({"limits": [{"area": "far", "limit": "3 h"}]}, "no cell of the area 'sea' has its centre in 'far'"),
        ({"limits": [{"area": "core", "limit": "0 h"}]}, "limits"),
        ({"limits": [{"limit": "3 h"}]}, "name an area, a `class` or both"),
        ({"limits": [{"class": "merchnt", "limit": "3 h"}]}, "did you mean 'merchant'"),
        ({"limits": [{"class": "fishing-boat", "limit": "3 h"}]}, "its own `limit` holds for it"),
        ({"kind": "station", "limits": [{"area": "core", "limit": "3 h"}]}, "belongs to a revisit watch"),
    ],
)
def test_bad_limits_are_told(watch: dict[str, Any], told: str) -> None:
    far = {"name": "far", "circle_at": "10 N, 150 E", "circle_radius": "30 km", "sea_only": False}
    with pytest.raises(BadInputError) as caught:
        sea_scenario({"limit": "12 h"} | watch, area=[sea_table()["area"][0], CORE, far])
    assert told in str(caught.value)


def test_trials_hold_each_gap_against_its_own_limit() -> None:
    import polars as pl

    from longwatch.sim.cells import SCHEMA

    rows = [
        (0, "w", "merchant", 0, 100.0, 1, 1, 50.0, 50.0, 2500.0, 0.0),
        (0, "w", "merchant", 1, 100.0, 1, 1, 90.0, 90.0, 8100.0, 0.0),
    ]
    looks = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    fine = judge_revisit(looks, "w", (1.0, 1.0), 60.0, 0.95, limits_s=(60.0, 95.0))
    late = judge_revisit(looks, "w", (1.0, 1.0), 60.0, 0.95, limits_s=(40.0, 95.0))
    assert (fine.n_no_long_gap, late.n_no_long_gap) == (1, 0)
    assert late.longest_by_trial_s == pytest.approx((75.0,))  # 50 of 40, in terms of 60
    assert float(late.gap_max_s) == 90.0
