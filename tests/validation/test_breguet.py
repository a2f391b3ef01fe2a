"""Breguet's relations against worked examples."""

from __future__ import annotations

import pytest

from longwatch.physics.breguet import range_m
from longwatch.validation.breguet import BSFC_KG_J, CASES, authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 9
    assert [check for check in checks if not check.holds] == []


def test_a_straight_line_would_be_noticed() -> None:
    """Breguet's logarithm taken as a straight line (fuel by first weight) is 6 to 13 % short."""
    for fuel_kg, (way_km, _, _) in CASES.items():
        straight_km = 0.8 / (BSFC_KG_J * 9.80665) * 18.0 * fuel_kg / 1600.0 / 1000.0
        assert straight_km < 0.95 * way_km
        assert float(range_m(18.0, 1600.0, 1600.0 - fuel_kg, 0.8, BSFC_KG_J)) / 1000.0 == pytest.approx(
            way_km, rel=1e-3
        )


def test_curves_pass_through_the_points() -> None:
    for curve in authority().curves():
        assert curve.y[0] == 0.0
        assert (curve.y[1:] > curve.y[:-1]).all()
