"""How a sonar of the catalog meets a class: a hydrophone hears its machinery, a side-scan sonar sees no ship at all."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtri

from longwatch.catalog.hydrophone import Hydrophone, band_hz
from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import Sensing
from longwatch.detection.conditions import Given
from longwatch.detection.heard import ships_heard
from longwatch.detection.sight import Sight
from longwatch.detection.sonar import Band, band_level_db, decision_hazard_per_s, received_db, signal_excess_db, slices
from longwatch.detection.targets import TargetClass
from longwatch.physics.sound_absorption import francois_garrison_db_km
from longwatch.physics.sound_noise import coates_db, power_sum_db
from longwatch.physics.sound_ships import jomopans_db

Floats = NDArray[np.float64]

WATER_C: Final = 10.0  # fixed by choice: 0 or 30 degrees move no range of a hydrophone by more than 2 %
LEAST_P: Final = (
    0.01  # numerical, of one decision: what is rarer drowns in wrong ones; half or twice of it moves 2 to 3 %
)
FADING: Final = 0.9  # numerical: from this share of `sound_reach_max` on the hazard goes down to nothing


def sonar_sight(
    sensor: Sensor,
    target: TargetClass,
    task: str,
    given: Given,
    height_m: float,  # noqa: ARG001 (models of all sensors are called alike)
) -> Sight | None:
    """Hazard of hearing a ship, by range at the surface; None for what flies, for identifying, and for a side-scan sonar.

    A decision falls in every time of integration and relaxation together. Its chance below `LEAST_P` counts for nothing, and so
    does what lies beyond `sound_reach_max`. To recognise takes more excess. Of sea and sky only the wind counts, as noise;
    `height_m` plays no part: the hydrophone hangs at its own depth.
    """
    phone = sensor.hydrophone
    if phone is None or target.flies or target.id not in ships_heard() or task not in ("detect", "recognise"):
        return None
    sensing = given.sensing
    extra_db = float(phone.recognise_excess_db) if task == "recognise" else 0.0
    fluctuation_db = float(sensing.sound_fluctuation_db)
    decision_s = float(phone.integration_s) + float(sensing.sound_relaxation_s)
    hears = _Hearing.of(phone, target, given)
    least_db = fluctuation_db * float(ndtri(LEAST_P))
    floor = float(decision_hazard_per_s(least_db, fluctuation_db, decision_s))
    most_m = float(sensing.sound_reach_max_m)
    reach_m = _reach_m(hears, least_db + extra_db, most_m)
    if reach_m <= 0.0:
        return None

    def hazard_per_s(range_m: Floats) -> Floats:
        r = np.asarray(range_m, dtype=np.float64)
        found = decision_hazard_per_s(hears.excess_db(r) - extra_db, fluctuation_db, decision_s) - floor
        fading = np.clip((most_m - r) / ((1.0 - FADING) * most_m), 0.0, 1.0)
        out: Floats = np.where(r < reach_m, np.maximum(found, 0.0) * fading, 0.0)
        return out

    return Sight(hazard_per_s, reach_m)


class _Hearing(NamedTuple):
    """All of the sonar equation but the range."""

    band: Band
    source_db: Floats  # spectrum levels, one a slice
    absorption_db_km: Floats
    transition_m: float
    noise_db: float  # level of the band
    gain_less_threshold_db: float
    depth_m: float

    @classmethod
    def of(cls, phone: Hydrophone, target: TargetClass, given: Given) -> _Hearing:
        sensing = given.sensing
        band = slices(*band_hz(phone))
        f = band.frequency_hz
        noise = coates_db(f, given.conditions.wind_mps, float(sensing.shipping)) + float(sensing.noise_error_db)
        if phone.own_noise_db is not None:
            noise = power_sum_db(noise, float(phone.own_noise_db))
        return cls(
            band,
            _source_db(f, target, sensing),
            francois_garrison_db_km(np.maximum(f, 100.0), WATER_C, depth_m=float(phone.depth_m)),
            float(sensing.sound_transition_m),
            float(band_level_db(noise, band)),
            float(phone.array_gain_db) - float(phone.threshold_db),
            float(phone.depth_m),
        )

    def excess_db(self, range_m: Floats) -> Floats:
        """Signal excess by range at the surface; the way to the hydrophone is the slant to its depth."""
        received = received_db(
            np.hypot(range_m, self.depth_m), self.source_db, self.absorption_db_km, self.transition_m, self.band
        )
        return signal_excess_db(received, 0.0, self.noise_db, self.gain_less_threshold_db)


def _source_db(frequency_hz: Floats, target: TargetClass, sensing: Sensing) -> Floats:
    like = ships_heard()[target.id]
    length_m = float(np.clip(float(target.length_m), 3.0, 450.0))
    speed_mps = float(np.clip(like.speed_mps * float(sensing.ships_speed_factor), 0.5, 30.0))
    errors = float(sensing.source_level_error_db)
    if target.id == "small-boat":
        errors += float(sensing.boat_level_error_db)
    return jomopans_db(frequency_hz, like.sounds_like, speed_mps, length_m) + errors


def _reach_m(hears: _Hearing, least_db: float, most_m: float) -> float:
    """Range at which the excess has fallen to what still counts; 0 where it never rises so far."""

    def over_db(range_m: float) -> float:
        return float(hears.excess_db(np.array(range_m))) - least_db

    if over_db(0.0) <= 0.0:
        return 0.0
    if over_db(most_m) >= 0.0:
        return most_m
    return float(brentq(over_db, 0.0, most_m, xtol=1e-3))
