"""Movers as knots: times and Earth-centred places joined by straight lines that stay near the true path.

A chord of length L on a curve of radius R leaves it by L² / 8R at the most (the sagitta), which gives the number of chords.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Final

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, distance_m, points_along

CHORD_ERROR_M: Final = 10.0  # where nothing else is said
LEAST_RADIUS_M: Final = 6335439.0  # of curvature of the ellipsoid: the meridian's at the equator, a(1 - e²)


def geodesic_knots(
    lat1_deg: float,
    lon1_deg: float,
    lat2_deg: float,
    lon2_deg: float,
    t0_s: float,
    t1_s: float,
    height_m: float,
    chord_error_m: float = CHORD_ERROR_M,
) -> tuple[Floats, Floats]:
    """(times_s (n,), xyz_m (n, 3)) of a mover on a geodesic from `t0_s` to `t1_s` at constant speed and height."""
    lat, lon = chord_ends(lat1_deg, lon1_deg, lat2_deg, lon2_deg, height_m, chord_error_m)
    return np.linspace(t0_s, t1_s, len(lat)), to_ecef(lat, lon, height_m)


def chord_ends(
    lat1_deg: float,
    lon1_deg: float,
    lat2_deg: float,
    lon2_deg: float,
    height_m: float,
    chord_error_m: float = CHORD_ERROR_M,
) -> tuple[Floats, Floats]:
    """(lat_deg (n,), lon_deg (n,)) of points equally far apart along a geodesic, both ends among them.

    The chords between them never leave the geodesic at that height by more than `chord_error_m` (above 0).
    """
    if not chord_error_m > 0.0:
        raise ValueError(f"a chord error of {chord_error_m} m is not above zero")
    raised = 1.0 + max(height_m, 0.0) / LEAST_RADIUS_M
    length_m = float(distance_m(lat1_deg, lon1_deg, lat2_deg, lon2_deg)) * raised
    n = max(1, ceil(length_m / sqrt(8.0 * chord_error_m * LEAST_RADIUS_M * raised) - 1e-12))
    return points_along(lat1_deg, lon1_deg, lat2_deg, lon2_deg, np.arange(n + 1) / n)
