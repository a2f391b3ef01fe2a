"""How large ships look to a radar: by displacement, frequency and aspect.

M.I. Skolnik, An empirical formula for the radar cross section of ships at grazing incidence, IEEE Transactions on Aerospace and
Electronic Systems 10(2), 1974. The classes have their cross-sections at X band in `detection/data/targets.toml`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.bounds import above, within
from longwatch.geo.geodesic import Floats

CLASS_FREQUENCY_HZ: Final = 9.4e9  # the frequency at which the classes have their cross-sections


def ship_rcs_m2(frequency_hz: ArrayLike, displacement_kt: ArrayLike) -> Floats:
    """Median over aspects at low grazing angles, 52 sqrt(f in MHz) D^1.5 with D in thousands of tons.

    From ships of 2 to 17 thousand tons at L to X band, a mean over many; somewhat beyond, an extrapolation. ValueError outside
    0.5 to 100 thousand tons and 0.5 to 35 GHz.
    """
    f_mhz = within("a frequency", np.asarray(frequency_hz, np.float64) / 1e6, 500.0, 35_000.0, "MHz")
    d = within("a displacement", displacement_kt, 0.5, 100.0, "thousand tons")
    out: Floats = 52.0 * np.sqrt(f_mhz) * d**1.5
    return out


def at_frequency(rcs_m2: ArrayLike, frequency_hz: ArrayLike) -> Floats:
    """A ship's cross-section at another frequency than that of its class: as the square root of it, by the same formula."""
    scale = np.sqrt(above("a frequency", frequency_hz, 0.0, unit="Hz") / CLASS_FREQUENCY_HZ)
    out: Floats = np.asarray(rcs_m2, np.float64) * scale
    return out


def aspect_db(aspect_rad: ArrayLike, swing_db: ArrayLike) -> Floats:
    """By how much a ship looks larger than its median: -swing cos(2 aspect); aspect 0 at the bow, 90 degrees abeam.

    ASSUMED: the simplest law that is largest abeam, least ahead and astern, and whose median over all aspects is 0. Real
    ships have flashes within a few degrees of abeam, which are left out.
    """
    out: Floats = -np.asarray(swing_db, np.float64) * np.cos(2.0 * np.asarray(aspect_rad, np.float64))
    return out
