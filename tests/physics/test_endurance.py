"""Planning endurance: worked out by hand, with origin and range; payloads that do not fit are refused."""

from __future__ import annotations

import pytest

from helpers.kit import payload, platform
from longwatch.errors import BadInputError
from longwatch.physics.endurance import planning_endurance_s


def test_planning_endurance_by_hand():
    figure = planning_endurance_s(platform(), payload(endurance_factor=0.9))
    assert figure == int(24 * 3600 * 0.8 * 0.9 - 3600)  # 58608 s
    assert figure.unit == "s"
    assert figure.origin.kind == "computed"
    assert "endurance of plane" in figure.origin.of
    assert "endurance factor of eyes" in figure.origin.of


def test_it_is_rounded_down_but_not_for_the_last_bit():
    assert planning_endurance_s(platform(endurance="10 s", planning_factor=0.3, reserve="0 s"), payload()) == 3
    assert planning_endurance_s(platform(endurance="11 s", planning_factor=0.5, reserve="0 s"), payload()) == 5


def test_the_range_is_carried():
    endurance = {"low": "20 h", "likely": "24 h", "high": "27 h"}
    figure = planning_endurance_s(platform(endurance=endurance), payload())
    assert (figure.low, figure.high) == (20 * 2880 - 3600, 27 * 2880 - 3600)


def test_too_heavy_and_too_hungry_are_told_together():
    with pytest.raises(BadInputError) as error:
        planning_endurance_s(platform(payload_mass="40 kg", payload_power="400 W"), payload())
    assert [problem.what for problem in error.value.problems] == [
        "weighs 50 kg, more than the 40 kg that plane carries",
        "draws 500 W, more than the 400 W that plane carries",
    ]
    planning_endurance_s(platform(payload_mass="50 kg"), payload())  # just fits; power not known: not refused


def test_a_reserve_that_eats_the_flight_is_refused():
    with pytest.raises(BadInputError, match="leaves no flight time"):
        planning_endurance_s(platform(endurance="1 h"), payload())
