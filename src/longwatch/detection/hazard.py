"""What a sensor hands over: hazard of detection per second against range, and what a straight pass is worth.

A target at range r is detected in the next instant dt with probability hazard(r) dt (B.O. Koopman, Search and Screening,
1946, chapter 2). A pass is missed with probability exp(-integral of the hazard over the pass). A *definite range* is
the limit of an endless hazard inside a range; it is kept as a range of its own, so that no file holds an infinity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class HazardTable:
    """Hazard constant between range edges; within `definite_range_m` detection is certain and at once.

    `range_m` holds n + 1 rising edges from 0 or above, `hazard_per_s` n values; both may be empty.
    """

    range_m: tuple[float, ...] = ()
    hazard_per_s: tuple[float, ...] = ()
    definite_range_m: float = 0.0

    def __post_init__(self) -> None:
        if len(self.range_m) != (len(self.hazard_per_s) + 1 if self.hazard_per_s else 0):
            raise ValueError("a hazard table has one edge more than it has values")
        edges, values = np.asarray(self.range_m, float), np.asarray(self.hazard_per_s, float)
        if not (np.isfinite(edges).all() and np.isfinite(values).all() and np.isfinite(self.definite_range_m)):
            raise ValueError("a hazard table holds finite numbers only; say `definite` for a sure look")
        if (np.diff(edges) <= 0).any() or (edges < 0).any() or (values < 0).any() or self.definite_range_m < 0:
            raise ValueError("ranges rise from zero or above, hazards are not negative")

    @property
    def reach_m(self) -> float:
        """Beyond this range nothing is seen."""
        seen = [edge for edge, hazard in zip(self.range_m[1:], self.hazard_per_s, strict=True) if hazard > 0]
        return max(self.definite_range_m, seen[-1] if seen else 0.0)


def definite(range_m: float) -> HazardTable:
    """Sure within a range, blind beyond."""
    return HazardTable(definite_range_m=float(range_m))


def probability(
    table: HazardTable,
    lateral_range_m: ArrayLike,
    speed_mps: float,
    from_m: float = -np.inf,
    to_m: float = np.inf,
) -> Floats:
    """Probability of detection over a straight pass, exact for the table.

    Parameters
    ----------
    lateral_range_m : closest approach of the whole line; any shape
    speed_mps : relative speed, positive
    from_m, to_m : the part of the line that is passed, along the track from the closest point; the whole by default
    """
    lateral = np.abs(np.asarray(lateral_range_m, float))
    nearest = np.hypot(lateral, max(0.0, from_m, -to_m))  # closest point of the part that is passed
    integral = np.zeros_like(lateral)
    edges: Sequence[float] = table.range_m
    for inner, outer, hazard in zip(edges[:-1], edges[1:], table.hazard_per_s, strict=True):
        inside_m = _inside_m(lateral, outer, from_m, to_m) - _inside_m(lateral, inner, from_m, to_m)
        integral = integral + hazard * inside_m / speed_mps
    return np.asarray(np.where(nearest < table.definite_range_m, 1.0, -np.expm1(-integral)), dtype=np.float64)


def sweep_width_m(table: HazardTable, speed_mps: float, points: int = 20_001) -> float:
    """W, the integral of the lateral-range curve over all lateral ranges (trapezoids); 2 R for a definite range."""
    reach_m = table.reach_m
    if reach_m == table.definite_range_m:
        return 2.0 * reach_m
    lateral = np.linspace(0.0, reach_m, points)
    return float(2.0 * np.trapezoid(probability(table, lateral, speed_mps), lateral))


def _inside_m(lateral: Floats, radius_m: float, from_m: float, to_m: float) -> Floats:
    """Length of the passed part of the line inside a circle."""
    half = np.sqrt(np.maximum(radius_m**2 - lateral**2, 0.0))
    return np.asarray(np.maximum(np.minimum(half, to_m) - np.maximum(-half, from_m), 0.0), dtype=np.float64)
