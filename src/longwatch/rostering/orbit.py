"""Orbit arithmetic: how many vehicles one line takes, in closed form."""

from __future__ import annotations

import math

from longwatch.errors import ImpossibleError, Problem


def fleet_for_line(
    endurance_s: float, transit_s: float, ground_s: float, required: float = 1.0, availability: float = 1.0
) -> int:
    """Vehicles that keep one watcher on a line for a required fraction of the time, faults aside.

    n = required x (endurance + ground time) / (endurance - 2 x transit) / availability, rounded up once. The formula is
    fluid: it holds on the average over whole cycles, and for required = 1 it is exact (one base, one line).
    Raises ImpossibleError where endurance is at most twice the transit: no number of vehicles holds the line.
    """
    on_station_s = endurance_s - 2.0 * transit_s
    if on_station_s <= 0.0:
        raise ImpossibleError(
            Problem("", f"endurance of {endurance_s:g} s is at most twice the transit of {transit_s:g} s",
                    "no number of vehicles holds the line")
        )  # fmt: skip
    return max(1, math.ceil(required * (endurance_s + ground_s) / on_station_s / availability - 1e-9))
