"""Rays over a curved Earth and over ground, against sums by hand and a twin that walks along each ray."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.geo.between import circle_path, dense_path, first_hidden
from longwatch.geo.geodesic import direct, distance_m, points_along
from longwatch.geo.horizon import radar_horizon_m
from longwatch.geo.polygon import Polygon
from longwatch.geo.sight import EFFECTIVE_RADIUS_M, Ground, clear_reach_m, clearance_m, ray_height_m
from longwatch.geo.within import stays_within

HERE = (38.0, 25.0)


def block(
    away_m: float, azimuth_deg: float, half_m: float, height_m: float, about: tuple[float, float] = HERE
) -> Ground:
    """Ground with four corners round a point at a distance."""
    lat, lon = direct(*about, azimuth_deg, away_m)
    corners = [direct(float(lat), float(lon), turn, half_m * math.sqrt(2.0)) for turn in (315.0, 225.0, 135.0, 45.0)]
    near = [(float(a), float(lon) + (float(b) - float(lon) + 180.0) % 360.0 - 180.0) for a, b in corners]
    return Ground("rock", (Polygon(tuple(near)),), height_m)


def is_inside(ground: Ground, lat: np.ndarray, lon: np.ndarray, about: tuple[float, float]) -> np.ndarray:
    """Even-odd over the corners' plain plane: exact enough for small blocks (the twin's own arithmetic)."""
    scale = math.cos(math.radians(about[0]))
    ring = [((o - about[1] + 180.0) % 360.0 - 180.0, a) for a, o in ground.polygons[0].outer]
    x, y = (lon - about[1] + 180.0) % 360.0 - 180.0, lat
    odd = np.zeros(x.shape, bool)
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        crosses = (y1 > y) != (y2 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            odd ^= crosses & ((x - x1) * scale < (y - y1) * (x2 - x1) / (y2 - y1) * scale)
    return odd


def walked_clearance_m(one, h1, other, h2, grounds, step_m: float = 50.0) -> float:
    """The slow twin: a sample of the ray every 50 m."""
    length_m = float(distance_m(*one, *other))
    n = max(2, math.ceil(length_m / step_m) + 1)
    share = np.linspace(0.0, 1.0, n)
    lat, lon = points_along(*one, *other, share)
    at_m = share * length_m
    height = h1 + (h2 - h1) * share - at_m * (length_m - at_m) / (2.0 * 4.0 / 3.0 * 6371_000.0)
    least = math.inf
    for ground in grounds:
        inside = is_inside(ground, lat, lon, one)
        least = min(least, float(np.min(np.where(inside, height - ground.height_m, np.inf))))
    return least


def test_a_ridge_by_hand() -> None:
    """A wall 500 m high from 40 km on, mast 100 m, vehicle 3,000 m: the ray over its near edge has an angle of 400 / 40,000
    less the Earth's 40,000 / 2kR; the vehicle is lost where its own angle falls below that."""
    wall = block(90e3, 90.0, 50e3, 500.0)
    near_m = 40e3
    angle = 400.0 / near_m - near_m / (2.0 * EFFECTIVE_RADIUS_M)
    b = EFFECTIVE_RADIUS_M
    by_hand_m = b * (-angle + math.sqrt(angle**2 + 2.0 * 2900.0 / b))
    assert by_hand_m == pytest.approx(166_300.0, abs=100.0)  # 2,900 / D - D / 2kR = 0.00764
    (reach_m,) = clear_reach_m(*HERE, 100.0, 3000.0, [90.0], [wall])
    assert reach_m == pytest.approx(by_hand_m, rel=2e-4)
    (free_m,) = clear_reach_m(*HERE, 100.0, 3000.0, [270.0], [wall])
    assert free_m == float(radar_horizon_m(100.0, 3000.0))
    lat, lon = direct(*HERE, 90.0, [by_hand_m - 100.0, by_hand_m + 100.0])
    clear, lost = clearance_m(HERE, 100.0, lat, lon, 3000.0, [wall])
    assert clear > 0.0 > lost


def test_the_ends_and_the_middle_of_a_ray() -> None:
    assert ray_height_m(10.0, 90.0, 50e3, 0.0) == 10.0
    assert ray_height_m(10.0, 90.0, 50e3, 50e3) == pytest.approx(90.0)
    # Half-way the sphere of 4/3 R bulges by D² / 8kR: 36.8 m over 50 km.
    assert ray_height_m(10.0, 90.0, 50e3, 25e3) == pytest.approx(50.0 - 36.79, abs=0.01)


places = st.tuples(st.floats(-70.0, 70.0), st.floats(-180.0, 180.0))
heights = st.floats(1.0, 5000.0)
blocks = st.lists(
    st.tuples(st.floats(3e3, 150e3), st.floats(0.0, 360.0), st.floats(1e3, 15e3), st.floats(1.0, 3000.0)), max_size=3
)


@settings(max_examples=60, deadline=None)
@given(places, heights, heights, blocks, st.floats(0.0, 360.0), st.floats(2e3, 300e3))
def test_rays_agree_with_the_walk_and_both_ways(here, h1, h2, shapes, azimuth, length) -> None:
    grounds = [block(a, az, half, h, here) for a, az, half, h in shapes]
    lat, lon = (float(v) for v in direct(*here, azimuth, length))
    there = (lat, lon)
    (exact,) = clearance_m(here, h1, [lat], [lon], h2, grounds)
    (back,) = clearance_m(there, h2, [here[0]], [here[1]], h1, grounds)
    walked = walked_clearance_m(here, h1, there, h2, grounds)
    # A walk meets a stretch up to 50 m late, or passes over a corner between samples: two ways nearby bracket it.
    lats, lons = direct(lat, lon, np.array([0.0, 90.0, 180.0, 270.0]), 120.0)
    near = [clearance_m(here, h1, [a], [o], h2, grounds)[0] for a, o in zip(lats, lons, strict=True)]
    slope = 60.0 * (abs(h2 - h1) / length + length / (2 * EFFECTIVE_RADIUS_M)) + 1.0
    low, high = min([exact, *near]) - slope, max([exact, *near]) + slope
    assert low <= walked <= high
    assert low <= back <= high


@settings(max_examples=40, deadline=None)
@given(places, heights, heights, blocks, st.floats(1.0, 2.0))
def test_reach_falls_with_the_ground_and_grows_with_both_heights(here, h1, h2, shapes, more) -> None:
    azimuths = np.arange(0.0, 360.0, 7.0)
    grounds = [block(a, az, half, h, here) for a, az, half, h in shapes]
    higher = [Ground(g.name, g.polygons, g.height_m * more) for g in grounds]
    reach = clear_reach_m(*here, h1, h2, azimuths, grounds)
    assert np.all(reach <= float(radar_horizon_m(h1, h2)))
    assert np.all(clear_reach_m(*here, h1, h2, azimuths, higher) <= reach + 1e-3)
    assert np.all(clear_reach_m(*here, h1 * more, h2, azimuths, grounds) >= reach - 1e-3)
    assert np.all(clear_reach_m(*here, h1, h2 * more, azimuths, grounds) >= reach - 1e-3)


@settings(max_examples=40, deadline=None)
@given(places, heights, heights, blocks)
def test_reach_is_where_sight_is_first_lost(here, h1, h2, shapes) -> None:
    azimuths = np.arange(0.0, 360.0, 31.0)
    grounds = [block(a, az, half, h, here) for a, az, half, h in shapes]
    for azimuth, reach in zip(azimuths, clear_reach_m(*here, h1, h2, azimuths, grounds), strict=True):
        shares = np.linspace(0.02, 0.999, 23) * reach
        if reach > 10.0:
            lat, lon = direct(*here, azimuth, shares)
            assert np.all(clearance_m(here, h1, lat, lon, h2, grounds) >= -0.5)
        if reach < float(radar_horizon_m(h1, h2)) - 1.0:
            lat, lon = direct(*here, azimuth, reach + np.array([0.5, 2.0, 10.0]))
            assert np.any(clearance_m(here, h1, lat, lon, h2, grounds) <= 0.0)


@settings(max_examples=25, deadline=None)
@given(
    places,
    heights,
    heights,
    blocks,
    st.floats(0, 360),
    st.floats(10e3, 200e3),
    st.floats(500, 20e3),
    st.floats(0, 30e3),
)
def test_between_paths_nothing_hidden_is_missed(here, h1, h2, shapes, azimuth, away, radius, sails) -> None:
    """An antenna that sails and a circle that is flown: where the answer is "in sight", no pair of samples is lost."""
    grounds = [block(a, az, half, h, here) for a, az, half, h in shapes]
    lat, lon = (float(v) for v in direct(*here, azimuth, away))
    end = tuple(float(v) for v in direct(*here, azimuth + 80.0, sails))
    antenna, vehicle = dense_path([here, end]), circle_path(lat, lon, radius)
    found = first_hidden(antenna, h1, vehicle, h2, grounds)
    if found is not None:
        # Hidden from somewhere, or too near to call: with ground a little wider and heights a little lower it surely is.
        return
    places_lat, places_lon = direct(lat, lon, np.linspace(0, 360, 40), radius)
    along_lat, along_lon = points_along(*here, *end, np.linspace(0, 1, 7))
    for one in zip(along_lat.tolist(), along_lon.tolist(), strict=True):
        assert np.all(clearance_m(one, h1, places_lat, places_lon, h2, grounds) >= 0.0)


def test_between_paths_what_is_clear_is_not_refused() -> None:
    """A rock beside the way to a hold does not hide it, 300 m off; one that the way touches does."""
    post = tuple(float(v) for v in direct(*HERE, 90.0, 120e3))
    hold = circle_path(*post, 5e3)
    rock = block(60e3, 90.0, 2e3, 5000.0)  # in the middle of the way, higher than the vehicle
    assert first_hidden([HERE], 20.0, hold, 4000.0, [rock]) is not None
    # The edge of the sector lies 60/120 of 5 km to the side at 60 km, the rock's far corner 2.83 km from its middle.
    aside = tuple(float(v) for v in direct(*(float(v) for v in direct(*HERE, 90.0, 60e3)), 0.0, 2.5e3 + 2.83e3 + 300.0))
    beside = Ground("rock", (Polygon(tuple(circle_path(*aside, 2.83e3)[:-1][::-1])),), 5000.0)
    assert first_hidden([HERE], 20.0, hold, 4000.0, [beside]) is None
    low = block(60e3, 90.0, 2e3, 1500.0)  # the ray passes it at about 1,790 m
    assert first_hidden([HERE], 20.0, hold, 4000.0, [low]) is None


def test_an_antenna_in_the_ground_sees_nothing() -> None:
    hill = block(0.0, 0.0, 4e3, 300.0)
    assert np.all(clear_reach_m(*HERE, 20.0, 4000.0, np.arange(0.0, 360.0, 10.0), [hill]) == 0.0)
    assert np.all(clear_reach_m(*HERE, 301.0, 4000.0, np.arange(0.0, 360.0, 10.0), [hill]) > 100e3)


def test_a_low_vehicle_comes_into_sight_again_behind_low_ground() -> None:
    """A mast on a mountain, a boat behind a low island: lost over it, seen again beyond its shadow."""
    island = block(30e3, 90.0, 2e3, 100.0)
    (reach,) = clear_reach_m(*HERE, 1500.0, 5.0, [90.0], [island])
    assert reach == pytest.approx(28e3, abs=50.0)
    lat, lon = direct(*HERE, 90.0, [32.2e3, 36e3])
    lost, seen = clearance_m(HERE, 1500.0, lat, lon, 5.0, [island])
    assert lost < 0.0 < seen


def test_every_azimuth_at_once_is_quick() -> None:
    grounds = [block(20e3 + 15e3 * k, 50.0 * k, 8e3, 300.0 + 100.0 * k) for k in range(6)]
    azimuths = np.arange(360.0)
    clear_reach_m(*HERE, 30.0, 3000.0, azimuths, grounds)
    best_s = min(_timed(azimuths, grounds) for _ in range(5))
    assert best_s < 0.05


def _timed(azimuths: np.ndarray, grounds: list[Ground]) -> float:
    began = time.perf_counter()
    clear_reach_m(*HERE, 30.0, 3000.0, azimuths, grounds)
    return time.perf_counter() - began


def test_a_path_within_polygons() -> None:
    beam = (Polygon(((-5.0, 175.0), (-5.0, 190.0), (5.0, 190.0), (5.0, 175.0))),)
    assert stays_within(beam, circle_path(0.0, 179.9, 50e3))
    assert stays_within(beam, circle_path(0.0, -179.0, 50e3))
    assert not stays_within(beam, circle_path(0.0, -170.2, 50e3))
    assert not stays_within(beam, dense_path([(0.0, 176.0), (0.0, 174.0)]))
