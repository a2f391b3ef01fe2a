"""Every format of ships says the same of the same ships; dialects of CSV; what is no such file ends at once."""

from __future__ import annotations

import datetime
import gzip
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.errors import BadInputError
from longwatch.formats.blocks import line_blocks
from longwatch.formats.nmea import decode_nmea, stream_nmea
from longwatch.formats.nmea_lines import Counts, messages_of
from longwatch.formats.ship_rows import BAD_MMSI, NULL_ISLAND, TOO_FAST
from longwatch.formats.ships import join_reports, read_ships
from longwatch.units import FT_M, KT_MPS

pyais = pytest.importorskip("pyais")
SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data lie beside the repository only")
START_S = 1_741_996_800.0  # 15 March 2025

ROWS = [  # mmsi, seconds, lat, lon, knots, metres, AIS type
    (366_000_001, 0.0, 36.5, -75.5, 12.5, 94.0, 70),
    (366_000_002, 10.0, -0.25, 179.999, 0.0, 25.0, 30),
    (366_000_001, 70.0, 36.501, -75.502, 12.4, 94.0, 70),
    (366_000_003, 130.5, 89.9, 0.001, 31.0, 300.0, 80),
]


def at(seconds, form="%Y-%m-%dT%H:%M:%S.%f"):
    return datetime.datetime.fromtimestamp(START_S + seconds, datetime.UTC).strftime(form)


def as_new_marinecadastre(rows):
    head = "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,vessel_type,length,transceiver"
    return "\n".join(
        [head, *(f'{m},{at(t)},{lon},{lat},{v},0,511,"A, B",{k},{n},A' for m, t, lat, lon, v, n, k in rows)]
    )


def as_old_marinecadastre(rows):
    head = "MMSI,BaseDateTime,LAT,LON,SOG,VesselType,Length,TranscieverClass"
    return "\n".join([head, *(f"{m},{at(t)},{lat},{lon},{v},{k},{n},A" for m, t, lat, lon, v, n, k in rows)])


def as_dma(rows):
    names = {70: "Cargo", 30: "Fishing", 80: "Tanker"}
    head = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,SOG,Ship type,Length"
    form = "%d/%m/%Y %H:%M:%S.%f"
    return "\n".join([head, *(f"{at(t, form)},Class A,{m},{lat},{lon},Under way,{v},{names[k]},{n}"
                              for m, t, lat, lon, v, n, k in rows)])  # fmt: skip


def as_turkish(rows):
    """Semicolons, decimal commas, a byte order mark."""
    text = as_new_marinecadastre(rows).replace('"A, B"', "AB").replace(",", ";").split("\n")
    return "\ufeff" + "\n".join([text[0], *(line.replace(".", ",").replace(",", ".", 1) for line in text[1:])])


def written(tmp_path, content, name="ships.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def told(reports):
    wanted = ["mmsi", "time_s", "lat_deg", "lon_deg", "speed_mps", "length_m", "ship_type"]
    return [tuple(row) for row in reports.frame.select(wanted).iter_rows()]


EXPECTED = [(m, START_S + t, lat, lon, v * KT_MPS, n, k) for m, t, lat, lon, v, n, k in ROWS]


@pytest.mark.parametrize(
    ("format_", "write"),
    [
        ("marinecadastre", as_new_marinecadastre),
        ("marinecadastre", as_old_marinecadastre),
        ("marinecadastre", as_turkish),
        ("dma", as_dma),
    ],
)
def test_every_csv_says_the_same(tmp_path, format_, write):
    for name, content in (("a.csv", write(ROWS).encode()), ("a.csv.gz", gzip.compress(write(ROWS).encode()))):
        reports = read_ships(written(tmp_path, content, name), format_)
        assert told(reports) == EXPECTED
        assert reports.drops == {}


def test_parquet_says_the_same_whatever_its_types(tmp_path):
    frame = pl.DataFrame(ROWS, schema=["MMSI", "time", "LAT", "LON", "SOG", "Length", "VesselType"], orient="row")
    unix = frame.with_columns(pl.col("time") + START_S)
    stamped = unix.with_columns(time=pl.from_epoch((pl.col("time") * 1e3).cast(pl.Int64), "ms"))
    text = stamped.with_columns(pl.col("time").dt.to_string("%Y-%m-%dT%H:%M:%S%.f"), pl.col("MMSI").cast(pl.String))
    for k, one in enumerate((unix, stamped, text)):
        one.write_parquet(tmp_path / f"{k}.parquet")
        assert told(read_ships(tmp_path / f"{k}.parquet", "parquet")) == EXPECTED


def test_dma_leaves_out_what_is_no_ship_and_marks_the_rest(tmp_path):
    text = as_dma(ROWS) + "\n" + "\n".join([
        f"{at(1, '%d/%m/%Y %H:%M:%S')},Base Station,366000009,36.0,-75.0,,,,",
        f"{at(1, '%d/%m/%Y %H:%M:%S')},Class A,366000009,91.0,0.0,,,,",
        f"{at(1, '%d/%m/%Y %H:%M:%S')},Class B,366000009,0.0,0.0,,102.3,,",
        f"{at(1, '%d/%m/%Y %H:%M:%S')},Class B,123456789,36.0,-75.0,,,,",
    ])  # fmt: skip
    reports = read_ships(written(tmp_path, text), "dma")
    assert reports.drops == {"mmsi is not a ship": 1, "latitude beyond 90": 1}
    assert reports.frame["marks"].to_list() == [0, 0, 0, 0, NULL_ISLAND | TOO_FAST, BAD_MMSI]


# --- NMEA ------------------------------------------------------------------------------------------------------------


def sentences(mmsi, lat, lon, knots, sequence=0):
    """A position report, and a static one in two sentences."""
    common = {"mmsi": mmsi, "repeat": 0}
    position = dict(common, type=1, status=0, turn=0, speed=knots, accuracy=1, lon=lon, lat=lat, course=90.0, heading=90,
                    second=30, maneuver=0, raim=0, radio=0)  # fmt: skip
    static = dict(common, type=5, ais_version=0, imo=9_000_000, callsign="ABCD", shipname="NAME", ship_type=70, to_bow=150,
                  to_stern=40, to_port=10, to_starboard=12, epfd=1, month=1, day=1, hour=1, minute=1, draught=7.0,
                  destination="IZMIR", dte=0)  # fmt: skip
    one = pyais.encode_dict(position, talker_id="AI", radio_channel="A")
    two = pyais.encode_dict(static, talker_id="AI", radio_channel="B", seq_id=sequence % 10)
    return one, two


def tagged(line, time_s):
    body = f"c:{int(time_s)}"
    check = 0
    for letter in body.encode():
        check ^= letter
    return f"\\{body}*{check:02X}\\{line}"


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(201_000_000, 775_999_999), st.floats(-89, 89), st.floats(-179, 179),
                          st.integers(0, 400)), min_size=1, max_size=12))  # fmt: skip
def test_what_pyais_writes_is_read_back(tmp_path_factory, ships):
    lines, expected = [], []
    for k, (mmsi, lat, lon, tenths) in enumerate(ships):
        one, two = sentences(mmsi, lat, lon, tenths / 10, k)
        lines += [tagged(two[0], START_S + k), two[1], tagged(one[0], START_S + k)]
        expected.append((mmsi, START_S + k, lat, lon, tenths / 10 * KT_MPS, 190.0, 70))
    path = written(tmp_path_factory.mktemp("nmea"), "\n".join(lines), "a.nmea")
    reports = read_ships(path, "nmea")
    for row, wanted in zip(told(reports), expected, strict=True):
        assert row == pytest.approx(wanted, abs=2e-6)  # AIS tells a ten thousandth of a minute
    assert reports.n_rows == len(lines) == reports.frame.height + sum(reports.drops.values())


def test_pghp_times_hold_for_the_sentence_after_them(tmp_path):
    (line,), _ = sentences(366_000_001, 36.5, -75.5, 10.0)
    text = f"$PGHP,1,2025,3,15,0,0,7,250,219,,2190064,1,5D*57\n{line}\n"
    assert read_ships(written(tmp_path, text), "nmea").frame["time_s"].to_list() == [START_S + 7.25]


def test_malformed_sentences_are_counted_by_reason_and_never_stop_it(tmp_path):
    (good,), (first, second) = sentences(366_000_001, 36.5, -75.5, 10.0)
    bad = {
        "checksum": good[:-2] + ("00" if good[-2:] != "00" else "01"),
        "fields": "!AIVDM,1,1,A,13u?etPv2;0n:dDPwUM1U1Cb069D*24",
        "empty payload": "!AIVDM,1,1,,B,,0*25",
        "unknown talker": "!--VDM" + good[6:],
        "not an AIS sentence": "!AIXXX,1,1,,A,1,0*00",
        "line too long": "!AIVDM," + "1" * 2000,
        "part of a message whose others were lost": first,
    }
    lines = [tagged(good, START_S), *bad.values(), "noise \x00\xff", "", good]
    counts = Counts()
    assert len(list(messages_of([line.encode("latin-1") for line in lines], counts))) == 2
    assert counts.bad == dict.fromkeys(bad, 1)
    reports = read_ships(written(tmp_path, "\n".join([*lines, second]).encode("latin-1"), "b.nmea"), "nmea")
    assert reports.n_rows == reports.frame.height + sum(reports.drops.values())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.binary(max_size=90), max_size=30), st.integers(0, 2**32))
def test_any_bytes_are_read_or_counted(lines, seed):
    (good,), (first, second) = sentences(366_000_001, 36.5, -75.5, 10.0)
    mixed = [*lines, good.encode(), b"!AIVDM,2,1," + (lines[0] if lines else b""), second.encode(), first.encode()]
    mixed = mixed[seed % len(mixed) :] + mixed[: seed % len(mixed)]
    counts = Counts()
    found = list(messages_of(mixed, counts))
    assert sum(len(message.lines) for message in found) + sum(counts.bad.values()) == counts.n_sentences


def test_a_file_without_any_time_is_refused_with_the_way_out(tmp_path):
    (line,), _ = sentences(366_000_001, 36.5, -75.5, 10.0)
    with pytest.raises(BadInputError, match="no sentence says when it was received") as error:
        read_ships(written(tmp_path, line), "nmea")
    assert "tag block" in error.value.problems[0].hint


@needs_shared
def test_the_aegean_sample_decodes_to_778_messages_with_100_bad_sentences():
    counts = Counts()
    assert sum(1 for _ in decode_nmea(SHARED / "ais_nmea" / "aegean_sample.nmea", counts)) == 778
    lost = counts.bad.pop("part of a message whose others were lost")
    assert sum(counts.bad.values()) == 100
    assert 778 + 100 + lost == counts.n_sentences == 898


@needs_shared
def test_the_coastal_stream_decodes_to_4033_messages():
    counts = Counts()
    path = SHARED / "ais_nmea" / "stream_20100611.nmea.gz"
    messages = list(decode_nmea(path, counts))
    assert (len(messages), counts.bad, counts.n_sentences) == (4033, {"unknown talker": 18}, 4500)
    assert len({message.fields.mmsi for message in messages}) == 1933
    reports = join_reports(list(stream_nmea(path)))
    assert reports.n_rows == 4500 == reports.frame.height + sum(reports.drops.values())
    assert reports.frame["time_s"].max() - reports.frame["time_s"].min() <= 29.0


# --- aircraft --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "metres"),
    [
        ("time,id,lat,lon,altitude_m", 1000.0),
        ("time,id,lat,lon,altitude", 1000.0),
        ("time,id,lat,lon,altitude_ft", 1000.0 * FT_M),
        ("timestamp,icao24,latitude,longitude,altitude", 1000.0 * FT_M),
        ("time,icao24,lat,lon,geoaltitude", 1000.0),
    ],
)
def test_altitudes_come_in_metres(tmp_path, head, metres):
    reports = read_ships(
        written(tmp_path, f"{head}\n{at(0)},4b1812,36.0,27.0,1000\n{at(9)},TC-ABC,36.0,27.0,\n"), "air-tracks"
    )
    assert reports.frame["alt_m"].to_list() == [metres, None]
    assert reports.frame["mmsi"][0] == 0x4B1812
    assert reports.frame["mmsi"].n_unique() == 2


@needs_shared
def test_the_carrier_shuttle_keeps_its_partial_messages_counted():
    reports = read_ships(SHARED / "air_tracks" / "aircraft_carrier.csv.gz", "air-tracks")
    assert (reports.n_rows, reports.drops) == (9024, {"position is not a number": 1689})


# --- too large, or a bomb --------------------------------------------------------------------------------------------

READ = """
import sys
from pathlib import Path
from longwatch.errors import BadInputError
from longwatch.formats.ships import stream_ships
try:
    for batch in stream_ships(Path(sys.argv[1]), sys.argv[2]):
        pass
except BadInputError as error:
    print(error)
after = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
print(after / 1024)
"""
HEAD = b"mmsi,time,lon,lat\n"


def ends(path, format_):
    """(what was said, peak MB) of reading a file in a process of its own."""
    done = subprocess.run([sys.executable, "-c", READ, str(path), format_], capture_output=True, text=True, check=True)
    *said, peak_mb = done.stdout.strip().split("\n")
    return "\n".join(said), float(peak_mb)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_ten_sparse_gigabytes_end_at_once(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(HEAD)
        file.truncate(10_000_000_000)
    said, peak_mb = ends(path, "tracks")
    assert "longer than" in said
    assert peak_mb < 330.0  # of which the interpreter with polars takes 130


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_bomb_ends_at_once(tmp_path):
    line = b"366000001,2025-03-15T00:00:00,0.5,0.5\n"
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(HEAD)
        block = line * (2_000_000 // len(line))
        for _ in range(20):
            file.write(block)
    assert path.stat().st_size < 1_000_000
    said, peak_mb = ends(path, "tracks")
    assert "longer than" in said or "unpacks to more than" in said
    assert peak_mb < 330.0


def test_blocks_are_whole_lines_and_nothing_is_lost(tmp_path):
    text = b"".join(b"%d,%s\n" % (k, b"x" * (k % 37)) for k in range(5000)) + b"the last without an end"
    path = written(tmp_path, text)
    for size in (100, 999, 10**6):
        blocks = list(line_blocks(path, size))
        assert b"".join(blocks) == text
        assert all(block.endswith(b"\n") for block in blocks[:-1])
