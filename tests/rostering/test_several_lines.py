"""Sorties that hold several lines: bound against the best of all rosters, rosters against their rules, what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from helpers.agreement import check_agreement
from helpers.random_retask import table_with_retask
from helpers.several_lines import least_uncovered, tiny_retask
from longwatch.errors import InvariantError
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import Preference, build, score
from longwatch.rostering.check import check_stints
from longwatch.rostering.clash import only
from longwatch.rostering.from_roster import plan_from
from longwatch.rostering.make import Plan, make_roster, prepared
from longwatch.rostering.resources import Hold, Resources
from longwatch.rostering.retime import retime
from longwatch.rostering.sequence_bound import sequence_bound
from longwatch.rostering.several import mended
from longwatch.rostering.tails import match_tails
from longwatch.scenario.plan import sorties_of
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.units import HOUR_S
from longwatch.verifier import verify_roster

N, SHARDS = 600, 20


def banks(**fleet: Any) -> Scenario:
    """One aircraft, three hours from two banks that lie 20 minutes apart and are to be watched in turn."""
    station = {"kind": "station", "sees": {"class": "merchant"}, "limit": "30 min", "hold_radius": "1 km"}
    own = {"name": "pair", "platform": "round", "base": "Field", "count": 1, "retask": True}
    return scenario_from_dict({
        "schema": 1, "name": "banks in turn",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "2 d", "warm_up": "none"},
        "base": [{"name": "Field", "kind": "airfield", "at": "0 N, 30 W", "off_map": True}],
        "area": [
            {"name": name, "circle_at": at, "circle_radius": "20 km"}
            for name, at in (("bank", "0 N, 25 W"), ("reef", "0.6 N, 25 W"))
        ],
        "watch": [
            {"name": "bank", "area": "bank", "hours": ["06:00-10:00", "14:00-18:00"], **station},
            {"name": "reef", "area": "reef", "hours": ["11:00-14:00", "18:30-22:00"], **station},
        ],
        "fleet": [own | fleet],
        "platform": [{
            "id": "round", "name": "Aircraft of round figures", "domain": "air", "endurance": "16 h",
            "planning_factor": 1.0, "transit_speed": "100 kt", "loiter_speed": "70 kt", "altitude": "3000 m",
            "turnaround": "4 h", "reserve": "0 h", "satellite": True, "ship_capable": False,
            "preflight_failure": 0.0, "abort_rate": "1 /1000 h", "loss_rate": "1 /100000 h", "repair": "12 h",
            "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025", "hour_cost": "900 USD 2025 /h",
            "payloads": ["eyes"],
        }],
        "payload": [{
            "id": "eyes", "name": "Eyes", "mass": "50 kg", "power": "500 W",
            "sensors": [{"kind": "sonar", "ranges": {"merchant": {"detect": "60 km"}}}],
        }],
    })  # fmt: skip


@cache
def planned() -> tuple[Scenario, Plan]:
    scenario = banks()
    return scenario, make_roster(scenario)


def test_one_sortie_on_two_banks_covers_far_more() -> None:
    """Each day 16 h in the air are 10 h on station: of both banks in turn, or of one and its break."""
    _, plan = planned()
    alone = make_roster(banks(retask=False))
    assert max(len(rows) for rows in sorties_of(plan.roster.stints)) >= 2
    assert all(len(rows) == 1 for rows in sorties_of(alone.roster.stints))
    assert plan.uncovered_s <= alone.uncovered_s - 4 * HOUR_S
    assert plan.bound.uncovered_s <= plan.uncovered_s
    assert plan.bound.uncovered_s < alone.bound.uncovered_s  # what one line a sortie can't, several may
    assert "pair as if on all lines at once" in plan.bound.name
    assert "one line per sortie" in alone.bound.name
    assert not alone.roster.passages


def test_one_seed_gives_one_plan() -> None:
    scenario, plan = planned()
    assert make_roster(scenario).roster == plan.roster


def test_a_roster_of_several_lines_is_kept_row_by_row() -> None:
    scenario, plan = planned()
    again = plan_from(scenario, plan.roster, keep=True)
    assert (again.changes, again.kept, again.plan.roster.stints) == ((), len(plan.roster.stints), plan.roster.stints)


def test_an_edited_sortie_is_flown_anew_with_its_lines() -> None:
    scenario, plan = planned()
    first = plan.roster.stints[0].takeoff_s
    late = tuple(replace(row, takeoff_s=first + 600) if row.takeoff_s == first else row for row in plan.roster.stints)
    again = plan_from(scenario, replace(plan.roster, stints=late), keep=True)
    assert [change.why for change in again.changes] == ["way out too short"]
    assert again.plan.uncovered_s == plan.uncovered_s
    assert verify_roster(scenario, again.plan.roster).ok


def test_without_retasking_its_rows_are_left_out_or_flown_alone() -> None:
    _, plan = planned()
    again = plan_from(banks(retask=False), plan.roster)
    assert all(len(rows) == 1 for rows in sorties_of(again.plan.roster.stints))
    assert again.changes


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"leave_s": -1800}, "times out of order|too short|beyond endurance"),
        ({"arrive_s": -1800}, "too short|out of order"),
        ({"ready_s": 60}, "do not agree"),
    ],
)
def test_a_broken_second_row_is_named(change: dict[str, int], what: str) -> None:
    scenario, plan = planned()
    problem = prepared(scenario)[3]
    rows = next(rows for rows in sorties_of(plan.roster.stints) if len(rows) > 1)
    check_stints(problem, rows)
    ((name, by),) = change.items()
    place = 0 if name == "leave_s" and by < 0 else 1
    bad = list(rows)
    bad[place] = replace(
        bad[place], **{name: getattr(bad[place], name) - by if place == 0 else getattr(bad[place], name) + by}
    )
    with pytest.raises(InvariantError, match=what):
        check_stints(problem, bad)


def test_a_sortie_uses_its_vehicle_once_and_can_be_released() -> None:
    scenario, _ = planned()
    problem = prepared(scenario)[3]
    going_on = Preference("going on", lambda problem, leg, idle: -leg.efficiency, "all", onward=0.0)  # noqa: ARG005
    sorties = build(problem, going_on)
    several = next(one for one in sorties if one.further)
    resources = Resources.of(problem)
    resources.take(problem, several)
    assert resources.vehicles[0].free == [several.ready_s]
    assert resources.can_release(problem, several)
    resources.release(problem, several)
    assert resources.vehicles[0].free == [several.takeoff_s]
    assert several.holds == (Hold(several.line, several.arrive_s, several.leave_s), *several.further)


def _rosters_of(seed: int) -> None:
    """The builder's rosters of a tiny problem keep its rules; none beats the bound, and the bound not the best of all."""
    problem = tiny_retask(seed)
    bounds = [bound_of(problem, slot_s=h).uncovered_s for h in (2, 5, 11)]
    bounds += [sequence_bound(problem, h, fine_s=fine_s) - 1e-6 for h, fine_s in ((2, 1), (5, 2))]
    best = least_uncovered(problem)
    assert max(bounds) <= best, f"seed {seed}: {best} s uncovered in the best roster, the bound says {bounds} s"
    for index, line in enumerate(problem.lines):
        alone = only(problem, frozenset({line.watch}))
        assert bound_of(alone, slot_s=5).uncovered_s <= best, f"seed {seed}: line {index}"
    for share in (0.0, 0.5):
        onward = Preference("onward", lambda problem, leg, idle: -leg.efficiency, onward=share)  # noqa: ARG005
        built = build(problem, onward)
        for sorties in (built, retime(problem, built), mended(problem, built)):
            check_stints(problem, match_tails(problem, sorties))
            assert score(problem, sorties).uncovered_s >= max(bounds)


def test_no_roster_of_several_lines_beats_the_bound() -> None:
    for seed in (0, 2, 11):
        _rosters_of(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_no_roster_of_several_lines_beats_the_bound_all(shard: int) -> None:
    """No roster of several lines of a tiny problem, the best of all found second by second, beats the bound."""
    for seed in range(shard, 400, 10):
        _rosters_of(seed)


def _agree(seed: int) -> None:
    check_agreement(scenario_from_dict(table_with_retask(seed)), seed)


SMALL = (2, 3, 4, 5, 23)


@pytest.mark.parametrize("seed", SMALL)
def test_planner_and_verifier_agree_with_retasking(seed: int) -> None:
    _agree(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_planner_and_verifier_agree_with_retasking_all(
    shard: int, record_property: Callable[[str, object], None]
) -> None:
    """The verifier accepts the planner's roster of a random scenario that retasks; none beats the bound."""
    seeds = range(shard, N, SHARDS)
    for seed in seeds:
        _agree(seed)
    record_property("n", len(seeds))
