"""The table of looks: one row per ship of a trial, from its looks, detections, areas and what turrets told.

Most ships of a trial never come near a watched area, and nobody is asked to see them. Their rows are kept of the first
trials only; of the others those that are judged, so that a thousand trials are a table of some ten megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from longwatch.detection.targets import class_order
from longwatch.geo.geodesic import Floats
from longwatch.sim.looks_areas import Pieces
from longwatch.sim.looks_areas_kernels import cut_to_pieces
from longwatch.sim.looks_kernels import watched_totals
from longwatch.sim.passes import Intervals
from longwatch.sim.reports import Reporting, first_of, reported_s
from longwatch.sim.sailings import Sailings, Traffics
from longwatch.traffic.ships import Ints

WHOLE_TRIALS: Final = 50  # of trials below this number every ship has its row

SCHEMA = {
    "trial": pl.Int64, "ship": pl.Int64, "class": pl.String, "dark": pl.Boolean, "span_s": pl.Float64,
    "watched_s": pl.Float64, "first_look_s": pl.Float64, "looks": pl.Int64, "longest_unwatched_s": pl.Float64,
    "in_area_s": pl.Float64, "area_watched_s": pl.Float64, "area_wait_s": pl.Float64, "area_looks": pl.Int64,
    "area_longest_unwatched_s": pl.Float64, "mmsi": pl.Int64, "class_known": pl.Boolean,
    "kind": pl.String,
    "first_report_s": pl.Float64, "area_report_wait_s": pl.Float64,
    "first_detection_s": pl.Float64, "detections": pl.Int64, "area_detection_wait_s": pl.Float64,
    "first_detection_report_s": pl.Float64,
    "first_contact_s": pl.Float64, "first_recognised_s": pl.Float64, "first_identified_s": pl.Float64,
    "first_identified_report_s": pl.Float64, "turret_s": pl.Float64,
}  # fmt: skip
NULL_FOR_NEVER: Final = (
    "first_look_s", "area_wait_s", "first_report_s", "area_report_wait_s", "first_detection_s", "area_detection_wait_s",
    "first_detection_report_s", "first_contact_s", "first_recognised_s", "first_identified_s", "first_identified_report_s",
)  # fmt: skip
Columns = dict[
    str, np.ndarray
]  # of the rows of one trial, as in SCHEMA, but class and kind by number, never as infinite


class Totals(NamedTuple):
    """Per sailing; first_s is infinite where there was no look."""

    span_s: Floats
    watched_s: Floats
    first_s: Floats
    looks: Ints
    longest_s: Floats


class Stays(NamedTuple):
    """Stretches of targets inside areas, rising in target and time."""

    target: Ints
    begin_s: Floats
    end_s: Floats


def stays_of(sailings: Sailings, pieces: Pieces) -> Stays:
    """When the targets of a trial are in an area, in their recorded time inside the period."""
    first = np.searchsorted(pieces.track, sailings.mover)
    n_pieces = np.searchsorted(pieces.track, sailings.mover, side="right") - first
    target = np.repeat(np.arange(len(sailings.mover)), n_pieces)
    which = np.arange(len(target)) - np.repeat(np.cumsum(n_pieces) - n_pieces - first, n_pieces)
    shift_s = sailings.shift_s[target]
    begin_s = np.maximum(pieces.begin_s[which] + shift_s, sailings.from_s[target])
    end_s = np.minimum(pieces.end_s[which] + shift_s, sailings.to_s[target])
    real = end_s > begin_s
    return Stays(target[real], begin_s[real], end_s[real])


def is_judged(in_area_s: Floats, turret_s: Floats) -> np.ndarray:
    """(n,) bool: which of a trial's rows are kept in any trial: who enters an area or takes a turret's time.

    Where there is none the first, so that a trial with ships can be told from one that nobody looked at.
    """
    judged: np.ndarray = (in_area_s > 0.0) | (turret_s > 0.0)
    if not judged.any():
        judged[:1] = True
    return judged


def judged_rows(whole: pl.DataFrame) -> pl.DataFrame:
    """Of the whole table of one trial the rows that are kept in any trial."""
    return whole.filter(pl.Series(is_judged(whole["in_area_s"].to_numpy(), whole["turret_s"].to_numpy())))


def columns_of_trial(
    known: Traffics, sailings: Sailings, found: Intervals, detected: Intervals, stays: Stays, reports: Reporting,
    trial: int, identity: dict[str, Floats], *, whole: bool,
) -> Columns:  # fmt: skip
    """The rows of a trial; whole : of every ship with recorded time in the period, else of those judged.

    found, detected : looks and detections at the targets of `sailings`; identity : from `turrets.columns_of`
    """
    n = len(sailings.ship)
    all_s = totals(n, sailings.sailing, sailings.from_s, sailings.to_s, (found.target, found.enter_s, found.leave_s))
    area, wait_s, report_wait_s = _in_areas(sailings, found, stays, reports)
    rows = np.flatnonzero(all_s.span_s > 0.0)
    if not whole:
        rows = rows[is_judged(area.span_s[rows], identity["turret_s"][rows])]
    of = sailings.sailing[detected.target]
    ship = sailings.ship[rows]
    columns: Columns = {
        "trial": np.full(len(rows), trial, np.int64),
        "ship": rows,
        "class": sailings.class_[rows],
        "dark": sailings.dark[rows] == 1,
        "mmsi": known.ships.mmsi[ship],
        "class_known": known.class_[ship] >= 0,
        "kind": sailings.source[rows],
    }
    of_sailings = {
        "span_s": all_s.span_s,
        "watched_s": all_s.watched_s,
        "first_look_s": all_s.first_s,
        "looks": all_s.looks,
        "longest_unwatched_s": all_s.longest_s,
        "in_area_s": area.span_s,
        "area_watched_s": area.watched_s,
        "area_wait_s": wait_s,
        "area_looks": area.looks,
        "area_longest_unwatched_s": area.longest_s,
        "first_report_s": first_of(
            n, sailings.sailing[found.target], reported_s(reports, found.vehicle, found.enter_s)
        ),
        "area_report_wait_s": report_wait_s,
        "first_detection_s": first_of(n, of, detected.enter_s),
        "detections": np.bincount(of, minlength=n),
        "area_detection_wait_s": _in_areas(sailings, detected, stays, reports)[1],
        "first_detection_report_s": first_of(n, of, reported_s(reports, detected.vehicle, detected.enter_s)),
        **identity,
    }
    return columns | {name: column[rows] for name, column in of_sailings.items()}


def frame_of(known: Traffics, trials: Sequence[Columns]) -> pl.DataFrame:
    """The table of some trials, one below the other."""
    if not trials:
        return pl.DataFrame(schema=SCHEMA)
    words: dict[str, list[str]] = {"class": list(class_order()), "kind": list(known.kinds)}
    columns = {name: np.concatenate([one[name] for one in trials]) for name in SCHEMA}
    named = {name: pl.Series(own, dtype=pl.String).gather(columns[name]) for name, own in words.items()}
    frame = pl.DataFrame(columns | named, schema_overrides=SCHEMA)
    return frame.with_columns(pl.when(pl.col(name).is_finite()).then(name) for name in NULL_FOR_NEVER)


def totals(n: int, sailing: Ints, from_s: Floats, to_s: Floats, found: tuple[Ints, Floats, Floats]) -> Totals:
    """Looks (target, enter_s, leave_s) added up per sailing, over its targets from from_s to to_s."""
    out = Totals(np.zeros(n), np.zeros(n), np.full(n, np.inf), np.zeros(n, np.int64), np.zeros(n))
    watched_totals(sailing, from_s, to_s, *found, out.span_s, out.watched_s, out.first_s, out.looks, out.longest_s)
    return out


def _in_areas(sailings: Sailings, found: Intervals, stays: Stays, reports: Reporting) -> tuple[Totals, Floats, Floats]:
    """The totals inside the areas; the waits from first entering one to the first look there and to its report, or infinite."""
    room = len(found.enter_s) + len(stays.target) + 16
    while True:
        piece, look, cut_s = np.empty(room, np.int64), np.empty(room, np.int64), np.empty((2, room))
        needed = cut_to_pieces(found.target, found.enter_s, found.leave_s, *stays, piece, look, *cut_s)
        if needed <= room:
            break
        room = needed
    n, sailing = len(sailings.ship), sailings.sailing[stays.target]
    piece, look, (enter_s, leave_s) = piece[:needed], look[:needed], cut_s[:, :needed]
    inside = totals(n, sailing, stays.begin_s, stays.end_s, (piece, enter_s, leave_s))
    entered_s = first_of(n, sailing, stays.begin_s)
    told_s = first_of(n, sailing[piece], reported_s(reports, found.vehicle[look], enter_s))
    entered_s[np.isinf(entered_s)] = 0.0
    return inside, inside.first_s - entered_s, told_s - entered_s
