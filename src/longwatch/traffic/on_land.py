"""Ships on land: marked where all round about is land, for the packaged coast is good to a kilometre only."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.geo.land import is_land, load_land
from longwatch.traffic.marks import Mark, add_marks
from longwatch.traffic.ships import Ships

CELL_DEG: Final = 0.01  # places are told apart to about a kilometre
ROUND_DEG: Final = 0.03  # land lies so far in every direction: a port or a river's mouth is not "on land"


def mark_on_land(ships: Ships) -> Ships:
    """Add the mark "on land": knots of tracks that lie 3 km and more inside land, lakes and rivers being land here.

    A ship is SUSPECT for it if half of its knots or more do.
    """
    inland = _inland(ships.lat_deg, ships.lon_deg)
    if not inland.any():
        return ships
    of_knot = np.repeat(ships.ship, np.diff(ships.offsets))
    n_inland = np.bincount(of_knot, inland, ships.n_ships)
    n_knots = np.bincount(of_knot, minlength=ships.n_ships)
    n_mmsi = len(np.unique(ships.mmsi[n_inland > 0]))
    return replace(
        ships,
        suspect=ships.is_suspect | (2 * n_inland >= np.maximum(n_knots, 1)),
        marks=add_marks([ships.marks, (Mark("on land", int(inland.sum()), n_mmsi, False),)]),
    )


def _inland(lat_deg: Floats, lon_deg: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not len(lat_deg):
        return np.zeros(0, np.bool_)
    cells = np.stack([np.round(lat_deg / CELL_DEG), np.round(lon_deg / CELL_DEG)], axis=1).astype(np.int64)
    cells, of_cell = np.unique(cells, axis=0, return_inverse=True)
    lat, lon = cells[:, 0] * CELL_DEG, cells[:, 1] * CELL_DEG
    land = load_land(
        max(float(lat.min()) - 0.1, -90.0),
        float(lon.min()) - 0.1,
        min(float(lat.max()) + 0.1, 90.0),
        float(lon.max()) + 0.1,
    )
    deep = is_land(land, lat, lon)
    for north, east in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
        at = np.flatnonzero(deep)
        if not len(at):
            break
        wide = ROUND_DEG / np.maximum(np.cos(np.radians(lat[at])), 0.05)
        deep[at] = is_land(land, np.clip(lat[at] + north * ROUND_DEG, -90.0, 90.0), lon[at] + east * wide)
    return deep[of_cell.reshape(-1)]
