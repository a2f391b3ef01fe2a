"""Surface vehicles: what sun and fuel feed, and what a mean speed over months comes to.

No closed form of the speed that waves and sails give is accepted here: no published case gives speed by sea state, so speeds
are means of voyages. The balance of solar power takes hours of full sun, not the path of the sun.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import above
from longwatch.units import DAY_S

Floats = NDArray[np.float64]


def mean_speed_mps(way_m: ArrayLike, time_s: ArrayLike) -> Floats:
    """Made good over a voyage, calms and detours included."""
    return np.asarray(np.asarray(way_m, np.float64) / np.asarray(time_s), np.float64)


def harvest_j(panel_w: ArrayLike, sun_s: ArrayLike) -> Floats:
    """Energy of a day: peak power times the hours of full sun it is worth."""
    return np.asarray(np.asarray(panel_w, np.float64) * np.asarray(sun_s), np.float64)


def fed_by_sun_w(panel_w: ArrayLike, sun_s: ArrayLike, store_j: ArrayLike, night_s: ArrayLike) -> Floats:
    """The load that sun and store feed day and night: what a day brings, or what lasts over the night if that is less."""
    by_day = harvest_j(panel_w, sun_s) / DAY_S
    return np.asarray(np.minimum(by_day, np.asarray(store_j) / np.asarray(night_s)), np.float64)


def motor_endurance_s(
    fuel_kg: ArrayLike, bsfc_kg_j: ArrayLike, motor_w: ArrayLike, electrical_w: ArrayLike, mass_ratio: ArrayLike = 1.0
) -> Floats:
    """Time of a motor boat at one speed: propulsion rises with displacement^(2/3) (the Admiralty coefficient)."""
    shaft_w = np.asarray(motor_w) * above("a ratio of masses", mass_ratio) ** (2.0 / 3.0) + np.asarray(electrical_w)
    return np.asarray(np.asarray(fuel_kg) / (np.asarray(bsfc_kg_j) * shaft_w), np.float64)
