"""Detections: what is drawn of encounters, and looks that hazards give without a draw.

Luck is keyed by ship, vehicle and encounter: who else flies, or is looked at first, changes nothing for a pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import NamedTuple
from zlib import crc32

import numpy as np
import polars as pl

from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Conditions, Given
from longwatch.detection.laws import Law
from longwatch.detection.pass_table import pass_table
from longwatch.detection.regard import Regard, regard_of
from longwatch.detection.targets import class_order
from longwatch.detection.turrets import that_cover
from longwatch.geo.geodesic import Floats
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.encounters import Encounters, Laws
from longwatch.sim.hazard import encounters, laws_of_tables
from longwatch.sim.looks_kernels import Knots, Passes
from longwatch.sim.passes import Intervals
from longwatch.sim.regard import Fields, Layer, Targets, passes_in_fields
from longwatch.sim.skies import Spans, every_span, skies_of, span_of
from longwatch.traffic.ships import Ints
from longwatch.weather.bins import Skies, told_apart


class Part(NamedTuple):
    """Sensors of one field of regard of each vehicle, with how far any of them reaches by kind of target."""

    layer: Layer  # its range_m is that reach
    is_whole: bool
    laws: Laws


class Fit(NamedTuple):
    """What one fleet carries on one line: fields of regard, and by state of the sky, field, kind and sensor its law, or -1."""

    fields: tuple[Regard, ...]
    of: Ints  # (n_states, n_fields, n_kinds, n_sensors)
    asked: float


class Detectors:
    """How the vehicles of a roster detect, by fleet and line: laws and their tables are made once for all sorties."""

    def __init__(self, scenario: Scenario, roster: Roster, skies: Skies | None = None) -> None:
        skies = skies_of(scenario, roster) if skies is None else skies
        self._fits: dict[tuple[str, str], Fit] = {}
        self._laws: dict[Law, int] = {}
        self._n_sensors = 1
        for one in roster.pairings:
            sees = scenario.watch(roster.line(one.line).watch).sees
            payload = that_cover(scenario.payload_of(scenario.fleet(one.fleet)), sees.task)
            self._n_sensors = max(self._n_sensors, len(payload.sensors))
            fields = tuple(dict.fromkeys(regard_of(sensor) for sensor in payload.sensors))
            met = skies.given(one.fleet, one.line)
            of = np.full((len(met), len(fields), 2 * len(class_order()), len(payload.sensors)), -1, np.int64)
            for k, sensor in enumerate(payload.sensors):
                field = fields.index(regard_of(sensor))
                states = _states_apart(sensor, met)
                for kind, (given, told) in product(range(of.shape[2]), states):
                    law = skies.law(
                        sensor, class_order()[kind // 2], sees.task, float(sees.p), one.height_m, given,
                        transmits=kind % 2 == 0,
                    )  # fmt: skip
                    if law is not None:
                        of[told, field, kind, k] = self._laws.setdefault(law, len(self._laws))
            self._fits[one.fleet, one.line] = Fit(fields, of, float(sees.p))
        self._reach_m = np.array([law.hazard.reach_m for law in self._laws] + [0.0])
        self._is_hazard = np.array([not law.is_definite for law in self._laws] + [False])
        laws = list(self._laws)
        self._known = laws_of_tables(
            np.zeros((0, 0, 0), np.int64),
            [law.look_p for law in laws],
            [law.decorrelation_s for law in laws],
            [pass_table(law.hazard) for law in laws],
        )

    @property
    def n_laws(self) -> int:
        """How many ways to detect there are among all sensors, classes and states of the sky."""
        return len(self._laws)

    @property
    def has_hazard(self) -> bool:
        """Whether any sensor detects by a hazard, so that looks too come from what is computed of encounters."""
        return bool(self._is_hazard.any())

    def asked(self, sorties: pl.DataFrame) -> Floats:
        """(n_sorties,) the probability from which on an encounter is a look."""
        return np.array(
            [self._fits[key].asked for key in zip(sorties["fleet"], sorties["line"], strict=True)], np.float64
        )

    def reach(self, sorties: pl.DataFrame, spans: Spans | None = None) -> Layer:
        """How far those sensors of some sorties' vehicles reach that look all round."""
        return next(self.parts(sorties, spans)).layer

    def parts(self, sorties: pl.DataFrame, spans: Spans | None = None, *, hazards_only: bool = False) -> Iterator[Part]:
        """Of the vehicles of some sorties, in their order; those that look all round first. spans : where conditions change."""
        flown = [self._fits[key] for key in zip(sorties["fleet"], sorties["line"], strict=True)]
        n_kinds = 2 * len(class_order())
        whole = [next((k for k, one in enumerate(fit.fields) if one.is_whole), -1) for fit in flown]
        partial = [[k for k, one in enumerate(fit.fields) if not one.is_whole] for fit in flown]
        when = every_span(len(flown)) if spans is None else spans
        rows = list(zip(when.vehicle.tolist(), when.state.tolist(), strict=True))
        for depth in count(-1):
            own = whole if depth < 0 else [mine[depth] if depth < len(mine) else -1 for mine in partial]
            if depth >= 0 and max(own, default=-1) < 0:
                return
            of = np.full((len(rows), n_kinds, self._n_sensors), -1, np.int64)
            for row, (i, state) in enumerate(rows):
                if own[i] >= 0:
                    of[row, :, : flown[i].of.shape[3]] = flown[i].of[state, own[i]]
            if hazards_only:
                of[~self._is_hazard[of]] = -1
            regards = [fit.fields[at] if at >= 0 else Regard() for fit, at in zip(flown, own, strict=True)]
            number = {one: k for k, one in enumerate(dict.fromkeys(regards))}
            field = np.array([number[one] for one in regards], np.int64)
            by_span_m = self._reach_m[of].max(axis=2) if len(flown) else np.zeros((0, n_kinds))
            layer = Layer(tuple(number), field, by_span_m)
            if spans is not None:
                layer = Layer(tuple(number), field, spans.largest(by_span_m), by_span_m)
            yield Part(layer, depth < 0, self._known._replace(of=of))


def _states_apart(sensor: Sensor, met: Sequence[Given]) -> list[tuple[Given, list[int]]]:
    """States that a sensor tells apart: what is given in the first of them, and which they are."""
    states: dict[Conditions | None, list[int]] = {}
    for state, given in enumerate(met):
        states.setdefault(told_apart(sensor, given), []).append(state)
    return [(met[told[0]], told) for told in states.values()]


def vehicle_ids(sorties: pl.DataFrame) -> Ints:
    """Whose luck a sortie has: its tail's, by name."""
    return np.array([crc32(name.encode()) for name in sorties["tail"].to_list()], np.int64)


def ship_ids(sailing: Ints) -> Ints:
    """Whose luck a target has: its sailing's, each of its tracks apart."""
    order = np.argsort(sailing, kind="stable")
    ordered = sailing[order]
    within = np.arange(len(sailing)) - np.searchsorted(ordered, ordered)
    out = np.empty(len(sailing), np.int64)
    out[order] = ordered + (within << 24)
    return out & 0xFFFFFFFF


def detect(
    detectors: Detectors,
    sorties: pl.DataFrame,
    vehicles: Knots,
    fields: Fields,
    targets: Targets,
    told_as: Ints,
    sailing: Ints,
    *,
    seed: int,
    trial: int,
    rows: Passes | None = None,
    hazards_only: bool = False,
) -> tuple[Intervals, Intervals]:
    """(looks that hazards give, detections) of the sorties of one trial, each as intervals up to the end of the encounter.

    Parameters
    ----------
    fields : only which vehicles land hides things from, and where their conditions change
    targets, told_as : whom they look at, and as which of the trial's targets each is told
    sailing : of each of these: whose track it is
    rows : the passes in reach, where they are known already and all sensors look all round
    hazards_only : leave out what detects within a definite range, whose looks need no probability
    """
    asked = detectors.asked(sorties) * detectors.has_hazard  # looks within a definite range ask for no probability
    ids, ships = vehicle_ids(sorties), ship_ids(sailing)
    looks, found = list[Intervals](), list[Intervals]()
    for part in detectors.parts(sorties, fields.spans, hazards_only=hazards_only):
        reach_m = part.layer.range_m
        if not (reach_m > 0.0).any():
            continue
        if rows is None or not part.is_whole:
            cut = fields._replace(range_m=reach_m, layers=(), by_span_m=part.layer.by_span_m)
            if not part.is_whole:
                cut = fields._replace(range_m=np.zeros_like(reach_m), layers=(part.layer,), by_span_m=None)
            own = passes_in_fields(vehicles, cut, targets)
        else:
            own = rows
        met = encounters(
            vehicles, targets.tracks, own, part.laws, asked, seed=seed, trial=trial, kind=targets.kind,
            shift_s=targets.shift_s, told_as=told_as, vehicle_id=ids, ship_id=ships,
            span=None if fields.spans is None else span_of(fields.spans, own),
        )  # fmt: skip
        if detectors.has_hazard:
            looks.append(_from(met, met.look_s))
        found.append(_from(met, met.detect_s))
    return together(looks), together(found)


def _from(met: Encounters, at_s: Floats) -> Intervals:
    """Encounters from an instant in them on, where there is one."""
    real = np.isfinite(at_s)
    return Intervals(met.vehicle[real], met.target[real], at_s[real], met.leave_s[real])


def together(parts: Sequence[Intervals]) -> Intervals:
    """Grouped by target, in order of time."""
    if len(parts) == 1:
        return parts[0]
    nothing = Intervals(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    every = Intervals(*(np.concatenate(column) for column in zip(nothing, *parts, strict=True)))
    order = np.lexsort((every.enter_s, every.target))
    return Intervals(*(np.ascontiguousarray(column[order]) for column in every))  # type: ignore[arg-type]
