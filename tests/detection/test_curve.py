"""The curve of one sensor: held to closed forms of definite ranges, to a stepper of a pass, and to what a hazard says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Conditions, Given
from longwatch.detection.curve import Question, binned, pass_probability, pointed_p, sensor_curve
from longwatch.detection.pass_table import pass_table
from longwatch.detection.sight import Sight
from longwatch.geo.horizon import radar_horizon_m
from longwatch.physics.douglas import sea_of_wind, sea_wind_mps

RADAR = {
    "frequency": "9.4 GHz", "peak_power": "10 kW", "gain": "33 dB", "pulse": "10 us", "azimuth_beamwidth": "2.4 deg",
    "range_resolution": "3 m",
}  # fmt: skip
TYPED = {"kind": "radar", "ranges": {"small-boat": {"detect": "30 km"}}, "look_p": 0.6, "decorrelation": "10 min"}


def question(sensor: dict[str, object], height_m: float = 3000.0, speed_mps: float = 50.0, **more: object) -> Question:
    parts = {"class_": "small-boat", "task": "detect", "given": Given(), "p": 0.9} | more
    return Question(Sensor.model_validate(sensor), height_m=height_m, speed_mps=speed_mps, **parts)  # type: ignore[arg-type]


def test_a_definite_range_is_met_as_often_as_there_are_times_in_its_chord() -> None:
    curve = sensor_curve(question(TYPED))
    assert curve is not None
    assert curve.how == "typed range"
    assert float(curve.range_m_at_p) == 30_000.0
    assert curve.hazard_per_s is not None
    assert np.isinf(curve.hazard_per_s[0])
    # a chord of 60 km at 50 m/s is 1200 s: two times of 600 s, and the sweep width adds those up by chord
    assert curve.pass_p is not None
    assert curve.pass_p[0] == pytest.approx(1 - 0.4**2)
    one_only_m = math.sqrt(30_000.0**2 - 15_000.0**2)  # passed farther off than this, a chord is one time
    width_m = 2 * (one_only_m * (1 - 0.4**2) + (30_000.0 - one_only_m) * 0.6)
    assert curve.sweep_width_m == pytest.approx(width_m, rel=1e-3)


def test_what_is_typed_is_cut_by_scale_and_horizon() -> None:
    low = sensor_curve(question(TYPED, height_m=4.0))
    assert low is not None
    horizon_m = float(radar_horizon_m(4.0, 2.0))
    assert float(low.range_m_at_p) == pytest.approx(horizon_m)
    assert [name for name, _ in low.cuts] == ["horizon"]
    assert low.cuts[0][1] == pytest.approx(horizon_m)
    scaled = sensor_curve(question(TYPED | {"instrumented_range": "5 km"}, height_m=4.0))
    assert scaled is not None
    assert scaled.cuts[0] == ("instrumented range", 5000.0)
    assert float(scaled.range_m_at_p) == 5000.0


def test_a_modelled_radar_has_a_curve_that_falls_and_ends_at_the_horizon() -> None:
    calm, rough = (
        sensor_curve(question({"kind": "radar", "radar": RADAR}, given=Given(Conditions(sea_state=sea))))
        for sea in (1, 5)
    )
    assert calm is not None
    assert rough is not None
    assert calm.how == "model"
    assert float(calm.range_m_at_p) > float(rough.range_m_at_p)
    assert calm.sweep_width_m is not None
    assert rough.sweep_width_m is not None
    assert calm.sweep_width_m > rough.sweep_width_m > 0.0
    for curve in (calm, rough):
        assert curve.range_m[-1] > curve.reach_m
        assert curve.stay_p[-1] == 0.0
        assert curve.pass_p is not None
        assert curve.pass_p[-1] == 0.0
        assert np.isfinite(curve.stay_p).all()
        assert curve.table_error < 0.01


def test_beyond_its_sea_states_a_radar_has_no_curve() -> None:
    assert sensor_curve(question({"kind": "radar", "radar": RADAR}, given=Given(Conditions(sea_state=8)))) is None
    assert sensor_curve(question({"kind": "radar", "radar": RADAR}, task="identify")) is None


def test_what_is_pointed_has_no_sweep_width() -> None:
    curve = sensor_curve(question({"kind": "turret", "camera": {"ifov": "25 urad"}}, task="identify"))
    assert curve is not None
    assert curve.sweep_width_m is None
    assert curve.pass_p is None
    assert (np.diff(curve.stay_p) <= 1e-12).all()
    at = float(curve.range_m_at_p)
    assert np.interp(at, curve.range_m, curve.stay_p) == pytest.approx(0.9, abs=0.01)


def test_range_by_probability_turned_round() -> None:
    sight = Sight(None, 10_000.0, 1.0, lambda p: 10_000.0 * (1.0 - p))
    range_m = np.linspace(100.0, 9900.0, 50)
    assert pointed_p(sight, range_m) == pytest.approx(np.clip(1.0 - range_m / 10_000.0, 0.005, 0.995), abs=1e-6)


@settings(max_examples=25)
@given(
    st.floats(0.0, 0.98), st.floats(10.0, 200.0), st.floats(0.3, 1.0), st.floats(30.0, 3000.0), st.floats(1e-4, 1e-2)
)
def test_a_pass_is_met_as_often_as_a_stepper_says(
    share: float, speed_mps: float, look_p: float, time_s: float, peak_per_s: float
) -> None:
    reach_m = 30_000.0

    def hazard(range_m: np.ndarray) -> np.ndarray:
        return peak_per_s * np.maximum(1.0 - range_m / reach_m, 0.0) ** 2

    found = float(pass_probability(pass_table(hazard, reach_m), share * reach_m, speed_mps, look_p, time_s))
    half_s = math.sqrt(reach_m**2 - (share * reach_m) ** 2) / speed_mps
    at = (np.arange(40_000) + 0.5) * 2.0 * half_s / 40_000
    rates = hazard(np.hypot(share * reach_m, speed_mps * (at - half_s)))
    exposure = np.bincount((at // time_s).astype(int), rates) * 2.0 * half_s / 40_000
    stepped = 1.0 - float(np.prod(1.0 - look_p * -np.expm1(-exposure)))
    assert found == pytest.approx(stepped, abs=3e-3)


def test_a_bin_holds_what_is_counted_for_it() -> None:
    asked = question({"kind": "radar", "radar": RADAR}, given=Given(Conditions(rain_mm_h=2.1)))
    here, found = sensor_curve(asked), binned(asked)
    assert here is not None
    assert found.counted.rain_mm_h == 2.8
    assert found.low_m < found.range_m < float(here.range_m_at_p) <= found.high_m
    middle = binned(question({"kind": "radar", "radar": RADAR}, given=Given(found.counted)))
    assert middle == found


def test_wind_and_sea_go_together() -> None:
    assert [int(sea_of_wind(sea_wind_mps(degree))) for degree in range(10)] == list(range(10))
    assert float(sea_wind_mps(4)) == pytest.approx(9.36, abs=0.01)  # 1.875 m
