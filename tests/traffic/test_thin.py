"""Thinning keeps its word at every report, counts what goes, and changes nothing it need not."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.geo.ecef import to_ecef
from longwatch.traffic.clean import CleanTracks
from longwatch.traffic.thin import thin_tracks


def tracks_of(*tracks):
    """Tracks of (t_s, lat, lon) rows."""
    rows = [(k, k, 366000000 + k, 0, t, lat, lon, None, None) for k, one in enumerate(tracks) for t, lat, lon in one]
    names = ["ship", "track", "mmsi", "day", "t_s", "lat_deg", "lon_deg", "length_m", "ship_type"]
    return CleanTracks(pl.DataFrame(rows, schema=names, orient="row"), {})


def errors_m(before: CleanTracks, after: CleanTracks) -> np.ndarray:
    """How far each report lies from the thinned track at its own time, by plain interpolation."""
    out = []
    for track in before.frame["track"].unique().sort():
        own, kept = (one.frame.filter(pl.col("track") == track) for one in (before, after))
        xyz, knots = (to_ecef(f["lat_deg"].to_numpy(), f["lon_deg"].to_numpy(), 0.0) for f in (own, kept))
        t = own["t_s"].to_numpy(), kept["t_s"].to_numpy()
        there = np.stack([np.interp(t[0], t[1], knots[:, axis]) for axis in range(3)], axis=1)
        out.append(np.linalg.norm(there - xyz, axis=1))
    return np.concatenate(out)


def wander(seed, n=200, lat=36.0, lon=-75.0):
    rng = np.random.default_rng(seed)
    t = np.cumsum(rng.integers(1, 300, n)).astype(float)
    course = np.cumsum(rng.normal(0, 0.2, n))
    speed = rng.choice([0.0, 8.0], n) * np.diff(t, prepend=t[0]) / 111_000
    return list(zip(t, lat + np.cumsum(speed * np.cos(course)), lon + np.cumsum(speed * np.sin(course)), strict=True))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([5.0, 50.0, 500.0]), st.sampled_from([np.inf, 1800.0]))
def test_no_report_lies_farther_off_than_the_error(seed, error_m, most_s):
    before = tracks_of(wander(seed), wander(seed + 1, 40, 51.0, 179.9))
    after = thin_tracks(before, error_m, most_s)
    assert errors_m(before, after).max() <= error_m * (1 + 1e-9)
    assert after.frame.height + sum(after.drops.values()) == before.frame.height
    assert after.frame.select(pl.col("t_s").diff().over("track")).to_series().drop_nulls().max() <= most_s


def test_a_straight_even_sailing_keeps_its_ends_and_the_curve_of_the_earth():
    line = [(60.0 * k, 36.0 + 0.001 * k, -75.0) for k in range(101)]  # 11 km
    after = thin_tracks(tracks_of(line), 10.0)
    assert after.frame["t_s"].to_list() == [0.0, 6000.0]
    assert after.drops == {"on course": 99}
    long = [(60.0 * k, 36.0 + 0.001 * k, -75.0) for k in range(1001)]  # 111 km: the chord runs 242 m deep
    assert 4 <= thin_tracks(tracks_of(long), 10.0).frame.height <= 10


def test_a_stop_on_the_way_is_kept_though_the_path_is_straight():
    line = [(0, 36.0, -75.0), (1000, 36.05, -75.0), (2000, 36.05, -75.0), (3000, 36.1, -75.0)]
    assert thin_tracks(tracks_of(line), 50.0).frame.height == 4


def test_jitter_of_a_moored_ship_is_counted_as_stationary():
    rng = np.random.default_rng(2)
    still = [(60.0 * k, 36.0 + rng.normal(0, 5e-5), -75.0 + rng.normal(0, 5e-5)) for k in range(300)]
    after = thin_tracks(tracks_of(still), 50.0)
    assert after.frame.height < 5
    assert after.drops == {"stationary": 300 - after.frame.height}


def test_thinning_again_changes_nothing():
    once = thin_tracks(tracks_of(wander(3)), 50.0)
    assert thin_tracks(once, 0.0).frame.height == once.frame.height


@pytest.mark.parametrize("n", [1, 2])
def test_short_tracks_stay(n):
    before = tracks_of(wander(4)[:n])
    assert thin_tracks(before, 1e6).frame.equals(before.frame)
