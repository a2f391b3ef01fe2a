"""Which model says what a sensor sees, and what it says: one door to the models of radar, cameras, eyes and sonar.

A sensor of the catalog may carry a table of what it is (`radar`, `camera`, `hydrophone`, `sidescan`, `lookout`). The model
behind it fills whatever the sensor's own ranges and hazards leave open. What was asked once is kept: for a sensor's table, its
scale, a class, a task, a height, and those of the conditions that count for its kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

import numpy as np

from longwatch.catalog.models import MODELS, Sensor
from longwatch.catalog.sensing import Sensing
from longwatch.detection.conditions import Given, what_counts
from longwatch.detection.sight import Floats, Sight
from longwatch.detection.targets import target_classes, target_given
from longwatch.origins import Figure
from longwatch.quantities import Strict

Model = Callable[[Sensor, Any, str, Given, float], Sight | None]
KEPT: Final = 8192  # sights at once: sensors, classes and bins of a scenario, many times over
# table of a sensor -> module and function of the model behind it
BEHIND: Final = {
    "radar": ("radar_sight", "radar_sight"),
    "camera": ("camera_sight", "camera_sight"),
    "lookout": ("lookout_sight", "lookout_sight"),
    "hydrophone": ("sonar_sight", "sonar_sight"),
    "sidescan": ("sonar_sight", "sonar_sight"),
}


# what else of a sensor bounds a model, or is read by it (how long a ship keeps its aspect to a radar)
CAPS: Final = ("kind", "instrumented_range_m", "range_min_m", "sectors", "decorrelation_s")


class Key:
    """A key that is long to hash, hashed once."""

    __slots__ = ("_hash", "of")

    def __init__(self, of: object) -> None:
        self.of, self._hash = of, hash(of)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and (self is other or self.of == other.of)


class Asked:
    """A question to a model, equal to another one when all that the answer rests on is equal."""

    __slots__ = ("_hash", "given", "height_m", "key", "sensor", "target", "task")

    def __init__(self, sensor: Sensor, class_: str, task: str, given: Given, height_m: float) -> None:
        self.sensor, self.task, self.height_m = sensor, task, float(height_m)
        self.target = target_given(class_, given.sensing)
        self.given = given._replace(conditions=what_counts(sensor.kind, given.conditions))
        self.key = (
            _key_kept(sensor), class_, task, self.given.conditions, _key_kept(given.sensing), self.height_m
        )  # fmt: skip
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.key == other.key


def is_modelled(sensor: Sensor) -> bool:
    """Whether a sensor carries a table that a model reads."""
    return any(getattr(sensor, name) is not None for name in MODELS)


def sight_of(sensor: Sensor, class_: str, task: str, given: Given, height_m: float) -> Sight | None:
    """What the model of a sensor says of a class and task, within the sensor's own scale; None where there is none to ask.

    `height_m` is that of the sensor over the sea. Ranges and hazards typed into the sensor do not count here: see `ranges`.
    """
    if not is_modelled(sensor) or class_ not in target_classes():
        return None
    return _sight(Asked(sensor, class_, task, given, height_m))


@lru_cache(maxsize=KEPT)
def _sight(asked: Asked) -> Sight | None:
    sensor = asked.sensor
    named = next(name for name in MODELS if getattr(sensor, name) is not None)
    found = _model(*BEHIND[named])(sensor, asked.target, asked.task, asked.given, asked.height_m)
    if found is None or found.reach_m <= 0.0 or found.look_p <= 0.0:
        return None
    nearest_m = 0.0 if asked.target.flies else asked.height_m - asked.target.height_m.high  # slant range from up here
    return _capped(
        found, max(float(sensor.range_min_m or 0.0), nearest_m), float(sensor.instrumented_range_m or np.inf)
    )


def _model(module: str, name: str) -> Model:
    """Imported when it is first asked: most runs need one or two of them."""
    function: Model = getattr(import_module(f"longwatch.detection.{module}"), name)
    return function


def _capped(sight: Sight, least_m: float, most_m: float) -> Sight | None:
    """The sight between the least range of the sensor and the end of its scale; None where nothing is left."""
    reach_m = min(sight.reach_m, most_m)
    if reach_m <= least_m:
        return None
    hazard, range_at = sight.hazard_per_s, sight.range_at
    return Sight(
        None if hazard is None else CutHazard(hazard, least_m, reach_m),
        reach_m,
        sight.look_p,
        None if range_at is None else CutRange(range_at, least_m, reach_m),
    )


@dataclass(frozen=True)
class CutHazard:
    """A hazard between two ranges; equal to another one of equal parts, so that its steps are made once."""

    hazard_per_s: Callable[[Floats], Floats]
    least_m: float
    reach_m: float

    def __call__(self, range_m: Floats) -> Floats:
        at = np.asarray(range_m, np.float64)
        return np.where((at >= self.least_m) & (at <= self.reach_m), self.hazard_per_s(at), 0.0)


@dataclass(frozen=True)
class CutRange:
    """A range for each p, cut the same way."""

    range_at: Callable[[float], float]
    least_m: float
    reach_m: float

    def __call__(self, p: float) -> float:
        far_m = min(self.range_at(p), self.reach_m)
        return far_m if far_m > self.least_m else 0.0


_keys: dict[int, tuple[object, Key]] = {}  # identity of a frozen table -> (the table, so that it stays alive, its key)


def _key_kept(part: Sensor | Sensing) -> Key:
    """What of a sensor or of [sensing] answers rest on, worked out once for each that is in use."""
    if id(part) not in _keys:
        if len(_keys) >= KEPT:
            _keys.clear()
        on = part if isinstance(part, Sensing) else tuple(getattr(part, name) for name in (*MODELS, *CAPS))
        _keys[id(part)] = (part, Key(key_of(on)))
    return _keys[id(part)][1]


def key_of(part: object) -> object:
    """A hashable stand-in for a frozen model: its numbers and names, whatever their origin, and nothing else."""
    if isinstance(part, Figure):
        return float(part)
    if isinstance(part, Strict):
        return (type(part).__name__, *(key_of(getattr(part, name)) for name in type(part).model_fields))
    if isinstance(part, dict):
        return tuple(sorted((str(name), key_of(value)) for name, value in part.items()))
    if isinstance(part, (tuple, list)):
        return tuple(key_of(one) for one in part)
    return part
