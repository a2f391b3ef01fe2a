"""Revisit limits by target class: each class with its own sweep, by the arithmetic of the verifier and of the trials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.revisit_scenarios import position, random_sea_table, sea_table, star
from longwatch.errors import ImpossibleError
from longwatch.geo.obstacles import Obstacles
from longwatch.measures.revisit import cell_sums, judge_revisit, scale_of
from longwatch.patterns.classes import _left, by_class, with_narrower
from longwatch.patterns.laid import laid_of
from longwatch.patterns.limits import Asked
from longwatch.patterns.lines import lines_of
from longwatch.patterns.revisit import revisit_facts
from longwatch.patterns.staggered import laps_worth_trying, staggered
from longwatch.patterns.sweep import width_of
from longwatch.patterns.watch_bound import bound_of_watch
from longwatch.patterns.zone import Sweeper
from longwatch.rostering.make import make_roster
from longwatch.rostering.pairing import judge, pairings
from longwatch.scenario.plan import Line
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.roster_file import read_roster, roster_text
from longwatch.scenario.scenario import Scenario
from longwatch.sim.cells import SCHEMA, planned_revisit
from longwatch.verifier.cells import Looks, looks_of_run, looks_of_stints, revisit_cover
from longwatch.verifier.places import place_of_line
from longwatch.verifier.verify import verify_roster

NOTHING = Obstacles(())
CORE = {"name": "core", "circle_at": "27 N, 137.5 E", "circle_radius": "60 km"}


def payload(**ranges_km: float) -> dict[str, Any]:
    """What it sees is typed by class, so that sweeps can be worked out by hand."""
    ranges = {name.replace("_", "-"): {"detect": f"{far:.3f} km"} for name, far in ranges_km.items()}
    return {"id": "typed", "name": "Typed", "mass": "40 kg", "power": "0.4 kW", "endurance_factor": 0.95,
            "sensors": [{"kind": "turret", "ranges": ranges}]}  # fmt: skip


def with_classes(limit: str, limits: list[dict[str, str]], count: int = 12, **changes: Any) -> Scenario:
    """Merchants are seen from 40 km, small boats from 10 km."""
    table = sea_table({"limit": limit, "sees": {"class": "merchant"}, "limits": limits})
    table["area"][0]["cells"] = "18 km"
    fleet = [{"platform": "mq9b", "payload": "typed", "base": "islet", "count": count}]
    table |= {"payload": [payload(small_boat=10.0, merchant=40.0)], "fleet": fleet, "area": [*table["area"], CORE]}
    return scenario_from_dict(table | changes)


def random_classes(seed: int) -> Scenario:
    """A random sea, two or three classes of random ranges, one of them sometimes asked for in a part only."""
    dice = Random(f"classes {seed}")
    table = random_sea_table(seed)
    table["weather"] = {}
    small_km = dice.uniform(14.0, 25.0)
    fishing_km = small_km * dice.uniform(1.0, 3.0)
    table["payload"] = [
        payload(small_boat=small_km, fishing_boat=fishing_km, merchant=fishing_km * dice.uniform(1.0, 2.0))
    ]
    table["fleet"][0] |= {"payload": "typed", "count": dice.randint(4, 12)}
    cells = scenario_from_dict(table).cells["sweep"]
    slow_h = cells.total_m2 / (2.0 * 1e3 * small_km * 36.0) / 3600.0 * dice.uniform(0.5, 2.5)
    names = dice.sample(["small-boat", "fishing-boat", "merchant"], dice.choice([2, 2, 3]))
    limits_h = {
        "small-boat": slow_h,
        "fishing-boat": slow_h / dice.uniform(1.0, 3.0),
        "merchant": slow_h / dice.uniform(1.0, 5.0),
    }
    limits = [{"class": name, "limit": f"{limits_h[name]:.2f} h"} for name in names[1:]]
    if dice.random() < 0.5:
        k = dice.randrange(cells.n)
        at = star(dice, cells.lat_deg[k], cells.lon_deg[k], dice.uniform(4.0, 8.0) * cells.side_m, 5)
        table["area"] = [*table["area"], {"name": "part", "polygon": [position(*p) for p in at], "sea_only": False}]
        limits[0]["area"] = "part"
    table["watch"][0] |= {"limit": f"{limits_h[names[0]]:.2f} h"}
    table["watch"][0] |= {"sees": {"class": names[0]}, "limits": limits}
    return scenario_from_dict(table)


def held_for_good(scenario: Scenario, lines: tuple[Line, ...]) -> np.ndarray:
    """The longest gap of all that is asked while somebody is on every line, by the verifier's arithmetic."""
    asked = Asked.all_of(scenario, "sweep")
    longest_lap_s = max(line.period_s for line in lines)
    end_s = round(3 * longest_lap_s)
    waits = np.zeros(len(asked.limit_s))
    for kind, ask in enumerate(scenario.asks("sweep")):
        own = asked.kind == kind
        runs = []
        for line in lines:
            range_m = dict(line.class_reaches_m).get(ask.class_, line.reach_m)
            run = looks_of_run(place_of_line(line), asked.lat_deg[own], asked.lon_deg[own], 0.0, range_m)
            runs.append(looks_of_stints(run, 0.0, line.period_s, [(0, end_s)]))
        joined = Looks.joined(runs)
        found = np.zeros(int(own.sum()))
        for c in range(len(found)):
            mine = joined.cell == c
            looks = Looks(np.zeros(int(mine.sum()), np.int64), joined.enter_s[mine], joined.leave_s[mine])
            found[c] = revisit_cover(looks, np.ones(1), 1.0, [(round(longest_lap_s), end_s)], end_s).gap_max_s
        waits[own] = found
    return waits


def check_pattern(scenario: Scenario) -> bool:
    """What the pattern says of itself is so; returns whether it keeps its limits."""
    lines, tried = lines_of(scenario), laid_of(scenario, scenario.watch("sweep")).tried
    waits, limits_s = held_for_good(scenario, lines), np.array(scenario.limits_s("sweep"))
    assert np.all(waits <= tried[0].waits_s.min(axis=0) + 5.0)
    assert list(tried) == sorted(tried, key=lambda one: one.order())
    facts = revisit_facts(scenario, lines)["sweep"]
    assert sum(one.n_cells for one in facts.limits) == len(limits_s)
    if tried[0].keeps:
        assert np.all(waits <= limits_s + 5.0)
        assert facts.watchers_at_least <= len(lines)
    return tried[0].keeps


def check_roster(scenario: Scenario, folder: Path) -> None:
    """Planner, verifier, trials and the roster's file agree, and no bound is beaten."""
    roster = make_roster(scenario).roster
    verdict = verify_roster(scenario, roster)
    assert verdict.ok, verdict.violations
    (folder / "roster.csv").write_text(roster_text(roster))
    again = read_roster(folder / "roster.csv")
    assert (again.lines, again.pairings) == (roster.lines, roster.pairings)
    limit_s, limits_s = float(scenario.watch("sweep").limit_s), np.array(scenario.limits_s("sweep"))
    scale, classes = scale_of(limits_s.tolist(), limit_s), np.array(scenario.asked_classes("sweep"))
    planned = cell_sums(planned_revisit(scenario, roster), "sweep", scenario.asked_m2("sweep"), scale)
    seen = verdict.per_watch["sweep"]
    assert float(planned.covered[0]) == pytest.approx(seen.covered_fraction, abs=1e-3)
    assert {one.class_ for one in seen.limits} == set(classes)
    for one in seen.limits:
        own = (limits_s == one.limit_s) & (classes == one.class_)
        assert int(own.sum()) == one.n_cells
        assert float(planned.gap_max_s[0][own].max()) == pytest.approx(one.gap_max_s, abs=10.0)
    assert seen.gap_max_s == pytest.approx(max(one.gap_max_s / one.limit_s for one in seen.limits) * limit_s)
    bound = bound_of_watch(scenario, scenario.watch("sweep"), min(line.count_from_s for line in roster.lines))
    assert bound.gap_s is None or bound.gap_s <= seen.gap_max_s + 1.0
    assert bound.covered >= seen.covered_fraction - 1e-9
    for told, found in zip(revisit_facts(scenario, roster.lines)["sweep"].limits, seen.limits, strict=True):
        assert (told.class_, told.limit_s) == (found.class_, found.limit_s)
        assert told.bound_gap_s is None or told.bound_gap_s <= found.gap_max_s + 1.0


@pytest.mark.parametrize("seed", [1, 2])
def test_planner_verifier_and_trials_agree_class_by_class(seed: int, tmp_path: Path) -> None:
    scenario = random_classes(seed)
    check_pattern(scenario)
    check_roster(scenario, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(4))
def test_all_agree_in_many_seas(shard: int, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    kept = 0
    for seed in range(100 + shard, 220, 4):
        scenario = random_classes(seed)
        try:
            kept += check_pattern(scenario)
        except ImpossibleError:
            continue
        check_roster(scenario, tmp_path)
    record_property("n", kept)
    assert kept > 3


@pytest.fixture(scope="module")
def both() -> Scenario:
    """Merchants within 6 h, small boats within 12 h."""
    return with_classes("6 h", [{"class": "small-boat", "limit": "12 h"}])


def test_staggered_laps_do_with_half_the_watchers_of_one_tour_at_the_strictest_of_both(both: Scenario) -> None:
    """One tour for both would sweep as narrow as for small boats and as often as for merchants."""
    found = {one.name: one for one in laid_of(both, both.watch("sweep")).tried}
    best, simple = next(iter(found.values())), found["all at the shortest limit and the narrowest sweep"]
    assert "staggered" in best.name
    assert best.keeps
    assert best.held
    assert (best.zones, simple.zones) == (3, 6)
    facts = revisit_facts(both, lines_of(both))["sweep"]
    assert [round(one.sweep_width_m, -3) for one in facts.limits] == [78_000.0, 13_000.0]  # from 7.6 km up
    area_m2, speed_mps = facts.area_m2, facts.speed_mps  # looking alone, small boats take
    assert facts.density == pytest.approx(area_m2 / (facts.limits[1].sweep_width_m * speed_mps * 12 * 3600.0), rel=1e-6)


def test_what_a_narrow_sweep_gives_in_time_by_itself_is_not_swept_again() -> None:
    scenario = with_classes("12 h", [{"class": "small-boat", "limit": "10 h"}])
    tried = laid_of(scenario, scenario.watch("sweep")).tried
    assert len(tried) == 1  # small boats alone, with whom merchants come
    assert tried[0].layouts[0].sweeper.range_m == pytest.approx(
        (10_000.0**2 - 7_620.0**2) ** 0.5, rel=0.01
    )  # from 7.6 km up
    bounds = bound_of_watch(scenario, scenario.watch("sweep"), 0)
    alone = with_classes("10 h", [{"class": "small-boat", "limit": "12 h"}])
    assert bounds.gap_s is not None
    assert bounds.gap_s > bound_of_watch(alone, alone.watch("sweep"), 0).gap_s  # type: ignore[operator]


def test_a_class_may_be_asked_for_in_a_part_only() -> None:
    scenario = with_classes("12 h", [{"class": "small-boat", "area": "core", "limit": "6 h"}])
    small, merchant = sorted(scenario.asks("sweep"), key=lambda one: len(one.cell))
    assert (small.class_, merchant.class_) == ("small-boat", "merchant")
    assert len(merchant.cell) == scenario.cells["sweep"].n
    assert set(small.cell) < set(merchant.cell)
    assert set(scenario.limits_s("sweep")) == {6 * 3600.0, 12 * 3600.0}
    limits_s = by_class(scenario, "sweep")
    assert limits_s.shape == (2, scenario.cells["sweep"].n)
    assert np.isinf(limits_s[1]).sum() == scenario.cells["sweep"].n - len(small.cell)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_left_of_the_asks_gives_all_of_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_classes, n_cells, n_fleets = rng.integers(1, 5), rng.integers(1, 8), rng.integers(1, 4)
    limits_s = rng.choice([1.0, 2.0, 3.0, 5.0, np.inf], (n_classes, n_cells))
    ranges_m = rng.choice([10.0, 20.0, 30.0], (n_fleets, n_classes)).tolist()
    left, least = _left(limits_s, ranges_m), with_narrower(limits_s, ranges_m)
    assert np.array_equal(with_narrower(left, ranges_m), least)
    assert np.array_equal(with_narrower(least, ranges_m), least)
    assert np.all(least <= limits_s)
    assert np.all((left == limits_s) | np.isinf(left))


@settings(max_examples=60, deadline=None)
@given(
    st.floats(20e3, 300e3),
    st.floats(20e3, 300e3),
    st.floats(2e3, 12e3),
    st.floats(1.2, 6.0),
    st.integers(2, 6),
    st.booleans(),
)
def test_staggered_laps_sweep_all_once_narrowly_and_more_often_widely(
    long_m: float, high_m: float, narrow_m: float, ratio: float, laps: int, closed: bool
) -> None:
    path = staggered(shapely.box(0.0, 0.0, long_m, high_m), laps, closed, Sweeper(narrow_m, 50.0, "sea", NOTHING))
    if path is None:
        assert high_m < 2.0 * width_of(narrow_m) * laps
        return
    line = shapely.LineString(path.xy)
    x, y = np.meshgrid(np.linspace(0.0, long_m, 23), np.linspace(0.0, high_m, 37))
    away_m = shapely.distance(shapely.points(x, y), line)
    assert away_m.max() <= narrow_m * (1.0 + 1e-9)
    assert path.xy[0] == pytest.approx(path.xy[-1])
    assert path.lap_m * laps >= line.length - 1.0
    assert 2 in laps_worth_trying(narrow_m, ratio * narrow_m)


def test_a_fleet_that_sees_one_class_less_far_than_the_tracks_are_laid_for_is_refused() -> None:
    fleets = [
        {"name": name, "platform": "mq9b", "payload": fit, "base": "islet", "count": 8}
        for name, fit in (("far", "typed"), ("near", "near"))
    ]
    fits = [payload(small_boat=10.0, merchant=40.0), payload(small_boat=4.0, merchant=40.0) | {"id": "near"}]
    scenario = with_classes("6 h", [{"class": "small-boat", "limit": "12 h"}], payload=fits, fleet=fleets)
    lines = lines_of(scenario)
    assert {one.fleet for one in pairings(scenario, lines)} == {"far"}
    reasons = [verdict.reason for _, verdict in judge(scenario, lines) if verdict.fleet == "near"]
    assert all("for a small-boat" in reason for reason in reasons)


def test_the_verifier_finds_a_header_that_sees_a_class_not_as_far_as_its_tracks(both: Scenario) -> None:
    roster = make_roster(both).roster
    assert verify_roster(both, roster).ok

    def rules(**changes: Any) -> set[str]:
        worse = tuple(replace(one, **changes) for one in roster.pairings)
        return {one.rule for one in verify_roster(both, replace(roster, pairings=worse)).violations}

    assert {"sensor", "pattern"} <= rules(class_ranges_m=())
    assert {"sensor", "pattern"} <= rules(class_ranges_m=(("small-boat", 5_000.0),))
    assert "sensor" in rules(class_ranges_m=(("small-boat", 500_000.0),))


def test_trials_are_told_class_by_class() -> None:
    import polars as pl

    rows = [
        (t, "w", name, 0, 100.0, 1, 1, gap, gap, gap * gap, 0.0)
        for t, name, gap in (
            (0, "merchant", 50.0),
            (0, "small-boat", 90.0),
            (1, "merchant", 70.0),
            (1, "small-boat", 80.0),
        )
    ]
    looks = pl.DataFrame(rows, schema=SCHEMA, orient="row").reverse()
    found = judge_revisit(looks, "w", (1.0, 1.0), 60.0, 0.95, limits_s=(60.0, 95.0), classes=("merchant", "small-boat"))
    assert [(one.class_, one.limit_s, float(one.p_kept)) for one in found.limits] == [
        ("merchant", 60.0, 0.5), ("small-boat", 95.0, 1.0)
    ]  # fmt: skip
    assert [float(one.longest_at_confidence_s) for one in found.limits] == [70.0, 90.0]
    assert (found.n_cells, found.n_no_long_gap) == (1, 1)
