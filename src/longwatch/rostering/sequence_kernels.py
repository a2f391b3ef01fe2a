"""The sequence of sorties of one vehicle that earns most, by going back over the slots of a fine grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@kernel
def best_from(
    end_worth: Floats,
    start_worth: Floats,
    first: Ints,
    width: Ints,
    ready: Ints,
    may_launch: Bools,
    worth: Floats,
    choice: Ints,
) -> None:
    """What a vehicle that is free at the start of each slot can still earn.

    On leg l a take-off in slot q leaves station in one of the slots j = q + first[l] .. q + first[l] + width[l], earns
    end_worth[l, j] - start_worth[l, q], and the vehicle is free again in slot j + ready[l]. The best j of each q is the largest
    of a window that moves back with q: candidates are kept in falling order of worth.

    Parameters
    ----------
    end_worth, start_worth : (legs, slots); first, width, ready : (legs,), first + ready >= 1; may_launch : (legs, slots)

    Fills
    -----
    worth : (slots + 1,), the last one 0
    choice : (slots, 2), leg and slot of departure of the sortie that begins there; -1 to wait
    """
    n_legs, n = end_worth.shape
    total = np.empty((n_legs, n))
    kept = np.empty((n_legs, n + 1), np.int64)
    head, tail = np.zeros(n_legs, np.int64), np.zeros(n_legs, np.int64)
    worth[n] = 0.0
    for q in range(n - 1, -1, -1):
        worth[q], choice[q, 0], choice[q, 1] = worth[q + 1], -1, -1
        for leg in range(n_legs):
            j = q + first[leg]
            if j >= n:
                continue
            free = j + ready[leg]
            total[leg, j] = end_worth[leg, j] + (worth[free] if free < n else 0.0)
            while tail[leg] > head[leg] and total[leg, kept[leg, tail[leg] - 1]] <= total[leg, j]:
                tail[leg] -= 1
            kept[leg, tail[leg]] = j
            tail[leg] += 1
            while kept[leg, head[leg]] > j + width[leg]:
                head[leg] += 1
            if may_launch[leg, q]:
                best = kept[leg, head[leg]]
                earned = total[leg, best] - start_worth[leg, q]
                if earned > worth[q]:
                    worth[q], choice[q, 0], choice[q, 1] = earned, leg, best
