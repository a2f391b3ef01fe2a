"""A circle of the ellipsoid as straight lines, laid along geodesics: what a plane circle of the flights is held against."""

from __future__ import annotations

from math import ceil, hypot, pi, sqrt

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct
from longwatch.geo.knots import CHORD_ERROR_M, LEAST_RADIUS_M


def circle_knots(
    lat_deg: float,
    lon_deg: float,
    radius_m: float,
    start_azimuth_deg: float,
    laps: float,
    t0_s: float,
    t1_s: float,
    height_m: float,
    chord_error_m: float = CHORD_ERROR_M,
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
    n_per_lap = max(8, ceil(2.0 * pi * radius_m * raised / sqrt(8.0 * chord_error_m / curvature)))
    n = max(1, ceil(n_per_lap * abs(laps) - 1e-9))
    fractions = np.linspace(0.0, 1.0, n + 1)
    azimuth = start_azimuth_deg + np.mod(360.0 * laps * fractions, 360.0)
    lat, lon = direct(lat_deg, lon_deg, azimuth, radius_m)
    return t0_s + (t1_s - t0_s) * fractions, to_ecef(lat, lon, height_m)
