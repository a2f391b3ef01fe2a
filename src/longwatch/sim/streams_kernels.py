"""Philox4x32-10: a random number is a pure function of what it is for, so no draw depends on the order of draws.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, and the known-answer vectors of
Random123. The key is the seed, the counter is (index, entity, process, trial), each 32 bits wide.
"""

from __future__ import annotations

from math import floor, log

import numpy as np

from longwatch.jit import kernel, part
from longwatch.sim.state import FAR

# All of these are uint64, because numba turns a mix of signed and unsigned 64-bit integers into floats.
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_SIX = np.uint64(6)


@kernel
def philox4x32(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds on a counter of four words with a key of two; each word is a uint64 below 2**32."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@kernel
def uniform(seed: int, trial: int, process: int, entity: int, index: int) -> float:
    """A number in the open interval (0, 1) with 52 random bits.

    seed : 0 to 2**63 - 1; trial, process, entity, index : 0 to 2**32 - 1. The process ids stand in `streams.PROCESSES`.
    """
    key = np.uint64(seed)
    a, b, _, _ = philox4x32(
        np.uint64(index) & _LOW,
        np.uint64(entity) & _LOW,
        np.uint64(process) & _LOW,
        np.uint64(trial) & _LOW,
        key & _LOW,
        key >> _HALF,
    )
    # 26 bits of each word; the half keeps the number off both ends, and 52 bits leave room for it in a float64.
    return float((np.float64(a >> _SIX) * 67108864.0 + np.float64(b >> _SIX) + 0.5) * 2.0**-52)


@kernel
def exponential(mean: float, seed: int, trial: int, process: int, entity: int, index: int) -> float:
    """An exponential number with this mean, from the same stream (inverse method); infinite when the mean is."""
    return -mean * log(uniform(seed, trial, process, entity, index))


@part
def drawn_s(mean_s: float, seed: int, trial: int, process: int, entity: int, index: int) -> int:
    """An exponential time in whole seconds, to the nearest and at least one; FAR when the mean is infinite."""
    time_s = exponential(mean_s, seed, trial, process, entity, index)
    return FAR if time_s > 1e15 else max(1, floor(time_s + 0.5))
