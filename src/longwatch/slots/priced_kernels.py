"""What one vehicle can earn at prices: the best sequence of sorties by slot of readiness, and who stands where in flying it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEVER = -1e30


@kernel
def best_sequences(
    arrive: Ints, latest: Ints, home: Ints, ready: Ints, may_launch: Flags, may_leave: Flags, gain: Floats,
    aloft: Floats, busy: Floats,
) -> tuple[Floats, Floats, Ints, Ints]:  # fmt: skip
    """A longest path over slots, from the last one back.

    Parameters
    ----------
    arrive, latest, may_launch : (legs, slots); home, ready, may_leave : (legs, slots + 1), none beyond slots
    gain : (legs, slots + 1) running sums of what a slot on station earns
    aloft, busy : (slots + 1,) running sums of what a slot in the air, and from take-off until ready, costs

    Returns
    -------
    (slots + 1,) what is earned from each slot on; (legs, slots + 1) what a departure is worth with all that follows it, less
    what its `gain`, `aloft` and `busy` were at arrival and take-off; (slots,) leg of the next take-off, -1: none in this slot;
    (slots,) its departure
    """
    legs, n = arrive.shape
    ahead, worth = np.zeros(n + 1), np.full((legs, n + 1), NEVER)
    leg_at, leave_at = np.full(n, -1, np.int64), np.zeros(n, np.int64)
    for leg in range(legs):
        if may_leave[leg, n]:
            worth[leg, n] = gain[leg, n] - aloft[n] - busy[n]
    for t in range(n - 1, -1, -1):
        best = ahead[t + 1]
        for leg in range(legs):
            first = arrive[leg, t]
            if not may_launch[leg, t] or first >= n or first > latest[leg, t]:
                continue
            leave = first
            for d in range(first + 1, latest[leg, t] + 1):
                if worth[leg, d] > worth[leg, leave]:
                    leave = d
            earned = worth[leg, leave] - gain[leg, first] + aloft[t] + busy[t]
            if earned > best + 1e-12:
                best, leg_at[t], leave_at[t] = earned, leg, leave
        ahead[t] = best
        for leg in range(legs):
            if may_leave[leg, t]:
                back = ready[leg, t]
                worth[leg, t] = gain[leg, t] - aloft[home[leg, t]] - busy[back] + ahead[back]
    return ahead, worth, leg_at, leave_at


@kernel
def fly_sequence(
    slot: int, number: int, station: Ints, arrive: Ints, home: Ints, ready: Ints, sees: Flags, leg_at: Ints, leave_at: Ints,
    stands: Floats, airborne: Floats,
) -> None:  # fmt: skip
    """Count in the best sorties of so many vehicles from a slot on, in stands (stations, slots) and airborne (slots,)."""
    n = len(leg_at)
    while slot < n:
        leg, leave = leg_at[slot], leave_at[slot]
        if leg < 0:
            slot += 1
            continue
        for t in range(arrive[leg, slot], leave):
            if sees[leg, t]:
                stands[station[leg], t] += number
        for t in range(slot, home[leg, leave]):
            airborne[t] += number
        slot = max(ready[leg, leave], slot + 1)
