"""Weather tables: units in the header, gaps filled or refused, decimal commas, and one clear message for each mistake."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.skies import SHARED, stamps, write_table
from longwatch.errors import BadInputError
from longwatch.formats.weather_table import read_weather_table
from longwatch.physics.douglas import sea_state
from longwatch.units import KT_MPS


def text(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "sky.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_columns_come_in_si_units_whatever_they_are_written_in(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "sky.csv",
        {
            "wind [kt]": [10, 20], "Wind direction (deg)": [90, 180], "hs [ft]": [10, 10], "visibility [NM]": [1, 2],
            "cloud [okta]": [4, 8], "rain [mm/h]": [0, 2.5], "icing": ["no", "yes"],
        },
    )  # fmt: skip
    found = read_weather_table(path)
    values = {name: rows[0].tolist() for name, rows in found.values.items()}
    assert values["wind_mps"] == pytest.approx([10 * KT_MPS, 20 * KT_MPS])
    assert values["wind_from_rad"] == pytest.approx([np.pi / 2, np.pi])
    assert values["hs_m"] == pytest.approx([3.048, 3.048])
    assert values["visibility_m"] == pytest.approx([1852, 3704])
    assert values["cloud"] == [0.5, 1.0]
    assert values["rain_mm_h"] == [0.0, 2.5]
    assert values["icing"] == [0.0, 1.0]
    assert (found.start_s, found.step_s, found.n_times, found.places) == (1_780_272_000, 3600, 2, ("*",))
    assert found.end_s == found.start_s + 7200
    assert found.warnings == ()


def test_sea_states_become_heights_of_their_degree(tmp_path: Path) -> None:
    found = read_weather_table(write_table(tmp_path / "sky.csv", {"sea state": list(range(10))}))
    assert sea_state(found.values["hs_m"][0]).tolist() == list(range(10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_turkish_tables_are_understood(tmp_path: Path, encoding: str) -> None:
    content = "zaman [UTC];rüzgar [kt];görüş [km]\r\n01.06.2026 00:00;12,5;3,75\r\n01.06.2026 01:00;14;4\r\n"
    found = read_weather_table(text(tmp_path, content, encoding))
    assert found.start_s == 1_780_272_000
    assert found.values["wind_mps"][0] == pytest.approx(np.array([12.5, 14.0]) * KT_MPS)
    assert found.values["visibility_m"][0].tolist() == [3750.0, 4000.0]


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-01T00:00Z",
        "2026-06-01 00:00:00Z",
        "2026-06-01T03:00+03:00",
        "2026-06-01 00:00:00.0+00:00",
        "2026-06-01T00Z",
    ],
)
def test_times_with_a_zone_are_instants(tmp_path: Path, written: str) -> None:
    later = written.replace("T00", "T01").replace("T03", "T04").replace(" 00", " 01")
    found = read_weather_table(text(tmp_path, f"time,hs [m]\n{written},1\n{later},2\n"))
    assert (found.start_s, found.step_s) == (1_780_272_000, 3600)


def test_places_have_their_own_rows(tmp_path: Path) -> None:
    content = "time,place,hs [m]\n" + "\n".join(
        f"{stamp},{place},{i + (place == 'far')}" for i, stamp in enumerate(stamps(3)) for place in ("far", "near")
    )
    found = read_weather_table(text(tmp_path, content))
    assert found.places == ("far", "near")
    assert found.values["hs_m"].tolist() == [[1, 2, 3], [0, 1, 2]]


def test_short_gaps_are_filled_and_said_so(tmp_path: Path) -> None:
    hs = ["1", "", "NaN", "4", "5"]
    turns = ["350", "", "", "20", "30"]
    found = read_weather_table(
        write_table(tmp_path / "sky.csv", {"hs [m]": hs, "wind from [deg]": turns, "wind [kt]": 1})
    )
    assert found.values["hs_m"][0].tolist() == pytest.approx([1, 2, 3, 4, 5])
    assert np.degrees(found.values["wind_from_rad"][0]) == pytest.approx([350, 360, 370, 20, 30])  # the short way round
    assert [w for w in found.warnings if "1 gaps of up to 6 h in significant wave height were filled" in w]


def test_rows_that_are_not_there_are_gaps_too(tmp_path: Path) -> None:
    times = stamps(8)
    content = "time,hs [m]\n" + "\n".join(f"{times[i]},{i}" for i in (0, 1, 2, 5, 6, 7))
    assert read_weather_table(text(tmp_path, content)).values["hs_m"][0].tolist() == pytest.approx(list(range(8)))


def test_a_long_gap_is_refused_or_left_open_for_spells(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sky.csv", {"hs [m]": [1, *[""] * 7, 2, 2]})
    with pytest.raises(
        BadInputError, match="1 gaps too long to fill in significant wave height, the longest 7 h from 2026"
    ):
        read_weather_table(path)
    found = read_weather_table(path, leave_gaps=True)
    assert int(np.isnan(found.values["hs_m"]).sum()) == 7
    assert "spells end there" in found.warnings[0]


def test_a_column_that_is_not_read_is_named(tmp_path: Path) -> None:
    found = read_weather_table(write_table(tmp_path / "sky.csv", {"hs [m]": [1, 2], "visibilty [km]": [1, 2]}))
    assert "the column 'visibilty [km]' is not read; did you mean 'visibility'?" in found.warnings[0]


ROW = "2026-06-01T00:00Z,1\n2026-06-01T01:00Z,2\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no rows"),
        ("time,hs [m]\n", "holds no rows"),
        ("hs [m],wind [kt]\n1,2\n3,4\n", "the header has no column time; it has 'hs \\[m\\]', 'wind \\[kt\\]'"),
        (f"time,tide [m]\n{ROW}", "no column of conditions"),
        (f"time,hs\n{ROW}", "the column 'hs' has no unit; allowed are m, ft, cm"),
        (f"time,wind [mph]\n{ROW}", "'mph' of the column 'wind \\[mph\\]' is not a unit of wind; allowed are kt, m/s"),
        ("time,hs [m],wave height [m]\n2026-06-01T00:00Z,1,1\n2026-06-01T01:00Z,1,1\n", "are both wave height"),
        ("time,hs [m],sea state\n2026-06-01T00:00Z,1,1\n2026-06-01T01:00Z,1,1\n", "say the same"),
        ("time,hs [m],hs [m]\n2026-06-01T00:00Z,1,1\n2026-06-01T01:00Z,1,1\n", "two columns are called 'hs \\[m\\]'"),
        ("time,hs [m]\n2026-06-01T00:00,1\n2026-06-01T01:00,2\n", "row 2: the time '2026-06-01T00:00' has no zone"),
        ("time,hs [m]\n2026-06-01T00:00Z,1\nlater,2\n", "row 3: 'later' is not a date and time"),
        ("time,hs [m]\n2026-06-01T01:00Z,1\n2026-06-01T00:00Z,2\n", "row 3: its time is earlier than the one before"),
        ("time,hs [m]\n2026-06-01T01:00Z,1\n2026-06-01T01:00Z,2\n", "row 3: its time is there twice"),
        (
            "time,hs [m]\n2026-06-01T00:00Z,1\n2026-06-01T01:00Z,2\n2026-06-01T02:00Z,2\n2026-06-01T02:30Z,2\n",
            "row 5: its time is off the step of 1 h",
        ),
        ("time,hs [m]\n2026-06-01T00:00Z,1\n", "holds no rows|a single time"),
        ("time,hs [m]\n2026-06-01T00:00Z,high\n2026-06-01T01:00Z,2\n", "row 2: hs \\[m\\] is 'high', not a number"),
        ("time,hs [m]\n2026-06-01T00:00Z,inf\n2026-06-01T01:00Z,2\n", "row 2: hs \\[m\\] is 'inf', not a number"),
        ("time,hs [m]\n2026-06-01T00:00Z,99\n2026-06-01T01:00Z,2\n", "row 2: hs \\[m\\] is 99: no significant wave height"),
        ("time,visibility [km]\n2026-06-01T00:00Z,-1\n2026-06-01T01:00Z,2\n", "visibility \\[km\\] is -1: no visibility"),
        ("time,sea state\n2026-06-01T00:00Z,3.5\n2026-06-01T01:00Z,2\n", "a sea state is a whole number from 0 to 9"),
        ("time,hs [m],wind [kt]\n2026-06-01T00:00Z,1,\n2026-06-01T01:00Z,2,\n", "wind has no value at all"),
        ("time,place,hs [m]\n2026-06-01T00:00Z,,1\n2026-06-01T01:00Z,x,2\n", "row 2: no place is named"),
        ("time,hs [m]\n2026-06-01T00:00Z,1\n2526-06-01T00:00Z,1\n2526-06-01T00:01Z,1\n", "|".join(["spans", "off the step"])),
    ],
)  # fmt: skip
def test_each_mistake_has_its_message(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        read_weather_table(text(tmp_path, content))


def test_what_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="there is no such file"):
        read_weather_table(tmp_path / "none.csv")
    (tmp_path / "sky.csv").write_bytes(b"time,hs [m]\n\xff\x00\xfa")
    with pytest.raises(BadInputError, match="is not text in UTF-8"):
        read_weather_table(tmp_path / "sky.csv")
    (tmp_path / "bomb.csv").write_bytes(gzip.compress(b" " * 250_000_000, 9))
    with pytest.raises(BadInputError, match="is larger than 200 MB"):
        read_weather_table(tmp_path / "bomb.csv")


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 20), st.floats(0, 50_000)), min_size=2, max_size=40
    ),
    st.sampled_from([10, 60, 360]),
    st.sampled_from([(",", "."), (";", ","), (";", "."), ("\t", ",")]),
)  # fmt: skip
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_series_comes_back_as_it_was_written(
    tmp_path: Path, rows: list[tuple[float, float, float]], step_min: int, marks: tuple[str, str]
) -> None:
    separator, decimal = marks
    table = [
        [stamp, *(repr(v).replace(".", decimal) for v in row)]
        for stamp, row in zip(stamps(len(rows), step_min / 60), rows, strict=True)
    ]
    header = ["time", "wind [m/s]", "hs [m]", "visibility [m]"]
    found = read_weather_table(text(tmp_path, "\n".join(separator.join(row) for row in [header, *table])))
    assert found.step_s == 60 * step_min
    for name, column in zip(("wind_mps", "hs_m", "visibility_m"), zip(*rows, strict=True), strict=True):
        assert found.values[name][0].tolist() == list(column)


def test_a_year_of_a_buoy_is_read(tmp_path: Path) -> None:
    source = SHARED / "metocean_series" / "ecb_A_1year.txt.gz"
    if not source.exists():
        pytest.skip("the shared data are not here")
    path = text(tmp_path, gzip.decompress(source.read_bytes()).decode().replace("time (YYYY-MM-DD-HH)", "time [UTC]"))
    found = read_weather_table(path, leave_gaps=True)
    assert (found.n_times, found.step_s) == (8784, 3600)
    assert found.values["hs_m"][0, 0] == 0.2845
    with pytest.raises(BadInputError, match="gaps too long"):
        read_weather_table(path)
