"""Passes cut to a field of regard: exact, because within a pair of legs everything is straight.

A vehicle's course is constant along a leg, so a sector is bounded by two half-planes through the sensor that hold the
vertical: a target crosses one at the root of a linear function of time. The shell's inner sphere is crossed at the roots of a
quadratic. On a hold the course turns: the circle is cut into its chords, as the looks take it. The vertical is taken at the
middle of the leg; it turns by a tenth of a degree along half of one.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.looks_kernels import TOUCHING_S, Knots, hold_leg, in_range_s, on_circle
from longwatch.sim.passes import Passes
from longwatch.traffic.ships import Ints

SQUARED_AXES = 1.0067394967422764  # (a/b)^2 of WGS84: the vertical at x, y, z points along x, y, z times this
STEADY_M = 1e-6


@part
def straight_from(
    v: Knots, i: int, s: Knots, j: int, shift_s: float, t_s: float, leave_s: float, longest_m: float
) -> tuple[float, float, float, float, float, float, float, float, float, float, float, float, float]:
    """How both movers go on straight from t_s: (until_s, vehicle's place, its velocity, target's place, its velocity).

    i and j are their legs; it ends with the pass, with the chord of a hold, or once one of them has gone `longest_m`.
    """
    gone_s = t_s - shift_s - s.t_s[j]
    wx, wy, wz = s.velocity_mps[j, 0], s.velocity_mps[j, 1], s.velocity_mps[j, 2]
    qx, qy, qz = s.xyz_m[j, 0] + wx * gone_s, s.xyz_m[j, 1] + wy * gone_s, s.xyz_m[j, 2] + wz * gone_s
    h, until_s = v.hold[i], leave_s
    if h >= 0:
        chord_s = (v.t_s[i + 1] - v.t_s[i]) / (v.holds[h, 10] * v.holds[h, 11])
        turn_rad = 2.0 * np.pi / v.holds[h, 11]
        k = np.floor((t_s - v.t_s[i]) / chord_s)
        if v.t_s[i] + (k + 1.0) * chord_s <= t_s:
            k += 1.0
        until_s = min(v.t_s[i] + (k + 1.0) * chord_s, leave_s)
        ax, ay, az = on_circle(v.holds, h, k * turn_rad)
        bx, by, bz = on_circle(v.holds, h, (k + 1.0) * turn_rad)
        ux, uy, uz = (bx - ax) / chord_s, (by - ay) / chord_s, (bz - az) / chord_s
        gone_s = t_s - v.t_s[i] - k * chord_s
        px, py, pz = v.holds[h, 0] + ax, v.holds[h, 1] + ay, v.holds[h, 2] + az
    else:
        gone_s = t_s - v.t_s[i]
        ux, uy, uz = v.velocity_mps[i, 0], v.velocity_mps[i, 1], v.velocity_mps[i, 2]
        px, py, pz = v.xyz_m[i, 0], v.xyz_m[i, 1], v.xyz_m[i, 2]
    px, py, pz = px + ux * gone_s, py + uy * gone_s, pz + uz * gone_s
    fastest_mps = sqrt(max(ux * ux + uy * uy + uz * uz, wx * wx + wy * wy + wz * wz))
    if fastest_mps * (until_s - t_s) > longest_m:
        until_s = t_s + longest_m / fastest_mps
    return until_s, px, py, pz, ux, uy, uz, qx, qy, qz, wx, wy, wz


@part
def _axes(
    px: float, py: float, pz: float, ux: float, uy: float, uz: float
) -> tuple[float, float, float, float, float, float]:
    """(ahead xyz, to starboard xyz): level unit vectors at a place, for a course."""
    nx, ny, nz = px, py, pz * SQUARED_AXES
    long = sqrt(nx * nx + ny * ny + nz * nz)
    nx, ny, nz = nx / long, ny / long, nz / long
    up = ux * nx + uy * ny + uz * nz
    fx, fy, fz = ux - up * nx, uy - up * ny, uz - up * nz
    long = sqrt(fx * fx + fy * fy + fz * fz)
    if long > 0.0:
        fx, fy, fz = fx / long, fy / long, fz / long
    return fx, fy, fz, fy * nz - fz * ny, fz * nx - fx * nz, fx * ny - fy * nx


@part
def _not_below(value: float, rate: float, duration_s: float) -> tuple[float, float]:
    """When value + rate t is not below zero, within the duration; equal ends for never."""
    if rate * duration_s > STEADY_M or rate * duration_s < -STEADY_M:
        root_s = min(max(-value / rate, 0.0), duration_s)
        return (root_s, duration_s) if rate > 0.0 else (0.0, root_s)
    return (0.0, duration_s) if value >= 0.0 else (0.0, 0.0)


@part
def _keep(begin_s: Floats, end_s: Floats, n: int, from_s: float, to_s: float, near_s: float, far_s: float) -> int:
    """Write what of from_s .. to_s lies outside near_s .. far_s behind the n stretches that stand there, in order of time."""
    for side in range(2):
        a_s, b_s = from_s, to_s
        if far_s > near_s:
            a_s, b_s = (from_s, min(to_s, near_s)) if side == 0 else (max(from_s, far_s), to_s)
        elif side == 1:
            break
        if b_s <= a_s:
            continue
        k = n
        while k > 0 and begin_s[k - 1] > a_s:
            begin_s[k], end_s[k] = begin_s[k - 1], end_s[k - 1]
            k -= 1
        begin_s[k], end_s[k] = a_s, b_s
        n += 1
    return n


@part
def _in_field(
    x: float, y: float, z: float, vx: float, vy: float, vz: float,
    axes: tuple[float, float, float, float, float, float], duration_s: float, range_min_m: float,
    bounds: Floats, first: int, last: int, begin_s: Floats, end_s: Floats,
) -> int:  # fmt: skip
    """The stretches of a straight relative course inside a field, in order of their beginnings; how many. They may overlap."""
    fx, fy, fz, rx, ry, rz = axes
    near_s, far_s = 0.0, 0.0
    if range_min_m > 0.0:
        near_s, far_s = in_range_s(x, y, z, vx, vy, vz, duration_s, range_min_m)
    if first == last:
        return _keep(begin_s, end_s, 0, 0.0, duration_s, near_s, far_s)
    ahead_m, ahead_mps = x * fx + y * fy + z * fz, vx * fx + vy * fy + vz * fz
    right_m, right_mps = x * rx + y * ry + z * rz, vx * rx + vy * ry + vz * rz
    n = 0
    for k in range(first, last):
        c, s = bounds[k, 0], bounds[k, 1]
        a_s, b_s = _not_below(c * right_m - s * ahead_m, c * right_mps - s * ahead_mps, duration_s)
        c, s = bounds[k, 2], bounds[k, 3]
        c_s, d_s = _not_below(s * ahead_m - c * right_m, s * ahead_mps - c * right_mps, duration_s)
        if bounds[k, 4] > 0.0:  # wider than half a turn: what is clockwise of the first or anticlockwise of the second
            n = _keep(begin_s, end_s, n, a_s, b_s, near_s, far_s)
            n = _keep(begin_s, end_s, n, c_s, d_s, near_s, far_s)
        else:
            n = _keep(begin_s, end_s, n, max(a_s, c_s), min(b_s, d_s), near_s, far_s)
    return n


@part
def put(source: Ints, enter_s: Floats, leave_s: Floats, n: int, row: int, from_s: float, to_s: float) -> int:
    """Write a stretch of a row behind the n that stand there; one that touches the last of that row joins it."""
    if to_s <= from_s:
        return n
    if 0 < n <= len(source) and source[n - 1] == row and from_s <= leave_s[n - 1] + TOUCHING_S:
        leave_s[n - 1] = max(leave_s[n - 1], to_s)
        return n
    if n < len(source):
        source[n], enter_s[n], leave_s[n] = row, from_s, to_s
    return n + 1


@kernel
def cut_to_fields(
    v: Knots, s: Knots, shift_s: Floats, course_mps: Floats, rows: Passes,
    field: Ints, range_min_m: Floats, first: Ints, bounds: Floats, source: Ints, enter_s: Floats, leave_s: Floats,
) -> int:  # fmt: skip
    """The parts of passes inside the fields of their vehicles; the number there are, more than fit perhaps.

    Parameters
    ----------
    shift_s : target j of the passes is later than its track in s by shift_s[j]
    course_mps : (n_knots of v, 3), where the bow points along a leg that is no hold
    field : per vehicle the number of its field, which has range_min_m and the rows first[k]:first[k + 1] of bounds
    source, enter_s, leave_s : filled: the row that a part is of, and when it begins and ends; parts of a row don't touch
    """
    begin_s, end_s = np.empty(4 * len(bounds) + 4), np.empty(4 * len(bounds) + 4)
    n = 0
    for k in range(len(rows.enter_s)):
        i, j, t_s = rows.leg[k], rows.target_leg[k], rows.enter_s[k]
        f = field[rows.vehicle[k]]
        while t_s < rows.leave_s[k]:
            until_s, px, py, pz, ux, uy, uz, qx, qy, qz, wx, wy, wz = straight_from(
                v, i, s, j, shift_s[rows.target[k]], t_s, rows.leave_s[k], np.inf
            )
            half_s = (until_s - t_s) / 2.0
            if v.hold[i] >= 0:
                axes = _axes(px + ux * half_s, py + uy * half_s, pz + uz * half_s, ux, uy, uz)
            else:
                middle_s = (v.t_s[i + 1] - v.t_s[i]) / 2.0
                axes = _axes(
                    v.xyz_m[i, 0] + ux * middle_s, v.xyz_m[i, 1] + uy * middle_s, v.xyz_m[i, 2] + uz * middle_s,
                    course_mps[i, 0], course_mps[i, 1], course_mps[i, 2],
                )  # fmt: skip
            m = _in_field(
                qx - px, qy - py, qz - pz, wx - ux, wy - uy, wz - uz, axes, until_s - t_s, range_min_m[f],
                bounds, first[f], first[f + 1], begin_s, end_s,
            )  # fmt: skip
            for stretch in range(m):
                n = put(source, enter_s, leave_s, n, k, t_s + begin_s[stretch], t_s + end_s[stretch])
            t_s = until_s
    return n


@kernel
def cut_to_range(
    v: Knots, s: Knots, shift_s: Floats, kind: Ints, first: Ints, span_from_s: Floats, reach_m: Floats, rows: Passes,
    source: Ints, enter_s: Floats, leave_s: Floats,
) -> int:  # fmt: skip
    """The parts of passes within shorter ranges, which may change in time; the rest as `cut_to_fields` has it.

    Parameters
    ----------
    first, span_from_s : the spans of vehicle i are first[i]:first[i + 1], each from its time until the next
    reach_m : [span, kind of target]. Parts end where a span does: those of one row may touch
    """
    n = 0
    for k in range(len(rows.enter_s)):
        i, j, t_s = rows.leg[k], rows.target_leg[k], rows.enter_s[k]
        span, last = first[rows.vehicle[k]], first[rows.vehicle[k] + 1] - 1
        while span < last and span_from_s[span + 1] <= t_s:
            span += 1
        while t_s < rows.leave_s[k]:
            until_s = rows.leave_s[k] if span == last else min(rows.leave_s[k], span_from_s[span + 1])
            range_m = reach_m[span, kind[rows.target[k]]]
            if range_m > 0.0:
                n = _within(v, i, s, j, shift_s[rows.target[k]], k, t_s, until_s, range_m, source, enter_s, leave_s, n)
            t_s, span = until_s, span + 1
    return n


@part
def _within(
    v: Knots, i: int, s: Knots, j: int, shift_s: float, k: int, t_s: float, until_s: float, range_m: float,
    source: Ints, enter_s: Floats, leave_s: Floats, n: int,
) -> int:  # fmt: skip
    """Write the parts of row k from t_s to until_s within a range behind n; the new n."""
    vx, vy, vz = s.velocity_mps[j, 0], s.velocity_mps[j, 1], s.velocity_mps[j, 2]
    gone_s, first, h = t_s - shift_s - s.t_s[j], n, v.hold[i]
    x, y, z = s.xyz_m[j, 0] + vx * gone_s, s.xyz_m[j, 1] + vy * gone_s, s.xyz_m[j, 2] + vz * gone_s
    if h >= 0:
        n = hold_leg(
            v.holds, h, v.t_s[i], v.t_s[i + 1], x - v.holds[h, 0], y - v.holds[h, 1], z - v.holds[h, 2], vx, vy, vz,
            t_s, until_s, range_m, enter_s, leave_s, first, n,
        )  # fmt: skip
        for part_of_k in range(first, min(n, len(source))):
            source[part_of_k] = k
        return n
    ux, uy, uz, gone_s = v.velocity_mps[i, 0], v.velocity_mps[i, 1], v.velocity_mps[i, 2], t_s - v.t_s[i]
    a_s, b_s = in_range_s(
        x - v.xyz_m[i, 0] - ux * gone_s, y - v.xyz_m[i, 1] - uy * gone_s, z - v.xyz_m[i, 2] - uz * gone_s,
        vx - ux, vy - uy, vz - uz, until_s - t_s, range_m,
    )  # fmt: skip
    if b_s <= a_s:
        return n
    if n < len(source):
        source[n], enter_s[n], leave_s[n] = k, t_s + a_s, t_s + b_s
    return n + 1


@kernel
def join_rows(n_vehicles: int, rows: Passes, vehicle: Ints, target: Ints, enter_s: Floats, leave_s: Floats) -> int:
    """Rows of a pair that touch or overlap become one interval; the number of intervals. As much room as rows is enough."""
    at = np.full(n_vehicles, -1, np.int64)  # the last interval of each vehicle
    n = 0
    for k in range(len(rows.enter_s)):
        i = rows.vehicle[k]
        last = at[i]
        if last >= 0 and target[last] == rows.target[k] and rows.enter_s[k] <= leave_s[last] + TOUCHING_S:
            leave_s[last] = max(leave_s[last], rows.leave_s[k])
            continue
        vehicle[n], target[n], enter_s[n], leave_s[n] = i, rows.target[k], rows.enter_s[k], rows.leave_s[k]
        at[i] = n
        n += 1
    return n
