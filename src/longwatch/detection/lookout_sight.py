"""What look-outs detect, by the sweep widths of the search manuals; what they recognise, by the acuity of the eye.

A width W at a speed v becomes Koopman's inverse-cube hazard, K / range^3 (Search and Screening, 1946, chapter 2: what is seen
goes as the solid angle of the hull), with K such that straight passes at that speed add up to W again.
"""

from __future__ import annotations

from math import log, pi
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ive

from longwatch.catalog.lookout import From, Lookout
from longwatch.catalog.models import Sensor
from longwatch.detection import iamsar
from longwatch.detection.conditions import Given
from longwatch.detection.optics_resolution import criterion_cycles, cycles_on_target, farthest_m, ttpf_inverse
from longwatch.detection.optics_shape import Floats, body_m, horizon_m, presented_size_m, standing_m
from longwatch.detection.sight import Sight
from longwatch.detection.targets import TargetClass
from longwatch.units import FT_M, KT_MPS

# length in feet -> object of the tables that stands for hulls of that length and more: ASSUMED
HULLS_FT: Final = {
    0.0: "Power Boat <= 15ft", 20.0: "Power Boat 20ft", 33.0: "Power Boat 33ft", 53.0: "Power Boat 53ft",
    78.0: "Power Boat 78ft", 120.0: "Ship 120ft", 225.0: "Ship 225ft", 300.0: "Ship >= 300ft",
}  # fmt: skip
# middle of each Douglas degree, metres of significant height
SEAS_M: Final = (0.0, 0.05, 0.3, 0.875, 1.875, 3.25, 5.0, 7.5, 11.5, 14.0)


class Post(NamedTuple):
    """The table that speaks for a place to look from, and the speed its widths are for."""

    platform: str
    speed_mps: float


# That of merchant ships ends at boats of 24 m and repeats that of a 14 ft eye for boats of 5, 7 and 24 m: ships look by it.
POSTS: Final[dict[From, Post]] = {
    "fixed wing": Post("fixed_wing", 180.0 * KT_MPS),
    "helicopter": Post("helicopter", 90.0 * KT_MPS),
    "small boat": Post("small_boat", 15.0 * KT_MPS),
    "ship": Post("small_boat", 15.0 * KT_MPS),
}


def lookout_sight(sensor: Sensor, target: TargetClass, task: str, given: Given, height_m: float) -> Sight | None:
    """The sight of look-outs: None in the dark, in less visibility and from higher than the tables know, and for what flies."""
    lookout = sensor.lookout
    if lookout is None or given.conditions.dark or target.flies:
        return None
    if task != "detect":
        return _recognised(lookout, target, task, given, height_m)
    width_m = lookout_width_m(lookout, target, given, height_m)
    reach_m = horizon_m(target, height_m)
    if width_m is None or width_m <= 0.0 or reach_m <= 0.0:
        return None
    strength = inverse_cube_strength(width_m, _speed_mps(lookout), height_m)

    def hazard_per_s(range_m: Floats) -> Floats:
        at = np.asarray(range_m, np.float64)
        # what stands over the horizon: all of it to where the sea sinks, nothing beyond
        part = standing_m(target, height_m, at) / body_m(target)
        return np.asarray(strength / np.maximum(at, 1.0) ** 3 * part)

    return Sight(hazard_per_s, reach_m)


def lookout_width_m(lookout: Lookout, target: TargetClass, given: Given, height_m: float) -> float | None:
    """Corrected sweep width; None where the tables say nothing. Heights below the lowest go by the lowest one."""
    platform, hull = POSTS[lookout.looks_from].platform, hull_of(float(target.length_m))
    heights_m = iamsar.heights_m(platform, hull)
    sky = given.conditions
    if lookout.looks_from in ("ship", "small boat"):  # eyes above the highest tabulated look as from there
        height_m = min(height_m, float(heights_m[-1]))
    if height_m > heights_m[-1] or sky.visibility_m < iamsar.least_visibility_m(platform, hull):
        return None
    small = float(target.length_m) < float(lookout.small_below_m)
    factors = (
        iamsar.weather_factor(sky.wind_mps, SEAS_M[sky.sea_state], small=small)
        * iamsar.speed_factor(platform, hull, _speed_mps(lookout))
        * iamsar.fatigue_factor(tired=lookout.tired)
    )
    width = iamsar.sweep_width_m(platform, hull, max(height_m, float(heights_m[0])), sky.visibility_m)
    return float(width * factors)


def hull_of(length_m: float) -> str:
    """The largest object of the tables that is no longer than a hull: a longer one is at least as plain to see."""
    return next(name for feet, name in reversed(HULLS_FT.items()) if length_m / FT_M >= feet)


def inverse_cube_strength(width_m: float, speed_mps: float, height_m: float) -> float:
    """K in m3/s of a hazard K / range^3 whose straight passes at a speed sweep a width.

    From the surface K = v W^2 / (8 pi), which is Koopman's W = 2 sqrt(2 pi k h / v) with K = k h. At a height h slant ranges
    are longer: W / h = pi u exp(-u/2) (I0(u/2) + I1(u/2)) with u = 2 K / (v h^2), solved for u.
    """
    flat = speed_mps * width_m**2 / (8.0 * pi)
    ratio = width_m / max(height_m, 1e-9)
    if ratio > 1e4:
        return flat

    def short(log_u: float) -> float:
        u = np.exp(log_u)
        return log(pi * u * (ive(0, u / 2) + ive(1, u / 2))) - log(ratio)

    u = float(np.exp(brentq(short, -40.0, 18.0, xtol=1e-13)))
    return 0.5 * u * speed_mps * height_m**2


def _speed_mps(lookout: Lookout) -> float:
    own = lookout.speed_mps
    return POSTS[lookout.looks_from].speed_mps if own is None else float(own)


def _recognised(lookout: Lookout, target: TargetClass, task: str, given: Given, height_m: float) -> Sight | None:
    """To recognise and identify: cycles on target of the eye (ACQUIRE), for what shows at least 2 % of its contrast."""
    needed = criterion_cycles("acquire", task) * float(given.sensing.cycles_factor)
    far_m = min(horizon_m(target, height_m), given.conditions.visibility_m)
    if far_m <= 0.0:
        return None

    def ratio(range_m: Floats) -> Floats:
        size_m = presented_size_m(target, standing_m(target, height_m, range_m), area=True)
        return cycles_on_target(size_m, float(lookout.acuity_rad), np.maximum(range_m, 1.0)) / needed

    return Sight(None, far_m, 1.0, lambda p: farthest_m(ratio, float(ttpf_inverse(p)), far_m))
