"""Whether those who go on watching a line were there long enough when another left it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Stint
from longwatch.units import format_duration
from longwatch.verifier.clock import Interval, union
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation


def check_overlap(
    watch: Watch,
    stints: Sequence[Stint],
    asked: Sequence[Interval],
    name: Namer,
    lost: frozenset[tuple[str, int]] = frozenset(),
) -> list[Violation]:
    """Departures within the demand after which k or more are still on station, but not k of them since `overlap`.

    lost : (tail, second) of vehicles that ended in the air, which is no departure
    Those airborne at the start have been there for as long as anybody asks.
    """
    there = [stint for stint in stints if stint.leave_s > stint.arrive_s]
    k = 1 if watch.kind == "revisit" else int(watch.k)
    asked_s, windows = float(watch.overlap_s), union(asked)
    arrive = np.array(
        [-np.inf if one.airborne_at_start and one.arrive_s <= 0 else one.arrive_s for one in there], np.float64
    )
    leave = np.array([one.leave_s for one in there], np.float64)
    out = []
    for stint in there:
        at_s = stint.leave_s
        if (stint.tail, stint.land_s) in lost or not any(begin < at_s < end for begin, end in windows):
            continue
        since = np.sort(arrive[(leave > at_s) & (arrive <= at_s)])
        if len(since) < k:
            continue  # nobody follows at once: a gap, and counted as one
        lasted_s = at_s - float(since[k - 1])
        if lasted_s < asked_s:
            what = f"leaves {format_duration(lasted_s)} after its relief came on station"
            what += f", {format_duration(asked_s)} are asked for"
            out.append(Violation("overlap", f"{name.row(stint)}, at {name.time(at_s)}", what, asked_s - lasted_s, "s"))
    return out
