"""When targets are within range of vehicles, leg by leg or joined: exact, without a time step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.sim.looks_kernels import Knots, Passes, all_passes, join_passes
from longwatch.traffic.ships import Ints

__all__ = ["Intervals", "Passes", "passes", "sight"]


class Intervals(NamedTuple):
    """Target in range of vehicle from enter_s to leave_s; grouped by target, rising in time for each pair."""

    vehicle: Ints
    target: Ints
    enter_s: Floats
    leave_s: Floats


def passes(
    vehicles: Knots,
    targets: Knots,
    range_m: Floats,
    *,
    kind: Ints | None = None,
    mover: Ints | None = None,
    shift_s: Floats | None = None,
    from_s: Floats | None = None,
    to_s: Floats | None = None,
) -> Passes:
    """Every stretch in which a leg of a target is within range of a leg of a vehicle, on Earth-centred (or any straight) axes.

    Parameters
    ----------
    vehicles, targets : from `tracks.knots_of` or `tracks.straight_knots`; only vehicles may hold
    range_m : shape (n_vehicles, n_kinds), 0 or less where a vehicle does not see that kind
    kind : column of `range_m` of each target; default all 0
    mover, shift_s : target j is the track mover[j] of `targets`, later by shift_s[j]; default: every track once, as it is
    from_s, to_s : when each target is looked at; default always
    """
    mover = np.arange(len(targets.offsets) - 1) if mover is None else mover
    n = len(mover)
    kind = np.zeros(n, np.int64) if kind is None else kind
    shift_s = np.zeros(n) if shift_s is None else shift_s
    from_s = np.full(n, -np.inf) if from_s is None else from_s
    to_s = np.full(n, np.inf) if to_s is None else to_s
    room = max(1024, 4 * n, len(targets.t_s) // 2)
    while True:
        found = _empty(room)
        needed = all_passes(vehicles, targets, mover, shift_s, kind, from_s, to_s, range_m, found)
        if needed <= room:
            return Passes(*(array[:needed] for array in found))  # type: ignore[arg-type]
        room = needed


def sight(
    vehicles: Knots,
    targets: Knots,
    range_m: Floats,
    *,
    kind: Ints | None = None,
    mover: Ints | None = None,
    shift_s: Floats | None = None,
    from_s: Floats | None = None,
    to_s: Floats | None = None,
) -> Intervals:
    """Every interval in which a target is within range of a vehicle: `passes`, joined where they touch; same arguments."""
    rows = passes(vehicles, targets, range_m, kind=kind, mover=mover, shift_s=shift_s, from_s=from_s, to_s=to_s)
    n = len(rows.enter_s)
    found = Intervals(np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n))
    n = join_passes(len(vehicles.offsets) - 1, rows, *found)
    return Intervals(*(array[:n] for array in found))  # type: ignore[arg-type]


def _empty(room: int) -> Passes:
    whole = [np.empty(room, np.int64) for _ in range(4)]
    return Passes(whole[0], whole[1], np.empty(room), np.empty(room), whole[2], whole[3])
