"""What looks wrong is marked and counted, never lost: rows = knots + what was left out, whatever the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.scenario.models import Traffic
from longwatch.traffic import buckets
from longwatch.traffic.load import load_ships
from longwatch.traffic.marks import RULES

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data lie beside the repository only")
MINUTE = "2025-03-15T{:02d}:{:02d}:{:02d}"


def rows(mmsi, minutes, lat=36.0, lon=-72.0, knots=6.0, step=0.00167):
    """Reports of a ship that sails north: 6 kt is 0.1 NM a minute."""
    return [(mmsi, MINUTE.format(m // 60, m % 60, 0), lon, lat + step * m, knots) for m in minutes]


def loaded(tmp_path, all_rows, **changes):
    frame = pl.DataFrame(all_rows, schema=["MMSI", "BaseDateTime", "LON", "LAT", "SOG"], orient="row")
    frame.write_csv(tmp_path / "a.csv")
    return load_ships(tmp_path / "a.csv", Traffic(file="a.csv", format="marinecadastre", **changes))


def marks_of(ships):
    return {mark.rule: (mark.rows, mark.mmsi) for mark in ships.marks}


def suspects(ships):
    return set(ships.mmsi[ships.is_suspect].tolist())


def balance(ships):
    return len(ships.t_s) + sum(ships.drops.values()) - ships.n_reports


@pytest.mark.parametrize(
    ("rule", "bad", "n", "suspect"),
    [
        ("jump", [(366000001, MINUTE.format(0, 9, 30), -72.0, 39.0, 6.0)], 1, True),
        ("duplicate", rows(366000001, [5]), 1, False),
        ("position 0 N 0 E", [(366000001, MINUTE.format(0, 9, 30), 0.0, 0.0, 6.0)], 1, True),
        ("impossible speed", [(366000001, MINUTE.format(0, 9, 30), -72.0, 36.0 + 0.00167 * 9.5, 102.3)], 1, True),
        ("two ships on one MMSI", rows(366000001, range(2, 19), lat=34.0), 37, True),
        ("stale", rows(366000001, [20, 21], lat=36.0 + 0.00167 * 19, step=0.0), 2, False),
    ],
)
def test_each_rule_marks_its_rows_and_its_ship(tmp_path, rule, bad, n, suspect):
    ships = loaded(tmp_path, [*rows(366000001, range(20)), *bad, *rows(366000002, range(20), lon=-70.0)])
    assert marks_of(ships) == {rule: (n, 1)}
    assert suspects(ships) == ({366000001} if suspect else set())
    assert balance(ships) == 0
    assert (ships.drops.get(rule, 0) == n) == RULES[rule][0]


def test_a_bad_mmsi_sails_on_but_is_suspect(tmp_path):
    ships = loaded(tmp_path, [*rows(123456789, range(5)), *rows(366000002, range(5), lon=-70.0)])
    assert marks_of(ships) == {"bad MMSI": (5, 1)}
    assert ships.mmsi.tolist() == [123456789, 366000002]
    assert suspects(ships) == {123456789}


def test_a_ship_in_the_middle_of_a_country_is_on_land(tmp_path):
    ships = loaded(tmp_path, [*rows(366000001, range(5), lat=41.0, lon=-100.0), *rows(366000002, range(5))])
    assert marks_of(ships)["on land"][1] == 1
    assert suspects(ships) == {366000001}


def test_an_anchored_ship_is_not_stale(tmp_path):
    ships = loaded(tmp_path, rows(366000001, range(60), knots=0.0, step=0.0))
    assert marks_of(ships) == {}
    assert ships.n_ships == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 400))
def test_counts_add_up_times_rise_and_nothing_is_nan(tmp_path_factory, seed, n):
    rng = np.random.default_rng(seed)
    lat = 36.0 + rng.normal(0.0, rng.choice([0.001, 0.5]), n)
    lat[rng.random(n) < 0.05] = rng.choice([np.nan, 91.0, 0.0])
    second = rng.integers(0, 172_800, n) // int(rng.choice([1, 60, 3600])) * 60
    made = [
        (int(m), f"2025-03-{15 + t // 86400:02d}T{t % 86400 // 3600:02d}:{t % 3600 // 60:02d}:{t % 60:02d}", lo, la, v)
        for m, t, lo, la, v in zip(rng.choice([366000001, 366000002, 993000000, 5, 123456789], n), second,
                                   np.where(lat == 0.0, 0.0, -72.0), lat, rng.choice([0.0, 9.0, 102.3], n), strict=True)
    ]  # fmt: skip
    ships = loaded(tmp_path_factory.mktemp("any"), made)
    assert balance(ships) == 0
    for track in range(ships.n_tracks):
        assert (np.diff(ships.t_s[ships.offsets[track] : ships.offsets[track + 1]]) > 0.0).all()
    for array in (ships.t_s, ships.lat_deg, ships.lon_deg):
        assert np.isfinite(array).all()
    assert (np.diff(ships.ship) >= 0).all()
    assert sum(mark.rows for mark in ships.marks if mark.set_aside) <= sum(ships.drops.values())


@pytest.mark.parametrize("source", ["example", "made up"])
def test_through_files_is_the_same_as_in_memory(tmp_path, monkeypatch, source):
    path = Path(__file__).parents[2] / "examples" / "us-coast" / "ships.csv.gz"
    traffic = Traffic(file="ships.csv.gz")
    if source == "made up":
        loaded(
            tmp_path, [row for k in range(40) for row in rows(366000000 + k * 7, range(0, 60, 2), lon=-70.0 + k / 9)]
        )
        path, traffic = tmp_path / "a.csv", Traffic(file="a.csv", format="marinecadastre")
    whole = load_ships(path, traffic)
    monkeypatch.setattr(buckets, "IN_MEMORY", 100)
    parted = load_ships(path, traffic)
    for name in ("offsets", "t_s", "lat_deg", "lon_deg", "ship", "mmsi", "day", "is_suspect"):
        assert np.array_equal(getattr(whole, name), getattr(parted, name)), name
    assert (whole.drops, whole.marks, whole.class_, whole.n_reports) == (
        parted.drops, parted.marks, parted.class_, parted.n_reports)  # fmt: skip


@needs_shared
def test_of_two_pictures_of_the_baltic_only_170_ships_moved():
    path = SHARED / "ais_baltic_epochs_20251211" / "ais.csv.gz"
    ships = load_ships(path, Traffic(file="ais.csv.gz"))
    n_others = ships.drops["mmsi is not a ship"] // 2  # aids to navigation and the like, in both pictures
    assert ships.n_reports == 19_470
    assert ships.drops["stale"] == 9_540
    moved = 9_735 - n_others - ships.drops["stale"]
    assert moved == ships.n_ships == 169  # one of the 170 is no ship by its number
    assert balance(ships) == 0


@needs_shared
@pytest.mark.parametrize("name", ["border_control", "vasaloppet", "aircraft_carrier"])
def test_aircraft_fly_at_their_heights(name):
    path = SHARED / "air_tracks" / f"{name}.csv.gz"
    ships = load_ships(path, Traffic(file="a", format="air-tracks"))
    assert balance(ships) == 0
    assert np.isfinite(ships.height_m).all()
    assert ships.height_m.max() > 200.0
    assert set(ships.kind) == {"recorded aircraft"}
