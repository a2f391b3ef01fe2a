"""Vehicles that dropped out as the verifier sees it: planted faults of each kind, and what is no fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from helpers.planted_outages import (
    AT,
    END,
    GROUNDED,
    LOST,
    OUTAGES,
    dropped_out,
    lost_and_back,
    lost_and_home,
    lost_and_on_station,
    repeated,
)
from longwatch.scenario.plan import Outage, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster


def _broken(made: tuple[Scenario, Roster]) -> dict[str, str]:
    """Rule -> what is said first."""
    return {one.rule: one.what for one in reversed(verify_roster(*made).violations)}


@pytest.mark.parametrize(
    "outages",
    [
        (LOST, GROUNDED),
        (LOST, Outage(AT, "plane-3", "planes", END, True)),  # one of three that never flew
        (LOST, Outage(10_001, "boat-2", "boats", END)),  # grounded in the air, and lost before it was home
        (LOST, replace(GROUNDED, from_s=40_000)),  # in the air: it flies home
    ],
)
def test_who_drops_out_by_the_rules_breaks_none(outages: Sequence[Outage]) -> None:
    assert _broken(dropped_out(outages)) == {}


@pytest.mark.parametrize(("outages", "words"), OUTAGES)
def test_a_planted_outage_is_named(outages: Sequence[Outage], words: str) -> None:
    broken = _broken(dropped_out(outages))
    assert set(broken) == {"outage"}
    assert words in broken["outage"]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lost_and_back, "takes off though boat-2 was lost"),
        (lost_and_on_station, "flies on after boat-2 was lost"),
        (lost_and_home, "flies on after boat-2 was lost"),
        (repeated, "would come back"),
    ],
)
def test_a_row_of_a_lost_vehicle_does_not_go_on(made: Callable[[], tuple[Scenario, Roster]], words: str) -> None:
    scenario, roster = made()
    assert any(one.rule == "outage" and words in one.what for one in verify_roster(scenario, roster).violations)


def test_without_the_loss_the_row_has_no_way_back() -> None:
    grounded = replace(LOST, lost=False)
    assert {"transit-back", "turnaround"} <= set(_broken(dropped_out((grounded,))))
    assert {"transit-back", "turnaround"} <= set(_broken(dropped_out((replace(LOST, from_s=AT - 1),))))
