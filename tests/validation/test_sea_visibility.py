"""Ships' radars in a sea: one constant for 24 rows, the right trends, and another constant would be noticed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from longwatch.validation import radar_sets
from longwatch.validation import sea_visibility as here


def test_every_row_is_within_its_class_or_near() -> None:
    checks = here.authority().checks()
    assert len(checks) == 24
    assert [check for check in checks if not check.holds] == []


def test_most_rows_are_within_their_class() -> None:
    within, distance, mean = here.authority().statistics()
    assert within.value > 66.0
    assert distance.value < 1.0
    assert abs(mean.value) < 1.0


def test_clutter_as_mere_noise_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radar_sets, "_SHIP", radar_sets._SHIP | {"clutter_suppression": "0 dB"})
    monkeypatch.setattr(radar_sets, "_SHIP_S", radar_sets._SHIP_S | {"clutter_suppression": "0 dB"})
    here._compared.cache_clear()
    try:
        assert sum(not check.holds for check in here.authority().checks()) > 3
    finally:
        here._compared.cache_clear()


def test_more_sea_is_never_better_and_more_cross_section_never_worse() -> None:
    curves = here.authority().curves()
    for curve in curves:
        assert (curve.y[1:] <= curve.y[:-1] + 1e-12).all()
    for smaller, larger in pairwise(curves):
        assert (larger.y >= smaller.y - 1e-12).all()
