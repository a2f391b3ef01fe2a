"""Distance to the horizon over the sea: d = sqrt(2 k Re h1) + sqrt(2 k Re h2), Re = 6371 km.

k = 4/3 for radar and radio, 7/6 for light, in a standard atmosphere; ducts over the sea carry X band farther.
"""

from __future__ import annotations

import math

EARTH_RADIUS_M = 6_371_000.0


def radar_horizon_m(height_m: float, target_height_m: float = 0.0) -> float:
    """4/3 earth: 4.122 km x (sqrt h1 + sqrt h2), heights in metres."""
    return _horizon_m(4 / 3, height_m, target_height_m)


def optical_horizon_m(height_m: float, target_height_m: float = 0.0) -> float:
    """7/6 earth, for eyes and cameras."""
    return _horizon_m(7 / 6, height_m, target_height_m)


def _horizon_m(k: float, height_m: float, target_height_m: float) -> float:
    factor = math.sqrt(2 * k * EARTH_RADIUS_M)
    return factor * (math.sqrt(max(height_m, 0.0)) + math.sqrt(max(target_height_m, 0.0)))
