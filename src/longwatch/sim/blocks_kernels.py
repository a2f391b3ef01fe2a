"""The legs of all vehicles in blocks, blocks in rows, and one leg of a target against a whole row or block at once.

A block is a few legs of one vehicle that follow each other; it has a box. Blocks of like length stand together, by start:
those flown during a leg of a target lie side by side. When the leg is inside of a box, grown by the range, is asked of a
row of blocks; when within range, of all legs of a block: both without a branch, which compiles to vector instructions.

A hold enters as its centre, which stands still, and is seen from the range and its radius: who stays off that is out.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import lowest, part, root
from longwatch.sim.looks_kernels import TOUCHING_S, Hits, Knots, hold_leg
from longwatch.sim.order_kernels import put_in_order
from longwatch.traffic.ships import Ints

LANES: Final = 8  # legs of a block
WIDE: Final = 8  # blocks of a row
# Where each number of a block's legs begins; behind it the same of a row's boxes.
T0, T1, X, Y, Z, VX, VY, VZ = (LANES * k for k in range(8))
FROM, TO, LOW, HIGH = 0, WIDE, 2 * WIDE, 5 * WIDE
N_LENGTHS: Final = 4  # groups by length, each a sixteenth of the one before; the last has all shorter ones
NEVER_M: Final = -1e18  # range of a vehicle that does not see the kind
NOWHERE_S: Final = 1e30
SPARE_M: Final = 1.0  # by which boxes are larger than they are, against rounding
STANDS_MPS: Final = 1e-30

ONE, NONE, LANES_UP = np.uint64(1), np.uint64(0), np.uint64(LANES)
BIT = np.array([1 << k for k in range(max(LANES, WIDE))], np.uint64)
BEGUN, ENDS = BIT << LANES_UP, BIT << np.uint64(2 * LANES)
ALL = np.uint64((1 << LANES) - 1)


class Blocks(NamedTuple):
    """Legs of vehicles.

    legs : (n_blocks, 8 LANES), begin and end, place at the begin, velocity
    boxes : (n_rows, 8 WIDE), first begin, last end, least x, y, z, greatest x, y, z of each block
    far_m : (n_kinds, n_rows, WIDE), range of the vehicle and the greatest radius of its holds
    leg : (n_blocks, LANES + 1), knot that begins the leg, and bits of the legs that begin where the one before ends
    whose : (n_knots,), the vehicle of a knot
    groups : (n_groups, 3), first row, the one behind the last, whether they are holds; longest_s : (n_groups,)
    """

    legs: Floats
    boxes: Floats
    far_m: Floats
    leg: Ints
    whose: Ints
    groups: Ints
    longest_s: Floats


class Pairs(NamedTuple):
    """Legs of a target with the blocks they may come near.

    which : (room, 4), block, row of `legs`, knot that begins the target's leg, whether the block is of holds
    legs : (room, 8), begin, duration, place, velocity
    bits : (room,), what `_within` says of the pair
    """

    which: Ints
    legs: Floats
    bits: Any


@part
def fill_blocks(v: Knots, range_m: Floats, blocks: Blocks, key: Floats, work: Ints, order: Ints, spare: Ints) -> int:
    """Put all legs of v into blocks; the number of groups. work : (3, n_knots); `key`, `order`, `spare` for as many."""
    n_chunks, longest_s = 0, 0.0
    for i in range(len(v.offsets) - 1):
        for holds in range(2):
            lane, first = LANES, 0
            for k in range(v.offsets[i], v.offsets[i + 1]):
                blocks.whose[k] = i
                if not _is_leg(v, i, k, holds):
                    continue
                if lane == LANES:
                    lane, first = 0, k
                    work[0, n_chunks], work[1, n_chunks] = k, holds
                    n_chunks += 1
                lane += 1
                key[n_chunks - 1] = v.t_s[k + 1] - v.t_s[first]
                longest_s = max(longest_s, key[n_chunks - 1])
    for c in range(n_chunks):
        work[1, c] += 2 * _length_of(key[c], longest_s)
    n_groups, row = 0, 0
    for group in range(2 * N_LENGTHS):
        n = 0
        for c in range(n_chunks):
            if work[1, c] == group:
                key[n], work[2, n] = v.t_s[work[0, c]], work[0, c]
                n += 1
        if n == 0:
            continue
        put_in_order(key, n, order, spare)
        blocks.groups[n_groups, 0], blocks.groups[n_groups, 2] = row, group % 2
        blocks.longest_s[n_groups] = 0.0
        for at in range((n + WIDE - 1) // WIDE * WIDE):
            block = row * WIDE + at
            _fill_block(v, range_m, blocks, block, work[2, order[at]] if at < n else -1, group % 2)
            if at < n:
                length_s = (
                    blocks.boxes[block // WIDE, TO + block % WIDE] - blocks.boxes[block // WIDE, FROM + block % WIDE]
                )
                blocks.longest_s[n_groups] = max(blocks.longest_s[n_groups], length_s)
        row += (n + WIDE - 1) // WIDE
        blocks.groups[n_groups, 1] = row
        n_groups += 1
    return n_groups


@part
def _is_leg(v: Knots, i: int, k: int, holds: int) -> bool:
    """Whether a leg of some length begins at knot k of vehicle i, a hold or none."""
    return bool(k + 1 < v.offsets[i + 1] and v.t_s[k + 1] > v.t_s[k] and (v.hold[k] >= 0) == (holds == 1))


@part
def _length_of(length_s: float, longest_s: float) -> int:
    length = 0
    while length < N_LENGTHS - 1 and length_s * 16.0 <= longest_s:
        length, length_s = length + 1, length_s * 16.0
    return length


@part
def _fill_block(v: Knots, range_m: Floats, blocks: Blocks, block: int, first: int, holds: int) -> None:
    """The legs, or the holds, that follow from knot `first` on, and their box; an empty block where that is -1."""
    row, e = block // WIDE, block % WIDE
    boxes, legs = blocks.boxes, blocks.legs
    boxes[row, FROM + e], boxes[row, TO + e] = NOWHERE_S, -NOWHERE_S
    for axis in range(3):
        boxes[row, LOW + axis * WIDE + e], boxes[row, HIGH + axis * WIDE + e] = np.inf, -np.inf
    i = blocks.whose[first] if first >= 0 else 0
    k, radius_m, follows = first, 0.0, 0
    for lane in range(LANES):
        while 0 <= k < v.offsets[i + 1] and not _is_leg(v, i, k, holds):
            k += 1
        empty = k < 0 or k >= v.offsets[i + 1]
        h = -1 if empty else v.hold[k]
        legs[block, T0 + lane] = NOWHERE_S if empty else v.t_s[k]
        legs[block, T1 + lane] = -NOWHERE_S if empty else v.t_s[k + 1]
        blocks.leg[block, lane] = k
        if lane > 0 and legs[block, T0 + lane] <= legs[block, T1 + lane - 1] + TOUCHING_S:
            follows += 1 << lane
        boxes[row, FROM + e] = min(boxes[row, FROM + e], legs[block, T0 + lane])
        boxes[row, TO + e] = max(boxes[row, TO + e], legs[block, T1 + lane])
        for axis in range(3):
            at_m = 0.0 if empty else (v.holds[h, axis] if h >= 0 else v.xyz_m[k, axis])
            to_m = v.xyz_m[k + 1, axis] if h < 0 and not empty else at_m
            legs[block, X + axis * LANES + lane] = at_m
            legs[block, VX + axis * LANES + lane] = 0.0 if empty else v.velocity_mps[k, axis]
            if not empty:
                low, high = LOW + axis * WIDE + e, HIGH + axis * WIDE + e
                boxes[row, low] = min(boxes[row, low], min(at_m, to_m) - SPARE_M)
                boxes[row, high] = max(boxes[row, high], max(at_m, to_m) + SPARE_M)
        if not empty:
            radius_m = max(radius_m, v.holds[h, 9] if h >= 0 else 0.0)
            k += 1
    blocks.leg[block, LANES] = follows
    for kind in range(range_m.shape[1]):
        blocks.far_m[kind, row, e] = range_m[i, kind] + radius_m if range_m[i, kind] > 0.0 else NEVER_M


@part
def _near(
    blocks: Blocks, row: int, kind: int, t0_s: float, span_s: float, x: float, y: float, z: float,
    per_x: float, per_y: float, per_z: float,
) -> Any:  # fmt: skip
    """Which blocks of a row a target may come near that is at x, y, z at t0_s: a bit each; per_x is 1 / velocity."""
    bits: Any = NONE
    boxes, far_m = blocks.boxes, blocks.far_m
    for e in range(WIDE):
        far = far_m[kind, row, e]
        enter, leave = boxes[row, FROM + e] - t0_s, boxes[row, TO + e] - t0_s
        enter, leave = (enter if enter > 0.0 else 0.0), (leave if leave < span_s else span_s)
        one, two = (boxes[row, LOW + e] - far - x) * per_x, (boxes[row, HIGH + e] + far - x) * per_x
        low, high = (one if one < two else two), (two if one < two else one)
        enter, leave = (low if low > enter else enter), (high if high < leave else leave)
        one, two = (boxes[row, LOW + WIDE + e] - far - y) * per_y, (boxes[row, HIGH + WIDE + e] + far - y) * per_y
        low, high = (one if one < two else two), (two if one < two else one)
        enter, leave = (low if low > enter else enter), (high if high < leave else leave)
        one, two = (
            (boxes[row, LOW + 2 * WIDE + e] - far - z) * per_z,
            (boxes[row, HIGH + 2 * WIDE + e] + far - z) * per_z,
        )
        low, high = (one if one < two else two), (two if one < two else one)
        enter, leave = (low if low > enter else enter), (high if high < leave else leave)
        bits |= BIT[e] if (leave > enter) & (far > 0.0) else NONE
    return bits


@part
def _within(blocks: Blocks, pairs: Pairs, pair: int, kind: int) -> Any:
    """Which legs of a block a target comes into range of, on its leg.

    Squared distance less squared range is q = a s² + 2 b s + c, s from the begin of the target's leg on. It is in range
    where q is not above 0 at the begin or at the end, or at its least between. Three bits of each leg: it comes into range,
    is so at the begin, at the end, of the time both have in common. No root is drawn for this, and nothing branches.
    """
    block, at, legs = pairs.which[pair, 0], pairs.which[pair, 1], blocks.legs
    t0_s, span_s = pairs.legs[at, 0], pairs.legs[at, 1]
    x, y, z = pairs.legs[at, 2], pairs.legs[at, 3], pairs.legs[at, 4]
    vx, vy, vz = pairs.legs[at, 5], pairs.legs[at, 6], pairs.legs[at, 7]
    reach_m = blocks.far_m[kind, block // WIDE, block % WIDE]
    reach_m2 = reach_m * reach_m
    bits: Any = NONE
    for k in range(LANES):
        begin_s, end_s = legs[block, T0 + k] - t0_s, legs[block, T1 + k] - t0_s
        dx, wx = x - (legs[block, X + k] - legs[block, VX + k] * begin_s), vx - legs[block, VX + k]
        dy, wy = y - (legs[block, Y + k] - legs[block, VY + k] * begin_s), vy - legs[block, VY + k]
        dz, wz = z - (legs[block, Z + k] - legs[block, VZ + k] * begin_s), vz - legs[block, VZ + k]
        begin_s, end_s = (begin_s if begin_s > 0.0 else 0.0), (end_s if end_s < span_s else span_s)
        a = wx * wx + wy * wy + wz * wz
        b = dx * wx + dy * wy + dz * wz
        c = dx * dx + dy * dy + dz * dz - reach_m2
        d = b * b - a * c
        rate, rate_at_end = b + a * begin_s, b + a * end_s
        inside = (b + rate) * begin_s + c <= 0.0
        inside_at_end = (b + rate_at_end) * end_s + c <= 0.0
        near = (end_s > begin_s) & (inside | inside_at_end | ((rate < 0.0) & (rate_at_end > 0.0) & (d > 0.0)))
        bits |= BIT[k] if near else NONE
        bits |= BEGUN[k] if near & inside else NONE
        bits |= ENDS[k] if near & inside_at_end else NONE
    return bits


@part
def first_row(blocks: Blocks, group: int, after_s: float) -> int:
    """The first row of a group with a block that may end after an instant."""
    low, high = int(blocks.groups[group, 0]), int(blocks.groups[group, 1])
    began_s = after_s - blocks.longest_s[group]
    while low < high:
        middle = (low + high) // 2
        last = blocks.boxes[middle, FROM + WIDE - 1]
        if last <= began_s:
            low = middle + 1
        else:
            high = middle
    return low


@part
def pair_up(
    blocks: Blocks, pairs: Pairs, n_groups: int, kind: int, t0_s: float, t1_s: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, target_leg: int, cursor: Ints, n: int,
) -> int:  # fmt: skip
    """Write behind n the blocks that one leg of a target may come near, with the leg; the new n.

    cursor : (n_groups,), the first row that may still be flown; the caller's legs rise in time
    """
    at, span_s = n, t1_s - t0_s
    pairs.legs[at, 0], pairs.legs[at, 1] = t0_s, span_s
    pairs.legs[at, 2], pairs.legs[at, 3], pairs.legs[at, 4] = x, y, z
    pairs.legs[at, 5], pairs.legs[at, 6], pairs.legs[at, 7] = vx, vy, vz
    per_x = 1.0 / (vx if vx != 0.0 else STANDS_MPS)
    per_y = 1.0 / (vy if vy != 0.0 else STANDS_MPS)
    per_z = 1.0 / (vz if vz != 0.0 else STANDS_MPS)
    for group in range(n_groups):
        holds, end, first = blocks.groups[group, 2], blocks.groups[group, 1], cursor[group]
        began_s = t0_s - blocks.longest_s[group]
        while first < end and blocks.boxes[first, FROM + WIDE - 1] <= began_s:
            first += 1
        cursor[group] = first
        for row in range(first, end):
            if blocks.boxes[row, FROM] >= t1_s:
                break
            bits = _near(blocks, row, kind, t0_s, span_s, x, y, z, per_x, per_y, per_z)
            while bits != NONE:
                pairs.which[n, 0], pairs.which[n, 1] = row * WIDE + int(lowest(bits)), at
                pairs.which[n, 2], pairs.which[n, 3] = target_leg, holds
                bits &= bits - ONE
                n += 1
    return n


@part
def _root(blocks: Blocks, pairs: Pairs, block: int, k: int, at: int, kind: int, sign: float) -> float:
    """The first (sign -1) or last (1) root of q in `_within`; not a number where it has none."""
    legs, seen = blocks.legs, pairs.legs
    since_s = seen[at, 0] - legs[block, T0 + k]
    wx, wy, wz = seen[at, 5] - legs[block, VX + k], seen[at, 6] - legs[block, VY + k], seen[at, 7] - legs[block, VZ + k]
    dx = seen[at, 2] - (legs[block, X + k] + legs[block, VX + k] * since_s)
    dy = seen[at, 3] - (legs[block, Y + k] + legs[block, VY + k] * since_s)
    dz = seen[at, 4] - (legs[block, Z + k] + legs[block, VZ + k] * since_s)
    reach_m = blocks.far_m[kind, block // WIDE, block % WIDE]
    a = wx * wx + wy * wy + wz * wz
    b = dx * wx + dy * wy + dz * wz
    d = b * b - a * (dx * dx + dy * dy + dz * dz - reach_m * reach_m)
    return float((sign * root(d if d > 0.0 else 0.0) - b) / a)


@part
def pairs_passes(
    v: Knots, range_m: Floats, blocks: Blocks, pairs: Pairs, n_pairs: int, kind: int, join: Any, hits: Hits, n: int
) -> int:
    """Write behind n the passes of the pairs; the new n. What does not fit is counted only.

    First the bits of all, then what follows from them: nothing waits for a guess that was wrong.
    join : bits of the legs of a block that may be one with the leg before, where that leads on to them
    """
    room = len(hits.enter_s)
    for pair in range(n_pairs):
        pairs.bits[pair] = _within(blocks, pairs, pair, kind)
    for pair in range(n_pairs):
        found, block, at, target_leg = (
            pairs.bits[pair],
            pairs.which[pair, 0],
            pairs.which[pair, 1],
            pairs.which[pair, 2],
        )
        near = found & ALL
        if n + LANES > room:
            n += LANES
            continue
        t0_s = pairs.legs[at, 0]
        t1_s = t0_s + pairs.legs[at, 1]
        if pairs.which[pair, 3] == 1:
            while near != NONE:
                leg, first = blocks.leg[block, int(lowest(near))], n
                near &= near - ONE
                n = _hold_pass(v, range_m, blocks, leg, kind, t0_s, t1_s, pairs.legs, at, hits, n)
                for hit in range(first, min(n, room)):
                    hits.leg[hit], hits.target_leg[hit] = leg, target_leg
            continue
        led_on = np.uint64(blocks.leg[block, LANES]) & join
        same = near & (found >> LANES_UP) & (found >> (LANES_UP + LANES_UP - ONE)) & led_on
        begins, ends = near & ~same, near & ~(same >> ONE)
        while begins != NONE:
            k, last = int(lowest(begins)), int(lowest(ends))
            begins &= begins - ONE
            ends &= ends - ONE
            from_s, to_s = max(blocks.legs[block, T0 + k], t0_s), min(blocks.legs[block, T1 + last], t1_s)
            enter_s = t0_s + _root(blocks, pairs, block, k, at, kind, -1.0)
            leave_s = t0_s + _root(blocks, pairs, block, last, at, kind, 1.0)
            hits.enter_s[n] = enter_s if enter_s > from_s else from_s
            hits.leave_s[n] = leave_s if leave_s < to_s else to_s
            hits.leg[n], hits.target_leg[n] = blocks.leg[block, k], target_leg
            n += 1
    return n


@part
def _hold_pass(
    v: Knots, range_m: Floats, blocks: Blocks, k: int, kind: int, t0_s: float, t1_s: float,
    legs: Floats, at: int, hits: Hits, n: int,
) -> int:  # fmt: skip
    """A leg of a target against one hold."""
    h, vx, vy, vz = v.hold[k], legs[at, 5], legs[at, 6], legs[at, 7]
    begin_s, end_s = max(t0_s, v.t_s[k]), min(t1_s, v.t_s[k + 1])
    gone_s = begin_s - t0_s
    dx, dy = legs[at, 2] + vx * gone_s - v.holds[h, 0], legs[at, 3] + vy * gone_s - v.holds[h, 1]
    dz = legs[at, 4] + vz * gone_s - v.holds[h, 2]
    return hold_leg(
        v.holds, h, v.t_s[k], v.t_s[k + 1], dx, dy, dz, vx, vy, vz, begin_s, end_s,
        range_m[blocks.whose[k], kind], hits.enter_s, hits.leave_s, n, n,
    )  # fmt: skip
