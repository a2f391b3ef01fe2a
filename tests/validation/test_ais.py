"""Reception of AIS: worked figures and the published case from space."""

from __future__ import annotations

import pytest

from longwatch.catalog.sensing import SENSING
from longwatch.detection.ais import reception
from longwatch.validation.ais import authority, calibrated_overlap


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 13
    assert [check for check in checks if not check.holds] == []


def test_the_published_case_asks_for_an_overlap_within_the_assumed_range() -> None:
    overlap = SENSING.ais_overlap
    assert overlap.low <= calibrated_overlap() <= overlap.high
    assert calibrated_overlap() == pytest.approx(0.69, abs=0.005)


def test_one_channel_would_be_noticed() -> None:
    check = next(one for one in authority().checks() if one.what == "500 ships, 10 s: heard in 60 s")
    assert abs(float(reception(500, 10.0, 60.0, n_channels=1)) - check.published) > 100.0 * check.allowed
