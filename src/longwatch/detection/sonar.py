"""The passive sonar equation: how far a ship stands out of the noise, and how often that is noticed.

SE = SL - TL - NL + AG - DT, in decibels over one band (R. J. Urick, Principles of Underwater Sound). The excess fluctuates
about its mean like a normal variable of 6 to 8 dB (usual practice, ASSUMED), so that one decision is right with probability
Phi(SE / sigma).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr

from longwatch.physics.sound_paths import transmission_loss_db

Floats = NDArray[np.float64]


class Band(NamedTuple):
    """A band cut into slices, small enough for one level each: arrays of one length."""

    frequency_hz: Floats
    width_hz: Floats


def slices(low_hz: float, high_hz: float, n: int = 12) -> Band:
    """A band in n slices of equal ratio."""
    edges = np.geomspace(low_hz, high_hz, n + 1)
    return Band(np.sqrt(edges[1:] * edges[:-1]), np.diff(edges))


def signal_excess_db(
    source_db: ArrayLike,
    loss_db: ArrayLike,
    noise_db: ArrayLike,
    gain_db: ArrayLike = 0.0,
    threshold_db: ArrayLike = 0.0,
) -> Floats:
    """SL - TL - NL + AG - DT; levels of source and noise over the same band; all broadcast."""
    heard: Floats = np.subtract(np.subtract(source_db, loss_db, dtype=np.float64), noise_db)
    return heard + np.subtract(gain_db, threshold_db, dtype=np.float64)


def band_level_db(spectrum_db: ArrayLike, band: Band) -> Floats:
    """Level of a band of spectrum levels, slice by slice along the last axis."""
    power = 10.0 ** (np.asarray(spectrum_db, np.float64) / 10.0) * band.width_hz
    out: Floats = 10.0 * np.log10(power.sum(axis=-1))
    return out


def received_db(
    range_m: ArrayLike, source_db: Floats, absorption_db_km: Floats, transition_m: float, band: Band
) -> Floats:
    """Level that arrives in a band over each range in metres: each slice loses what its own frequency loses."""
    loss = transmission_loss_db(np.asarray(range_m, np.float64)[..., np.newaxis], absorption_db_km, transition_m)
    return band_level_db(source_db - loss, band)


def decision_hazard_per_s(excess_db: ArrayLike, fluctuation_db: float, decision_s: float) -> Floats:
    """Detections per second where one independent decision falls in every `decision_s`: -ln(1 - P) / decision_s."""
    out: Floats = -log_ndtr(-np.asarray(excess_db, np.float64) / _positive(fluctuation_db)) / _positive(decision_s)
    return out


def _positive(value: float) -> float:
    if not value > 0.0:
        raise ValueError(f"{value:g}: a fluctuation and a time of decision must be above 0")
    return value
