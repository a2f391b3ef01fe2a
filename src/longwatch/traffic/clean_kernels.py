"""Which reports of one MMSI belong to one ship's way: a report is joined to a chain it could have come from."""

from __future__ import annotations

from math import sqrt

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.traffic.ships import Ints

N_OPEN = 8  # chains of one MMSI that are followed side by side


@kernel
def chain_of_reports(
    mmsi: Ints, t_s: Floats, xyz_m: Floats, speed_mps: float, slack_m: float, silence_s: float
) -> Ints:
    """The chain of every report, numbered from 0 on.

    Reports are sorted by (mmsi, t_s). Each joins the nearest open chain of its MMSI from which it could have been reached
    at `speed_mps`, with `slack_m` for errors of position, after no more than `silence_s`; else it opens a chain.
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
            if waited_s <= silence_s and way_m <= speed_mps * waited_s + slack_m and way_m < best_m:
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
