"""The verifier's own geodesics against pyproj (GeographicLib), and against published lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from longwatch.verifier.geodesic import direct, distance_m, inverse

GEOD = Geod(ellps="WGS84")
MM = 1e-3


def points(seed: int, n: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    lat1, lat2 = np.degrees(np.arcsin(rng.uniform(-1, 1, (2, n))))
    lon1, lon2 = rng.uniform(-180, 180, (2, n))
    return lat1, lon1, lat2, lon2


def angle_between(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return np.abs(np.remainder(one - two + np.pi, 2 * np.pi) - np.pi)


def test_lengths_and_azimuths_meet_pyproj_over_the_whole_earth() -> None:
    lat1, lon1, lat2, lon2 = points(1, 20_000)
    length, azimuth = inverse(lat1, lon1, lat2, lon2)
    true_azimuth, _, true_length = GEOD.inv(lon1, lat1, lon2, lat2)
    assert np.abs(length - true_length).max() < MM
    across_m = angle_between(azimuth, np.radians(true_azimuth)) * np.minimum(length, 1e6)
    assert across_m.max() < 0.1


def test_direct_meets_pyproj() -> None:
    lat1, lon1, _, _ = points(2, 20_000)
    rng = np.random.default_rng(3)
    azimuth, length = rng.uniform(-180, 180, 20_000), rng.uniform(0, 1.9e7, 20_000)
    lat, lon, there = direct(lat1, lon1, np.radians(azimuth), length)
    true_lon, true_lat, back = GEOD.fwd(lon1, lat1, azimuth, length)
    assert np.abs(GEOD.inv(lon, lat, true_lon, true_lat)[2]).max() < MM
    far_from_poles = np.abs(lat) < 89
    assert angle_between(there, np.radians(np.asarray(back) + 180))[far_from_poles].max() < 1e-8


def test_near_antipodal_points_where_vincenty_fails() -> None:
    rng = np.random.default_rng(4)
    n = 400
    lat1, lon1 = rng.uniform(-85, 85, n), rng.uniform(-180, 180, n)
    lat2, lon2 = -lat1 + rng.normal(0, 0.3, n), lon1 + 180 + rng.normal(0, 0.5, n)
    lat1[:50], lat2[:25], lon2[40:60] = 0.0, 0.0, lon1[40:60] + 180
    length, azimuth = inverse(lat1, lon1, lat2, lon2)
    assert np.abs(length - GEOD.inv(lon1, lat1, lon2, lat2)[2]).max() < MM
    lat, lon, _ = direct(lat1, lon1, azimuth, length)  # several ways are equally long: this one must lead there too
    assert np.abs(GEOD.inv(lon, lat, lon2, lat2)[2]).max() < 1.0


# E. Calais's and others' classical line in C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), table 4:
# near antipodal, lat1 = -30, lat2 = 29.9, lon difference 179.8 deg: s12 = 19 989 832.827 610 m (WGS84).
def test_karney_table_4() -> None:
    assert float(distance_m(-30.0, 0.0, 29.9, 179.8)) == pytest.approx(19_989_832.827610, abs=MM)


def test_poles_equator_and_the_same_point() -> None:
    quarter_m = 10_001_965.729  # quarter meridian of WGS84
    assert float(distance_m(90, 0, 0, 77)) == pytest.approx(quarter_m, abs=MM)
    assert float(distance_m(90, 10, -90, 120)) == pytest.approx(2 * quarter_m, abs=2 * MM)
    assert float(distance_m(0, 0, 0, 1)) == pytest.approx(6378137 * np.pi / 180, abs=MM)
    assert float(distance_m(12.5, 400, 12.5, 40)) == 0.0
    assert float(distance_m(90, 10, 90, 200)) == pytest.approx(0.0, abs=1e-6)


@settings(deadline=None)
@given(
    lat1=st.floats(-89.9, 89.9), lon1=st.floats(-180, 180), lat2=st.floats(-89.9, 89.9), lon2=st.floats(-180, 180),
    turns=st.integers(-2, 2),
)  # fmt: skip
def test_symmetric_and_blind_to_whole_turns(lat1: float, lon1: float, lat2: float, lon2: float, turns: int) -> None:
    there = float(distance_m(lat1, lon1, lat2, lon2))
    assert np.isfinite(there)
    assert float(distance_m(lat2, lon2 + 360 * turns, lat1, lon1)) == pytest.approx(there, abs=MM)
