"""Coates 1989: ambient noise, part by part."""

from __future__ import annotations

from longwatch.physics.sound_noise import coates_db, wind_db
from longwatch.validation.coates import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 544
    assert [check for check in checks if not check.holds] == []


def test_the_loudest_part_alone_would_not_do() -> None:
    check = next(one for one in authority().checks() if one.what == "0.1 kHz, 5 m/s, shipping 0, total")
    assert abs(float(wind_db(100.0, 5.0)) - check.published) > 100.0 * check.allowed
    assert abs(float(coates_db(100.0, 5.0, 0.1)) - check.published) > check.allowed
