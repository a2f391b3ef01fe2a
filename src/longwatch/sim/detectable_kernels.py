"""When a target can be detected: whose luck it is, the blocks of its luck, and the exposure that a probability takes."""

from __future__ import annotations

from math import floor, inf, log

import numpy as np

from longwatch.jit import inlined, kernel
from longwatch.sim.streams_kernels import philox4x32

DETECTABILITY, DETECTION = 39, 40  # `streams.PROCESSES`
LEAST = 1e-16  # of a probability
ROUNDING = 1.0 + 1e-12
_A, _B, _C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT, _HALF, _LOW = np.uint64(29), np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def entity_of(ship: int, vehicle: int, sensor: int) -> int:
    """The 32-bit entity of a pair and a sensor in the streams: a mixture in which every bit counts."""
    mixed = np.uint64(ship) * _A + np.uint64(vehicle) * _B + np.uint64(sensor) * _C
    mixed = (mixed ^ (mixed >> _SHIFT)) * _B
    mixed = (mixed ^ (mixed >> _HALF)) * _C
    return int(mixed >> _HALF)


@inlined
def needed_exposure(survival: float, chance: float, asked: float) -> float:
    """Exposure in one block at which the computed probability reaches what is asked; infinite where it cannot in this block."""
    left = 1.0 - asked
    if survival * (1.0 - chance) > left * ROUNDING:
        return inf
    return -log(max((left / survival - (1.0 - chance)) / chance, LEAST))


@inlined
def block_at(t_s: float, block: float, origin: float, tau: float) -> float:
    """The block of an instant behind a block."""
    block += 1.0
    if t_s >= origin + (block + 1.0) * tau:
        block = max(floor((t_s - origin) / tau), 0.0)
        if origin + (block + 1.0) * tau <= t_s:
            block += 1.0
    return block


@inlined
def flags_of(words: tuple[np.uint64, np.uint64, np.uint64, np.uint64], chance: float) -> int:
    """A bit for each word: below the chance."""
    below, flags = chance * 4294967296.0, 0
    for place in range(4):
        flags |= (1 << place) if np.float64(words[place]) < below else 0
    return flags


@inlined
def words_of(
    seed: int, trial: int, process: int, entity: int, index: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """All four words that a stream has at an index."""
    key = np.uint64(seed)
    return philox4x32(
        np.uint64(index) & _LOW, np.uint64(entity) & _LOW, np.uint64(process), np.uint64(trial) & _LOW,
        key & _LOW, key >> _HALF,
    )  # fmt: skip
