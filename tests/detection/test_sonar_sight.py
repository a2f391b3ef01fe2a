"""What a hydrophone hears by range: falls with range, wind and own noise; nothing flies under water."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import SENSING, Sensing
from longwatch.detection.conditions import FAIR, Given
from longwatch.detection.heard import ships_heard
from longwatch.detection.sight import Sight
from longwatch.detection.sonar_sight import sonar_sight
from longwatch.detection.targets import class_order, target_class

SPEC = {"frequency": "250 Hz", "bandwidth": "200 Hz"}
SHIPS = tuple(id_ for id_ in class_order() if not target_class(id_).flies)


def sonar(**spec: Any) -> Sensor:
    return Sensor.model_validate({"kind": "sonar", "hydrophone": SPEC | spec})


def sight(
    sensor: Sensor,
    class_: str = "fishing-boat",
    task: str = "detect",
    wind_mps: float = 5.0,
    sensing: Sensing = SENSING,
) -> Sight:
    found = sonar_sight(sensor, target_class(class_), task, Given(FAIR._replace(wind_mps=wind_mps), sensing), 0.0)
    assert found is not None
    return found


def hazards(found: Sight, range_m: Any) -> np.ndarray:
    assert found.hazard_per_s is not None
    return found.hazard_per_s(np.asarray(range_m, np.float64))


@cache
def ranges_m() -> np.ndarray:
    return np.concatenate((np.linspace(0.0, 500.0, 200), np.geomspace(500.0, 70_000.0, 2000)))


@settings(max_examples=40, deadline=None)
@drawn(
    st.sampled_from(SHIPS),
    st.sampled_from(("detect", "recognise")),
    st.floats(0.0, 30.0),
    st.floats(60.0, 10_000.0),
    st.floats(0.01, 1.9),
)
def test_the_hazard_falls_with_range_and_ends_at_the_reach(
    class_: str, task: str, wind_mps: float, frequency_hz: float, width: float
) -> None:
    low = max(frequency_hz * (1.0 - width / 2.0), 21.0)
    sensor = sonar(frequency=f"{frequency_hz} Hz", bandwidth=f"{2.0 * (frequency_hz - low)} Hz")
    found = sonar_sight(sensor, target_class(class_), task, Given(FAIR._replace(wind_mps=wind_mps)), 0.0)
    if found is None:
        return
    r = ranges_m()
    hazard = hazards(found, r)
    assert np.isfinite(hazard).all()
    assert (hazard >= 0.0).all()
    assert (np.diff(hazard) <= 1e-15).all()
    assert (hazard[r >= found.reach_m] == 0.0).all()
    assert 0.0 < found.reach_m <= float(SENSING.sound_reach_max_m)
    assert hazards(found, found.reach_m * (1.0 - 1e-7)) < 1e-8  # continuous at its end
    assert hazards(found, found.reach_m * 0.5) > 0.0


@pytest.mark.parametrize(
    "worse",
    [
        lambda: sight(sonar(), wind_mps=10.0),
        lambda: sight(sonar(own_noise="75 dB")),
        lambda: sight(sonar(threshold="3 dB")),
        lambda: sight(sonar(integration="5 min")),
        lambda: sight(sonar(depth="400 m")),
        lambda: sight(sonar(), task="recognise"),
        lambda: sight(sonar(), class_="small-boat"),
        lambda: sight(sonar(), sensing=Sensing.model_validate({"source_level_error": "-5 dB"})),
        lambda: sight(sonar(), sensing=Sensing.model_validate({"noise_error": "5 dB"})),
        lambda: sight(sonar(), sensing=Sensing.model_validate({"shipping": 1.0})),
        lambda: sight(sonar(), sensing=Sensing.model_validate({"sound_relaxation": "20 min"})),
    ],
)
def test_each_of_these_makes_it_harder_to_hear(worse: Any) -> None:
    assert (hazards(sight(sonar()), [100.0, 1000.0]) > hazards(worse(), [100.0, 1000.0])).all()


def test_what_helps_at_long_range_only() -> None:
    deep = sight(sonar(), "merchant", sensing=Sensing.model_validate({"sound_transition": "20 km"}))
    shelf = sight(sonar(), "merchant", sensing=Sensing.model_validate({"sound_transition": "1 km"}))
    assert hazards(deep, 900.0) == hazards(shelf, 900.0)
    assert hazards(deep, 10_000.0) < hazards(shelf, 10_000.0)


def test_an_array_gain_is_worth_as_much_excess_as_recognition_asks() -> None:
    gained = sight(sonar(array_gain="10 dB", recognise_excess="10 dB"), task="recognise")
    assert hazards(gained, [300.0, 2000.0]) == pytest.approx(hazards(sight(sonar()), [300.0, 2000.0]), rel=1e-9)


def test_small_boats_have_an_error_of_their_own() -> None:
    louder = Sensing.model_validate({"boat_level_error": "10 dB"})
    assert hazards(sight(sonar(), "small-boat", sensing=louder), 500.0) > hazards(sight(sonar(), "small-boat"), 500.0)
    assert hazards(sight(sonar(), "merchant", sensing=louder), 500.0) == hazards(sight(sonar(), "merchant"), 500.0)


def test_a_known_excess_gives_the_known_hazard() -> None:
    # a fishing boat of 20 m at 6.4 kn, 250 Hz: source 128.70 dB, noise 63.5 dB at 5 m/s: no excess at 1.8 km
    narrow = sonar(bandwidth="1 Hz", depth="0 m")
    r = 10.0 ** ((128.70 - 63.487) / 20.0)
    floor = -np.log(0.99)
    assert hazards(sight(narrow), r) * 360.0 == pytest.approx(np.log(2.0) - floor, rel=0.01)


def test_what_no_hydrophone_hears() -> None:
    for class_, task in (("helicopter", "detect"), ("light-aircraft", "detect"), ("merchant", "identify")):
        assert sonar_sight(sonar(), target_class(class_), task, Given(), 0.0) is None
    scan = Sensor.model_validate({"kind": "sonar", "sidescan": {"range": "100 m"}})
    assert sonar_sight(scan, target_class("merchant"), "detect", Given(), 0.0) is None
    deaf = sonar(own_noise="190 dB")
    assert sonar_sight(deaf, target_class("small-boat"), "detect", Given(), 0.0) is None


def test_every_ship_has_a_sound() -> None:
    assert set(ships_heard()) == set(SHIPS)


@pytest.mark.parametrize(
    "spec", [{"frequency": "30 Hz", "bandwidth": "40 Hz"}, {"frequency": "19 kHz", "bandwidth": "4 kHz"}]
)
def test_a_band_beyond_the_source_levels_is_refused(spec: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="20 Hz to 20 kHz"):
        sonar(**spec)


def test_a_fluctuation_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="standard deviation"):
        Sensing.model_validate({"sound_fluctuation": "0 dB"})
