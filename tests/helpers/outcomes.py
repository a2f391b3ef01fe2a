"""Made-up outcomes of trials whose means are known: bounded, skewed, mostly nil, as those of watches are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """`draw(rng, n)` draws n trials; below `enough` trials nothing can be said of something so rare."""

    name: str
    draw: Callable[[np.random.Generator, int], Floats]
    truth: float
    enough: int = 100


def _now_and_then(p: float, draw: Callable[[np.random.Generator, int], Floats]) -> Callable[..., Floats]:
    return lambda rng, n: np.where(rng.random(n) < p, draw(rng, n), 0.0)


def _uncovered(p: float, mean: float) -> Callable[..., Floats]:
    missing = _now_and_then(p, lambda rng, n: rng.exponential(mean, n))
    return lambda rng, n: 1.0 - np.minimum(missing(rng, n), 1.0)


def _mean_cut_at_1(mean: float) -> float:
    return mean * (1.0 - np.exp(-1.0 / mean))  # of an exponential, by its integral


CASES = (
    Case("bell", lambda rng, n: rng.normal(3.0, 2.0, n), 3.0),
    Case("covered near 1", lambda rng, n: rng.beta(40, 1, n), 40 / 41),
    Case("covered, mostly 1", _uncovered(0.3, 0.02), 1.0 - 0.3 * _mean_cut_at_1(0.02)),
    Case("covered, nearly always 1", _uncovered(0.05, 0.05), 1.0 - 0.05 * _mean_cut_at_1(0.05), 300),
    Case("longest gap", _now_and_then(0.5, lambda rng, n: rng.gamma(0.7, 3.0, n)), 0.5 * 2.1),
    Case("long tail", _now_and_then(0.7, lambda rng, n: rng.lognormal(0.0, 0.8, n)), 0.7 * np.exp(0.32)),
    Case("losses", lambda rng, n: rng.poisson(0.05, n).astype(np.float64), 0.05, 300),
)
