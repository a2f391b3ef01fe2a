"""What no pattern can beat where cells have unequal limits: by limit, over all limits, and for the walk of one watcher.

Let limits be l_1 < l_2 < ..., B_j the boxes of the cells with limit l_j, and look at a stretch that is cut into windows of
length w. If no cell of limit l_j waits longer than w n_j, n_j a power of two, it is seen once in every n_j windows, so on
the average a window sees sum_j B_j / n_j at least; and it sees no more than the fleets' discs and what they sweep in w
(`patterns.revisit_bound`). With w = s l_i and n_j = l_j / l_i rounded up to a power of two (1 where l_j is shorter) this
holds whenever no cell waits longer than s times its limit, so the discs and s l_i times the rate of the fleets are no less
than that sum: a bound on s for each i. It needs as many windows as the largest n_j; where the period has fewer, s is at
least what fills it.

A walk that sees everything within a range R visits discs of radius R round cells; it joins them all, so it is no shorter
than the least tree that joins discs which don't overlap, and it sweeps 2 R a metre, so it is no shorter than boxes / (2 R)
less the disc.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist, squareform

from longwatch.geo.cells import Cells
from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats
from longwatch.patterns.revisit_bound import SOUND, Patroller, RevisitBound, growth, revisit_bound

_APART: Final = (2.2, 3.0, 4.5, 7.0)  # of the range: how far apart discs for the tree are taken
_MOST_DISCS: Final = 1500


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


def watchers_at_least(parts: Sequence[Part], range_m: float, speed_mps: float) -> int:
    """No pattern keeps the limits for good with fewer on station at once, of those that see and move no better."""
    most = 0.0
    for i, part in enumerate(parts):
        radius_m = range_m + part.cells.box_radius_m
        seen_m2 = math.pi * radius_m**2 + 2.0 * radius_m * speed_mps * part.limit_s
        most = max(most, _per_window(parts, i)[0] * (1.0 - SOUND) / seen_m2)
    return max(1, math.ceil(most - 1e-9))


def density(parts: Sequence[Part], width_m: float, speed_mps: float) -> float:
    """Share of a watcher's time that looking takes, moves at no cost: sum over limits of area / (W v) / limit.

    Above the number of watchers no pattern without overlaps keeps the limits. Up to 5/6 of one watcher any mix of equal
    pieces can be put in order, if moves cost nothing (`routes.pinwheel`).
    """
    return math.fsum(part.cells.total_m2 / (width_m * speed_mps) / part.limit_s for part in parts)


def walk_at_least_m(cells: Cells, range_m: float) -> float:
    """No closed walk from which all cells are seen is shorter."""
    radius_m = range_m + cells.box_radius_m
    tube_m = max(cells.box_m2 * (1.0 - SOUND) - math.pi * radius_m**2, 0.0) / (2.0 * radius_m)
    points = to_ecef(cells.lat_deg, cells.lon_deg, 0.0)
    return max(tube_m, *(_tree_m(points, apart * range_m, range_m) for apart in _APART))


def _tree_m(points: Floats, apart_m: float, range_m: float) -> float:
    """Least tree over discs of the range round points that are so far apart, chosen in their order; straight lines."""
    free, tree = np.ones(len(points), bool), cKDTree(points)
    chosen: list[int] = []
    for k in range(len(points)):
        if free[k]:
            chosen.append(k)
            free[tree.query_ball_point(points[k], apart_m)] = False
            if len(chosen) == _MOST_DISCS:
                break
    if len(chosen) < 2:
        return 0.0
    between = np.maximum(squareform(pdist(points[chosen])) - 2.0 * range_m * (1.0 + SOUND), 1e-9)
    return float(minimum_spanning_tree(between).sum())
