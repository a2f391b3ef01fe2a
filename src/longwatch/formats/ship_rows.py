"""From the columns of a file to ship reports: numbers, times, and why a row is refused.

A row that cannot be read is refused and counted by reason. One that can be read but looks wrong is kept, with a mark.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

import polars as pl

from longwatch.formats.ship_columns import Layout
from longwatch.units import KT_MPS

# Marks of a row, bits of the column `marks`
BAD_MMSI: Final = 1
TOO_FAST: Final = 2
NULL_ISLAND: Final = 4

FASTEST_MPS: Final = (
    60.0 * KT_MPS
)  # nothing that reports by AIS and matters here is faster; AIS sends 102.3 for "unknown"
SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "mmsi": pl.Int64, "time_s": pl.Float64, "lat_deg": pl.Float64, "lon_deg": pl.Float64, "length_m": pl.Float64,
    "ship_type": pl.Int64, "speed_mps": pl.Float64, "alt_m": pl.Float64, "marks": pl.UInt8,
}  # fmt: skip
# DMA names what a ship is; these are the AIS codes of the names that a class can be told from
TYPE_CODES: Final = {
    "fishing": 30,
    "cargo": 70,
    "tanker": 80,
    "passenger": 60,
    "tug": 52,
    "sailing": 36,
    "pleasure": 37,
}
REASONS: Final = (
    "", "mmsi is not a number", "mmsi is not a ship", "time cannot be read", "position is not a number",
    "latitude beyond 90", "longitude beyond 180",
)  # fmt: skip
TIMES: Final = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%d/%m/%Y %H:%M:%S%.f")


@dataclass(frozen=True)
class ShipReports:
    """Reports that could be read, in the order of the file, and why others were refused.

    `frame` has the columns of `SCHEMA`: mmsi, time_s (Unix), lat_deg, lon_deg, and length_m, ship_type (the AIS code),
    speed_mps, alt_m where the file has them, else null; marks are the bits named here. Rows: frame + refused = n_rows.
    """

    frame: pl.DataFrame
    drops: dict[str, int]
    n_rows: int


def reports_of(raw: pl.DataFrame, layout: Layout) -> ShipReports:
    """Reports from columns by our names; text as a CSV has it, or the types of a Parquet file."""
    rows = raw.select(
        mmsi=_ids(raw, layout),
        time_s=unix_s(raw["time"]),
        lat_deg=number(raw["lat"]),
        lon_deg=number(raw["lon"]),
        length_m=number(raw["length"]) if "length" in raw.columns else _empty("length_m"),
        ship_type=_types(raw["type"]) if "type" in raw.columns else _empty("ship_type"),
        speed_mps=number(raw["speed"]) * KT_MPS if "speed" in raw.columns else _empty("speed_mps"),
        alt_m=number(raw["altitude"]) * layout.altitude_m if "altitude" in raw.columns else _empty("alt_m"),
    )
    mobile = raw["mobile"].str.strip_chars().str.starts_with("Class") if "mobile" in raw.columns else None
    return judged(rows, ships=layout.format != "air-tracks", is_ship=mobile)


def judged(rows: pl.DataFrame, *, ships: bool = True, is_ship: pl.Series | None = None) -> ShipReports:
    """Refuse what can't be read, mark what looks wrong. `is_ship` is what the file itself says, `ships` False for aircraft."""
    if is_ship is not None:
        rows = rows.with_columns(_is_ship=is_ship)
    known = _is_ship() & pl.col("_is_ship") if is_ship is not None else _is_ship() if ships else pl.lit(True)
    lat, lon = pl.col("lat_deg"), pl.col("lon_deg")
    reason = (
        pl.when(pl.col("mmsi").is_null()).then(1)
        .when(~known).then(2)
        .when(pl.col("time_s").is_null()).then(3)
        .when(lat.is_null() | lon.is_null()).then(4)
        .when(lat.abs() > 90).then(5)
        .when(lon.abs() > 180).then(6)
        .otherwise(0)
    ).cast(pl.UInt8)  # fmt: skip
    marks = pl.when((lat == 0) & (lon == 0)).then(NULL_ISLAND).otherwise(0)
    if ships:
        marks = marks + pl.when(_is_bad()).then(BAD_MMSI).otherwise(0)
        marks = marks + pl.when(pl.col("speed_mps") >= FASTEST_MPS).then(TOO_FAST).otherwise(0)
    length = pl.when(pl.col("length_m").is_between(1, 500)).then("length_m")
    rows = rows.with_columns(length_m=length, marks=marks.cast(pl.UInt8), _reason=reason)
    why = rows["_reason"]
    if why.max() == 0:
        return ShipReports(rows.select(list(SCHEMA)), {}, rows.height)
    counts = why.filter(why > 0).value_counts().sort("_reason")
    drops = {REASONS[code]: n for code, n in counts.iter_rows()}
    return ShipReports(rows.filter(why == 0).select(list(SCHEMA)), drops, rows.height)


def _is_ship() -> pl.Expr:
    """Not known to belong to something else (ITU-R M.585): 00 coast stations, 0 groups of ships, 111 rescue aircraft, 97 distress
    beacons, 99 aids to navigation. Boats carried aboard (98) and hand-held sets (8) are kept: something floats there."""
    mmsi = pl.col("mmsi")
    station = mmsi.is_between(1_000_000, 99_999_999) | mmsi.is_between(111_000_000, 111_999_999)
    return ~(station | mmsi.is_between(970_000_000, 979_999_999) | mmsi.is_between(990_000_000, 999_999_999))


def _is_bad() -> pl.Expr:
    """Not a number that any country hands out to a ship: too short or long, no country digits, or a factory setting."""
    mmsi = pl.col("mmsi")
    handed_out = mmsi.is_between(201_000_000, 899_999_999) | mmsi.is_between(980_000_000, 989_999_999)
    return ~handed_out | mmsi.is_in([987_654_321])


def _ids(raw: pl.DataFrame, layout: Layout) -> pl.Series:
    """MMSI as numbers; ids of aircraft as the number that six hexadecimal digits are, else as a checksum of the text."""
    if layout.format != "air-tracks":
        mmsi = number(raw["mmsi"])
        return mmsi.set(mmsi.abs() > 1e12, None).cast(pl.Int64, strict=False)
    text = raw["id"].cast(pl.String).str.strip_chars()
    named = {name: _id_number(name) for name in text.unique().drop_nulls() if name}
    return text.replace_strict(named, default=None, return_dtype=pl.Int64)


def _id_number(name: str) -> int:
    try:
        return int(name, 16) if len(name) == 6 else zlib.crc32(name.encode())
    except ValueError:
        return zlib.crc32(name.encode())


def _types(column: pl.Series) -> pl.Series:
    codes = number(column).set(number(column).abs() > 1e6, None).cast(pl.Int64, strict=False)
    if column.dtype == pl.String and codes.null_count() > column.null_count():
        words = (
            column.str.strip_chars().str.to_lowercase().replace_strict(TYPE_CODES, default=None, return_dtype=pl.Int64)
        )
        codes = pl.select(pl.coalesce(codes, words)).to_series()
    return codes


def _empty(name: str) -> pl.Expr:
    return pl.lit(None, dtype=SCHEMA[name])


def number(column: pl.Series) -> pl.Series:
    """A finite number, null for anything else. A comma stands for the point where no number comes out without."""
    if column.dtype != pl.String:
        value = column.cast(pl.Float64, strict=False)
    else:
        text = column.str.strip_chars()
        value = text.cast(pl.Float64, strict=False)
        if value.null_count() > text.null_count():
            with_comma = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
            value = pl.select(pl.coalesce(value, with_comma)).to_series()
    return value.set(~value.is_finite(), None)


def unix_s(column: pl.Series) -> pl.Series:
    """Unix seconds from "2020-06-30 13:27:35", with a T, fractions or a zone, from "30/06/2020 13:27:35", from Unix seconds or
    from a column of times; null for anything else. Times without a zone are UTC."""
    if column.dtype == pl.Date:
        column = column.cast(pl.Datetime("us"))
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.epoch("us") / 1e6
    if column.dtype != pl.String:
        return _plausible(column.cast(pl.Float64, strict=False))
    text = column.str.strip_chars()
    found: pl.Series | None = None
    for attempt in _ordered_by_first(text):
        value = _parsed(text, attempt)
        found = value if found is None else pl.select(pl.coalesce(found, value)).to_series()
        if found.null_count() == text.null_count():
            break
    assert found is not None
    return found


def _ordered_by_first(text: pl.Series) -> list[str]:
    """Ways to read a time, the one that reads the first row foremost: nearly always the only one that is needed."""
    ways = [*TIMES, "zone", "unix"]
    first = text.head(1)
    ways.sort(key=lambda way: _parsed(first, way).null_count())
    return ways


def _parsed(text: pl.Series, way: str) -> pl.Series:
    if way == "unix":
        return _plausible(text.cast(pl.Float64, strict=False))
    if way == "zone":
        zoned = text.str.replace(" ", "T").str.replace(r"[zZ]$", "+00:00")
        read = zoned.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, time_unit="us")
        return read.dt.epoch("us") / 1e6
    return text.str.to_datetime(way, strict=False, time_unit="us").dt.epoch("us") / 1e6


def _plausible(unix: pl.Series) -> pl.Series:
    """Seconds from 1973 to 5138; anything else is no Unix time in seconds."""
    return unix.set(~unix.is_between(1e8, 1e11).fill_null(False), None)
