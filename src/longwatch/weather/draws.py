"""Random numbers of the weather: counter-based, keyed by (seed, trial, process, entity, index), many at a time.

Philox4x64 as NumPy has it (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11): the key is the
seed, the counter begins at (0, entity, trial, process). Raw words are used, so that no change of NumPy's distributions
changes a result. It is another generator than that of the timeline, so their numbers for processes are independent.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

STRETCH: Final = 1  # which stretch of a series a trial takes
SPELL: Final = 2  # n-th spell of a trial
FORECAST: Final = 3  # base, n-th block of the forecast


def uniforms(n: int, seed: int, trial: int, process: int, entity: int = 0) -> NDArray[np.float64]:
    """n numbers in the open interval (0, 1) with 52 random bits. All arguments are whole and not negative."""
    words = np.random.Philox(
        counter=np.array([0, entity, trial, process], np.uint64), key=np.array([seed, 0], np.uint64)
    ).random_raw(n)
    return ((words >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
