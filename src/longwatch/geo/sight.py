"""Line of sight over a curved Earth and over ground that rises to a height: what an antenna sees of a vehicle.

On an Earth of k = 4/3 the radius a ray is straight, so over a distance D between heights h1 and h2 it passes

    h(x) = h1 + (h2 - h1) x / D - x (D - x) / (2 k R)

above the sea x metres from the antenna (ITU-R P.526, on the path over a smooth Earth; R the mean radius). h is convex: over
a stretch it is lowest at its least point or at an end. Ground is a block: polygons that rise to one height everywhere.
A ray that passes lower over it is lost; rays do not bend round edges (diffraction) and are not thrown back.

From the antenna geodesics are straight lines in the plane of azimuth and distance, so the stretches of a ray inside
polygons are exact crossings of straight lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats, inverse
from longwatch.geo.horizon import MEAN_RADIUS_M, RADAR_K, radar_horizon_m
from longwatch.geo.plane import all_rings, dense_ring
from longwatch.geo.polygon import Polygon

EFFECTIVE_RADIUS_M: Final = RADAR_K * MEAN_RADIUS_M
EDGE_STEP_M: Final = 20_000.0  # a piece of a polygon's edge; 500 km off it leaves its straight line by under a metre


@dataclass(frozen=True)
class Ground:
    """Polygons (edges geodesics) whose ground rises to a height over the sea."""

    name: str
    polygons: tuple[Polygon, ...]
    height_m: float


def ray_height_m(height1_m: ArrayLike, height2_m: ArrayLike, length_m: ArrayLike, at_m: ArrayLike) -> Floats:
    """Height over the sea of the ray between two heights `length_m` apart, `at_m` from the first; they broadcast."""
    h1, h2, length, at = (np.asarray(value, np.float64) for value in (height1_m, height2_m, length_m, at_m))
    share = at / np.where(length > 0.0, length, 1.0)
    out: Floats = h1 + (h2 - h1) * share - at * (length - at) / (2.0 * EFFECTIVE_RADIUS_M)
    return out


def lowest_height_m(
    height1_m: ArrayLike, height2_m: ArrayLike, length_m: ArrayLike, from_m: ArrayLike, to_m: ArrayLike
) -> Floats:
    """Least height of the ray between `from_m` and `to_m` along it; they broadcast."""
    h1, h2, length = (np.asarray(value, np.float64) for value in (height1_m, height2_m, length_m))
    lowest_m = length / 2.0 - EFFECTIVE_RADIUS_M * (h2 - h1) / np.where(length > 0.0, length, 1.0)
    return ray_height_m(h1, h2, length, np.minimum(np.maximum(lowest_m, from_m), to_m))


def clear_reach_m(
    lat_deg: float,
    lon_deg: float,
    antenna_height_m: float,
    vehicle_height_m: float,
    azimuths_deg: ArrayLike,
    grounds: Sequence[Ground] = (),
) -> Floats:
    """How far from an antenna a vehicle is seen along each azimuth: where it is first lost; shape (n,), in metres.

    Beyond it is lost for good where the vehicle flies higher than the ground; a lower one may come into sight again.
    """
    h1, h2 = max(antenna_height_m, 0.0), max(vehicle_height_m, 0.0)
    azimuth = np.asarray(azimuths_deg, np.float64)
    reach_m = np.full(azimuth.shape, float(radar_horizon_m(h1, h2)))
    for ground, from_m, to_m in _all_stretches(lat_deg, lon_deg, azimuth, grounds):
        lost_m = _lost_from_m(h1, h2, ground.height_m, from_m, to_m)
        reach_m = np.minimum(reach_m, np.where(to_m > from_m, lost_m, np.inf))
    return reach_m


def clearance_m(
    one: tuple[float, float],
    height1_m: float,
    others_lat_deg: ArrayLike,
    others_lon_deg: ArrayLike,
    height2_m: float,
    grounds: Sequence[Ground],
) -> Floats:
    """How far the rays from one place to others pass over the ground at their lowest: below 0 where they are lost.

    Shape (n,), metres; infinite where no ground lies below. The sea is not looked at (`radar_horizon_m` does).
    """
    azimuth, _, length_m = inverse(*one, np.atleast_1d(others_lat_deg), np.atleast_1d(others_lon_deg))
    h1, h2 = max(height1_m, 0.0), max(height2_m, 0.0)
    least_m = np.full(length_m.shape, np.inf)
    for ground, from_m, to_m in _all_stretches(*one, azimuth, grounds):
        end_m = np.minimum(to_m, length_m)
        over_m = lowest_height_m(h1, h2, length_m, from_m, end_m) - ground.height_m
        least_m = np.minimum(least_m, np.where((to_m > from_m) & (from_m <= length_m), over_m, np.inf))
    return least_m


def _lost_from_m(h1: float, h2: float, ground_m: float, from_m: Floats, to_m: Floats) -> Floats:
    """From which distance on a vehicle is hidden by ground between `from_m` and `to_m`.

    Seen from the antenna the ground stands at the angle (H - h1) / x - x / 2kR, highest at its near edge, or where the ray
    that grazes it is level, as far as that lies on it. The vehicle's own angle falls below that at a root of a quadratic.
    """
    if ground_m > h2:
        return from_m
    top_m = from_m if ground_m >= h1 else np.clip(np.sqrt(2.0 * EFFECTIVE_RADIUS_M * (h1 - ground_m)), from_m, to_m)
    at = np.maximum(top_m, 1e-6)
    angle = (ground_m - h1) / at - top_m / (2.0 * EFFECTIVE_RADIUS_M)
    root = np.sqrt(np.maximum(angle**2 + 2.0 * (h2 - h1) / EFFECTIVE_RADIUS_M, 0.0))
    lost_m: Floats = np.maximum(EFFECTIVE_RADIUS_M * (root - angle), top_m)
    return np.where((from_m <= 0.0) & (ground_m > h1), 0.0, lost_m)  # the antenna stands in the ground


def _all_stretches(
    lat_deg: float, lon_deg: float, azimuth_deg: Floats, grounds: Sequence[Ground]
) -> Iterator[tuple[Ground, Floats, Floats]]:
    """(ground, from_m, to_m) of rays inside polygons, shapes (n,); a ray that has no such stretch has from = to."""
    across, along = np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))
    for ground in grounds:
        for polygon in ground.polygons:
            cuts_m = _cuts_m(across, along, plane_edges(lat_deg, lon_deg, polygon))
            for k in range(0, cuts_m.shape[1], 2):
                from_m, to_m = cuts_m[:, k], cuts_m[:, k + 1]
                there = np.isfinite(to_m)
                yield ground, np.where(there, from_m, 0.0), np.where(there, to_m, 0.0)


def plane_edges(lat_deg: float, lon_deg: float, polygon: Polygon) -> Floats:
    """(m, 4) start and end (x, y) of the edges of all rings in the plane of azimuth and distance from a place."""
    parts = []
    for lat, lon in _dense_rings(polygon):
        azimuth, _, length_m = inverse(lat_deg, lon_deg, lat, lon)
        start = np.column_stack([length_m * np.sin(np.radians(azimuth)), length_m * np.cos(np.radians(azimuth))])
        parts.append(np.hstack([start, np.roll(start, -1, axis=0)]))
    return np.concatenate(parts)


@lru_cache(maxsize=1024)
def _dense_rings(polygon: Polygon) -> tuple[tuple[Floats, Floats], ...]:
    return tuple(dense_ring(ring, EDGE_STEP_M) for ring in all_rings((polygon,)))


def _cuts_m(across: Floats, along: Floats, edges: Floats) -> Floats:
    """(n, even) distances at which rays enter and leave, in order; infinite where there are no more.

    A ray that begins inside has an odd number of crossings ahead: it enters at 0.
    """
    x1, y1, x2, y2 = edges.T
    off1 = x1 * along[:, None] - y1 * across[:, None]  # to the right of the ray
    off2 = x2 * along[:, None] - y2 * across[:, None]
    meets = (off1 > 0.0) != (off2 > 0.0)
    share = off1 / np.where(meets, off1 - off2, 1.0)
    at_m = (x1 + share * (x2 - x1)) * across[:, None] + (y1 + share * (y2 - y1)) * along[:, None]
    at_m = np.where(meets & (at_m > 0.0), at_m, np.inf)
    n = np.isfinite(at_m).sum(axis=1)
    most = int(n.max(initial=0))
    cuts = np.sort(np.hstack([np.where(n % 2 == 1, 0.0, np.inf)[:, None], at_m]), axis=1)
    return cuts[:, : 2 * ((most + 1) // 2)]
