"""Looking up what a straight pass is worth: exposure times speed, by miss distance and place along the track.

The tables of several laws lie one behind the other in flat arrays, so that one compiled function serves them all.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from longwatch.jit import kernel, part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PassTables(NamedTuple):
    """Table k has the shells first[k] .. first[k + 1] - 2; its last edge is its reach.

    edge_m2 : square of the edge at which a shell begins; the first of every table is 0
    hazard_per_s : of the shell from this edge to the next; 0 at the reach
    ahead : rows of (number of edges) values, `nodes + 1` rows to a shell of miss distances, tables one behind the other
    row : where the rows of a table begin in `ahead`
    """

    first: Ints  # (n_tables + 1,)
    edge_m2: Floats
    hazard_per_s: Floats
    ahead: Floats
    row: Ints  # (n_tables,)
    nodes: int


@part
def shell_of(edge_m2: Floats, first: int, last: int, r2: float) -> int:
    """The shell of a squared range, by halving; `last` at and beyond the reach. first .. last are the edges of a table."""
    if r2 >= edge_m2[last]:
        return last
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        if edge_m2[middle] <= r2:
            low = middle
        else:
            high = middle
    return low


@part
def node_of(t: PassTables, k: int, miss_m: float) -> tuple[int, float]:
    """(first of the two rows between which a miss distance lies, weight of the second); row -1 where it misses altogether.

    Inside a shell rows are even in sqrt(outer^2 - miss^2), in which half the chord of its outer edge is linear.
    """
    first, last = t.first[k], t.first[k + 1] - 1
    m2 = miss_m * miss_m
    shell = shell_of(t.edge_m2, first, last, m2)
    if shell == last:
        return -1, 0.0
    outer, inner = t.edge_m2[shell + 1], t.edge_m2[shell]
    at = sqrt(max((outer - m2) / (outer - inner), 0.0)) * t.nodes
    node = min(int(at), t.nodes - 1)
    size = last - first + 1
    return t.row[k] + ((shell - first) * (t.nodes + 1) + node) * size, at - node


@part
def ahead_of(t: PassTables, k: int, row: int, weight: float, m2: float, x_m: float) -> float:
    """Integral of the hazard along the track from x (0 or more past the closest point) out to the reach, in m/s."""
    first, last = t.first[k], t.first[k + 1] - 1
    shell = shell_of(t.edge_m2, first, last, m2 + x_m * x_m)
    if shell == last:
        return 0.0
    size, at = last - first + 1, row + shell - first
    near = t.ahead[at] * (1.0 - weight) + t.ahead[at + size] * weight
    far = t.ahead[at + 1] * (1.0 - weight) + t.ahead[at + 1 + size] * weight
    near_m = sqrt(max(t.edge_m2[shell] - m2, 0.0))
    far_m = sqrt(max(t.edge_m2[shell + 1] - m2, 0.0))
    share = min((far_m - x_m) / (far_m - near_m), 1.0) if far_m > near_m else 0.0
    return float(far + (near - far) * share)


@part
def between(t: PassTables, k: int, miss_m: float, from_m: float, to_m: float) -> float:
    """Integral of the hazard along the track between two places of it, in m/s: exposure times relative speed."""
    row, weight = node_of(t, k, miss_m)
    if row < 0 or to_m <= from_m:
        return 0.0
    m2 = miss_m * miss_m
    a, b = ahead_of(t, k, row, weight, m2, abs(from_m)), ahead_of(t, k, row, weight, m2, abs(to_m))
    if to_m <= 0.0:
        return b - a
    if from_m >= 0.0:
        return a - b
    middle = ahead_of(t, k, row, weight, m2, 0.0)
    return (middle - a) + (middle - b)


@part
def reached_m(t: PassTables, k: int, miss_m: float, from_m: float, wanted_mps: float) -> float:
    """Where along the track the integral since `from_m` reaches a value; the inverse of `between`, infinite if it never does."""
    row, weight = node_of(t, k, miss_m)
    if row < 0:
        return np.inf
    m2 = miss_m * miss_m
    here, middle = ahead_of(t, k, row, weight, m2, abs(from_m)), ahead_of(t, k, row, weight, m2, 0.0)
    if from_m < 0.0:
        if here + wanted_mps <= middle:
            return -_place_of(t, k, row, weight, m2, here + wanted_mps)
        wanted_mps -= middle - here
        here = middle
    if wanted_mps > here:
        return np.inf
    return _place_of(t, k, row, weight, m2, here - wanted_mps)


@part
def _place_of(t: PassTables, k: int, row: int, weight: float, m2: float, value: float) -> float:
    """The x, 0 or more, from which on so much lies ahead. Values fall with x, and between two edges evenly."""
    first, last = t.first[k], t.first[k + 1] - 1
    size = last - first + 1
    low, high = 0, last - first
    while high - low > 1:
        middle = (low + high) // 2
        at = row + middle
        if t.ahead[at] * (1.0 - weight) + t.ahead[at + size] * weight >= value:
            low = middle
        else:
            high = middle
    near = t.ahead[row + low] * (1.0 - weight) + t.ahead[row + low + size] * weight
    far = t.ahead[row + high] * (1.0 - weight) + t.ahead[row + high + size] * weight
    near_m = sqrt(max(t.edge_m2[first + low] - m2, 0.0))
    far_m = sqrt(max(t.edge_m2[first + high] - m2, 0.0))
    share = min(max((near - value) / (near - far), 0.0), 1.0) if near > far else 0.0
    return near_m + share * (far_m - near_m)


@kernel
def integrals(t: PassTables, k: int, miss_m: Floats, from_m: Floats, to_m: Floats, out: Floats) -> None:
    """`between` for arrays of equal length."""
    for i in range(len(out)):
        out[i] = between(t, k, miss_m[i], from_m[i], to_m[i])


@kernel
def places(t: PassTables, k: int, miss_m: Floats, from_m: Floats, wanted_mps: Floats, out: Floats) -> None:
    """`reached_m` for arrays of equal length."""
    for i in range(len(out)):
        out[i] = reached_m(t, k, miss_m[i], from_m[i], wanted_mps[i])
