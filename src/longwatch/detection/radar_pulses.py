"""From the strength of an echo to the probability that it is seen: n pulses added after a square-law detector, then m scans of n.

The sum of n pulses exceeds a threshold set by the probability of a false alarm. With an echo its distribution is a mixture of
chi-square ones: of Poisson weights for a steady target, of negative binomial ones for one that fluctuates as a gamma variable
(J.I. Marcum 1947; P. Swerling 1954, Probability of detection for fluctuating targets). One series serves all cases and ends
where its terms fall below 1e-16. Albersheim's formula (1981) is the check by hand.
"""

from __future__ import annotations

from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from longwatch.catalog.radar_set import PFA, PULSES_MAX
from longwatch.geo.geodesic import Floats

_SURE: Final = 1e6  # an echo so far over noise is seen in every case but 1 and 3 of one pulse, to 1e-4


def pulses_on_target(prf_hz: ArrayLike, azimuth_beamwidth_rad: ArrayLike, scan_time_s: ArrayLike) -> Floats:
    """Pulses sent while a beam turns over a target, at least 1."""
    share_of_turn = np.asarray(azimuth_beamwidth_rad, np.float64) / (2.0 * np.pi)
    out: Floats = np.maximum(np.asarray(prf_hz, np.float64) * np.asarray(scan_time_s, np.float64) * share_of_turn, 1.0)
    return out


def swerling_pd(case: int, snr: ArrayLike, pfa: float, n_pulses: int) -> Floats:
    """Probability of detection in one look, by signal to noise of one pulse (a ratio, its mean where it fluctuates).

    Cases: 0 steady; 1, 3 constant over the look; 2, 4 anew with each pulse; 3, 4 one dominant reflector among many.
    Exact to 1e-12 for 1 to 8096 pulses and pfa from 1e-12 to 0.5; ValueError outside.
    """
    n = int(n_pulses)
    if case not in (0, 1, 2, 3, 4):
        raise ValueError(f"Swerling case {case}: there are 0 to 4")
    if not 1 <= n <= PULSES_MAX or not PFA[0] <= pfa <= PFA[1]:
        raise ValueError(f"{n} pulses at pfa {pfa:g}: they are 1 to {PULSES_MAX} and {PFA[0]:g} to {PFA[1]:g}")
    total = np.minimum(np.maximum(np.asarray(snr, np.float64), 0.0), _SURE) * n
    threshold = float(special.gammainccinv(n, pfa))
    k = np.arange(0.0, threshold + 12.0 * np.sqrt(threshold) + 60.0)
    stays_under = special.gammainc(n + k, threshold)
    k, stays_under = k[stays_under > 1e-16], stays_under[stays_under > 1e-16]
    with np.errstate(divide="ignore", invalid="ignore"):
        if case == 0:
            log_weight = special.xlogy(k, total[..., None]) - total[..., None] - special.gammaln(k + 1.0)
        else:
            shape = float({1: 1, 2: n, 3: 2, 4: 2 * n}[case])
            q = (total / (total + shape))[..., None]
            counts = special.gammaln(k + shape) - special.gammaln(shape) - special.gammaln(k + 1.0)
            log_weight = counts + special.xlogy(k, q) + shape * np.log1p(-q)
    out: Floats = np.clip(1.0 - np.exp(log_weight) @ stays_under, 0.0, 1.0)
    return out


def m_of_n(p: ArrayLike, m: int, n: int) -> Floats:
    """Probability that at least m of n independent scans detect, each with p: the binomial tail."""
    if not 1 <= m <= n:
        raise ValueError(f"{m} scans of {n} cannot be met")
    out: Floats = special.betainc(m, n - m + 1, np.clip(np.asarray(p, np.float64), 0.0, 1.0))
    return out


def albersheim_db(pd: float, pfa: float, n_pulses: int) -> float:
    """Signal to noise of one pulse in dB that a steady target needs (W.J. Albersheim, Proceedings of the IEEE 69(7), 1981).

    For pd 0.1 to 0.9, pfa 1e-7 to 1e-3, 1 to 8096 pulses; ValueError outside. Its author's 0.2 dB is kept to 0.33 dB against the
    exact series for pd 0.3 and above; at pd 0.1 it asks up to 4 dB too little, and nothing here rests on it.
    """
    _within_albersheim(pd, pfa, n_pulses)
    a, b = log(0.62 / pfa), log(pd / (1.0 - pd))
    gain = 6.2 + 4.54 / np.sqrt(n_pulses + 0.44)
    return float(-5.0 * np.log10(n_pulses) + gain * np.log10(a + 0.12 * a * b + 1.7 * b))


def albersheim_pd(snr_db: float, pfa: float, n_pulses: int) -> float:
    """Probability of detection from signal to noise of one pulse: the formula turned round, with the same limits."""
    _within_albersheim(0.5, pfa, n_pulses)
    a = log(0.62 / pfa)
    z = (snr_db + 5.0 * np.log10(n_pulses)) / (6.2 + 4.54 / np.sqrt(n_pulses + 0.44))
    b = float((10.0**z - a) / (1.7 + 0.12 * a))
    pd = 1.0 / (1.0 + exp(-b)) if b > -700.0 else 0.0
    _within_albersheim(pd, pfa, n_pulses)
    return pd


def _within_albersheim(pd: float, pfa: float, n_pulses: int) -> None:
    slack = 1e-9
    if not (
        0.1 - slack <= pd <= 0.9 + slack and 1e-7 - slack**2 <= pfa <= 1e-3 + slack and 1 <= n_pulses <= PULSES_MAX
    ):
        raise ValueError(
            f"pd {pd:.3g}, pfa {pfa:g}, {n_pulses} pulses: Albersheim's formula holds for pd 0.1 to 0.9, "
            f"pfa 1e-7 to 1e-3, 1 to {PULSES_MAX} pulses"
        )
