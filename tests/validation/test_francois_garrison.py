"""Francois and Garrison 1982, Ainslie and McColm 1998."""

from __future__ import annotations

import pytest

from longwatch.physics.sound_absorption import francois_garrison_db_km
from longwatch.validation.francois_garrison import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 52
    assert [check for check in checks if not check.holds] == []


def test_the_two_models_stay_within_ten_percent() -> None:
    (worst,) = authority().statistics()
    assert 0.0 < worst.value < 0.10


@pytest.mark.parametrize("wrong", [{"temperature_c": 11.0}, {"salinity_psu": 34.0}, {"depth_m": 50.0}, {"ph": 8.2}])
def test_a_slip_in_the_water_would_be_noticed(wrong: dict[str, float]) -> None:
    row = next(check for check in authority().checks() if check.what == "1 kHz, 10 deg C, 35 psu, 0 m, pH 8.1")
    water = {"temperature_c": 10.0, "salinity_psu": 35.0, "depth_m": 0.0, "ph": 8.1}
    assert float(francois_garrison_db_km(1000.0, **water)) == pytest.approx(row.published, abs=row.allowed)
    assert abs(float(francois_garrison_db_km(1000.0, **(water | wrong))) - row.published) > row.allowed
