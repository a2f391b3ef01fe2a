"""What vehicles look at: ranges of sensors that look all round, layers of those that do not, and land that hides.

A payload whose farthest sensor looks all round needs nothing but its range. Where another field reaches farther, its passes
are cut to it and joined to what is seen all round. A vehicle whose sensors stand lower than `LOW_M` does not see over land:
its passes are cut where the line of sight crosses the packaged coast. How high the land is does not matter (ASSUMED high
enough), and what flies is seen over it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from longwatch.catalog.models import Payload, Sensor, Task
from longwatch.detection.conditions import Given
from longwatch.detection.ranges import ais_reach
from longwatch.detection.regard import LOW_M, WHOLE, Regard, bounds_of, part_of, regards_of
from longwatch.detection.targets import class_order, target_class
from longwatch.detection.turrets import that_cover
from longwatch.geo.geodesic import Floats
from longwatch.scenario.plan import Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import Intervals, Passes, passes, sight
from longwatch.sim.regard_coast import coast_of
from longwatch.sim.regard_kernels import cut_to_fields, cut_to_range, join_rows
from longwatch.sim.regard_land_kernels import Coast, cut_by_land
from longwatch.sim.skies import Spans, every_span, skies_of
from longwatch.traffic.ships import Ints
from longwatch.weather.bins import Skies, told_apart

STILL_MPS: Final = 1e-3
Rows = dict[Regard, list[float]]  # field -> range by kind of target


class Layer(NamedTuple):
    """Sensors that do not look all round: the field of each vehicle, and how far it reaches there by kind of target."""

    fields: tuple[Regard, ...]
    field: Ints  # (n_vehicles,) the number of its field
    range_m: Floats  # (n_vehicles, n_kinds), the farthest of its spans
    by_span_m: Floats | None = None  # (n_spans, n_kinds), where the conditions change


class Fields(NamedTuple):
    """What the vehicles of some sorties look at. Kinds are twice the class, plus one for a ship that sends no AIS."""

    range_m: Floats  # (n_vehicles, n_kinds), all round, the farthest of its spans
    layers: tuple[Layer, ...]
    low: np.ndarray  # (n_vehicles,) bool: land hides what lies behind it
    coast: Coast | None
    spans: Spans | None = None  # where the conditions change: when
    by_span_m: Floats | None = None  # (n_spans, n_kinds) and how far it sees then

    @property
    def sees_anything(self) -> bool:
        return bool((self.range_m > 0.0).any()) or len(self.layers) > 0


class Targets(NamedTuple):
    """Whom they look at, as `passes.sight` takes them: tracks, and per target kind, mover, shift_s, from_s, to_s."""

    tracks: Knots
    kind: Ints
    mover: Ints
    shift_s: Floats
    from_s: Floats
    to_s: Floats


class Watchers:
    """What the vehicles of a roster look at, by fleet and line: worked out once for all sorties.

    task : from the task of the watch to the one that is asked; None for nothing
    payload : from a payload and the task of the watch to the payload with those sensors that count
    met : from conditions to those in which ranges are taken
    """

    def __init__(
        self,
        scenario: Scenario,
        roster: Roster,
        *,
        task: Callable[[Task], Task | None] = lambda task: task,
        payload: Callable[[Payload, Task], Payload] = that_cover,
        met: Callable[[Given], Given] = lambda given: given,
        skies: Skies | None = None,
    ) -> None:
        self._scenario, self._task, self._payload, self._met = scenario, task, payload, met
        skies = skies_of(scenario, roster) if skies is None else skies
        self._known = {(one.fleet, one.line): self._of(roster, one, skies) for one in roster.pairings}

    def fields(self, sorties: pl.DataFrame, spans: Spans | None = None) -> Fields:
        """Of the vehicles of some sorties (as `WatchLog.sorties`), in their order; spans : where their conditions change."""
        flown = [self._known[key] for key in zip(sorties["fleet"], sorties["line"], strict=True)]
        nothing = [0.0] * (2 * len(class_order()))
        low = np.array([is_low for _, is_low in flown], bool)
        coast = coast_of(self._scenario.land) if low.any() and self._scenario.land else None
        if spans is None:
            met = [states[0] for states, _ in flown]
        else:
            met = [flown[i][0][state] for i, state in zip(spans.vehicle.tolist(), spans.state.tolist(), strict=True)]
        whole = np.array([rows.get(WHOLE, nothing) for rows in met], np.float64).reshape(-1, len(nothing))
        layers = tuple(_layers(met, len(nothing)))
        if spans is None:
            return Fields(whole, layers, low, coast)
        layers = tuple(
            Layer(one.fields, one.field[spans.first[:-1]], spans.largest(one.range_m), one.range_m) for one in layers
        )
        return Fields(spans.largest(whole), layers, low, coast, spans, whole)

    def _of(self, roster: Roster, pairing: Pairing, skies: Skies) -> tuple[list[Rows], bool]:
        """What a pairing sees in each state of its sky, and whether it flies low."""
        sees = self._scenario.watch(roster.line(pairing.line).watch).sees
        asked = self._task(sees.task)
        fit = self._payload(self._scenario.payload_of(self._scenario.fleet(pairing.fleet)), sees.task)
        met = [self._met(given) for given in skies.given(pairing.fleet, pairing.line)]
        if asked is None:
            return [{} for _ in met], pairing.height_m < LOW_M
        parts = _parts(fit, asked, pairing.height_m, met[0])
        told = [tuple(told_apart(sensor, given) for sensor in fit.sensors) for given in met]
        found = {
            one: _rows(parts, asked, float(sees.p), pairing.height_m, given, skies)
            for one, given in dict(zip(told, met, strict=True)).items()
        }
        return _same_fields([found[one] for one in told]), pairing.height_m < LOW_M


def all_round(range_m: Floats) -> Fields:
    """Vehicles that look all round and over all land, by their ranges (n_vehicles, n_kinds)."""
    return Fields(range_m, (), np.zeros(len(range_m), bool), None)


def _same_fields(found: list[Rows]) -> list[Rows]:
    """The same fields in the same order in every state: what sees nothing in one may see in another."""
    every = dict.fromkeys(regard for rows in found for regard in rows)
    n_kinds = 2 * len(class_order())
    return [{regard: rows.get(regard, [0.0] * n_kinds) for regard in every} for rows in found]


class _Part(NamedTuple):
    """The sensors of a field of regard but for receivers, and how far these hear each class."""

    regard: Regard
    sensors: tuple[Sensor, ...]
    heard_m: tuple[float, ...]


def _parts(payload: Payload, task: Task, height_m: float, given: Given) -> list[_Part]:
    """Of all fields, that all round first. Receivers hear the same in every sky."""
    found = []
    for regard in (WHOLE, *(one for one in regards_of(payload) if not one.is_whole)):
        part = part_of(payload, regard)
        heard = [
            ais_reach(part, class_, height_m, given=given) if task == "detect" else None for class_ in class_order()
        ]
        sensors = tuple(one for one in part.sensors if one.kind != "ais")
        found.append(_Part(regard, sensors, tuple(float(reach or 0.0) for reach in heard)))
    return found


def _rows(parts: Sequence[_Part], task: Task, p: float, height_m: float, given: Given, skies: Skies) -> Rows:
    """The ranges of every field of a payload; a range that another field has all round is none."""
    found: Rows = {}
    for part in parts:
        row = list[float]()
        for class_, heard_m in zip(class_order(), part.heard_m, strict=True):
            dark_m = max((skies.range_m(one, class_, task, p, height_m, given) for one in part.sensors), default=0.0)
            row += [max(dark_m, heard_m), dark_m]
        if part.regard is not WHOLE:
            row = [one if one > all_round else 0.0 for one, all_round in zip(row, found[WHOLE], strict=True)]
        if part.regard is WHOLE or any(row):
            found[part.regard] = row
    return found


def _layers(flown: Sequence[Rows], n_kinds: int) -> list[Layer]:
    """As many layers as a vehicle has fields at the most; where it has fewer, it sees nothing."""
    partial = [[(one, row) for one, row in rows.items() if one is not WHOLE] for rows in flown]
    layers = []
    for depth in range(max((len(own) for own in partial), default=0)):
        own = [mine[depth] if depth < len(mine) else (WHOLE, [0.0] * n_kinds) for mine in partial]
        fields = tuple(dict.fromkeys(one for one, _ in own))
        number = {one: k for k, one in enumerate(fields)}
        field = np.array([number[one] for one, _ in own], np.int64)
        layers.append(Layer(fields, field, np.array([row for _, row in own], np.float64).reshape(-1, n_kinds)))
    return layers


class Seen(NamedTuple):
    """Passes in the fields of some vehicles, past land: of what looks all round, and of all other fields together."""

    all_round: Passes
    partial: Passes


def see(vehicles: Knots, fields: Fields, targets: Targets) -> Seen:
    """The passes of targets in the fields of vehicles, each grouped by target and in order of time."""

    def in_range(range_m: Floats) -> Passes:
        return passes(vehicles, targets.tracks, range_m, kind=targets.kind, mover=targets.mover,
                      shift_s=targets.shift_s, from_s=targets.from_s, to_s=targets.to_s)  # fmt: skip

    def in_spans(range_m: Floats, by_span_m: Floats | None) -> Passes:
        found = in_range(range_m)
        if fields.spans is None or by_span_m is None:
            return found
        return cut_to_spans(found, vehicles, targets, fields.spans, by_span_m)

    cut = [_cut(in_spans(one.range_m, one.by_span_m), one, vehicles, targets) for one in fields.layers]
    all_round, partial = in_spans(fields.range_m, fields.by_span_m), merged(cut)
    if fields.coast is None or not fields.low.any():
        return Seen(all_round, partial)
    return Seen(*(see_past_land(rows, vehicles, targets, fields.low, fields.coast) for rows in (all_round, partial)))


def see_once(vehicles: Knots, fields: Fields, targets: Targets, reach: Layer) -> tuple[Seen, Passes | None]:
    """(`see`, passes all round to another reach) by one search: that reach is searched where it is nowhere the nearer.

    The second is None where it is not: then a search of its own is needed. A hazard reaches as far as its watch ever counts on.
    """
    whole = fields._replace(range_m=reach.range_m, by_span_m=reach.by_span_m)
    if _is_wider(fields, whole):
        return see(vehicles, fields, targets), None
    wide = see(vehicles, whole, targets)
    if not _is_wider(whole, fields):
        return wide, wide.all_round
    spans, near_m = fields.spans, fields.by_span_m
    if spans is None or near_m is None:
        spans, near_m = every_span(len(fields.range_m)), fields.range_m
    return wide._replace(all_round=cut_to_spans(wide.all_round, vehicles, targets, spans, near_m)), wide.all_round


def passes_in_fields(vehicles: Knots, fields: Fields, targets: Targets) -> Passes:
    """The same in one; passes of several layers may overlap."""
    return merged(see(vehicles, fields, targets))


def sight_fields(vehicles: Knots, fields: Fields, targets: Targets) -> Intervals:
    """Every interval in which a target is in the field of a vehicle: `passes.sight` where all look all round over the sea."""
    if not fields.layers and fields.spans is None and (fields.coast is None or not fields.low.any()):
        return sight(vehicles, targets.tracks, fields.range_m, kind=targets.kind, mover=targets.mover,
                     shift_s=targets.shift_s, from_s=targets.from_s, to_s=targets.to_s)  # fmt: skip
    return intervals_of(vehicles, passes_in_fields(vehicles, fields, targets))


def intervals_of(vehicles: Knots, rows: Passes) -> Intervals:
    """Passes joined where they touch or overlap."""
    n = len(rows.enter_s)
    found = Intervals(np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n))
    n = join_rows(len(vehicles.offsets) - 1, rows, *found)
    return Intervals(found.vehicle[:n], found.target[:n], found.enter_s[:n], found.leave_s[:n])


def sight_nearer(vehicles: Knots, fields: Fields, targets: Targets, wider: Fields, seen: Seen) -> Intervals:
    """`sight_fields`, from what was seen in wider fields where those hold these: a cut of what is known instead of a search."""
    if fields.layers or _is_wider(fields, wider):
        return sight_fields(vehicles, fields, targets)
    spans, by_span_m = fields.spans, fields.by_span_m
    if spans is None or by_span_m is None:
        spans, by_span_m = every_span(len(fields.range_m)), fields.range_m
    return intervals_of(vehicles, cut_to_spans(seen.all_round, vehicles, targets, spans, by_span_m))


def _is_wider(fields: Fields, other: Fields) -> bool:
    """Whether any field all round reaches farther than another, in any span; both have the same spans."""
    if fields.by_span_m is not None and other.by_span_m is not None:
        return bool((fields.by_span_m > other.by_span_m).any())
    return bool((fields.range_m > other.range_m).any())


def cut_to_spans(rows: Passes, vehicles: Knots, targets: Targets, spans: Spans, by_span_m: Floats) -> Passes:
    """The parts of passes within the ranges of their spans (n_spans, n_kinds), cut where a span ends."""

    def cut(source: Ints, enter_s: Floats, leave_s: Floats) -> int:
        return cut_to_range(vehicles, targets.tracks, targets.shift_s, targets.kind, spans.first, spans.from_s,
                            by_span_m, rows, source, enter_s, leave_s)  # fmt: skip

    return _filled(rows, cut)


def _cut(rows: Passes, layer: Layer, vehicles: Knots, targets: Targets) -> Passes:
    """Passes cut to the fields of a layer."""
    bounds = [bounds_of(one) for one in layer.fields]
    first = np.cumsum([0, *(len(one) for one in bounds)]).astype(np.int64)
    nearest_m = np.array([one.range_min_m for one in layer.fields], np.float64)
    sides, course_mps = np.concatenate(bounds), courses_of(vehicles)

    def cut(source: Ints, enter_s: Floats, leave_s: Floats) -> int:
        return cut_to_fields(vehicles, targets.tracks, targets.shift_s, course_mps, rows, layer.field, nearest_m,
                             first, sides, source, enter_s, leave_s)  # fmt: skip

    return _filled(rows, cut)


def see_past_land(rows: Passes, vehicles: Knots, targets: Targets, low: np.ndarray, coast: Coast) -> Passes:
    """Passes without the parts in which land lies between a low vehicle and what does not fly."""
    flies = np.array([target_class(name).flies for name in class_order()])
    masked = (low[rows.vehicle] & ~flies[targets.kind[rows.target] // 2]).astype(np.int64)

    def cut(source: Ints, enter_s: Floats, leave_s: Floats) -> int:
        return cut_by_land(vehicles, targets.tracks, targets.shift_s, masked, coast, rows, source, enter_s, leave_s)

    return _filled(rows, cut)


def _filled(rows: Passes, cut: Callable[[Ints, Floats, Floats], int]) -> Passes:
    """Rows cut into parts, in their order, with as much room as that takes."""
    room = 2 * len(rows.enter_s) + 16
    while True:
        source, enter_s, leave_s = np.empty(room, np.int64), np.empty(room), np.empty(room)
        needed = cut(source, enter_s, leave_s)
        if needed <= room:
            break
        room = needed
    of = source[:needed]
    return Passes(
        rows.vehicle[of], rows.target[of], enter_s[:needed], leave_s[:needed], rows.leg[of], rows.target_leg[of]
    )


def merged(parts: Sequence[Passes]) -> Passes:
    """Rows of several layers, grouped by target and in order of time."""
    parts = [rows for rows in parts if len(rows.enter_s)]
    if len(parts) == 1:
        return parts[0]
    none, nothing = np.zeros(0, np.int64), np.zeros(0)
    parts.append(Passes(none, none, nothing, nothing, none, none))
    every = Passes(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.lexsort((every.enter_s, every.target))
    return Passes(*(np.ascontiguousarray(column[order]) for column in every))  # type: ignore[arg-type]


def courses_of(vehicles: Knots) -> Floats:
    """(n_knots, 3) where the bow points from each knot on: along the leg; who stays still keeps the course he came on.

    Who never moved points north.
    """
    course = vehicles.velocity_mps.copy()
    starts = np.zeros(len(course), bool)
    starts[vehicles.offsets[:-1][np.diff(vehicles.offsets) > 0]] = True
    moving = np.linalg.norm(course, axis=1) > STILL_MPS
    course[starts & ~moving] = (0.0, 0.0, 1.0)
    last = np.maximum.accumulate(np.where(moving | starts, np.arange(len(course)), 0))
    return np.ascontiguousarray(course[last])
