"""Intervals: what a number of trials lets one say. Sources are named; nothing here returns NaN."""

from __future__ import annotations

from collections.abc import Sequence
from math import cbrt, ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, t

LEAST_SKEWNESS = 1e-6  # below it the transformation changes nothing, and its formula loses digits
Values = Sequence[float] | NDArray[Any]


def mean_interval(values: Values, confidence: float) -> tuple[float, float, float] | None:
    """(mean, low, high) by Student's t after P. Hall's transformation, which takes out the skewness of the mean.

    None without values, and an interval without width where all are alike. Trials of a watch are skewed and mostly nil
    (losses, gaps): there the plain t interval of 300 values misses the truth one time in ten, and always on one side.
    P. Hall, On the removal of skewness by transformation, Journal of the Royal Statistical Society B 54, 1992: with the
    skewness g of n values, x + g x^2 / 3 + g^2 x^3 / 27 + g / 6n of x = (mean - truth) / deviation is nearly normal.
    """
    n = len(values)
    if n == 0:
        return None
    data = np.asarray(values, np.float64)
    mean = float(data.mean())
    if n == 1 or not (deviation := float(data.std(ddof=1))):
        return mean, mean, mean
    skewness, reach = skewness_of(data), float(t.ppf(0.5 + confidence / 2, n - 1)) / sqrt(n)
    low, high = (mean - deviation * _untransformed(end, skewness, n) for end in (reach, -reach))
    return mean, min(low, mean), max(high, mean)


def skewness_of(values: Values) -> float:
    """Third central moment over the second to the power 1.5; 0 where all values are alike."""
    off = np.asarray(values, np.float64) - float(np.mean(values))
    second = float(np.mean(off**2))
    return float(np.mean(off**3)) / second**1.5 if second > 0.0 else 0.0


def _untransformed(y: float, skewness: float, n: int) -> float:
    """The x that Hall's transformation takes to y."""
    if abs(skewness) < LEAST_SKEWNESS:
        return y
    return 3.0 / skewness * (cbrt(1.0 + skewness * (y - skewness / (6 * n))) - 1.0)


def clopper_pearson_low(successes: int, n: int, confidence: float) -> float:
    """One-sided lower limit of a probability, exact for any n (Clopper and Pearson, Biometrika 26, 1934).

    A thousand successes in a thousand trials give 0.05 ** (1 / 1000) = 0.997 at 95 %.
    """
    if successes == 0 or n == 0:
        return 0.0
    return float(beta.ppf(1 - confidence, successes, n - successes + 1))


def clopper_pearson(successes: int, n: int, confidence: float) -> tuple[float, float]:
    """Two-sided limits: two one-sided ones with half the risk each."""
    one_sided = 0.5 + confidence / 2
    return clopper_pearson_low(successes, n, one_sided), 1.0 - clopper_pearson_low(n - successes, n, one_sided)


def quantile(values: Values, share: float) -> float | None:
    """The least value that at least this share of the values does not exceed; None without values."""
    if len(values) == 0:
        return None
    return float(np.sort(np.asarray(values, np.float64))[max(0, ceil(share * len(values) - 1e-9) - 1)])


def no_longer_than(longest_s: Values, g_s: float, confidence: float) -> tuple[float, float]:
    """(share of trials without a gap longer than g, its one-sided Clopper-Pearson limit) from the longest gap of each."""
    n = len(longest_s)
    clean = int(np.count_nonzero(np.asarray(longest_s, np.float64) <= g_s))
    return (clean / n if n else 0.0), clopper_pearson_low(clean, n, confidence)
