"""Spreading and absorption, and the chain to a signal excess."""

from __future__ import annotations

from longwatch.physics.sound_paths import transmission_loss_db
from longwatch.validation.transmission_loss import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 7
    assert [check for check in checks if not check.holds] == []


def test_loss_without_absorption_would_be_noticed() -> None:
    check = next(one for one in authority().checks() if one.what == "loss at 10 km, 1 kHz, spherical")
    assert abs(float(transmission_loss_db(10_000.0, 0.0)) - check.published) > 100.0 * check.allowed
