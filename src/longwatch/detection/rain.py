"""What rain takes from a radar's pulse, and what it sends back.

Attenuation: Recommendation ITU-R P.838-3 (2005), gamma = k R^alpha dB/km one way, coefficients fitted from 1 to 1000 GHz.
Backscatter: Rayleigh scattering with Z = 200 R^1.6 (Marshall and Palmer 1948), good below about 15 GHz, where drops are small
against the wave; above, it overstates; refused above 35 GHz. No published case is held against the backscatter.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.bounds import above, within
from longwatch.detection.radar_echo import LIGHT_MPS
from longwatch.geo.geodesic import Floats

# sums of a exp(-((log f - b) / c)^2), slope and offset in log f: tables 1 to 4 of the recommendation
_K: Final = {
    "H": (
        (-5.33980, -0.35351, -0.23789, -0.94158),
        (-0.10008, 1.26970, 0.86036, 0.64552),
        (1.13098, 0.45400, 0.15354, 0.16817),
        (-0.18961, 0.71147),
    ),
    "V": (
        (-3.80595, -3.44965, -0.39902, 0.50167),
        (0.56934, -0.22911, 0.73042, 1.07319),
        (0.81061, 0.51059, 0.11899, 0.27195),
        (-0.16398, 0.63297),
    ),
}
_ALPHA: Final = {
    "H": (
        (-0.14318, 0.29591, 0.32177, -5.37610, 16.1721),
        (1.82442, 0.77564, 0.63773, -0.96230, -3.29980),
        (-0.55187, 0.19822, 0.13164, 1.47828, 3.43990),
        (0.67849, -1.95537),
    ),
    "V": (
        (-0.07771, 0.56727, -0.20238, -48.2991, 48.5833),
        (2.33840, 0.95545, 1.14520, 0.791669, 0.791459),
        (-0.76284, 0.54039, 0.26809, 0.116226, 0.116479),
        (-0.053739, 0.83433),
    ),
}
_Curve = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...], tuple[float, float]]
DIELECTRIC: Final = 0.93  # published: |K|^2 of water at centimetre waves
RAYLEIGH_HZ: Final = 35e9
TOP_M: Final = 4000.0  # fixed by choice, where rain freezes in middle latitudes: 2500 or 6000 m move no range by 1 %


def rain_coefficients(frequency_hz: ArrayLike, polarisation: str) -> tuple[Floats, Floats]:
    """(k, alpha) of P.838-3 for H or V; ValueError outside 1 to 1000 GHz, within which they are continuous."""
    f_ghz = np.asarray(frequency_hz, np.float64) / 1e9
    if not np.all((f_ghz >= 1.0) & (f_ghz <= 1000.0)):
        raise ValueError("a frequency outside 1 to 1000 GHz: P.838 says nothing there")
    if polarisation not in _K:
        raise ValueError(f"polarisation {polarisation!r}: it is H or V")
    log_f = np.log10(f_ghz)
    k: Floats = 10.0 ** _curve(_K[polarisation], log_f)
    return k, _curve(_ALPHA[polarisation], log_f)


def rain_db_per_km(frequency_hz: ArrayLike, rain_mm_h: ArrayLike, polarisation: str) -> Floats:
    """Specific attenuation, one way, in rain of a rate in mm/h; ValueError for a negative one or none (NaN)."""
    k, alpha = rain_coefficients(frequency_hz, polarisation)
    out: Floats = k * within("a rain rate", rain_mm_h, 0.0, unit="mm/h") ** alpha
    return out


def rain_echo_per_m(frequency_hz: ArrayLike, rain_mm_h: ArrayLike) -> Floats:
    """Cross-section of rain per volume, m2 per m3: pi^5 |K|^2 Z / lambda^4.

    ValueError for a negative rate or none (NaN) and above 35 GHz. How far Z is off is `rain_echo_error` of [sensing].
    """
    z_m3 = 200.0 * within("a rain rate", rain_mm_h, 0.0, unit="mm/h") ** 1.6 * 1e-18  # from mm6 per m3
    wave_m = LIGHT_MPS / above("a frequency", frequency_hz, 0.0, RAYLEIGH_HZ, "Hz")
    out: Floats = np.pi**5 * DIELECTRIC * z_m3 / wave_m**4
    return out


def rain_cell_m3(
    range_m: ArrayLike,
    azimuth_beamwidth_rad: ArrayLike,
    elevation_beamwidth_rad: ArrayLike,
    range_resolution_m: ArrayLike,
) -> Floats:
    """Volume of rain in one cell: an elliptic beam, no higher than rain falls from (a beam under the sea has half of it)."""
    r = np.asarray(range_m, np.float64)
    up_m = np.minimum(r * np.asarray(elevation_beamwidth_rad, np.float64) / 2.0, TOP_M)
    out: Floats = (
        np.pi
        / 4.0
        * r
        * np.asarray(azimuth_beamwidth_rad, np.float64)
        * up_m
        * np.asarray(range_resolution_m, np.float64)
    )
    return out


def _curve(curve: _Curve, log_f: Floats) -> Floats:
    (a, b, c), (slope, offset) = curve[:3], curve[3]
    bells = sum(ai * np.exp(-(((log_f - bi) / ci) ** 2)) for ai, bi, ci in zip(a, b, c, strict=True))
    out: Floats = bells + slope * log_f + offset
    return out
