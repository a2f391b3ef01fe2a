"""The ships of a scenario: classes where the file tells, several files, and the example's day."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from longwatch.errors import BadInputError
from longwatch.scenario.models import Traffic
from longwatch.traffic.load import load_ships, load_traffic

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "ships.csv.gz"


def scenario(path, *traffic):
    return SimpleNamespace(path=path, file=SimpleNamespace(traffic=traffic))


def marine(tmp_path, name="a.csv"):
    rows = ["MMSI,BaseDateTime,LAT,LON,VesselType,Length"]
    for mmsi, kind, length in [(366000001, 70, 190), (366000002, 30, 25), (366000003, "", ""), (366000004, 37, 8)]:
        rows += [f"{mmsi},2022-01-03T00:0{m}:00,3{mmsi % 10}.{m:02d},-75.0,{kind},{length}" for m in range(3)]
    (tmp_path / name).write_text("\n".join(rows), encoding="utf-8")
    return Traffic(file=name, format="marinecadastre")


def test_classes_come_from_length_and_type(tmp_path):
    ships = load_ships(tmp_path / "a.csv", marine(tmp_path))
    assert ships.n_ships == 4
    assert ships.class_ == ("merchant", "fishing-boat", None, "small-boat")
    assert ships.length_m == (190.0, 25.0, None, 8.0)


def test_several_files_follow_one_another(tmp_path):
    one, two = marine(tmp_path, "a.csv"), marine(tmp_path, "b.csv")
    ships = load_traffic(scenario(tmp_path / "s.toml", one, two))
    assert ships.n_ships == 8
    assert ships.source.tolist() == [0] * 4 + [1] * 4
    assert ships.ship.tolist() == list(range(8))
    assert ships.offsets[-1] == len(ships.t_s) == len(ships.lat_deg)
    assert ships.n_reports == 24
    half = len(ships.t_s) // 2
    assert np.array_equal(ships.lat_deg[:half], ships.lat_deg[half:])


def test_no_traffic_is_none(tmp_path):
    assert load_traffic(scenario(tmp_path / "s.toml")) is None


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="no such file"):
        load_traffic(scenario(tmp_path / "s.toml", Traffic(file="none.csv")))


def test_the_example_holds_a_day_of_743_ships():
    """Facts of SHIPS.md: 743 MMSI, one of them on two ships; nothing is dropped but by thinning."""
    ships = load_ships(EXAMPLE, Traffic(file="ships.csv.gz", thin_error="15 m"))
    assert EXAMPLE.stat().st_size < 1_000_000
    assert ships.n_reports == 77_041
    assert len(set(ships.mmsi.tolist())) == 743
    assert ships.n_ships == 744
    assert ships.n_tracks == 878
    assert set(ships.drops) <= {"stationary", "on course"}
    assert (ships.t_s.min(), ships.t_s.max()) == (22 * 60 + 12, 23 * 3600 + 38 * 60 + 27)
    coarse = load_ships(EXAMPLE, Traffic(file="ships.csv.gz"))
    assert coarse.n_tracks == ships.n_tracks
    assert len(coarse.t_s) + sum(coarse.drops.values()) == ships.n_reports
