"""The longest paths of sorties with several stints, back from the end of the period."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Choices = NDArray[np.int8]

NEVER = -1e30
LEAVE, STAY = 0, 1  # 2 + s: go to station s


@kernel
def best_back(
    between: Ints,
    arrive: Ints,
    latest: Ints,
    home: Ints,
    ready: Ints,
    may_launch: Bools,
    may_leave: Bools,
    lands_beyond: Bools,
    sees: Bools,
    cover: Floats,
    aloft: Floats,
    busy: Floats,
    chained: bool,
    value: Floats,
    choice: Choices,
    best: Floats,
    ahead: Floats,
    first: Ints,
) -> None:
    """What a vehicle on station at the start of a slot still earns, by its take-off; and what each take-off earns.

    Parameters
    ----------
    between .. sees : as in `Network`; cover : (stations, slots); aloft, busy : (slots + 1,) running sums of prices
    chained : whether what a vehicle earns after landing counts

    Fills
    -----
    value, choice : (slots + 1, slots, stations), by slot, take-off and station
    best : (slots, stations), by take-off and first station; ahead : (slots + 1,); first : (slots,), -1: none
    """
    n, stations = latest.shape
    latest_any = np.full(n, -1)
    for q in range(n):
        last, flies = -1, False
        for s in range(stations):
            last, flies = max(last, latest[q, s]), flies or may_launch[q, s]
        latest_any[q] = last if flies else -1
        for s in range(stations):
            value[n, q, s] = -aloft[n] - busy[n] if latest[q, s] >= n else NEVER
    for t in range(n - 1, -1, -1):
        for q in range(t + 1):
            if latest_any[q] < t:
                continue
            for s in range(stations):
                top, pick = NEVER, LEAVE
                if may_leave[t, s] and t <= latest[q, s] and not (lands_beyond[t, s] and latest[q, s] >= n):
                    after = ahead[ready[t, s]] if chained else 0.0
                    top = -aloft[home[t, s]] - busy[ready[t, s]] + after
                stay = value[t + 1, q, s] + (cover[s, t] if sees[t, s] else 0.0)
                if stay >= top:
                    top, pick = stay, STAY
                gone, to = NEVER, -1
                for other in range(stations):
                    then = t + between[s, other]
                    if other != s and then > t and then <= n and value[then, q, other] > gone:
                        gone, to = value[then, q, other], other
                if to >= 0 and gone > top:
                    top, pick = gone, to + 2
                value[t, q, s] = top
                choice[t, q, s] = pick
        for s in range(stations):
            if may_launch[t, s]:
                best[t, s] = value[arrive[t, s], t, s] + aloft[t] + busy[t]
        if chained:
            ahead[t], first[t] = ahead[t + 1], -1
            for s in range(stations):
                if best[t, s] > ahead[t + 1] + 1e-9 and (first[t] < 0 or best[t, s] > ahead[t]):
                    ahead[t], first[t] = best[t, s], s
