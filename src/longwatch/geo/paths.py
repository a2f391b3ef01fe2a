"""The shortest permitted path between two places: round the corners of what is in the way, in geodesic legs."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from longwatch.errors import ImpossibleError, InvariantError, Problem
from longwatch.geo.chart import MAX_LIMIT_M, OFFSET_M, Chart, LatLon, ecef_length_m, make_chart, places
from longwatch.geo.geodesic import Floats, distance_m
from longwatch.geo.obstacles import Obstacles, Zones
from longwatch.geo.prepared import intersects
from longwatch.geo.repair import position_text

SNAP_M: Final = 10_000.0  # a harbour that the coastline draws as land may lie this far from its sea
FINER_BELOW_M: Final = 3_000_000.0  # a second, finer search on longer ways would take minutes
BATCH: Final = 8  # legs asked at a time, for the call has a price of its own


@dataclass(frozen=True)
class Path:
    """(lat_deg, lon_deg) of the ends and turns, joined by geodesics, and their length in metres."""

    points: tuple[LatLon, ...]
    length_m: float


def shortest_path(obstacles: Obstacles, start: LatLon, end: LatLon) -> Path:
    """Shortest path from `start` to `end` (lat_deg, lon_deg) that crosses none of the obstacles.

    The straight geodesic where that is free; else the shortest way round corners that lie 60 m off land, shallows and closed
    areas, found by A* on the visibility graph of these corners. On ways beyond 480 km the corners of land and shallows lie
    farther off (125 m for 1,000 km, 2 km for 5,500 km), those of closed areas beyond 5,000 km; a strait or corridor narrower
    than twice that is taken only below 3,000 km and where there is no other way.

    An end on land or in shallows is snapped to the nearest permitted water within 10 km (ponds with no way out left aside):
    the leg between is part of the path and alone may cross land or shallows, if the end lies there. Beyond a side where the land
    was clipped nothing is known, so paths don't turn there. Raises ImpossibleError when an end lies in a closed area, when
    there is no water near an end, and when there is no way of up to three times the straight line and 2,000 km (at the
    most 14,000 km). A few hundred kilometres take about 0.1 s, an ocean some seconds.
    """
    straight = Path((start, end), float(distance_m(*start, *end)))
    if not obstacles.cross(start, end):
        return straight
    _require_open(obstacles, start, end)
    spare_m, finer = 0.02 * straight.length_m + 10_000.0, 1.0
    most_m = min(3.0 * straight.length_m + 2_000_000.0, MAX_LIMIT_M)
    while True:
        limit_m = min(straight.length_m + spare_m, most_m)
        offset_m = max(OFFSET_M, limit_m / 8_000.0, (limit_m - 1_500_000.0) / 2_000.0) / finer
        chart = make_chart(obstacles, start, end, limit_m, offset_m)
        found = _search(chart, start, end, limit_m)
        if found is not None:
            return _proved(obstacles, found, start, end)
        if not chart.complete and limit_m < most_m:
            spare_m *= 2.5
        elif finer == 1.0 and limit_m < FINER_BELOW_M:  # the offset closes channels narrower than twice itself
            finer = 4.0
        else:
            raise ImpossibleError(_no_way(obstacles, start, end, limit_m, offset_m))


def _require_open(obstacles: Obstacles, start: LatLon, end: LatLon) -> None:
    problems = [
        Problem(
            position_text(*place),
            f"{position_text(*place)} lies in {name}",
            "open a corridor to it, or put it elsewhere",
        )
        for place in (start, end)
        if (name := obstacles.closed_at(place))
    ]
    if problems:
        raise ImpossibleError(problems)


def _no_way(obstacles: Obstacles, start: LatLon, end: LatLon, limit_m: float, offset_m: float) -> Problem:
    where = f"{position_text(*start)} to {position_text(*end)}"
    areas = "" if obstacles.zones.closed is None else " round the keep-out areas"
    if not obstacles.land:
        what = f"there is no way{areas} of up to {limit_m / 1000:.0f} km"
        return Problem(where, what, "open a corridor, or put base or area elsewhere")
    what = (
        f"there is no way by sea{areas} of up to {limit_m / 1000:.0f} km through waters wider than {2 * offset_m:.0f} m"
    )
    return Problem(
        where, what, "rivers and canals are not in the coastline; put the base at the sea, or the area elsewhere"
    )


def _proved(obstacles: Obstacles, path: Path, start: LatLon, end: LatLon) -> Path:
    """The path, once each of its legs was seen to be free; those that leave a harbour, of closed areas."""
    in_harbour = ([0] if obstacles.block(*start) else []) + ([len(path.points) - 2] if obstacles.block(*end) else [])
    areas_only = Obstacles(zones=Zones(closed=obstacles.zones.closed))
    for k, (one, other) in enumerate(pairwise(path.points)):
        asked = areas_only if k in in_harbour else obstacles
        if asked.cross(one, other):
            what = obstacles.what((one, other))
            raise InvariantError(f"the leg {position_text(*one)} to {position_text(*other)} crosses {what}")
    return path


def _ends(chart: Chart, end: LatLon, other: LatLon) -> Floats:
    """(n, 2) points of the chart where a path may begin, n 0 or 1: the end itself, or the nearest water it can leave by.

    A pond, shut in by the rim, counts only when the other end lies in it or near it.
    """
    xy = chart.project(*end)
    point, other_point = shapely.Point(xy[0]), shapely.Point(chart.project(*other)[0])
    if not intersects(chart.obstacle, point) or not chart.rims:
        return xy
    reach_m = SNAP_M * chart.scale
    rims = np.array(chart.rims, dtype=object)
    rims = rims[shapely.distance(rims, point) <= reach_m]
    ponds = ~shapely.is_ccw(rims) & (shapely.distance(shapely.polygons(rims), other_point) > reach_m)
    nearest = shapely.get_point(shapely.shortest_line(rims[~ponds], point), 0)
    nearest = nearest[~intersects(chart.obstacle, nearest)]
    ways = shapely.shortest_line(nearest, point)
    free = ~intersects(chart.closed, ways)
    if not intersects(chart.land, point):  # in shallows: the way out of them leads over water
        free &= ~intersects(chart.land, ways)
    nearest = nearest[free]
    nearest = nearest[np.argsort(shapely.distance(nearest, point), kind="stable")][:1]
    sea: Floats = shapely.get_coordinates(nearest)
    return sea


def _search(chart: Chart, start: LatLon, end: LatLon, limit_m: float) -> Path | None:
    """The shortest path on a chart, or None."""
    first, last = _ends(chart, start, end), _ends(chart, end, start)
    for place, ends in ((start, first), (end, last)):
        if not len(ends):
            what = f"no sea that it may use lies within {SNAP_M / 1000:.0f} km"
            raise ImpossibleError(Problem(position_text(*place), what, "put it at the coast"))
    graph = _Graph(chart, first, last, start, end)
    order = graph.walk(limit_m)
    if order is None:
        return None
    lat, lon = chart.unproject(graph.xy[order])
    points = [(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]
    on_start, on_end = chart.project(*start)[0], chart.project(*end)[0]
    points = [*([] if np.array_equal(on_start, graph.xy[order[0]]) else [start]), *points]
    points = [*points, *([] if np.array_equal(on_end, graph.xy[order[-1]]) else [end])]
    points[0], points[-1] = start, end
    lats, lons = np.array(points).T
    return Path(tuple(points), float(np.sum(distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:]))))


@dataclass
class _Legs:
    """Legs from one node, best first: where to, how long, the least length of a way over them, and how far we are."""

    to: NDArray[np.int64]
    length: Floats
    over: Floats
    at: int = 0


class _Graph:
    """Starts, corners and ends of a chart; edges are made when a node is left."""

    def __init__(self, chart: Chart, first: Floats, last: Floats, start: LatLon, end: LatLon) -> None:
        n, m = len(first), len(last)
        self.chart = chart
        self.xy = np.concatenate([first, chart.corners, last])
        self.n_first, self.n_last = n, m
        self.before = np.concatenate([first, chart.before, last])  # an end has no rim: every line is tangent to it
        self.after = np.concatenate([first, chart.after, last])
        ends = np.concatenate([first, last])
        within = intersects(chart.rim, shapely.points(ends))
        self.in_rim = np.concatenate([within[:n], np.zeros(len(chart.corners), dtype=np.bool_), within[n:]])
        self.place = places(chart, self.xy)
        at_start, at_end = places(chart, chart.project(*start)), places(chart, chart.project(*end))
        self.lead_in = ecef_length_m(at_start, self.place[:n])
        self.to_go = ecef_length_m(at_end, self.place)

    def walk(self, limit_m: float) -> list[int] | None:
        """A*: the order of nodes from a start to an end by the shortest way within the limit, or None.

        Whether a leg is free is asked late, when no better leg is left to look at: most never are (partial expansion).
        """
        n = len(self.xy)
        cost = np.full(n, np.inf)
        come_from = np.full(n, -1)
        cost[: self.n_first] = self.lead_in
        done = np.zeros(n, dtype=np.bool_)
        waiting: dict[int, _Legs] = {}
        # (length of the best way over it, node, whether it is the node itself or its next legs to be looked at)
        queue = [(float(cost[k] + self.to_go[k]), k, True) for k in range(self.n_first)]
        heapq.heapify(queue)
        while queue:
            total, u, is_node = heapq.heappop(queue)
            if is_node and done[u]:
                continue
            if is_node:
                if u >= n - self.n_last:
                    return self._back(come_from, u)
                done[u] = True
                waiting[u] = self._legs(u, cost, done, limit_m)
            legs = waiting[u]
            known_m = queue[0][0] if queue else np.inf
            for v, length in zip(*self._next_free(u, legs, max(known_m, total), cost, done), strict=True):
                cost[v], come_from[v] = cost[u] + length, u
                heapq.heappush(queue, (float(cost[v] + self.to_go[v]), int(v), True))
            if legs.at < len(legs.to):
                heapq.heappush(queue, (float(legs.over[legs.at]), u, False))
        return None

    def _legs(self, u: int, cost: Floats, done: NDArray[np.bool_], limit_m: float) -> _Legs:
        """Legs from u that a shorter path may take, the best first; whether they are free is not asked here.

        A shortest path only turns where it is tangent to the rim at both ends of a leg: the rim lies on one side of it.
        A leg that comes from an end within the rim, right at the land, need not be.
        """
        length = ecef_length_m(self.place[u], self.place)
        over = cost[u] + length + self.to_go
        v = np.flatnonzero(~done & (cost[u] + length < cost) & (over <= limit_m))
        along = self.xy[v] - self.xy[u]
        at_u = _one_side(along, self.before[u] - self.xy[u], self.after[u] - self.xy[u])
        at_v = _one_side(along, self.before[v] - self.xy[v], self.after[v] - self.xy[v])
        v = v[(at_u | self.in_rim[v]) & (at_v | self.in_rim[u])]
        v = v[np.argsort(over[v], kind="stable")]
        return _Legs(v, length[v], over[v])

    def _next_free(
        self, u: int, legs: _Legs, known_m: float, cost: Floats, done: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], Floats]:
        """The free ones among the next legs: those no worse than what else is known, and a few more at a time."""
        end = max(int(np.searchsorted(legs.over, known_m, side="right")), legs.at + BATCH)
        v, length = legs.to[legs.at : end], legs.length[legs.at : end]
        legs.at = min(end, len(legs.to))
        useful = ~done[v] & (cost[u] + length < cost[v])
        v, length = v[useful], length[useful]
        free = self.chart.free(self.xy[u], self.xy[v]) if len(v) else np.zeros(0, dtype=np.bool_)
        return v[free], length[free]

    def _back(self, come_from: NDArray[np.int64], u: int) -> list[int]:
        order = [u]
        while come_from[order[-1]] >= 0:
            order.append(int(come_from[order[-1]]))
        return order[::-1]


def _one_side(along: Floats, back: Floats, ahead: Floats) -> NDArray[np.bool_]:
    a = along[:, 0] * back[..., 1] - along[:, 1] * back[..., 0]
    b = along[:, 0] * ahead[..., 1] - along[:, 1] * ahead[..., 0]
    out: NDArray[np.bool_] = a * b >= 0.0
    return out
