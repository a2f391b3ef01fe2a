"""Whether a way crosses land, tested on the scenario's plain polygons with arithmetic of its own.

Edges of polygons are straight in latitude and longitude, as maps draw them; ways are geodesics, followed in short steps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from longwatch.scenario.scenario import Scenario
from longwatch.verifier.geodesic import Array, direct, inverse

STEP_M: Final = 1000.0


@dataclass(frozen=True)
class Land:
    """Edges of all rings of one polygon, with its box; holes count by the even-odd rule."""

    x1: Array
    y1: Array
    x2: Array
    y2: Array
    west: float
    east: float
    south: float
    north: float


def land_of(scenario: Scenario) -> tuple[Land, ...]:
    """The scenario's land, ready for `ashore`."""
    return tuple(
        of_rings([np.array([(lon, lat) for lat, lon in ring], np.float64) for ring in (polygon.outer, *polygon.holes)])
        for polygon in scenario.land
    )


def of_rings(rings: Sequence[Array]) -> Land:
    """From rings of (n, 2) points lon, lat, each closed by itself."""
    first = np.concatenate(rings)
    second = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    return Land(
        *(first[:, 0], first[:, 1], second[:, 0], second[:, 1]),
        *(first[:, 0].min(), first[:, 0].max(), first[:, 1].min(), first[:, 1].max()),
    )


def ashore(land: Sequence[Land], lat_deg: Array, lon_deg: Array) -> list[tuple[float, float]]:
    """Where a path of waypoints lies within polygons: stretches (from_m, to_m) along it, in order, each per polygon."""
    at_m, lat, lon = steps(lat_deg, lon_deg)
    found: list[tuple[float, float]] = []
    for polygon in land:
        if polygon.south > lat.max() or polygon.north < lat.min():
            continue
        for turn in range(
            math.ceil((lon.min() - polygon.east) / 360.0), math.floor((lon.max() - polygon.west) / 360.0) + 1
        ):  # turns of 360 degrees that bring the polygon's box to the path
            found += _inside(polygon, at_m, lon - 360.0 * turn, lat)
    return sorted(found)


def steps(lat_deg: Array, lon_deg: Array) -> tuple[Array, Array, Array]:
    """(distance along in m, lat, continuous lon) every kilometre or less, and at every waypoint; not to be written to.

    The latest ways are kept: one way is asked of land, of keep-out areas, of depth and of ground in turn.
    """
    return _steps(np.asarray(lat_deg, np.float64).tobytes(), np.asarray(lon_deg, np.float64).tobytes())


@lru_cache(maxsize=2048)
def _steps(lat_bytes: bytes, lon_bytes: bytes) -> tuple[Array, Array, Array]:
    lat_deg, lon_deg = np.frombuffer(lat_bytes), np.frombuffer(lon_bytes)
    length, azimuth = inverse(lat_deg[:-1], lon_deg[:-1], lat_deg[1:], lon_deg[1:])
    at, lats, lons = [np.zeros(1)], [lat_deg[:1]], [lon_deg[:1]]
    done_m, last_lon = 0.0, float(lon_deg[0])
    for leg in range(len(length)):
        n = max(1, math.ceil(length[leg] / STEP_M))
        along = length[leg] * np.arange(1, n + 1) / n
        lat, lon, _ = direct(lat_deg[leg], last_lon, azimuth[leg], along)
        at.append(done_m + along)
        lats.append(lat)
        lons.append(lon)
        done_m, last_lon = done_m + float(length[leg]), float(lon[-1])
    out = np.concatenate(at), np.concatenate(lats), np.concatenate(lons)
    for one in out:
        one.flags.writeable = False
    return out


def _inside(polygon: Land, at_m: Array, x: Array, y: Array) -> list[tuple[float, float]]:
    """Stretches of one path inside one polygon: cut where it crosses an edge, each piece tested at its middle."""
    near = (
        (np.maximum(polygon.x1, polygon.x2) >= x.min())
        & (np.minimum(polygon.x1, polygon.x2) <= x.max())
        & (np.maximum(polygon.y1, polygon.y2) >= y.min())
        & (np.minimum(polygon.y1, polygon.y2) <= y.max())
    )
    cuts = [0.0, float(at_m[-1])]
    if near.any():
        ex, ey = polygon.x1[near], polygon.y1[near]
        fx, fy = polygon.x2[near] - ex, polygon.y2[near] - ey
        for begin in range(0, len(x) - 1, 256):  # in blocks, so that memory stays small
            px, py = x[begin : begin + 257], y[begin : begin + 257]
            cuts += _cuts(px, py, at_m[begin : begin + 257], (ex, ey, fx, fy))
    at = np.unique(np.array(cuts))
    middle = (at[:-1] + at[1:]) / 2
    inside = _contains(polygon, np.interp(middle, at_m, x), np.interp(middle, at_m, y))
    return _joined([(float(a), float(b)) for a, b, yes in zip(at[:-1], at[1:], inside, strict=True) if yes])


def _cuts(px: Array, py: Array, at_m: Array, edges: tuple[Array, Array, Array, Array]) -> list[float]:
    """Distances at which steps of a path cross edges (start ex, ey and vector fx, fy)."""
    ex, ey, fx, fy = edges
    dx, dy = np.diff(px)[:, None], np.diff(py)[:, None]
    across = dx * fy - dy * fx
    parallel = across == 0.0
    safe = np.where(parallel, 1.0, across)
    wx, wy = ex - px[:-1, None], ey - py[:-1, None]
    t = (wx * fy - wy * fx) / safe
    u = (wx * dy - wy * dx) / safe
    step, edge = np.nonzero(~parallel & (t >= 0.0) & (t <= 1.0) & (u >= 0.0) & (u <= 1.0))
    return [float(v) for v in at_m[step] + t[step, edge] * (at_m[step + 1] - at_m[step])]


def _contains(polygon: Land, x: Array, y: Array) -> Array:
    """Even-odd rule: how many edges a ray to the east meets."""
    x, y = x[:, None], y[:, None]
    spans = (polygon.y1 > y) != (polygon.y2 > y)
    rise = np.where(polygon.y2 == polygon.y1, 1.0, polygon.y2 - polygon.y1)
    meets = x < polygon.x1 + (y - polygon.y1) * (polygon.x2 - polygon.x1) / rise
    odd: Array = (spans & meets).sum(axis=1) % 2 == 1
    return odd


def _joined(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for begin, end in stretches:
        if out and begin - out[-1][1] < 1e-6:
            out[-1] = (out[-1][0], end)
        else:
            out.append((begin, end))
    return out
