"""What a radar high up loses below itself: the inner end of its range, and what another sensor of the payload closes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.catalog.load import load_catalog
from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Conditions, Given
from longwatch.detection.curve import Question, sensor_curve
from longwatch.detection.ranges import blind_below_m, hole_m, range_of_sensor, single_look
from longwatch.detection.sight import Sight
from longwatch.detection.sight_tables import nearest_at, range_at
from longwatch.detection.sights import sight_of

PAYLOAD = load_catalog().payloads["light_radar_turret_ais"]
RADAR = next(sensor for sensor in PAYLOAD.sensors if sensor.radar is not None)


def sea(state: int) -> Given:
    return Given(Conditions(sea_state=state))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["small-boat", "fishing-boat", "merchant", "helicopter"]),
    st.integers(0, 6),
    st.floats(50.0, 6000.0),
)
def test_from_the_hole_outward_p_is_met_and_just_within_it_is_not(class_: str, state: int, height_m: float) -> None:
    sight = sight_of(RADAR, class_, "detect", sea(state), height_m)
    if sight is None or sight.hazard_per_s is None:
        return
    look_p, time_s = single_look(RADAR, sea(state).sensing, modelled=True)
    about = (sight, 0.9, float(look_p), float(time_s))
    near_m, far_m = nearest_at(*about), range_at(*about)
    assert 0.0 <= near_m <= far_m
    if far_m <= 0.0:
        return

    def stays_p(range_m: float) -> float:
        assert sight is not None
        assert sight.hazard_per_s is not None
        return float(look_p * -np.expm1(-sight.hazard_per_s(np.array([range_m]))[0] * time_s))

    for share in (0.001, 0.3, 0.6, 0.999):
        assert stays_p(near_m + share * (far_m - near_m)) >= 0.9 - 1e-6
    if near_m > 0.0:
        assert stays_p(near_m - 10.0) < 0.9


def test_a_hazard_that_rises_and_falls_has_both_its_ends() -> None:
    sight = Sight(lambda r: np.where((r >= 4000.0) & (r <= 9000.0), 1.0, 0.0), 20e3)
    assert nearest_at(sight, 0.9, 1.0, 600.0) == pytest.approx(4000.0, abs=1.0)
    assert range_at(sight, 0.9, 1.0, 600.0) == pytest.approx(9000.0, abs=1.0)
    assert nearest_at(sight._replace(hazard_per_s=lambda r: np.ones_like(r)), 0.9, 1.0, 600.0) == 0.0
    assert nearest_at(sight, 0.9, 0.8, 600.0) == 0.0  # never met, so that there is no hole in it
    assert nearest_at(Sight(None, 20e3, 1.0, lambda p: 5e3 * (1.0 - p)), 0.9, 1.0, 600.0) == 0.0


def test_the_hole_grows_with_height_and_sea_and_closes_for_what_is_large() -> None:
    about = ("fishing-boat", "detect", 0.9)
    low, high = (blind_below_m(RADAR, *about, height_m, sea(4)) for height_m in (3000.0, 6000.0))
    calm = blind_below_m(RADAR, *about, 6000.0, sea(1))
    assert calm < 0.7 * high
    assert low < 0.5 * high < high < float(range_of_sensor(RADAR, *about, 6000.0, sea(4)) or 0.0)
    assert blind_below_m(RADAR, "merchant", "detect", 0.9, 6000.0, sea(4)) < 0.5 * high
    typed = Sensor.model_validate({"kind": "radar", "range_min": "5 km", "ranges": {"merchant": {"detect": "90 km"}}})
    assert blind_below_m(typed, "merchant", "detect", 0.9, 3000.0 + 40.0, sea(2)) == pytest.approx(4000.0, rel=0.02)


def test_what_another_sensor_sees_within_closes_the_hole() -> None:
    about = ("small-boat", "detect", 0.9, 1300.0, sea(4))
    alone = PAYLOAD.model_copy(update={"sensors": (RADAR,)})
    name, hole = hole_m(alone, *about)
    assert name == (RADAR.name or "radar")
    assert hole == blind_below_m(RADAR, *about) > 2000.0
    eye = Sensor.model_validate({"kind": "turret", "ranges": {"small-boat": {"detect": f"{hole + 500.0} m"}}})
    both = PAYLOAD.model_copy(update={"sensors": (RADAR, eye)})
    assert hole_m(both, *about)[1] == 0.0
    short = Sensor.model_validate({"kind": "turret", "ranges": {"small-boat": {"detect": f"{hole - 500.0} m"}}})
    assert hole_m(alone.model_copy(update={"sensors": (RADAR, short)}), *about)[1] == hole
    assert hole_m(alone.model_copy(update={"sensors": ()}), *about) == ("", 0.0)


def test_a_curve_says_it() -> None:
    curve = sensor_curve(Question(RADAR, "small-boat", "detect", 1300.0, sea(4), 40.0, 0.9))
    assert curve is not None
    assert curve.blind_below_m == blind_below_m(RADAR, "small-boat", "detect", 0.9, 1300.0, sea(4))
