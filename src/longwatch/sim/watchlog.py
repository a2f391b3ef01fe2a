"""What a run of trials leaves behind: plain tables. Times are whole seconds from the start of the period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from longwatch.sim.state import CAUSES, OUTCOMES, Records
from longwatch.sim.timeline import Compiled


@dataclass(frozen=True)
class WatchLog:
    """The record of all trials of one run.

    gaps : trial, line, start_s, end_s, cause, missing (watchers, at the most), missing_s (watcher-seconds).
        Only demanded time after the warm-up; a gap that is open at the end of the period ends there
    sorties : trial, sortie, stint (row of the roster, or -1), tail, fleet, line, takeoff_s, arrive_s, leave_s, land_s,
        outcome (done, abort, loss, airborne; sensor, crew: broken off for want of one; divert: landed elsewhere, its
        land_s being the time over its base). arrive_s and leave_s are null when the line was never reached; of a
        sortie that is airborne at the end the times still ahead are those foreseen. due_arrive_s, due_leave_s: as foreseen
        at take-off; home_s: when it turned for home (or was lost on the way out or on station), null if it did not, and
        due_land_s its landing as foreseen then. Kept of the first trials only. Where sorties hold several lines or end at
        other bases, each line has its row: of outcome "onward" where it went on to the next, its land_s being when it did;
        the next row takes off then, and from_line says from where (null: from its base). to_fleet: with whom it lands
    tallies : trial, fleet, launches, flown_s, on_station_s, losses, aborts, preflight_failures, cancelled, max_airborne;
        times inside the period
    cover : trial, line, demanded_s, covered_s (the whole demand met), watcher_s (watchers counted, up to the demand)
    looks : as `look_at_ships` gives them, of the first trials; or None. Every ship has a row in the first 50, later those judged
    revisit : as `look_at_cells` gives them, of the first trials; None without revisit watches
    years : of a long period, else None: trial, year, line, demanded_s, covered_s, watcher_s, gaps, gap_max_s, gap_squares_s2
        (of all gaps that begin in the year), and trial, year, fleet, launches, flown_s, on_station_s, losses, vehicles (there
        at its end). Then `gaps` holds, after the first trials, the longest of each line only
    causes : of a long period, else None: trial, line, cause, missing_s, of all gaps
    """

    seed: int
    trials: int
    gaps: pl.DataFrame
    sorties: pl.DataFrame
    tallies: pl.DataFrame
    cover: pl.DataFrame
    looks: pl.DataFrame | None = None
    revisit: pl.DataFrame | None = None
    years: pl.DataFrame | None = None
    causes: pl.DataFrame | None = None


FRAMES = tuple(field.name for field in fields(WatchLog) if field.name not in ("seed", "trials"))


def gaps_frame(rows: Records, compiled: Compiled) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "trial": rows["trial"],
            "line": _named(rows["line"], compiled.lines),
            "start_s": rows["start_s"],
            "end_s": rows["end_s"],
            "cause": _named(rows["cause"], CAUSES),
            "missing": rows["missing"],
            "missing_s": rows["missing_s"],
        }
    )


def sorties_frame(rows: Records, compiled: Compiled) -> pl.DataFrame:
    trial = np.ascontiguousarray(rows["trial"])
    first = np.searchsorted(trial, trial)  # where the rows of the same trial begin
    frame = pl.DataFrame(
        {
            "trial": trial,
            "sortie": np.arange(len(rows)) - first,
            "stint": rows["stint"],
            "tail": _named(rows["vehicle"], compiled.tails),
            "fleet": _named(rows["fleet"], compiled.fleets),
            "line": _named(rows["line"], compiled.lines),
            **{name: rows[name] for name in ("takeoff_s", "arrive_s", "leave_s", "land_s")},
            "outcome": _named(rows["outcome"], OUTCOMES),
            **{name: rows[name] for name in ("due_arrive_s", "due_leave_s", "home_s", "due_land_s")},
        }
    )
    if compiled.fixed.rules["chained"][0] or compiled.fixed.rules["ferries"][0]:
        frame = frame.with_columns(
            _named_or_null(rows["from_line"], compiled.lines).alias("from_line"),
            _named(rows["lands_with"], compiled.fleets).alias("to_fleet"),
        )
    reached = pl.Series(rows["leave_s"] != -1)
    return frame.with_columns(
        pl.when(reached).then(pl.col("arrive_s")).alias("arrive_s"),
        pl.when(reached).then(pl.col("leave_s")).alias("leave_s"),
        pl.when(pl.Series(rows["home_s"] != -1)).then(pl.col("home_s")).alias("home_s"),
    )


def tallies_frame(rows: Records, compiled: Compiled) -> pl.DataFrame:
    names = ("launches", "flown_s", "on_station_s", "losses", "aborts", "preflight_failures", "cancelled",
             "maintenances", "diverts", "forced_landings", "sensor_failures", "hand_overs", "duty_overruns",
             "duty_overrun_s")  # fmt: skip
    return pl.DataFrame(
        {"trial": rows["trial"], "fleet": _named(rows["fleet"], compiled.fleets)}
        | {name: rows[name] for name in (*names, "max_airborne")}
    )


def cover_frame(rows: Records, compiled: Compiled) -> pl.DataFrame:
    return pl.DataFrame(
        {"trial": rows["trial"], "line": _named(rows["line"], compiled.lines)}
        | {name: rows[name] for name in ("demanded_s", "covered_s", "watcher_s")}
    )


def _named_or_null(numbers: np.ndarray, names: Sequence[str]) -> pl.Series:
    """The same, null for what is below 0."""
    there = pl.Series(numbers >= 0)
    return pl.select(pl.when(there).then(_named(np.maximum(numbers, 0), names))).to_series()


def _named(numbers: np.ndarray, names: Sequence[str]) -> pl.Series:
    """Strings for numbers; a gather, so that a million rows cost no Python loop."""
    return pl.Series(list(names), dtype=pl.String).gather(pl.Series(np.ascontiguousarray(numbers)))
