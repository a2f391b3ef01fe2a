"""How far a payload meets its watch in each state of the sky at a line, how often, and by which condition it falls short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.catalog.models import Payload
from longwatch.detection.conditions import Conditions
from longwatch.detection.ranges import range_of_sensor, sensor_range
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.weather.bins import States, nights_at, states_of, told_apart
from longwatch.weather.causes import CLOUD, LIGHT, RAIN, SEA, VISIBILITY
from longwatch.weather.sky import Sky

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# In this order a condition is asked whether it alone brings a range down; wind goes with the sea that it raises.
BY_CAUSE: Final = (
    (SEA, ("sea_state", "wind_mps")),
    (VISIBILITY, ("visibility_m",)),
    (CLOUD, ("cloud",)),
    (RAIN, ("rain_mm_h",)),
    (LIGHT, ("dark",)),
)


@dataclass(frozen=True)
class Reaches:
    """Of one payload for one class, task, probability and height.

    range_m : (n_states,) 0 where it never meets them; in_the_dark_m : without what sees only by day
    """

    states: States
    range_m: Floats
    in_the_dark_m: Floats
    range_in: Callable[[Conditions], float]

    @property
    def best_m(self) -> float:
        return float(self.range_m.max())

    @cached_property
    def best(self) -> Conditions:
        """The conditions in which it reaches farthest."""
        return self.states.given[int(np.argmax(self.range_m))].conditions

    def causes(self, least_m: float) -> Ints:
        """(n_states,) by what the range is less than that, one of `weather.causes`; -1 where it is not.

        It is the first of sea, visibility, cloud, rain and light that alone brings the best conditions below; where only
        several together do, the one with which it falls below when they come one by one in this order.
        """
        short = self.range_m < least_m
        found = np.full(len(short), -1, np.int64)
        for at in np.flatnonzero(short).tolist():
            found[at] = self._cause(self.states.given[at].conditions, least_m)
        return found

    def _cause(self, conditions: Conditions, least_m: float) -> int:
        for cause, names in BY_CAUSE:
            if self.range_in(_with(self.best, conditions, names)) < least_m:
                return cause
        together = self.best
        for cause, names in BY_CAUSE:
            together = _with(together, conditions, names)
            if self.range_in(together) < least_m:
                return cause
        return SEA

    def share_of_states(self, sky: Sky, dark: float) -> Floats:
        """(2, n_states) share of the time over what stands for the period, by day and in the dark, which is a share too.

        Light and weather are taken as independent of each other.
        """
        rows, n = sky.likely_rows() if sky.has else np.zeros(1, np.int64), len(self.range_m)
        light = np.array([1.0 - dark, dark])
        counts = [np.bincount(of_row[rows], minlength=n) for of_row in self.states.of_row]
        return np.asarray(light[:, None] * np.array(counts) / len(rows))


def reaches_of(
    scenario: Scenario, sky: Sky, line: Line, place: int, payload: Payload, height_m: float
) -> Reaches:  # fmt: skip
    """For what the watch of a line asks to see."""
    sees = scenario.watch(line.watch).sees
    return reaches_for(scenario, sky, place, payload, sees.class_, sees.task, float(sees.p), height_m)


def reaches_for(
    scenario: Scenario, sky: Sky, place: int, payload: Payload, class_: str, task: str, p: float, height_m: float
) -> Reaches:
    """For a class, task and probability. `place` is the row of the series."""
    states = states_of(scenario, sky, place, payload)
    sensing = states.given[0].sensing
    unlit = payload.model_copy(update={"sensors": tuple(one for one in payload.sensors if not one.needs_light)})

    def in_conditions(fit: Payload, conditions: Conditions) -> float:
        given = states.given[0]._replace(conditions=conditions, sensing=sensing)
        return float(sensor_range(fit, class_, task, p, height_m, given=given) or 0.0)

    range_m = _ranges(payload, class_, task, p, height_m, states)
    same = len(unlit.sensors) == len(payload.sensors)
    return Reaches(
        states,
        range_m,
        range_m if same else _ranges(unlit, class_, task, p, height_m, states),
        lambda conditions: in_conditions(payload, conditions),
    )


def _ranges(payload: Payload, class_: str, task: str, p: float, height_m: float, states: States) -> Floats:
    """(n_states,) `sensor_range`; each sensor is asked once of all states that it does not tell apart."""
    best_m = np.zeros(len(states.given))
    for sensor in payload.sensors:
        if sensor.kind == "ais":
            continue
        told = [told_apart(sensor, given) for given in states.given]
        by_told = {
            one: float(range_of_sensor(sensor, class_, task, p, height_m, given) or 0.0)
            for one, given in dict(zip(told, states.given, strict=True)).items()
        }
        best_m = np.maximum(best_m, [by_told[one] for one in told])
    return best_m


def dark_share(scenario: Scenario, line: Line) -> float:
    """The share of the period with the sun below the horizon of a line; 0 where the scenario leaves light out."""
    if not scenario.file.weather.light:
        return 0.0
    nights = nights_at(scenario.start_s, scenario.length_s, (line.lat_deg, line.lon_deg))
    return sum(end - begin for begin, end in nights) / scenario.length_s


def _with(conditions: Conditions, of: Conditions, names: tuple[str, ...]) -> Conditions:
    return conditions._replace(**{name: getattr(of, name) for name in names})
