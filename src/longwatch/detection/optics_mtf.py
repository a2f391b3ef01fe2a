"""How much of the contrast of fine stripes a camera keeps: the modulation transfer function (MTF) as a product of its parts.

Frequencies in cycles per element of the detector (0.5 is Nyquist's); arrays that broadcast. J.W. Goodman, Introduction to
Fourier Optics, 1968, for the circular aperture; a simplification: no aberration, no electronics, no display.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import above

Floats = NDArray[np.float64]
NYQUIST: Final = 0.5
STEPS: Final = 2048


def mtf_optics(frequency: ArrayLike, q: ArrayLike) -> Floats:
    """Of a circular aperture without aberration: (2/pi)(acos x - x sqrt(1 - x^2)), x = frequency x Q; 0 from x = 1 on."""
    x = np.clip(np.abs(np.asarray(frequency, np.float64) * np.asarray(q, np.float64)), 0.0, 1.0)
    return np.asarray(2.0 / np.pi * (np.arccos(x) - x * np.sqrt(1.0 - x * x)))


def mtf_detector(frequency: ArrayLike) -> Floats:
    """Of square elements that fill their pitch: sin(pi f) / (pi f)."""
    return np.asarray(np.sinc(np.asarray(frequency, np.float64)))


def mtf_smear(frequency: ArrayLike, smear_px: ArrayLike) -> Floats:
    """Of a steady motion over so many elements while the light is gathered."""
    return np.asarray(np.sinc(np.asarray(frequency, np.float64) * np.asarray(smear_px, np.float64)))


def mtf_jitter(frequency: ArrayLike, jitter_px: ArrayLike) -> Floats:
    """Of a shake with this standard deviation in elements: exp(-2 (pi sigma f)^2)."""
    return np.exp(-2.0 * (np.pi * np.asarray(jitter_px, np.float64) * np.asarray(frequency, np.float64)) ** 2)


def mtf(frequency: ArrayLike, q: ArrayLike, smear_px: ArrayLike = 0.0, jitter_px: ArrayLike = 0.0) -> Floats:
    """The product. At Nyquist's frequency with Q = 1, at rest: 0.2489."""
    still = mtf_optics(frequency, q) * mtf_detector(frequency)
    return np.asarray(still * mtf_smear(frequency, smear_px) * mtf_jitter(frequency, jitter_px))


def resolved_frequency(share: ArrayLike, q: float) -> Floats:
    """The finest stripes whose contrast is kept to a share, in cycles per element: 0 for a share of 1 or more, at most 0.5.

    The inverse of the MTF of a camera at rest, from a table of 2049 steps (error under 1e-6 cycles).
    """
    frequencies, kept = _table(float(above("optics_q", q)))
    return np.asarray(np.interp(np.asarray(share, np.float64), kept, frequencies))


@lru_cache(maxsize=64)
def _table(q: float) -> tuple[Floats, Floats]:
    # up to where the optics keep nothing, so that the curve falls all the way
    frequencies = min(NYQUIST, 1.0 / q) * np.linspace(1.0, 0.0, STEPS + 1)
    return frequencies, mtf(frequencies, q)
