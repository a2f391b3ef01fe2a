"""The range equation: how strong an echo stands over the noise of the receiver.

S/N = Pt G^2 lambda^2 sigma tau / ((4 pi)^3 k T0 F L R^4) for one pulse through a matched filter, T0 = 290 K (Skolnik,
Introduction to Radar Systems). Free space; what sea, rain and horizon take away is in `radar_path` and `rain`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats

LIGHT_MPS: Final = 299_792_458.0
BOLTZMANN_J_K: Final = 1.380649e-23
T0_K: Final = 290.0


def from_db(level_db: ArrayLike) -> Floats:
    """The ratio of powers that a level in dB says."""
    out: Floats = 10.0 ** (np.asarray(level_db, np.float64) / 10.0)
    return out


def signal_to_noise(
    range_m: ArrayLike,
    rcs_m2: ArrayLike,
    *,
    peak_power_w: ArrayLike,
    gain_db: ArrayLike,
    frequency_hz: ArrayLike,
    pulse_s: ArrayLike,
    noise_figure_db: ArrayLike,
    losses_db: ArrayLike,
) -> Floats:
    """Ratio of powers (not dB) of one pulse; all arguments broadcast. Ranges under 1 m count as 1 m."""
    r = np.maximum(np.asarray(range_m, np.float64), 1.0)
    wave_m = LIGHT_MPS / np.asarray(frequency_hz, np.float64)
    energy_j = np.asarray(peak_power_w, np.float64) * np.asarray(pulse_s, np.float64)
    taken = from_db(np.asarray(noise_figure_db, np.float64) + np.asarray(losses_db, np.float64))
    set_m4 = energy_j * from_db(gain_db) ** 2 * wave_m**2 / ((4.0 * np.pi) ** 3 * BOLTZMANN_J_K * T0_K * taken)
    out: Floats = set_m4 * np.asarray(rcs_m2, np.float64) / r**4
    return out
