"""Stations that a mixed fleet holds for good: told only where a sequence is proved, and a roster made from it stands."""

from __future__ import annotations

from typing import Any

import pytest

from longwatch.patterns.lines import lines_of
from longwatch.rostering.always import always_held
from longwatch.rostering.check import check_stints
from longwatch.rostering.pairing import pairings
from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.routes.pinwheel import broken_window, sequence
from longwatch.scenario.plan import Stint
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario


def mixed(fleets: list[dict[str, Any]] | None = None, **changes: Any) -> Scenario:
    table: dict[str, Any] = {
        "schema": 1,
        "name": "mix",
        "period": {"start": "2026-06-01T00:00:00Z", "length": "6 d"},
        "base": [{"name": "islet", "kind": "airfield", "at": "30 N, 136 E", "off_map": True}],
        "area": [{"name": "sea", "circle_at": "27 N, 137.5 E", "circle_radius": "20 km"}],
        "watch": [{"name": "post", "area": "sea", "kind": "station", "limit": "0 h", "sees": {"class": "merchant"}}],
        "fleet": fleets
        or [
            {"platform": "tb2", "base": "islet", "count": 2},
            {"platform": "mq9b", "base": "islet", "count": 1},
        ],
    }
    return scenario_from_dict(table | changes)


def problem(scenario: Scenario) -> Problem:
    lines = lines_of(scenario)
    return problem_of(scenario, lines, pairings(scenario, lines))


def said(scenario: Scenario) -> str:
    return always_held(scenario, problem(scenario)).get("post", "")


def test_a_mixed_fleet_that_can_is_told_with_its_proof() -> None:
    told = said(mixed())
    assert told.startswith("2 of tb2@islet and 1 of mq9b@islet hold it for good in stints of ")
    assert "relay density" in told


@pytest.mark.parametrize(
    "scenario",
    [
        mixed([{"platform": "tb2", "base": "islet", "count": 3}]),
        mixed(
            [{"platform": one, "base": "islet", "count": 2, "control": "dish"} for one in ("tb2", "mq9b")],
            control=[{"name": "dish", "at": "islet", "kind": "satellite", "channels": 2}],
        ),
        mixed(base=[{"name": "islet", "kind": "airfield", "at": "30 N, 136 E", "off_map": True, "hours": "06:00-18:00"}]),
        mixed(watch=[{"name": "post", "area": "sea", "kind": "station", "limit": "0 h", "k": 2, "sees": {"class": "merchant"}}]),
    ],
    ids=["one fleet", "too few channels", "hours", "two watchers"],
)  # fmt: skip
def test_where_anything_else_binds_nothing_is_said(scenario: Scenario) -> None:
    assert said(scenario) == ""


def test_a_roster_flown_by_the_sequence_keeps_every_rule() -> None:
    """The promise, written out: each slot one sortie, and the rules of the roster are checked as ever."""
    scenario = mixed()
    made = problem(scenario)
    legs = {leg.fleet: leg for leg in made.legs_of_line(0)}
    vehicles = [(fleet, n) for fleet in legs for n in range(made.groups[fleet].count)]
    slot_s = min(leg.endurance_s - leg.times.out_s(0) - leg.times.back_s(0) for leg in legs.values())
    periods = []
    for fleet, _ in vehicles:
        leg = legs[fleet]
        periods.append(1 - (-(leg.times.out_s(0) + leg.times.back_s(0) + leg.turnaround_s) // slot_s))
    answer = sequence("relay", periods)
    assert answer.schedulable
    assert broken_window("relay", periods, answer.cycle) == ""
    stints = []
    for slot in range(1, 20):  # the first slot that can be reached from the ground, and on
        fleet, number = vehicles[answer.cycle[slot % len(answer.cycle)]]
        leg, group = legs[fleet], made.groups[fleet]
        arrive_s, leave_s = slot * slot_s, (slot + 1) * slot_s
        land_s = leave_s + leg.times.back_s(leave_s)
        stints.append(
            Stint(
                takeoff_s=arrive_s - leg.times.out_s(arrive_s), line="post", tail=f"{group.name}-{number}", fleet=group.name,
                arrive_s=arrive_s, leave_s=leave_s, land_s=land_s, ready_s=land_s + leg.turnaround_s,
            )
        )  # fmt: skip
    check_stints(made, stints)
