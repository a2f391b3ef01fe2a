"""The planner's rosters pass the verifier, on random scenarios; faults in the planner's own arithmetic do not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from helpers.agreement import check_agreement
from helpers.random_scenarios import random_scenario, random_table
from longwatch.errors import InvariantError
from longwatch.rostering import transit
from longwatch.rostering.make import make_roster
from longwatch.verifier import verify_roster

N, SHARDS = 3000, 100
SMALL, LARGER = 34, (12, 16, 19, 24)  # a plan of a dozen pairings takes seconds: the sample has few of them
ASHORE, FROM_A_SHIP = 4, 2


def check(seed: int) -> None:
    check_agreement(random_scenario(seed), seed)


def small_seeds() -> list[int]:
    """The first seeds whose scenarios have few pairings."""
    tables = ((seed, random_table(seed)) for seed in range(N))
    return [seed for seed, table in islice(tables, 200) if len(table["watch"]) * len(table["fleet"]) <= 3][:SMALL]


@pytest.mark.parametrize("seed", sorted({*small_seeds(), *LARGER}))
def test_planner_and_verifier_agree_on_a_sample(seed: int) -> None:
    check(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_planner_and_verifier_agree_on_all(shard: int, record_property: Callable[[str, object], None]) -> None:
    """The verifier accepts the planner's roster of a random scenario and finds its cover; none beats the bound."""
    seeds = range(shard, N, SHARDS)
    for seed in seeds:
        check(seed)
    record_property("n", len(seeds))


def test_a_seed_gives_the_same_scenario_again() -> None:
    assert random_table(7) == random_table(7)
    assert random_table(7) != random_table(8)


def test_the_random_scenarios_are_as_crooked_as_they_claim() -> None:
    tables = [random_table(seed) for seed in range(300)]
    share = {
        "ships": sum(any(base["kind"] == "ship" for base in table["base"]) for table in tables),
        "vessels": sum(any(one["domain"] == "surface" for one in table["platform"]) for table in tables),
        "aloft": sum("state" in table for table in tables),
        "k of 2": sum(any(watch["k"] == 2 for watch in table["watch"]) for table in tables),
        "crews": sum(any("crews" in fleet for fleet in table["fleet"]) for table in tables),
        "wind": sum("weather" in table for table in tables),
        "date line": sum(" 179." in str(table["area"]) for table in tables),
        "high latitude": sum(table["area"][0]["polygon"][0][:2] >= "72" for table in tables),
    }
    assert all(count >= 30 for count in share.values()), share


class ShortGeod:
    """A Geod whose ways are half a per cent too short: a fault in the planner's geodesics."""

    def __init__(self, true: Any) -> None:
        self.true = true

    def inv(self, *points: Any) -> Any:
        azimuth, back, length = self.true.inv(*points)
        return azimuth, back, length * 0.995

    def __getattr__(self, name: str) -> Any:
        return getattr(self.true, name)


def test_a_fault_in_the_planners_geodesics_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from longwatch.geo import geodesic

    short = ShortGeod(geodesic.wgs84())
    for name, module in list(sys.modules.items()):
        if name.startswith("longwatch.") and hasattr(module, "wgs84"):
            monkeypatch.setattr(module, "wgs84", lambda: short)
    for seed in (ASHORE, FROM_A_SHIP):
        with pytest.raises(InvariantError, match=r"\[transit-(out|back)\]"):
            make_roster(random_scenario(seed), allow_unreached=True)


def test_a_fault_in_the_planners_transit_times_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    true = transit.Way._time_s
    monkeypatch.setattr(transit.Way, "_time_s", lambda way, points: true(way, points) - 30.0)
    for seed in (ASHORE, FROM_A_SHIP):
        with pytest.raises(InvariantError, match=r"\[transit-(out|back)\]"):
            make_roster(random_scenario(seed), allow_unreached=True)


def test_a_gap_that_the_plan_hides_is_found() -> None:
    scenario = random_scenario(ASHORE)
    plan = make_roster(scenario, allow_unreached=True)
    fewer = replace(plan.roster, stints=plan.roster.stints[1:])
    assert verify_roster(scenario, fewer).covered_fraction < plan.covered_fraction
