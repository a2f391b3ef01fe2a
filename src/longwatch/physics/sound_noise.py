"""What the sea sounds like by itself: spectrum levels in dB re 1 uPa2/Hz.

Coates: R. Coates, Underwater Acoustic Systems, 1989, in the closed form of M. Stojanovic, On the relationship between
capacity and distance in an underwater acoustic communication channel, 2007. Knudsen: levels at 1 kHz by Beaufort number after
Knudsen, Alford and Emling, 1948, as course notes on the curves of Wenz print them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within

Floats = NDArray[np.float64]

KNUDSEN_1KHZ_DB: Final = (44.5, 50.0, 55.0, 61.5, 64.5, 66.5)  # Beaufort 0 to 5
KNUDSEN_DB_PER_DECADE: Final = -17.0


def turbulence_db(frequency_hz: ArrayLike) -> Floats:
    """Moving water; matters below 30 Hz."""
    out: Floats = 17.0 - 30.0 * np.log10(_khz(frequency_hz))
    return out


def shipping_db(frequency_hz: ArrayLike, shipping: ArrayLike) -> Floats:
    """Distant ships, by a level from 0 (none near) to 1 (busy lanes); matters from 20 to 300 Hz."""
    f, s = _khz(frequency_hz), within("a level of shipping", shipping, 0.0, 1.0, "")
    out: Floats = 40.0 + 20.0 * (s - 0.5) + 26.0 * np.log10(f) - 60.0 * np.log10(f + 0.03)
    return out


def wind_db(frequency_hz: ArrayLike, wind_mps: ArrayLike) -> Floats:
    """Breaking waves; matters from 300 Hz to 100 kHz. Fitted to winds up to some 20 m/s; refuses beyond 60."""
    f, w = _khz(frequency_hz), within("a wind", wind_mps, 0.0, 60.0, "m/s")
    out: Floats = 50.0 + 7.5 * np.sqrt(w) + 20.0 * np.log10(f) - 40.0 * np.log10(f + 0.4)
    return out


def thermal_db(frequency_hz: ArrayLike) -> Floats:
    """Molecules; matters above 100 kHz."""
    out: Floats = -15.0 + 20.0 * np.log10(_khz(frequency_hz))
    return out


def coates_db(frequency_hz: ArrayLike, wind_mps: ArrayLike, shipping: ArrayLike = 0.5) -> Floats:
    """All four added by power; 1 Hz to 1 MHz. Rain, ice, snapping shrimp and the ship next door are not in it.

    A place differs from it by some 5 dB (ASSUMED): it is a mean of curves that were drawn by eye.
    """
    parts = (
        turbulence_db(frequency_hz),
        shipping_db(frequency_hz, shipping),
        wind_db(frequency_hz, wind_mps),
        thermal_db(frequency_hz),
    )
    return power_sum_db(*parts)


def knudsen_db(frequency_hz: ArrayLike, beaufort: ArrayLike) -> Floats:
    """Noise of the wind sea by Beaufort number 0 to 5, linear between; 1 to 50 kHz, falling by 17 dB a decade."""
    f = within("a frequency", frequency_hz, 1000.0, 50e3, "Hz") / 1000.0
    number = within("a Beaufort number", beaufort, 0.0, 5.0, "")
    at_1khz = np.interp(number, np.arange(6.0), KNUDSEN_1KHZ_DB)
    out: Floats = at_1khz + KNUDSEN_DB_PER_DECADE * np.log10(f)
    return out


def power_sum_db(*levels_db: ArrayLike) -> Floats:
    """Levels of what does not interfere, added."""
    out: Floats = 10.0 * np.log10(sum(10.0 ** (np.asarray(level, np.float64) / 10.0) for level in levels_db))
    return out


def _khz(frequency_hz: ArrayLike) -> Floats:
    return within("a frequency", frequency_hz, 1.0, 1e6, "Hz") / 1000.0
