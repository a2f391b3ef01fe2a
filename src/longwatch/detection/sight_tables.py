"""From what a model says to what the program counts with: steps of hazard for trials, a range for planners.

A hazard of a model spans many powers of ten between where a target is found at once and where it is all but lost. Shells
lie closer where its logarithm changes more, from what no encounter is long enough for to what is at once. The error of a
shell grows with about the square of the change across it and with its width, so that neither is shared out evenly: what
is, is the root of the change per metre.
"""

from __future__ import annotations

from functools import lru_cache
from math import log1p
from typing import Final, NamedTuple

import numpy as np

from longwatch.detection.hazard import HazardTable, probability
from longwatch.detection.sight import Floats, Sight
from longwatch.detection.sights import KEPT

POINTS: Final = 512  # ranges at which a hazard is asked for
FINER: Final = 257  # and again between two of them, where a planner's range ends
FACTOR: Final = 1.25  # of hazard across a shell, where that makes fewer than the most
SHELLS: Final = (8, 20)  # the fewest and the most: each costs time in every trial
BY_CHANGE: Final = 0.55  # power of the change per metre that is shared out evenly
NEVER_PER_S: Final = 1e-7  # a detection in 116 days: outermost shells with less are left out
TOO_SLOW_PER_S: Final = 1e-6  # a detection in 12 days: no encounter is so long
AT_ONCE_PER_S: Final = 0.1  # a detection in 10 s
MOST_PER_S: Final = 10.0


class Sampled(NamedTuple):
    """A sight with its hazard at rising ranges from 0 to its reach."""

    sight: Sight
    range_m: Floats
    hazard_per_s: Floats


def table_of(sight: Sight) -> HazardTable:
    """Steps of hazard in place of a hazard by range: in each shell its mean, beyond the reach nothing.

    8 to 20 shells. The sweep width is within 1 % of the hazard's at relative speeds of 5 to 60 m/s (`steps_error`) for nine in
    ten sensors and classes of the catalog, 2.5 % at worst; the lateral-range curve within 0.01 of it, or moved by no more than
    2 % of the reach where it is steep.
    """
    return _steps(sight._replace(look_p=1.0))


@lru_cache(maxsize=KEPT)
def _steps(sight: Sight) -> HazardTable:
    found = sampled(sight)
    edges = _edges(found)
    rates = _means(found, edges)
    counts = np.flatnonzero(rates > NEVER_PER_S)
    last = int(np.max(counts, initial=-1)) + 1
    first = int(np.min(counts, initial=last))
    return HazardTable(
        tuple(edges[first : last + 1].tolist()) if last > first else (), tuple(rates[first:last].tolist())
    )


@lru_cache(maxsize=KEPT)
def range_at(sight: Sight, p: float, look_p: float, decorrelation_s: float) -> float:
    """The farthest range at which a target that stays is met with p within one decorrelation time; 0 where none is.

    `look_p` is that the sensor can see it at all in that time; out of its line of sight (`Sight.look_p`) it is not seen either.
    """
    can = look_p * sight.look_p
    if p >= can:
        return 0.0
    if sight.hazard_per_s is None:
        return 0.0 if sight.range_at is None else max(0.0, min(float(sight.range_at(p / can)), sight.reach_m))
    needed_per_s = -log1p(-p / can) / decorrelation_s
    found = sampled(sight._replace(look_p=1.0))
    met = np.flatnonzero(found.hazard_per_s >= needed_per_s)
    if not met.size:
        return 0.0
    inner = int(met[-1])
    if inner + 1 == len(found.range_m):
        return float(found.range_m[inner])
    between_m = np.linspace(found.range_m[inner], found.range_m[inner + 1], FINER)
    return float(between_m[np.flatnonzero(_rates(sight, between_m) >= needed_per_s)[-1]])


@lru_cache(maxsize=KEPT)
def nearest_at(sight: Sight, p: float, look_p: float, decorrelation_s: float) -> float:
    """The slant range from which on, out to `range_at`, p is met; 0 where it is from the sensor on, or nowhere.

    Of a task without a search it is 0: what a turret is pointed at it sees from near as well.
    """
    can = look_p * sight.look_p
    if p >= can or sight.hazard_per_s is None:
        return 0.0
    needed_per_s = -log1p(-p / can) / decorrelation_s
    found = sampled(sight._replace(look_p=1.0))
    met = found.hazard_per_s >= needed_per_s
    if not met.any():
        return 0.0
    last = int(np.flatnonzero(met)[-1])
    not_met = np.flatnonzero(~met[:last])
    if not not_met.size:
        return 0.0
    outer = int(not_met[-1])
    between_m = np.linspace(found.range_m[outer], found.range_m[outer + 1], FINER)
    return float(between_m[np.flatnonzero(_rates(sight, between_m) < needed_per_s)[-1] + 1])


@lru_cache(maxsize=KEPT)
def sampled(sight: Sight) -> Sampled:
    """Its hazard at ranges that lie closer near the sensor. What is equal but for its line of sight is worked out once."""
    share = np.linspace(0.0, 1.0, POINTS)
    range_m = sight.reach_m * (0.5 * share + 0.5 * share * share)
    return Sampled(sight, range_m, _rates(sight, range_m))


def steps_error(sight: Sight, speed_mps: float = 60.0, passes: int = 500) -> float:
    """Error of the sweep width that the steps of `table_of` make, as a share of that of the hazard (by quadrature)."""
    miss_m = np.linspace(0.0, 1.0, passes, endpoint=False) * sight.reach_m
    share = np.linspace(0.0, 1.0, 2001)  # of the way out, closer together at the closest point
    half_m = np.sqrt(sight.reach_m**2 - miss_m**2)[:, None] * (0.5 * share + 0.5 * share**3)
    every_m = np.linspace(0.0, sight.reach_m, 16 * POINTS)
    rates = np.interp(np.hypot(miss_m[:, None], half_m), every_m, _rates(sight, every_m))
    truth = -np.expm1(-2.0 * np.trapezoid(rates, half_m, axis=1) / speed_mps)
    steps = probability(table_of(sight), miss_m, speed_mps)
    return float(np.trapezoid(steps, miss_m) / np.trapezoid(truth, miss_m) - 1.0)


def _rates(sight: Sight, range_m: Floats) -> Floats:
    """Hazards, no higher than what is at once in any case: near the sensor a law of inverse powers has no bound."""
    assert sight.hazard_per_s is not None
    rates = np.asarray(sight.hazard_per_s(range_m), np.float64)
    if not (np.isfinite(rates).all() and (rates >= 0.0).all()):
        raise ValueError("a hazard is finite and not negative at every range from 0 to its reach")
    return np.minimum(rates, MOST_PER_S)


def _edges(found: Sampled) -> Floats:
    """Rising edges, from 0 to the reach."""
    scale = np.log((found.hazard_per_s + TOO_SLOW_PER_S) / (found.hazard_per_s + AT_ONCE_PER_S))
    change, width = np.abs(np.diff(scale)), np.diff(found.range_m) / found.sight.reach_m
    n = int(np.clip(np.ceil(change.sum() / np.log(FACTOR)), *SHELLS))
    share = (change / width) ** BY_CHANGE * width
    # a fiftieth goes by range alone: no shell is endless
    weight = np.concatenate([[0.0], np.cumsum(0.98 * share / max(float(share.sum()), 1e-12) + 0.02 * width)])
    edges = np.interp(np.linspace(0.0, weight[-1], n + 1), weight, found.range_m)
    edges[-1] = found.sight.reach_m
    return np.asarray(np.unique(edges), np.float64)


def _means(found: Sampled, edges: Floats) -> Floats:
    """Mean hazard between edges, each range for its share of the sea: what all passes gather together stays what it was."""
    every_m = np.union1d(found.range_m, edges)
    flow = np.interp(every_m, found.range_m, found.hazard_per_s) * every_m
    below = np.concatenate([[0.0], np.cumsum(0.5 * (flow[1:] + flow[:-1]) * np.diff(every_m))])
    return np.asarray(np.diff(np.interp(edges, every_m, below)) / (0.5 * np.diff(edges**2)), np.float64)
