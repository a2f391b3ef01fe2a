"""The coast of a scenario, filed for the kernels that cut passes by land."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import numpy as np

from longwatch.geo.polygon import Polygon
from longwatch.sim.regard_land_kernels import Coast, cells_on_land
from longwatch.traffic.ships import Ints

STEP_DEG: Final = 0.1  # of the grid of coast edges
MOST_CELLS: Final = 400  # of that grid to a side
N_KEPT: Final = 4

_coasts: OrderedDict[int, tuple[Sequence[Polygon], Coast]] = OrderedDict()


def coast_of(land: Sequence[Polygon]) -> Coast:
    """Land filed for the kernels, once for each tuple of polygons (by identity); a few are kept."""
    kept = _coasts.get(id(land))
    if kept is not None and kept[0] is land:
        return kept[1]
    made = _coast(land)
    _coasts[id(land)] = land, made  # the land is kept too, so that its identity is not given away
    while len(_coasts) > N_KEPT:
        _coasts.popitem(last=False)
    return made


def _coast(land: Sequence[Polygon]) -> Coast:
    rings = [np.array(ring, np.float64)[:, ::-1] for one in land for ring in (one.outer, *one.holes)]
    edges = np.concatenate([np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in rings])
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    west, south = low.min(axis=0)
    span = high.max(axis=0) - (west, south)
    step = max(STEP_DEG, float(span.max()) / MOST_CELLS)
    n_columns, n_rows = (int(one // step) + 1 for one in span)
    c0, r0 = ((low - (west, south)) // step).astype(np.int64).T
    c1, r1 = ((high - (west, south)) // step).astype(np.int64).T
    cells = [
        (row * n_columns + column, k)
        for k in range(len(edges))
        for row in range(r0[k], r1[k] + 1)
        for column in range(c0[k], c1[k] + 1)
    ]
    rows = [(row, k) for k in range(len(edges)) for row in range(r0[k], r1[k] + 1)]
    turn_deg = float(west + span[0] / 2.0 - 180.0)
    by_cell, by_row = _filed(cells, n_columns * n_rows), _filed(rows, n_rows)
    n_before = np.zeros((n_rows + 1, n_columns + 1), np.int64)
    n_before[1:, 1:] = np.diff(by_cell[0]).reshape(n_rows, n_columns).cumsum(axis=0).cumsum(axis=1)
    on_land = np.zeros(n_columns * n_rows, np.int64)
    coast = Coast(
        edges, turn_deg, float(west), float(south), step, n_columns, n_rows, *by_cell, *by_row, n_before, on_land
    )
    cells_on_land(coast)
    return coast


def _filed(pairs: Sequence[tuple[int, int]], n: int) -> tuple[Ints, Ints]:
    """(first (n + 1,), entries) of pairs (drawer, entry)."""
    both = np.array(pairs, np.int64).reshape(-1, 2)
    both = both[np.argsort(both[:, 0], kind="stable")]
    return np.searchsorted(both[:, 0], np.arange(n + 1)).astype(np.int64), np.ascontiguousarray(both[:, 1])
