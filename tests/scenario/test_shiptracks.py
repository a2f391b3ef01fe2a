"""Ships round a box and on recorded tracks: places, speeds, thinning, and the messages of what can't be sailed."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyproj import Geod

from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.geo.track import Track
from longwatch.rostering.make import make_roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.shiptracks import clockwise_from_north, thinned, without_jumps
from longwatch.units import KT_MPS
from longwatch.verifier import verify_roster

GEOD = Geod(ellps="WGS84")


def with_ship(folder: Path, **keys: Any) -> Scenario:
    raw = valid_table()
    raw["base"][2] = {"name": "Cutter", "kind": "ship", "deck": "200 m", **keys}
    raw["fleet"].append({"name": "Decked", "platform": "tb3", "base": "Cutter", "count": 2})
    return scenario_from_dict(raw, folder / "scenario.toml")


def test_round_a_box_clockwise_from_the_north(tmp_path: Path) -> None:
    scenario = with_ship(tmp_path, patrol_box="canyon", patrol_speed="12 kt")
    track = scenario.base("Cutter").track
    corners = [(round(lat, 6), round(lon, 6)) for lat, lon in (point.at for point in track)]
    assert corners[:5] == [(39.2, -73.6), (39.2, -73.2), (38.9, -73.2), (38.9, -73.6), (39.2, -73.6)]
    for one, other in pairwise(track):
        metres = GEOD.inv(one.at[1], one.at[0], other.at[1], other.at[0])[2]
        assert metres / (other.time_s - one.time_s) == pytest.approx(12 * KT_MPS)
    assert track[0].time_s == 0.0
    assert track[-1].time_s > scenario.length_s + float(scenario.platforms["tb3"].endurance_s)
    assert scenario.file.base[2].track == ()  # the file says what its user wrote
    assert verify_roster(scenario, make_roster(scenario).roster).ok


def test_a_ring_across_the_date_line_is_sailed_the_short_way() -> None:
    ring = ((10.0, 179.5), (10.0, 180.5), (11.0, 180.5), (11.0, 179.5))
    wanted = [(11.0, 179.5), (11.0, -179.5), (10.0, -179.5), (10.0, 179.5)]
    assert clockwise_from_north(ring) == clockwise_from_north(ring[::-1]) == wanted


def reports(folder: Path, rows: list[tuple[int, float, float]], header: str = "mmsi,time,lat,lon") -> None:
    """A file of two ships, one of them on the given way: (minute of the period, lat, lon)."""
    lines = [header]
    for minute, lat, lon in rows:
        day, rest = divmod(minute, 1440)
        time = f"2026-06-{1 + day:02d}T{rest // 60:02d}:{rest % 60:02d}:00Z"
        lines += [f"338000001,{time},{lat:.6f},{lon:.6f}", f"366000002,{time},30.0,-70.0"]
    (folder / "ships.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def wander(minutes: int, seed: int = 1) -> list[tuple[int, float, float]]:
    """A ship that turns now and then, reported every ten minutes."""
    dice, lat, lon, course, rows = Random(seed), 38.5, -73.5, 0.0, []
    for minute in range(0, minutes, 10):
        rows.append((minute, lat, lon))
        course += 20.0 * dice.choice([0, 0, 0, 1, -1])
        lon, lat, _ = GEOD.fwd(lon, lat, course, 15 * KT_MPS * 600)
    return rows


def test_a_recorded_track_is_followed_within_its_tolerance(tmp_path: Path) -> None:
    rows = wander(4 * 1440)
    reports(tmp_path, rows)
    scenario = with_ship(tmp_path, track_file="ships.csv", mmsi=338000001)
    waypoints = scenario.base("Cutter").track
    assert len(waypoints) < len(rows) / 2
    track = Track.of([(float(point.time_s), *point.at) for point in waypoints])
    for minute, lat, lon in rows:
        there = track.at(60.0 * minute)
        assert GEOD.inv(there[1], there[0], lon, lat)[2] <= 200.5
    assert "ships.csv" in scenario.inputs


def test_jumps_are_left_out_and_too_many_refused(tmp_path: Path) -> None:
    rows = wander(3 * 1440 + 10)
    rows[50] = (rows[50][0], 45.0, -60.0)
    reports(tmp_path, rows)
    scenario = with_ship(tmp_path, track_file="ships.csv", mmsi=338000001)
    assert any("1 of 433 reports are left out" in one for one in scenario.warnings)
    rows[::5] = [(minute, 45.0, -60.0 + 0.01 * n) for n, (minute, _, _) in enumerate(rows[::5])]
    rows[0] = (0, 38.5, -73.5)
    reports(tmp_path, rows)
    with pytest.raises(BadInputError, match="not one ship"):
        with_ship(tmp_path, track_file="ships.csv", mmsi=338000001)


def test_what_a_file_of_tracks_can_lack(tmp_path: Path) -> None:
    reports(tmp_path, wander(1440))
    with pytest.raises(BadInputError, match=r"holds 2 ships \(338000001, 366000002\)"):
        with_ship(tmp_path, track_file="ships.csv")
    with pytest.raises(BadInputError, match="has no report of 338999999"):
        with_ship(tmp_path, track_file="ships.csv", mmsi=338999999)
    scenario = with_ship(tmp_path, track_file="ships.csv", mmsi=338000001)
    assert any("ends after" in one for one in scenario.warnings)
    reports(tmp_path, wander(1440), header="mmsi,time,latitude_deg,lon")
    with pytest.raises(BadInputError, match="no column 'lat'"):
        with_ship(tmp_path, track_file="ships.csv", mmsi=338000001)
    (tmp_path / "ships.csv").write_text("mmsi,time,lat,lon\n338000001,2020-01-01T00:00:00Z,38,-73\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="1 reports of 338000001 and none of them within the period"):
        with_ship(tmp_path, track_file="ships.csv", mmsi=338000001)


@pytest.mark.parametrize("seed", range(3))
def test_a_wild_track_is_thinned_to_what_can_be_handled(seed: int) -> None:
    dice = Random(seed)
    knots = [(60.0 * n, 38.0 + 0.02 * dice.random(), -73.0 + 0.02 * dice.random()) for n in range(2000)]
    thin, within_m = thinned(without_jumps(knots))
    assert len(thin) <= 500
    assert within_m > 200.0
    track = Track.of(thin)
    for time_s, lat, lon in without_jumps(knots):
        there = track.at(time_s)
        assert GEOD.inv(there[1], there[0], lon, lat)[2] <= within_m + 1.0
    assert all(math.dist(one, other) > 0 for one, other in pairwise(thin))
