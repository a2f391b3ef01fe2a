"""Movers as knots: times and Earth-centred places joined by straight lines that stay near the true path.

A chord of length L on a curve of radius R leaves it by L² / 8R at the most (the sagitta), which gives the number of chords.
"""

from __future__ import annotations

from math import ceil, hypot, pi, sqrt
from typing import Final

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct, distance_m, points_along

LEAST_RADIUS_M: Final = 6335439.0  # of curvature of the ellipsoid: the meridian's at the equator, a(1 - e²)


def geodesic_knots(
    lat1_deg: float,
    lon1_deg: float,
    lat2_deg: float,
    lon2_deg: float,
    t0_s: float,
    t1_s: float,
    height_m: float,
    chord_error_m: float = 10.0,
) -> tuple[Floats, Floats]:
    """(times_s (n,), xyz_m (n, 3)) of a mover on a geodesic from `t0_s` to `t1_s` at constant speed and height.

    The chords never leave the geodesic at that height by more than `chord_error_m` (above 0). Two knots at the least.
    """
    raised = 1.0 + max(height_m, 0.0) / LEAST_RADIUS_M
    length_m = float(distance_m(lat1_deg, lon1_deg, lat2_deg, lon2_deg)) * raised
    n = _n_chords(length_m, 1.0 / (LEAST_RADIUS_M * raised), chord_error_m)
    fractions = np.linspace(0.0, 1.0, n + 1)
    lat, lon = points_along(lat1_deg, lon1_deg, lat2_deg, lon2_deg, fractions)
    return t0_s + (t1_s - t0_s) * fractions, to_ecef(lat, lon, height_m)


def circle_knots(
    lat_deg: float,
    lon_deg: float,
    radius_m: float,
    start_azimuth_deg: float,
    laps: float,
    t0_s: float,
    t1_s: float,
    height_m: float,
    chord_error_m: float = 10.0,
) -> tuple[Floats, Floats]:
    """(times_s (n,), xyz_m (n, 3)) of a mover that circles a point at constant speed, clockwise (negative laps: not).

    The circle is the set of points at geodesic distance `radius_m`; the first knot lies at `start_azimuth_deg` from the
    centre (0: the northernmost point). The chords leave it by no more than `chord_error_m`; a lap has at least 8 of them.
    With a radius of 0 the mover stands still.
    """
    if radius_m == 0.0 or laps == 0.0:
        still = to_ecef(*direct(lat_deg, lon_deg, start_azimuth_deg, radius_m), height_m)
        return np.array([t0_s, t1_s], dtype=np.float64), np.repeat(still, 2, axis=0)
    raised = 1.0 + max(height_m, 0.0) / LEAST_RADIUS_M
    curvature = hypot(1.0 / (radius_m * raised), 1.0 / (LEAST_RADIUS_M * raised))
    n_per_lap = max(8, _n_chords(2.0 * pi * radius_m * raised, curvature, chord_error_m))
    n = max(1, ceil(n_per_lap * abs(laps) - 1e-9))
    fractions = np.linspace(0.0, 1.0, n + 1)
    azimuth = start_azimuth_deg + np.mod(360.0 * laps * fractions, 360.0)
    lat, lon = direct(lat_deg, lon_deg, azimuth, radius_m)
    return t0_s + (t1_s - t0_s) * fractions, to_ecef(lat, lon, height_m)


def _n_chords(length_m: float, curvature_per_m: float, chord_error_m: float) -> int:
    if not chord_error_m > 0.0:
        raise ValueError(f"a chord error of {chord_error_m} m is not above zero")
    return max(1, ceil(length_m / sqrt(8.0 * chord_error_m / curvature_per_m) - 1e-12))
