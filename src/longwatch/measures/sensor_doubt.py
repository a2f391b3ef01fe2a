"""How far not knowing its inputs may move the range of one sensor, and which input moves it most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from longwatch.catalog.sensing import Sensing, used_by
from longwatch.detection.curve import Question, planned_range, sensor_curve
from longwatch.origins import Figure
from longwatch.quantities import Strict
from longwatch.scenario.draft import figures_of
from longwatch.scenario.places import Key
from longwatch.sim.inputs import Input, draw_shares, with_value

TYPED: Final = ("ranges", "hazard")
OF_MODELS: Final = ("radar", "camera", "hydrophone", "sidescan", "lookout")
NOT_OF_RANGE: Final = (
    "slew", "dwell", "sea_state_max", "visibility_min", "cloud_max", "rain_max", "sectors", "false_contacts",
    "wrong_identification",
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """What one input does to the range at p when it alone goes to either end of its range."""

    input: Input
    at_low_m: float
    at_high_m: float

    @property
    def span_m(self) -> float:
        return abs(self.at_high_m - self.at_low_m)


@dataclass(frozen=True)
class Doubt:
    """The interval that holds `share` of the ranges at p when all inputs are drawn together, and each input by itself."""

    low_m: float
    high_m: float
    share: float
    draws: int
    moves: tuple[Move, ...]  # those that do something, the strongest first


def inputs_of(asked: Question, how: str) -> tuple[Input, ...]:
    """Every figure that the curve rests on: of the sensor, and of what all sensors share; `how` is that of its curve."""
    found = [(("sensor", *key), figure) for key, figure in figures_of(asked.sensor) if _counts(asked, how, key)]
    named = {name: info.alias or name for name, info in Sensing.model_fields.items()}
    for name, alias in named.items():
        if _shared(asked, how, name):
            found.append((("sensing", alias), getattr(asked.given.sensing, name)))
    return tuple(Input(key, " ".join(str(step).replace("_", " ") for step in key[1:]), figure) for key, figure in found)


def doubt(asked: Question, how: str, draws: int = 200, seed: int = 0, share: float = 0.9) -> Doubt:
    """Draws of all inputs that have a range, together (a Latin hypercube of triangles), and each alone at its ends."""
    inputs = tuple(one for one in inputs_of(asked, how) if one.figure.has_range)
    range_m = [
        _range_m(asked, {one: one.at(float(part)) for one, part in zip(inputs, row, strict=True)})
        for row in draw_shares(inputs, draws, seed)
    ]
    if not inputs:
        range_m = [_range_m(asked, {})]
    low_m, high_m = np.quantile(range_m, [0.5 - share / 2, 0.5 + share / 2], method="median_unbiased")
    return Doubt(float(low_m), float(high_m), share, draws, moves_of(asked, inputs))


def moves_of(asked: Question, inputs: Iterable[Input]) -> tuple[Move, ...]:
    """What each input does alone, the strongest first; those that do nothing are left out."""
    moves = [
        Move(one, _range_m(asked, {one: one.figure.low}), _range_m(asked, {one: one.figure.high}))
        for one in inputs
        if one.figure.has_range
    ]
    return tuple(sorted((move for move in moves if move.span_m > 0.0), key=lambda move: -move.span_m))


def _range_m(asked: Question, values: dict[Input, float]) -> float:
    """The range at p when these inputs have these values."""
    parts: dict[str, Any] = {"sensor": asked.sensor, "sensing": asked.given.sensing}
    for one, value in values.items():
        parts[str(one.key[0])] = with_value(parts[str(one.key[0])], one.key[1:], value)
    changed = replace(asked, sensor=parts["sensor"], given=asked.given._replace(sensing=parts["sensing"]))
    return float(planned_range(changed)[0])


def _counts(asked: Question, how: str, key: Key) -> bool:
    """Whether a figure of the sensor has a part in the curve."""
    if key[0] in NOT_OF_RANGE:
        return False
    if key[0] in TYPED:
        return how.startswith("typed") and _speaks(asked, key)
    return key[0] not in OF_MODELS or how == "model"


def _speaks(asked: Question, key: Key) -> bool:
    """Whether a typed range or hazard is what the curve comes from: a tenth of it would be another curve."""
    tenth = with_value(asked.sensor, key, 0.1 * float(_at(asked.sensor, key)))
    before, after = sensor_curve(asked), sensor_curve(replace(asked, sensor=tenth))
    return before is not None and (after is None or before.law != after.law)


def _at(part: Any, key: Key) -> Figure:
    found = next(figure for own, figure in figures_of(part) if own == key)
    assert isinstance(found, Figure)
    return found


def _shared(asked: Question, how: str, name: str) -> bool:
    """Whether a constant that sensors share has a part in it: one of its model's, or a default of what it does not say."""
    tables = used_by(name)
    if (
        name == "lookout_speed_factor"
        and asked.sensor.lookout is not None
        and asked.sensor.lookout.speed_mps is not None
    ):
        return False
    if tables:
        return how == "model" and any(isinstance(getattr(asked.sensor, table, None), Strict) for table in tables)
    if name == "target_height_factor":  # of the horizon, which a sonar has none of
        return asked.sensor.kind != "sonar"
    said = {"look_p": asked.sensor.look_p, "decorrelation_s": asked.sensor.decorrelation_s}
    said["model_look_p"] = said["look_p"]
    return (
        how != "AIS"
        and name in said
        and said[name] is None
        and name != ("look_p" if how == "model" else "model_look_p")
    )
