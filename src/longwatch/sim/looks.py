"""Which ships are looked at, from when to when: exact, without a time step.

A look is an encounter in which a ship is within the range at which the payload meets the class and task of the watch, or
whose computed probability reaches what the watch asks where a sensor detects by a hazard. A detection is what is drawn of it.
Looks are taken from the flown knots, transits included. AIS counts too for ships that transmit; dark ships are marked,
so that they can be reported apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from longwatch.geo.polygon import Polygon
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.detections import Detectors, detect, together
from longwatch.sim.flights import Flyer, sortie_knots
from longwatch.sim.looks_areas import Pieces, pieces_inside
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.looks_table import WHOLE_TRIALS, Columns, columns_of_trial, frame_of, stays_of
from longwatch.sim.passes import Intervals
from longwatch.sim.reactions import first_looks, may_react, pieces_of, react
from longwatch.sim.regard import Targets, Watchers, intervals_of, merged, passes_in_fields, see, see_once
from longwatch.sim.reports import reporting_of
from longwatch.sim.sailings import Sailings, Traffics, sailings_of_trial, some_of, traffics_of
from longwatch.sim.skies import skies_of, spans_of
from longwatch.sim.tracks import ship_knots
from longwatch.sim.turrets import Known, Turrets, columns_of
from longwatch.traffic.ships import Ints, Ships
from longwatch.weather.bins import Skies


def look_at_ships(
    scenario: Scenario, roster: Roster, ships: Ships, sorties: pl.DataFrame, trials: Sequence[int], seed: int,
    whole_below: int = WHOLE_TRIALS,
) -> pl.DataFrame:  # fmt: skip
    """Looks at the ships of some trials: one row per sailing with recorded time in the period.

    Parameters
    ----------
    sorties : of one or more trials, as `WatchLog.sorties`
    trials : which trials; a trial without sorties has ships that nobody sees
    whole_below : in trials from this number on only ships that enter an area or take a turret's time have a row (or, where
        there are none, the first ship); all figures of those rows are the same

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
    return Looker(scenario, roster, ships).look(sorties, trials, seed, whole_below)


class Looker:
    """Looks at the ships of any trials of a scenario; what they share is worked out once."""

    def __init__(self, scenario: Scenario, roster: Roster, ships: Ships) -> None:
        self._sea, self._flyer = sea_of(scenario, roster, ships), Flyer(scenario, roster)

    def look(
        self, sorties: pl.DataFrame, trials: Sequence[int], seed: int, whole_below: int = WHOLE_TRIALS
    ) -> pl.DataFrame:
        """As `look_at_ships`."""
        rows = []
        for trial, flown in by_trial(sorties, trials):
            vehicles = sortie_knots(self._flyer, flown)
            rows.append(looks_of_trial(self._sea, flown, vehicles, trial, seed, whole=trial < whole_below))
        return frame_of(self._sea.known, rows)


def by_trial(sorties: pl.DataFrame, trials: Sequence[int]) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of each of these trials. A log has them in order of trials; then each is a slice."""
    number = sorties["trial"].to_numpy()
    if (number[1:] < number[:-1]).any():
        order = np.argsort(number, kind="stable")
        sorties, number = sorties[order], number[order]
    first = np.searchsorted(number, list(trials))
    last = np.searchsorted(number, list(trials), side="right")
    for trial, a, b in zip(trials, first.tolist(), last.tolist(), strict=True):
        yield trial, sorties.slice(a, b - a)


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
    skies: Skies


def sea_of(scenario: Scenario, roster: Roster, ships: Ships) -> Sea:
    targets, skies = ship_knots(ships), skies_of(scenario, roster)
    polygons = tuple(dict.fromkeys(one for watch in scenario.watches for one in scenario.areas[watch.area]))
    return Sea(
        roster, traffics_of(scenario, ships), targets, polygons, pieces_inside(targets, polygons),
        Watchers(scenario, roster, skies=skies), Detectors(scenario, roster, skies), Turrets(scenario, roster, skies),
        skies,
    )  # fmt: skip


def looks_of_trial(sea: Sea, flown: pl.DataFrame, vehicles: Knots, trial: int, seed: int, *, whole: bool) -> Columns:
    """The rows of one trial, for `frame_of`; vehicles : its sorties `flown`, in their order, as they were flown.

    Only who has a row or is in a turret's reach is looked at, where not the `whole` trial is asked for; looks at one ship do
    not depend on others but for the turrets, whose queues hold all that they reach.
    """
    sailings, tracks, inside = sailings_of_trial(sea.known, trial, seed), sea.targets, sea.pieces
    if any(source.reaction is not None for source in sea.known.sources):
        reacting = some_of(
            sailings,
            may_react(sea.known, sailings, trial, seed) | in_reach(sea, flown, vehicles, tracks, sailings, trial, seed),
        )
        found = look(sea, flown, vehicles, tracks, reacting, trial, seed)[0]
        first_s = first_looks(len(sailings.ship), reacting.sailing[found.target], found.enter_s)
        reacted = react(sea.known, sailings, first_s, sea.targets, trial, seed)
        sailings, tracks, inside = reacted.sailings, reacted.tracks, pieces_of(reacted, sea.pieces, sea.polygons)
    stays = stays_of(sailings, inside)
    if not whole:
        wanted = in_reach(sea, flown, vehicles, tracks, sailings, trial, seed)
        wanted[sailings.sailing[stays.target]] = True
        wanted[sailings.sailing.min(initial=len(wanted) - 1)] = True  # perhaps the only row
        sailings = some_of(sailings, wanted)
        stays = stays_of(sailings, inside)
    found, detected, told = look(sea, flown, vehicles, tracks, sailings, trial, seed)
    reports = reporting_of(sea.roster, flown)
    identity = columns_of(told, len(sailings.ship), sailings.sailing, reports)
    return columns_of_trial(sea.known, sailings, found, detected, stays, reports, trial, identity, whole=whole)


def in_reach(
    sea: Sea, flown: pl.DataFrame, vehicles: Knots, tracks: Knots, sailings: Sailings, trial: int, seed: int
) -> np.ndarray:
    """(n_sailings,) bool: whom a turret could ever serve, land and cloud apart."""
    spans = spans_of(sea.skies, flown, vehicles, trial, seed)
    reached, fields = np.zeros(len(sailings.ship), bool), sea.turrets.reach(flown, spans)
    if fields.sees_anything:
        targets, told_as = targets_of(tracks, sailings)
        seen = passes_in_fields(vehicles, fields._replace(coast=None), targets)
        reached[sailings.sailing[told_as[seen.target]]] = True
    return reached


def look(
    sea: Sea, flown: pl.DataFrame, vehicles: Knots, tracks: Knots, sailings: Sailings, trial: int, seed: int
) -> tuple[Intervals, Intervals, Known]:
    """(looks, detections, what turrets told) of a trial's sailings. One that falls silent on the way is told as one target.

    Where a watch asks for more than to detect, a turret's look begins when it has served the ship. What one sortie sees of a
    sailing depends on no other sortie, so that any of them can be asked for alone.
    """
    fields = sea.watchers.fields(flown, spans_of(sea.skies, flown, vehicles, trial, seed))
    targets, told_as = targets_of(tracks, sailings)
    if sea.detectors.has_hazard:
        seen, rows = see_once(vehicles, fields, targets, sea.detectors.reach(flown, fields.spans))
    else:
        seen = see(vehicles, fields, targets)
        rows = seen.all_round
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
        rows=rows,
    )
    told = sea.turrets.know(
        flown, vehicles, targets, told_as, detected, fields, seen, sailings.sailing, seed=seed, trial=trial
    )
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
