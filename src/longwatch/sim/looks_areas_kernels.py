"""Where straight legs of ships cross the edges of an area, and looks cut down to the time in it."""

from __future__ import annotations

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.traffic.ships import Ints


@kernel
def _triple(a: Floats, b: Floats, c: Floats) -> float:
    """a . (b x c)"""
    return float(
        a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0])
    )


@kernel
def edge_crossings(p_m: Floats, q_m: Floats, a_m: Floats, b_m: Floats, leg: Ints, part: Floats) -> int:
    """Every crossing of a leg p-q with an edge a-b, all (n, 3) from the Earth's centre; the number there are.

    leg, part : filled with the leg's number and how far along it the crossing lies, 0 to 1, as far as there is room
    """
    n = 0
    for e in range(len(a_m)):
        middle = 0.5 * (a_m[e] + b_m[e])
        half = b_m[e] - middle
        half2 = half[0] ** 2 + half[1] ** 2 + half[2] ** 2
        for k in range(len(p_m)):
            d0, d1, d2 = p_m[k, 0] - middle[0], p_m[k, 1] - middle[1], p_m[k, 2] - middle[2]
            u0, u1, u2 = q_m[k, 0] - p_m[k, 0], q_m[k, 1] - p_m[k, 1], q_m[k, 2] - p_m[k, 2]
            # Quick refusal: farther off than half an edge and a whole leg (twice that, squared, for room).
            if d0 * d0 + d1 * d1 + d2 * d2 > 2.1 * (half2 + u0 * u0 + u1 * u1 + u2 * u2) + 1e6:
                continue
            from_p, from_q = _triple(p_m[k], a_m[e], b_m[e]), _triple(q_m[k], a_m[e], b_m[e])
            if (from_p > 0.0) == (from_q > 0.0):
                continue
            if (_triple(a_m[e], p_m[k], q_m[k]) > 0.0) == (_triple(b_m[e], p_m[k], q_m[k]) > 0.0):
                continue
            if n < len(leg):
                leg[n], part[n] = k, from_p / (from_p - from_q)
            n += 1
    return n


@kernel
def cut_to_pieces(
    target: Ints, enter_s: Floats, leave_s: Floats, piece_target: Ints, begin_s: Floats, end_s: Floats,
    piece: Ints, cut_enter_s: Floats, cut_leave_s: Floats,
) -> int:  # fmt: skip
    """Parts of looks inside pieces of the same target, grouped by piece; the number there are.

    Looks and pieces are grouped by rising target. What does not fit into the last three arrays is counted only.
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
                    piece[n], cut_enter_s[n], cut_leave_s[n] = j, a_s, b_s
                n += 1
            k += 1
    return n
