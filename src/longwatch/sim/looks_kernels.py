"""When one mover is within range of another: exact, because both keep straight lines between knots.

Over the common time of two legs the squared range is a quadratic, so entry and exit are its roots. What cannot come into
range, or out of it, before a while has passed is skipped: a range changes no faster than both movers together. A hold
stays one leg: a target surely inside or outside of the range from anywhere on the circle needs no more than its centre,
and only the rest is flown along chords.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.order_kernels import put_in_order
from longwatch.traffic.ships import Ints

TOUCHING_S = 1e-6  # intervals of one pair nearer than this are one
FASTER = 1.0 + 1e-9  # keeps a skip on the safe side of rounding
FAR_S = 1e30
ROOM = 1024  # passes of one target, to begin with
STILL_M2 = 1e-6  # moves less than a millimetre


class Knots(NamedTuple):
    """Movers for the kernels; mover m has the knots offsets[m]:offsets[m + 1].

    velocity_mps[k] holds from knot k to the next; hold[k] is the row of `holds` that is flown from there, or -1.
    holds : centre xyz, from the centre to the northernmost point xyz, to the easternmost xyz, radius, laps, chords a lap
    box_m : least and greatest x, y, z of a mover; speed_mps : its greatest
    """

    offsets: Ints
    t_s: Floats  # (n,)
    xyz_m: Floats  # (n, 3)
    velocity_mps: Floats  # (n, 3)
    hold: Ints  # (n,)
    holds: Floats  # (n_holds, 12)
    box_m: Floats  # (n_movers, 6)
    speed_mps: Floats  # (n_movers,)


class Passes(NamedTuple):
    """Pairs of legs within range from enter_s to leave_s, grouped by target, rising in time.

    leg, target_leg : the knots, in `Knots.t_s`, that begin the legs. A hold is one leg; a pass of a hold may come in parts.
    """

    vehicle: Ints
    target: Ints
    enter_s: Floats
    leave_s: Floats
    leg: Ints
    target_leg: Ints


class Totals(NamedTuple):
    """Of each ship: time looked at, time watched by anybody, first look (infinite without), looks, longest time without."""

    span_s: Floats
    watched_s: Floats
    first_s: Floats
    looks: Ints
    longest_s: Floats


class Hits(NamedTuple):
    """Passes of one target; leg, target_leg : the knots that begin the legs."""

    enter_s: Floats
    leave_s: Floats
    leg: Ints
    target_leg: Ints


@kernel
def in_range_s(
    x_m: float, y_m: float, z_m: float, vx_mps: float, vy_mps: float, vz_mps: float, duration_s: float, range_m: float
) -> tuple[float, float]:
    """Part of a straight relative course during which a target is within range.

    Parameters
    ----------
    x_m, y_m, z_m : target minus sensor at the start, Earth-centred axes
    vx_mps, vy_mps, vz_mps : target minus sensor, constant
    duration_s, range_m : both positive

    Returns
    -------
    (enter_s, leave_s) from the start; equal when the target stays out of range
    """
    a = vx_mps * vx_mps + vy_mps * vy_mps + vz_mps * vz_mps
    b = x_m * vx_mps + y_m * vy_mps + z_m * vz_mps
    c = x_m * x_m + y_m * y_m + z_m * z_m - range_m * range_m
    if a * duration_s * duration_s < STILL_M2:  # in range all along or never
        return (0.0, duration_s) if c <= 0.0 else (0.0, 0.0)
    discriminant = b * b - a * c
    if discriminant <= 0.0:  # a graze has no length
        return 0.0, 0.0
    root = sqrt(discriminant)
    enter_s = min(max((-b - root) / a, 0.0), duration_s)
    leave_s = min(max((-b + root) / a, 0.0), duration_s)
    return enter_s, leave_s


@part
def within(a: float, b: float, d: float, begin_s: float, end_s: float) -> tuple[float, float]:
    """Where a s² + 2 b s + c is below 0 in a window with such a place, d being b² - a c; `in_range_s` says the same."""
    if a * end_s * end_s < STILL_M2:
        return begin_s, end_s
    if d <= 0.0:
        return begin_s, begin_s
    root, per = sqrt(d), 1.0 / a
    return max((-b - root) * per, begin_s), min((-b + root) * per, end_s)


@part
def _mark(enter_s: Floats, leave_s: Floats, first: int, n: int, from_s: float, to_s: float) -> int:
    """Write an interval behind the n that stand there; one that touches the last of this pair (from `first` on) joins it."""
    if to_s <= from_s:
        return n
    if n > first and n <= len(enter_s) and from_s <= leave_s[n - 1] + TOUCHING_S:
        leave_s[n - 1] = max(leave_s[n - 1], to_s)
        return n
    if n < len(enter_s):
        enter_s[n], leave_s[n] = from_s, to_s
    return n + 1


@part
def on_circle(holds: Floats, h: int, angle_rad: float) -> tuple[float, float, float]:
    """Where a vehicle is on its hold: clockwise from the northernmost point, relative to the centre."""
    c, s = cos(angle_rad), sin(angle_rad)
    return (
        holds[h, 3] * c + holds[h, 6] * s,
        holds[h, 4] * c + holds[h, 7] * s,
        holds[h, 5] * c + holds[h, 8] * s,
    )


@part
def _along_chords(
    holds: Floats, h: int, t0_s: float, t1_s: float, x_m: float, y_m: float, z_m: float, vx: float, vy: float, vz: float,
    from_s: float, to_s: float, range_m: float, enter_s: Floats, leave_s: Floats, first: int, n: int,
) -> int:  # fmt: skip
    """A hold from t0_s to t1_s against a target that is at x, y, z from its centre at from_s and keeps its velocity."""
    n_chords = holds[h, 10] * holds[h, 11]
    chord_s = (t1_s - t0_s) / n_chords
    turn_rad = 2.0 * pi / holds[h, 11]
    speed_mps = (turn_rad * holds[h, 9] / chord_s + sqrt(vx * vx + vy * vy + vz * vz)) * FASTER
    t_s = from_s
    while t_s < to_s:
        k = np.floor((t_s - t0_s) / chord_s)
        if t0_s + (k + 1.0) * chord_s <= t_s:
            k += 1.0
        end_s = min(t0_s + (k + 1.0) * chord_s, to_s)
        ax, ay, az = on_circle(holds, h, k * turn_rad)
        bx, by, bz = on_circle(holds, h, (k + 1.0) * turn_rad)
        ux, uy, uz = (bx - ax) / chord_s, (by - ay) / chord_s, (bz - az) / chord_s
        into_s, gone_s = t_s - (t0_s + k * chord_s), t_s - from_s
        dx = x_m + vx * gone_s - ax - ux * into_s
        dy = y_m + vy * gone_s - ay - uy * into_s
        dz = z_m + vz * gone_s - az - uz * into_s
        off_m = sqrt(dx * dx + dy * dy + dz * dz) - range_m
        wait_s = abs(off_m) / speed_mps
        if wait_s > end_s - t_s:
            end_s = min(t_s + wait_s, to_s)
            if off_m < 0.0:
                n = _mark(enter_s, leave_s, first, n, t_s, end_s)
        else:
            a_s, b_s = in_range_s(dx, dy, dz, vx - ux, vy - uy, vz - uz, end_s - t_s, range_m)
            n = _mark(enter_s, leave_s, first, n, t_s + a_s, t_s + b_s)
        t_s = end_s
    return n


@part
def hold_leg(
    holds: Floats, h: int, t0_s: float, t1_s: float, x_m: float, y_m: float, z_m: float, vx: float, vy: float, vz: float,
    from_s: float, to_s: float, range_m: float, enter_s: Floats, leave_s: Floats, first: int, n: int,
) -> int:  # fmt: skip
    """One hold against one straight leg: sure parts by the centre alone, the band between them along chords."""
    radius_m, length_s = holds[h, 9], to_s - from_s
    near_a, near_b = in_range_s(x_m, y_m, z_m, vx, vy, vz, length_s, range_m + radius_m)
    if near_b <= near_a:
        return n
    sure_a, sure_b = near_b, near_b
    if range_m > radius_m:
        sure_a, sure_b = in_range_s(x_m, y_m, z_m, vx, vy, vz, length_s, range_m - radius_m)
        if sure_b <= sure_a:
            sure_a, sure_b = near_b, near_b
    for band in range(2):
        a_s, b_s = (near_a, sure_a) if band == 0 else (sure_b, near_b)
        if band == 1:
            n = _mark(enter_s, leave_s, first, n, from_s + sure_a, from_s + sure_b)
        if b_s > a_s:
            n = _along_chords(
                holds, h, t0_s, t1_s, x_m + vx * a_s, y_m + vy * a_s, z_m + vz * a_s, vx, vy, vz,
                from_s + a_s, from_s + b_s, range_m, enter_s, leave_s, first, n,
            )  # fmt: skip
    return n


@part
def pair_passes(
    v: Knots, i_mover: int, s: Knots, j_mover: int, shift_s: float, range_m: float, from_s: float, to_s: float,
    hits: Hits, n: int,
) -> int:  # fmt: skip
    """Write behind n the passes of a target, later by `shift_s`, at one vehicle; the new n. What does not fit is counted.

    What cannot come into range before a while has passed is skipped: a range falls no faster than both movers together.
    """
    i, i_last = v.offsets[i_mover], v.offsets[i_mover + 1] - 1
    j, j_last = s.offsets[j_mover], s.offsets[j_mover + 1] - 1
    t_s = max(max(v.t_s[i], s.t_s[j] + shift_s), from_s)
    end_s = min(min(v.t_s[i_last], s.t_s[j_last] + shift_s), to_s)
    both_mps = (v.speed_mps[i_mover] + s.speed_mps[j_mover]) * FASTER
    ship_mps = s.speed_mps[j_mover] * FASTER
    while t_s < end_s:
        while v.t_s[i + 1] <= t_s:
            i += 1
        while s.t_s[j + 1] + shift_s <= t_s:
            j += 1
        until_s = min(min(v.t_s[i + 1], s.t_s[j + 1] + shift_s), end_s)
        since_s = t_s - shift_s - s.t_s[j]
        x = s.xyz_m[j, 0] + s.velocity_mps[j, 0] * since_s
        y = s.xyz_m[j, 1] + s.velocity_mps[j, 1] * since_s
        z = s.xyz_m[j, 2] + s.velocity_mps[j, 2] * since_s
        h = v.hold[i]
        reach_m, rate_mps, limit_s = range_m, both_mps, end_s
        if h >= 0:  # seen from the centre of the hold, for as long as it is flown
            dx, dy, dz = x - v.holds[h, 0], y - v.holds[h, 1], z - v.holds[h, 2]
            reach_m, rate_mps, limit_s = range_m + v.holds[h, 9], ship_mps, min(v.t_s[i + 1], end_s)
        else:
            since_s = t_s - v.t_s[i]
            dx = x - v.xyz_m[i, 0] - v.velocity_mps[i, 0] * since_s
            dy = y - v.xyz_m[i, 1] - v.velocity_mps[i, 1] * since_s
            dz = z - v.xyz_m[i, 2] - v.velocity_mps[i, 2] * since_s
        off_m = sqrt(dx * dx + dy * dy + dz * dz) - reach_m
        if off_m > 0.0:
            sure_s = off_m / rate_mps if rate_mps > 0.0 else FAR_S
            if sure_s >= until_s - t_s:
                t_s = min(t_s + sure_s, limit_s)
                continue
        sx, sy, sz = s.velocity_mps[j, 0], s.velocity_mps[j, 1], s.velocity_mps[j, 2]
        first = n
        if h >= 0:
            n = hold_leg(
                v.holds, h, v.t_s[i], v.t_s[i + 1], dx, dy, dz, sx, sy, sz, t_s, until_s, range_m,
                hits.enter_s, hits.leave_s, first, n,
            )  # fmt: skip
        else:
            a_s, b_s = in_range_s(
                dx, dy, dz, sx - v.velocity_mps[i, 0], sy - v.velocity_mps[i, 1], sz - v.velocity_mps[i, 2],
                until_s - t_s, range_m,
            )  # fmt: skip
            n = _mark(hits.enter_s, hits.leave_s, first, n, t_s + a_s, t_s + b_s)
        for k in range(first, min(n, len(hits.enter_s))):
            hits.leg[k], hits.target_leg[k] = i, j
        t_s = until_s
    return n


@part
def add_up(
    m: int, begin_s: float, end_s: float, n: int, order: Ints, enter_s: Floats, leave_s: Floats, totals: Totals
) -> None:
    """The union of n intervals in order of time, added to ship m, which was there from begin_s to end_s.

    Chosen values instead of branches: whether the next interval follows a gap is a toss.
    """
    totals.span_s[m] += max(end_s - begin_s, 0.0)
    if n == 0:
        totals.longest_s[m] = max(totals.longest_s[m], end_s - begin_s)
        return
    first_s = enter_s[order[0]]
    since_s, until_s, watched_s, longest_s, looks = first_s, first_s, 0.0, first_s - begin_s, 1
    for at in range(n):
        enter, leave = enter_s[order[at]], leave_s[order[at]]
        alone = enter > until_s + TOUCHING_S
        gap_s = enter - until_s if alone else 0.0
        longest_s = gap_s if gap_s > longest_s else longest_s
        watched_s += until_s - since_s if alone else 0.0
        since_s = enter if alone else since_s
        looks += 1 if alone else 0
        until_s = leave if leave > until_s else until_s
    totals.first_s[m] = min(totals.first_s[m], first_s)
    totals.watched_s[m] += watched_s + (until_s - since_s)
    totals.looks[m] += looks
    totals.longest_s[m] = max(max(totals.longest_s[m], longest_s), end_s - until_s)


@kernel
def watched_totals(
    ship: Ints, begin_s: Floats, end_s: Floats, target: Ints, enter_s: Floats, leave_s: Floats,
    span_s: Floats, watched_s: Floats, first_s: Floats, looks: Ints, longest_s: Floats,
) -> None:  # fmt: skip
    """Union of the intervals of each ship over its targets (its recorded tracks), added to the last five arrays.

    ship, begin_s, end_s : per target; target, enter_s, leave_s : intervals grouped by target, nearly in order of time
    first_s : must come in as infinity; longest_s : longest unwatched stretch of recorded time, a silence ends it
    """
    totals, k = Totals(span_s, watched_s, first_s, looks, longest_s), 0
    order, spare = np.empty(ROOM + 1, np.int64), np.empty(ROOM + 1, np.int64)
    for j in range(len(ship)):
        first = k
        while k < len(target) and target[k] == j:
            k += 1
        if k - first >= len(order):
            order, spare = np.empty(2 * (k - first), np.int64), np.empty(2 * (k - first), np.int64)
        put_in_order(enter_s[first:k], k - first, order, spare)
        add_up(ship[j], begin_s[j], end_s[j], k - first, order, enter_s[first:k], leave_s[first:k], totals)
