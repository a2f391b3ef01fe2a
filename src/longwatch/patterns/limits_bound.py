"""What no pattern can beat where cells have unequal limits: by limit and over all limits.

Let limits be l_1 < l_2 < ..., B_j the boxes of the cells with limit l_j, and look at a stretch that is cut into windows of
length w. If no cell of limit l_j waits longer than w n_j, n_j a power of two, it is seen once in every n_j windows, so on
the average a window sees sum_j B_j / n_j at least; and it sees no more than the fleets' discs and what they sweep in w
(`patterns.revisit_bound`). With w = s l_i and n_j = l_j / l_i rounded up to a power of two (1 where l_j is shorter) this
holds whenever no cell waits longer than s times its limit, so the discs and s l_i times the rate of the fleets are no less
than that sum: a bound on s for each i. It needs as many windows as the largest n_j; where the period has fewer, s is at
least what fills it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from longwatch.geo.cells import Cells
from longwatch.patterns.revisit_bound import SOUND, Patroller, RevisitBound, growth, revisit_bound


@dataclass(frozen=True)
class Part:
    """The cells with one limit."""

    limit_s: float
    cells: Cells


def by_limit(
    parts: Sequence[Part], fleets: Sequence[Patroller], windows: Sequence[tuple[int, int]], first_s: float, *, cut: bool
) -> list[RevisitBound]:
    """Of each limit by itself, as if its cells were the whole watch."""
    return [revisit_bound(part.cells, fleets, part.limit_s, windows, first_s, cut=cut) for part in parts]


def over_limits(
    whole: Cells, parts: Sequence[Part], fleets: Sequence[Patroller], limit_s: float, windows: Sequence[tuple[int, int]],
    first_s: float, *, cut: bool,
) -> RevisitBound:  # fmt: skip
    """Of the watch: gaps as shares of their limits times `limit_s`, covered by each cell's own limit."""
    alone = by_limit(parts, fleets, windows, first_s, cut=cut)
    slowest = revisit_bound(whole, fleets, max(part.limit_s for part in parts), windows, first_s, cut=cut)
    shared = (
        math.fsum(one.covered * part.cells.total_m2 for one, part in zip(alone, parts, strict=True)) / whole.total_m2
    )
    shares = [one.gap_s / part.limit_s for one, part in zip(alone, parts, strict=True) if one.gap_s is not None]
    if not cut:
        return RevisitBound(None, min(shared, slowest.covered, 1.0))
    longest_s = max((b - a for a, b in windows), default=0)
    discs_m2, rate_m2ps = growth(whole, fleets)
    for i, base in enumerate(parts):
        seen_m2, laps = _per_window(parts, i)
        left_m2 = max(seen_m2 * (1.0 - SOUND) - discs_m2, 0.0)
        swept_s = left_m2 / rate_m2ps if rate_m2ps > 0.0 else (math.inf if left_m2 > 0.0 else 0.0)
        shares.append(min(swept_s, longest_s / laps) / base.limit_s)
    return RevisitBound(max(shares) * limit_s, min(shared, slowest.covered, 1.0))


def _per_window(parts: Sequence[Part], i: int) -> tuple[float, int]:
    """(boxes that a window as long as limit i sees on the average, windows that takes)."""
    times = [1 << max(0, math.ceil(math.log2(part.limit_s / parts[i].limit_s) - 1e-12)) for part in parts]
    return math.fsum(part.cells.box_m2 / n for part, n in zip(parts, times, strict=True)), max(times)


def watchers_at_least(parts: Sequence[Part], kinds: Sequence[tuple[float, float]]) -> int:
    """No pattern keeps the limits for good with fewer on station at once. kinds : (range in m, greatest speed over ground on
    station in m/s) of the fleets that may serve the watch; in each window all see and move as the one that sees most in it.
    """
    most = 0.0
    for i, part in enumerate(parts):
        spread = [(range_m + part.cells.box_radius_m, speed_mps) for range_m, speed_mps in kinds]
        seen_m2 = max((math.pi * r_m**2 + 2.0 * r_m * v_mps * part.limit_s for r_m, v_mps in spread), default=math.inf)
        most = max(most, _per_window(parts, i)[0] * (1.0 - SOUND) / seen_m2)
    return max(1, math.ceil(most - 1e-9))


def density(parts: Sequence[Part], width_m: float, speed_mps: float) -> float:
    """Watchers of this sweep width and speed whose whole time looking takes, moves at no cost: sum over limits of
    area / (W v) / limit.

    Above the number of watchers no pattern without overlaps keeps the limits. Up to 5/6 of one watcher any mix of equal
    pieces can be put in order, if moves cost nothing (`routes.pinwheel`).
    """
    return math.fsum(part.cells.total_m2 / (width_m * speed_mps) / part.limit_s for part in parts)
