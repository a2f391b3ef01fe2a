"""When targets are within range of vehicles: leg by leg, as looks, or added up by ship. Exact, without a time step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.sim.looks_kernels import Knots, Passes, Totals
from longwatch.sim.passes_kernels import LOOKS, PASSES, TOTALS, Asked, sweep
from longwatch.traffic.ships import Ints

__all__ = ["Intervals", "Passes", "Totals", "passes", "sight", "totals_of", "watched"]


class Intervals(NamedTuple):
    """Target in range of vehicle from enter_s to leave_s; grouped by target, rising in time."""

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
    asked = _asked(targets, kind, mover, shift_s, from_s, to_s)
    return _rows(vehicles, targets, range_m, asked, PASSES)


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
    asked = _asked(targets, kind, mover, shift_s, from_s, to_s)
    rows = _rows(vehicles, targets, range_m, asked, LOOKS)
    return Intervals(rows.vehicle, rows.target, rows.enter_s, rows.leave_s)


def watched(
    vehicles: Knots,
    targets: Knots,
    range_m: Floats,
    *,
    kind: Ints | None = None,
    mover: Ints | None = None,
    shift_s: Floats | None = None,
    from_s: Floats | None = None,
    to_s: Floats | None = None,
    ship: Ints | None = None,
) -> Totals:
    """What `sight` finds, added up by ship over all vehicles and never written down; target j is ship[j], default ship j.

    Returns
    -------
    Totals
        span_s, watched_s : time looked at, of that within range of anybody
        first_s : infinite where there was no look; looks : uninterrupted stretches
        longest_s : longest stretch without; the end of a target ends it
    """
    asked = _asked(targets, kind, mover, shift_s, from_s, to_s, ship)
    totals = totals_of(int(asked.ship.max()) + 1 if len(asked.ship) else 0)
    sweep(vehicles, targets, range_m, asked, TOTALS, totals)
    return totals


def totals_of(n_ships: int) -> Totals:
    """Nothing watched yet."""
    return Totals(
        np.zeros(n_ships), np.zeros(n_ships), np.full(n_ships, np.inf), np.zeros(n_ships, np.int64), np.zeros(n_ships)
    )


def _asked(
    targets: Knots,
    kind: Ints | None,
    mover: Ints | None,
    shift_s: Floats | None,
    from_s: Floats | None,
    to_s: Floats | None,
    ship: Ints | None = None,
) -> Asked:
    mover = np.arange(len(targets.offsets) - 1) if mover is None else mover
    n = len(mover)
    return Asked(
        mover=mover,
        shift_s=np.zeros(n) if shift_s is None else shift_s,
        kind=np.zeros(n, np.int64) if kind is None else kind,
        from_s=np.full(n, -np.inf) if from_s is None else from_s,
        to_s=np.full(n, np.inf) if to_s is None else to_s,
        ship=np.arange(n) if ship is None else ship,
    )


def _rows(vehicles: Knots, targets: Knots, range_m: Floats, asked: Asked, want: int) -> Passes:
    n, rows = sweep(vehicles, targets, range_m, asked, want, totals_of(0))
    return Passes(*(array[:n] for array in rows))  # type: ignore[arg-type]
