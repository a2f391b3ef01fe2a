"""Two runs compared: trial by trial where both met the same luck, else as two samples of their own.

Every random number is keyed by seed, trial, process and entity, so trial 17 of two fleets has the same weather, the same
groundings, and the same faults of vehicles that both have. What both share cancels in the difference of that trial: common
random numbers (A.M. Law, Simulation Modeling and Analysis, 5th edition, section 11.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from longwatch.measures.by_trial import MEASURES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """One measure of run B less that of run A, SI units.

    p_better : how sure it is that the mean of B is better than that of A (Student's t, nothing assumed beforehand); None
        where neither way is better, and 0.5 where nothing differs
    better, worse : shares of the trials in which B did better, and worse, than A; the rest are alike. None unless paired
    variance_ratio : variance of the paired difference over that of independent seeds; None where unpaired or nothing varies
    """

    measure: str
    words: str
    unit: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    p_better: float | None
    better: float | None = None
    worse: float | None = None
    variance_ratio: float | None = None


def paired(a: Mapping[str, Floats], b: Mapping[str, Floats], confidence: float) -> tuple[Difference, ...]:
    """Of every measure, trial i of one against trial i of the other; by Student's t over the differences."""
    return tuple(_paired(name, a[name], b[name], confidence) for name in MEASURES)


def unpaired(a: Mapping[str, Floats], b: Mapping[str, Floats], confidence: float) -> tuple[Difference, ...]:
    """Of every measure, as two independent samples with variances of their own (B.L. Welch, Biometrika 34, 1947)."""
    return tuple(_unpaired(name, a[name], b[name], confidence) for name in MEASURES)


def _paired(name: str, a: Floats, b: Floats, confidence: float) -> Difference:
    kind, n, by = MEASURES[name], len(a), b - a
    spread = float(by.var(ddof=1)) if n > 1 else 0.0
    alone = float(a.var(ddof=1) + b.var(ddof=1)) if n > 1 else 0.0
    mean = float(by.mean())
    half, sure = _half_and_sureness(mean, sqrt(spread / n), n - 1, confidence)
    ahead = kind.better * by
    return Difference(
        name, kind.words, kind.unit, float(a.mean()), float(b.mean()), mean, mean - half, mean + half,
        p_better=_oriented(sure, kind.better),
        better=float((ahead > 0).mean()) if kind.better else None,
        worse=float((ahead < 0).mean()) if kind.better else None,
        variance_ratio=spread / alone if alone > 0.0 else None,
    )  # fmt: skip


def _unpaired(name: str, a: Floats, b: Floats, confidence: float) -> Difference:
    kind = MEASURES[name]
    parts = [float(one.var(ddof=1)) / len(one) if len(one) > 1 else 0.0 for one in (a, b)]
    freedom = sum(parts) ** 2 / below if (below := _welch(parts, (len(a), len(b)))) > 0.0 else 1.0
    mean = float(b.mean()) - float(a.mean())
    half, sure = _half_and_sureness(mean, sqrt(sum(parts)), freedom, confidence)
    return Difference(
        name, kind.words, kind.unit, float(a.mean()), float(b.mean()), mean, mean - half, mean + half,
        p_better=_oriented(sure, kind.better),
    )  # fmt: skip


def _welch(parts: list[float], counts: tuple[int, int]) -> float:
    return sum(part**2 / (n - 1) for part, n in zip(parts, counts, strict=True) if n > 1)


def _half_and_sureness(mean: float, error: float, freedom: float, confidence: float) -> tuple[float, float]:
    """(half the width of the interval, how sure it is that the true difference is above zero)."""
    if error == 0.0 or freedom <= 0:
        return 0.0, 0.5 if mean == 0.0 else float(mean > 0.0)
    return float(t.ppf(0.5 + confidence / 2, freedom)) * error, float(t.cdf(mean / error, freedom))


def _oriented(sure: float, better: int) -> float | None:
    return None if better == 0 else sure if better > 0 else 1.0 - sure
