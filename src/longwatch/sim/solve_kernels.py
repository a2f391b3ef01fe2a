"""When an encounter comes to a look and to a detection, for one sensor."""

from __future__ import annotations

from math import exp, inf

import numpy as np

from longwatch.detection.pass_table_kernels import HEAD, shell_of
from longwatch.geo.geodesic import Floats
from longwatch.jit import inlined
from longwatch.sim.detectable_kernels import DETECTABILITY, DETECTION, block_at, flags_of, needed_exposure, words_of
from longwatch.sim.encounters import (
    AFTER,
    BEGAN,
    CLOSEST,
    DRAWN,
    FIRST,
    FLAGS,
    HI,
    LAW,
    LO,
    MARKED,
    MISS2,
    NEEDED,
    ORIGIN,
    PER,
    VX,
    VY,
    VZ,
    Laws,
    Legs,
    X,
    Y,
    Z,
)
from longwatch.sim.exposure_kernels import STILL, edges, gathered, held_stretch, reached_s
from longwatch.sim.looks_kernels import Passes
from longwatch.traffic.ships import Ints


@inlined
def solve(
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
                m2, per, closest_s, next_s = held_stretch(
                    book, p, holds, held, v.t_s[leg], v.t_s[leg + 1], floats[here, X] + vx * gone_s,
                    floats[here, Y] + vy * gone_s, floats[here, Z] + vz * gone_s, vx, vy, vz, t_s, b_s,
                )  # fmt: skip
                next_s = min(next_s, b_s)
            end_s, rate = next_s, -1.0
            if per == STILL:  # in one shell all along
                shell = shell_of(book, p, m2)
                rate, end_s = book[hazard + shell], end_s if shell < n else t_s
            else:
                edges(book, p, m2, per, closest_s, floats)
                t_s, end_s = max(t_s, floats[n - 1, LO]), min(end_s, floats[n - 1, HI])
            while t_s < end_s:
                if t_s >= block_end:
                    block = block_at(t_s, block, origin, tau)
                    block_end = origin + (block + 1.0) * tau
                    is_used = exposure > 0.0 and (wants_look or whole)
                    if is_used:
                        survival *= 1.0 - chance + chance * exp(-exposure)
                    if is_used or laws.look_p[law] != chance:
                        chance = laws.look_p[law]
                        needed = needed_exposure(survival, chance, asked)
                    exposure, four = 0.0, (int(block) + 1) // 4
                    if (drawn != four or marked != chance) and wants_detection:
                        began = int(pair[BEGAN])
                        process, index = (DETECTION, began) if four == 0 else (DETECTABILITY, began * 262144 + four)
                        drawn, marked = four, chance
                        flags = flags_of(words_of(seed, trial, process, entity, index), chance)
                    is_seen = flags & (1 << ((int(block) + 1) % 4)) != 0
                until_s = min(end_s, block_end)
                if not (wants_look or whole or is_seen):  # a detection is all that is wanted, and none can be in here
                    t_s = until_s
                    continue
                more = rate * (until_s - t_s) if rate >= 0.0 else gathered(book, hazard, n, floats, t_s, until_s)
                if wants_look and exposure + more >= needed:
                    look_s = reached_s(book, hazard, n, floats, t_s, until_s, needed - exposure, rate)
                    wants_look = False
                if wants_detection and is_seen:
                    if used + more >= threshold:
                        detect_s = reached_s(book, hazard, n, floats, t_s, until_s, threshold - used, rate)
                        wants_detection = False
                    used += more
                if not (wants_look or wants_detection or whole):
                    break
                exposure += more
                t_s = until_s
    pair[DRAWN], pair[FLAGS], pair[MARKED] = drawn, flags, marked
    return look_s, detect_s, survival * (1.0 - chance + chance * exp(-exposure)) if whole else np.nan
