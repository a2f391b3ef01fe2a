"""The wind triangle and transit times against published figures and a plain twin of many small steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from longwatch.physics.transit import ground_speed_mps, leg_times_s, straight_times_s, transit_time_s
from longwatch.units import KT_MPS

GEOD = Geod(ellps="WGS84")


# Cross-checked figures of the wind triangle: 60 kn with 12 kn across, then with 10 kn against as well.
@pytest.mark.parametrize(("wind_north_kt", "expected_kt"), [(0.0, 58.79), (-10.0, 48.79), (10.0, 68.79)])
def test_ground_speed_meets_the_published_triangle(wind_north_kt, expected_kt):
    speed = ground_speed_mps(60 * KT_MPS, 0.0, 12 * KT_MPS, wind_north_kt * KT_MPS)
    assert speed / KT_MPS == pytest.approx(expected_kt, abs=0.005)


def test_wind_names_the_way_the_air_moves():
    assert ground_speed_mps(50.0, math.pi / 2, 10.0, 0.0) == pytest.approx(60.0)  # east with a west wind behind
    assert ground_speed_mps(50.0, 3 * math.pi / 2, 10.0, 0.0) == pytest.approx(40.0)


@settings(deadline=None)
@given(
    st.floats(0.1, 200), st.floats(-10, 10), st.floats(-300, 300), st.floats(-300, 300)
)  # too strong a wind gives 0, never NaN
def test_ground_speed_is_never_nan_and_solves_the_triangle(airspeed, course, east, north):
    speed = ground_speed_mps(airspeed, course, east, north)
    assert speed >= 0.0
    if speed > 0.0:  # track minus wind has the length of the airspeed
        air = math.hypot(speed * math.sin(course) - east, speed * math.cos(course) - north)
        assert air == pytest.approx(airspeed, rel=1e-6, abs=1e-4)


def twin_transit_s(lats, lons, airspeed, east, north, steps=20_000):
    """Small steps along each geodesic, the course at the middle of each from a fresh inverse problem."""
    total = 0.0
    for lat0, lon0, lat1, lon1 in zip(lats, lons, lats[1:], lons[1:], strict=False):
        azimuth, _, length = GEOD.inv(lon0, lat0, lon1, lat1)
        at = (np.arange(steps) + 0.5) * length / steps
        lon, lat, _ = GEOD.fwd(np.full(steps, lon0), np.full(steps, lat0), np.full(steps, azimuth), at)
        course = np.radians(GEOD.inv(lon, lat, np.full(steps, lon1), np.full(steps, lat1))[0])
        total += float(np.sum(length / steps / ground_speed_mps(airspeed, course, east, north)))
    return total


PATHS = [
    ([36.9, 41.0], [-76.0, -60.0]),
    ([40.5, 35.0, 27.1], [141.4, 150.0, 142.2]),
    ([60.0, 62.0], [170.0, -165.0]),  # date line
    ([80.0, 88.0, 80.0], [0.0, 60.0, 170.0]),  # near the pole
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("wind", [(15.0, -8.0), (-25.0, 4.0), (0.0, 0.0)])
def test_transit_meets_a_twin_of_small_steps(path, wind):
    # Below 0.1 s for 2000 km; the longest of these is 2300 km.
    assert transit_time_s(*path, 45.0, *wind) == pytest.approx(twin_transit_s(*path, 45.0, *wind), abs=0.1)


def test_a_wind_too_strong_blocks_the_path():
    assert transit_time_s([36.0, 36.5], [-75.0, -75.0], 20.0, 0.0, -20.0) == math.inf
    assert transit_time_s([36.0, 36.5], [-75.0, -75.0], 20.0, 25.0, 0.0) == math.inf


def test_no_way_takes_no_time():
    assert transit_time_s([36.0], [-75.0], 20.0, 5.0, 0.0) == 0.0
    assert transit_time_s([36.0, 36.0], [-75.0, -75.0], 20.0, 5.0, 0.0) == 0.0


def test_legs_add_up():
    lats, lons = [36.0, 37.0, 38.0], [-75.0, -74.0, -70.0]
    legs = leg_times_s(lats, lons, 40.0, 5.0, 3.0)
    assert len(legs) == 2
    assert sum(legs) == transit_time_s(lats, lons, 40.0, 5.0, 3.0)


def test_many_straight_ways_take_as_long_as_each_alone() -> None:
    """To the bit, whatever stands beside them: short and long ones, one of no length, one that wind blocks."""
    rng = np.random.default_rng(5)
    ones = np.column_stack([rng.uniform(-70, 70, 40), rng.uniform(-180, 180, 40)])
    others = ones + rng.uniform(-9, 9, ones.shape)
    others[3] = ones[3]
    pairs = [tuple(map(tuple, ends.tolist())) for ends in (ones, others)]
    for wind in ((0.0, 0.0), (7.0, -9.0), (31.0, 5.0)):
        many = straight_times_s(*pairs, 30.0, *wind)
        alone = [
            transit_time_s([one[0], other[0]], [one[1], other[1]], 30.0, *wind)
            for one, other in zip(*pairs, strict=True)
        ]
        assert many.tolist() == alone
        assert many[3] == 0.0
    assert np.isinf(many).any()
    assert np.isfinite(many).any()
