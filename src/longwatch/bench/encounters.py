"""Encounters of ever more ships, days and sorties in one sea: what one costs, from a thousand to a million.

A plane sea of 400 by 400 km. Each day twelve vehicles fly a sortie of up to a day among posts; ships enter all the time and
cross it with turns in some hours. More encounters come of more ships a day up to a point, and from there on of more days: the
pairs of vehicles and ships that are never at sea together grow with the square of the days, the encounters with the days.
"""

from __future__ import annotations

import statistics
import time
from typing import Any, Final, NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import Intervals, sight, watched
from longwatch.sim.tracks import straight_knots
from longwatch.units import DAY_S, HOUR_S

SEA_M: Final = 400_000.0
RANGE_M: Final = 30_000.0
SORTIES_A_DAY: Final = 12
SIZES: Final = ((40, 1), (400, 1), (500, 5), (500, 50))  # ships a day, days: about 10^3, 10^4, 10^5, 10^6 encounters


class Sea(NamedTuple):
    """Knots of both sides, and the range of every sortie."""

    sorties: Knots
    ships: Knots
    range_m: Floats  # (n, 1)


def sea(ships_a_day: int, days: int, seed: int) -> Sea:
    """A drawn sea; the same for the same seed."""
    rng = np.random.default_rng([seed, ships_a_day, days])
    sorties = [
        _wander(rng, day * DAY_S + rng.uniform(0, 4 * HOUR_S), 60.0, rng.uniform(30e3, 90e3), 20 * HOUR_S)
        for day in range(days)
        for _ in range(SORTIES_A_DAY)
    ]
    ships = [
        _wander(rng, rng.uniform(0, days * DAY_S), rng.uniform(4.0, 12.0), rng.uniform(20e3, 120e3), 14 * HOUR_S)
        for _ in range(ships_a_day * days)
    ]
    return Sea(_knots(sorties), _knots(ships), np.full((len(sorties), 1), RANGE_M))


def _wander(rng: np.random.Generator, begin_s: float, speed_mps: float, leg_m: float, length_s: float) -> Floats:
    """Knots (t_s, x_m, y_m): straight legs between points of the sea, none longer than leg_m."""
    t_s, at, knots = begin_s, rng.uniform(0, SEA_M, 2), []
    knots.append((t_s, *at))
    while t_s < begin_s + length_s:
        to = rng.uniform(0, SEA_M, 2)
        apart_m = float(np.linalg.norm(to - at))
        part = min(1.0, leg_m / apart_m)
        at, t_s = at + (to - at) * part, t_s + apart_m * part / speed_mps
        knots.append((t_s, *at))
    return np.array(knots)


def _knots(movers: list[Floats]) -> Knots:
    flat = np.concatenate(movers)
    xyz_m = np.stack([flat[:, 1], flat[:, 2], np.zeros(len(flat))], axis=1)
    return straight_knots(np.cumsum([0, *map(len, movers)]), flat[:, 0], xyz_m)


def solve(given: Sea) -> Intervals:
    """Every look of the sea, written down."""
    return sight(given.sorties, given.ships, given.range_m)


def measure(repeats: int = 9) -> dict[str, Any]:
    """Encounters (looks of one vehicle at one ship) a CPU second at the largest size, and the cost of one at each size."""
    rows = [timed(sea(ships_a_day, days, 1), repeats) for ships_a_day, days in SIZES]
    costs = [row["ns_each"] for row in rows]
    return {
        "encounters": rows[-1]["encounters"],
        "encounters_per_cpu_s": rows[-1]["per_cpu_s"],
        **{f"ns_each_of_{row['encounters']}": row["ns_each"] for row in rows},
        **{f"ns_each_of_{row['encounters']}_added_up": row["ns_each_added_up"] for row in rows},
        "dearest_by_cheapest": round(max(costs) / min(costs), 2),
    }


def timed(given: Sea, repeats: int) -> dict[str, Any]:
    """Medians of several runs after a first one that may compile."""
    found = solve(given)
    listed_s = _cpu_s(lambda: solve(given), repeats)
    added_s = _cpu_s(lambda: watched(given.sorties, given.ships, given.range_m), repeats)
    n = len(found.enter_s)
    return {
        "encounters": n,
        "ns_each": round(listed_s / n * 1e9, 1),
        "ns_each_added_up": round(added_s / n * 1e9, 1),
        "per_cpu_s": round(n / listed_s),
    }


def _cpu_s(call: Any, repeats: int) -> float:
    """Median; a call too short for the clock is made many times."""
    call()
    began = time.process_time()
    call()
    times = max(1, int(0.01 / max(time.process_time() - began, 1e-5)))
    taken = []
    for _ in range(repeats):
        began = time.process_time()
        for _ in range(times):
            call()
        taken.append((time.process_time() - began) / times)
    return statistics.median(taken)
