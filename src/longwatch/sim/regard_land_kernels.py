"""Passes cut where land lies between: exact on the packaged coast, seen as straight edges in longitude and latitude.

Of two movers on straight courses the line of sight meets land, or leaves it, only when it sweeps over a corner of the coast
(a quadratic in time) or when one of its ends crosses an edge (linear). Between such instants nothing changes, so one look at
the middle tells the whole stretch. In longitude and latitude courses are straight to 8 m over 20 km, and so are lines of
sight to 60 m over 55 km: far below the kilometre to which the coast is known.
"""

from __future__ import annotations

from math import atan2, floor, pi, sqrt
from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import Passes
from longwatch.sim.regard_kernels import SQUARED_AXES, put, straight_from
from longwatch.traffic.ships import Ints

LONGEST_M = 20_000.0  # a mover's course is taken as straight in longitude and latitude over no more
DEG = 180.0 / pi


class Coast(NamedTuple):
    """Edges of land in degrees, filed by the cells of a grid and by its rows.

    edges : (n, 4) longitude and latitude of both ends; every corner begins one edge
    turn_deg : longitudes lie within a turn east of it
    west_deg, south_deg, step_deg, n_columns, n_rows : the grid
    first, edge : edges of cell row * n_columns + column are edge[first[cell]:first[cell + 1]]
    row_first, row_edge : the same by row, for all edges that reach into it
    n_before : (n_rows + 1, n_columns + 1), edges filed south and west of a corner of the grid
    on_land : by cell, 1 for one whose middle is land: all of it, where it has no edges
    """

    edges: Floats
    turn_deg: float
    west_deg: float
    south_deg: float
    step_deg: float
    n_columns: int
    n_rows: int
    first: Ints
    edge: Ints
    row_first: Ints
    row_edge: Ints
    n_before: Ints
    on_land: Ints


@part
def _degrees(x: float, y: float, z: float, turn_deg: float) -> tuple[float, float]:
    """(longitude within the turn of the coast, latitude) of a place near the surface."""
    lon = atan2(y, x) * DEG
    return lon - floor((lon - turn_deg) / 360.0) * 360.0, atan2(z * SQUARED_AXES, sqrt(x * x + y * y)) * DEG


@part
def _beside(lon: float, other: float) -> float:
    """A longitude in the turn in which it is nearest to another."""
    return lon - floor((lon - other) / 360.0 + 0.5) * 360.0


@part
def _cells(coast: Coast, west: float, south: float, east: float, north: float) -> tuple[int, int, int, int]:
    """(first column, first row, last column, last row) of a box, as far as it lies on the grid."""
    c0, c1 = floor((west - coast.west_deg) / coast.step_deg), floor((east - coast.west_deg) / coast.step_deg)
    r0, r1 = floor((south - coast.south_deg) / coast.step_deg), floor((north - coast.south_deg) / coast.step_deg)
    return max(c0, 0), max(r0, 0), min(c1, coast.n_columns - 1), min(r1, coast.n_rows - 1)


@part
def _near(coast: Coast, c0: int, r0: int, c1: int, r1: int, near: Ints, taken: Ints, mark: int) -> int:
    """Write the edges filed in a block of cells, each once; how many."""
    n = 0
    for row in range(r0, r1 + 1):
        for column in range(c0, c1 + 1):
            cell = row * coast.n_columns + column
            for k in range(coast.first[cell], coast.first[cell + 1]):
                e = coast.edge[k]
                if taken[e] != mark:
                    taken[e] = mark
                    near[n] = e
                    n += 1
    return n


@part
def _on_land(coast: Coast, lon: float, lat: float) -> bool:
    """Whether a place is inside the land: a ray east crosses the coast an odd number of times."""
    row = floor((lat - coast.south_deg) / coast.step_deg)
    if row < 0 or row >= coast.n_rows:
        return False
    inside = False
    for k in range(coast.row_first[row], coast.row_first[row + 1]):
        e = coast.row_edge[k]
        y0, y1 = coast.edges[e, 1], coast.edges[e, 3]
        if (y0 > lat) != (y1 > lat):
            x0 = coast.edges[e, 0]
            if lon < x0 + (lat - y0) / (y1 - y0) * (coast.edges[e, 2] - x0):
                inside = not inside
    return inside


@part
def _side(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@part
def _hidden(coast: Coast, near: Ints, n: int, px: float, py: float, qx: float, qy: float) -> bool:
    """Whether the straight line between two places meets one of n edges, or lies on land as a whole."""
    for k in range(n):
        e = near[k]
        ax, ay, bx, by = coast.edges[e, 0], coast.edges[e, 1], coast.edges[e, 2], coast.edges[e, 3]
        if (_side(px, py, qx, qy, ax, ay) > 0.0) == (_side(px, py, qx, qy, bx, by) > 0.0):
            continue
        if (_side(ax, ay, bx, by, px, py) > 0.0) != (_side(ax, ay, bx, by, qx, qy) > 0.0):
            return True
    return _on_land(coast, px, py)


@part
def _add(events: Floats, n: int, t: float) -> int:
    """Keep an instant between 0 and 1 among the n that stand there in order."""
    if not 0.0 < t < 1.0:
        return n
    k = n
    while k > 0 and events[k - 1] > t:
        events[k] = events[k - 1]
        k -= 1
    events[k] = t
    return n + 1


@part
def _sweeps(
    events: Floats, n: int, x: float, y: float,
    px: float, py: float, ux: float, uy: float, qx: float, qy: float, wx: float, wy: float,
) -> int:  # fmt: skip
    """Add when the line from p + u t to q + w t sweeps over a corner: the cross product with the way to it is a quadratic."""
    dx, dy, rx, ry, ex, ey = qx - px, qy - py, wx - ux, wy - uy, x - px, y - py
    c0 = dx * ey - dy * ex
    c1 = rx * ey - dx * uy - ry * ex + dy * ux
    c2 = ry * ux - rx * uy
    inner = c1 * c1 - 4.0 * c0 * c2
    if inner < 0.0:
        return n
    half = -0.5 * (c1 + sqrt(inner) if c1 >= 0.0 else c1 - sqrt(inner))
    for which in range(2):
        over, under = (half, c2) if which == 0 else (c0, half)
        if under == 0.0:
            continue
        t = over / under
        dx, dy = qx + wx * t - px - ux * t, qy + wy * t - py - uy * t
        along = (x - px - ux * t) * dx + (y - py - uy * t) * dy
        if 0.0 <= along <= dx * dx + dy * dy:
            n = _add(events, n, t)
    return n


@part
def _crosses(coast: Coast, e: int, events: Floats, n: int, px: float, py: float, ux: float, uy: float) -> int:
    """Add when a place p + u t crosses an edge."""
    ax, ay, bx, by = coast.edges[e, 0], coast.edges[e, 1], coast.edges[e, 2], coast.edges[e, 3]
    before, after = _side(ax, ay, bx, by, px, py), _side(ax, ay, bx, by, px + ux, py + uy)
    if (before > 0.0) == (after > 0.0):
        return n
    if (_side(px, py, px + ux, py + uy, ax, ay) > 0.0) == (_side(px, py, px + ux, py + uy, bx, by) > 0.0):
        return n
    return _add(events, n, before / (before - after))


@kernel
def cut_by_land(
    v: Knots, s: Knots, shift_s: Floats, masked: Ints, coast: Coast, rows: Passes,
    source: Ints, enter_s: Floats, leave_s: Floats,
) -> int:  # fmt: skip
    """The parts of passes in which no land lies between; the number there are, more than fit perhaps.

    shift_s : as `cut_to_fields`, which says too what is filled; masked : per row, 0 for one that land does not hide
    """
    n_edges = len(coast.edges)
    near, taken, events = np.empty(n_edges, np.int64), np.full(n_edges, -1, np.int64), np.empty(4 * n_edges + 1)
    n, mark = 0, 0
    for k in range(len(rows.enter_s)):
        if masked[k] == 0:
            n = put(source, enter_s, leave_s, n, k, rows.enter_s[k], rows.leave_s[k])
            continue
        i, j, t_s = rows.leg[k], rows.target_leg[k], rows.enter_s[k]
        while t_s < rows.leave_s[k]:
            until_s, px, py, pz, ux, uy, uz, qx, qy, qz, wx, wy, wz = straight_from(
                v, i, s, j, shift_s[rows.target[k]], t_s, rows.leave_s[k], LONGEST_M
            )
            go_s = until_s - t_s
            p_lon, p_lat = _degrees(px, py, pz, coast.turn_deg)
            p1_lon, p1_lat = _degrees(px + ux * go_s, py + uy * go_s, pz + uz * go_s, coast.turn_deg)
            q_lon, q_lat = _degrees(qx, qy, qz, coast.turn_deg)
            q1_lon, q1_lat = _degrees(qx + wx * go_s, qy + wy * go_s, qz + wz * go_s, coast.turn_deg)
            p1_lon, q_lon = _beside(p1_lon, p_lon), _beside(q_lon, p_lon)
            q1_lon = _beside(q1_lon, q_lon)
            c0, r0, c1, r1 = _cells(
                coast, min(min(p_lon, p1_lon), min(q_lon, q1_lon)), min(min(p_lat, p1_lat), min(q_lat, q1_lat)),
                max(max(p_lon, p1_lon), max(q_lon, q1_lon)), max(max(p_lat, p1_lat), max(q_lat, q1_lat)),
            )  # fmt: skip
            m = 0
            if c0 <= c1 and r0 <= r1:
                b = coast.n_before
                if b[r1 + 1, c1 + 1] - b[r0, c1 + 1] - b[r1 + 1, c0] + b[r0, c0] > 0:
                    mark += 1
                    m = _near(coast, c0, r0, c1, r1, near, taken, mark)
            if m == 0:  # the coast is nowhere near: all of it is sea, or all of it land
                if c0 > c1 or r0 > r1 or coast.on_land[r0 * coast.n_columns + c0] == 0:
                    n = put(source, enter_s, leave_s, n, k, t_s, until_s)
                t_s = until_s
                continue
            p1_lon, p1_lat, q1_lon, q1_lat = p1_lon - p_lon, p1_lat - p_lat, q1_lon - q_lon, q1_lat - q_lat
            n_events = 0
            for a in range(m):
                e = near[a]
                n_events = _sweeps(
                    events, n_events, coast.edges[e, 0], coast.edges[e, 1],
                    p_lon, p_lat, p1_lon, p1_lat, q_lon, q_lat, q1_lon, q1_lat,
                )  # fmt: skip
                n_events = _crosses(coast, e, events, n_events, p_lon, p_lat, p1_lon, p1_lat)
                n_events = _crosses(coast, e, events, n_events, q_lon, q_lat, q1_lon, q1_lat)
            since = 0.0
            for a in range(n_events + 1):
                to = events[a] if a < n_events else 1.0
                at = 0.5 * (since + to)
                if to > since and not _hidden(
                    coast, near, m, p_lon + p1_lon * at, p_lat + p1_lat * at, q_lon + q1_lon * at, q_lat + q1_lat * at
                ):
                    n = put(source, enter_s, leave_s, n, k, t_s + go_s * since, t_s + go_s * to)
                since = to
            t_s = until_s
    return n


@kernel
def cells_on_land(coast: Coast) -> None:
    """Fill `on_land`."""
    for row in range(coast.n_rows):
        for column in range(coast.n_columns):
            lon = coast.west_deg + (column + 0.5) * coast.step_deg
            lat = coast.south_deg + (row + 0.5) * coast.step_deg
            coast.on_land[row * coast.n_columns + column] = 1 if _on_land(coast, lon, lat) else 0
