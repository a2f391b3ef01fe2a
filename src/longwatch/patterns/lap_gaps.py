"""How long cells go unseen on a closed path that is flown again and again: exact but for chords, the wrap-around included."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, points_between
from longwatch.patterns.seen import straight_m

_SHORT: Final = 1e-5  # of the range, and two metres: nearer than this to its edge a cell may be missed
_BLOCK: Final = 400_000  # pairs of piece and cell at a time


def lap_gaps_s(knots: Floats, lat_deg: Floats, lon_deg: Floats, range_m: float) -> Floats:
    """(n,) longest stretch without a look at each cell, lap after lap; infinite where the lap never sees it.

    Parameters
    ----------
    knots : (k, 3) time_s, lat_deg, lon_deg of the lap, the last place the first
    range_m : along the sea

    The vehicle runs straight between points a fifth of its range apart, so that squared distance is a quadratic in time.
    """
    times, xyz = _pieces(knots, max(0.2 * range_m, 500.0))
    period_s = float(times[-1] - times[0])
    cells = to_ecef(lat_deg, lon_deg, 0.0)
    near_m = straight_m(range_m * (1.0 - _SHORT) - 2.0)
    if near_m <= 0.0:
        return np.full(len(cells), np.inf)
    cell, enter, leave = _looks(times, xyz, cells, near_m)
    longest = np.full(len(cells), np.inf)
    if not len(cell):
        return longest
    order = np.lexsort((enter, cell))
    cell, enter, leave = cell[order], enter[order], leave[order]
    starts = np.flatnonzero(np.concatenate([[True], cell[1:] != cell[:-1]]))
    for first, last in zip(starts.tolist(), [*starts[1:].tolist(), len(cell)], strict=True):
        until = np.maximum.accumulate(leave[first:last])
        gaps = np.append(enter[first + 1 : last], enter[first] + period_s) - until
        longest[cell[first]] = max(float(gaps.max()), 0.0)
    return longest


def _looks(times: Floats, xyz: Floats, cells: Floats, range_m: float) -> tuple[Floats, Floats, Floats]:
    """(cell, enter_s, leave_s) of every piece within range of a cell."""
    start, step, took = xyz[:-1], np.diff(xyz, axis=0), np.diff(times)
    half = 0.5 * np.sqrt((step**2).sum(axis=1))
    near = cKDTree(cells).query_ball_point(start + 0.5 * step, range_m + half, return_sorted=False)
    counts = np.array([len(own) for own in near], np.int64)
    edges, parts = np.concatenate([[0], np.cumsum(counts)]), []
    first = 0
    while first < len(counts):
        last = max(int(np.searchsorted(edges, edges[first] + _BLOCK, side="right")) - 1, first + 1)
        piece = np.repeat(np.arange(first, last), counts[first:last])
        own = np.concatenate([np.empty(0, np.int64), *(np.asarray(one, np.int64) for one in near[first:last])])
        off, along = start[piece] - cells[own], step[piece]
        a, b = (along**2).sum(axis=1), (off * along).sum(axis=1)
        room = b**2 - a * ((off**2).sum(axis=1) - range_m**2)
        root, size = np.sqrt(np.maximum(room, 0.0)), np.where(a > 0.0, a, 1.0)
        enter, leave = np.clip((-b - root) / size, 0.0, 1.0), np.clip((-b + root) / size, 0.0, 1.0)
        seen = (room > 0.0) & (leave > enter)
        begin, took_s = times[piece[seen]], took[piece[seen]]
        parts.append((own[seen], begin + enter[seen] * took_s, begin + leave[seen] * took_s))
        first = last
    return (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
    )


def _pieces(knots: Floats, piece_m: float) -> tuple[Floats, Floats]:
    """(times, Earth-centred places) along the path, no two much farther apart than a piece."""
    corners = to_ecef(knots[:, 1], knots[:, 2], 0.0)
    length = np.sqrt((np.diff(corners, axis=0) ** 2).sum(axis=1))
    n = np.maximum(np.ceil(length / piece_m).astype(np.int64), 1)
    leg, share, lat, lon = points_between(knots[:, 1], knots[:, 2], n)
    times = knots[leg, 0] + share * np.diff(knots[:, 0])[leg]
    places = to_ecef(np.concatenate([knots[:1, 1], lat]), np.concatenate([knots[:1, 2], lon]), 0.0)
    return np.concatenate([knots[:1, 0], times]), places
