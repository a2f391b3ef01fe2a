"""When targets are within range of vehicles: leg by leg, as looks, or added up by ship. Exact, without a time step."""

from __future__ import annotations

from typing import NamedTuple, TypedDict, Unpack

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


class Asking(TypedDict, total=False):
    """Which targets are looked at, and when; of n targets all of shape (n,).

    mover, shift_s : target j is the track mover[j] of those given, later by shift_s[j]; default: every track once, as it is
    kind : column of the ranges of each target; default all 0
    from_s, to_s : default always
    """

    mover: Ints
    shift_s: Floats
    kind: Ints
    from_s: Floats
    to_s: Floats


def passes(
    vehicles: Knots,
    targets: Knots,
    range_m: Floats,
    **of: Unpack[Asking],
) -> Passes:
    """Every stretch in which a leg of a target is within range of a leg of a vehicle, on Earth-centred (or any straight) axes.

    Parameters
    ----------
    vehicles, targets : from `tracks.knots_of` or `tracks.straight_knots`; only vehicles may hold
    range_m : shape (n_vehicles, n_kinds), 0 or less where a vehicle does not see that kind
    of : which targets, and when
    """
    asked = _asked(targets, **of)
    return _rows(vehicles, targets, range_m, asked, PASSES)


def sight(
    vehicles: Knots,
    targets: Knots,
    range_m: Floats,
    **of: Unpack[Asking],
) -> Intervals:
    """Every interval in which a target is within range of a vehicle: `passes`, joined where they touch; same arguments."""
    asked = _asked(targets, **of)
    rows = _rows(vehicles, targets, range_m, asked, LOOKS)
    return Intervals(rows.vehicle, rows.target, rows.enter_s, rows.leave_s)


def watched(
    vehicles: Knots,
    targets: Knots,
    range_m: Floats,
    *,
    ship: Ints | None = None,
    **of: Unpack[Asking],
) -> Totals:
    """What `sight` finds, added up by ship over all vehicles and never written down; target j is ship[j], default ship j.

    Returns
    -------
    Totals
        span_s, watched_s : time looked at, of that within range of anybody
        first_s : infinite where there was no look; looks : uninterrupted stretches
        longest_s : longest stretch without; the end of a target ends it
    """
    asked = _asked(targets, ship, **of)
    totals = totals_of(int(asked.ship.max()) + 1 if len(asked.ship) else 0)
    sweep(vehicles, targets, range_m, asked, TOTALS, totals)
    return totals


def totals_of(n_ships: int) -> Totals:
    """Nothing watched yet."""
    return Totals(
        np.zeros(n_ships), np.zeros(n_ships), np.full(n_ships, np.inf), np.zeros(n_ships, np.int64), np.zeros(n_ships)
    )


def _asked(targets: Knots, ship: Ints | None = None, **of: Unpack[Asking]) -> Asked:
    mover = of.get("mover", np.arange(len(targets.offsets) - 1))
    n = len(mover)
    return Asked(
        mover=mover,
        shift_s=of.get("shift_s", np.zeros(n)),
        kind=of.get("kind", np.zeros(n, np.int64)),
        from_s=of.get("from_s", np.full(n, -np.inf)),
        to_s=of.get("to_s", np.full(n, np.inf)),
        ship=np.arange(n) if ship is None else ship,
    )


def _rows(vehicles: Knots, targets: Knots, range_m: Floats, asked: Asked, want: int) -> Passes:
    n, rows = sweep(vehicles, targets, range_m, asked, want, totals_of(0))
    return Passes(*(array[:n] for array in rows))  # type: ignore[arg-type]
