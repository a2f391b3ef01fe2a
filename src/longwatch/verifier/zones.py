"""Where the vehicles of a fleet may not be: keep-out areas but for their corridors, and shallows, on the plain polygons.

Edges of areas are geodesics, followed in steps of 20 km. Where a way only grazes an edge, two arithmetics need not agree: what
lies within `EDGE_M` of an edge is no violation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from longwatch.scenario.models import Fleet
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.zones import permission
from longwatch.verifier.geodesic import Array, direct, inverse
from longwatch.verifier.land import Land, ashore, of_rings, steps

EDGE_M: Final = 20.0
EDGE_STEP_M: Final = 20_000.0
SAMPLE_M: Final = 250.0
MEET_M: Final = 1.0  # between corridors, or deep areas, drawn side by side
DEG_M: Final = 111_195.0

Stretches = list[tuple[float, float]]
Ring = tuple[tuple[float, float], ...]  # (lat_deg, lon_deg)


@dataclass(frozen=True)
class Ground:
    """Plain polygons, ready to be asked."""

    land: tuple[Land, ...]
    closed: tuple[tuple[str, tuple[Land, ...]], ...]
    corridors: tuple[Land, ...]
    deep: tuple[Land, ...] | None  # None: depth is not asked

    @property
    def none(self) -> bool:
        """Whether nothing is in the way."""
        return not self.land and not self.closed and self.deep is None


def ground_of(scenario: Scenario, fleet: Fleet, land: tuple[Land, ...]) -> Ground:
    """What is in the way of a fleet's vehicles."""
    allowed = permission(scenario, fleet)
    return Ground(
        land=() if allowed.over_land else land,
        closed=tuple(
            (name, tuple(_outline(area.outer, *area.holes) for area in polygons)) for name, polygons in allowed.closed
        ),
        corridors=tuple(_outline(area.outer, *area.holes) for area in allowed.corridors),
        deep=None if allowed.deep is None else tuple(_outline(area.outer, *area.holes) for area in allowed.deep),
    )


def closed_stretch(ground: Ground, lat_deg: Array, lon_deg: Array) -> tuple[str, float]:
    """(name of the keep-out area, length in m) of the longest stretch of a way in one, its corridors apart; ("", 0.0)."""
    ways: Stretches | None = None
    worst = ("", 0.0)
    for name, areas in ground.closed:
        inside = merged(ashore(areas, lat_deg, lon_deg))
        if not inside:
            continue
        if ways is None:
            ways = merged(ashore(ground.corridors, lat_deg, lon_deg), MEET_M) if ground.corridors else []
        for stretch in without(inside, ways):
            if stretch[1] - stretch[0] > worst[1] and _off_edges(stretch, lat_deg, lon_deg, areas + ground.corridors):
                worst = (name, stretch[1] - stretch[0])
    return worst


def shallow_stretch_m(ground: Ground, lat_deg: Array, lon_deg: Array, harbour_m: float) -> float:
    """Length of the longest stretch of a way outside deep water, without what lies within `harbour_m` of its beginning."""
    if ground.deep is None:
        return 0.0
    whole = [(0.0, float(steps(lat_deg, lon_deg)[0][-1]))]
    outside = without(whole, merged(ashore(ground.deep, lat_deg, lon_deg), MEET_M))
    cut = [(max(begin, harbour_m), end) for begin, end in outside if end > harbour_m]
    found = [end - begin for begin, end in cut if _off_edges((begin, end), lat_deg, lon_deg, ground.deep)]
    return max(found, default=0.0)


def merged(stretches: Stretches, near_m: float = 0.0) -> Stretches:
    """Stretches in order, those that overlap, or lie no farther apart than `near_m`, as one."""
    out: Stretches = []
    for begin, end in sorted(stretches):
        if out and begin <= out[-1][1] + near_m:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def without(stretches: Stretches, others: Stretches) -> Stretches:
    """What is left of stretches beside others; both in order and without overlap."""
    out: Stretches = []
    for begin, end in stretches:
        at = begin
        for first, last in others:
            if last <= at or first >= end:
                continue
            if first > at:
                out.append((at, first))
            at = max(at, last)
        if at < end:
            out.append((at, end))
    return out


def _off_edges(stretch: tuple[float, float], lat_deg: Array, lon_deg: Array, areas: tuple[Land, ...]) -> bool:
    """Whether a stretch of a way leaves the edges of areas by more than two arithmetics may differ."""
    if not areas:
        return True
    at_m, lat, lon = steps(lat_deg, lon_deg)
    n = min(max(3, math.ceil((stretch[1] - stretch[0]) / SAMPLE_M)), 400)
    along = stretch[0] + (stretch[1] - stretch[0]) * (np.arange(n) + 0.5) / n
    y, x = np.interp(along, at_m, lat), np.interp(along, at_m, lon)
    nearest = np.min([_edge_distance_m(y, x, area) for area in areas], axis=0)
    return bool(nearest.max() > EDGE_M)


def _edge_distance_m(lat_deg: Array, lon_deg: Array, area: Land) -> Array:
    """Distance from points to the nearest edge, on a plane at each point: right where it is small."""
    x, y = lon_deg[:, None], lat_deg[:, None]
    turn = 360.0 * np.round((x - (area.west + area.east) / 2) / 360.0)
    scale = np.cos(np.radians(y))
    x1, y1 = (area.x1 + turn - x) * scale, area.y1 - y
    x2, y2 = (area.x2 + turn - x) * scale, area.y2 - y
    dx, dy = x2 - x1, y2 - y1
    square = dx**2 + dy**2
    share = np.clip(-(x1 * dx + y1 * dy) / np.where(square > 0.0, square, 1.0), 0.0, 1.0)
    away: Array = np.hypot(x1 + share * dx, y1 + share * dy).min(axis=1) * DEG_M
    return away


def _outline(*rings: Ring) -> Land:
    """Of a polygon's outer ring and holes."""
    return of_rings([_geodesic_ring(ring) for ring in rings])


def _geodesic_ring(ring: Ring) -> Array:
    """(n, 2) lon, lat along the geodesic edges of a ring; one that goes round a pole is closed along that pole."""
    points: list[tuple[float, float]] = []
    for (lat1, lon1), (lat2, lon2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        points.append((lon1, lat1))
        if 90.0 in (abs(lat1), abs(lat2)) or abs(lon2 - lon1) == 360.0:
            continue  # a meridian, or the closing edge of a cap: straight as it is
        length, azimuth = inverse(lat1, lon1, lat2, lon2)
        n = max(1, math.ceil(float(length) / EDGE_STEP_M))
        lat, lon, _ = direct(lat1, lon1, azimuth, length * np.arange(1, n) / n)
        points += [(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]
    (first_lon, first_lat), last_lon = points[0], points[-1][0]
    at_pole = any(abs(lat) == 90.0 for _, lat in points)
    if abs(last_lon - first_lon) > 180.0 and not at_pole:
        end = first_lon + math.copysign(360.0, last_lon - first_lon)
        pole = math.copysign(90.0, sum(lat for _, lat in points))
        points += [(end, first_lat), (end, pole), (first_lon, pole)]
    return np.array(points)
