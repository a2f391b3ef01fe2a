"""How fast sound goes and how much of it is lost on its way.

Speed: K. V. Mackenzie, Nine-term equation for sound speed in the oceans, J. Acoust. Soc. Am. 70, 1981. Loss: geometrical
spreading and absorption, R. J. Urick, Principles of Underwater Sound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within

Floats = NDArray[np.float64]


def sound_speed_mps(temperature_c: ArrayLike, salinity_psu: ArrayLike = 35.0, depth_m: ArrayLike = 0.0) -> Floats:
    """Mackenzie's nine terms: -2 to 30 degrees, 25 to 40 psu, down to 8 km; standard error 0.07 m/s."""
    t = within("a temperature", temperature_c, -2.0, 30.0, "deg C")
    s = within("a salinity", salinity_psu, 25.0, 40.0, "psu") - 35.0
    z = within("a depth", depth_m, 0.0, 8000.0, "m")
    out: Floats = (
        1448.96 + 4.591 * t - 5.304e-2 * t**2 + 2.374e-4 * t**3 + 1.340 * s
        + 1.630e-2 * z + 1.675e-7 * z**2 - 1.025e-2 * t * s - 7.139e-13 * t * z**3
    )  # fmt: skip
    return out


def transmission_loss_db(range_m: ArrayLike, absorption_db_km: ArrayLike, transition_m: ArrayLike = np.inf) -> Floats:
    """Spherical spreading out to a transition range (about the depth of the water), cylindrical beyond; arrays broadcast.

    Not below 0 dB: nearer than 1 m a ship is no point. No refraction, no shadow, no convergence zone, no loss into the bottom,
    no image in the surface: real loss differs by 10 dB and more either way beyond some 10 km.
    """
    r = np.maximum(within("a range", range_m, 0.0, 2e7, "m"), 1.0)
    transition = within("a transition range", transition_m, 1.0, np.inf, "m")
    spherical = 20.0 * np.log10(np.minimum(r, transition))
    out: Floats = (
        spherical + 10.0 * np.log10(np.maximum(r / transition, 1.0)) + np.asarray(absorption_db_km) * r / 1000.0
    )
    return out
