"""Random numbers keyed by (seed, trial, process, entity, index): one table names every process.

Failure clocks run in a vehicle's own flown hours, weather in calendar time, contacts by ship. As a number depends on its
key and on nothing else, two fleets meet the same luck, and any trial can be flown again alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.sim.streams_kernels import exponential, philox4x32, uniform

__all__ = ["PROCESSES", "exponential", "philox4x32", "process_id", "uniform", "uniforms"]

# name -> id. Ids are never used again for anything else: a changed id is a changed result.
# Entities: a vehicle is its place in its fleet plus 65536 x the fleet's place in the scenario; lines, bases, fleets
# and control stations are their place in the roster or scenario; a ship is its place in the traffic.
PROCESSES: Final[dict[str, int]] = {
    # timeline
    "preflight": 1,  # vehicle, n-th attempt to launch it
    "late": 2,  # vehicle, n-th launch: is it late
    "late_length": 3,  # vehicle, n-th launch: by how much
    "abort": 4,  # vehicle, n-th abort: flown time since the last one
    "loss": 5,  # vehicle, n-th loss: flown time of this airframe
    "repair": 6,  # vehicle, n-th repair
    "base_open": 7,  # base x closures, n-th spell: time until it shuts
    "base_shut": 8,  # … and how long it stays shut
    "line_open": 9,
    "line_shut": 10,
    "grounding": 11,  # platform, n-th: time until it
    "grounding_length": 12,
    "link_up": 13,  # control station, n-th
    "link_down": 14,
    "sensor": 18,  # vehicle, 16 x n + j: flown time to the n-th failure of its j-th sensor
    # looks
    "traffic_shift": 32,  # traffic source, n-th day: shift in time
    "traffic_day": 33,  # source + 65536 x day of the period, n-th draw: which ship of the file sails
    "ship_class": 34,  # ship
    "ship_length": 35,
    "ship_dark": 36,
    "dark_day": 37,
    "dark_shift": 38,
    "detectability": 39,  # ship x vehicle x sensor; n-th encounter x 2^18 + four blocks, after its first three
    "detection": 40,  # ship x vehicle x sensor, n-th encounter: its threshold, and its first three blocks
    "line_of_sight": 41,  # ship x vehicle: when its first decorrelation time begins; n-th of them: is it free of cloud
    "false_contact": 50,  # vehicle x sensor, 64 x block of time + n-th: wait for a contact that is nothing
    # synthetic traffic and its reactions
    "lane_arrival": 60,  # lane, n-th ship: time since the one before
    "lane_passage": 61,  # lane, n-th ship: which passage of the stock
    "lane_dark": 62,  # lane, n-th ship
    "reaction": 63,  # traffic source, n-th sailing of the source in the trial
    # what is not known of the inputs
    "input_part": 80,  # input; trial is the number of the set: which part of its range
    "input_place": 81,  # … and where in that part
}


def uniforms(
    seed: int, trial: int, process: int, entity: NDArray[np.int64], index: NDArray[np.int64]
) -> NDArray[np.float64]:
    """`uniform` of many entities and indices at once, in arrays of one shape."""
    low = np.uint64(0xFFFFFFFF)
    words = philox4x32.py_func(  # type: ignore[attr-defined]  # what the kernel is made of takes arrays as well
        index.astype(np.uint64) & low, entity.astype(np.uint64) & low, np.uint64(process), np.uint64(trial),
        np.uint64(seed) & low, np.uint64(seed) >> np.uint64(32),
    )  # fmt: skip
    six = np.uint64(6)
    high, rest = ((word >> six).astype(np.float64) for word in words[:2])
    return np.asarray((high * 67108864.0 + rest + 0.5) * 2.0**-52)


def process_id(name: str) -> int:
    """The id under which a process draws; a KeyError is a mistake in the code."""
    return PROCESSES[name]
