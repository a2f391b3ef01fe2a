"""One closed path for classes that are seen from unlike distances: narrow tracks, flown in several laps that lie apart.

Tracks are as close as the narrowest sweep asks. Lap i of m flies tracks i, i + m, i + 2 m, ..., so that a class which is seen
from m times as far is swept in every lap, and after m laps the narrow one too: what the narrow sweep costs in any case is
so put in order that the wide one comes with it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from longwatch.patterns.interleaved import Woven
from longwatch.patterns.sweep import spaced, tour_of, width_of
from longwatch.patterns.zone import Sweeper

MOST_LAPS: Final = 6


def laps_worth_trying(narrow_m: float, widest_m: float) -> range:
    """Numbers of laps: beyond the ratio of the ranges the wide class gains nothing, but near it the edges decide."""
    return range(2, min(int(np.ceil(widest_m / narrow_m - 1e-9)) + 1, MOST_LAPS) + 1)


def staggered(shape: Any, laps: int, closed: bool, sweeper: Sweeper, tighter: float = 1.0) -> Woven | None:
    """The path over a shape (turned so that tracks lie along x); None where it has too few tracks.

    closed : each lap comes back to where it began, so that it passes every place after equal times; else laps lead to and fro
    """
    _, low, _, high = shape.bounds
    range_m = tighter * sweeper.range_m
    each = int(np.ceil((high - low) / width_of(range_m) / laps - 1e-9))
    each += each % 2 if closed else 0
    tracks = spaced(shape, laps * each, range_m)
    if len(tracks) < laps * each or each * laps < 2:
        return None
    half = (laps + 1) // 2  # laps on either side of the middle take turns, or an edge would wait for half of them
    order = [k for i in range(half) for k in (i, i + half) if k < laps]
    lines = [_lap([tracks[k] for k in range(first, len(tracks), laps)], closed, k) for k, first in enumerate(order)]
    xy = np.concatenate([*lines, lines[0][:1]])
    at_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    return Woven(xy, float(np.diff(at_m[starts]).max()), 0)


def _lap(tracks: list[tuple[float, float, float]], closed: bool, number: int) -> np.ndarray:
    if closed:
        return tour_of(tracks)
    there = [[(start, y), (end, y)] if start < end else [(start, y)] for start, end, y in tracks]
    rows = there if number % 2 == 0 else there[::-1]
    return np.array([point for k, row in enumerate(rows) for point in (row if k % 2 == 0 else row[::-1])])
