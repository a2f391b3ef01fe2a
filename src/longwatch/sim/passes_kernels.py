"""Every pass of every target, in one sweep: as it is, joined to looks, or added up at once.

Two ways lead to the same passes. A target whose legs are longer than those of the vehicles meets them in blocks
(`blocks_kernels`); one with many short legs is followed beside each vehicle that is near, with what cannot come into range
before a while has passed skipped (`looks_kernels.pair_passes`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.blocks_kernels import LANES, N_LENGTHS, Blocks, D, fill_blocks, first_block, leg_passes
from longwatch.sim.looks_kernels import ROOM, TOUCHING_S, Hits, Knots, Passes, Totals, add_up, pair_passes
from longwatch.sim.order_kernels import put_in_order
from longwatch.traffic.ships import Ints

PASSES, LOOKS, TOTALS = 0, 1, 2  # what is asked for


class Asked(NamedTuple):
    """Target j is mover[j], later by shift_s[j], of a kind, looked at from from_s[j] to to_s[j]; it is ship[j] in totals."""

    mover: Ints
    shift_s: Floats
    kind: Ints
    from_s: Floats
    to_s: Floats
    ship: Ints


@kernel
def sweep(v: Knots, s: Knots, range_m: Floats, asked: Asked, want: int, totals: Totals) -> tuple[int, Passes]:
    """All targets against all vehicles: (n, rows), of which the first n count.

    want : PASSES, LOOKS (passes of a pair that touch are one, `leg` and `target_leg` stay empty), or TOTALS, into `totals`
    range_m[i, kind] : at which vehicle i sees it; 0 or less: not at all
    """
    n_knots, n_kinds, n_movers = len(v.t_s), range_m.shape[1], len(v.offsets) - 1
    n_blocks = n_knots // LANES + 2 * N_LENGTHS
    most = max(n_knots, n_movers, ROOM) + 1
    order, spare = np.empty(most, np.int64), np.empty(most, np.int64)
    blocks = Blocks(
        np.empty((n_blocks, 8 * LANES)), np.empty((n_kinds, n_blocks, LANES)), np.empty((n_kinds, n_blocks)),
        np.empty(n_blocks * LANES, np.int64), np.empty(n_blocks * LANES, np.int64), np.empty(n_knots, np.int64),
        np.empty((n_blocks, 9)), np.empty((2 * N_LENGTHS, 3), np.int64), np.empty(2 * N_LENGTHS),
    )  # fmt: skip
    key, knot = np.empty(max(n_knots, n_movers)), np.empty(n_knots, np.int64)
    whose, group_of = np.empty(n_knots, np.int64), np.empty(n_knots, np.int64)
    n_groups = fill_blocks(v, range_m, blocks, key, knot, whose, group_of, order, spare)
    movers, latest_s = np.empty(n_movers + 1, np.int64), np.empty(n_movers)
    mean_s = by_start(v, movers, latest_s, key, spare)
    cursor, lanes, last = np.empty(2 * N_LENGTHS, np.int64), np.empty(D + LANES), np.full(n_movers, -1, np.int64)
    hits = Hits(np.empty(ROOM), np.empty(ROOM), np.empty(ROOM, np.int64), np.empty(ROOM, np.int64))
    n, n_targets = 0, len(asked.mover)
    room = 0 if want == TOTALS else ROOM + 4 * n_targets
    n_legs = room if want == PASSES else 0
    out = Passes(
        np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room), np.empty(room),
        np.empty(n_legs, np.int64), np.empty(n_legs, np.int64),
    )  # fmt: skip
    for j in range(n_targets):
        m = asked.mover[j]
        first, end = s.offsets[m], s.offsets[m + 1] - 1
        begin_s, end_s = (
            max(s.t_s[first] + asked.shift_s[j], asked.from_s[j]),
            min(s.t_s[end] + asked.shift_s[j], asked.to_s[j]),
        )
        while True:
            if s.t_s[end] - s.t_s[first] >= mean_s * (end - first):
                found = _in_blocks(v, s, range_m, blocks, n_groups, asked, j, begin_s, end_s, cursor, lanes, hits)
            else:
                found = _side_by_side(v, s, range_m, blocks, asked, j, begin_s, end_s, movers, latest_s, hits)
            if found <= len(hits.enter_s):
                break
            n_hits = 2 * found
            hits = Hits(np.empty(n_hits), np.empty(n_hits), np.empty(n_hits, np.int64), np.empty(n_hits, np.int64))
            if n_hits >= len(order):
                order, spare = np.empty(n_hits + 1, np.int64), np.empty(n_hits + 1, np.int64)
        put_in_order(hits.enter_s, found, order, spare)
        if want != TOTALS and n + found > len(out.target):
            room = 2 * (n + found) + int(1.1 * n / (j + 1.0) * (n_targets - j))  # as if the rest were alike
            n_legs = room if want == PASSES else 0
            more = Passes(
                np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room), np.empty(room),
                np.empty(n_legs, np.int64), np.empty(n_legs, np.int64),
            )  # fmt: skip
            _copy(out, more, n)
            out = more
        if want == TOTALS:
            add_up(asked.ship[j], begin_s, end_s, found, order, hits.enter_s, hits.leave_s, totals)
        elif want == LOOKS:
            n = _join(blocks, hits, found, order, j, out, n, last)
        else:
            n = _write(blocks, hits, found, order, j, out, n)
    return n, out


@part
def by_start(v: Knots, movers: Ints, latest_s: Floats, key: Floats, spare: Ints) -> float:
    """Number the movers by their first knot, with the latest last knot of each and those before; the mean time of a leg."""
    n, n_legs, flown_s = len(latest_s), 0, 0.0
    for i in range(n):
        empty = v.offsets[i + 1] <= v.offsets[i]
        key[i] = np.inf if empty else v.t_s[v.offsets[i]]
        if not empty:
            n_legs += v.offsets[i + 1] - 1 - v.offsets[i]
            flown_s += v.t_s[v.offsets[i + 1] - 1] - v.t_s[v.offsets[i]]
    put_in_order(key, n, movers, spare)
    latest = -np.inf
    for at in range(n):
        if key[movers[at]] < np.inf:
            latest = max(latest, v.t_s[v.offsets[movers[at] + 1] - 1])
        latest_s[at] = latest
    return flown_s / max(n_legs, 1)


@part
def _in_blocks(
    v: Knots, s: Knots, range_m: Floats, blocks: Blocks, n_groups: int, asked: Asked, j: int, begin_s: float, end_s: float,
    cursor: Ints, lanes: Floats, hits: Hits,
) -> int:  # fmt: skip
    """Passes of target j, each of its legs against blocks of legs of vehicles; the number of them."""
    m, n, shift_s = asked.mover[j], 0, asked.shift_s[j]
    for group in range(n_groups):
        cursor[group] = first_block(blocks, group, begin_s)
    for k in range(s.offsets[m], s.offsets[m + 1] - 1):
        t0_s, t1_s = max(s.t_s[k] + shift_s, begin_s), min(s.t_s[k + 1] + shift_s, end_s)
        if t1_s <= t0_s:
            continue
        since_s = t0_s - shift_s - s.t_s[k]
        vx, vy, vz = s.velocity_mps[k, 0], s.velocity_mps[k, 1], s.velocity_mps[k, 2]
        x, y, z = s.xyz_m[k, 0] + vx * since_s, s.xyz_m[k, 1] + vy * since_s, s.xyz_m[k, 2] + vz * since_s
        n = leg_passes(
            v, range_m, blocks, n_groups, asked.kind[j], t0_s, t1_s, x, y, z, vx, vy, vz, k, cursor, lanes, hits, n
        )  # fmt: skip
    return n


@part
def _side_by_side(
    v: Knots, s: Knots, range_m: Floats, blocks: Blocks, asked: Asked, j: int, begin_s: float, end_s: float,
    movers: Ints, latest_s: Floats, hits: Hits,
) -> int:  # fmt: skip
    """Passes of target j, followed beside every vehicle that flies near it at some time; the number of them."""
    low, high = 0, len(latest_s)
    while low < high:
        middle = (low + high) // 2
        if latest_s[middle] <= begin_s:
            low = middle + 1
        else:
            high = middle
    m, n = asked.mover[j], 0
    for at in range(low, len(latest_s)):
        i = movers[at]
        if v.offsets[i + 1] - v.offsets[i] < 2:
            continue
        if v.t_s[v.offsets[i]] >= end_s:
            break
        reach_m = range_m[i, asked.kind[j]]
        if reach_m > 0.0 and v.t_s[v.offsets[i + 1] - 1] > begin_s and not _apart(v.box_m, i, s.box_m, m, reach_m):
            n = pair_passes(v, i, s, m, asked.shift_s[j], reach_m, begin_s, end_s, blocks.slot, hits, n)
    return n


@part
def _apart(v_box: Floats, i: int, s_box: Floats, j: int, range_m: float) -> bool:
    """Boxes farther apart than the range along any axis."""
    for axis in range(3):
        if v_box[i, axis] - s_box[j, axis + 3] > range_m or s_box[j, axis] - v_box[i, axis + 3] > range_m:
            return True
    return False


@part
def _copy(rows: Passes, more: Passes, n: int) -> None:
    for k in range(n):
        more.vehicle[k], more.target[k] = rows.vehicle[k], rows.target[k]
        more.enter_s[k], more.leave_s[k] = rows.enter_s[k], rows.leave_s[k]
    for k in range(min(n, len(rows.leg))):
        more.leg[k], more.target_leg[k] = rows.leg[k], rows.target_leg[k]


@part
def _write(blocks: Blocks, hits: Hits, found: int, order: Ints, j: int, out: Passes, n: int) -> int:
    for at in range(found):
        hit = order[at]
        slot = hits.slot[hit]
        out.vehicle[n + at], out.leg[n + at] = blocks.vehicle[slot], blocks.leg[slot]
        out.target[n + at], out.target_leg[n + at] = j, hits.target_leg[hit]
        out.enter_s[n + at], out.leave_s[n + at] = hits.enter_s[hit], hits.leave_s[hit]
    return n + found


@part
def _join(blocks: Blocks, hits: Hits, found: int, order: Ints, j: int, out: Passes, n: int, last: Ints) -> int:
    """Passes at one vehicle that touch become one row; last : (n_vehicles,), the last row of each."""
    for at in range(found):
        hit = order[at]
        i = blocks.vehicle[hits.slot[hit]]
        row = last[i]
        if row >= 0 and out.target[row] == j and hits.enter_s[hit] <= out.leave_s[row] + TOUCHING_S:
            out.leave_s[row] = max(out.leave_s[row], hits.leave_s[hit])
            continue
        out.vehicle[n], out.target[n], last[i] = i, j, n
        out.enter_s[n], out.leave_s[n] = hits.enter_s[hit], hits.leave_s[hit]
        n += 1
    return n
