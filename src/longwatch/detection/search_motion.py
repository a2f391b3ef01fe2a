"""Targets that move: how fast searcher and target pass each other when their courses have nothing to do with one another.

A random search sweeps W times the relative speed per second, so its mean over all courses takes the place of the searcher's
speed (B.O. Koopman, Search and Screening, 1946, chapter 1; A.R. Washburn, Search and Detection, 4th ed. 2002). Limits:
courses equally likely all round, kept for many sweep widths; the sweep width is that at the relative speed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ellipe

from longwatch.detection.search import Floats


def mean_relative_speed_mps(searcher_mps: ArrayLike, target_mps: ArrayLike) -> Floats:
    """(2 / pi) (u + v) E(m), m = 4 u v / (u + v)^2, E the complete elliptic integral of the second kind by its parameter.

    Never below the faster of the two, never above sqrt(u^2 + v^2); 0 where both stand still. Exact, arrays that broadcast.
    """
    v, u = np.asarray(searcher_mps, np.float64), np.asarray(target_mps, np.float64)
    if not (np.isfinite(v).all() and np.isfinite(u).all() and (v >= 0.0).all() and (u >= 0.0).all()):
        raise ValueError("speeds are finite and not negative")
    both = u + v
    whole = np.where(both > 0.0, both, 1.0)
    m = 4.0 * (u / whole) * (v / whole)
    return np.asarray(2.0 / np.pi * both * ellipe(np.minimum(m, 1.0)), np.float64)


def dynamic_enhancement(searcher_mps: ArrayLike, target_mps: ArrayLike) -> Floats:
    """Mean relative speed over the searcher's own: what moving targets multiply the rate of random search by; 1 or more."""
    v = np.asarray(searcher_mps, np.float64)
    if not (v > 0.0).all():
        raise ValueError("a searcher that stands still has no rate to enhance")
    return np.asarray(mean_relative_speed_mps(v, target_mps) / v, np.float64)


def mean_over_speeds_mps(searcher_mps: ArrayLike, target_mps: ArrayLike, share: ArrayLike) -> Floats:
    """Mean relative speed against targets of several speeds, `share` of each (any positive scale) along the last axis."""
    weight = np.asarray(share, np.float64)
    if not ((weight >= 0.0).all() and np.isfinite(weight).all() and (weight.sum(axis=-1) > 0.0).all()):
        raise ValueError("shares are not negative, and one at least is above zero")
    each = mean_relative_speed_mps(np.asarray(searcher_mps, np.float64)[..., None], target_mps)
    return np.asarray((each * weight).sum(axis=-1) / weight.sum(axis=-1), np.float64)
