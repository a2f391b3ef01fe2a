"""Earth-centred, Earth-fixed metres (x through 0 N 0 E, z through the North Pole) from and to WGS84 positions."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats

A_M: Final = 6378137.0  # semi-major axis, WGS84 by definition
F: Final = 1.0 / 298.257223563  # flattening, WGS84 by definition
E2: Final = F * (2.0 - F)  # squared eccentricity
B_M: Final = A_M * (1.0 - F)


def to_ecef(lat_deg: ArrayLike, lon_deg: ArrayLike, height_m: ArrayLike) -> Floats:
    """(n, 3) positions in metres from degrees and heights above the ellipsoid; scalars give one row."""
    lat, lon, height = np.broadcast_arrays(
        *[np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (lat_deg, lon_deg, height_m)]
    )
    sin_lat, cos_lat = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    normal_m = A_M / np.sqrt(1.0 - E2 * sin_lat**2)
    x = (normal_m + height) * cos_lat * np.cos(np.radians(lon))
    y = (normal_m + height) * cos_lat * np.sin(np.radians(lon))
    z = (normal_m * (1.0 - E2) + height) * sin_lat
    return np.stack([x, y, z], axis=-1)


def to_geodetic(xyz_m: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """(lat_deg, lon_deg, height_m) of positions (…, 3) in metres.

    B.R. Bowring, The accuracy of geodetic latitude and height equations, Survey Review 28 (1985), iterated twice: within a
    micrometre from 10 km below the ellipsoid to 1,000 km above it. Not meant for points near the Earth's centre.
    """
    xyz = np.asarray(xyz_m, dtype=np.float64)
    x, y, z = xyz[..., 0], xyz[..., 1], xyz[..., 2]
    p = np.hypot(x, y)
    beta = np.arctan2(z, (1.0 - F) * p)  # parametric latitude of the foot point
    lat = beta
    for _ in range(3):
        lat = np.arctan2(z + E2 / (1.0 - E2) * B_M * np.sin(beta) ** 3, p - E2 * A_M * np.cos(beta) ** 3)
        beta = np.arctan2((1.0 - F) * np.sin(lat), np.cos(lat))
    sin_lat = np.sin(lat)
    height = p * np.cos(lat) + z * sin_lat - A_M * np.sqrt(1.0 - E2 * sin_lat**2)
    return np.degrees(lat), np.degrees(np.arctan2(y, x)), height
