"""What encounters come to, added up by target."""

from __future__ import annotations

from math import inf

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.sim.encounters import Encounters
from longwatch.sim.looks_kernels import Totals, add_up
from longwatch.sim.order_kernels import put_in_order
from longwatch.traffic.ships import Ints


@kernel
def add_encounters(
    met: Encounters, first_target: int, begin_s: Floats, end_s: Floats, looks: Totals, first_s: Floats, n_detected: Ints,
    order: Ints, spare: Ints,
) -> None:  # fmt: skip
    """Looks and detections of encounters grouped by target; target j is told as first_target + j.

    begin_s, end_s : per target; order, spare : room for as many numbers as there are encounters, and one more.
    Columns enter_s and leave_s of `met` are written over.
    """
    k = 0
    for j in range(len(begin_s)):
        start, n = k, 0
        while k < len(met.target) and met.target[k] == j:
            if met.look_s[k] < inf:
                met.enter_s[start + n], met.leave_s[start + n] = met.look_s[k], met.leave_s[k]
                n += 1
            if met.detect_s[k] < inf:
                first_s[first_target + j] = min(first_s[first_target + j], met.detect_s[k])
                n_detected[first_target + j] += 1
            k += 1
        put_in_order(met.enter_s[start:k], n, order, spare)
        add_up(first_target + j, begin_s[j], end_s[j], n, order, met.enter_s[start:k], met.leave_s[start:k], looks)
