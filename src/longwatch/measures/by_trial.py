"""What each trial is worth by itself: one number per trial and measure, the stuff that intervals are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.scenario.plan import Line

Floats = NDArray[np.float64]


class Kind(NamedTuple):
    """A measure in words, its unit, which way is better (0: neither), and the most it can be; none can be negative."""

    words: str
    unit: str
    better: int
    most: float = np.inf


# name -> what it is. The names stand in summary.json, in `longwatch compare --json` and in `run.stop`.
MEASURES: Mapping[str, Kind] = {
    "covered": Kind("covered", "1", 1, 1.0),
    "covered_whole": Kind("covered, whole demand", "1", 1, 1.0),
    "longest_gap": Kind("longest gap", "s", -1),
    "no_long_gap": Kind("no gap longer than the limit", "1", 1, 1.0),
    "gaps": Kind("gaps", "1", -1),
    "time_average_gap": Kind("time-average gap", "s", -1),
    "flown": Kind("time flown", "s", 0),
    "losses": Kind("losses", "1", -1),
    "aborts": Kind("aborts", "1", -1),
    "launches": Kind("launches", "1", 0),
}
OF_FLEETS = {"flown": "flown_s", "losses": "losses", "aborts": "aborts", "launches": "launches"}  # columns of tallies
KNOWLEDGE = ("covered", "covered_whole", "longest_gap", "no_long_gap", "flown", "losses")


class GapTrials(NamedTuple):
    """Of some lines together, one entry per trial."""

    covered: Floats  # share of the demanded watcher-time that was watched
    covered_whole: Floats  # share of the demanded time with the whole demand met
    gaps: Floats  # number
    longest_gap_s: Floats  # zero without one
    no_long_gap: Floats  # 1 where no gap is longer than the limit of its line
    time_average_gap_s: Floats  # sum of squared gaps / demanded time

    def by_name(self) -> dict[str, Floats]:
        """By the names of `MEASURES`."""
        return {name.removesuffix("_s"): values for name, values in self._asdict().items()}


def gap_trials(lines: Sequence[Line], gaps: pl.DataFrame, cover: pl.DataFrame, trials: Sequence[int]) -> GapTrials:
    """Of these lines; `gaps` follows the end rule already, both tables hold these lines and trials only."""
    n = len(trials)
    k = {line.name: line.k for line in lines}
    at = _places(cover["trial"], trials)
    demand_k = np.array([k[line] for line in cover["line"].to_list()], np.float64)
    demanded_s = total(at, cover["demanded_s"].to_numpy(), n)
    wanted_s = total(at, cover["demanded_s"].to_numpy() * demand_k, n)
    length_s = lengths_s(gaps)
    gap_at = _places(gaps["trial"], trials)
    limits = {line.name: line.limit_s for line in lines}
    too_long = length_s > np.array([limits[line] for line in gaps["line"].to_list()], np.float64)
    clean = np.ones(n)
    clean[gap_at[too_long]] = 0.0
    return GapTrials(
        covered=ratio(total(at, cover["watcher_s"].to_numpy(), n), wanted_s, 1.0),
        covered_whole=ratio(total(at, cover["covered_s"].to_numpy(), n), demanded_s, 1.0),
        gaps=total(gap_at, np.ones(len(length_s)), n),
        longest_gap_s=longest_by_trial(gap_at, length_s, n),
        no_long_gap=clean,
        time_average_gap_s=ratio(total(gap_at, length_s**2, n), demanded_s),
    )


def trial_values(
    lines: Sequence[Line], gaps: pl.DataFrame, cover: pl.DataFrame, tallies: pl.DataFrame, trials: Sequence[int]
) -> dict[str, Floats]:
    """Every measure of `MEASURES` by trial, over all lines but those of relays; `gaps` follows the end rule already."""
    counted = [line for line in lines if line.kind != "relay"]
    own = pl.col("line").is_in([line.name for line in counted])
    of_lines = gap_trials(counted, gaps.filter(own), cover.filter(own), trials).by_name()
    at, n = _places(tallies["trial"], trials), len(trials)
    of_fleets = {name: total(at, tallies[column].to_numpy(), n) for name, column in OF_FLEETS.items()}
    found = of_lines | of_fleets
    return {name: found[name] for name in MEASURES}


def counted_gaps(gaps: pl.DataFrame, end_rule: str, length_s: int) -> pl.DataFrame:
    """The gaps that the end rule lets count: "optimistic" leaves out what is open at the end."""
    return gaps if end_rule == "cut" else gaps.filter(pl.col("end_s") < length_s)


def longest_by_trial(at: NDArray[np.int64], length_s: Floats, n: int) -> Floats:
    """The longest gap of each trial, zero without one."""
    longest = np.zeros(n)
    np.maximum.at(longest, at, length_s)
    return longest


def lengths_s(gaps: pl.DataFrame) -> Floats:
    """Of every gap."""
    return np.asarray((gaps["end_s"] - gaps["start_s"]).to_numpy(), np.float64)


def total(at: NDArray[np.int64], values: NDArray[np.generic], n: int) -> Floats:
    """Sums by place."""
    return np.bincount(at, values.astype(np.float64), n).astype(np.float64)


def ratio(part: Floats, whole: Floats, without: float = 0.0) -> Floats:
    """part / whole; `without` where nothing was demanded."""
    out: Floats = np.full(len(part), without)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def _places(of: pl.Series, trials: Sequence[int]) -> NDArray[np.int64]:
    """The place of each row's trial among the trials, which rise."""
    return np.searchsorted(np.asarray(trials, np.int64), of.to_numpy()).astype(np.int64)
