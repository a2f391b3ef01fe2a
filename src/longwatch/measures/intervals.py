"""Intervals: what a number of trials lets one say. Sources are named; nothing here returns NaN."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, t

Values = Sequence[float] | NDArray[Any]


def mean_interval(values: Values, confidence: float) -> tuple[float, float, float] | None:
    """(mean, low, high) by Student's t; None without values, and an interval without width for a single one.

    Holds where the mean of so many values is nearly normal: from about 30 trials on, more for rare events.
    """
    n = len(values)
    if n == 0:
        return None
    data = np.asarray(values, np.float64)
    mean = float(data.mean())
    if n == 1:
        return mean, mean, mean
    half = float(t.ppf(0.5 + confidence / 2, n - 1)) * float(data.std(ddof=1)) / sqrt(n)
    return mean, mean - half, mean + half


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
