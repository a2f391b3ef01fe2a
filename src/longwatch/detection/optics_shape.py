"""What of a ship or an aircraft stands over the horizon, and how large that looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.catalog.sensing import Sensing
from longwatch.detection.targets import TargetClass
from longwatch.geo.horizon import MEAN_RADIUS_M, OPTICAL_K, optical_horizon_m

Floats = NDArray[np.float64]


def body_m(target: TargetClass, sensing: Sensing) -> float:
    """How tall it is: a ship as it stands over the sea, an aircraft `aircraft_body` of its length."""
    return float(sensing.aircraft_body) * float(target.length_m) if target.flies else float(target.height_m)


def horizon_m(target: TargetClass, height_m: float) -> float:
    """Slant range beyond which nothing of it is over the horizon; the difference to the way along the sea is left out."""
    return float(optical_horizon_m(height_m, float(target.height_m)))


def standing_m(height_m: float, top_m: float, tall_m: float, range_m: ArrayLike) -> Floats:
    """How much of what is so tall, its top at a height over the sea, stands over the horizon of a sensor at another height.

    All of it near, nothing beyond the horizon of its top.
    """
    beyond_m = np.maximum(np.asarray(range_m, np.float64) - float(optical_horizon_m(height_m)), 0.0)
    hidden_m = beyond_m**2 / (2.0 * OPTICAL_K * MEAN_RADIUS_M)
    return np.clip(top_m - hidden_m, 0.0, tall_m)


def standing_of(target: TargetClass, height_m: float, range_m: ArrayLike, sensing: Sensing) -> Floats:
    """The same of a class."""
    return standing_m(height_m, float(target.height_m), body_m(target, sensing), range_m)


def presented_size_m(length_m: float, standing_m: ArrayLike, breadth_share: float, *, area: bool) -> Floats:
    """What counts for the resolution of what is so long: the square root of the presented area, or the smaller side.

    Presented area is mean breadth x height, the breadth a share of the length: 2 / pi of what shows its side at every angle
    evenly, as a wall without beam. From steep above a ship shows its
    deck as well: it then looks larger than this, by a quarter at 30 degrees for a boat as broad as high.
    """
    tall = np.asarray(standing_m, np.float64)
    return np.sqrt(breadth_share * length_m * tall) if area else np.minimum(tall, length_m)
