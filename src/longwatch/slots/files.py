"""Files of the form roster_slots/1: a problem in slots, as it is exchanged, into a `SlotProblem`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.slots.model import Flags, Group, Ints, Leg, SlotProblem

FORMAT = "roster_slots/1"


def read_roster_slots(path: Path) -> SlotProblem:
    """The problem in a file. Raises BadInputError where it can't be read or is of another form."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["format"] != FORMAT:
            raise ValueError(f"its format is {table['format']!r}, and {FORMAT!r} is read here")
        return problem_of_table(table)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        raise BadInputError([Problem(str(path), f"is no file of the form {FORMAT}: {what}")]) from error


def problem_of_table(table: dict[str, Any]) -> SlotProblem:
    """The problem of a table of that form."""
    n, required = int(table["slots"]), np.asarray(table["required"], np.int64)
    if required.ndim != 2 or required.shape[1] != n:
        raise ValueError(f"`required` holds {required.shape}, wanted (stations, {n})")
    groups, legs = [], []
    for place, one in enumerate(table["groups"]):
        hours = one.get("airborne_hours_max")
        most = None if hours is None else int(hours / table["slot_h"] + 1e-9)
        groups.append(
            Group(one["name"], np.full(n, one["vehicles"]), np.full(n, one["airborne_max"]), most, one["sortie_cost"])
        )
        legs += [_leg(one, place, station, n) for station in range(len(required))]
    stations = len(required)
    return SlotProblem(
        round(table["slot_h"] * 3600), n, required, tuple(groups), tuple(legs), np.ones(stations), np.zeros(stations, np.int64)
    )  # fmt: skip


def _leg(group: dict[str, Any], place: int, station: int, n: int) -> Leg:
    rows = np.asarray(group["transit_slots"], np.int64)
    way = np.repeat(rows[:, station], n) if len(rows) == 1 else rows[:, station]
    way = np.append(way, way[-1])  # who stays to the end goes home as from the last slot
    falls = np.flatnonzero(np.diff(way) < -1)
    if len(falls):
        raise ValueError(
            f"group {group['name']!r}: the transit to station {station} falls from {way[falls[0]]} to "
            f"{way[falls[0] + 1]} slots after slot {falls[0]}; it may fall by one slot a slot at most, or who takes off "
            "later would arrive sooner"
        )
    opened = np.asarray(group["base_open"], bool)
    slot, home = np.arange(n), np.arange(n + 1) + way
    may_leave = (home >= n) | opened[np.minimum(home, n - 1)]
    may_leave[n] = True
    return Leg(
        group=place,
        station=station,
        arrive=slot + way[:n],
        latest=_latest(home, may_leave, slot + int(group["endurance_slots"]), n),
        home=home,
        ready=home + int(group["turnaround_slots"]),
        may_launch=opened,
        may_leave=may_leave,
        sees=np.ones(n, bool),
    )


def _latest(home: Ints, may_leave: Flags, home_by: Ints, n: int) -> Ints:
    """By slot of take-off: the last departure that is home in time; the end, where endurance reaches beyond it."""
    out = np.full(n, -1, np.int64)
    leaves = np.flatnonzero(may_leave[:n])
    for q in range(n):
        if home_by[q] >= n:
            out[q] = n
        else:
            fit = leaves[home[leaves] <= home_by[q]]
            out[q] = fit[-1] if len(fit) else -1
    return out
