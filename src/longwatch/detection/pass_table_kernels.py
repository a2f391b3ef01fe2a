"""Looking up what a straight pass is worth: exposure times speed, by miss distance and place along the track.

Tables stand one behind the other in one array of numbers, the *book*: a compiled function is handed one array then, not ten.
A table at place `at` of the book is: number of edges n, nodes to a shell, n squares of the edges (the first is 0, the last the
reach), n hazards per second (of the shell from this edge to the next; 0 at the last), and rows of n values, `nodes + 1` rows
to a shell of miss distances: what lies ahead on the track from each edge out to the reach.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from longwatch.jit import kernel, part

Floats = NDArray[np.float64]
HEAD = 2


@part
def shell_of(book: Floats, at: int, r2: float) -> int:
    """The shell of a squared range, by halving; the number of edges less one at and beyond the reach."""
    low, high = 0, int(book[at]) - 1
    if r2 >= book[at + HEAD + high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if book[at + HEAD + middle] <= r2:
            low = middle
        else:
            high = middle
    return low


@part
def node_of(book: Floats, at: int, m2: float) -> tuple[int, float]:
    """(where the first of the two rows begins between which a squared miss distance lies, weight of the second); -1: it misses.

    Inside a shell rows are even in sqrt(outer^2 - miss^2), in which half the chord of its outer edge is linear.
    """
    n = int(book[at])
    shell = shell_of(book, at, m2)
    if shell == n - 1:
        return -1, 0.0
    nodes = int(book[at + 1])
    outer, inner = book[at + HEAD + shell + 1], book[at + HEAD + shell]
    place = sqrt(max((outer - m2) / (outer - inner), 0.0)) * nodes
    node = min(int(place), nodes - 1)
    return at + HEAD + 2 * n + (shell * (nodes + 1) + node) * n, place - node


@part
def ahead_of(book: Floats, at: int, row: int, weight: float, m2: float, x_m: float) -> float:
    """Integral of the hazard along the track from x (0 or more past the closest point) out to the reach, in m/s."""
    n = int(book[at])
    shell = shell_of(book, at, m2 + x_m * x_m)
    if shell == n - 1:
        return 0.0
    near = book[row + shell] + (book[row + n + shell] - book[row + shell]) * weight
    far = book[row + shell + 1] + (book[row + n + shell + 1] - book[row + shell + 1]) * weight
    near_m = sqrt(max(book[at + HEAD + shell] - m2, 0.0))
    far_m = sqrt(max(book[at + HEAD + shell + 1] - m2, 0.0))
    share = min((far_m - x_m) / (far_m - near_m), 1.0) if far_m > near_m else 0.0
    return float(far + (near - far) * share)


@part
def gained(
    book: Floats, at: int, row: int, weight: float, m2: float, x_m: float, x_ahead: float, y_m: float, y_ahead: float
) -> float:
    """Integral from x to y, the values ahead of both being known. Those on the way in count from the far end as well."""
    if y_m <= 0.0:
        return y_ahead - x_ahead
    if x_m >= 0.0:
        return x_ahead - y_ahead
    middle = ahead_of(book, at, row, weight, m2, 0.0)
    return (middle - x_ahead) + (middle - y_ahead)


@part
def reached_m(
    book: Floats, at: int, row: int, weight: float, m2: float, from_m: float, here: float, wanted_mps: float
) -> float:
    """Where the integral since `from_m`, `here` lying ahead of it, reaches a value; infinite if it never does."""
    inbound = False
    if from_m < 0.0:
        middle = ahead_of(book, at, row, weight, m2, 0.0)
        inbound = here + wanted_mps <= middle
        if not inbound:
            wanted_mps -= middle - here
            here = middle
    if not inbound and wanted_mps > here:
        return np.inf
    value = here + wanted_mps if inbound else here - wanted_mps
    n, low = int(book[at]), 0
    high = n - 1
    while high - low > 1:  # values fall from edge to edge, and between two of them evenly
        middle_edge = (low + high) // 2
        first = book[row + middle_edge]
        if first + (book[row + n + middle_edge] - first) * weight >= value:
            low = middle_edge
        else:
            high = middle_edge
    near = book[row + low] + (book[row + n + low] - book[row + low]) * weight
    far = book[row + high] + (book[row + n + high] - book[row + high]) * weight
    near_m = sqrt(max(book[at + HEAD + low] - m2, 0.0))
    far_m = sqrt(max(book[at + HEAD + high] - m2, 0.0))
    share = min(max((near - value) / (near - far), 0.0), 1.0) if near > far else 0.0
    place_m = near_m + share * (far_m - near_m)
    return -place_m if inbound else place_m


@kernel
def integrals(book: Floats, at: int, miss_m: Floats, from_m: Floats, to_m: Floats, out: Floats) -> None:
    """Of the hazard between two places of each track, in m/s: exposure times relative speed."""
    for i in range(len(out)):
        m2 = miss_m[i] * miss_m[i]
        row, weight = node_of(book, at, m2)
        out[i] = 0.0
        if row >= 0 and to_m[i] > from_m[i]:
            x_ahead = ahead_of(book, at, row, weight, m2, abs(from_m[i]))
            y_ahead = ahead_of(book, at, row, weight, m2, abs(to_m[i]))
            out[i] = gained(book, at, row, weight, m2, from_m[i], x_ahead, to_m[i], y_ahead)


@kernel
def places(book: Floats, at: int, miss_m: Floats, from_m: Floats, wanted_mps: Floats, out: Floats) -> None:
    """Where along the track the integral since `from_m` reaches a value: the inverse of `integrals`."""
    for i in range(len(out)):
        m2 = miss_m[i] * miss_m[i]
        row, weight = node_of(book, at, m2)
        out[i] = np.inf
        if row >= 0:
            here = ahead_of(book, at, row, weight, m2, abs(from_m[i]))
            out[i] = reached_m(book, at, row, weight, m2, from_m[i], here, wanted_mps[i])
