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

from longwatch.detection.pass_table_kernels import (
    HEAD,
    ahead_of,
    gained,
    hazard_of,
    node_of,
    reach2_of,
    reached_m,
    shell_of,
)
from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.looks_kernels import FASTER, TOUCHING_S, Knots, Passes, _on_circle
from longwatch.sim.streams_kernels import philox4x32, uniform
from longwatch.traffic.ships import Ints

DETECTABILITY, DETECTION = 39, 40  # `streams.PROCESSES`
STILL_MPS = 1e-3  # below this a target has no relative motion worth the name over a leg
SURE = 1.0 - 1e-16
# Fields of the state of one sensor in an encounter; numbers up to 2^32 stand in floats exactly
ORIGIN, BLOCK, SEEN, EXPOSURE, SURVIVAL, NEEDED, USED, THRESHOLD, LOOK, DETECTED = range(10)
CHANCE, RENEWED, ASKED, FIRST_NEEDED, TABLE, WHOLE = range(10, 16)  # of its law; WHOLE: the probability is wanted
ENTITY, ENCOUNTER, RUN, DRAWN, FLAGS = range(16, 21)  # go on through the encounters of the pair; FLAGS: of four blocks
N_FIELDS = 21
_A, _B, _C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT, _HALF = np.uint64(29), np.uint64(32)


class Laws(NamedTuple):
    """How sensors detect. A law is a table of hazard, a single-look probability and a decorrelation time."""

    of: Ints  # (n_vehicles, n_kinds, n_sensors) the law, or -1 where that sensor does not see that kind
    look_p: Floats  # (n_laws,)
    decorrelation_s: Floats
    book: Floats  # of the tables, and where in it that of each law begins
    at: Ints  # (n_laws,)


class Encounters(NamedTuple):
    """One row each; look_s and detect_s are infinite where there is none."""

    vehicle: Ints
    target: Ints
    enter_s: Floats
    leave_s: Floats
    look_s: Floats  # when the probability computed for the best sensor reaches what is asked
    detect_s: Floats  # drawn
    probability: Floats  # computed for all sensors; NaN where it was not asked for


@kernel
def entity_of(ship: int, vehicle: int, sensor: int) -> int:
    """The 32-bit entity of a pair and a sensor in the streams: a mixture in which every bit counts."""
    mixed = np.uint64(ship) * _A + np.uint64(vehicle) * _B + np.uint64(sensor) * _C
    mixed = (mixed ^ (mixed >> _SHIFT)) * _B
    mixed = (mixed ^ (mixed >> _HALF)) * _C
    return int(mixed >> _HALF)


@part
def _begin(chance: float, tau: float, asked: float, enter_s: float, before_s: float, st: Floats, k: int) -> None:
    """A sensor at the start of an encounter. Blocks run on where the last encounter of the pair ended inside this block."""
    if st[k, ENCOUNTER] == 0 or enter_s >= st[k, ORIGIN] + (floor((before_s - st[k, ORIGIN]) / tau) + 1.0) * tau:
        st[k, ORIGIN] = enter_s
        st[k, RUN] += 1
        st[k, DRAWN] = -1
    st[k, ENCOUNTER] += 1
    if st[k, CHANCE] != chance or st[k, ASKED] != asked:
        st[k, CHANCE], st[k, ASKED] = chance, asked
        st[k, FIRST_NEEDED] = _needed(1.0, chance, asked)
    st[k, RENEWED] = tau
    st[k, BLOCK], st[k, SEEN] = -1.0, -1.0
    st[k, EXPOSURE], st[k, SURVIVAL], st[k, USED] = 0.0, 1.0, 0.0
    st[k, LOOK] = np.inf if asked > 0.0 else -np.inf
    st[k, DETECTED], st[k, THRESHOLD] = np.inf, -1.0


@part
def _needed(survival: float, chance: float, asked: float) -> float:
    """Exposure in one block at which the computed probability reaches what is asked; infinite where it cannot in this block."""
    left = 1.0 - asked
    if survival * (1.0 - chance) > left * (1.0 + 1e-12):
        return np.inf
    return -log1p(-min((1.0 - left / survival) / chance, SURE))


@part
def _missed(st: Floats, k: int) -> float:
    """Computed probability that a sensor has not detected so far."""
    return float(st[k, SURVIVAL] * (1.0 + st[k, CHANCE] * expm1(-st[k, EXPOSURE])))


@part
def _block(st: Floats, k: int, block: float) -> None:
    """Go on to another block; what was computed goes with it where that is still wanted."""
    if st[k, EXPOSURE] > 0.0 and (st[k, LOOK] == np.inf or st[k, WHOLE] > 0.0):
        st[k, SURVIVAL] = _missed(st, k)
        st[k, NEEDED] = _needed(st[k, SURVIVAL], st[k, CHANCE], st[k, ASKED])
    elif st[k, BLOCK] < 0.0:
        st[k, NEEDED] = st[k, FIRST_NEEDED]
    st[k, EXPOSURE], st[k, BLOCK], st[k, SEEN] = 0.0, block, -1.0


@part
def _can_be_seen(st: Floats, k: int, seed: int, trial: int) -> bool:
    """Whether the target can be detected in this block; drawn when first asked, a word of 32 bits for each."""
    if st[k, SEEN] < 0.0:
        four, one = divmod(int(st[k, BLOCK]), 4)
        if st[k, DRAWN] != four:
            words = _words(seed, trial, DETECTABILITY, int(st[k, ENTITY]), int(st[k, RUN]) * 262144 + four)
            chance, flags = st[k, CHANCE] * 4294967296.0, 0
            for place in range(4):
                flags |= (1 << place) if np.float64(words[place]) < chance else 0
            st[k, DRAWN], st[k, FLAGS] = four, flags
        st[k, SEEN] = 1.0 if int(st[k, FLAGS]) & (1 << one) else 0.0
    if st[k, SEEN] > 0.0 and st[k, THRESHOLD] < 0.0:
        st[k, THRESHOLD] = -log(uniform(seed, trial, DETECTION, int(st[k, ENTITY]), int(st[k, ENCOUNTER])))
    return bool(st[k, SEEN] > 0.0)


@part
def _words(
    seed: int, trial: int, process: int, entity: int, index: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """All four words that a stream has at an index."""
    key, low = np.uint64(seed), np.uint64(0xFFFFFFFF)
    return philox4x32(
        np.uint64(index) & low, np.uint64(entity) & low, np.uint64(process), np.uint64(trial) & low, key & low, key >> _HALF
    )  # fmt: skip


@part
def _steady(rate: float, from_s: float, to_s: float, st: Floats, k: int, seed: int, trial: int) -> None:
    """A constant hazard, block by block."""
    a_s, origin, tau = from_s, st[k, ORIGIN], st[k, RENEWED]
    while a_s < to_s and rate > 0.0 and not _is_done(st, k):
        block, b_s = _block_at(origin, tau, a_s, to_s)
        if block != st[k, BLOCK]:
            _block(st, k, block)
        more = rate * (b_s - a_s)
        if st[k, LOOK] > b_s and st[k, EXPOSURE] + more >= st[k, NEEDED]:
            st[k, LOOK] = min(a_s + (st[k, NEEDED] - st[k, EXPOSURE]) / rate, b_s)
        if st[k, DETECTED] > b_s and _can_be_seen(st, k, seed, trial):
            if st[k, USED] + more >= st[k, THRESHOLD]:
                st[k, DETECTED] = min(a_s + (st[k, THRESHOLD] - st[k, USED]) / rate, b_s)
            st[k, USED] += more
        st[k, EXPOSURE] += more
        a_s = b_s


@part
def _is_done(st: Floats, k: int) -> bool:
    """Nothing more is wanted of a sensor in this encounter."""
    return bool(st[k, LOOK] < np.inf and st[k, DETECTED] < np.inf and st[k, WHOLE] == 0.0)


@part
def _block_at(origin: float, tau: float, a_s: float, end_s: float) -> tuple[float, float]:
    """(the block of an instant, when it or the pass ends)."""
    block = max(floor((a_s - origin) / tau), 0.0)
    if origin + (block + 1.0) * tau <= a_s:
        block += 1.0
    return block, min(origin + (block + 1.0) * tau, end_s)


@part
def _along(
    book: Floats, at: int, miss_m: float, at_m: float, speed_mps: float, from_s: float, to_s: float,
    st: Floats, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """A straight pass that is at_m along its track at from_s, block by block, as far as it lies within this sensor's reach."""
    m2 = miss_m * miss_m
    half2 = reach2_of(book, at) - m2
    if half2 <= 0.0:
        return
    half_m = sqrt(half2)
    a_s = max(from_s, from_s + (-half_m - at_m) / speed_mps)
    end_s = min(to_s, from_s + (half_m - at_m) / speed_mps)
    if book[at] == 2.0:  # one shell: the hazard is constant
        _steady(hazard_of(book, at, 0), a_s, end_s, st, k, seed, trial)
        return
    row, weight = node_of(book, at, m2)
    origin, tau = st[k, ORIGIN], st[k, RENEWED]
    x_m = at_m + speed_mps * (a_s - from_s)
    here = ahead_of(book, at, row, weight, m2, abs(x_m))
    while a_s < end_s and not _is_done(st, k):
        block, b_s = _block_at(origin, tau, a_s, end_s)
        if block != st[k, BLOCK]:
            _block(st, k, block)
        y_m = at_m + speed_mps * (b_s - from_s)
        there = ahead_of(book, at, row, weight, m2, abs(y_m))
        more = gained(book, at, row, weight, m2, x_m, here, y_m, there) / speed_mps
        if more > 0.0:
            if st[k, LOOK] > b_s and st[k, EXPOSURE] + more >= st[k, NEEDED]:
                wanted = (st[k, NEEDED] - st[k, EXPOSURE]) * speed_mps
                gone_m = reached_m(book, at, row, weight, m2, x_m, here, wanted) - x_m
                st[k, LOOK] = min(max(a_s + gone_m / speed_mps, a_s), b_s)
            if st[k, DETECTED] > b_s and _can_be_seen(st, k, seed, trial):
                if st[k, USED] + more >= st[k, THRESHOLD]:
                    wanted = (st[k, THRESHOLD] - st[k, USED]) * speed_mps
                    gone_m = reached_m(book, at, row, weight, m2, x_m, here, wanted) - x_m
                    st[k, DETECTED] = min(max(a_s + gone_m / speed_mps, a_s), b_s)
                st[k, USED] += more
            st[k, EXPOSURE] += more
        a_s, x_m, here = b_s, y_m, there


@part
def _straight(
    book: Floats, x: float, y: float, z: float, vx: float, vy: float, vz: float, from_s: float, to_s: float,
    st: Floats, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """A target that is at x, y, z from the sensor at from_s and keeps its relative velocity."""
    at = int(st[k, TABLE])
    speed_mps = sqrt(vx * vx + vy * vy + vz * vz)
    r2 = x * x + y * y + z * z
    if speed_mps < STILL_MPS:
        _steady(hazard_of(book, at, shell_of(book, at, r2)), from_s, to_s, st, k, seed, trial)
        return
    at_m = (x * vx + y * vy + z * vz) / speed_mps
    _along(book, at, sqrt(max(r2 - at_m * at_m, 0.0)), at_m, speed_mps, from_s, to_s, st, k, seed, trial)


@part
def _margin_m(book: Floats, at: int, near_m: float, far_m: float) -> tuple[int, float]:
    """(shell, distance to its nearer edge) of ranges from near to far; distance -1 where they lie in more than one."""
    shell, last = shell_of(book, at, near_m * near_m), int(book[at]) - 1
    inner_m = near_m - sqrt(book[at + HEAD + shell]) if shell > 0 else np.inf
    if shell == last:
        return shell, inner_m
    outer2 = book[at + HEAD + shell + 1]
    return shell, min(inner_m, sqrt(outer2) - far_m) if far_m * far_m < outer2 else -1.0


@part
def _held(
    book: Floats, holds: Floats, h: int, t0_s: float, t1_s: float, x_m: float, y_m: float, z_m: float,
    vx: float, vy: float, vz: float, from_s: float, to_s: float, st: Floats, k: int, seed: int, trial: int,
) -> None:  # fmt: skip
    """A sensor on a hold from t0_s to t1_s, and a target that is at x, y, z from its centre at from_s."""
    at, radius_m = int(st[k, TABLE]), holds[h, 9]
    chord_s = (t1_s - t0_s) / (holds[h, 10] * holds[h, 11])
    turn_rad = 2.0 * np.pi / holds[h, 11]
    ship_mps = sqrt(vx * vx + vy * vy + vz * vz) * FASTER
    both_mps = turn_rad * radius_m / chord_s * FASTER + ship_mps
    t_s = from_s
    while t_s < to_s and not _is_done(st, k):
        gone_s = t_s - from_s
        x, y, z = x_m + vx * gone_s, y_m + vy * gone_s, z_m + vz * gone_s
        centre_m = sqrt(x * x + y * y + z * z)
        shell, sure_m = _margin_m(book, at, max(centre_m - radius_m, 0.0), centre_m + radius_m)
        if sure_m > ship_mps * chord_s:  # for longer than a chord the whole circle lies in one shell
            end_s = min(t_s + sure_m / ship_mps, to_s) if ship_mps > 0.0 else to_s
            _steady(hazard_of(book, at, shell), t_s, end_s, st, k, seed, trial)
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
        shell, sure_m = _margin_m(book, at, range_m, range_m)
        if sure_m > both_mps * (end_s - t_s):
            end_s = min(t_s + sure_m / both_mps, to_s)
            _steady(hazard_of(book, at, shell), t_s, end_s, st, k, seed, trial)
        else:
            _straight(book, x, y, z, vx - ux, vy - uy, vz - uz, t_s, end_s, st, k, seed, trial)
        t_s = end_s


@kernel
def all_encounters(
    v: Knots, s: Knots, shift_s: Floats, kind: Ints, told_as: Ints, rows: Passes, laws: Laws, asked: Floats,
    vehicle_id: Ints, ship_id: Ints, seed: int, trial: int, whole: bool, out: Encounters,
) -> int:  # fmt: skip
    """Every encounter of the passes `rows`; their number. As much room as there are passes is enough.

    shift_s, kind, told_as : of the targets of the passes; neighbours that are told as one target are one
    asked : (n_vehicles,) probability from which on an encounter is a look; 0: looks are not wanted
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
    st, used = np.zeros((n_sensors, N_FIELDS)), np.zeros(n_sensors, np.bool_)
    st[:, WHOLE] = 1.0 if whole else 0.0
    found, book = 0, laws.book
    for start in range(n_rows):
        if not is_first[start]:
            continue
        i, told = rows.vehicle[start], told_as[rows.target[start]]
        st[:, ENCOUNTER:] = 0.0
        r, before_s = start, -np.inf
        while r >= 0:
            enter_s, leave_s = rows.enter_s[r], rows.leave_s[r]
            used[:] = False
            best_look_s, best_s = np.inf, np.inf
            while True:
                j, leg, held = rows.target[r], rows.leg[r], v.hold[rows.leg[r]]
                a_s, b_s = rows.enter_s[r], rows.leave_s[r]
                leave_s = max(leave_s, b_s)
                x, y, z, vx, vy, vz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
                is_placed = False
                for k in range(n_sensors):
                    law = laws.of[i, kind[j], k]
                    if law < 0:
                        continue
                    if not used[k]:
                        if st[k, ENCOUNTER] == 0.0:
                            st[k, ENTITY] = entity_of(ship_id[told], vehicle_id[i], k)
                        _begin(laws.look_p[law], laws.decorrelation_s[law], asked[i], enter_s, before_s, st, k)
                        used[k] = True
                    st[k, TABLE] = laws.at[law]
                    until_s = b_s if whole else min(b_s, max(best_look_s, best_s))  # later is not first
                    if until_s <= a_s or _is_done(st, k):
                        continue
                    if not is_placed:
                        is_placed, t_leg = True, rows.target_leg[r]
                        since_s = a_s - shift_s[j] - s.t_s[t_leg]
                        vx, vy, vz = s.velocity_mps[t_leg, 0], s.velocity_mps[t_leg, 1], s.velocity_mps[t_leg, 2]
                        x = s.xyz_m[t_leg, 0] + vx * since_s
                        y = s.xyz_m[t_leg, 1] + vy * since_s
                        z = s.xyz_m[t_leg, 2] + vz * since_s
                        if held >= 0:  # from the centre of the hold; else from the vehicle, and against it
                            x, y, z = x - v.holds[held, 0], y - v.holds[held, 1], z - v.holds[held, 2]
                        else:
                            since_s = a_s - v.t_s[leg]
                            ux, uy, uz = v.velocity_mps[leg, 0], v.velocity_mps[leg, 1], v.velocity_mps[leg, 2]
                            x -= v.xyz_m[leg, 0] + ux * since_s
                            y -= v.xyz_m[leg, 1] + uy * since_s
                            z -= v.xyz_m[leg, 2] + uz * since_s
                            vx, vy, vz = vx - ux, vy - uy, vz - uz
                    if held >= 0:
                        _held(
                            book, v.holds, held, v.t_s[leg], v.t_s[leg + 1], x, y, z, vx, vy, vz, a_s, until_s, st, k,
                            seed, trial,
                        )  # fmt: skip
                    else:
                        _straight(book, x, y, z, vx, vy, vz, a_s, until_s, st, k, seed, trial)
                    best_look_s, best_s = min(best_look_s, st[k, LOOK]), min(best_s, st[k, DETECTED])
                r = after[r]
                if r < 0 or rows.enter_s[r] > leave_s + TOUCHING_S:
                    break
            look_s, detect_s, missed = np.inf, np.inf, 1.0
            for k in range(n_sensors):
                if used[k]:
                    look_s, detect_s = min(look_s, st[k, LOOK]), min(detect_s, st[k, DETECTED])
                    missed *= _missed(st, k)
            out.vehicle[found], out.target[found] = i, told
            out.enter_s[found], out.leave_s[found] = enter_s, leave_s
            out.look_s[found], out.detect_s[found] = look_s, detect_s
            out.probability[found] = 1.0 - missed if whole else np.nan
            found += 1
            before_s = leave_s
    return found
