"""Underwater vehicles against worked examples, and what published endurances say."""

from __future__ import annotations

import pytest

from longwatch.validation.uuv import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 7
    assert [check for check in checks if not check.holds] == []


def test_what_published_endurances_imply() -> None:
    """REMUS 100: 22 h at 5 km/h are 110 km. A sonar of 75 W would be the difference of the REMUS 620, on the ASSUMED energy."""
    _, way, sonar = authority().statistics()
    assert way.value == pytest.approx(110.0, rel=1e-3)
    assert 20.0 < sonar.value < 200.0


def test_quadratic_power_would_be_noticed() -> None:
    hours = {check.what: check for check in authority().checks()}["endurance at 1.2 m/s"]
    assert abs(1000.0 / (20.0 + 25.0 * 1.2**2) - hours.published) > 10.0 * hours.allowed
