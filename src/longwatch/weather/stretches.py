"""Which stretch of a series a trial takes: the period itself where the series covers it, else one of the same season.

A stretch begins at the period's time of day, within 15 days of its day of the year, in any year of the series.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.formats.conditions import Conditions
from longwatch.units import DAY_S, YEAR_S, format_duration
from longwatch.weather.draws import STRETCH, uniforms

Ints = NDArray[np.int64]

SEASON_DAYS: Final = 15
YEAR_FROM_S: Final = 0.98 * YEAR_S  # a year with a gap at its end is a year


def covers(series: Conditions, start_s: int, length_s: int) -> bool:
    """Whether the series holds from the start of a period to its end."""
    return series.start_s <= start_s and series.end_s >= start_s + length_s


def steps_of(series: Conditions, start_s: int, length_s: int, *, aligned: bool) -> Ints:
    """Times of the period, the first 0, from which each step holds: on the series' own steps, or from the start on."""
    offset_s = (start_s - series.start_s) % series.step_s if aligned else 0
    steps_s = np.arange(-offset_s, length_s, series.step_s, dtype=np.int64)
    steps_s[0] = 0
    return steps_s


def stretch_starts(series: Conditions, start_s: int, n_steps: int) -> tuple[Ints, list[str]]:
    """(rows at which a stretch may begin, what must be said of them)."""
    notes = []
    first_day = -(-(series.start_s - start_s) // int(DAY_S))  # the first day at which the time of day is in the series
    last_day = (series.end_s - 1 - start_s) // int(DAY_S)
    begins_s = start_s + np.arange(first_day, last_day + 1, dtype=np.int64) * int(DAY_S)
    rows = (begins_s - series.start_s) // series.step_s
    if rows.size == 0:  # less than a day
        rows, begins_s = np.zeros(1, np.int64), np.array([series.start_s])
    spans_s = series.end_s - series.start_s
    if spans_s < YEAR_FROM_S:
        notes.append(
            f"the series is {format_duration(spans_s)} long, less than a year: any part of it stands for the period"
        )
    else:
        off = np.abs(_day_of_year(begins_s) - _day_of_year(np.array([start_s])))
        near = np.minimum(off, 365 - off) <= SEASON_DAYS
        rows = rows[near]
    fits = rows + n_steps <= series.n_times
    if fits.any():
        return rows[fits], notes
    notes.append("the series goes on at its beginning after its end: no stretch of it is as long as the period")
    return rows, notes


def stretch_rows(starts: Ints, n_steps: int, n_times: int, seed: int, trial: int) -> Ints:
    """The rows of one trial."""
    start = starts[int(uniforms(1, seed, trial, STRETCH)[0] * starts.size)]
    return np.asarray((start + np.arange(n_steps, dtype=np.int64)) % n_times)


def _day_of_year(unix_s: Ints) -> Ints:
    """0 to 365, UTC."""
    days = unix_s.astype("datetime64[s]").astype("datetime64[D]")
    return np.asarray((days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64))
