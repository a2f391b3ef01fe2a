"""Cleaning: duplicates, jumps, silences, midnights, one MMSI on two ships; every drop counted."""

from __future__ import annotations

import numpy as np
import polars as pl

from longwatch.traffic.clean import clean_tracks

NOON_S = 1593518400.0  # 30 June 2020, 12:00 UTC
STEP_DEG = 0.001  # about 111 m north in a minute: 3.6 kt


def reports(rows):
    """Rows of (mmsi, minutes after noon, lat, lon)."""
    return pl.DataFrame(
        [(mmsi, NOON_S + 60.0 * minute, lat, lon, None, None) for mmsi, minute, lat, lon in rows],
        schema={"mmsi": pl.Int64, "time_s": pl.Float64, "lat_deg": pl.Float64, "lon_deg": pl.Float64,
                "length_m": pl.Float64, "ship_type": pl.Int64},
        orient="row",
    )  # fmt: skip


def sailing(mmsi, minutes, lat=36.0, lon=-75.0):
    return [(mmsi, m, lat + STEP_DEG * m, lon) for m in minutes]


def summary(tracks):
    """(ship, track, number of reports) in order."""
    return tracks.frame.group_by("ship", "track", maintain_order=True).len().rows()


def test_a_clean_track_stays_as_it_is():
    tracks = clean_tracks(reports(sailing(1, range(10))))
    assert summary(tracks) == [(0, 0, 10)]
    assert tracks.drops == {}
    assert tracks.frame["t_s"][0] == 43200.0


def test_order_does_not_matter_and_duplicates_go():
    rows = sailing(1, range(10)) + sailing(2, range(5))
    shuffled = [rows[k] for k in np.random.default_rng(1).permutation(len(rows))]
    tracks = clean_tracks(reports([*shuffled, *sailing(1, [3, 4])]))
    assert summary(tracks) == [(0, 0, 10), (1, 1, 5)]
    assert tracks.drops == {"duplicate": 2}
    assert tracks.frame.select(pl.col("t_s").diff().over("track")).to_series().drop_nulls().min() > 0


def test_a_jump_goes_and_the_track_goes_on():
    tracks = clean_tracks(reports([*sailing(1, range(20)), (1, 9.5, 37.5, -75.0)]))
    assert summary(tracks) == [(0, 0, 20)]
    assert tracks.drops == {"jump": 1}


def test_a_bad_first_report_does_not_take_the_ship_with_it():
    tracks = clean_tracks(reports([(1, -1.0, 44.0, -60.0), *sailing(1, range(20))]))
    assert summary(tracks) == [(0, 0, 20)]
    assert tracks.drops == {"jump": 1}


def test_a_stray_receiver_is_a_jump_even_if_it_stays():
    tracks = clean_tracks(reports([*sailing(1, range(60)), *sailing(1, [20.5, 21.5, 22.5], lat=30.0)]))
    assert summary(tracks) == [(0, 0, 60)]
    assert tracks.drops == {"jump": 3}


def test_two_ships_on_one_mmsi_are_told_apart():
    tracks = clean_tracks(reports([*sailing(1, range(30)), *sailing(1, [m + 0.5 for m in range(20)], lat=30.0)]))
    assert summary(tracks) == [(0, 0, 30), (1, 1, 20)]
    assert tracks.frame["mmsi"].unique().to_list() == [1]


def test_a_silence_ends_a_track_but_not_the_ship():
    tracks = clean_tracks(reports([*sailing(1, range(10)), *sailing(1, range(39, 45))]))
    assert summary(tracks) == [(0, 0, 16)]  # 30 minutes are no silence
    tracks = clean_tracks(reports([*sailing(1, range(10)), *sailing(1, range(40, 45))]))
    assert summary(tracks) == [(0, 0, 10), (0, 1, 5)]  # 31 are


def test_midnight_ends_a_track_and_begins_another_ship_day():
    tracks = clean_tracks(reports(sailing(1, range(715, 725))))
    assert summary(tracks) == [(0, 0, 5), (1, 1, 5)]
    assert tracks.frame["day"].unique().sort().to_list() == [0, 1]
    assert tracks.frame["t_s"].max() < 86400


def test_stumps_are_counted():
    tracks = clean_tracks(reports([(7, 0, 36.0, -75.0), *sailing(1, range(5))]))
    assert summary(tracks) == [(0, 0, 5)]
    assert tracks.drops == {"track too short": 1}


def test_reports_a_second_apart_with_an_error_of_position_are_no_jump():
    rows = [(1, m / 60, 36.0 + (0.0005 if m % 2 else 0.0), -75.0) for m in range(30)]
    assert clean_tracks(reports(rows)).drops == {}


def test_nothing_comes_of_nothing():
    assert clean_tracks(reports([])).frame.is_empty()


def test_every_row_is_kept_or_counted():
    rng = np.random.default_rng(5)
    rows = [
        (int(rng.integers(1, 6)), float(rng.integers(0, 600)), float(rng.uniform(36, 38)), -75.0) for _ in range(800)
    ]
    tracks = clean_tracks(reports(rows))
    assert tracks.frame.height + sum(tracks.drops.values()) == 800
    assert tracks.drops["jump"] > 0
