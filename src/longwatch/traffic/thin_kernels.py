"""Which reports of a track may go: Douglas-Peucker in space and time.

At each report the place on the thinned track *at the same time* is compared (the synchronised Euclidean distance of
N. Meratnia and R.A. de By, Spatiotemporal compression techniques for moving point objects, EDBT 2004), here as the
straight distance between Earth-centred points, so that date line, poles and the Earth's curvature need no care.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.traffic.ships import Ints

Bools = NDArray[np.bool_]


@kernel
def knots_to_keep(offsets: Ints, t_s: Floats, xyz_m: Floats, error_m: float, most_s: float) -> Bools:
    """For every report whether it stays. First and last of a track stay; no other lies off by more than `error_m`.

    offsets : (n_tracks + 1,); t_s : rising within a track; xyz_m : (n, 3)
    most_s : kept reports lie no farther apart than this in time, where the reports allow it (infinite: no such wish)
    """
    keep = np.zeros(len(t_s), np.bool_)
    stack = np.empty((len(t_s) + 1, 2), np.int64)
    for track in range(len(offsets) - 1):
        first, last = offsets[track], offsets[track + 1] - 1
        if last < first:
            continue
        keep[first] = True
        keep[last] = True
        stack[0, 0], stack[0, 1] = first, last
        n = 1
        while n > 0:
            n -= 1
            a, b = stack[n, 0], stack[n, 1]
            worst, worst2_m2 = -1, error_m * error_m
            for k in range(a + 1, b):
                part = (t_s[k] - t_s[a]) / (t_s[b] - t_s[a])
                dx = xyz_m[a, 0] + part * (xyz_m[b, 0] - xyz_m[a, 0]) - xyz_m[k, 0]
                dy = xyz_m[a, 1] + part * (xyz_m[b, 1] - xyz_m[a, 1]) - xyz_m[k, 1]
                dz = xyz_m[a, 2] + part * (xyz_m[b, 2] - xyz_m[a, 2]) - xyz_m[k, 2]
                off2_m2 = dx * dx + dy * dy + dz * dz
                if off2_m2 > worst2_m2:
                    worst, worst2_m2 = k, off2_m2
            if worst < 0 and b > a + 1 and t_s[b] - t_s[a] > most_s:
                worst = a + 1
                while worst + 1 < b and t_s[worst + 1] - t_s[a] <= most_s:
                    worst += 1
            if worst >= 0:  # split there and look again: a knot that lies off moves what lies beside it
                keep[worst] = True
                stack[n, 0], stack[n, 1] = a, worst
                stack[n + 1, 0], stack[n + 1, 1] = worst, b
                n += 2
    return keep
