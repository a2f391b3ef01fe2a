"""The way of a radar's pulse over a smooth sea: how steeply it meets the water, and what the reflected ray takes away.

All over an earth of 4/3 radius (Skolnik, Introduction to Radar Systems, chapter on propagation).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats
from longwatch.geo.horizon import MEAN_RADIUS_M, RADAR_K, radar_horizon_m

EARTH_M: Final = RADAR_K * MEAN_RADIUS_M


def grazing_rad(height_m: ArrayLike, range_m: ArrayLike) -> Floats:
    """Angle between ray and sea, asin(h / R - R / 2 k Re), where a ray of slant range R from height h meets it.

    Negative beyond the horizon. Where R is less than h the ray is taken to fall straight down. Error under 1 % to 400 km.
    """
    h, r = np.broadcast_arrays(np.asarray(height_m, np.float64), np.maximum(np.asarray(range_m, np.float64), 1e-3))
    out: Floats = np.arcsin(np.clip(h / r - r / (2.0 * EARTH_M), -1.0, 1.0))
    return out


def reflection_phase_rad(
    height_m: ArrayLike, target_height_m: ArrayLike, range_m: ArrayLike, wave_m: ArrayLike
) -> Floats:
    """Half the phase by which the ray off the sea lags behind the straight one; 0 at the horizon and beyond.

    2 pi h1' h2' / (lambda d) with heights over the plane that touches the sea at the point of reflection, which is the root
    of a cubic (Fishback's closed form, in Kerr, Propagation of Short Radio Waves, 1951, section 2.13). Falls with range.
    """
    h1 = np.maximum(np.asarray(height_m, np.float64), np.asarray(target_height_m, np.float64))
    h2 = np.minimum(np.asarray(height_m, np.float64), np.asarray(target_height_m, np.float64))
    r = np.asarray(range_m, np.float64)
    d = np.maximum(np.sqrt(np.maximum(r * r - (h1 - h2) ** 2, 0.0)), 1.0)  # over ground
    p = 2.0 / np.sqrt(3.0) * np.sqrt(EARTH_M * (h1 + h2) + d * d / 4.0)
    d1 = d / 2.0 + p * np.sin(np.arcsin(np.clip(2.0 * EARTH_M * d * (h1 - h2) / p**3, -1.0, 1.0)) / 3.0)
    high = np.maximum(h1 - d1**2 / (2.0 * EARTH_M), 0.0)
    low = np.maximum(h2 - (d - d1) ** 2 / (2.0 * EARTH_M), 0.0)
    phase: Floats = 2.0 * np.pi * high * low / (np.asarray(wave_m, np.float64) * d)
    return np.where(d < radar_horizon_m(h1, h2), phase, 0.0)


def low_angle_factor(height_m: ArrayLike, target_height_m: ArrayLike, range_m: ArrayLike, wave_m: ArrayLike) -> Floats:
    """Share of the free-space echo that is left once the ray off the sea interferes with the straight one.

    (2 sin phase)^4 in the farthest flank of the farthest lobe, where it is below 1 and takes the echo down with the eighth
    power of range; 1 nearer, where lobes come and go with every wave. The sea is taken as a mirror, which it is at these
    angles (grazing under 0.2 deg) up to sea state 5; diffraction, ducts and the divergence of the reflected ray are left out.
    """
    phase = np.minimum(reflection_phase_rad(height_m, target_height_m, range_m, wave_m), np.pi / 6.0)
    out: Floats = (2.0 * np.sin(phase)) ** 4
    return out
