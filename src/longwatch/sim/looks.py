"""Which ships are looked at, from when to when: exact, without a time step.

A look is an encounter in which a ship is within the range at which the payload meets the class and task of the watch, or
whose computed probability reaches what the watch asks where a sensor detects by a hazard. A detection is what is drawn of it.
Looks are taken from the flown knots, transits included. AIS counts too for ships that transmit; dark ships are marked,
so that they can be reported apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from longwatch.detection.targets import class_order
from longwatch.geo.geodesic import Floats
from longwatch.geo.polygon import Polygon
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.detections import Detectors, detect, together
from longwatch.sim.flights import Flyer, sortie_knots
from longwatch.sim.looks_areas import Pieces, pieces_inside
from longwatch.sim.looks_areas_kernels import cut_to_pieces
from longwatch.sim.looks_kernels import Knots, watched_totals
from longwatch.sim.passes import Intervals
from longwatch.sim.reactions import first_looks, pieces_of, react
from longwatch.sim.regard import Targets, Watchers, intervals_of, merged, see
from longwatch.sim.reports import Reporting, first_of, reported_s, reporting_of
from longwatch.sim.sailings import Sailings, Traffics, sailings_of_trial, traffics_of
from longwatch.sim.tracks import ship_knots
from longwatch.sim.turrets import Known, Turrets, columns_of
from longwatch.traffic.ships import Ints, Ships

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

WHERE_ANY = (
    "first_report_s",
    "area_report_wait_s",
    "first_detection_s",
    "area_detection_wait_s",
    "first_detection_report_s",
    "first_contact_s",
    "first_recognised_s",
    "first_identified_s",
    "first_identified_report_s",
)


def look_at_ships(
    scenario: Scenario, roster: Roster, ships: Ships, sorties: pl.DataFrame, trials: Sequence[int], seed: int
) -> pl.DataFrame:
    """Looks at the ships of some trials: one row per sailing with recorded time in the period.

    Parameters
    ----------
    sorties : of one or more trials, as `WatchLog.sorties`
    trials : which trials; a trial without sorties has ships that nobody sees

    Returns
    -------
    trial, ship (number of the sailing in its trial), class, dark
    span_s : recorded time in the period
    watched_s, looks : of that, the union over vehicles, and its number of uninterrupted stretches
    first_look_s : from the start of the period, or null
    longest_unwatched_s : longest stretch of recorded time without a look; a silence ends it
    in_area_s, area_watched_s, area_looks, area_longest_unwatched_s : the same inside the areas of the watches
    area_wait_s : from first entering an area to the first look there, or null
    first_report_s, area_report_wait_s : to the first of these looks to be reported, or null; see `sim.reports`
    first_detection_s, detections : the first drawn detection, or null, and the number of encounters with one
    area_detection_wait_s : from first entering an area to the first detection that holds there, or null
    first_detection_report_s : when the first of the detections has been reported, or null
    first_contact_s, first_recognised_s, first_identified_s, first_identified_report_s, turret_s : see `sim.turrets`
    mmsi, class_known (else drawn from the mix, ASSUMED), kind ("recorded", "recorded aircraft" or "synthetic")
    """
    sea, flyer, frames = sea_of(scenario, roster, ships), Flyer(scenario, roster), []
    for trial in trials:
        flown = sorties.filter(pl.col("trial") == trial)
        frames.append(looks_of_trial(sea, flown, sortie_knots(flyer, flown), trial, seed))
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)


class Sea(NamedTuple):
    """The ships of a scenario as targets, where they are in the areas of its watches, and who looks how: for all trials."""

    roster: Roster
    known: Traffics
    targets: Knots
    polygons: tuple[Polygon, ...]
    pieces: Pieces
    watchers: Watchers
    detectors: Detectors
    turrets: Turrets


def sea_of(scenario: Scenario, roster: Roster, ships: Ships) -> Sea:
    targets = ship_knots(ships)
    polygons = tuple(dict.fromkeys(one for watch in scenario.watches for one in scenario.areas[watch.area]))
    return Sea(
        roster, traffics_of(scenario, ships), targets, polygons, pieces_inside(targets, polygons),
        Watchers(scenario, roster), Detectors(scenario, roster), Turrets(scenario, roster),
    )  # fmt: skip


def looks_of_trial(sea: Sea, flown: pl.DataFrame, vehicles: Knots, trial: int, seed: int) -> pl.DataFrame:
    """The rows of one trial; vehicles : its sorties `flown`, in their order, as they were flown."""
    sailings, tracks, inside = sailings_of_trial(sea.known, trial, seed), sea.targets, sea.pieces
    found, detected, told = look(sea, flown, vehicles, tracks, sailings, trial, seed)
    if any(source.reaction is not None for source in sea.known.sources):
        first_s = first_looks(len(sailings.ship), sailings.sailing[found.target], found.enter_s)
        reacted = react(sea.known, sailings, first_s, sea.targets, trial, seed)
        sailings, tracks, inside = reacted.sailings, reacted.tracks, pieces_of(reacted, sea.pieces, sea.polygons)
        found, detected, told = look(sea, flown, vehicles, tracks, sailings, trial, seed)
    reports = reporting_of(sea.roster, flown)
    identity = columns_of(told, len(sailings.ship), sailings.sailing, reports)
    return _frame(sea.known, sailings, found, detected, inside, reports, trial, identity)


def look(
    sea: Sea, flown: pl.DataFrame, vehicles: Knots, tracks: Knots, sailings: Sailings, trial: int, seed: int
) -> tuple[Intervals, Intervals, Known]:
    """(looks, detections, what turrets told) of a trial's sailings. One that falls silent on the way is told as one target.

    Where a watch asks for more than to detect, a turret's look begins when it has served the ship. What one sortie sees of a
    sailing depends on no other sortie, so that any of them can be asked for alone.
    """
    fields = sea.watchers.fields(flown)
    targets, told_as = targets_of(tracks, sailings)
    seen = see(vehicles, fields, targets)
    found = intervals_of(vehicles, merged(seen))
    found = found._replace(target=told_as[found.target])
    by_hazard, detected = detect(
        sea.detectors,
        flown,
        vehicles,
        fields,
        targets,
        told_as,
        sailings.sailing,
        seed=seed,
        trial=trial,
        rows=None if sea.detectors.has_hazard else seen.all_round,
    )
    told = sea.turrets.know(flown, vehicles, targets, told_as, detected, fields, seen)
    if sea.detectors.has_hazard or len(told.looks.enter_s):
        found = together([found, by_hazard, told.looks])
    if len(told.looks.enter_s):
        detected = together([detected, told.looks])
    return found, detected, told


def targets_of(tracks: Knots, sailings: Sailings) -> tuple[Targets, Ints]:
    """(targets to look at, which of the sailings' targets each is): two for one that falls silent on the way."""
    dark_s = sailings.dark_s[sailings.sailing]
    silent = np.flatnonzero((dark_s > sailings.from_s) & (dark_s < sailings.to_s))
    target = np.sort(np.append(np.arange(len(sailings.mover)), silent))  # those twice, one after the other
    second = np.append(False, target[1:] == target[:-1])[: len(target)]
    first = np.append(second[1:], False)[: len(target)]
    from_s = np.where(second, dark_s[target], sailings.from_s[target])
    to_s = np.where(first, dark_s[target], sailings.to_s[target])
    kind = sailings.class_[sailings.sailing[target]] * 2 + (dark_s[target] <= from_s)
    return Targets(tracks, kind, sailings.mover[target], sailings.shift_s[target], from_s, to_s), target


class _Totals(NamedTuple):
    """Per sailing; first_s is infinite where there was no look."""

    span_s: Floats
    watched_s: Floats
    first_s: Floats
    looks: Ints
    longest_s: Floats


def _totals(n: int, sailing: Ints, from_s: Floats, to_s: Floats, found: tuple[Ints, Floats, Floats]) -> _Totals:
    out = _Totals(np.zeros(n), np.zeros(n), np.full(n, np.inf), np.zeros(n, np.int64), np.zeros(n))
    watched_totals(sailing, from_s, to_s, *found, out.span_s, out.watched_s, out.first_s, out.looks, out.longest_s)
    return out


def _frame(
    known: Traffics, sailings: Sailings, found: Intervals, detected: Intervals, pieces: Pieces, reports: Reporting,
    trial: int, identity: dict[str, Floats],
) -> pl.DataFrame:  # fmt: skip
    n = len(sailings.ship)
    whole = _totals(n, sailings.sailing, sailings.from_s, sailings.to_s, (found.target, found.enter_s, found.leave_s))
    area, wait_s, report_wait_s, _ = _in_areas(sailings, found, pieces, reports)
    first_report_s = first_of(n, sailings.sailing[found.target], reported_s(reports, found.vehicle, found.enter_s))
    of = sailings.sailing[detected.target]
    _, _, _, detection_wait_s = _in_areas(sailings, detected, pieces, reports)
    told_s = first_of(n, of, reported_s(reports, detected.vehicle, detected.enter_s))
    names = pl.Series(list(class_order()), dtype=pl.String)
    frame = pl.DataFrame(
        {
            "trial": np.full(n, trial, np.int64),
            "ship": np.arange(n),
            "class": names.gather(pl.Series(sailings.class_)),
            "dark": sailings.dark == 1,
            "span_s": whole.span_s,
            "watched_s": whole.watched_s,
            "first_look_s": whole.first_s,
            "looks": whole.looks,
            "longest_unwatched_s": whole.longest_s,
            "in_area_s": area.span_s,
            "area_watched_s": area.watched_s,
            "area_wait_s": wait_s,
            "area_looks": area.looks,
            "area_longest_unwatched_s": area.longest_s,
            "mmsi": known.ships.mmsi[sailings.ship],
            "class_known": known.class_[sailings.ship] >= 0,
            "kind": [known.kinds[source] for source in sailings.source.tolist()],
            "first_report_s": first_report_s,
            "area_report_wait_s": report_wait_s,
            "first_detection_s": first_of(n, of, detected.enter_s),
            "detections": np.bincount(of, minlength=n),
            "area_detection_wait_s": detection_wait_s,
            "first_detection_report_s": told_s,
            **identity,
        },
        schema_overrides=SCHEMA,
    )
    return frame.with_columns(
        pl.when(pl.col("looks") > 0).then("first_look_s"),
        pl.when(pl.col("area_looks") > 0).then("area_wait_s"),
        *(pl.when(pl.col(name).is_finite()).then(name) for name in WHERE_ANY),
    ).filter(pl.col("span_s") > 0.0)


def _in_areas(
    sailings: Sailings, found: Intervals, pieces: Pieces, reports: Reporting
) -> tuple[_Totals, Floats, Floats, Floats]:
    """The totals inside the areas, and the waits from first entering one to the first look there and to its report.

    The last is the first wait again, infinite where there is none.
    """
    first = np.searchsorted(pieces.track, sailings.mover)
    n_pieces = np.searchsorted(pieces.track, sailings.mover, side="right") - first
    target = np.repeat(np.arange(len(sailings.mover)), n_pieces)
    which = np.arange(len(target)) - np.repeat(np.cumsum(n_pieces) - n_pieces - first, n_pieces)
    shift_s = sailings.shift_s[target]
    begin_s = np.maximum(pieces.begin_s[which] + shift_s, sailings.from_s[target])
    end_s = np.minimum(pieces.end_s[which] + shift_s, sailings.to_s[target])
    real = end_s > begin_s
    target, begin_s, end_s = target[real], begin_s[real], end_s[real]
    room = len(found.enter_s) + len(target) + 16
    while True:
        piece, look, cut_s = np.empty(room, np.int64), np.empty(room, np.int64), np.empty((2, room))
        needed = cut_to_pieces(found.target, found.enter_s, found.leave_s, target, begin_s, end_s, piece, look, *cut_s)
        if needed <= room:
            break
        room = needed
    n, sailing = len(sailings.ship), sailings.sailing[target]
    piece, look, (enter_s, leave_s) = piece[:needed], look[:needed], cut_s[:, :needed]
    totals = _totals(n, sailing, begin_s, end_s, (piece, enter_s, leave_s))
    entered_s = np.full(n, np.inf)
    np.minimum.at(entered_s, sailing, begin_s)
    seen = np.isfinite(totals.first_s)
    wait_s = np.zeros(n)
    wait_s[seen] = totals.first_s[seen] - entered_s[seen]
    told_s = first_of(n, sailing[piece], reported_s(reports, found.vehicle[look], enter_s))
    told = np.isfinite(told_s)
    told_s[told] -= entered_s[told]
    return totals, wait_s, told_s, np.where(seen, wait_s, np.inf)
