"""The standard atmosphere to 20 km: what wings and propellers work in.

ISO 2533:1975 and U.S. Standard Atmosphere, 1976 (NASA TM-X-74335), which agree below 32 km. Heights are geopotential (pressure)
heights, as altimeters show them; at 20 km the geometric height is 63 m more.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within
from longwatch.units import G0_MPS2

Floats = NDArray[np.float64]
GAS_J_KG_K: Final = 287.05287  # dry air
SEA_LEVEL_K: Final = 288.15
SEA_LEVEL_PA: Final = 101_325.0
LAPSE_K_M: Final = 0.0065
TROPOPAUSE_M: Final = 11_000.0
TROPOPAUSE_K: Final = SEA_LEVEL_K - LAPSE_K_M * TROPOPAUSE_M
HEIGHTS_M: Final = (-1000.0, 20_000.0)  # where it holds
_EXPONENT: Final = G0_MPS2 / (GAS_J_KG_K * LAPSE_K_M)


def temperature_k(height_m: ArrayLike, offset_k: ArrayLike = 0.0) -> Floats:
    """Of the air at a pressure height, in kelvin; `offset_k` is by how much the day is warmer than standard.

    Raises ValueError outside -1 to 20 km, and for an offset beyond 60 K, which no day has.
    """
    height, offset_k = _checked(height_m), within("an offset of temperature", offset_k, -60.0, 60.0, "K")
    return np.asarray(np.maximum(SEA_LEVEL_K - LAPSE_K_M * height, TROPOPAUSE_K) + offset_k, np.float64)


def pressure_pa(height_m: ArrayLike) -> Floats:
    """Of the air at a pressure height: the same on a warm day, by definition."""
    height = _checked(height_m)
    below = SEA_LEVEL_PA * (np.maximum(SEA_LEVEL_K - LAPSE_K_M * height, TROPOPAUSE_K) / SEA_LEVEL_K) ** _EXPONENT
    above_m = np.maximum(height - TROPOPAUSE_M, 0.0)
    return np.asarray(below * np.exp(-G0_MPS2 * above_m / (GAS_J_KG_K * TROPOPAUSE_K)), np.float64)


def density_kg_m3(height_m: ArrayLike, offset_k: ArrayLike = 0.0) -> Floats:
    """Of dry air by the gas law. Moist tropical air at sea level is up to 2 % lighter."""
    return np.asarray(pressure_pa(height_m) / (GAS_J_KG_K * temperature_k(height_m, offset_k)), np.float64)


def _checked(height_m: ArrayLike) -> Floats:
    height = np.asarray(height_m, np.float64)
    if not np.all((height >= HEIGHTS_M[0]) & (height <= HEIGHTS_M[1])):
        raise ValueError(f"the standard atmosphere is given from {HEIGHTS_M[0]:g} to {HEIGHTS_M[1]:g} m")
    return height
