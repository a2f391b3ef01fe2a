"""Asked beyond what they hold for, public functions refuse and say what they hold for; no nonsense comes back."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

import pytest

from longwatch.bounds import above, within
from longwatch.catalog.radar_set import RadarSet
from longwatch.detection.ais import reception
from longwatch.detection.optics_air import transmission
from longwatch.detection.optics_mtf import resolved_frequency
from longwatch.detection.optics_search import fields_of_view, found_by
from longwatch.detection.radar import Met, hazard_per_s
from longwatch.detection.radar_rcs import at_frequency, ship_rcs_m2
from longwatch.detection.rain import rain_db_per_km, rain_echo_per_m
from longwatch.physics import uuv
from longwatch.physics.air import density_kg_m3, temperature_k
from longwatch.physics.transit import transit_time_s
from longwatch.physics.usv import motor_endurance_s

RADAR = RadarSet.model_validate({
    "frequency": "9.4 GHz", "peak_power": "25 kW", "gain": "31 dB", "pulse": "0.25 us", "azimuth_beamwidth": "1 deg",
})  # fmt: skip
ASKED: dict[str, tuple[Callable[[], object], str]] = {
    "rain below none": (lambda: rain_db_per_km(9.4e9, -1.0, "H"), "rain rate of -1 mm/h: the model holds from 0 mm/h"),
    "rain unknown": (lambda: rain_db_per_km(9.4e9, [1.0, nan], "H"), "rain rate of nan"),
    "echo of rain below none": (lambda: rain_echo_per_m(9.4e9, -1.0), "rain rate of -1"),
    "echo of rain at a wave as short as drops": (lambda: rain_echo_per_m(100e9, 4.0), "above 0 to 3.5e\\+10 Hz"),
    "hazard in unknown rain": (
        lambda: hazard_per_s(RADAR, 5e3, 3, Met(10.0, 4.0), 15.0, rain_mm_h=nan), "rain rate of nan",
    ),
    "a frequency below none": (lambda: at_frequency(10.0, -1.0), "frequency of -1 Hz"),
    "a boat by the formula of ships": (lambda: ship_rcs_m2(9.4e9, 0.01), "from 0.5 to 100 thousand tons"),
    "more than any ship": (lambda: ship_rcs_m2(9.4e9, 500.0), "from 0.5 to 100 thousand tons"),
    "AIS before it began": (lambda: reception(100.0, 10.0, -5.0), "time of -5 s"),
    "found before it began": (lambda: found_by(0.9, -10.0, 3.4), "time of -10 s"),
    "found with no constant": (lambda: found_by(0.9, 10.0, 0.0), "constant of 0 s: the model holds above 0 s"),
    "no field of view": (lambda: fields_of_view(1.0, 300.0, 9e3, 0.0), "field of view of 0"),
    "no sea in view": (lambda: fields_of_view(1.0, 300.0, 0.0, 0.1), "range of 0 m"),
    "air below absolute zero": (lambda: density_kg_m3(0.0, -400.0), "from -60 to 60 K"),
    "a day nobody had": (lambda: temperature_k(0.0, 80.0), "from -60 to 60 K"),
    "a speed below none": (lambda: uuv.endurance_s(1e6, 10.0, 5.0, -1.0), "speed of -1 m/s"),
    "a store below none": (lambda: uuv.endurance_s(-1e6, 10.0, 5.0, 1.0), "energy of -1e\\+06 J"),
    "a boat lighter than none": (lambda: motor_endurance_s(200.0, 7e-8, 5e3, 0.0, -1.0), "ratio of masses of -1"),
    "light on a way below none": (lambda: transmission(1e-3, -1e3), "range of -1000 m"),
    "air that adds light": (lambda: transmission(-1e-3, 1e3), "extinction of -0.001"),
    "optics without sharpness": (lambda: resolved_frequency(0.1, 0.0), "optics_q of 0"),
    "a way at no speed": (lambda: transit_time_s([36.0, 37.0], [-71.0, -71.0], 0.0), "airspeed of 0 m/s"),
}  # fmt: skip


@pytest.mark.parametrize("what", ASKED)
def test_what_a_model_does_not_hold_for_is_refused(what: str) -> None:
    asked, said = ASKED[what]
    with pytest.raises(ValueError, match=said):
        asked()


def test_ends_of_bounds() -> None:
    assert within("a rate", [0.0, 2.0], 0.0, 2.0).tolist() == [0.0, 2.0]
    assert above("a rate", [0.1, inf]).tolist() == [0.1, inf]
    for bad in (nan, -0.1, 2.1):
        with pytest.raises(ValueError, match=r"a rate of .* m: the model holds from 0 to 2 m"):
            within("a rate", bad, 0.0, 2.0, "m")
    with pytest.raises(ValueError, match="a rate of 0: the model holds above 0"):
        above("a rate", [1.0, 0.0])
