"""When a ship is in a watched area: the times at which its straight legs cross the edges, exactly.

Ships never move in space, so this is worked out once for a file of ships and shifted in time with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from longwatch.geo.area import contains
from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import Floats
from longwatch.geo.plane import all_rings, dense_ring
from longwatch.geo.polygon import Polygon
from longwatch.sim.looks_areas_kernels import edge_crossings
from longwatch.sim.looks_kernels import Knots
from longwatch.traffic.ships import Ints

MEETING_S = 1e-6  # stretches nearer than this are one


class Pieces(NamedTuple):
    """Stretches of tracks inside an area, rising in track and time."""

    track: Ints
    begin_s: Floats
    end_s: Floats


def pieces_inside(tracks: Knots, polygons: Sequence[Polygon]) -> Pieces:
    """The stretches of straight tracks whose foot points lie in any of the polygons.

    A leg and an edge cross where each lies on both sides of the other's plane through the Earth's centre; edges are laid
    along their geodesics in steps, and each part of a leg between crossings is inside if its middle is.
    """
    a_m, b_m = _edges(polygons)
    leg = _legs(tracks.offsets)
    p_m, q_m = tracks.xyz_m[leg], tracks.xyz_m[leg + 1]
    room = max(256, len(leg))
    while True:
        at_leg, at_part = np.empty(room, np.int64), np.empty(room)
        n = edge_crossings(p_m, q_m, a_m, b_m, at_leg, at_part)
        if n <= room:
            break
        room = n
    every = np.arange(len(leg))
    row = np.concatenate([every, at_leg[:n], every])
    part = np.concatenate([np.zeros(len(leg)), at_part[:n], np.ones(len(leg))])
    order = np.lexsort((part, row))
    row, part = row[order], part[order]
    same = row[:-1] == row[1:]
    row, begin, end = row[:-1][same], part[:-1][same], part[1:][same]
    middle = 0.5 * (begin + end)[:, None]
    lat_deg, lon_deg, _ = to_geodetic(p_m[row] * (1.0 - middle) + q_m[row] * middle)
    inside = contains(polygons, lat_deg, lon_deg) & (end > begin)
    row, begin, end = row[inside], begin[inside], end[inside]
    t_s = tracks.t_s[leg[row]]
    span_s = tracks.t_s[leg[row] + 1] - t_s
    track = np.searchsorted(tracks.offsets, leg[row], side="right") - 1
    return _joined(track, t_s + begin * span_s, t_s + end * span_s)


def _legs(offsets: Ints) -> Ints:
    """First knot of every leg."""
    if offsets[-1] < 2:
        return np.zeros(0, np.int64)
    is_leg = np.ones(int(offsets[-1]), bool)
    is_leg[offsets[1:] - 1] = False
    return np.flatnonzero(is_leg).astype(np.int64)


def _edges(polygons: Sequence[Polygon]) -> tuple[Floats, Floats]:
    """Both ends of every step of every edge, (n, 3)."""
    starts, ends = [np.zeros((0, 3))], [np.zeros((0, 3))]
    for ring in all_rings(polygons):
        lat, lon = dense_ring(ring)
        points = to_ecef(lat, lon, 0.0)
        starts.append(points)
        ends.append(np.roll(points, -1, axis=0))
    return np.concatenate(starts), np.concatenate(ends)


def _joined(track: Ints, begin_s: Floats, end_s: Floats) -> Pieces:
    """Stretches that meet become one."""
    if not len(track):
        return Pieces(track, begin_s, end_s)
    first = np.append(True, (track[1:] != track[:-1]) | (begin_s[1:] > end_s[:-1] + MEETING_S))
    last = np.append(first[1:], True)
    return Pieces(track[first], begin_s[first], end_s[last])
