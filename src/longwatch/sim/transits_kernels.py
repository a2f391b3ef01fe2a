"""Transits in whole seconds, from tables where base or post moves, and the last moment to set out for home."""

from __future__ import annotations

from math import floor
from typing import Any

from longwatch.jit import part
from longwatch.sim.state import Records


@part
def out_s(table: Records, p: Any, takeoff_s: int) -> int:
    """Way out of a pairing (one record), begun at takeoff_s."""
    if p.out_n == 1:  # mostly, and much shorter than the call below
        return int(max(1, table[p.out_at].way_s))
    return transit_s(table, p.out_at, p.out_n, p.period_s, takeoff_s + p.zero_s)


@part
def back_s(table: Records, p: Any, leave_s: int) -> int:
    """Way back of a pairing, begun at leave_s."""
    if p.back_n == 1:
        return int(max(1, table[p.back_at].way_s))
    return transit_s(table, p.back_at, p.back_n, p.period_s, leave_s + p.zero_s)


@part
def transit_s(table: Records, at: int, n: int, period_s: float, time_s: int) -> int:
    """A transit begun at time_s: linear between entries, rounded up, at least a second; the ends hold beyond the ends.

    With a period the table is of the first, and ends at or after its end.
    """
    if n == 1:
        return int(max(1, table[at].way_s))
    time_s = max(time_s, 0)
    if period_s > 0.0:
        time_s -= floor(floor(time_s / period_s) * period_s + 0.5)
    low, high = at, at + n - 1  # begin_s of low <= time_s, unless it is the last
    if time_s >= table[high].begin_s:
        return int(max(1, table[high].way_s))
    while high - low > 1:
        middle = (low + high) // 2
        if table[middle].begin_s <= time_s:
            low = middle
        else:
            high = middle
    a, b = table[low], table[high]
    return int(max(1, a.way_s - (a.way_s - b.way_s) * (time_s - a.begin_s) // (b.begin_s - a.begin_s)))


@part
def latest_leave_s(table: Records, p: Any, from_s: int, land_by_s: int) -> int:
    """The last second to leave the station of a pairing (one record) and land by land_by_s, but not before from_s.

    The landing time grows with the leaving time, as neither base nor post outruns the vehicle: hence bisection. Where
    one does, what is found still lands in time.
    """
    if p.back_n == 1:
        return max(from_s, land_by_s - back_s(table, p, from_s))
    low, high = from_s, max(from_s, land_by_s)  # low is allowed, or nothing is
    while low < high:
        middle = (low + high + 1) // 2
        if middle + back_s(table, p, middle) <= land_by_s:
            low = middle
        else:
            high = middle - 1
    return low
