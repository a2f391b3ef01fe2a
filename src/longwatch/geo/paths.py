"""The shortest path by sea between two places: round the corners of the land, in geodesic legs."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from longwatch.errors import ImpossibleError, InvariantError, Problem
from longwatch.geo.chart import MAX_LIMIT_M, Chart, LatLon, ecef_length_m, make_chart, places
from longwatch.geo.geodesic import Floats, distance_m
from longwatch.geo.land import crosses_land, is_land
from longwatch.geo.polygon import Polygon
from longwatch.geo.repair import position_text

SNAP_M: Final = 10_000.0  # a harbour that the coastline draws as land may lie this far from its sea
OFFSET_M: Final = 60.0  # legs turn this far off the land or its margin, so that they never touch it


@dataclass(frozen=True)
class Path:
    """(lat_deg, lon_deg) of the ends and turns, joined by geodesics, and their length in metres."""

    points: tuple[LatLon, ...]
    length_m: float


def shortest_path(land: Sequence[Polygon], start: LatLon, end: LatLon, margin_m: float = 0.0) -> Path:
    """Shortest path from `start` to `end` (lat_deg, lon_deg) that keeps `margin_m` metres off the land.

    The straight geodesic where that is free; else the shortest way round corners that lie 60 m off the land (for paths
    beyond 480 km an eight-thousandth of their length), found by A* on the visibility graph of these corners. An end on
    land, or within the margin, is snapped to the nearest sea within 10 km (where several seas are that near, to the one
    with the shorter way): the leg from the end to that point is part of the path and alone may cross land. Beyond a
    side where the land was clipped nothing is known, so paths don't turn there. Raises ImpossibleError when there is no
    way, none shorter than 14,000 km or no sea near an end.
    """
    straight = Path((start, end), float(distance_m(*start, *end)))
    if not land or (margin_m <= 0.0 and not crosses_land(land, *start, *end)):
        return straight
    limit_m = straight.length_m * 1.15 + 40_000.0
    finer = 1.0
    while True:
        offset_m = max(OFFSET_M, limit_m / 8_000.0) / finer
        chart = make_chart(land, start, end, limit_m, margin_m, offset_m)
        found = _search(chart, start, end, limit_m)
        if found is not None and found.length_m <= limit_m:
            return _proved(land, found, margin_m, start, end)
        if found is not None and limit_m < MAX_LIMIT_M:  # every shorter path lies in the ellipse of this length
            limit_m = min(found.length_m * 1.001, MAX_LIMIT_M)
        elif not chart.complete and limit_m < MAX_LIMIT_M:
            limit_m = min(limit_m * 2.0, MAX_LIMIT_M)
        elif finer == 1.0:  # the offset closes channels that are narrower than twice itself
            finer = 4.0
        else:
            raise ImpossibleError(_no_way(start, end, limit_m))


def _no_way(start: LatLon, end: LatLon, limit_m: float) -> Problem:
    return Problem(
        f"{position_text(*start)} to {position_text(*end)}",
        f"there is no way by sea (looked at ways of up to {limit_m / 1000:.0f} km)",
        "rivers and canals are not in the coastline; put the base at the sea, or the area elsewhere",
    )


def _proved(land: Sequence[Polygon], path: Path, margin_m: float, start: LatLon, end: LatLon) -> Path:
    """The path, once each of its legs but those that leave a harbour was seen to be free."""
    for k, (one, other) in enumerate(zip(path.points[:-1], path.points[1:], strict=True)):
        leaves = k == 0 and (margin_m > 0.0 or bool(is_land(land, *start)))
        enters = k == len(path.points) - 2 and (margin_m > 0.0 or bool(is_land(land, *end)))
        if not (leaves or enters) and crosses_land(land, *one, *other):
            raise InvariantError(f"the leg {position_text(*one)} to {position_text(*other)} crosses land")
    return path


def _ends(chart: Chart, end: LatLon) -> Floats:
    """(n, 2) points of the chart where a path may begin: the end itself, or the nearest point of each sea near it."""
    xy = chart.project(*end)
    point = shapely.Point(xy[0])
    if not shapely.intersects(chart.obstacle, point):
        return xy
    if not chart.rims:
        return np.empty((0, 2))
    rims = np.array(chart.rims, dtype=object)
    near = rims[shapely.distance(rims, point) <= SNAP_M * chart.scale]
    nearest = shapely.get_point(shapely.shortest_line(near, point), 0)
    sea = shapely.get_coordinates(nearest[~shapely.intersects(chart.obstacle, nearest)])
    return sea


def _search(chart: Chart, start: LatLon, end: LatLon, limit_m: float) -> Path | None:
    """The shortest path on a chart, or None."""
    first, last = _ends(chart, start), _ends(chart, end)
    for place, ends in ((start, first), (end, last)):
        if not len(ends):
            raise ImpossibleError(
                Problem(position_text(*place), f"no sea lies within {SNAP_M / 1000:.0f} km", "put it at the coast")
            )
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


class _Graph:
    """Starts, corners and ends of a chart; edges are made when a node is left."""

    def __init__(self, chart: Chart, first: Floats, last: Floats, start: LatLon, end: LatLon) -> None:
        n, m = len(first), len(last)
        self.chart = chart
        self.xy = np.concatenate([first, chart.corners, last])
        self.n_first, self.n_last = n, m
        self.before = np.concatenate([first, chart.before, last])  # an end has no rim: every line is tangent to it
        self.after = np.concatenate([first, chart.after, last])
        self.place = places(chart, self.xy)
        at_start, at_end = places(chart, chart.project(*start)), places(chart, chart.project(*end))
        self.lead_in = ecef_length_m(at_start, self.place[:n])
        self.lead_out = ecef_length_m(at_end, self.place[-m:])
        self.to_go = ecef_length_m(at_end, self.place)

    def walk(self, limit_m: float) -> list[int] | None:
        """A*: the order of nodes from a start to an end, or None."""
        n = len(self.xy)
        cost = np.full(n, np.inf)
        come_from = np.full(n, -1)
        done = np.zeros(n, dtype=np.bool_)
        cost[: self.n_first] = self.lead_in
        goals = n - self.n_last
        best = limit_m * 1.5  # a way out of the ellipse is of use too: it bounds the next ellipse
        queue = [(float(cost[k] + self.to_go[k]), k) for k in range(self.n_first)]
        heapq.heapify(queue)
        while queue:
            total, u = heapq.heappop(queue)
            if done[u] or total > best:
                continue
            done[u] = True
            if u >= goals:
                return self._back(come_from, u)
            v, length = self._seen_from(u, cost, done, best)
            come_from[v] = u
            cost[v] = cost[u] + length
            estimate = cost[v] + np.where(v >= goals, self.lead_out[np.maximum(v - goals, 0)], self.to_go[v])
            for node, value in zip(v.tolist(), estimate.tolist(), strict=True):
                heapq.heappush(queue, (value, node))
                if node >= goals:
                    best = min(best, value)
        return None

    def _seen_from(
        self, u: int, cost: Floats, done: NDArray[np.bool_], best: float
    ) -> tuple[NDArray[np.int64], Floats]:
        """Nodes that a shorter path reaches in one free leg from u, and the lengths of the legs.

        A shortest path only turns where it is tangent to the rim at both ends of a leg: the rim lies on one side of it.
        """
        length = ecef_length_m(self.place[u], self.place)
        hope = ~done & (cost[u] + length < cost) & (cost[u] + length + self.to_go <= best * (1.0 + 1e-9))
        v = np.flatnonzero(hope)
        along = self.xy[v] - self.xy[u]
        tangent = _one_side(along, self.before[v] - self.xy[v], self.after[v] - self.xy[v])
        tangent &= _one_side(along, self.before[u] - self.xy[u], self.after[u] - self.xy[u])
        v = v[tangent]
        v = v[self.chart.free(self.xy[u], self.xy[v])] if len(v) else v
        return v, length[v]

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
