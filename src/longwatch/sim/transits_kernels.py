"""Transits in whole seconds, from tables for bases that move, and the last moment to set out for home."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import Fixed, Ints


@part
def transit_s(table: Ints, at: int, n: int, step_s: int, time_s: int) -> int:
    """A transit begun at time_s: linear between samples, rounded up, at least a second; the ends hold beyond the ends."""
    place = max(time_s, 0) // step_s
    if place >= n - 1:
        return int(max(1, table[at + n - 1]))
    a, b, past_s = table[at + place], table[at + place + 1], max(time_s, 0) - place * step_s
    return int(max(1, a - (a - b) * past_s // step_s))


@part
def latest_leave_s(fixed: Fixed, pairing: int, from_s: int, land_by_s: int) -> int:
    """The last second to leave station and land by land_by_s, but not before from_s.

    The landing time grows with the leaving time, as a base never moves faster than the vehicle: hence bisection.
    """
    p = fixed.pairings[pairing]
    step_s = fixed.rules[0].table_step_s
    if p.table_n == 1:
        return int(max(from_s, land_by_s - max(1, fixed.back_s[p.table_at])))
    low, high = from_s, max(from_s, land_by_s)  # low is allowed, or nothing is
    while low < high:
        middle = (low + high + 1) // 2
        if middle + transit_s(fixed.back_s, p.table_at, p.table_n, step_s, middle) <= land_by_s:
            low = middle
        else:
            high = middle - 1
    return low
