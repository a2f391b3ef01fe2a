"""On scene: probability of containment, detection and success by cell, and the map after a search that found nothing.

    POS = POC x POD      POC after = POC (1 - POD) / (1 - POS of the whole search)

International Aeronautical and Maritime Search and Rescue Manual, volume II; L.D. Stone, Theory of Optimal Search, 1975. A map may
sum to less than 1: the rest is the chance that the target is outside it, which grows as searches find nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from longwatch.detection.search import Floats


@dataclass(frozen=True)
class SearchMap:
    """What is known of where a target is: POC of each cell, POC outside, and how likely the searches so far were to find it."""

    poc: Floats  # any shape
    outside: float = 0.0
    pos: float = 0.0  # cumulative

    def __post_init__(self) -> None:
        if not (np.isfinite(self.poc).all() and (self.poc >= 0.0).all() and self.outside >= 0.0):
            raise ValueError("probabilities of containment are finite and not negative")
        if abs(float(self.poc.sum()) + self.outside - 1.0) > 1e-9:
            raise ValueError("the cells and the outside of a map sum to 1")


def search_map(poc: ArrayLike) -> SearchMap:
    """A map of cells that sum to 1 or less; the rest is outside."""
    cells = np.asarray(poc, np.float64)
    total = float(cells.sum())
    if not total <= 1.0 + 1e-9:
        raise ValueError("probabilities of containment sum to 1 at most")
    return SearchMap(cells / max(total, 1.0), max(1.0 - total, 0.0))


def success(before: SearchMap, pod: ArrayLike) -> Floats:
    """POS of each cell: POC x POD. Their sum is that of the search, never above the sum of POC."""
    return np.asarray(before.poc * _pod(pod, before.poc), np.float64)


def unsuccessful(before: SearchMap, pod: ArrayLike) -> SearchMap:
    """The map after a search that found nothing (Bayes); `pos` adds up over searches."""
    left = before.poc * (1.0 - _pod(pod, before.poc))
    missed = float(left.sum()) + before.outside
    if missed <= 0.0:
        raise ValueError("a search that was sure to find the target everywhere cannot have found nothing")
    return SearchMap(left / missed, before.outside / missed, 1.0 - (1.0 - before.pos) * missed)


def _pod(pod: ArrayLike, like: Floats) -> Floats:
    p = np.broadcast_to(np.asarray(pod, np.float64), like.shape)
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("probabilities of detection lie between 0 and 1")
    return p
