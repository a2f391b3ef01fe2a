"""Thorp 1967: the table holds, and another model of the same thing would be noticed."""

from __future__ import annotations

import pytest

from longwatch.physics.sound_absorption import francois_garrison_db_km
from longwatch.validation.thorp import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 17
    assert [check for check in checks if not check.holds] == []


def test_both_forms_agree_to_one_percent_and_the_newer_model_to_a_third() -> None:
    by_name = {check.what: check for check in authority().checks()}
    for f in ("0.3", "1", "10", "50"):
        assert by_name[f"{f} kHz, 1967"].computed == pytest.approx(by_name[f"{f} kHz, second form"].computed, rel=0.01)
    (worst,) = authority().statistics()
    assert 0.1 < worst.value < 0.35


def test_another_model_would_be_noticed() -> None:
    check = next(check for check in authority().checks() if check.what == "10 kHz, 1967")
    assert abs(float(francois_garrison_db_km(10e3, 4.0, depth_m=1000.0)) - check.published) > 100.0 * check.allowed
