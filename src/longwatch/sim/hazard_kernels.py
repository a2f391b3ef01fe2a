"""What encounters come to: the computed probability without a draw, and the drawn instant of detection.

An encounter is the passes of a pair that touch. In every stretch of one decorrelation time since it began (a *block*) the
target can be detected or not, drawn with the sensor's single-look probability; hazard counts only while it can. The exposure
at which a target is detected is drawn once for an encounter, exponential with mean 1.

On a straight pass the shells of hazard are crossed at t₀ ± √((edge² - miss²) / speed²), t₀ being the instant of the closest
point, and hazard is constant in between: exposure rises evenly, and its inverse is a division. A hold goes chord by chord,
and in one step while the whole circle lies in one shell.
"""

from __future__ import annotations

from math import exp, floor, inf, log, pi, sqrt
from typing import NamedTuple

import numpy as np

from longwatch.detection.pass_table_kernels import HEAD, shell_of
from longwatch.geo.geodesic import Floats
from longwatch.jit import inlined, kernel, part
from longwatch.sim.looks_kernels import FASTER, TOUCHING_S, Passes, on_circle
from longwatch.sim.streams_kernels import philox4x32
from longwatch.traffic.ships import Ints

DETECTABILITY, DETECTION = 39, 40  # `streams.PROCESSES`
STILL_M2PS2 = 1e-6  # below this squared speed a target has no relative motion worth the name over a leg
LEAST = 1e-16  # of a probability
STILL = 1e200  # 1 / squared speed
ROUNDING = 1.0 + 1e-12
# Fields of a pair and a sensor, which go on through its encounters; MARKED is the chance by which its flags were made, the last
# two belong to the law with which an encounter begins
ORIGIN, NUMBER, BEGAN, DRAWN, FLAGS, MARKED, CHANCE, NEEDED = range(8)
N_PAIR = 8
_A, _B, _C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT, _HALF, _LOW = np.uint64(29), np.uint64(32), np.uint64(0xFFFFFFFF)
# Columns of the room for the passes of one target and the encounters they make. AFTER, ENCOUNTER: of a pass, the next of its
# encounter or -1, and which that is. Of an encounter: its passes, the one of the pair before it, the law of the sensor in hand.
AFTER, ENCOUNTER, FIRST, LAST, BEFORE, LAW = range(6)
# Of a pass `_place`; of an encounter its exposure, and the probability that nobody detects; of an edge when it is crossed.
X, Y, Z, VX, VY, VZ, TOTAL, MISSED, LO, HI = range(10)
MISS2, PER, CLOSEST = X, Y, Z
N_INTS, N_FLOATS = 6, 10


class Legs(NamedTuple):
    """What of `Knots` is needed here."""

    t_s: Floats
    xyz_m: Floats
    velocity_mps: Floats


class Laws(NamedTuple):
    """How sensors detect. A law is a table of hazard, a single-look probability and a decorrelation time."""

    of: Ints  # (n_spans, n_kinds, n_sensors) the law, or -1 where that sensor does not see that kind
    look_p: Floats  # (n_laws,)
    decorrelation_s: Floats
    book: Floats  # of the tables, and where in it that of each law begins
    at: Ints  # (n_laws,)


class Room(NamedTuple):
    """Room to work in: for the largest target and the largest table; nothing in it need be set."""

    ints: Ints  # (n, N_INTS)
    floats: Floats  # (n, N_FLOATS)
    pairs: Floats  # (n_vehicles, n_sensors, N_PAIR)
    latest: Ints  # (n_vehicles,) last encounter of each vehicle: -1
    least: Floats  # (n_vehicles,) exposure without which nothing is a look


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


@inlined
def _needed(survival: float, chance: float, asked: float) -> float:
    """Exposure in one block at which the computed probability reaches what is asked; infinite where it cannot in this block."""
    left = 1.0 - asked
    if survival * (1.0 - chance) > left * ROUNDING:
        return inf
    return -log(max((left / survival - (1.0 - chance)) / chance, LEAST))


@inlined
def _block_at(t_s: float, block: float, origin: float, tau: float) -> float:
    """The block of an instant behind a block."""
    block += 1.0
    if t_s >= origin + (block + 1.0) * tau:
        block = max(floor((t_s - origin) / tau), 0.0)
        if origin + (block + 1.0) * tau <= t_s:
            block += 1.0
    return block


@inlined
def _flags(words: tuple[np.uint64, np.uint64, np.uint64, np.uint64], chance: float) -> int:
    """A bit for each word: below the chance."""
    below, flags = chance * 4294967296.0, 0
    for place in range(4):
        flags |= (1 << place) if np.float64(words[place]) < below else 0
    return flags


@inlined
def _words(
    seed: int, trial: int, process: int, entity: int, index: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """All four words that a stream has at an index."""
    key = np.uint64(seed)
    return philox4x32(
        np.uint64(index) & _LOW, np.uint64(entity) & _LOW, np.uint64(process), np.uint64(trial) & _LOW,
        key & _LOW, key >> _HALF,
    )  # fmt: skip


@inlined
def _edges(book: Floats, at: int, m2: float, per_mps2: float, closest_s: float, floats: Floats) -> None:
    """When a straight pass is within each edge, into LO and HI, both when it is closest where it never is.

    m2, per_mps2, closest_s : squared miss distance, 1 / squared speed, when the target is closest; a target that keeps its
    range has that, STILL and any instant
    """
    for k in range(int(book[at]) - 1):
        within_m2 = book[at + HEAD + 1 + k] - m2
        half_s = sqrt((within_m2 if within_m2 > 0.0 else 0.0) * per_mps2)
        floats[k, LO], floats[k, HI] = closest_s - half_s, closest_s + half_s


@inlined
def _gathered(book: Floats, hazard: int, n: int, floats: Floats, from_s: float, to_s: float) -> float:
    """Exposure: what each edge adds to the hazard beyond it, for as long as the pass is within.

    All edges are asked, because whether a pass comes within one is a toss that a processor guesses badly.
    """
    total, own = 0.0, book[hazard]
    for k in range(n):
        beyond = book[hazard + k + 1]
        inside_s = min(to_s, floats[k, HI]) - max(from_s, floats[k, LO])
        total += (own - beyond) * (inside_s if inside_s > 0.0 else 0.0)
        own = beyond
    return total


@part
def _reached_s(
    book: Floats, hazard: int, n: int, floats: Floats, t_s: float, end_s: float, wanted: float, rate: float
) -> float:
    """When from t_s on an exposure is gathered, at one rate or (below 0) shell by shell; the end where rounding has it later."""
    found_s, wanted = end_s, max(wanted, 1e-300)
    if rate >= 0.0:
        return float(min(t_s + wanted / rate, end_s)) if rate > 0.0 else end_s
    for step in range(2 * n - 1):
        shell = abs(n - 1 - step)
        until_s = min(floats[shell - 1, LO] if step < n - 1 else floats[shell, HI], end_s)
        until_s = until_s if until_s > t_s else t_s
        rate = book[hazard + shell]
        more = rate * (until_s - t_s)
        is_here = (wanted > 0.0) & (more >= wanted)
        found_s = t_s + wanted / rate if is_here else found_s
        wanted = -1.0 if is_here else wanted - more
        t_s = until_s
    return found_s


@inlined
def _straight(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, from_s: float
) -> tuple[float, float, float]:
    """(squared miss distance, 1 / squared speed, instant of the closest point) of a target at x, y, z at from_s."""
    a, r2 = vx * vx + vy * vy + vz * vz, x * x + y * y + z * z
    if a < STILL_M2PS2:
        return r2, STILL, from_s
    b, per = x * vx + y * vy + z * vz, 1.0 / a
    return r2 - b * b * per, per, from_s - b * per


@part
def _margin_m(book: Floats, at: int, near_m: float, far_m: float) -> float:
    """Distance to the nearer edge of the shell of ranges from near to far; -1 where they lie in more than one."""
    shell, last = shell_of(book, at, near_m * near_m), int(book[at]) - 1
    inner_m = near_m - sqrt(book[at + HEAD + shell]) if shell > 0 else inf
    if shell == last:
        return inner_m
    outer2 = book[at + HEAD + shell + 1]
    return min(inner_m, sqrt(outer2) - far_m) if far_m * far_m < outer2 else -1.0


@part
def _held(
    book: Floats, at: int, holds: Floats, h: int, t0_s: float, t1_s: float, x: float, y: float, z: float,
    vx: float, vy: float, vz: float, t_s: float, to_s: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """The next stretch from t_s on of a hold from t0_s to t1_s: `_straight` and its end.

    x, y, z, vx, vy, vz : of the target, from the centre of the hold, at t_s
    """
    radius_m, centre_m = holds[h, 9], sqrt(x * x + y * y + z * z)
    chord_s = (t1_s - t0_s) / (holds[h, 10] * holds[h, 11])
    turn_rad = 2.0 * pi / holds[h, 11]
    ship_mps = sqrt(vx * vx + vy * vy + vz * vz) * FASTER
    sure_m = _margin_m(book, at, max(centre_m - radius_m, 0.0), centre_m + radius_m)
    if sure_m > ship_mps * chord_s:  # for longer than a chord the whole circle lies in one shell
        return centre_m * centre_m, STILL, t_s, t_s + sure_m / ship_mps if ship_mps > 0.0 else to_s
    chord = floor((t_s - t0_s) / chord_s)
    if t0_s + (chord + 1.0) * chord_s <= t_s:
        chord += 1.0
    end_s = t0_s + (chord + 1.0) * chord_s
    ax, ay, az = on_circle(holds, h, chord * turn_rad)
    bx, by, bz = on_circle(holds, h, (chord + 1.0) * turn_rad)
    ux, uy, uz = (bx - ax) / chord_s, (by - ay) / chord_s, (bz - az) / chord_s
    into_s = t_s - (t0_s + chord * chord_s)
    x, y, z = x - ax - ux * into_s, y - ay - uy * into_s, z - az - uz * into_s
    range_m = sqrt(x * x + y * y + z * z)
    sure_m = _margin_m(book, at, range_m, range_m)
    both_mps = turn_rad * radius_m / chord_s * FASTER + ship_mps
    if sure_m > both_mps * (end_s - t_s):
        return range_m * range_m, STILL, t_s, t_s + sure_m / both_mps
    m2, per, closest_s = _straight(x, y, z, vx - ux, vy - uy, vz - uz, t_s)
    return m2, per, closest_s, end_s


@inlined
def _place(
    v: Legs, hold: Ints, holds: Floats, s: Legs, rows: Passes, r: int, shift_s: float, floats: Floats, own: int
) -> None:
    """Where the target of a pass is when it begins: `_straight` from the vehicle; from the centre of a hold, and velocity."""
    leg, t_leg, a_s = rows.leg[r], rows.target_leg[r], rows.enter_s[r]
    held, since_s = hold[leg], a_s - shift_s - s.t_s[t_leg]
    vx, vy, vz = s.velocity_mps[t_leg, 0], s.velocity_mps[t_leg, 1], s.velocity_mps[t_leg, 2]
    x = s.xyz_m[t_leg, 0] + vx * since_s
    y = s.xyz_m[t_leg, 1] + vy * since_s
    z = s.xyz_m[t_leg, 2] + vz * since_s
    if held >= 0:
        floats[own, X], floats[own, Y], floats[own, Z] = x - holds[held, 0], y - holds[held, 1], z - holds[held, 2]
        floats[own, VX], floats[own, VY], floats[own, VZ] = vx, vy, vz
        return
    since_s = a_s - v.t_s[leg]
    ux, uy, uz = v.velocity_mps[leg, 0], v.velocity_mps[leg, 1], v.velocity_mps[leg, 2]
    x -= v.xyz_m[leg, 0] + ux * since_s
    y -= v.xyz_m[leg, 1] + uy * since_s
    z -= v.xyz_m[leg, 2] + uz * since_s
    floats[own, MISS2], floats[own, PER], floats[own, CLOSEST] = _straight(x, y, z, vx - ux, vy - uy, vz - uz, a_s)


@inlined
def _group(
    rows: Passes, start: int, end: int, told: int, ints: Ints, floats: Floats, latest: Ints, out: Encounters, base: int
) -> int:
    """Passes of a pair that touch become an encounter; the number of all encounters."""
    n = base
    for r in range(start, end):
        i, a_s, own = rows.vehicle[r], rows.enter_s[r], r - start
        e = latest[i]
        ints[own, AFTER] = -1
        if e >= base and a_s <= out.leave_s[e] + TOUCHING_S:
            ints[own, ENCOUNTER], ints[ints[e - base, LAST], AFTER], ints[e - base, LAST] = e - base, own, own
            out.leave_s[e] = max(out.leave_s[e], rows.leave_s[r])
            continue
        ints[own, ENCOUNTER], ints[n - base, BEFORE] = n - base, e
        ints[n - base, FIRST], ints[n - base, LAST], floats[n - base, MISSED] = own, own, 1.0
        out.vehicle[n], out.target[n], out.enter_s[n], out.leave_s[n] = i, told, a_s, rows.leave_s[r]
        out.look_s[n], out.detect_s[n], out.probability[n] = inf, inf, np.nan
        latest[i], n = n, n + 1
    return n


@part
def _bound(
    book: Floats,
    at: int,
    x: float,
    y: float,
    z: float,
    vx: float,
    vy: float,
    vz: float,
    radius_m: float,
    length_s: float,
) -> float:
    """Exposure that a hold cannot exceed: the greatest hazard from the nearest that a target comes to its circle, all along.

    x, y, z, vx, vy, vz : of the target from the centre of the hold when its pass begins
    """
    a, closest_s = vx * vx + vy * vy + vz * vz, 0.0
    if a >= STILL_M2PS2:
        closest_s = min(max(-(x * vx + y * vy + z * vz) / a, 0.0), length_s)
    x, y, z = x + vx * closest_s, y + vy * closest_s, z + vz * closest_s
    near_m = max(sqrt(x * x + y * y + z * z) / FASTER - radius_m * FASTER, 0.0)
    n, most_per_s = int(book[at]) - 1, 0.0
    for k in range(shell_of(book, at, near_m * near_m), n):
        most_per_s = max(most_per_s, book[at + HEAD + n + 1 + k])
    return float(most_per_s * length_s * (1.0 + 1e-9))


@inlined
def _add_up(
    hold: Ints, holds: Floats, rows: Passes, span: Ints, start: int, end: int, kind: Ints, k: int, laws: Laws, ints: Ints,
    floats: Floats,
) -> None:  # fmt: skip
    """The exposure of sensor k in each encounter; of holds a bound: what it is comes out only when solved."""
    for r in range(start, end):
        own = r - start
        e, law = ints[own, ENCOUNTER], laws.of[span[r], kind[rows.target[r]], k]
        if law < 0:
            continue
        ints[e, LAW] = law if ints[e, LAW] < 0 else ints[e, LAW]
        p, held = laws.at[law], hold[rows.leg[r]]
        if held >= 0:
            floats[e, TOTAL] += _bound(
                laws.book, p, floats[own, X], floats[own, Y], floats[own, Z], floats[own, VX], floats[own, VY],
                floats[own, VZ], holds[held, 9], rows.leave_s[r] - rows.enter_s[r],
            )  # fmt: skip
            continue
        n = int(laws.book[p]) - 1
        _edges(laws.book, p, floats[own, MISS2], floats[own, PER], floats[own, CLOSEST], floats)
        floats[e, TOTAL] += _gathered(laws.book, p + HEAD + n + 1, n, floats, rows.enter_s[r], rows.leave_s[r])


@inlined
def _solve(
    v: Legs, hold: Ints, holds: Floats, rows: Passes, span: Ints, start: int, kind: Ints, k: int, laws: Laws, ints: Ints,
    floats: Floats, e: int, asked: float,
    entity: int, threshold: float, wants_look: bool, wants_detection: bool, whole: bool, best_s: float,
    seed: int, trial: int, pair: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """(look, detection, computed probability of none) of sensor k in an encounter, from pass to pass and block to block.

    Where the law changes, so does the hazard at once; the chance of a block is that of the law by which it is first met.
    """
    law, book = ints[e, LAW], laws.book
    chance, tau, origin = laws.look_p[law], laws.decorrelation_s[law], pair[ORIGIN]
    block, block_end, is_seen = -1.0, -inf, False
    exposure, survival, needed, used, drawn, flags = 0.0, 1.0, pair[NEEDED], 0.0, int(pair[DRAWN]), int(pair[FLAGS])
    marked = pair[MARKED]
    look_s, detect_s, own = inf, inf, ints[e, FIRST]
    while own >= 0 and (wants_look or wants_detection or whole):
        r = start + own
        a_s, b_s, leg = rows.enter_s[r], rows.leave_s[r], rows.leg[r]
        law, held, here = laws.of[span[r], kind[rows.target[r]], k], hold[leg], own
        own = ints[own, AFTER]
        if law < 0:
            continue
        p = laws.at[law]
        n = int(book[p]) - 1
        hazard = p + HEAD + n + 1
        b_s = b_s if whole else min(b_s, best_s)
        next_s, m2, per, closest_s = a_s, floats[here, MISS2], floats[here, PER], floats[here, CLOSEST]
        while next_s < b_s and (wants_look or wants_detection or whole):
            t_s, next_s = next_s, b_s
            if held >= 0:
                gone_s, vx, vy, vz = t_s - a_s, floats[here, VX], floats[here, VY], floats[here, VZ]
                m2, per, closest_s, next_s = _held(
                    book, p, holds, held, v.t_s[leg], v.t_s[leg + 1], floats[here, X] + vx * gone_s,
                    floats[here, Y] + vy * gone_s, floats[here, Z] + vz * gone_s, vx, vy, vz, t_s, b_s,
                )  # fmt: skip
                next_s = min(next_s, b_s)
            end_s, rate = next_s, -1.0
            if per == STILL:  # in one shell all along
                shell = shell_of(book, p, m2)
                rate, end_s = book[hazard + shell], end_s if shell < n else t_s
            else:
                _edges(book, p, m2, per, closest_s, floats)
                t_s, end_s = max(t_s, floats[n - 1, LO]), min(end_s, floats[n - 1, HI])
            while t_s < end_s:
                if t_s >= block_end:
                    block = _block_at(t_s, block, origin, tau)
                    block_end = origin + (block + 1.0) * tau
                    is_used = exposure > 0.0 and (wants_look or whole)
                    if is_used:
                        survival *= 1.0 - chance + chance * exp(-exposure)
                    if is_used or laws.look_p[law] != chance:
                        chance = laws.look_p[law]
                        needed = _needed(survival, chance, asked)
                    exposure, four = 0.0, (int(block) + 1) // 4
                    if (drawn != four or marked != chance) and wants_detection:
                        began = int(pair[BEGAN])
                        process, index = (DETECTION, began) if four == 0 else (DETECTABILITY, began * 262144 + four)
                        drawn, marked = four, chance
                        flags = _flags(_words(seed, trial, process, entity, index), chance)
                    is_seen = flags & (1 << ((int(block) + 1) % 4)) != 0
                until_s = min(end_s, block_end)
                if not (wants_look or whole or is_seen):  # a detection is all that is wanted, and none can be in here
                    t_s = until_s
                    continue
                more = rate * (until_s - t_s) if rate >= 0.0 else _gathered(book, hazard, n, floats, t_s, until_s)
                if wants_look and exposure + more >= needed:
                    look_s = _reached_s(book, hazard, n, floats, t_s, until_s, needed - exposure, rate)
                    wants_look = False
                if wants_detection and is_seen:
                    if used + more >= threshold:
                        detect_s = _reached_s(book, hazard, n, floats, t_s, until_s, threshold - used, rate)
                        wants_detection = False
                    used += more
                if not (wants_look or wants_detection or whole):
                    break
                exposure += more
                t_s = until_s
    pair[DRAWN], pair[FLAGS], pair[MARKED] = drawn, flags, marked
    return look_s, detect_s, survival * (1.0 - chance + chance * exp(-exposure)) if whole else np.nan


@inlined
def _draw(
    v: Legs, hold: Ints, holds: Floats, rows: Passes, span: Ints, start: int, kind: Ints, laws: Laws, asked: Floats,
    vehicle_id: Ints, ship: int,
    seed: int, trial: int, whole: bool, ints: Ints, floats: Floats, pairs: Floats, least: Floats,
    out: Encounters, base: int, n: int, k: int,
) -> None:  # fmt: skip
    """Draw for sensor k in the encounters from base to n, and solve those in which something may come of it."""
    for e in range(n - base):
        law, i = ints[e, LAW], out.vehicle[base + e]
        if ints[e, BEFORE] < base:
            pairs[i, k, NUMBER] = 0.0
        if law < 0:
            continue
        pair, chance, tau, enter_s = pairs[i, k], laws.look_p[law], laws.decorrelation_s[law], out.enter_s[base + e]
        pair[NUMBER] += 1.0
        if (
            pair[NUMBER] == 1.0
            or enter_s >= pair[ORIGIN] + (floor((out.leave_s[ints[e, BEFORE]] - pair[ORIGIN]) / tau) + 1.0) * tau
        ):
            pair[ORIGIN], pair[BEGAN], pair[DRAWN] = enter_s, pair[NUMBER], -1.0
        entity = entity_of(ship, vehicle_id[i], k)
        words = _words(seed, trial, DETECTION, entity, int(pair[NUMBER]))
        u, total = (np.float64(words[0]) + 0.5) * 2.0**-32, floats[e, TOTAL]
        if pair[NUMBER] == pair[BEGAN]:
            pair[DRAWN], pair[FLAGS], pair[MARKED] = 0.0, _flags(words, chance), chance
        threshold = -log(u)
        wants_look = total >= least[i]
        if whole or wants_look or total >= threshold:
            if pair[CHANCE] != chance:
                pair[CHANCE], pair[NEEDED] = chance, _needed(1.0, chance, asked[i])
            look_s, detect_s, missed = _solve(
                v, hold, holds, rows, span, start, kind, k, laws, ints, floats, e, asked[i],
                entity, threshold, wants_look, total >= threshold, whole,
                max(out.look_s[base + e] if asked[i] > 0.0 else -inf, out.detect_s[base + e]), seed, trial, pair,
            )  # fmt: skip
            out.look_s[base + e] = min(out.look_s[base + e], look_s)
            out.detect_s[base + e] = min(out.detect_s[base + e], detect_s)
            floats[e, MISSED] *= missed


@kernel
def all_encounters(
    v: Legs, hold: Ints, holds: Floats, s: Legs, shift_s: Floats, kind: Ints, told_as: Ints, rows: Passes, span: Ints, laws: Laws,
    asked: Floats, vehicle_id: Ints, ship_id: Ints, seed: int, trial: int, whole: bool, room: Room, out: Encounters,
) -> int:  # fmt: skip
    """Every encounter of the passes `rows`; their number. As much room as there are passes is enough.

    shift_s, kind, told_as : of the targets of the passes; neighbours that are told as one target are one
    span : of each pass, which row of `laws.of` it goes by
    asked : (n_vehicles,) probability from which on an encounter is a look; 0: looks are not wanted
    vehicle_id, ship_id : by vehicle and by target as told: whose luck it is; 32 bits
    whole : the computed probability of whole encounters too, not only what look and detection need
    """
    start, n, n_rows = 0, 0, len(rows.enter_s)
    ints, floats = room.ints, room.floats
    while start < n_rows:
        told, end, base = told_as[rows.target[start]], start + 1, n
        while end < n_rows and told_as[rows.target[end]] == told:
            end += 1
        for r in range(start, end):
            _place(v, hold, holds, s, rows, r, shift_s[rows.target[r]], floats, r - start)
        n = _group(rows, start, end, told, ints, floats, room.latest, out, base)
        for k in range(laws.of.shape[2]):
            for e in range(n - base):
                ints[e, LAW], floats[e, TOTAL] = -1, 0.0
            _add_up(hold, holds, rows, span, start, end, kind, k, laws, ints, floats)
            _draw(
                v, hold, holds, rows, span, start, kind, laws, asked, vehicle_id, ship_id[told], seed, trial, whole,
                ints, floats, room.pairs, room.least, out, base, n, k,
            )  # fmt: skip
        if whole:
            for e in range(n - base):
                out.probability[base + e] = 1.0 - floats[e, MISSED]
        start = end
    return n
