"""What logs teach about a rate: conjugate updates of a range (Gelman et al., Bayesian Data Analysis, 3rd ed., ch. 2).

A range is read as the 5 % and 95 % quantiles of a prior whose mean is the likely value. Counts over hours are Poisson with
a gamma prior; shares are binomial with a beta prior; mean times are exponential with an inverse gamma prior. A figure
without a range becomes a prior worth half an event (Jeffreys' weight for a rate), so that the log decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from typing import Any

from scipy.optimize import brentq
from scipy.stats import beta, gamma, invgamma

LEVELS = (0.05, 0.95)
WEAK = 0.5  # events that a figure without a range is worth
WEIGHTS = (1e-2, 1e7)  # of a prior, in events


@dataclass(frozen=True)
class Believed:
    """A figure with its 5 % and 95 % limits; `weight` is what it is worth in observed events."""

    value: float
    low: float
    high: float
    weight: float


def update_rate(value: float, low: float, high: float, events: int, exposure: float) -> Believed:
    """A rate after `events` in an `exposure` (in the rate's own time): gamma prior, Poisson counts.

    Raises ValueError for a negative count or exposure, or events without exposure.
    """
    _counts(events, exposure)
    if value <= 0.0:
        shape, scale = WEAK, 0.0  # Jeffreys: nothing is known of the size of the rate
    else:
        shape = _weight(lambda k: _spread(gamma(k)), low, high)
        scale = shape / value
    shape, scale = shape + events, scale + exposure
    if scale <= 0.0:
        return Believed(value, low, high, 0.0)
    made = gamma(shape, scale=1.0 / scale)
    return Believed(shape / scale, float(made.ppf(LEVELS[0])), float(made.ppf(LEVELS[1])), shape)


def update_share(value: float, low: float, high: float, events: int, tries: int) -> Believed:
    """A share after `events` in `tries`: beta prior, binomial counts."""
    _counts(events, tries)
    if events > tries:
        raise ValueError(f"{events} events in {tries} tries")
    mean = min(max(value, 1e-9), 1.0 - 1e-9)
    weight = _weight(lambda n: _spread(beta(n, n * (1.0 - mean) / mean)), low, high)
    a, b = weight + events, weight * (1.0 - mean) / mean + tries - events
    made = beta(a, b)
    return Believed(a / (a + b), float(made.ppf(LEVELS[0])), float(made.ppf(LEVELS[1])), a)


def update_mean_time(value: float, low: float, high: float, events: int, total: float) -> Believed:
    """A mean time after `events` that lasted `total` together: inverse gamma prior, exponential times."""
    _counts(events, total)
    if events and total <= 0.0:
        raise ValueError(f"{events} events lasted no time")
    if value <= 0.0 and not events:
        return Believed(value, low, high, 0.0)
    weight = _weight(lambda k: _spread(invgamma(k + 1.0)), low, high) if value > 0.0 else WEAK
    shape, scale = weight + 1.0 + events, max(value, 0.0) * weight + total
    made = invgamma(shape, scale=scale)
    return Believed(scale / (shape - 1.0), float(made.ppf(LEVELS[0])), float(made.ppf(LEVELS[1])), weight + events)


def _counts(events: int, exposure: float) -> None:
    if events < 0 or exposure < 0.0:
        raise ValueError("a log counts nothing below zero")
    if events > 0 and exposure <= 0.0:
        raise ValueError(f"{events} events in no time")


def _spread(made: Any) -> float:
    """log of the ratio of the upper to the lower limit."""
    low, high = (float(made.ppf(level)) for level in LEVELS)
    return log(high / low) if low > 0.0 else float("inf")


def _weight(spread: Callable[[float], float], low: float, high: float) -> float:
    """The weight whose limits lie as many times apart as the range's; the weaker it is, the wider."""
    if not 0.0 < low < high:
        return WEAK
    wanted = log(high / low)
    least, most = (log(end) for end in WEIGHTS)
    if spread(exp(least)) <= wanted:
        return WEIGHTS[0]
    if spread(exp(most)) >= wanted:
        return WEIGHTS[1]
    return float(exp(brentq(lambda x: min(spread(exp(x)), 1e3) - wanted, least, most, xtol=1e-9)))
