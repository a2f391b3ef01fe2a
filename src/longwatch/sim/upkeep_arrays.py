"""What vehicles and crews need, as arrays: maintenance, crews, alternates, sensors and deliveries of a `Processes`."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from longwatch.scenario.plan import Roster
from longwatch.sim.closures import Target
from longwatch.sim.processes import Processes
from longwatch.sim.state import ALTERNATE, NONE, POOL, Ints, Records, records


class Upkeep(NamedTuple):
    """Fields of `Fixed`."""

    pools: Records
    crews: Ints
    alternates: Records
    sensor_mean_s: NDArray[np.float64]


def add_upkeep(
    processes: Processes,
    roster: Roster,
    fleets: Records,
    vehicles: Records,
    pairings: Records,
    shut: dict[Target, int],
) -> Upkeep:
    """The arrays of their own; what belongs to fleets, vehicles and pairings is written into their records."""
    names = [pool.name for pool in processes.crew_pools]
    alternates = [(f, a) for f, fleet in enumerate(processes.fleets) for a in fleet.alternates]
    for f, fleet in enumerate(processes.fleets):
        row, plan = fleets[f], fleet.maintenance
        row["pool"] = names.index(fleet.crew_pool) if fleet.crew_pool is not None else NONE
        if plan is not None:
            row["every_s"], row["lasts_s"] = plan.every_s, plan.lasts_s
            row["places"], row["tolerance_s"] = plan.places, plan.tolerance_s
        row["first_alternate"] = sum(g < f for g, _ in alternates)
        row["n_alternates"] = len(fleet.alternates)
        later = [time_s for time_s, n in fleet.deliveries for _ in range(n)]
        first, n_vehicles = int(row["first"]), int(row["n_vehicles"])
        at_start = n_vehicles - len(later)
        vehicles["delivered_s"][first + at_start : first + n_vehicles] = later
        if plan is not None:  # as if their maintenance had been spread evenly
            spread = plan.every_s * np.arange(at_start) // max(at_start, 1)
            vehicles["serviced_at_s"][first : first + at_start] = -spread
    meets = {(fleet, line): sets for fleet, line, sets in processes.meets}
    pairings["meets"] = [meets.get((p.fleet, p.line), 1) for p in roster.pairings]
    return Upkeep(
        *_crews(processes),
        np.array([(shut["base", a.base, ""], a.to_s, a.home_s) for _, a in alternates], ALTERNATE),
        _sensors(processes),
    )


def _crews(processes: Processes) -> tuple[Records, Ints]:
    pools, rested = records(len(processes.crew_pools), POOL), list[int]()
    for row, pool in zip(pools, processes.crew_pools, strict=True):
        row["first"], row["n_crews"] = len(rested), pool.count
        row["duty_s"], row["rest_s"] = pool.duty_s, pool.rest_s
        resting = [rested_s for rested_s, n in pool.resting for _ in range(n)][: pool.count]
        rested += [int(NONE)] * (pool.count - len(resting)) + resting[::-1]
    return pools, np.array(rested, np.int64)


def _sensors(processes: Processes) -> NDArray[np.float64]:
    width = max((len(fleet.sensor_mean_s) for fleet in processes.fleets), default=0)
    out = np.full((len(processes.fleets), width), inf)
    for f, fleet in enumerate(processes.fleets):
        out[f, : len(fleet.sensor_mean_s)] = fleet.sensor_mean_s
    return out
