"""What a [[traffic]] may not say, each with its message; lanes over land; files that are something else."""

from __future__ import annotations

import gzip

import pytest

from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.scenario.read import scenario_from_dict

LANE = {"name": "a", "points": ["35 N, 73.5 W", "37 N, 73 W"], "arrivals": "48 /d"}


def problems(tmp_path, **traffic):
    with pytest.raises(BadInputError) as error:
        scenario_from_dict(valid_table(traffic=[traffic]), tmp_path / "s.toml")
    return "\n".join(str(problem) for problem in error.value.problems)


def lanes(**changes):
    return {"format": "synthetic", "lanes": [LANE | changes]}


@pytest.mark.parametrize(
    ("traffic", "message"),
    [
        (lanes(points=["36 N, 74 W"]), "a lane needs at least two points"),
        (lanes(points=["36 N, 74 W", "36 N, 74 W"]), "are the same"),
        (lanes(points=["36 N, 72 W", "36 N, 90 W"]), "leg 1 of the lane 'a' crosses land"),
        (lanes(width="0 km"), "is not above zero"),
        (lanes(arrivals="1000000 /d"), "ships in the period"),
        ({"format": "synthetic", "lanes": [{"name": "a", "points": LANE["points"]}]}, "arrivals: is missing"),
        ({"format": "synthetic", "lanes": [LANE, LANE]}, "two lanes are called 'a'"),
        (lanes() | {"speed": "90 kt"}, "faster than any ship"),
        (lanes() | {"file": "ships.csv"}, "file: has no effect"),
        (lanes() | {"shift": "1 h"}, "shift: has no effect"),
        (lanes() | {"fitted_format": "dma"}, "of no use without `fitted_to`"),
        (lanes() | {"fitted_to": "none.csv"}, "does not exist"),
        (lanes() | {"mix": {"helicopter": 1.0}}, "helicopter is an aircraft"),
        (lanes() | {"altitude": "1000 ft"}, "ships are at sea level"),
        ({"file": "ok.csv", "lanes": [LANE]}, "lanes: has no effect"),
        ({"file": "ok.csv", "format": "air-tracks"}, "no column 'id'"),
        ({"file": "air.csv", "format": "air-tracks"}, "has no column of altitudes"),
        ({"file": "air.csv", "format": "air-tracks", "altitude": "300 m", "dark": 0.1}, "has no effect on aircraft"),
        ({"file": "ok.csv", "format": "nmea"}, "holds no AIS sentences"),
        ({"file": "untimed.nmea", "format": "nmea"}, "no sentence says when it was received"),
        ({"file": "ok.csv", "format": "parquet"}, "cannot be read as Parquet"),
        ({"file": "ok.csv", "format": "dma"}, "no column '# Timestamp'"),
        ({"file": "torn.csv.gz"}, "torn"),
        ({"file": "empty.csv"}, "it has nothing"),
    ],
)
def test_bad_traffic_earns_its_message(tmp_path, traffic, message):
    if traffic.get("format") == "nmea":
        pytest.importorskip("pyais")
    (tmp_path / "ok.csv").write_text("mmsi,time,lon,lat\n")
    (tmp_path / "air.csv").write_text("id,time,lon,lat\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "untimed.nmea").write_text("!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n")
    (tmp_path / "torn.csv.gz").write_bytes(gzip.compress(b"mmsi,time,lon,lat\n" * 99)[:20])
    assert message in problems(tmp_path, **traffic)


def test_a_good_lane_is_taken_and_land_beside_it_is_a_warning(tmp_path):
    good = scenario_from_dict(valid_table(traffic=[lanes()]), tmp_path / "s.toml")
    assert good.file.traffic[0].lanes[0].name == "a"
    near = lanes(points=["35.2 N, 75.2 W", "36.9 N, 75.5 W"], width="40 km")
    scenario = scenario_from_dict(valid_table(traffic=[near]), tmp_path / "s.toml")
    assert any("land lies beside the lane 'a'" in warning for warning in scenario.warnings)
