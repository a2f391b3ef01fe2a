"""Ground between an antenna and a vehicle, and the beam of a satellite, on the scenario's plain polygons.

Edges of areas are geodesics: they are cut into short ones, and each ray is followed in steps of a kilometre, as ways are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.scenario.scenario import Scenario
from longwatch.verifier.geodesic import Array, direct, inverse
from longwatch.verifier.land import Land, ashore, steps

EARTH_RADIUS_M: Final = 6_371_000.0
EFFECTIVE_DIAMETER_M: Final = 2 * 4 / 3 * EARTH_RADIUS_M
EDGE_M: Final = 5_000.0
LENIENT_M: Final = 50.0  # a place so near the edge of a beam is in it

Flags = NDArray[np.bool_]
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Rock:
    """Ground that rises to a height."""

    name: str
    height_m: float
    polygons: tuple[Land, ...]


def rocks_of(scenario: Scenario) -> tuple[Rock, ...]:
    """Areas with a height."""
    return tuple(
        Rock(area.name, float(area.height_m), plain_polygons(scenario, area.name))
        for area in scenario.file.area
        if area.height_m is not None
    )


def plain_polygons(scenario: Scenario, area: str) -> tuple[Land, ...]:
    """An area with its geodesic edges cut so short that they may be taken as straight in latitude and longitude."""
    out = []
    for polygon in scenario.areas[area]:
        starts = [_cut(ring) for ring in (polygon.outer, *polygon.holes)]
        first = np.concatenate(starts)
        second = np.concatenate([np.roll(ring, -1, axis=0) for ring in starts])
        (west, south), (east, north) = first.min(axis=0), first.max(axis=0)
        out.append(Land(first[:, 0], first[:, 1], second[:, 0], second[:, 1], west, east, south, north))
    return tuple(out)


def _cut(ring: Ring) -> Array:
    """(n, 2) longitude and latitude along the edges of a ring."""
    lat, lon = np.array(ring, np.float64).T
    length, azimuth = inverse(lat, lon, np.roll(lat, -1), np.roll(lon, -1))
    parts = []
    for k, edge_m in enumerate(length):
        along = edge_m * np.arange(max(1, math.ceil(edge_m / EDGE_M))) / max(1, math.ceil(edge_m / EDGE_M))
        some_lat, some_lon, _ = direct(lat[k], lon[k], azimuth[k], along)
        parts.append(np.column_stack([some_lon, some_lat]))
    return np.concatenate(parts)


def buried_m(
    rocks: Sequence[Rock], here: tuple[float, float], there: tuple[float, float], heights: tuple[float, float]
) -> float:
    """How far the ray between two places, at heights over the sea, passes under the top of ground; -inf over none."""
    if not rocks:
        return -math.inf
    lat, lon = np.array([here[0], there[0]]), np.array([here[1], there[1]])
    length_m = float(steps(lat, lon)[0][-1])
    worst_m = -math.inf
    for rock in rocks:
        for begin_m, end_m in ashore(rock.polygons, lat, lon):
            worst_m = max(worst_m, rock.height_m - _lowest_m(*heights, length_m, begin_m, end_m))
    return worst_m


def _lowest_m(one_m: float, two_m: float, length_m: float, begin_m: float, end_m: float) -> float:
    """Least height of the ray over a stretch of it: at an end, or where it runs level over the bulge of the Earth."""
    climbs = (two_m - one_m) / max(length_m, 1e-9)
    level_m = (length_m - climbs * EFFECTIVE_DIAMETER_M) / 2
    at = [begin_m, end_m, *([level_m] if begin_m < level_m < end_m else [])]
    return min(one_m + climbs * x - x * (length_m - x) / EFFECTIVE_DIAMETER_M for x in at)


def outside(polygons: Sequence[Land], lat_deg: Array, lon_deg: Array) -> Flags:
    """Which places lie in none of the polygons, and not within `LENIENT_M` of one."""
    out = np.ones(lat_deg.shape, bool)
    for azimuth, off_m in [(0.0, 0.0), *((turn * math.pi / 2, LENIENT_M) for turn in range(4))]:
        lat, lon, _ = direct(lat_deg, lon_deg, azimuth, off_m)
        for polygon in polygons:
            out &= ~_inside(polygon, lat, lon)
    return out


def _inside(polygon: Land, lat: Array, lon: Array) -> Flags:
    """Even-odd rule, in whichever turn the longitudes are written."""
    y, found = lat[:, None], np.zeros(lat.shape, bool)
    rise = np.where(polygon.y2 == polygon.y1, 1.0, polygon.y2 - polygon.y1)
    for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
        x = lon[:, None] + turn
        meets = x < polygon.x1 + (y - polygon.y1) * (polygon.x2 - polygon.x1) / rise
        found |= (((polygon.y1 > y) != (polygon.y2 > y)) & meets).sum(axis=1) % 2 == 1
    return found
