"""Every pass of every target, in one sweep: as it is, joined to looks, or added up at once.

Two ways lead to the same passes. A target whose legs are longer than those of the vehicles meets them in blocks
(`blocks_kernels`); one with many short legs is followed beside each vehicle that is near, with what cannot come into range
before a while has passed skipped (`looks_kernels.pair_passes`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.blocks_kernels import (
    ALL,
    LANES,
    N_LENGTHS,
    NONE,
    WIDE,
    Blocks,
    Pairs,
    fill_blocks,
    first_row,
    pair_up,
    pairs_passes,
)
from longwatch.sim.looks_kernels import ROOM, TOUCHING_S, Hits, Knots, Passes, Totals, add_up, pair_passes
from longwatch.sim.order_kernels import put_in_order
from longwatch.traffic.ships import Ints

BATCH = 64  # pairs of a leg and a block that are asked for together
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
    n_rows = min(n_knots, n_knots // LANES + 2 * n_movers) // WIDE + 2 * N_LENGTHS
    most = max(n_knots, n_movers, ROOM) + 1
    order, spare = np.empty(most, np.int64), np.empty(most, np.int64)
    blocks = Blocks(
        np.empty((n_rows * WIDE, 8 * LANES)), np.empty((n_rows, 8 * WIDE)), np.empty((n_kinds, n_rows, WIDE)),
        np.empty((n_rows * WIDE, LANES + 1), np.int64), np.empty(n_knots, np.int64),
        np.empty((2 * N_LENGTHS, 3), np.int64), np.empty(2 * N_LENGTHS),
    )  # fmt: skip
    key, work = np.empty(max(n_knots, n_movers)), np.empty((3, n_knots), np.int64)
    movers, latest_s = np.empty(n_movers + 1, np.int64), np.empty(n_movers)
    cursor, last = np.empty(2 * N_LENGTHS, np.int64), np.full(n_movers, -1, np.int64)
    n_pairs = n_rows * WIDE + BATCH
    pairs = Pairs(np.empty((n_pairs, 4), np.int64), np.empty((n_pairs, 8)), np.empty(n_pairs, np.uint64))
    hits = Hits(np.empty(ROOM), np.empty(ROOM), np.empty(ROOM, np.int64), np.empty(ROOM, np.int64))
    n_targets = len(asked.mover)
    room = 0 if want == TOTALS else ROOM + 4 * n_targets
    out = _rows(room, want)
    n_groups, mean_s = _set_out(v, range_m, blocks, key, work, movers, latest_s, order, spare)
    n, j, found = 0, 0, 0
    while j < n_targets:
        n, j, found = _go_on(
            v, s, range_m, blocks, n_groups, mean_s, asked, cursor, pairs, movers, latest_s, hits, order, spare,
            want, totals, out, last, n, j,
        )  # fmt: skip
        if j < n_targets and found > len(hits.enter_s):
            n_hits = 2 * found
            hits = Hits(np.empty(n_hits), np.empty(n_hits), np.empty(n_hits, np.int64), np.empty(n_hits, np.int64))
            if n_hits >= len(order):
                order, spare = np.empty(n_hits + 1, np.int64), np.empty(n_hits + 1, np.int64)
        elif j < n_targets:
            more = _rows(
                2 * (n + found) + int(1.1 * n / (j + 1.0) * (n_targets - j)), want
            )  # as if the rest were alike
            _copy(out, more, n)
            out = more
    return n, out


@kernel
def _rows(room: int, want: int) -> Passes:
    """Room for rows; knots of legs only where they are asked for."""
    n_legs = room if want == PASSES else 0
    return Passes(
        np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room), np.empty(room),
        np.empty(n_legs, np.int64), np.empty(n_legs, np.int64),
    )  # fmt: skip


@part
def _set_out(
    v: Knots, range_m: Floats, blocks: Blocks, key: Floats, work: Ints, movers: Ints, latest_s: Floats, order: Ints,
    spare: Ints,
) -> tuple[int, float]:  # fmt: skip
    """Blocks and movers by start: the number of groups, the mean time of a leg."""
    n_groups = fill_blocks(v, range_m, blocks, key, work, order, spare)
    return n_groups, by_start(v, movers, latest_s, key, spare)


@part
def _go_on(
    v: Knots, s: Knots, range_m: Floats, blocks: Blocks, n_groups: int, mean_s: float, asked: Asked, cursor: Ints,
    pairs: Pairs, movers: Ints, latest_s: Floats, hits: Hits, order: Ints, spare: Ints, want: int, totals: Totals,
    out: Passes, last: Ints, n: int, j: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Targets from j on, for as long as there is room: rows, the next target, and how many passes that one has."""
    join = NONE if want == PASSES else ALL
    while j < len(asked.mover):
        m = asked.mover[j]
        first, end = s.offsets[m], s.offsets[m + 1] - 1
        begin_s = max(s.t_s[first] + asked.shift_s[j], asked.from_s[j])
        end_s = min(s.t_s[end] + asked.shift_s[j], asked.to_s[j])
        if s.t_s[end] - s.t_s[first] >= mean_s * (end - first):
            found = _in_blocks(v, s, range_m, blocks, n_groups, asked, j, begin_s, end_s, cursor, pairs, join, hits)
        else:
            found = _side_by_side(v, s, range_m, asked, j, begin_s, end_s, movers, latest_s, hits)
        if found > len(hits.enter_s) or (want != TOTALS and n + found > len(out.target)):
            return n, j, found
        put_in_order(hits.enter_s, found, order, spare)
        if want == TOTALS:
            add_up(asked.ship[j], begin_s, end_s, found, order, hits.enter_s, hits.leave_s, totals)
        elif want == LOOKS:
            n = _join(blocks.whose, hits, found, order, j, out, n, last)
        else:
            n = _write(blocks.whose, hits, found, order, j, out, n)
        j += 1
    return n, j, 0


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
    cursor: Ints, pairs: Pairs, join: Any, hits: Hits,
) -> int:  # fmt: skip
    """Passes of target j, each of its legs against blocks of legs of vehicles; the number of them."""
    m, n, shift_s = asked.mover[j], 0, asked.shift_s[j]
    for group in range(n_groups):
        cursor[group] = first_row(blocks, group, begin_s)
    k, end = s.offsets[m], s.offsets[m + 1] - 1
    while k < end:
        n_pairs = 0
        while k < end and n_pairs < BATCH:
            t0_s, t1_s = max(s.t_s[k] + shift_s, begin_s), min(s.t_s[k + 1] + shift_s, end_s)
            if t1_s > t0_s:
                since_s = t0_s - shift_s - s.t_s[k]
                vx, vy, vz = s.velocity_mps[k, 0], s.velocity_mps[k, 1], s.velocity_mps[k, 2]
                x, y, z = s.xyz_m[k, 0] + vx * since_s, s.xyz_m[k, 1] + vy * since_s, s.xyz_m[k, 2] + vz * since_s
                n_pairs = pair_up(
                    blocks, pairs, n_groups, asked.kind[j], t0_s, t1_s, x, y, z, vx, vy, vz, k, cursor, n_pairs
                )  # fmt: skip
            k += 1
        n = pairs_passes(v, range_m, blocks, pairs, n_pairs, asked.kind[j], join, hits, n)
    return n


@part
def _side_by_side(
    v: Knots, s: Knots, range_m: Floats, asked: Asked, j: int, begin_s: float, end_s: float,
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
            n = pair_passes(v, i, s, m, asked.shift_s[j], reach_m, begin_s, end_s, hits, n)
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
def _write(whose: Ints, hits: Hits, found: int, order: Ints, j: int, out: Passes, n: int) -> int:
    for at in range(found):
        hit = order[at]
        out.vehicle[n + at], out.leg[n + at] = whose[hits.leg[hit]], hits.leg[hit]
        out.target[n + at], out.target_leg[n + at] = j, hits.target_leg[hit]
        out.enter_s[n + at], out.leave_s[n + at] = hits.enter_s[hit], hits.leave_s[hit]
    return n + found


@part
def _join(whose: Ints, hits: Hits, found: int, order: Ints, j: int, out: Passes, n: int, last: Ints) -> int:
    """Passes at one vehicle that touch become one row; last : (n_vehicles,), the last row of each."""
    for at in range(found):
        hit = order[at]
        i = whose[hits.leg[hit]]
        row = last[i]
        if row >= 0 and out.target[row] == j and hits.enter_s[hit] <= out.leave_s[row] + TOUCHING_S:
            out.leave_s[row] = max(out.leave_s[row], hits.leave_s[hit])
            continue
        out.vehicle[n], out.target[n], last[i] = i, j, n
        out.enter_s[n], out.leave_s[n] = hits.enter_s[hit], hits.leave_s[hit]
        n += 1
    return n
