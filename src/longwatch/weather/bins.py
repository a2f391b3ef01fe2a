"""In which conditions sensors are when: states that a fleet's sensors tell apart at a line, over the time of a trial.

A state is a bin of `detection.conditions`, less all that the models of the payload do not rest on. Every row of the series has
its state by day and in the dark, worked out once for all rows; a trial then only looks up its rows. Conditions are those at
the site of the line's watch, on the way there too. What the weather does not tell is taken as fair.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from longwatch.catalog.models import Payload, Sensor, SensorKind
from longwatch.detection.conditions import BINS, FAIR, RESTS_ON, Conditions, Given, what_counts
from longwatch.detection.laws import Law, law_of_sensor
from longwatch.detection.ranges import range_of_sensor
from longwatch.detection.sights import is_modelled
from longwatch.physics.douglas import sea_state
from longwatch.physics.light import light_intervals
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.weather.sky import Sky, sky_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Place = tuple[float, float]


class States(NamedTuple):
    """What the sensors of a payload tell apart at a place.

    given : what stands for each state
    of_row : (2, n_rows) the state in each row of the series, by day and in the dark
    """

    given: tuple[Given, ...]
    of_row: Ints

    @property
    def light_counts(self) -> bool:
        return bool((self.of_row[0] != self.of_row[1]).any())


class View(NamedTuple):
    """The states of a pairing, and where its place is light or dark in which step of the sky."""

    states: States
    start_s: (
        Ints  # (n_cells,) stretches of the period in which neither the step nor the light changes, the first from 0
    )
    step: Ints
    dark: Ints  # 0 or 1


class Skies:
    """The conditions of a roster's pairings in any trial; what does not depend on the trial is worked out once."""

    def __init__(self, scenario: Scenario, lines: Iterable[Line], pairings: Iterable[Pairing]) -> None:
        self._sky = sky_of(scenario)
        self._views: dict[tuple[str, str], View] = {}
        self._last: tuple[int, int, Ints] | None = None  # trial, seed, rows: a trial is asked for many times in a row
        self._ranges: dict[tuple[object, ...], float] = {}
        self._laws: dict[tuple[object, ...], Law | None] = {}
        # Alive as long as what is known of its sensors; [sensing] is one for all that is asked here.
        self._payloads = scenario.payloads
        by_name = {line.name: line for line in lines}
        for one in pairings:
            payload = scenario.payload_of(scenario.fleet(one.fleet))
            self._views[one.fleet, one.line] = _view(scenario, self._sky, by_name[one.line], payload)

    def __getstate__(self) -> dict[str, object]:
        """Without what was asked: its keys are places in memory."""
        return self.__dict__ | {"_ranges": {}, "_laws": {}, "_payloads": {}}

    @property
    def change(self) -> bool:
        """Whether any sensor ever meets other conditions than at another time."""
        return any(len(view.states.given) > 1 for view in self._views.values())

    def given(self, fleet: str, line: str) -> tuple[Given, ...]:
        """What stands for each state of a pairing."""
        return self._views[fleet, line].states.given

    def range_m(self, sensor: Sensor, class_: str, task: str, p: float, height_m: float, given: Given) -> float:
        """How far a sensor (no AIS) meets them; 0 for never. Asked once of all conditions that its kind does not tell apart."""
        key = (id(sensor), class_, task, p, height_m, told_apart(sensor, given))
        if key not in self._ranges:
            self._ranges[key] = float(range_of_sensor(sensor, class_, task, p, height_m, given) or 0.0)
        return self._ranges[key]

    def law(
        self, sensor: Sensor, class_: str, task: str, p: float, height_m: float, given: Given, *, transmits: bool
    ) -> Law | None:  # fmt: skip
        """How a sensor detects, asked as seldom."""
        heard = transmits and sensor.kind == "ais"
        key = (id(sensor), class_, task, p, height_m, told_apart(sensor, given), heard)
        if key not in self._laws:
            self._laws[key] = law_of_sensor(sensor, class_, task, height_m, heard, p, given)
        return self._laws[key]

    def changes(self, fleet: str, line: str, trial: int, seed: int) -> tuple[Floats, Ints]:
        """(seconds of the period from which each state holds, the first 0; which state) in a trial."""
        view = self._views[fleet, line]
        if len(view.states.given) == 1:
            return np.zeros(1), np.zeros(1, np.int64)
        state = view.states.of_row[view.dark, self._rows(trial, seed)[view.step]]
        at = np.flatnonzero(np.append(True, state[1:] != state[:-1]))
        return view.start_s[at].astype(np.float64), state[at]

    def _rows(self, trial: int, seed: int) -> Ints:
        last = self._last
        if last is None or last[:2] != (trial, seed):
            last = (trial, seed, self._sky.rows(trial, seed))
            self._last = last
        return last[2]


def states_of(scenario: Scenario, sky: Sky, place: int, payload: Payload, occurs: Bools | None = None) -> States:
    """What the models of a payload tell apart at a place. A constant sky stands for itself, without bins.

    occurs : (2, n_rows) what is met by day and in the dark, where that is known: there is no state for what never is
    """
    sensing = scenario.file.sensing
    kinds = tuple(sorted({sensor.kind for sensor in payload.sensors if is_modelled(sensor)}))
    n_rows = sky.series.n_times if sky.has else 1
    if not kinds:
        return States((Given(FAIR, sensing),), np.zeros((2, n_rows), np.int64))
    light = bool(scenario.file.weather.light)
    if sky.same_in_every_trial and n_rows == 1:
        exact = _exact(sky, place)
        both = (exact, exact._replace(dark=True)) if light and _by_light(kinds) else (exact,)
        of_row = np.array([[0], [len(both) - 1]], np.int64)
        return States(tuple(Given(one, sensing) for one in both), of_row)
    keys = keys_of(sky, place, light=light)
    met = np.broadcast_to(sky.may_occur() if occurs is None else occurs, keys.shape)
    keys = np.where(met, keys, keys.ravel()[int(np.argmax(met))])
    known = np.stack([BINS.what_counts(kind, keys).ravel() for kind in kinds])
    _, first, state = np.unique(known, axis=1, return_index=True, return_inverse=True)
    given = tuple(Given(BINS.conditions(int(key)), sensing) for key in keys.ravel()[first])
    return States(given, np.asarray(state, np.int64).reshape(keys.shape))


def told_apart(sensor: Sensor, given: Given) -> Conditions | None:
    """Of the conditions those which a sensor tells apart; None for one that no model speaks for."""
    return what_counts(sensor.kind, given.conditions) if is_modelled(sensor) else None


def keys_of(sky: Sky, place: int, *, light: bool) -> Ints:
    """(2, n_rows) the bin of every row of the series at a place, by day and in the dark."""
    degree, wind_mps = _degree(sky, place), _column(sky, "wind_mps", place)
    far_m, cloud, rain = (_column(sky, what, place) for what in ("visibility_m", "cloud", "rain_mm_h"))
    by_day = BINS.key(degree, wind_mps, far_m, cloud, rain, dark=False)
    in_the_dark = BINS.key(degree, wind_mps, far_m, cloud, rain, dark=True) if light else by_day
    return np.stack([np.broadcast_to(one, (sky.series.n_times,)) for one in (by_day, in_the_dark)])


@lru_cache(maxsize=256)
def nights_at(start_s: int, length_s: int, at: Place) -> tuple[tuple[int, int], ...]:
    """[from, to) in seconds of the period with the sun below the horizon of a place."""
    nights = light_intervals("night", start_s, start_s + length_s, lambda _: at)
    return tuple((begin - start_s, end - start_s) for begin, end in nights)


def _view(scenario: Scenario, sky: Sky, line: Line, payload: Payload) -> View:
    place = sky.place_of(line.watch, "watch", line.lat_deg, line.lon_deg) if sky.has else 0
    kinds = {sensor.kind for sensor in payload.sensors if is_modelled(sensor)}
    nights: tuple[tuple[int, int], ...] = ()
    if scenario.file.weather.light and _by_light(kinds):
        nights = nights_at(scenario.start_s, scenario.length_s, (line.lat_deg, line.lon_deg))
    edges = np.array(nights, np.int64).reshape(-1, 2)
    start_s = np.unique(np.concatenate([sky.steps_s, edges.ravel()]))
    start_s = start_s[(start_s >= 0) & (start_s < scenario.length_s)]
    step = np.searchsorted(sky.steps_s, start_s, side="right") - 1
    dark = np.searchsorted(edges[:, 0], start_s, side="right") - np.searchsorted(edges[:, 1], start_s, side="right")
    occurs = None
    if sky.truth == "the period itself":  # every row has its time of day
        occurs = np.zeros((2, sky.series.n_times), np.bool_)
        occurs[dark, sky.rows(0, 0)[step]] = True
    states = states_of(scenario, sky, place, payload, occurs)
    return View(states, start_s, step.astype(np.int64), dark.astype(np.int64))


def _exact(sky: Sky, place: int) -> Conditions:
    def one(what: str) -> float:
        value = float(_column(sky, what, place)[0])
        return float(getattr(FAIR, what)) if np.isnan(value) else value

    degree = float(_degree(sky, place)[0])
    return Conditions(
        FAIR.sea_state if np.isnan(degree) else int(degree),
        one("wind_mps"),
        one("visibility_m"),
        one("cloud"),
        one("rain_mm_h"),
    )


def _column(sky: Sky, what: str, place: int) -> Floats:
    """A quantity in every row; NaN where the weather does not tell it."""
    return sky.series.values[what][place] if what in sky.has else np.full(1, np.nan)


def _degree(sky: Sky, place: int) -> Floats:
    """The sea state in every row; NaN where it is not told."""
    if "hs_m" not in sky.has:
        return np.full(1, np.nan)
    height_m = sky.series.values["hs_m"][place]
    return np.where(np.isnan(height_m), np.nan, sea_state(height_m))


def _by_light(kinds: Iterable[SensorKind]) -> bool:
    return any("dark" in RESTS_ON[kind] for kind in kinds)
