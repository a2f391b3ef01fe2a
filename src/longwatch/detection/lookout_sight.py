"""What look-outs detect, by the sweep widths of the search manuals; what they recognise, by the acuity of the eye.

A width W at a speed v becomes Koopman's inverse-cube hazard, K / range^3 (Search and Screening, 1946, chapter 2: what is seen
goes as the solid angle of the hull), with K such that straight passes at that speed add up to W again.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, pi
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import brentq

from longwatch.catalog.lookout import From, Lookout
from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import Sensing
from longwatch.detection import iamsar
from longwatch.detection.conditions import Given
from longwatch.detection.optics_resolution import criterion_cycles, cycles_on_target, farthest_m, ttpf_inverse
from longwatch.detection.optics_shape import Floats, body_m, horizon_m, presented_size_m, standing_m, standing_of
from longwatch.detection.sight import Sight
from longwatch.detection.targets import TargetClass
from longwatch.geo.horizon import optical_horizon_m
from longwatch.physics.douglas import wave_height_m
from longwatch.units import FT_M, KT_MPS

# published: lengths of the objects of the tables. Which one stands for a hull between two of them is numerical; how long the
# hulls are is `target_length_factor` of [sensing].
HULLS_FT: Final = {
    0.0: "Power Boat <= 15ft", 20.0: "Power Boat 20ft", 33.0: "Power Boat 33ft", 53.0: "Power Boat 53ft",
    78.0: "Power Boat 78ft", 120.0: "Ship 120ft", 225.0: "Ship 225ft", 300.0: "Ship >= 300ft",
}  # fmt: skip
MOST_OF_HORIZON: Final = 0.9  # numerical: some pass is left that sees nothing; 0.7 instead takes 2 % of a range
SIDES, TRACKS = 400, 200  # points of the quadrature


class Post(NamedTuple):
    """The table that speaks for a place to look from, and the speed its widths are for."""

    platform: str
    speed_mps: float


class Scene(NamedTuple):
    """A sensor's height, the top and the height of what it looks for, and the visibility, in metres."""

    height_m: float
    top_m: float
    tall_m: float
    visibility_m: float
    fade: float  # last part of the visibility, as a share

    @property
    def reach_m(self) -> float:
        """The horizon, or the visibility where that is nearer."""
        return min(float(optical_horizon_m(self.height_m, self.top_m)), self.visibility_m)

    def part(self, range_m: Floats) -> Floats:
        """What stands over the horizon, as a share; it fades over the last part of the visibility."""
        faded = np.clip((self.visibility_m - range_m) / (self.fade * self.visibility_m), 0.0, 1.0)
        return np.asarray(faded * standing_m(self.height_m, self.top_m, self.tall_m, range_m) / self.tall_m)


# published: speeds that the widths of the manuals are for; what a craft does is `lookout_speed_factor` of [sensing].
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
    if width_m is None or width_m <= 0.0:
        return None
    scene = Scene(
        height_m, float(target.height_m), body_m(target, given.sensing), given.conditions.visibility_m,
        float(given.sensing.sight_fade),
    )  # fmt: skip
    if scene.reach_m <= height_m:
        return None
    strength = inverse_cube_strength(width_m, _speed_mps(lookout, given.sensing), scene)

    def hazard_per_s(range_m: Floats) -> Floats:
        at = np.asarray(range_m, np.float64)
        return np.asarray(strength / np.maximum(at, 1.0) ** 3 * scene.part(at))

    return Sight(hazard_per_s, scene.reach_m)


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
        iamsar.weather_factor(sky.wind_mps, float(wave_height_m(sky.sea_state)), small=small)
        * iamsar.speed_factor(platform, hull, _speed_mps(lookout, given.sensing))
        * iamsar.fatigue_factor(tired=lookout.tired)
    )
    width = iamsar.sweep_width_m(platform, hull, max(height_m, float(heights_m[0])), sky.visibility_m)
    return float(width * factors)


def hull_of(length_m: float) -> str:
    """The largest object of the tables that is no longer than a hull: a longer one is at least as plain to see."""
    return next(name for feet, name in reversed(HULLS_FT.items()) if length_m / FT_M >= feet)


def inverse_cube_strength(width_m: float, speed_mps: float, scene: Scene) -> float:
    """K in m3/s of a hazard K / range^3 whose straight passes at a speed sweep a width, horizon and slant ranges and all.

    From the surface and without a horizon it is v W^2 / (8 pi): Koopman's W = 2 sqrt(2 pi k h / v) with K = k h. A width that the
    horizon does not allow is taken as nine tenths of what it allows. By quadrature, to 1e-3 of the width.
    """
    side_m, per_strength = _passes(scene)
    wanted_m = min(width_m, MOST_OF_HORIZON * 2.0 * float(side_m[-1]))

    def over_m(log_strength: float) -> float:
        exposure = np.exp(log_strength) / speed_mps * per_strength
        return float(2.0 * np.trapezoid(-np.expm1(-exposure), side_m)) - wanted_m

    flat = log(speed_mps * wanted_m**2 / (8.0 * pi))
    return float(np.exp(brentq(over_m, flat - 30.0, flat + 30.0, xtol=1e-10)))


@lru_cache(maxsize=256)
def _passes(scene: Scene) -> tuple[Floats, Floats]:
    """(lateral ranges out to the reach, integral of the part that shows over range^3 along a whole pass there)."""
    reach_m, scale_m = scene.reach_m, max(scene.height_m, 1.0)
    ground_m = np.sqrt(max(reach_m**2 - scene.height_m**2, 1.0))
    side_m = scale_m * np.sinh(np.linspace(0.0, np.arcsinh(ground_m / scale_m), SIDES))
    near_m = np.hypot(side_m, scale_m)[:, None]
    # with distance along the track = nearest x sinh t the integral is that of share / cosh^2 t
    t = np.arccosh(np.maximum(reach_m / near_m, 1.0)) * np.linspace(0.0, 1.0, TRACKS)
    shown = scene.part(near_m * np.cosh(t)) / np.cosh(t) ** 2
    return side_m, np.asarray(2.0 / near_m[:, 0] ** 2 * np.trapezoid(shown, t, axis=1))


def _speed_mps(lookout: Lookout, sensing: Sensing) -> float:
    own, usual_mps = lookout.speed_mps, POSTS[lookout.looks_from].speed_mps
    return usual_mps * float(sensing.lookout_speed_factor) if own is None else float(own)


def _recognised(lookout: Lookout, target: TargetClass, task: str, given: Given, height_m: float) -> Sight | None:
    """To recognise and identify: cycles on target of the eye (ACQUIRE), for what shows at least 2 % of its contrast."""
    needed = criterion_cycles("acquire", task) * float(given.sensing.cycles_factor)
    far_m = min(horizon_m(target, height_m), given.conditions.visibility_m)
    if far_m <= 0.0:
        return None

    def ratio(range_m: Floats) -> Floats:
        shows_m = standing_of(target, height_m, range_m, given.sensing)
        size_m = presented_size_m(float(target.length_m), shows_m, float(given.sensing.breadth_share), area=True)
        return cycles_on_target(size_m, float(lookout.acuity_rad), np.maximum(range_m, 1.0)) / needed

    return Sight(None, far_m, 1.0, lambda p: farthest_m(ratio, float(ttpf_inverse(p)), far_m))
