"""What encounters come to: the computed probability without a draw, and the drawn instant of detection.

An encounter is the passes of a pair that touch. In every stretch of one decorrelation time since it began the target can be
detected or not, drawn with the sensor's single-look probability; hazard counts only while it can. The exposure of a pass is
looked up (`detection.pass_table`), that of a hold goes chord by chord, and in one step where the whole circle lies in one
shell of hazard. The exposure at which a target is detected is drawn once for an encounter, exponential with mean 1.
"""

from __future__ import annotations

from math import expm1, floor, log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from longwatch.detection.pass_table_kernels import PassTables, between, reached_m, shell_of
from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.looks_kernels import FASTER, TOUCHING_S, Knots, Passes, _on_circle
from longwatch.sim.streams_kernels import philox4x32, uniform
from longwatch.traffic.ships import Ints

DETECTABILITY, DETECTION = 39, 40  # `streams.PROCESSES`
STILL_MPS = 1e-3  # below this a target has no relative motion worth the name over a leg
SURE = 1.0 - 1e-16
# Fields of the state of one sensor in an encounter
ORIGIN, BLOCK, SEEN, EXPOSURE, SURVIVAL, USED, THRESHOLD, LOOK, DETECTED, CHANCE, RENEWED, ASKED = range(12)
N_FIELDS = 12
# … and its counts, which go on through the encounters of the pair
TABLE, ENTITY, ENCOUNTER, RUN = range(4)
N_COUNTS = 4


class Laws(NamedTuple):
    """How sensors detect. A law is a table of hazard, a single-look probability and a decorrelation time."""

    of: Ints  # (n_vehicles, n_kinds, n_sensors) the law, or -1 where that sensor does not see that kind
    look_p: Floats  # (n_laws,)
    decorrelation_s: Floats
    tables: PassTables


class Encounters(NamedTuple):
    """One row each; look_s and detect_s are infinite where there is none."""

    vehicle: Ints
    target: Ints
    enter_s: Floats
    leave_s: Floats
    look_s: Floats  # when the probability computed for the best sensor reaches what is asked
    detect_s: Floats  # drawn
    probability: Floats  # computed for all sensors; NaN where it was not asked for


@part
def _begin(laws: Laws, law: int, asked: float, enter_s: float, before_s: float, st: Floats, n: Ints, k: int) -> None:
    """A sensor at the start of an encounter. Blocks run on where the last encounter of the pair ended inside this block."""
    tau = laws.decorrelation_s[law]
    if n[k, ENCOUNTER] == 0 or enter_s >= st[k, ORIGIN] + (floor((before_s - st[k, ORIGIN]) / tau) + 1.0) * tau:
        st[k, ORIGIN] = enter_s
        n[k, RUN] += 1
    n[k, ENCOUNTER] += 1
    st[k, BLOCK], st[k, SEEN] = -1.0, -1.0
    st[k, EXPOSURE], st[k, SURVIVAL], st[k, USED] = 0.0, 1.0, 0.0
    st[k, LOOK], st[k, DETECTED], st[k, THRESHOLD] = np.inf, np.inf, -1.0
    st[k, CHANCE], st[k, RENEWED], st[k, ASKED] = laws.look_p[law], tau, asked
    n[k, TABLE] = law


@part
def _missed(st: Floats, k: int, more: float) -> float:
    """Computed probability that a sensor has not detected so far, with some more exposure in this block."""
    return float(st[k, SURVIVAL] * (1.0 + st[k, CHANCE] * expm1(-(st[k, EXPOSURE] + more))))


@part
def _block(st: Floats, k: int, block: float) -> None:
    """Go on to another block."""
    if st[k, BLOCK] != block:
        st[k, SURVIVAL] = _missed(st, k, 0.0)
        st[k, EXPOSURE], st[k, BLOCK], st[k, SEEN] = 0.0, block, -1.0


@part
def _can_be_seen(st: Floats, n: Ints, k: int, seed: int, trial: int) -> bool:
    """Whether the target can be detected in this block; drawn when first asked."""
    if st[k, SEEN] < 0.0:
        index = n[k, RUN] * 1048576 + int(st[k, BLOCK])
        st[k, SEEN] = 1.0 if uniform(seed, trial, DETECTABILITY, n[k, ENTITY], index) < st[k, CHANCE] else 0.0
    if st[k, THRESHOLD] < 0.0:
        st[k, THRESHOLD] = -log(uniform(seed, trial, DETECTION, n[k, ENTITY], n[k, ENCOUNTER]))
    return bool(st[k, SEEN] > 0.0)


@part
def _steady(
    t: PassTables, shell: int, from_s: float, to_s: float, st: Floats, n: Ints, k: int, seed: int, trial: int
) -> None:
    """A target that stays in one shell of hazard."""
    rate = t.hazard_per_s[shell]
    if rate > 0.0:
        _along(t, -1, rate, 0.0, 1.0, from_s, to_s, st, n, k, seed, trial)


@part
def _along(
    t: PassTables, table: int, miss_m: float, at_m: float, speed_mps: float, from_s: float, to_s: float,
    st: Floats, n: Ints, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """A straight pass that is at_m along its track at from_s, block by block. Table -1: a constant hazard of `miss_m`."""
    origin, tau = st[k, ORIGIN], st[k, RENEWED]
    a_s, end_s = from_s, to_s
    if table >= 0:  # only the part within this sensor's own reach
        half2 = t.edge_m2[t.first[table + 1] - 1] - miss_m * miss_m
        if half2 <= 0.0:
            return
        half_m = sqrt(half2)
        a_s = max(a_s, from_s + (-half_m - at_m) / speed_mps)
        end_s = min(end_s, from_s + (half_m - at_m) / speed_mps)
    while a_s < end_s:
        block = max(floor((a_s - origin) / tau), 0.0)
        if origin + (block + 1.0) * tau <= a_s:
            block += 1.0
        b_s = min(origin + (block + 1.0) * tau, end_s)
        _block(st, k, block)
        x_m = at_m + speed_mps * (a_s - from_s)
        if table < 0:
            more = miss_m * (b_s - a_s)
        else:
            more = between(t, table, miss_m, x_m, at_m + speed_mps * (b_s - from_s)) / speed_mps
        if more > 0.0:
            left = 1.0 - st[k, ASKED]
            if st[k, LOOK] > b_s and _missed(st, k, more) <= left * (1.0 + 1e-12):
                share = min((1.0 - left / st[k, SURVIVAL]) / st[k, CHANCE], SURE)
                wanted = -log1p(-share) - st[k, EXPOSURE]
                st[k, LOOK] = _when(t, table, miss_m, x_m, speed_mps, wanted, a_s, b_s)
            if st[k, DETECTED] > b_s and _can_be_seen(st, n, k, seed, trial):
                if st[k, USED] + more >= st[k, THRESHOLD]:
                    wanted = st[k, THRESHOLD] - st[k, USED]
                    st[k, DETECTED] = _when(t, table, miss_m, x_m, speed_mps, wanted, a_s, b_s)
                st[k, USED] += more
            st[k, EXPOSURE] += more
        a_s = b_s


@part
def _when(
    t: PassTables, table: int, miss_m: float, x_m: float, speed_mps: float, wanted: float, a_s: float, b_s: float
) -> float:
    """When an exposure is reached that is reached between a_s and b_s: the table's own inverse."""
    if table < 0:
        return min(a_s + wanted / miss_m, b_s)
    at_s = a_s + (reached_m(t, table, miss_m, x_m, wanted * speed_mps) - x_m) / speed_mps
    return min(max(at_s, a_s), b_s)


@part
def _straight(
    t: PassTables, x: float, y: float, z: float, vx: float, vy: float, vz: float, from_s: float, to_s: float,
    st: Floats, n: Ints, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """A target that is at x, y, z from the sensor at from_s and keeps its relative velocity."""
    table = n[k, TABLE]
    speed_mps = sqrt(vx * vx + vy * vy + vz * vz)
    r2 = x * x + y * y + z * z
    if speed_mps < STILL_MPS:
        shell = shell_of(t.edge_m2, t.first[table], t.first[table + 1] - 1, r2)
        _steady(t, shell, from_s, to_s, st, n, k, seed, trial)
        return
    at_m = (x * vx + y * vy + z * vz) / speed_mps
    _along(t, table, sqrt(max(r2 - at_m * at_m, 0.0)), at_m, speed_mps, from_s, to_s, st, n, k, seed, trial)


@part
def _margin_m(t: PassTables, table: int, near_m: float, far_m: float) -> tuple[int, float]:
    """(shell, distance to its nearer edge) of ranges from near to far; distance -1 where they lie in more than one."""
    first, last = t.first[table], t.first[table + 1] - 1
    shell = shell_of(t.edge_m2, first, last, near_m * near_m)
    inner_m = near_m - sqrt(t.edge_m2[shell]) if shell > first else np.inf
    if shell == last:
        return shell, inner_m
    return shell, min(inner_m, sqrt(t.edge_m2[shell + 1]) - far_m) if far_m * far_m < t.edge_m2[shell + 1] else -1.0


@part
def _held(
    t: PassTables, holds: Floats, h: int, t0_s: float, t1_s: float, x_m: float, y_m: float, z_m: float,
    vx: float, vy: float, vz: float, from_s: float, to_s: float, st: Floats, n: Ints, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """A sensor on a hold from t0_s to t1_s, and a target that is at x, y, z from its centre at from_s."""
    table, radius_m = n[k, TABLE], holds[h, 9]
    chord_s = (t1_s - t0_s) / (holds[h, 10] * holds[h, 11])
    turn_rad = 2.0 * np.pi / holds[h, 11]
    ship_mps = sqrt(vx * vx + vy * vy + vz * vz) * FASTER
    both_mps = turn_rad * radius_m / chord_s * FASTER + ship_mps
    t_s = from_s
    while t_s < to_s:
        gone_s = t_s - from_s
        x, y, z = x_m + vx * gone_s, y_m + vy * gone_s, z_m + vz * gone_s
        centre_m = sqrt(x * x + y * y + z * z)
        shell, sure_m = _margin_m(t, table, max(centre_m - radius_m, 0.0), centre_m + radius_m)
        if sure_m > ship_mps * chord_s:  # for longer than a chord the whole circle lies in one shell
            end_s = min(t_s + sure_m / ship_mps, to_s) if ship_mps > 0.0 else to_s
            _steady(t, shell, t_s, end_s, st, n, k, seed, trial)
            t_s = end_s
            continue
        chord = floor((t_s - t0_s) / chord_s)
        if t0_s + (chord + 1.0) * chord_s <= t_s:
            chord += 1.0
        end_s = min(t0_s + (chord + 1.0) * chord_s, to_s)
        ax, ay, az = _on_circle(holds, h, chord * turn_rad)
        bx, by, bz = _on_circle(holds, h, (chord + 1.0) * turn_rad)
        ux, uy, uz = (bx - ax) / chord_s, (by - ay) / chord_s, (bz - az) / chord_s
        into_s = t_s - (t0_s + chord * chord_s)
        x, y, z = x - ax - ux * into_s, y - ay - uy * into_s, z - az - uz * into_s
        range_m = sqrt(x * x + y * y + z * z)
        shell, sure_m = _margin_m(t, table, range_m, range_m)
        if sure_m > both_mps * (end_s - t_s):
            end_s = min(t_s + sure_m / both_mps, to_s)
            _steady(t, shell, t_s, end_s, st, n, k, seed, trial)
        else:
            _straight(t, x, y, z, vx - ux, vy - uy, vz - uz, t_s, end_s, st, n, k, seed, trial)
        t_s = end_s


@part
def _pass(
    v: Knots, s: Knots, j: int, i: int, shift_s: float, enter_s: float, leave_s: float, t: PassTables,
    st: Floats, n: Ints, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """One sensor over one pass: legs i of the vehicle and j of the target."""
    since_s = enter_s - shift_s - s.t_s[j]
    vx, vy, vz = s.velocity_mps[j, 0], s.velocity_mps[j, 1], s.velocity_mps[j, 2]
    x, y, z = s.xyz_m[j, 0] + vx * since_s, s.xyz_m[j, 1] + vy * since_s, s.xyz_m[j, 2] + vz * since_s
    h = v.hold[i]
    if h >= 0:
        x, y, z = x - v.holds[h, 0], y - v.holds[h, 1], z - v.holds[h, 2]
        _held(t, v.holds, h, v.t_s[i], v.t_s[i + 1], x, y, z, vx, vy, vz, enter_s, leave_s, st, n, k, seed, trial)
        return
    since_s = enter_s - v.t_s[i]
    ux, uy, uz = v.velocity_mps[i, 0], v.velocity_mps[i, 1], v.velocity_mps[i, 2]
    x -= v.xyz_m[i, 0] + ux * since_s
    y -= v.xyz_m[i, 1] + uy * since_s
    z -= v.xyz_m[i, 2] + uz * since_s
    _straight(t, x, y, z, vx - ux, vy - uy, vz - uz, enter_s, leave_s, st, n, k, seed, trial)


@kernel
def all_encounters(
    v: Knots, s: Knots, shift_s: Floats, kind: Ints, told_as: Ints, rows: Passes, laws: Laws, asked: Floats,
    vehicle_id: Ints, ship_id: Ints, seed: int, trial: int, whole: bool, out: Encounters,
) -> int:  # fmt: skip
    """Every encounter of the passes `rows`; their number. As much room as there are passes is enough.

    shift_s, kind, told_as : of the targets of the passes; neighbours that are told as one target are one
    asked : (n_vehicles,) probability from which on an encounter is a look
    vehicle_id, ship_id : by vehicle and by target as told: whose luck it is; 32 bits
    whole : the computed probability of whole encounters too, not only what look and detection need
    """
    n_rows, n_sensors = len(rows.enter_s), laws.of.shape[2]
    after, last = np.full(n_rows, -1, np.int64), np.full(len(v.offsets), -1, np.int64)
    is_first = np.ones(n_rows, np.bool_)
    for r in range(n_rows):
        i = rows.vehicle[r]
        if last[i] >= 0 and told_as[rows.target[last[i]]] == told_as[rows.target[r]]:
            after[last[i]], is_first[r] = r, False
        last[i] = r
    st, n, used = (
        np.zeros((n_sensors, N_FIELDS)),
        np.zeros((n_sensors, N_COUNTS), np.int64),
        np.zeros(n_sensors, np.bool_),
    )
    found = 0
    for start in range(n_rows):
        if not is_first[start]:
            continue
        i, told = rows.vehicle[start], told_as[rows.target[start]]
        n[:] = 0
        r, before_s = start, -np.inf
        while r >= 0:
            enter_s, leave_s = rows.enter_s[r], rows.leave_s[r]
            used[:] = False
            while True:
                j = rows.target[r]
                leave_s = max(leave_s, rows.leave_s[r])
                for k in range(n_sensors):
                    law = laws.of[i, kind[j], k]
                    if law < 0:
                        continue
                    if not used[k]:
                        if n[k, ENCOUNTER] == 0:
                            words = philox4x32(
                                np.uint64(ship_id[told]), np.uint64(vehicle_id[i]), np.uint64(k), np.uint64(0),
                                np.uint64(0), np.uint64(0),
                            )  # fmt: skip
                            n[k, ENTITY] = np.int64(words[0])
                        _begin(laws, law, asked[i], enter_s, before_s, st, n, k)
                        used[k] = True
                    n[k, TABLE] = law
                    if whole or st[k, LOOK] == np.inf or st[k, DETECTED] == np.inf:
                        _pass(
                            v, s, rows.target_leg[r], rows.leg[r], shift_s[j], rows.enter_s[r], rows.leave_s[r],
                            laws.tables, st, n, k, seed, trial,
                        )  # fmt: skip
                r = after[r]
                if r < 0 or rows.enter_s[r] > leave_s + TOUCHING_S:
                    break
            look_s, detect_s, missed = np.inf, np.inf, 1.0
            for k in range(n_sensors):
                if used[k]:
                    look_s, detect_s = min(look_s, st[k, LOOK]), min(detect_s, st[k, DETECTED])
                    missed *= _missed(st, k, 0.0)
            out.vehicle[found], out.target[found] = i, told
            out.enter_s[found], out.leave_s[found] = enter_s, leave_s
            out.look_s[found], out.detect_s[found] = look_s, detect_s
            out.probability[found] = 1.0 - missed if whole else np.nan
            found += 1
            before_s = leave_s
    return found
