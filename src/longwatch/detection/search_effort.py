"""Where to search: the allocation of effort over a probability map that finds most, for random search in each cell.

    maximise  sum p (1 - exp(-a z))   over z >= 0 with  sum z = total

The answer fills up the best cells first: a cell gets effort as long as its rate of return p a exp(-a z) is not below one common
level (B.O. Koopman, The Theory of Search III, Operations Research 5, 1957; A. Charnes and W.W. Cooper, The Theory of Search:
Optimum Distribution of Search Effort, Management Science 5, 1958; L.D. Stone, Theory of Optimal Search, 1975). It is right at
every moment on the way too: what is best for a small total is part of what is best for a larger one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from longwatch.detection.search import Floats


def best_effort(poc: ArrayLike, rate: ArrayLike, total: float) -> Floats:
    """Effort for each cell, summing up to `total`; same shape as `poc`. Exact, in one sort.

    Parameters
    ----------
    poc : probability that the target is in the cell; any positive scale
    rate : coverage factor that one unit of effort gives in the cell, e.g. W v / A per second; broadcasts
    total : units of effort, e.g. seconds on task; not negative

    Where no cell is worth anything, effort is spread evenly.
    """
    p = np.asarray(poc, np.float64)
    a = np.broadcast_to(np.asarray(rate, np.float64), p.shape)
    if not (np.isfinite(p).all() and np.isfinite(a).all() and np.isfinite(total) and total >= 0.0):
        raise ValueError("probabilities, rates and effort are finite, and effort is not negative")
    if (p < 0.0).any() or (a < 0.0).any():
        raise ValueError("probabilities and rates are not negative")
    worth = (p * a).ravel()
    good = np.flatnonzero(worth > 1e-280)
    effort = np.zeros(p.size)
    if len(good) == 0:
        return np.full(p.shape, total / max(p.size, 1))
    order = good[np.argsort(-worth[good], kind="stable")]
    log_worth, unit = (
        np.log(worth[order] / worth[order[0]]),
        1.0 / a.ravel()[order],
    )  # 0 at the best: small totals count
    # with the k best cells in use, at a level exp(l) of return: sum over them of (log worth - l) / a = total
    level = (np.cumsum(unit * log_worth) - total) / np.cumsum(unit)
    used = max(int(np.count_nonzero(log_worth > level)), 1)  # always a first part of the order
    share = np.maximum((log_worth[:used] - level[used - 1]) * unit[:used], 0.0)
    effort[order[:used]] = share * (total / max(float(share.sum()), 1e-300))  # what rounding has left
    return effort.reshape(p.shape)


def found(poc: ArrayLike, rate: ArrayLike, effort: ArrayLike) -> float:
    """Probability of success of an allocation: sum of p (1 - exp(-a z))."""
    p, a, z = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (poc, rate, effort)))
    return float(np.sum(p * -np.expm1(-a * z)))
