"""One closed path for several limits: each lap sweeps the ground of the shortest limit whole and a part of every slower one.

Limits are rounded down to base x 2^j, base the shortest; ground of base x 2^j is cut into 2^j parts, and lap i flies part
i mod 2^j of it. No lap may take longer than the base, so what comes every 2^j laps comes within base x 2^j. After as many laps as
the slowest ground has parts the path closes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from longwatch.geo.geodesic import Floats
from longwatch.patterns.sweep import tour_of, tracks_of, turned_back, zones_of
from longwatch.patterns.turns import rounded
from longwatch.patterns.zone import Sweeper

MOST_STEPS = 4  # a part is flown at least every 2^4 laps
_LOOP = 0.1  # of the range: half the side of the round over ground that is seen from one place


Way = tuple[Floats, float]  # a line, and how long it is


@dataclass(frozen=True)
class Woven:
    """A closed path in the plane, turned so that tracks lie along x, and how long its longest lap is."""

    xy: Floats
    lap_m: float
    step: int  # of the limit that each lap keeps: 0 where the zone holds ground of the shortest


def bases_of(limits_s: Sequence[float]) -> list[float]:
    """The bases worth trying, longest first: none is longer than the shortest limit, and each rounds one limit by nothing."""
    steps = [math.ceil(math.log2(limit / limits_s[0]) - 1e-12) for limit in limits_s]
    return sorted({limit / 2**step for limit, step in zip(limits_s, steps, strict=True)}, reverse=True)


def steps_of(limits_s: Sequence[float], base_s: float) -> list[int]:
    """j of each limit, rounded down to base x 2^j."""
    return [min(math.floor(math.log2(limit / base_s) + 1e-9), MOST_STEPS) for limit in limits_s]


def woven(shapes: Sequence[Any], steps: Sequence[int], sweepers: Sequence[Sweeper], tighter: float = 1.0) -> Woven:
    """The path over the ground of one zone by limit (turned, the shortest first), each as wide as its sweeper sees; empty
    shapes are left out.

    Parts are strips across or along the tracks, whichever makes the shorter laps; the first ground is swept in the same
    order each time, so that it waits a lap and no longer.
    """
    given = zip(shapes, steps, sweepers, strict=True)
    kept = [one for one in given if not one[0].is_empty and one[0].area > 0.0]
    least = min(step for _, step, _ in kept)
    best: Woven | None = None
    for along in (False, True) if any(step > least for _, step, _ in kept) else (False,):
        parts = [
            [_ways(part, sweeper, tighter) for part in _cut(shape, step - least, along)]
            for shape, step, sweeper in kept
        ]
        for first in parts[0][0]:
            found = _joined([[[first]], *parts[1:]] if len(parts[0]) == 1 else parts, least)
            if best is None or found.lap_m < best.lap_m:
                best = found
    assert best is not None
    return best


def drawn(path: Woven, sweeper: Sweeper, heading_rad: float) -> Floats:
    """The closed path with its turns, in the plane as it was."""
    return turned_back(rounded(path.xy, sweeper.turn_m), heading_rad)


def _cut(shape: Any, step: int, along: bool) -> list[Any]:
    """2^step parts of equal area, strips along the tracks or pieces across them."""
    n = 1 << step
    if n == 1:
        return [shape]
    parts = [_swapped(part) for part in zones_of(_swapped(shape), n)] if along else zones_of(shape, n)
    return [part for part in parts if not part.is_empty]


def _swapped(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def _ways(shape: Any, sweeper: Sweeper, tighter: float) -> list[Way]:
    """Open lines that sweep a shape: from one side to the other, from either end, and there and back again."""
    tracks = tracks_of(shape, tighter * sweeper.range_m, sweeper.turn_m)
    there = [[(start, y), (end, y)] if start < end else [(start, y)] for start, end, y in tracks]
    out = []
    for rows in (there, there[::-1]):
        for flip in (0, 1):
            line = [point for k, row in enumerate(rows) for point in (row if k % 2 == flip else row[::-1])]
            out.append(np.array(line))
    closed = tour_of(tracks)[:-1]
    out += [closed, closed[::-1]]
    if max(float(np.ptp(line, axis=0).max()) for line in out) < _LOOP * sweeper.range_m:
        half = max(_LOOP * sweeper.range_m, 1.1 * sweeper.turn_m)
        round_it = closed.mean(axis=0) + half * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
        out = [round_it]
    return [(line, float(np.hypot(*np.diff(line, axis=0).T).sum())) for line in out]


def _joined(parts: Sequence[Sequence[Sequence[Way]]], step: int) -> Woven:
    """Lap after lap, each part by the way that adds least."""
    laps = max(len(own) for own in parts)
    lines: list[Floats] = []
    starts: list[int] = []
    for lap in range(laps):
        starts.append(len(lines))
        for own in parts:
            ways = own[lap % len(own)]
            added_m = [
                (float(np.hypot(*(line[0] - lines[-1][-1]))) if lines else 0.0) + long_m for line, long_m in ways
            ]
            lines.append(ways[added_m.index(min(added_m))][0])
    xy = np.concatenate([*lines, lines[0][:1]])
    at_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    place = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    marks = [*(at_m[place[k]] for k in starts), at_m[-1]]
    return Woven(xy, float(np.diff(marks).max()), step)
