"""Weather from a CSV: a time, perhaps a place, and columns with their unit in the header, as "wind [kt]".

One row per time and place, at even steps. Short gaps are filled and said so; a long one is an error, or, where a series is
only cut into spells, is left open.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from longwatch.errors import BadInputError, Problem
from longwatch.formats.conditions import EVERYWHERE, QUANTITIES, Conditions, Floats
from longwatch.formats.gaps import fill_gaps
from longwatch.formats.weather_columns import Column, read_header
from longwatch.formats.weather_text import table_of_text
from longwatch.physics.douglas import wave_height_m
from longwatch.units import format_duration

LONGEST_FILL_S: Final = 6 * 3600
MOST_STEPS: Final = 5_000_000
_NOTHING = ("", "nan", "na", "n/a", "-", "null", "none", "mm")  # what stands where nothing was measured
_YES, _NO = ("yes", "true", "y", "evet", "var"), ("no", "false", "n", "hayır", "yok")
_FORMATS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%d.%m.%YT%H:%M:%S", "%d.%m.%YT%H:%M")
_HOUR_ONLY = r"^(\d{4}-\d{2}-\d{2})[-T](\d{2})(Z?)$"


def read_weather_table(path: Path, *, leave_gaps: bool = False) -> Conditions:
    """The conditions of a CSV. `leave_gaps` leaves gaps longer than 6 h as NaN instead of refusing them.

    Raises BadInputError: no such file, a column without unit or with an unknown one, times without zone, backwards, uneven
    or far apart, values that are no number or can't be true.
    """
    frame = table_of_text(path)
    columns, warnings, problems = read_header(frame.columns, path.name)
    if problems:
        raise BadInputError(problems)
    by_what = {column.what: column for column in columns}
    times_s = _times(frame, by_what["time"], path.name)
    places, of_row = _places(frame, by_what.get("place"), path.name)
    raw = {c.what: _numbers(frame, c, path.name) for c in columns if c.what not in ("time", "place")}
    if "sea_state" in raw:
        raw["hs_m"] = _heights(raw.pop("sea_state"), by_what["sea_state"], path.name)
    _check_range(raw, by_what, path.name)
    start_s, step_s, n_times, at = _grid(times_s, of_row, len(places), path.name)
    values = {}
    for what, numbers in raw.items():
        values[what] = np.full((len(places), n_times), np.nan)
        values[what][of_row, at] = numbers
    filled, more = fill_gaps(
        values, step_s, longest_s=LONGEST_FILL_S, leave=leave_gaps, start_s=start_s, file=path.name, places=places
    )
    return Conditions(start_s, step_s, places, filled, (*warnings, *more))


def _times(frame: pl.DataFrame, column: Column, file: str) -> Floats:
    """Unix seconds of every row, whole."""
    text = (
        frame[column.header]
        .fill_null("")
        .str.strip_chars()
        .str.replace(" ", "T")
        .str.replace(_HOUR_ONLY, "${1}T${2}:00$3")
    )
    best = pl.select(pl.lit(None, pl.Int64)).to_series()
    for form in _FORMATS:
        plain = text.str.strip_suffix("Z").str.to_datetime(form, strict=False, time_unit="us")
        zoned = text.str.to_datetime(f"{form}%#z", strict=False, time_unit="us")
        has_zone = text.str.ends_with("Z") | zoned.is_not_null()
        both = pl.select(pl.coalesce(zoned.dt.replace_time_zone(None), plain)).to_series()
        if both.null_count() < len(text) // 2 + 1:
            best = both
            break
    if len(best) != len(text) or best.null_count():
        wrong = 0 if len(best) != len(text) else int(best.is_null().arg_true()[0])
        what = f"row {wrong + 2}: {text[wrong]!r} is not a date and time"
        raise BadInputError(Problem(file, what, "write it like 2026-06-01T00:00Z"))
    if not column.is_utc and not has_zone.all():
        row = int((~has_zone).arg_true()[0])
        what = f"row {row + 2}: the time {text[row]!r} has no zone"
        raise BadInputError(Problem(file, what, "add Z, or call the column time [UTC]"))
    return best.dt.epoch("s").to_numpy().astype(np.float64)


def _places(frame: pl.DataFrame, column: Column | None, file: str) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of the places in order of appearance, and which one each row is of."""
    if column is None:
        return (EVERYWHERE,), np.zeros(frame.height, np.int64)
    names = frame[column.header].fill_null("").str.strip_chars()
    if (names == "").any():
        row = int((names == "").arg_true()[0])
        raise BadInputError(Problem(file, f"row {row + 2}: no place is named", f'"{EVERYWHERE}" stands for all'))
    unique = names.unique(maintain_order=True).to_list()
    return tuple(unique), names.replace_strict(unique, list(range(len(unique))), return_dtype=pl.Int64).to_numpy()


def _numbers(frame: pl.DataFrame, column: Column, file: str) -> Floats:
    """One column in SI units; NaN where nothing was measured. A decimal comma is understood."""
    text = frame[column.header].fill_null("").str.strip_chars().str.to_lowercase()
    if column.what == "icing":
        text = text.replace(list(_YES + _NO), ["1"] * len(_YES) + ["0"] * len(_NO))
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    wrong = (number.is_null() | ~number.is_finite()) & ~text.is_in(_NOTHING)
    if wrong.any():
        row = int(wrong.arg_true()[0])
        raise BadInputError(Problem(file, f"row {row + 2}: {column.header} is {text[row]!r}, not a number"))
    return number.fill_null(np.nan).to_numpy() * column.factor


def _heights(degrees: Floats, column: Column, file: str) -> Floats:
    """Wave heights of Douglas degrees."""
    wrong = np.isfinite(degrees) & ((degrees != np.round(degrees)) | (degrees < 0) | (degrees > 9))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        what = (
            f"row {row + 2}: {column.header} is {degrees[row]:g}; a sea state is a whole number from 0 to 9 (Douglas)"
        )
        raise BadInputError(Problem(file, what))
    known = np.isfinite(degrees)
    return np.where(known, wave_height_m(np.where(known, degrees, 0.0)), np.nan)


def _check_range(raw: dict[str, Floats], by_what: dict[str, Column], file: str) -> None:
    problems = []
    for what, numbers in raw.items():
        name, least, most = QUANTITIES[what]
        wrong = np.flatnonzero((numbers < least) | (numbers > most))
        if wrong.size:
            column = by_what.get(what, by_what.get("sea_state"))
            assert column is not None
            shown = f"{numbers[wrong[0]] / column.factor:g}"
            text = f"row {wrong[0] + 2}: {column.header} is {shown}: no {name} is like that ({wrong.size} such rows)"
            problems.append(Problem(file, text, "a value that is missing is an empty cell"))
    if problems:
        raise BadInputError(problems)


def _grid(times_s: Floats, of_row: np.ndarray, n_places: int, file: str) -> tuple[int, int, int, np.ndarray]:
    """(start, step, number of steps, step of each row): times rise evenly at every place, save for gaps."""
    step_s = 0.0
    for place in range(n_places):
        rows = np.flatnonzero(of_row == place)
        differences = np.diff(times_s[rows])
        if (differences <= 0.0).any():
            row = int(rows[np.flatnonzero(differences <= 0.0)[0] + 1])
            how = "is there twice" if differences.min() == 0.0 else "is earlier than the one before"
            raise BadInputError(Problem(file, f"row {row + 2}: its time {how}; times rise at each place"))
        if differences.size:
            values, counts = np.unique(differences, return_counts=True)
            step_s = min(step_s or np.inf, float(values[np.argmax(counts)]))
    if step_s <= 0.0:
        raise BadInputError(Problem(file, "has a single time; conditions over time need two at least"))
    start_s = float(times_s.min())
    at = np.round((times_s - start_s) / step_s).astype(np.int64)
    off = np.flatnonzero(np.abs(times_s - start_s - at * step_s) > 0.5)
    if off.size:
        what = f"row {off[0] + 2}: its time is off the step of {format_duration(step_s)} that the others keep"
        raise BadInputError(Problem(file, what))
    n_times = int(at.max()) + 1
    if n_times > MOST_STEPS:
        raise BadInputError(Problem(file, f"spans {n_times} steps of {format_duration(step_s)}; {MOST_STEPS} at most"))
    return int(start_s), int(step_s), n_times, at
