"""Ship CSVs: both headers, plain and zipped; broken headers are named, broken rows are counted."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from longwatch.errors import BadInputError
from longwatch.formats.ships import read_ships

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data lie beside a working copy only")

TRACKS = """track,mmsi,time,lon,lat
1,366000001,2020-06-30 13:27:35,-75.5,36.5
1,366000001,2020-06-30T13:28:35Z,-75.49,36.51
1,366000001,2020-06-30T09:29:35-04:00,-75.48,36.52
"""
OLD = """BaseDateTime,LON,LAT,MMSI,SOG,VesselType,Length,TranscieverClass,ETA
2020-06-30T00:00:00,-74.07157,40.64409,367000140,0.0,60.0,94.0,B,2020-06-30T12:01:00
2020-06-30T00:00:01,-74.02433,40.54291,366999618,19.0,90.0,,B,
"""
NEW = """MMSI,BaseDateTime,LAT,LON,SOG,VesselType,Length,TransceiverClass
205125000,2022-01-03T00:00:00,29.9408,-90.05819,10.5,70,180,A
"""


def written(tmp_path: Path, text: str | bytes, name: str = "ships.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_tracks_with_times_in_three_ways(tmp_path):
    reports = read_ships(written(tmp_path, TRACKS), "tracks")
    assert reports.frame["time_s"].to_list() == [1593523655.0, 1593523715.0, 1593523775.0]
    assert reports.frame["lat_deg"].to_list() == [36.5, 36.51, 36.52]
    assert reports.frame["length_m"].to_list() == [None] * 3
    assert reports.drops == {}
    assert reports.n_rows == 3


def test_zipped_is_the_same(tmp_path):
    plain = read_ships(written(tmp_path, TRACKS), "tracks")
    zipped = read_ships(written(tmp_path, gzip.compress(TRACKS.encode()), "ships.csv.gz"), "tracks")
    assert plain.frame.equals(zipped.frame)


@pytest.mark.parametrize(("text", "lengths", "types"), [(OLD, [94.0, None], [60, 90]), (NEW, [180.0], [70])])
def test_marinecadastre_old_and_new(tmp_path, text, lengths, types):
    reports = read_ships(written(tmp_path, text), "marinecadastre")
    assert reports.frame["length_m"].to_list() == lengths
    assert reports.frame["ship_type"].to_list() == types


def test_a_byte_order_mark_and_other_case_are_read(tmp_path):
    text = "\ufeff" + NEW.replace("MMSI,BaseDateTime", "mmsi,basedatetime")
    assert read_ships(written(tmp_path, text), "marinecadastre").n_rows == 1


def test_rows_that_cannot_be_read_are_counted_by_reason(tmp_path):
    bad = [
        ("x,366000001,2020-06-30 13:00:00,-75.5,abc", "position is not a number"),
        ("x,366000001,2020-06-30 13:00:00,-75.5,", "position is not a number"),
        ("x,366000001,2020-06-30 13:00:00,nan,36.5", "position is not a number"),
        ("x,366000001,2020-06-30 13:00:00,-75.5,91.0", "latitude beyond 90"),
        ("x,366000001,2020-06-30 13:00:00,181.0,36.5", "longitude beyond 180"),
        ("x,366000001,yesterday,-75.5,36.5", "time cannot be read"),
        ("x,366000001,2020-13-30 13:00:00,-75.5,36.5", "time cannot be read"),
        ("x,ship,2020-06-30 13:00:00,-75.5,36.5", "mmsi is not a number"),
        ("x,3669881,2020-06-30 13:00:00,-75.5,36.5", "mmsi is not a ship"),  # a coast station, or cut off
        ("x,993671234,2020-06-30 13:00:00,-75.5,36.5", "mmsi is not a ship"),  # an aid to navigation
        ("x,111232506,2020-06-30 13:00:00,-75.5,36.5", "mmsi is not a ship"),  # a rescue aircraft
        ("x,366000001", "time cannot be read"),  # torn
    ]
    counts: dict[str, int] = {}
    for _, reason in bad:
        counts[reason] = counts.get(reason, 0) + 1
    reports = read_ships(written(tmp_path, TRACKS + "\n".join(row for row, _ in bad) + "\n"), "tracks")
    assert reports.drops == counts
    assert reports.frame.height == 3
    assert reports.n_rows == 3 + len(bad)


def test_a_header_without_columns_names_every_one_and_the_nearest(tmp_path):
    path = written(tmp_path, TRACKS.replace("mmsi,time,lon,lat", "mmsi,tme,lon,latitude"))
    with pytest.raises(BadInputError) as error:
        read_ships(path, "tracks")
    texts = [str(problem) for problem in error.value.problems]
    assert len(texts) == 2
    assert "no column 'time'" in texts[0]
    assert "did you mean 'tme'?" in texts[0]
    assert "no column 'lat'" in texts[1]


def test_a_header_of_the_other_format_is_recognised(tmp_path):
    with pytest.raises(BadInputError, match='format = "marinecadastre"'):
        read_ships(written(tmp_path, NEW), "tracks")


@pytest.mark.parametrize("content", [b"", b"\n", b"\x00\x01\x02 nothing like a table", b"\xff\xfe\x00"])
def test_what_is_no_table_is_refused(tmp_path, content):
    with pytest.raises(BadInputError):
        read_ships(written(tmp_path, content), "tracks")


@pytest.mark.parametrize("kept", [30, 60, 2000, -5])
def test_a_torn_zip_is_refused(tmp_path, kept):
    rows = "".join(f"1,366000001,2020-06-30 13:27:{k % 60:02d},-75.5,{36 + k / 7000:.5f}\n" for k in range(7000))
    zipped = gzip.compress((TRACKS + rows).encode())
    with pytest.raises(BadInputError):
        read_ships(written(tmp_path, zipped[:kept], "ships.csv.gz"), "tracks")


def test_a_stray_quote_costs_its_row_only(tmp_path):
    reports = read_ships(written(tmp_path, TRACKS + '1,"366000001,2020-06-30 14:27:35,-75.5,36.5\n'), "tracks")
    assert reports.frame.height == 3
    assert reports.drops == {"a stray quote": 1}


def test_quoted_names_with_commas_are_read(tmp_path):
    text = NEW.replace("SOG,", "VesselName,SOG,").replace("-90.05819,10.5", '-90.05819,"SEA, QUEEN",10.5')
    reports = read_ships(written(tmp_path, text), "marinecadastre")
    assert reports.frame["length_m"].to_list() == [180.0]


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="there is no such file"):
        read_ships(tmp_path / "none.csv", "tracks")


def test_a_header_alone_has_no_reports(tmp_path):
    reports = read_ships(written(tmp_path, "track,mmsi,time,lon,lat\n"), "tracks")
    assert reports.n_rows == reports.frame.height == 0


@needs_shared
@pytest.mark.parametrize(
    ("name", "format_", "n_rows", "n_mmsi", "drops"),
    [
        ("ais_us_coastal_tracks_20200630/tracks.csv.gz", "tracks", 154_157, 743, {}),
        ("ais_nyharbor_hour_20200630/ais.csv.gz", "marinecadastre", 8_689, 295, {}),
        ("ais_us_gulf_atlantic_20220103/ais.csv.gz", "marinecadastre", 74_654, 7_173, {"mmsi is not a ship": 127}),
    ],
)
def test_real_files(name, format_, n_rows, n_mmsi, drops):
    reports = read_ships(SHARED / name, format_)
    assert reports.n_rows == n_rows
    assert reports.frame["mmsi"].n_unique() == n_mmsi
    assert reports.drops == drops
