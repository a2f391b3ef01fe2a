"""Underwater vehicles: hotel load plus the cube of speed, and gliders, which pay by the dive.

The cube is quadratic drag times speed at one efficiency of propulsion; it holds near the speed it was taken at (within a factor
of two). A battery gives less when cold or fast discharged: its energy here is what can be used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within
from longwatch.units import G0_MPS2

Floats = NDArray[np.float64]
WATER_KG_M3 = 1025.0


def power_w(hotel_w: ArrayLike, drag_w_s3_m3: ArrayLike, speed_mps: ArrayLike) -> Floats:
    """Hotel + k v^3."""
    return np.asarray(
        np.asarray(hotel_w) + np.asarray(drag_w_s3_m3) * within("a speed", speed_mps, 0.0, unit="m/s") ** 3, np.float64
    )


def endurance_s(energy_j: ArrayLike, hotel_w: ArrayLike, drag_w_s3_m3: ArrayLike, speed_mps: ArrayLike) -> Floats:
    """Time on a store of energy at a speed through the water."""
    return np.asarray(within("energy", energy_j, 0.0, unit="J") / power_w(hotel_w, drag_w_s3_m3, speed_mps), np.float64)


def best_speed_mps(hotel_w: ArrayLike, drag_w_s3_m3: ArrayLike) -> Floats:
    """The speed of greatest range, where propulsion takes half the hotel load: (hotel / 2k)^(1/3)."""
    return np.asarray(np.cbrt(np.asarray(hotel_w) / (2.0 * np.asarray(drag_w_s3_m3))), np.float64)


def dive_energy_j(volume_m3: ArrayLike, depth_m: ArrayLike, efficiency: ArrayLike) -> Floats:
    """What a glider's pump takes for one dive: oil pushed out against the sea at its depth, p V / efficiency."""
    pressure_pa = WATER_KG_M3 * G0_MPS2 * np.asarray(depth_m, np.float64)
    return np.asarray(pressure_pa * np.asarray(volume_m3) / np.asarray(efficiency), np.float64)


def glider_power_w(hotel_w: ArrayLike, dive_j: ArrayLike, dive_every_s: ArrayLike) -> Floats:
    """Mean power of a glider: hotel load and one dive after the other."""
    return np.asarray(np.asarray(hotel_w) + np.asarray(dive_j) / np.asarray(dive_every_s), np.float64)
