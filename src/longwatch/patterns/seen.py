"""Which points a vehicle on a path comes near enough to see, measured on the Earth."""

from __future__ import annotations

from math import asin, pi, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, points_between

_RADIUS_M: Final = 6_371_000.0
_MOST_PIECES: Final = 40_000


def nearest_m(lat_deg: ArrayLike, lon_deg: ArrayLike, path_lat: Floats, path_lon: Floats, piece_m: float) -> Floats:
    """Distance in metres from each point to the path (its geodesic legs), to about a metre.

    The path is cut into chords of at most `piece_m`; a point is measured against all whose middles lie near enough to matter,
    and the straight distance is turned into one along the Earth.
    """
    ends = _chords(path_lat, path_lon, piece_m)
    one, along = ends[:-1], np.diff(ends, axis=0)
    half_m = 0.5 * np.sqrt((along**2).sum(axis=1))
    points, tree = to_ecef(lat_deg, lon_deg, 0.0), cKDTree(one + 0.5 * along)
    found = tree.query_ball_point(points, tree.query(points)[0] + float(half_m.max()), return_sorted=False)
    counts = np.array([len(near) for near in found])
    piece = np.concatenate([np.asarray(near, np.int64) for near in found])
    off = np.repeat(points, counts, axis=0) - one[piece]
    along = along[piece]
    part = np.clip((along * off).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9), 0.0, 1.0)
    straight = np.sqrt(((off - part[:, None] * along) ** 2).sum(axis=1))
    least = np.minimum.reduceat(straight, np.concatenate([[0], np.cumsum(counts)[:-1]]))
    metres: Floats = 2.0 * _RADIUS_M * np.arcsin(np.minimum(least / (2.0 * _RADIUS_M), 1.0))
    return metres


def ground_range_m(range_m: float, height_m: float) -> float:
    """How far along the sea a straight range reaches from a height; 0 where it does not come down to it.

    By the law of cosines on a sphere: range² = height² + 4 R (R + height) sin²(half the angle).
    """
    height_m = max(height_m, 0.0)
    left = (range_m**2 - height_m**2) / (4.0 * _RADIUS_M * (_RADIUS_M + height_m))
    return 2.0 * _RADIUS_M * asin(min(sqrt(left), 1.0)) if left > 0.0 else 0.0


def straight_m(ground_m: float) -> float:
    """The straight line between two points of the sea so far apart along it."""
    return 2.0 * _RADIUS_M * sin(min(max(ground_m, 0.0) / (2.0 * _RADIUS_M), 0.5 * pi))


def unseen(
    lat_deg: ArrayLike, lon_deg: ArrayLike, path_lat: Floats, path_lon: Floats, range_m: float | Floats
) -> NDArray[np.bool_]:
    """Points that lie beyond a range of every place of the path. Two metres within, for the Earth is no sphere, are beyond."""
    piece_m = max(0.2 * float(np.min(range_m)), 500.0)
    beyond: NDArray[np.bool_] = nearest_m(lat_deg, lon_deg, path_lat, path_lon, piece_m) > range_m * (1.0 - 1e-5) - 2.0
    return beyond


def _chords(lat: Floats, lon: Floats, piece_m: float) -> Floats:
    """(n, 3) ends of the chords, in Earth-centred metres."""
    corners = to_ecef(lat, lon, 0.0)
    lengths = np.sqrt((np.diff(corners, axis=0) ** 2).sum(axis=1))
    piece_m = max(piece_m, float(lengths.sum()) / _MOST_PIECES)
    _, _, some_lat, some_lon = points_between(lat, lon, np.maximum(np.ceil(lengths / piece_m).astype(np.int64), 1))
    return np.concatenate([corners[:1], to_ecef(some_lat, some_lon, 0.0)])
