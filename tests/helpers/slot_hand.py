"""Rosters in slots small enough to be solved by hand: one station, one group, everything open."""

from __future__ import annotations

import numpy as np

from longwatch.slots.model import Group, Leg, SlotProblem


def leg(n: int, station: int = 0, *, way: int = 1, endurance: int = 6, turn: int = 1, group: int = 0) -> Leg:
    """Transit `way` slots both ways; take-off to landing `endurance`; turnaround `turn`."""
    slot, home = np.arange(n), np.arange(n + 1) + way
    back_by = slot + endurance
    return Leg(
        group=group,
        station=station,
        arrive=slot + way,
        latest=np.where(back_by >= n, n, back_by - way),
        home=home,
        ready=home + turn,
        may_launch=np.ones(n, bool),
        may_leave=np.ones(n + 1, bool),
        sees=np.ones(n, bool),
    )


def problem(n: int, stations: int = 1, *, vehicles: int = 1, cost: float = 1.0, **shape: int) -> SlotProblem:
    """One watcher wanted everywhere."""
    return SlotProblem(
        3600,
        n,
        np.ones((stations, n), np.int64),
        (Group("plane", np.full(n, vehicles), np.full(n, vehicles), None, cost),),
        tuple(leg(n, station, **shape) for station in range(stations)),
        np.ones(stations),
        np.zeros(stations, np.int64),
    )
