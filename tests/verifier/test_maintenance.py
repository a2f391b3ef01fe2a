"""Maintenance as the verifier sees it: planted faults of each kind, and what is no fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from helpers.planted_maintenance import ONE, PLANTED, TWO, maintained
from longwatch.scenario.plan import Work
from longwatch.verifier import verify_roster
from longwatch.verifier.maintenance import beyond_hours
from longwatch.verifier.rows import Namer


def test_the_good_one_keeps_every_rule() -> None:
    assert verify_roster(*maintained()).violations == ()


@pytest.mark.parametrize(("works", "every", "rule"), PLANTED)
def test_a_planted_fault_is_named_by_its_rule_alone(works: Sequence[Work], every: str, rule: str) -> None:
    verdict = verify_roster(*maintained(works, every))
    assert {one.rule for one in verdict.violations} == {rule}, [str(one) for one in verdict.violations]
    assert all(one.by >= 0 for one in verdict.violations)


def test_amount_and_row_are_told() -> None:
    (one,) = verify_roster(*maintained((TWO,))).violations
    assert one.by == 3 * (12 * 3600 + 3366) - 30 * 3600
    assert one.where == "plane-1, take-off 2026-03-03T03:36:40Z"
    assert "may fly 1 d 6 h" in one.what


def test_hours_break_no_rule_where_they_do_not_bind() -> None:
    scenario, roster = maintained((), binding=False)
    assert verify_roster(scenario, roster).ok
    fleet = next(one for one in scenario.fleets if one.name == "planes")
    assert len(beyond_hours(scenario, roster, fleet, Namer(scenario.start_s))) == 2  # one of each plane
    assert not beyond_hours(scenario, replace(roster, maintenance=(ONE, TWO)), fleet, Namer(scenario.start_s))
    assert not beyond_hours(scenario, replace(roster, tile_s=1), fleet, Namer(scenario.start_s))


def test_a_vehicle_by_another_name_has_the_hours_of_the_place_it_takes() -> None:
    scenario, roster = maintained((replace(ONE, tail="mine"), TWO), "26 h")
    renamed = tuple(replace(one, tail="mine") if one.tail == "plane-1" else one for one in roster.stints)
    assert verify_roster(scenario, replace(roster, stints=renamed)).ok
    third = tuple(replace(one, tail="plane-3") if one.tail == "mine" else one for one in renamed)
    own = tuple(replace(one, tail="plane-3") if one.tail == "mine" else one for one in roster.maintenance)
    verdict = verify_roster(scenario, replace(roster, stints=third, maintenance=own))  # two thirds are flown
    assert {one.rule for one in verdict.violations} == {"maintenance-due"}
