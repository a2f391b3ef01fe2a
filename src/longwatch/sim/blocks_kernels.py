"""The legs of all vehicles in blocks of sixteen, and one leg of a target against a whole block at once.

Legs of like length stand together, by start: then what is flown during a leg of a target lies side by side. A block carries
its bounds in time and space, so that what is elsewhere costs one look. Within a block each number has a row of sixteen,
and whether a leg comes into range is asked of all of them without a branch, which compiles to vector instructions.

A hold enters as its centre, which stands still, and is seen from the range and its radius: who stays off that is out.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import part
from longwatch.sim.looks_kernels import Hits, Knots, hold_leg, within
from longwatch.sim.order_kernels import put_in_order
from longwatch.traffic.ships import Ints

LANES: Final = 16
# Where a row of a block begins; behind it the same for what is found out about a block.
T0, T1, X, Y, Z, VX, VY, VZ = (LANES * k for k in range(8))
A, B, D = (LANES * k for k in range(3))
N_LENGTHS: Final = (
    4  # groups by length, each with legs of a sixteenth to all of its longest; the last has all shorter ones
)
NEVER_M2: Final = -1e18  # squared range of a vehicle that does not see the kind
NOWHERE_S: Final = 1e30
ALIKE_M2PS2: Final = 1e-12  # below it velocities are the same, as far as the roots tell
FROM, TO, LOW, HIGH, LAST = 0, 1, 2, 5, 8  # columns of `bounds`

_BRUIJN: Final = 0x03F79D71B4CB0A89  # its upper six bits, shifted by k, differ for every k
PRODUCT, SHIFT, ONE, NONE = np.uint64(_BRUIJN), np.uint64(58), np.uint64(1), np.uint64(0)
BIT = np.array([1 << k for k in range(LANES)], np.uint64)
LANE = np.argsort([(_BRUIJN << k) % (1 << 64) >> 58 for k in range(64)])


class Blocks(NamedTuple):
    """Legs of vehicles; a slot is a lane of a block.

    legs : (n_blocks, 8 LANES), begin and end, place at the begin, velocity
    reach_m2, far_m : (n_kinds, n_blocks, LANES) and (n_kinds, n_blocks), squared range; the greatest of a block
    leg, vehicle : (n_slots,), knot that begins the leg, and whose; slot : (n_knots,), where a leg is in these
    bounds : (n_blocks, 9), first begin, last end, least x, y, z, greatest x, y, z, last begin
    groups : (n_groups, 3), first block, the one behind the last, whether they are holds; longest_s : (n_groups,)
    """

    legs: Floats
    reach_m2: Floats
    far_m: Floats
    leg: Ints
    vehicle: Ints
    slot: Ints
    bounds: Floats
    groups: Ints
    longest_s: Floats


@part
def _group_of(length_s: float, longest_s: float, holds: bool) -> int:
    """By length; those of holds are odd."""
    length = 0
    while length < N_LENGTHS - 1 and length_s * 16.0 <= longest_s:
        length, length_s = length + 1, length_s * 16.0
    return 2 * length + (1 if holds else 0)


@part
def fill_blocks(
    v: Knots,
    range_m: Floats,
    blocks: Blocks,
    key: Floats,
    knot: Ints,
    whose: Ints,
    group_of: Ints,
    order: Ints,
    spare: Ints,
) -> int:
    """Put all legs of v into blocks; the number of groups. The last five have room for as many entries as v has knots."""
    longest_s = 0.0
    for i in range(len(v.offsets) - 1):
        for k in range(v.offsets[i], v.offsets[i + 1] - 1):
            longest_s = max(longest_s, v.t_s[k + 1] - v.t_s[k])
    for i in range(len(v.offsets) - 1):
        for k in range(v.offsets[i], v.offsets[i + 1]):
            last = k == v.offsets[i + 1] - 1
            length_s = 0.0 if last else v.t_s[k + 1] - v.t_s[k]
            whose[k], group_of[k] = i, _group_of(length_s, longest_s, v.hold[k] >= 0) if length_s > 0.0 else -1
    n_groups, n_blocks = 0, 0
    for group in range(2 * N_LENGTHS):
        n = 0
        for k in range(len(group_of)):
            if group_of[k] == group:
                key[n], knot[n] = v.t_s[k], k
                n += 1
        if n == 0:
            continue
        put_in_order(key, n, order, spare)
        longest = 0.0
        for at in range(n):
            k = knot[order[at]]
            longest = max(longest, v.t_s[k + 1] - v.t_s[k])
            _fill_slot(v, blocks, n_blocks * LANES + at, k, whose[k], range_m)
        blocks.groups[n_groups, 0] = n_blocks
        n_blocks += (n + LANES - 1) // LANES
        blocks.groups[n_groups, 1], blocks.groups[n_groups, 2] = n_blocks, group % 2
        blocks.longest_s[n_groups] = longest
        for at in range(n_blocks * LANES - 1, blocks.groups[n_groups, 0] * LANES + n - 1, -1):
            row, lane = blocks.legs[at // LANES], at % LANES
            for column in range(8):
                row[column * LANES + lane] = 0.0
            row[T0 + lane], row[T1 + lane] = NOWHERE_S, -NOWHERE_S
            for kind in range(range_m.shape[1]):
                blocks.reach_m2[kind, at // LANES, lane] = NEVER_M2
        n_groups += 1
    return n_groups


@part
def _fill_slot(v: Knots, blocks: Blocks, slot: int, k: int, i: int, range_m: Floats) -> None:
    """Knot k of vehicle i into a slot, and the bounds of its block."""
    block, lane = slot // LANES, slot % LANES
    row, bounds, h = blocks.legs[block], blocks.bounds[block], v.hold[k]
    blocks.leg[slot], blocks.vehicle[slot], blocks.slot[k] = k, i, slot
    row[T0 + lane], row[T1 + lane] = v.t_s[k], v.t_s[k + 1]
    radius_m = v.holds[h, 9] if h >= 0 else 0.0
    if lane == 0:
        bounds[FROM], bounds[TO] = v.t_s[k], v.t_s[k + 1]
    bounds[TO] = max(bounds[TO], v.t_s[k + 1])
    bounds[LAST] = v.t_s[k]
    for axis in range(3):
        at_m = v.holds[h, axis] if h >= 0 else v.xyz_m[k, axis]
        to_m = at_m if h >= 0 else v.xyz_m[k + 1, axis]
        row[X + axis * LANES + lane] = at_m
        row[VX + axis * LANES + lane] = v.velocity_mps[k, axis]
        low, high = min(at_m, to_m), max(at_m, to_m)
        bounds[LOW + axis] = low if lane == 0 else min(bounds[LOW + axis], low)
        bounds[HIGH + axis] = high if lane == 0 else max(bounds[HIGH + axis], high)
    for kind in range(range_m.shape[1]):
        reach_m = range_m[i, kind] + radius_m if range_m[i, kind] > 0.0 else 0.0
        blocks.reach_m2[kind, block, lane] = reach_m * reach_m if reach_m > 0.0 else NEVER_M2
        blocks.far_m[kind, block] = reach_m if lane == 0 else max(blocks.far_m[kind, block], reach_m)


@part
def _meet(
    legs: Floats, reach_m2: Floats, t0_s: float, t1_s: float, x: float, y: float, z: float, vx: float, vy: float, vz: float,
    out: Floats,
) -> Any:  # fmt: skip
    """Which legs of a block come into range of a target at x, y, z at t0_s that keeps its velocity to t1_s: a bit each.

    Squared distance less squared range is a s² + 2 b s + c, s from t0_s on; `out` takes a, b and d = b² - a c of each.
    """
    bits: Any = NONE
    for k in range(LANES):
        since_s = t0_s - legs[T0 + k]
        dx, wx = x - (legs[X + k] + legs[VX + k] * since_s), vx - legs[VX + k]
        dy, wy = y - (legs[Y + k] + legs[VY + k] * since_s), vy - legs[VY + k]
        dz, wz = z - (legs[Z + k] + legs[VZ + k] * since_s), vz - legs[VZ + k]
        begin_s = legs[T0 + k] - t0_s
        begin_s = begin_s if begin_s > 0.0 else 0.0
        end_s = (legs[T1 + k] if legs[T1 + k] < t1_s else t1_s) - t0_s
        a = wx * wx + wy * wy + wz * wz
        b = dx * wx + dy * wy + dz * wz
        c = dx * dx + dy * dy + dz * dz - reach_m2[k]
        d = b * b - a * c
        out[A + k], out[B + k], out[D + k] = a, b, d
        # Roots are (-b ± √d) / a: one after the begin, the other before the end.
        receding, closing = b + a * begin_s, -(b + a * end_s)
        gone = receding if receding > closing else closing
        gone = gone if gone > 0.0 else 0.0
        near = (d > gone * gone) | ((c <= 0.0) & (a < ALIKE_M2PS2))
        bits |= BIT[k] if near & (end_s > begin_s) else NONE
    return bits


@part
def first_block(blocks: Blocks, group: int, after_s: float) -> int:
    """The first block of a group with a leg that may end after an instant."""
    low, high = int(blocks.groups[group, 0]), int(blocks.groups[group, 1])
    began_s = after_s - blocks.longest_s[group]
    while low < high:
        middle = (low + high) // 2
        if blocks.bounds[middle, LAST] <= began_s:
            low = middle + 1
        else:
            high = middle
    return low


@part
def leg_passes(
    v: Knots, range_m: Floats, blocks: Blocks, n_groups: int, kind: int, t0_s: float, t1_s: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, target_leg: int, cursor: Ints, out: Floats,
    hits: Hits, n: int,
) -> int:  # fmt: skip
    """Write behind n the passes of one leg of a target at all vehicles; the new n. What does not fit is counted only.

    cursor : (n_groups,), the first block that may still be flown; the caller's legs rise in time
    """
    span_s, room = t1_s - t0_s, len(hits.enter_s)
    for group in range(n_groups):
        holds = blocks.groups[group, 2] == 1
        end, at = blocks.groups[group, 1], cursor[group]
        began_s = t0_s - blocks.longest_s[group]
        while at < end and blocks.bounds[at, LAST] <= began_s:
            at += 1
        cursor[group] = at
        for block in range(at, end):
            bounds = blocks.bounds[block]
            if bounds[FROM] >= t1_s:
                break
            far_m = blocks.far_m[kind, block]
            if bounds[TO] <= t0_s or (
                _off(bounds, 0, x, x + vx * span_s, far_m)
                or _off(bounds, 1, y, y + vy * span_s, far_m)
                or _off(bounds, 2, z, z + vz * span_s, far_m)
            ):
                continue
            legs = blocks.legs[block]
            bits = _meet(legs, blocks.reach_m2[kind, block], t0_s, t1_s, x, y, z, vx, vy, vz, out)
            while bits != NONE:
                k = LANE[((bits & (~bits + ONE)) * PRODUCT) >> SHIFT]
                bits &= bits - ONE
                slot = block * LANES + k
                if holds:
                    first = n
                    n = _hold_pass(v, range_m, blocks, slot, kind, t0_s, t1_s, x, y, z, vx, vy, vz, hits, n)
                    for row in range(first, min(n, room)):
                        hits.slot[row], hits.target_leg[row] = slot, target_leg
                    continue
                from_s, to_s = max(legs[T0 + k], t0_s), min(legs[T1 + k], t1_s)
                a_s, b_s = within(out[A + k], out[B + k], out[D + k], from_s - t0_s, to_s - t0_s)
                if b_s > a_s:
                    if n < room:
                        hits.enter_s[n], hits.leave_s[n] = max(t0_s + a_s, from_s), min(t0_s + b_s, to_s)
                        hits.slot[n], hits.target_leg[n] = slot, target_leg
                    n += 1
    return n


@part
def _off(bounds: Floats, axis: int, a_m: float, b_m: float, far_m: float) -> bool:
    """Whether a stretch between two coordinates stays farther from the bounds of a block than any range."""
    return bool(min(a_m, b_m) - bounds[HIGH + axis] > far_m or bounds[LOW + axis] - max(a_m, b_m) > far_m)


@part
def _hold_pass(
    v: Knots, range_m: Floats, blocks: Blocks, slot: int, kind: int, t0_s: float, t1_s: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, hits: Hits, n: int,
) -> int:  # fmt: skip
    """A leg of a target against one hold."""
    k = blocks.leg[slot]
    h = v.hold[k]
    begin_s, end_s = max(t0_s, v.t_s[k]), min(t1_s, v.t_s[k + 1])
    gone_s = begin_s - t0_s
    dx, dy, dz = x + vx * gone_s - v.holds[h, 0], y + vy * gone_s - v.holds[h, 1], z + vz * gone_s - v.holds[h, 2]
    return hold_leg(
        v.holds, h, v.t_s[k], v.t_s[k + 1], dx, dy, dz, vx, vy, vz, begin_s, end_s,
        range_m[blocks.vehicle[slot], kind], hits.enter_s, hits.leave_s, n, n,
    )  # fmt: skip
