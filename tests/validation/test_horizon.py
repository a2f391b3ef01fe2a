"""Horizons: every figure, and light's earth would be noticed."""

from __future__ import annotations

from longwatch.geo.horizon import optical_horizon_m
from longwatch.validation.horizon import authority


def test_every_figure_holds() -> None:
    assert [check for check in authority().checks() if not check.holds] == []


def test_lights_horizon_would_be_noticed() -> None:
    check = next(check for check in authority().checks() if check.what == "from 1000 m")
    assert abs(float(optical_horizon_m(1000.0)) / 1000.0 - check.published) > 100.0 * check.allowed
