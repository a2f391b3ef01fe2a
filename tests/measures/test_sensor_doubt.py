"""What inputs may be off by, in range: held to the closed form of a triangle, and to what an input must do."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Given
from longwatch.detection.curve import Question, sensor_curve
from longwatch.measures.sensor_doubt import doubt, inputs_of

RADAR = {
    "frequency": "9.4 GHz", "peak_power": "10 kW", "gain": "33 dB", "pulse": "10 us", "azimuth_beamwidth": "2.4 deg",
    "range_resolution": "3 m",
}  # fmt: skip
RANGED = {"low": "10 km", "likely": "20 km", "high": "30 km"}


def question(sensor: dict[str, object]) -> Question:
    return Question(Sensor.model_validate(sensor), "small-boat", "detect", 3000.0, Given(), 50.0, 0.9)


def test_a_typed_range_is_as_wide_as_its_triangle() -> None:
    asked = question({"kind": "radar", "ranges": {"small-boat": {"detect": RANGED}}})
    told = doubt(asked, "typed range", draws=400)
    (move,) = told.moves
    assert (move.at_low_m, move.at_high_m, move.span_m) == (10_000.0, 30_000.0, 20_000.0)
    end_m = 10_000.0 * np.sqrt(2 * 0.05)  # a twentieth of the triangle lies within this of its end
    assert told.low_m == pytest.approx(10_000.0 + end_m, rel=0.01)
    assert told.high_m == pytest.approx(30_000.0 - end_m, rel=0.01)


def test_only_what_the_curve_rests_on_is_an_input() -> None:
    ranges = {"small-boat": {"detect": RANGED}, "merchant": {"detect": "90 km"}}
    asked = question({"kind": "radar", "ranges": ranges, "radar": RADAR, "sea_state_max": 5})
    names = {one.name for one in inputs_of(asked, "typed range")}
    assert names == {"ranges small-boat detect", "look p", "decorrelation", "target height factor"}
    model = question({"kind": "radar", "radar": RADAR, "look_p": 0.8})
    names = {one.name for one in inputs_of(model, "model")}
    assert {"radar peak power", "radar losses", "look p", "rcs error", "clutter error", "decorrelation"} <= names
    assert not {"model look p", "cycles factor", "source level error"} & names


def test_inputs_of_a_model_move_its_range_the_right_way() -> None:
    asked = question({"kind": "radar", "radar": RADAR})
    curve = sensor_curve(asked)
    assert curve is not None
    told = doubt(asked, curve.how, draws=60)
    moves = {move.input.name: move for move in told.moves}
    assert moves["rcs error"].at_high_m > moves["rcs error"].at_low_m
    assert moves["clutter error"].at_high_m < moves["clutter error"].at_low_m
    assert moves["radar losses"].at_high_m < moves["radar losses"].at_low_m
    spans = [move.span_m for move in told.moves]
    assert spans == sorted(spans, reverse=True)
    assert told.low_m < told.high_m
    assert doubt(asked, curve.how, draws=60) == told
    assert doubt(asked, curve.how, draws=60, seed=1) != told
