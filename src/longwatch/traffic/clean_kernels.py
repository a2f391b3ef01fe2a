"""Which reports of one MMSI belong to one ship's way: a report is joined to a chain it could have come from."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.traffic.ships import Ints

Bools = NDArray[np.bool_]

N_OPEN = 8  # chains of one MMSI that are followed side by side


@kernel
def chain_of_reports(
    mmsi: Ints, t_s: Floats, xyz_m: Floats, speed_mps: float, slack_m: float, silence_s: float
) -> Ints:
    """The chain of every report, numbered from 0 on.

    Reports are sorted by (mmsi, t_s). Each joins the nearest open chain of its MMSI from which it could have been reached
    at `speed_mps`, with `slack_m` for errors of position, later but by no more than `silence_s`; else it opens a chain.
    """
    n = len(t_s)
    chain = np.empty(n, np.int64)
    last = np.empty(N_OPEN, np.int64)  # last report of each open chain
    n_open, n_chains = 0, 0
    for k in range(n):
        if k > 0 and mmsi[k] != mmsi[k - 1]:
            n_open = 0
        best, best_m = -1, np.inf
        oldest = 0
        for c in range(n_open):
            i = last[c]
            waited_s = t_s[k] - t_s[i]
            dx, dy, dz = xyz_m[k, 0] - xyz_m[i, 0], xyz_m[k, 1] - xyz_m[i, 1], xyz_m[k, 2] - xyz_m[i, 2]
            way_m = sqrt(dx * dx + dy * dy + dz * dz)
            if 0.0 < waited_s <= silence_s and way_m <= speed_mps * waited_s + slack_m and way_m < best_m:
                best, best_m = c, way_m
            if t_s[i] < t_s[last[oldest]]:
                oldest = c
        if best >= 0:
            chain[k] = chain[last[best]]
            last[best] = k
            continue
        if n_open < N_OPEN:
            oldest = n_open
            n_open += 1
        last[oldest] = k
        chain[k] = n_chains
        n_chains += 1
    return chain


@kernel
def stale_rows(
    mmsi: Ints, t_s: Floats, xyz_m: Floats, speed_mps: Floats, still_m: float, moving_mps: float, after_s: float
) -> Bools:
    """Which reports tell an old position again under a newer time.

    Reports are sorted by (mmsi, t_s); speed_mps is what they say themselves, NaN where they don't. A row is stale when it
    lies within `still_m` of the last row of its MMSI that is not (0: no such rule), or on it exactly although both say
    that they make `moving_mps` and `after_s` have passed.
    """
    stale = np.zeros(len(t_s), np.bool_)
    i = 0  # the last row that is not stale
    for k in range(1, len(t_s)):
        if mmsi[k] == mmsi[i]:
            dx, dy, dz = xyz_m[k, 0] - xyz_m[i, 0], xyz_m[k, 1] - xyz_m[i, 1], xyz_m[k, 2] - xyz_m[i, 2]
            way_m = sqrt(dx * dx + dy * dy + dz * dz)
            sailing = speed_mps[i] >= moving_mps and speed_mps[k] >= moving_mps and t_s[k] - t_s[i] >= after_s
            if (still_m > 0.0 and way_m <= still_m) or (sailing and way_m < 1e-3):
                stale[k] = True
                continue
        i = k
    return stale
