"""Where straight legs of ships cross the edges of an area, and looks cut down to the time in it."""

from __future__ import annotations

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.traffic.ships import Ints


@part
def _triple(a: Floats, i: int, b: Floats, j: int, c: Floats, k: int) -> float:
    """a . (b x c) of one row of each."""
    x = b[j, 1] * c[k, 2] - b[j, 2] * c[k, 1]
    y = b[j, 2] * c[k, 0] - b[j, 0] * c[k, 2]
    z = b[j, 0] * c[k, 1] - b[j, 1] * c[k, 0]
    return float(a[i, 0] * x + a[i, 1] * y + a[i, 2] * z)


@kernel
def edge_crossings(p_m: Floats, q_m: Floats, a_m: Floats, b_m: Floats, leg: Ints, along: Floats) -> int:
    """Every crossing of a leg p-q with an edge a-b, all (n, 3) from the Earth's centre; the number there are.

    leg, along : filled with the leg's number and how far along it the crossing lies, 0 to 1, as far as there is room
    """
    n = 0
    for e in range(len(a_m)):
        m0, m1, m2 = 0.5 * (a_m[e, 0] + b_m[e, 0]), 0.5 * (a_m[e, 1] + b_m[e, 1]), 0.5 * (a_m[e, 2] + b_m[e, 2])
        half2 = (b_m[e, 0] - m0) ** 2 + (b_m[e, 1] - m1) ** 2 + (b_m[e, 2] - m2) ** 2
        for k in range(len(p_m)):
            d0, d1, d2 = p_m[k, 0] - m0, p_m[k, 1] - m1, p_m[k, 2] - m2
            u0, u1, u2 = q_m[k, 0] - p_m[k, 0], q_m[k, 1] - p_m[k, 1], q_m[k, 2] - p_m[k, 2]
            # Quick refusal: farther off than half an edge and a whole leg (twice that, squared, for room).
            if d0 * d0 + d1 * d1 + d2 * d2 > 2.1 * (half2 + u0 * u0 + u1 * u1 + u2 * u2) + 1e6:
                continue
            from_p, from_q = _triple(p_m, k, a_m, e, b_m, e), _triple(q_m, k, a_m, e, b_m, e)
            if (from_p > 0.0) == (from_q > 0.0):
                continue
            if (_triple(a_m, e, p_m, k, q_m, k) > 0.0) == (_triple(b_m, e, p_m, k, q_m, k) > 0.0):
                continue
            if n < len(leg):
                leg[n], along[n] = k, from_p / (from_p - from_q)
            n += 1
    return n


@kernel
def cut_to_pieces(
    target: Ints, enter_s: Floats, leave_s: Floats, piece_target: Ints, begin_s: Floats, end_s: Floats,
    piece: Ints, look: Ints, cut_enter_s: Floats, cut_leave_s: Floats,
) -> int:  # fmt: skip
    """Parts of looks inside pieces of the same target, grouped by piece; the number there are.

    Looks and pieces are grouped by rising target. What does not fit into the last four arrays is counted only; `look` is
    filled with the number of the look that was cut.
    """
    n, first = 0, 0
    for j in range(len(piece_target)):
        while first < len(target) and target[first] < piece_target[j]:
            first += 1
        k = first
        while k < len(target) and target[k] == piece_target[j]:
            a_s, b_s = max(enter_s[k], begin_s[j]), min(leave_s[k], end_s[j])
            if b_s > a_s:
                if n < len(piece):
                    piece[n], look[n], cut_enter_s[n], cut_leave_s[n] = j, k, a_s, b_s
                n += 1
            k += 1
    return n
