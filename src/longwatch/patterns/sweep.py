"""Parallel tracks over a shape in the plane: zones of equal area, and in each a closed tour of tracks.

The creeping pattern of the search manuals (IAMSAR Manual, volume II, on parallel sweeps), closed: tracks 1, 3, 5, … are
flown on the way over and …, 6, 4, 2 on the way back, so that no leg is dead. Tracks end where the sensor sees the rest.
"""

from __future__ import annotations

import itertools
from math import ceil
from typing import Any, Final

import numpy as np
import shapely

from longwatch.geo.geodesic import Floats

SPACING: Final = 0.995  # of the sweep width, at the most: neighbours overlap by the rest
_AREA_STRIPS: Final = 256


def turned_shape(shape: Any, heading_rad: float) -> Any:
    """The shape with tracks of a heading (clockwise from y) laid along x."""
    along, across = _axes(heading_rad)
    return shapely.transform(shape, lambda xy: np.column_stack([xy @ along, xy @ across]))


def turned_back(uv: Floats, heading_rad: float) -> Floats:
    along, across = _axes(heading_rad)
    return uv[:, :1] * along + uv[:, 1:] * across


def _axes(heading_rad: float) -> tuple[Floats, Floats]:
    s, c = np.sin(heading_rad), np.cos(heading_rad)
    return np.array([s, c]), np.array([-c, s])


def zones_of(shape: Any, n: int) -> list[Any]:
    """`n` strips of equal area along x, from low y to high."""
    left, low, right, high = shape.bounds
    if n == 1:
        return [shape]
    edges = np.linspace(low, high, max(_AREA_STRIPS, 8 * n) + 1)
    strips = [clipped(shape, left, a, right, b).area for a, b in itertools.pairwise(edges)]
    sums = np.concatenate([[0.0], np.cumsum(strips)])
    cuts = np.interp(sums[-1] * np.arange(1, n) / n, sums, edges)
    ends = [low, *cuts.tolist(), high]
    return [clipped(shape, left, a, right, b) for a, b in itertools.pairwise(ends)]


def clipped(shape: Any, left: float, low: float, right: float, high: float) -> Any:
    """The part of a shape within a rectangle; slivers that the fast clipping does not bear are cut the slow way."""
    try:
        return shapely.clip_by_rect(shape, left, low, right, high)
    except shapely.errors.GEOSException:
        whole = shapely.intersection(shapely.make_valid(shape), shapely.box(left, low, right, high))
        return shapely.union_all([one for one in shapely.get_parts(whole) if one.area > 0.0])


def tracks_of(zone: Any, range_m: float, turn_m: float) -> list[tuple[float, float, float]]:
    """(from x, to x, y) of the tracks of a zone, by y: one, or an even number of them.

    A point (x, y) of the strip of a track at y0 is seen from the part of the track within sqrt(range² - (y - y0)²) of x;
    that is a convex function along any edge, so the corners of the strip say how long the track must be.
    `turn_m` is the radius of a turn: one track alone is flown as two lines so far apart that the turn fits.
    """
    _, low, _, high = zone.bounds
    width_m = width_of(range_m)
    if high - low + 2.0 * turn_m <= width_m:
        ends = _ends(zone, 0.5 * (low + high), range_m, turn_m)
        return [ends] if turn_m == 0.0 else [(*ends[:2], ends[2] - turn_m), (*ends[:2], ends[2] + turn_m)]
    return spaced(zone, 2 * max(1, ceil((high - low) / width_m / 2.0 - 1e-9)), range_m)


def width_of(range_m: float) -> float:
    """From track to track at the most."""
    return 2.0 * SPACING * range_m


def spaced(zone: Any, n: int, range_m: float) -> list[tuple[float, float, float]]:
    """`n` tracks, each through the middle of a strip of a zone; where nothing of it lies in a strip there is none."""
    left, low, right, high = zone.bounds
    edges = np.linspace(low, high, n + 1)
    found = []
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        strip = clipped(zone, left, a, right, b)
        if not strip.is_empty:
            found.append(_ends(strip, 0.5 * (a + b), range_m, 0.0))
    return found


def _ends(strip: Any, at_y: float, range_m: float, off_m: float) -> tuple[float, float, float]:
    xy = shapely.get_coordinates(strip)
    ahead = np.sqrt(np.maximum(range_m**2 - (np.abs(xy[:, 1] - at_y) + off_m) ** 2, 0.0))
    start, end = float(np.min(xy[:, 0] + ahead)), float(np.max(xy[:, 0] - ahead))
    if start > end:
        start = end = 0.5 * (start + end)
    return start, end, at_y


def tour_of(tracks: list[tuple[float, float, float]]) -> Floats:
    """(n, 2) points of the closed tour, the first repeated at the end."""
    order = [*range(0, len(tracks), 2), *range(len(tracks) - 1 - len(tracks) % 2, 0, -2)]
    points: list[tuple[float, float]] = []
    for place, index in enumerate(order):
        start, end, y = tracks[index]
        ends = [(start, y), (end, y)] if place % 2 == 0 else [(end, y), (start, y)]
        points += ends if start < end else ends[:1]
    return np.array([*points, points[0]])


def length_m(xy: Floats) -> float:
    return float(np.hypot(*np.diff(xy, axis=0).T).sum())
