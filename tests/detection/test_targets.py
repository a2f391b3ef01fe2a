"""Classes as large as [sensing] says, and each constant that all sensors of a kind share: it moves a range."""

from __future__ import annotations

import pytest

from longwatch.catalog.models import Payload, Sensor
from longwatch.catalog.sensing import SENSING
from longwatch.detection.conditions import FAIR, Given
from longwatch.detection.ranges import ais_reach, sensor_range
from longwatch.detection.targets import target_class, target_given

RADAR = {
    "frequency": "9.4 GHz",
    "peak_power": "25 kW",
    "gain": "31 dB",
    "pulse": "0.25 us",
    "azimuth_beamwidth": "1 deg",
}
SENSORS = {
    "radar": {"kind": "radar", "radar": RADAR},
    "typed": {"kind": "radar", "ranges": {"small-boat": {"detect": "200 km"}}},
    "camera": {"kind": "turret", "camera": {"ifov": "20 urad", "criteria": "acquire"}},
    "eyes": {"kind": "eyes", "lookout": {"from": "ship"}},
    "sonar": {"kind": "sonar", "hydrophone": {"frequency": "300 Hz", "bandwidth": "400 Hz"}},
}  # fmt: skip
WET, HAZE = FAIR._replace(sea_state=1, rain_mm_h=5.6), FAIR._replace(visibility_m=9_000.0)


def payload(**sensor: object) -> Payload:
    return Payload.model_validate({
        "id": "fit", "name": "Fit", "mass": "40 kg", "power": "400 W", "endurance_factor": 0.9, "sensors": [sensor],
    })  # fmt: skip


def test_factors_change_ships_and_the_length_of_what_flies() -> None:
    given = SENSING.model_copy(update={"target_height_factor": 1.2, "target_length_factor": 0.8})
    boat, large = target_class("small-boat"), target_given("small-boat", given)
    assert (large.height_m, large.height_m.low) == pytest.approx((1.2 * boat.height_m, 1.2 * boat.height_m.low))
    assert large.length_m == pytest.approx(0.8 * boat.length_m)
    assert large.rcs_m2 == boat.rcs_m2
    plane, small = target_class("light-aircraft"), target_given("light-aircraft", given)
    assert (small.height_m, small.length_m) == (plane.height_m, pytest.approx(0.8 * plane.length_m))
    assert target_given("small-boat", SENSING) == boat


@pytest.mark.parametrize(
    ("sensor", "class_", "task", "height_m", "sky", "name", "rises"),
    [
        ("radar", "small-boat", "detect", 15.0, FAIR, "target_height_factor", True),
        ("radar", "fishing-boat", "detect", 15.0, WET, "rain_echo_error_db", False),
        ("typed", "small-boat", "detect", 15.0, FAIR, "target_height_factor", True),
        ("camera", "fishing-boat", "identify", 3000.0, FAIR, "target_height_factor", True),
        ("camera", "fishing-boat", "identify", 3000.0, FAIR, "target_length_factor", True),
        ("camera", "fishing-boat", "identify", 3000.0, FAIR, "breadth_share", True),
        ("camera", "helicopter", "identify", 3000.0, FAIR, "aircraft_body", True),
        ("camera", "merchant", "recognise", 3000.0, HAZE, "wavelength_factor", True),
        ("eyes", "coaster", "detect", 15.0, FAIR, "lookout_speed_factor", True),
        # the same sweep width, more of it far off
        ("eyes", "merchant", "detect", 15.0, FAIR, "sight_fade", True),
        ("eyes", "fishing-boat", "recognise", 15.0, FAIR, "breadth_share", True),
        ("sonar", "fishing-boat", "detect", 0.0, FAIR, "ships_speed_factor", True),
        ("sonar", "fishing-boat", "detect", 0.0, FAIR, "target_length_factor", True),
        ("sonar", "merchant", "detect", 0.0, FAIR._replace(wind_mps=0.0), "sound_reach_max_m", True),
    ],
)
def test_a_constant_moves_the_range_over_its_range(
    sensor: str, class_: str, task: str, height_m: float, sky: object, name: str, rises: bool
) -> None:
    def range_m(value: float) -> float:
        given = Given(sky, SENSING.model_copy(update={name: value}))  # type: ignore[arg-type]
        return float(sensor_range(payload(**SENSORS[sensor]), class_, task, 0.5, height_m, given=given) or 0.0)

    low_m, likely_m, high_m = (range_m(at) for at in _ends(name))
    assert (low_m <= likely_m <= high_m) if rises else (low_m >= likely_m >= high_m)
    assert abs(high_m - low_m) > 0.02 * likely_m > 0.0


def _ends(name: str) -> tuple[float, float, float]:
    figure = getattr(SENSING, name)
    return figure.low, float(figure), figure.high


def test_a_taller_ship_is_heard_from_farther() -> None:
    receiver, tall = payload(kind="ais"), SENSING.model_copy(update={"target_height_factor": 1.4})
    usual_m = ais_reach(receiver, "coaster", 15.0, given=Given())
    tall_m = ais_reach(receiver, "coaster", 15.0, given=Given(FAIR, tall))
    assert usual_m is not None
    assert tall_m is not None
    assert tall_m > usual_m


def test_factors_beyond_what_models_know_are_refused() -> None:
    for bad in ({"sight_fade": 1.5}, {"wavelength_factor": 0.5}, {"wavelength_factor": 2.0}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            type(SENSING).model_validate(bad)
    assert Sensor.model_validate(SENSORS["eyes"]).lookout is not None
