"""A line beside another: the same course some way to the right or left of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from longwatch.geo.geodesic import direct, inverse
from longwatch.geo.land import load_land
from longwatch.geo.polygon import Polygon

Point = tuple[float, float]  # (lat_deg, lon_deg)
MOST_MITRE = 2.0  # a sharp bend moves its point no farther than so many times the offset


def line_beside(points: Sequence[Point], offset_m: float) -> tuple[Point, ...]:
    """The points of a line moved to its right by `offset_m` (to its left if negative), bends kept at that distance.

    Legs stay parallel where they are short against the Earth; at a bend the point moves along the half angle.
    """
    if offset_m == 0.0:
        return tuple(points)
    lat, lon = np.array(points, np.float64).T
    ahead, back, _ = inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    leave = np.radians(np.append(ahead, back[-1] + 180.0))  # course on leaving each point …
    reach = np.radians(np.append(ahead[0], back + 180.0))  # … and on reaching it
    leave[-1] = reach[-1]
    turn = (leave - reach + np.pi) % (2.0 * np.pi) - np.pi
    mitre = np.minimum(1.0 / np.maximum(np.cos(turn / 2.0), 1e-9), MOST_MITRE)
    across_deg = np.degrees(reach + turn / 2.0) + 90.0
    moved_lat, moved_lon = direct(lat, lon, across_deg, offset_m * mitre)
    return tuple(zip(moved_lat.tolist(), moved_lon.tolist(), strict=True))


def land_beside(points: Sequence[Point], width_m: float) -> tuple[Polygon, ...]:
    """Land near a line: within its width and a degree of the box of its points, each put on the turn next to the first."""
    wide_deg = 1.0 + width_m / 60_000.0
    lat = [point[0] for point in points]
    lon = [points[0][1] + (point[1] - points[0][1] + 180.0) % 360.0 - 180.0 for point in points]
    south, north = max(min(lat) - wide_deg, -90.0), min(max(lat) + wide_deg, 90.0)
    return load_land(south, min(lon) - wide_deg, north, max(lon) + wide_deg)
