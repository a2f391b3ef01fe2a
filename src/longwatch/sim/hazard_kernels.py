"""What encounters come to: the computed probability without a draw, and the drawn instant of detection.

An encounter is the passes of a pair that touch. In every stretch of one decorrelation time since it began (a *block*) the
target can be detected or not, drawn with the sensor's single-look probability; hazard counts only while it can. The exposure
at which a target is detected is drawn once for an encounter, exponential with mean 1.
"""

from __future__ import annotations

from math import floor, inf, log

import numpy as np

from longwatch.detection.pass_table_kernels import HEAD
from longwatch.geo.geodesic import Floats
from longwatch.jit import inlined, kernel
from longwatch.sim.detectable_kernels import DETECTION, entity_of, flags_of, needed_exposure, words_of
from longwatch.sim.encounters import (
    AFTER,
    BEFORE,
    BEGAN,
    CHANCE,
    CLOSEST,
    DRAWN,
    ENCOUNTER,
    FIRST,
    FLAGS,
    LAST,
    LAW,
    MARKED,
    MISS2,
    MISSED,
    NEEDED,
    NUMBER,
    ORIGIN,
    PER,
    TOTAL,
    VX,
    VY,
    VZ,
    Encounters,
    Laws,
    Legs,
    Room,
    X,
    Y,
    Z,
)
from longwatch.sim.exposure_kernels import edges, gathered, most_exposure, straight
from longwatch.sim.looks_kernels import TOUCHING_S, Passes
from longwatch.sim.solve_kernels import solve
from longwatch.traffic.ships import Ints


@inlined
def _place(
    v: Legs, hold: Ints, holds: Floats, s: Legs, rows: Passes, r: int, shift_s: float, floats: Floats, own: int
) -> None:
    """Where the target of a pass is when it begins: `straight` from the vehicle; from the centre of a hold, and velocity."""
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
    floats[own, MISS2], floats[own, PER], floats[own, CLOSEST] = straight(x, y, z, vx - ux, vy - uy, vz - uz, a_s)


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
            floats[e, TOTAL] += most_exposure(
                laws.book, p, floats[own, X], floats[own, Y], floats[own, Z], floats[own, VX], floats[own, VY],
                floats[own, VZ], holds[held, 9], rows.leave_s[r] - rows.enter_s[r],
            )  # fmt: skip
            continue
        n = int(laws.book[p]) - 1
        edges(laws.book, p, floats[own, MISS2], floats[own, PER], floats[own, CLOSEST], floats)
        floats[e, TOTAL] += gathered(laws.book, p + HEAD + n + 1, n, floats, rows.enter_s[r], rows.leave_s[r])


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
        words = words_of(seed, trial, DETECTION, entity, int(pair[NUMBER]))
        u, total = (np.float64(words[0]) + 0.5) * 2.0**-32, floats[e, TOTAL]
        if pair[NUMBER] == pair[BEGAN]:
            pair[DRAWN], pair[FLAGS], pair[MARKED] = 0.0, flags_of(words, chance), chance
        threshold = -log(u)
        wants_look = total >= least[i]
        if whole or wants_look or total >= threshold:
            if pair[CHANCE] != chance:
                pair[CHANCE], pair[NEEDED] = chance, needed_exposure(1.0, chance, asked[i])
            look_s, detect_s, missed = solve(
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
