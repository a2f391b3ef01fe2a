"""Ship reports from CSV, plain or .gz: a plain table of tracks, and MarineCadastre's of the United States.

A header that lacks a column is an error that names it. A row that cannot be read is dropped and counted by reason: real
files hold such rows, and they are never fatal.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from longwatch.errors import BadInputError, Problem, nearest_name

# What is read of a file: our name -> the names it goes by, the first as the format's own description spells it.
# MarineCadastre wrote `TranscieverClass` in the old header and `TransceiverClass` since 2022.
TRACKS: Final[dict[str, tuple[str, ...]]] = {"mmsi": ("mmsi",), "time": ("time",), "lon": ("lon",), "lat": ("lat",)}
MARINECADASTRE: Final[dict[str, tuple[str, ...]]] = {
    "mmsi": ("MMSI",), "time": ("BaseDateTime",), "lon": ("LON",), "lat": ("LAT",),
}  # fmt: skip
OPTIONAL: Final[dict[str, tuple[str, ...]]] = {
    "length": ("Length",), "type": ("VesselType",), "transceiver": ("TransceiverClass", "TranscieverClass"),
}  # fmt: skip
FORMATS: Final = {"tracks": TRACKS, "marinecadastre": MARINECADASTRE}


@dataclass(frozen=True)
class ShipReports:
    """One row per report that could be read, in the order of the file, and what was dropped.

    `frame` has mmsi (Int64), time_s (Float64, Unix), lat_deg, lon_deg (Float64), length_m (Float64 or null) and
    ship_type (Int64, the AIS code, or null). `drops` counts rows by reason; `n_rows` is all rows of the file.
    """

    frame: pl.DataFrame
    drops: dict[str, int]
    n_rows: int


def read_ships(path: Path, format_: str) -> ShipReports:
    """Read a CSV of ship reports; format_ is "tracks" or "marinecadastre". Times without a zone are UTC.

    Raises BadInputError when there is no such file, when it is no CSV, or when columns are missing.
    """
    columns = _columns(path, format_)
    raw = _table(path, list(columns.values()))
    texts = raw.rename({theirs: ours for ours, theirs in columns.items()})
    for name in OPTIONAL:
        if name not in texts.columns:
            texts = texts.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    rows = texts.select(
        mmsi=_number("mmsi").cast(pl.Int64, strict=False),
        time_s=_unix_s(),
        lat_deg=_number("lat"),
        lon_deg=_number("lon"),
        length_m=_number("length"),
        ship_type=_number("type").cast(pl.Int64, strict=False),
    ).with_columns(length_m=pl.when(pl.col("length_m").is_between(1, 500)).then("length_m"))
    reason = _reason()
    drops = rows.select(reason).drop_nulls().group_by("reason").len().sort("reason")
    kept = rows.filter(rows.select(reason).to_series().is_null())
    return ShipReports(kept, dict(drops.iter_rows()), raw.height)


def _table(path: Path, columns: list[str]) -> pl.DataFrame:
    """The columns as text. A stray quote breaks the table open: then quotes count as letters, and its row is dropped."""
    for quote in ('"', None):
        try:
            return pl.read_csv(
                path, columns=columns, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy",
                quote_char=quote,
            )  # fmt: skip
        except (OSError, pl.exceptions.PolarsError) as error:
            failure = error
    raise BadInputError(Problem(str(path), f"cannot be read as CSV: {_first_line(failure)}")) from failure


def _reason() -> pl.Expr:
    """Why a row is dropped, or null: the first reason that holds."""
    return (
        pl.when(pl.col("mmsi").is_null())
        .then(pl.lit("mmsi is not a number"))
        .when(~_is_ship())
        .then(pl.lit("mmsi is not a ship"))
        .when(pl.col("time_s").is_null())
        .then(pl.lit("time cannot be read"))
        .when(pl.col("lat_deg").is_null() | pl.col("lon_deg").is_null())
        .then(pl.lit("position is not a number"))
        .when(pl.col("lat_deg").abs() > 90)
        .then(pl.lit("latitude beyond 90"))
        .when(pl.col("lon_deg").abs() > 180)
        .then(pl.lit("longitude beyond 180"))
        .when((pl.col("lat_deg") == 0) & (pl.col("lon_deg") == 0))
        .then(pl.lit("position 0 N 0 E"))
        .alias("reason")
    )


def _is_ship() -> pl.Expr:
    """Nine digits of which the first are not known to belong to something else (ITU-R M.585).

    0: coast stations and groups, 1: aircraft, 97: distress beacons, 99: aids to navigation. Numbers of boats carried
    aboard (98), of hand-held sets (8) and of unassigned countries are kept: something floats there.
    """
    mmsi = pl.col("mmsi")
    marks = mmsi.is_in([123456789, 987654321]) | mmsi.is_between(970_000_000, 979_999_999) | (mmsi >= 990_000_000)
    return mmsi.is_between(200_000_000, 999_999_999) & ~marks


def _number(name: str) -> pl.Expr:
    """A finite number from text, null for anything else."""
    value = pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def _unix_s() -> pl.Expr:
    """Unix seconds from "2020-06-30 13:27:35", with a T, with fractions or with a zone; null for anything else."""
    text = pl.col("time").str.strip_chars().str.replace(" ", "T")
    with_zone = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, time_unit="us").dt.replace_time_zone(None)
    without = text.str.strip_suffix("Z").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    return pl.coalesce(without, with_zone).dt.epoch("us") / 1e6


def _columns(path: Path, format_: str) -> dict[str, str]:
    """Our name -> the name in the header; BadInputError that names every missing column and the nearest there is."""
    header = _header(path)
    by_lower = {name.strip().lstrip("\ufeff").lower(): name for name in header}
    found, problems = {}, []
    for ours, names in (FORMATS[format_] | OPTIONAL).items():
        theirs = next((by_lower[name.lower()] for name in names if name.lower() in by_lower), None)
        if theirs is not None:
            found[ours] = theirs
        elif ours not in OPTIONAL:
            what = f"the header has no column {names[0]!r}; it has {', '.join(header) or 'nothing'}"
            problems.append(Problem(str(path), what, nearest_name(names[0], header) or _other_format(header, format_)))
    if problems:
        raise BadInputError(problems)
    return found


def _header(path: Path) -> list[str]:
    try:
        return pl.read_csv(path, n_rows=0, infer_schema=False, encoding="utf8-lossy").columns
    except pl.exceptions.NoDataError:
        return []
    except (OSError, pl.exceptions.PolarsError) as error:
        what = "there is no such file" if not path.exists() else f"cannot be read as CSV: {_first_line(error)}"
        raise BadInputError(Problem(str(path), what)) from error


def _other_format(header: list[str], format_: str) -> str:
    """A hint when the header fits another format."""
    lower = {name.strip().lower() for name in header}
    for other, columns in FORMATS.items():
        if other != format_ and all(names[0].lower() in lower for names in columns.values()):
            return f'this header is that of format = "{other}"'
    return ""


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
