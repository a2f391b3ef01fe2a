"""Figures of fuel, weight and drag as inputs in doubt: a drawn one changes how long a vehicle may be away."""

from __future__ import annotations

from pathlib import Path

import pytest

from longwatch.errors import BadInputError
from longwatch.physics.endurance import endurance_left_s, planning_endurance_s
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.sim.inputs import inputs_of, with_values

US_COAST = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
FIT = "maritime_radar_turret_ais"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario(US_COAST)


@pytest.mark.parametrize(
    "key",
    [
        ("platform", "mq9b", "flight", "cd0"),
        ("platform", "mq9b", "flight", "empty_mass"),
        ("platform", "mq9b", "flight", "record", "load"),
        ("payload", FIT, "mass"),
        ("payload", FIT, "power"),
        ("payload", FIT, "drag_area"),
    ],
    ids=lambda key: " ".join(key),
)
def test_each_is_an_input_and_moves_endurance(scenario: Scenario, key: tuple[str, ...]) -> None:
    (one,) = (found for found in inputs_of(scenario) if found.key == key)
    low, high = (
        endurance_left_s(true.platforms["mq9b"], true.payloads[FIT])
        for true in (with_values(scenario, {key: one.at(share)}) for share in (0.0, 1.0))
    )
    assert low != high
    likely = planning_endurance_s(scenario.platforms["mq9b"], scenario.payloads[FIT])
    assert likely.low < min(low, high) < max(low, high) < likely.high


def test_a_drawn_factor_does_not_come_back(scenario: Scenario) -> None:
    """The ASSUMED factor of a payload has given way to physics; drawn or not, it moves nothing there."""
    key = ("payload", FIT, "endurance_factor")
    true = with_values(scenario, {key: 0.1})
    assert endurance_left_s(true.platforms["mq9b"], true.payloads[FIT]) == endurance_left_s(
        scenario.platforms["mq9b"], scenario.payloads[FIT]
    )


def test_a_payload_that_turns_out_heavy_is_flown_all_the_same(scenario: Scenario) -> None:
    """It is aboard: what the platform is said to carry decided the plan, not the flight."""
    true = with_values(scenario, {("payload", FIT, "mass"): 3000.0})
    with pytest.raises(BadInputError, match="weighs 3000 kg"):
        planning_endurance_s(true.platforms["mq9b"], true.payloads[FIT])
    less = with_values(scenario, {("payload", FIT, "mass"): 400.0})
    aboard_s = endurance_left_s(less.platforms["mq9b"], less.payloads[FIT])
    assert 0 < aboard_s < endurance_left_s(scenario.platforms["mq9b"], scenario.payloads[FIT])


def test_a_factor_that_gave_way_to_physics_is_no_input(scenario: Scenario) -> None:
    assert ("payload", FIT, "endurance_factor") not in {one.key for one in inputs_of(scenario)}
