"""Mackenzie 1981."""

from __future__ import annotations

import pytest

from longwatch.physics.sound_paths import sound_speed_mps
from longwatch.validation.mackenzie import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 1
    assert [check for check in checks if not check.holds] == []


def test_each_term_is_needed() -> None:
    published = authority().checks()[0].published
    for t, s, z in ((25.1, 35.0, 1000.0), (25.0, 35.1, 1000.0), (25.0, 35.0, 1001.0)):
        assert float(sound_speed_mps(t, s, z)) != pytest.approx(published, abs=0.005)
