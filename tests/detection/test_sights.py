"""Models of sensors at the program's door: what is typed wins, what is kept is the same, steps stay true to their hazard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.kit import payload
from helpers.laws import laws_of_payload
from longwatch.catalog.load import load_catalog
from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import SENSING, Sensing, used_by
from longwatch.detection.conditions import FAIR, FAIR_GIVEN, Given, what_counts
from longwatch.detection.hazard import probability
from longwatch.detection.ranges import can_see, sensor_range, single_look
from longwatch.detection.sight import Sight
from longwatch.detection.sight_tables import MOST_PER_S, range_at, steps_error, table_of
from longwatch.detection.sights import Asked, sight_of

RADAR = {"frequency": "9.4 GHz", "peak_power": "10 kW", "gain": "33 dB", "pulse": "10 us",
         "azimuth_beamwidth": "2.4 deg", "range_resolution": "3 m"}  # fmt: skip
CAMERA = {"ifov": "20 urad"}
SETS = {
    "radar": ({"kind": "radar", "radar": RADAR}, 3000.0),
    "camera": ({"kind": "turret", "camera": CAMERA}, 3000.0),
    "eyes aloft": ({"kind": "eyes", "lookout": {"from": "fixed wing"}}, 300.0),
    "hydrophone": ({"kind": "sonar", "hydrophone": {"frequency": "250 Hz", "bandwidth": "100 Hz"}}, 0.0),
}


def sensor(**table: object) -> Sensor:
    return Sensor.model_validate({"kind": "radar", "radar": RADAR} | table)


def range_m(fit, class_="fishing-boat", task="detect", p=0.9, height_m=3000.0, **given) -> float:
    of = Given(FAIR._replace(**given))
    return float(sensor_range(payload(sensors=[fit]), class_, task, p, height_m, given=of) or 0.0)


def test_what_is_typed_for_a_class_and_task_wins_and_the_model_fills_the_rest():
    plain, _ = SETS["radar"]
    near = plain | {"ranges": {"fishing-boat": {"detect": "5 km"}}}
    assert range_m(near) == 5_000.0
    assert range_m(near, "merchant") == range_m(plain, "merchant") > 100_000.0
    assert range_m(near, "small-boat") == range_m(plain, "small-boat")
    far = plain | {"ranges": {"small-boat": {"detect": "120 km"}}}
    assert range_m(far) == 120_000.0  # a boat seen there means that a larger one is
    assert range_m(far, "merchant") == range_m(plain, "merchant")
    steps = plain | {"hazard": {"fishing-boat": {"detect": [{"to": "7 km", "rate": "0.02 /s"}]}}}
    assert range_m(steps, p=0.8) == 7_000.0
    law = laws_of_payload(payload(sensors=[near]), "fishing-boat", "detect", 3000.0, transmits=False, given=FAIR_GIVEN)[
        0
    ]
    assert law.is_definite
    assert law.look_p == float(SENSING.look_p)
    law = laws_of_payload(payload(sensors=[near]), "merchant", "detect", 3000.0, transmits=False, given=FAIR_GIVEN)[0]
    assert not law.is_definite
    assert law.look_p == float(SENSING.model_look_p)


def test_an_aircraft_goes_by_its_own_model_before_the_ship_it_is_seen_like():
    plain, _ = SETS["radar"]
    typed = plain | {"ranges": {"small-boat": {"detect": "120 km"}}}
    assert range_m(typed, "helicopter") == range_m(plain, "helicopter") > 0.0
    assert range_m({"kind": "radar", "ranges": typed["ranges"]}, "helicopter") == 120_000.0


def test_conditions_count_for_those_who_rest_on_them_alone():
    radar, camera = SETS["radar"][0], SETS["camera"][0]
    assert range_m(radar, sea_state=5) < range_m(radar, sea_state=2)
    assert range_m(radar, sea_state=7) == 0.0
    assert range_m(radar, visibility_m=900.0) == range_m(radar)
    assert range_m(camera, task="recognise", visibility_m=5_000.0) < range_m(camera, task="recognise")
    assert range_m(camera, task="recognise", sea_state=6, wind_mps=20.0) == range_m(camera, task="recognise")
    assert range_m(camera, task="recognise", dark=True) == 0.0  # no thermal camera
    free = laws_of_payload(
        payload(sensors=[camera]), "merchant", "identify", 3000.0, transmits=False, given=FAIR_GIVEN
    )[0]
    cloudy = Given(FAIR._replace(cloud=0.5))
    veiled = laws_of_payload(payload(sensors=[camera]), "merchant", "identify", 3000.0, transmits=False, given=cloudy)[
        0
    ]
    assert veiled.look_p < free.look_p
    assert veiled.hazard == free.hazard  # cloud hides all or nothing


def test_the_same_question_is_answered_once_whatever_does_not_count():
    radar = sensor()
    one = sight_of(radar, "merchant", "detect", Given(FAIR._replace(visibility_m=3_000.0)), 3000.0)
    assert one is sight_of(sensor(name="another"), "merchant", "detect", Given(FAIR._replace(dark=True)), 3000.0)
    for other in (
        sensor(instrumented_range="90 km"), sensor(range_min="4 km"), sensor(radar=RADAR | {"gain": "34 dB"}),
        sensor(sectors=[{"from": "0 deg", "to": "90 deg"}]),
    ):  # fmt: skip
        assert Asked(other, "merchant", "detect", Given(), 3000.0) != Asked(
            radar, "merchant", "detect", Given(), 3000.0
        )
    doubt = Given(
        FAIR, SENSING.model_copy(update={"rcs_error_db": Sensing.model_validate({"rcs_error": "3 dB"}).rcs_error_db})
    )
    assert sight_of(radar, "small-boat", "detect", doubt, 3000.0) is not sight_of(
        radar, "small-boat", "detect", Given(), 3000.0
    )


def test_the_scale_and_the_least_range_cut_a_sight():
    cut = sight_of(sensor(instrumented_range="90 km", range_min="4 km"), "merchant", "detect", Given(), 3000.0)
    at_m = np.array([3_999.0, 4_001.0, 89_999.0, 90_001.0])
    assert (cut.hazard_per_s(at_m) > 0.0).tolist() == [False, True, True, False]
    assert cut.reach_m == 90_000.0
    assert (
        sight_of(sensor(instrumented_range="2 km"), "merchant", "detect", Given(), 3000.0) is None
    )  # all of it overhead


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("class_", ["small-boat", "coaster", "merchant"])
def test_steps_keep_the_sweep_width_and_reach_no_farther_than_the_model(name, class_):
    table, height_m = SETS[name]
    sight = sight_of(Sensor.model_validate(table), class_, "detect", Given(), height_m)
    steps = table_of(sight)
    assert 0.0 < steps.reach_m <= sight.reach_m
    assert len(steps.hazard_per_s) <= 20
    assert max(steps.hazard_per_s) <= MOST_PER_S
    for speed_mps in (5.0, 60.0):
        assert abs(steps_error(sight, speed_mps)) < 0.01


def test_steps_of_the_catalogs_sensors_keep_the_sweep_width():
    sights = {
        sight_of(one, class_, "detect", Given(FAIR._replace(sea_state=sea)), height_m)
        for fit in load_catalog().payloads.values()
        for one in fit.sensors
        for class_, height_m, sea in (("small-boat", 3000.0, 3), ("merchant", 15.0, 5), ("helicopter", 3000.0, 0))
    }
    sights = {one._replace(look_p=1.0) for one in sights if one is not None and one.hazard_per_s is not None}
    sights = [one for one in sights if table_of(one).hazard_per_s]
    error = np.array([[abs(steps_error(one, mps, passes=200)) for mps in (5.0, 20.0, 60.0)] for one in sights])
    assert len(error) >= 20
    assert np.quantile(error, 0.9) < 0.01
    assert error.max() < 0.025


@given(st.floats(1e-4, 5.0), st.floats(5e3, 2e5), st.floats(0.5, 6.0), st.floats(5.0, 120.0))
def test_steps_of_any_falling_hazard_keep_the_lateral_range_curve(peak_per_s, reach_m, power, speed_mps):
    sight = Sight(lambda r: peak_per_s * np.maximum(1.0 - (r / reach_m) ** power, 0.0), reach_m)
    steps = table_of(sight)
    miss_m = np.linspace(0.0, 0.98, 50) * reach_m  # each 2 % of the reach from the next
    along = np.linspace(0.0, 1.0, 1501)
    half_m = np.sqrt(reach_m**2 - miss_m**2)[:, None] * along
    exposure = 2.0 * np.trapezoid(sight.hazard_per_s(np.hypot(miss_m[:, None], half_m)), half_m, axis=1) / speed_mps
    truth, found = -np.expm1(-exposure), probability(steps, miss_m, speed_mps)
    assert (found <= np.append(truth[0], truth[:-1]) + 0.01).all()
    assert (found >= np.append(truth[1:], 0.0) - 0.01).all()


@given(st.floats(0.05, 0.9), st.floats(60.0, 3600.0))
def test_a_range_is_where_a_target_that_stays_is_met_with_p(p, time_s):
    sight = Sight(lambda r: 0.05 * np.maximum(1.0 - r / 40_000.0, 0.0), 40_000.0, look_p=0.98)
    found_m = range_at(sight, p, 0.95, time_s)
    if found_m > 0.0:
        met = 0.95 * 0.98 * -np.expm1(-sight.hazard_per_s(np.array(found_m)) * time_s)
        assert met == pytest.approx(p, abs=0.01)
    else:
        assert 0.95 * 0.98 * -np.expm1(-0.05 * time_s) < p + 1e-9
    assert range_at(sight, 0.95, 0.95, time_s) == 0.0  # more than a look ever gives


def test_what_is_pointed_at_is_told_within_its_range_at_p():
    sight = Sight(None, 9_000.0, 0.9, lambda p: 10_000.0 * (1.0 - p))
    assert range_at(sight, 0.45, 1.0, 600.0) == pytest.approx(5_000.0)  # half of what line of sight there is
    assert range_at(sight, 0.05, 1.0, 600.0) == 9_000.0
    assert range_at(sight, 0.9, 1.0, 600.0) == 0.0


def test_whether_a_sensor_can_see_is_told_with_its_model():
    camera = Sensor.model_validate(SETS["camera"][0])
    assert can_see(camera, "merchant", "detect", 3000.0, given=FAIR_GIVEN) == "hazard"
    assert can_see(camera, "merchant", "identify", 3000.0, given=FAIR_GIVEN) == "range"
    assert can_see(camera, "merchant", "identify", 3000.0, given=Given(FAIR._replace(dark=True))) == ""
    assert can_see(sensor(), "merchant", "recognise", 3000.0, given=FAIR_GIVEN) == ""
    assert single_look(camera, SENSING, modelled=True)[0] == SENSING.model_look_p
    assert single_look(camera, SENSING)[0] == SENSING.look_p


def test_every_shared_constant_says_whose_it_is():
    for name, info in Sensing.model_fields.items():
        figure = getattr(SENSING, name)
        assert figure.has_range
        assert figure.origin.is_assumed
        assert used_by(name) or str(info.description).startswith("All: "), name


@given(st.sampled_from(["radar", "turret", "eyes", "sonar"]), st.integers(0, 9), st.floats(0.0, 30.0))
def test_what_counts_is_what_counts_twice(kind, sea_state, wind_mps):
    once = what_counts(kind, FAIR._replace(sea_state=sea_state, wind_mps=wind_mps, dark=True))
    assert what_counts(kind, once) == once
