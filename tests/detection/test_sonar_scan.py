"""Side-scan sonar: geometry of the swath, pixels, lateral range and coverage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.catalog.hydrophone import SideScan
from longwatch.detection.sonar_scan import (
    across_track_m,
    along_track_m,
    coverage_rate_m2_s,
    half_gap_m,
    half_swath_m,
    lateral_range_p,
    line_spacing_m,
    ping_interval_s,
    sweep_width_m,
)


def scan(**more: Any) -> SideScan:
    return SideScan.model_validate({"range": "100 m"} | more)


def test_geometry_by_hand() -> None:
    wide = scan(altitude="60 m", nadir="30 deg")
    assert half_swath_m(wide) == pytest.approx(80.0)  # 60, 80, 100
    assert half_gap_m(wide) == pytest.approx(60.0 * np.tan(np.pi / 6.0))
    assert half_swath_m(scan(altitude="120 m")) == 0.0
    assert ping_interval_s(scan()) == pytest.approx(200.0 / 1490.0, rel=0.002)


def test_pixels_by_hand() -> None:
    fine = scan(altitude="60 m", beam="10 mrad", pulse="100 us")
    assert along_track_m(fine, 80.0, 0.0) == pytest.approx(1.0)
    assert along_track_m(fine, 80.0, 20.0) == pytest.approx(20.0 * ping_interval_s(fine))
    assert across_track_m(fine, 80.0) == pytest.approx(0.0745 / 0.8, rel=0.002)
    assert across_track_m(fine, 0.0) == np.inf


@given(st.floats(2.0, 60.0), st.floats(20.0, 400.0), st.floats(0.1, 30.0), st.floats(0.0, 10.0))
def test_a_lateral_range_curve_is_a_probability_and_no_more_than_the_swath(
    altitude_m: float, range_m: float, size_m: float, speed_mps: float
) -> None:
    one = scan(range=f"{range_m} m", altitude=f"{altitude_m} m")
    across = np.arange(-250, 251) * (1.2 * range_m / 250)
    p = lateral_range_p(one, across, size_m, speed_mps)
    assert ((p >= 0.0) & (p <= float(one.detect_p))).all()
    assert (p == p[::-1]).all()
    assert (p[np.abs(across) > half_swath_m(one)] == 0.0).all()
    assert (p[np.abs(across) < half_gap_m(one)] == 0.0).all()
    assert (lateral_range_p(one, across, 2.0 * size_m, speed_mps) >= p).all()
    assert (lateral_range_p(one, across, size_m, 2.0 * speed_mps) <= p).all()
    width = sweep_width_m(one, size_m, speed_mps)
    assert 0.0 <= width <= 2.0 * (half_swath_m(one) - half_gap_m(one)) * float(one.detect_p) + 1e-9


def test_a_large_object_is_swept_over_all_the_swath_but_the_gap() -> None:
    one = scan()
    assert sweep_width_m(one, 50.0, 1.0) == pytest.approx(0.9 * 2.0 * (half_swath_m(one) - half_gap_m(one)))
    assert sweep_width_m(one, 0.01, 1.0) == 0.0


@given(st.floats(2.0, 90.0), st.floats(10.0, 80.0))
def test_lines_at_their_spacing_leave_no_strip_blind(altitude_m: float, nadir_deg: float) -> None:
    one = scan(altitude=f"{altitude_m} m", nadir=f"{nadir_deg} deg")
    spacing, gap, swath = line_spacing_m(one), half_gap_m(one), half_swath_m(one)

    x = np.linspace(0.0, 500.0, 2001)

    def shown(at_m: float) -> np.ndarray:
        lines = np.arange(-int(200.0 / at_m) - 1, int(700.0 / at_m) + 2) * at_m
        off = np.abs(x[:, np.newaxis] - lines)
        return ((off >= gap - 1e-6) & (off <= swath + 1e-6)).any(axis=1)

    if swath - gap > 2.0:
        assert shown(spacing).all()
    if swath >= 2.0 * gap:
        assert not shown(spacing + 0.01)[0]  # a wider spacing leaves the track itself blind


def test_coverage_is_spacing_times_speed() -> None:
    one = scan(altitude="15 m", nadir="45 deg")
    assert coverage_rate_m2_s(one, [0.0, 2.0]) == pytest.approx([0.0, 2.0 * np.sqrt(9775.0)])
    assert coverage_rate_m2_s(one, 2.0, closed=False) == pytest.approx(4.0 * (np.sqrt(9775.0) - 15.0))
