"""No closed walk is shorter from which all cells of a watch are seen.

Such a walk comes within the range R of every cell. Take any cells: it comes near them in some order, and from the place where it
is near one to that where it is near another it goes no less than their distance less 2 R. So it is no shorter than the
shortest tour of those cells whose legs are counted so, and no shorter than a bound on that tour (`routes.walk_exact`). Cells
are chosen for which this says most: far apart, each adding more than 2 R to the tour. It says much where the watch is
scattered or narrow. Where it is wide, the walk sweeps 2 R' a metre and no more (`patterns.revisit_bound`), so it is no shorter
than (boxes - pi R'²) / (2 R'), R' = R + the half diagonal of a box. The longer of both counts.

Distances are straight lines through the Earth, which are no longer than ways along it or above it.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from longwatch.geo.cells import Cells
from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats
from longwatch.patterns.revisit_bound import SOUND
from longwatch.routes.roads import Roads
from longwatch.routes.tours import shortened
from longwatch.routes.walk_exact import bound_of

_CANDIDATES: Final = 200  # cells from which those of the tour are chosen
_MOST: Final = 40  # of them on the tour
_STEPS: Final = 80


def walk_at_least_m(cells: Cells, range_m: float) -> float:
    """range_m : at which the walker sees a cell's centre, along the sea or straight"""
    radius_m = range_m + cells.box_radius_m
    tube_m = max(cells.box_m2 * (1.0 - SOUND) - math.pi * radius_m**2, 0.0) / (2.0 * radius_m)
    return max(tube_m, _tour_m(to_ecef(cells.lat_deg, cells.lon_deg, 0.0), range_m * (1.0 + SOUND)))


def _tour_m(points: Floats, range_m: float) -> float:
    """Of some points far apart, the best choice that was found. points : (n, 3)"""
    apart = _far_apart(points, 2.0 * range_m)
    if len(apart) < 2:
        return 0.0
    between = np.sqrt(((apart[:, None] - apart[None, :]) ** 2).sum(axis=2))
    chosen = _worth_a_leg(between, 2.0 * range_m)
    legs = np.maximum(between[np.ix_(chosen, chosen)] - 2.0 * range_m, 0.0)
    return bound_of(Roads.everywhere(legs), once=True)


def _far_apart(points: Floats, least_m: float) -> Floats:
    """The outermost point, then again and again the one farthest from all before, while it is farther than `least_m`."""
    first = int(((points - points.mean(axis=0)) ** 2).sum(axis=1).argmax())
    chosen, near = [first], np.full(len(points), np.inf)
    while len(chosen) < _CANDIDATES:
        near = np.minimum(near, np.sqrt(((points - points[chosen[-1]]) ** 2).sum(axis=1)))
        farthest = int(near.argmax())
        if near[farthest] <= least_m:
            break
        chosen.append(farthest)
    return np.asarray(points[chosen], np.float64)


def _worth_a_leg(between: Floats, leg_m: float) -> np.ndarray:
    """Points in the order of a tour: the one that adds most goes in, those that add less than `leg_m` go out again."""
    order = np.array([0, 1])
    best, best_m = order, -math.inf
    for _ in range(_STEPS):
        worth_m = float(between[order, np.roll(order, -1)].sum()) - leg_m * len(order)
        if worth_m > best_m:
            best, best_m = order, worth_m
        a, b = order, np.roll(order, -1)
        more = (between[a] + between[b] - between[a, b][:, None]).min(axis=0)
        more[order] = -math.inf
        place = int(more.argmax())
        if len(order) >= _MOST or more[place] <= leg_m:
            break
        at = int((between[a, place] + between[b, place] - between[a, b]).argmin())
        order = _without_idle(between, shortened(between, np.insert(order, at + 1, place)), leg_m)
    return best


def _without_idle(between: Floats, order: np.ndarray, leg_m: float) -> np.ndarray:
    while len(order) > 2:
        before, after = np.roll(order, 1), np.roll(order, -1)
        saved = between[before, order] + between[order, after] - between[before, after]
        idle = int(saved.argmin())
        if saved[idle] >= leg_m:
            break
        order = np.delete(order, idle)
    return order
