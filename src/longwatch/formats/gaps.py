"""Gaps in series at even steps: short ones filled, long ones refused or left open, and every one of them told."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.formats.conditions import EVERYWHERE, QUANTITIES, Floats
from longwatch.units import format_duration


def fill_gaps(
    values: dict[str, Floats], step_s: int, *, longest_s: int, leave: bool, start_s: int, file: str,
    places: tuple[str, ...],
) -> tuple[dict[str, Floats], list[str]]:  # fmt: skip
    """(values, warnings): linear in time over gaps of at most `longest_s`, directions the short way round.

    Raises BadInputError for a longer gap, or one at an end, unless `leave` says that it stays NaN.
    """
    filled, warnings, problems = {}, [], []
    for what, series in values.items():
        name = QUANTITIES[what][0]
        filled[what] = series.copy()
        for row, place in enumerate(places):
            of = name if place == EVERYWHERE else f"{name} at {place}"
            if np.isnan(series[row]).all():
                problems.append(Problem(file, f"{of} has no value at all", "leave the column out"))
                continue
            n_short, n_long, longest = 0, 0, (0, 0)
            for begin, end in gaps_of(series[row]):
                if (end - begin) * step_s <= longest_s and begin > 0 and end < series.shape[1]:
                    filled[what][row, begin:end] = _between(series[row], begin, end, what)
                    n_short += 1
                else:
                    n_long += 1
                    longest = max(longest, (end - begin, begin))
            if n_short:
                warnings.append(f"{file}: {n_short} gaps of up to {format_duration(longest_s)} in {of} were filled")
            if n_long:
                since = datetime.fromtimestamp(start_s + longest[1] * step_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
                told = f"{n_long} gaps too long to fill in {of}, the longest {format_duration(longest[0] * step_s)}"
                told += f" from {since}"
                if leave:
                    warnings.append(f"{file}: {told}: spells end there")
                else:
                    hint = f"gaps of up to {format_duration(longest_s)} between two values are filled"
                    problems.append(Problem(file, told, hint))
    if problems:
        raise BadInputError(problems)
    return filled, warnings


def gaps_of(series: Floats) -> list[tuple[int, int]]:
    """[begin, end) of every run of NaN."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], np.isnan(series), [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def _between(series: Floats, begin: int, end: int, what: str) -> Floats:
    """Values on a straight line across a gap; yes or no stays as it was before."""
    before, after = series[begin - 1], series[end]
    share = np.arange(1, end - begin + 1) / (end - begin + 1)
    if what == "icing":
        return np.full(end - begin, before)
    if what == "wind_from_rad":
        after = before + (after - before + np.pi) % (2 * np.pi) - np.pi
    return np.asarray(before + share * (after - before))
