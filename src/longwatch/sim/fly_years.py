"""Chunks of trials of a long period: as those of `sim.fly`, with a table of years, and fewer gaps."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.sim.horizon import Horizon
from longwatch.sim.state import CAUSES, Ints, Records
from longwatch.sim.years import OF_FLEETS, OF_LINES, LongTrial, fly_years, year_ends_s

KEPT_GAPS: Final = 20  # of each line and trial
Logs = tuple[Records, Records, Records, Records]  # gaps, sorties, tallies, cover


def fly_years_chunk(
    horizon: Horizon, seed: int, first_trial: int, n_trials: int, keep_sorties: int
) -> tuple[Logs, dict[str, pl.DataFrame]]:
    """The logs of consecutive trials and their tables `years` and `causes`, on any worker: a function of its arguments alone.

    Sorties and all gaps are kept of the trials below keep_sorties, of the others the longest gaps of each line: with all of
    them a thousand trials of ten years would fill the memory.
    """
    parts, years, causes = list[Logs](), list[pl.DataFrame](), list[pl.DataFrame]()
    for trial in range(first_trial, first_trial + n_trials):
        keep = trial < keep_sorties
        one = fly_years(horizon, seed, trial, keep_sorties=keep)
        years.append(_years(horizon, trial, one))
        causes.append(_causes(horizon, trial, one.gaps))
        gaps = one.gaps if keep else one.gaps[_longest(one.gaps, len(horizon.start.lines))]
        parts.append((gaps, one.sorties, one.tallies, one.cover))
    joined = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    return joined, {"years": pl.concat(years), "causes": pl.concat(causes)}  # type: ignore[return-value]


def _longest(gaps: Records, n_lines: int) -> NDArray[np.bool_]:
    """The longest gaps of each line; of equal ones the first."""
    length_s, kept = gaps["end_s"] - gaps["start_s"], np.zeros(len(gaps), np.bool_)
    for n in range(n_lines):
        own = np.flatnonzero(gaps["line"] == n)
        kept[own[np.argsort(-length_s[own], kind="stable")[:KEPT_GAPS]]] = True
    return kept


def longest_rows(gaps: pl.DataFrame) -> pl.DataFrame:
    """What a run keeps of all gaps of one trial."""
    place = (pl.col("start_s") - pl.col("end_s")).rank("ordinal").over("line")
    return gaps.filter(place <= KEPT_GAPS)


def _causes(horizon: Horizon, trial: int, gaps: Records) -> pl.DataFrame:
    """What each cause made a line miss in the whole trial."""
    missing_s = np.zeros((len(horizon.start.lines), len(CAUSES)), np.int64)
    np.add.at(missing_s, (gaps["line"], gaps["cause"]), gaps["missing_s"])
    line, cause = np.nonzero(missing_s)
    return pl.DataFrame(
        {
            "trial": np.full(len(line), trial, np.int64),
            "line": pl.Series([horizon.start.lines[n] for n in line], dtype=pl.String),
            "cause": pl.Series([CAUSES[n] for n in cause], dtype=pl.String),
            "missing_s": missing_s[line, cause],
        }
    )


def _years(horizon: Horizon, trial: int, one: LongTrial) -> pl.DataFrame:
    """A row for each year and line, then for each year and fleet; what does not apply is null."""
    ends_s = year_ends_s(horizon.scenario.length_s)
    n_years, lines, fleets = len(ends_s), horizon.start.lines, horizon.start.fleets
    n, longest_s, squares_s2 = _gaps_by_year(one.gaps, ends_s, len(lines))
    of_lines: dict[str, NDArray[Any]] = {name: one.of_lines[:, :, i].ravel() for i, name in enumerate(OF_LINES)}
    of_lines |= {"gaps": n.ravel(), "gap_max_s": longest_s.ravel(), "gap_squares_s2": squares_s2.ravel()}
    of_fleets = {name: one.of_fleets[:, :, i].ravel() for i, name in enumerate(OF_FLEETS)}
    frames = [
        pl.DataFrame({
            "trial": np.full(n_years * len(names), trial), "year": np.repeat(np.arange(1, n_years + 1), len(names)),
            what: list(names) * n_years, **columns,
        })
        for what, names, columns in (("line", lines, of_lines), ("fleet", fleets, of_fleets))
    ]  # fmt: skip
    order = ["trial", "year", "line", "fleet", *of_lines, *of_fleets]
    return pl.concat(frames, how="diagonal").select(order)


def _gaps_by_year(gaps: Records, ends_s: list[int], n_lines: int) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """(number, longest, sum of squares) of the gaps that begin in each year, shape (years, lines)."""
    shape = (len(ends_s), n_lines)
    year = np.minimum(np.searchsorted(ends_s, gaps["start_s"], side="right"), len(ends_s) - 1)
    length_s = gaps["end_s"] - gaps["start_s"]
    n, longest_s, squares = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape)
    np.add.at(n, (year, gaps["line"]), 1)
    np.maximum.at(longest_s, (year, gaps["line"]), length_s)
    np.add.at(squares, (year, gaps["line"]), length_s.astype(np.float64) ** 2)
    return n, longest_s, squares
