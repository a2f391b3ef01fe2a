"""The General Image Quality Equation, version 5: what a picture is worth on the scale NIIRS, 0 to 9.

National Geospatial-Intelligence Agency, General Image-Quality Equation: GIQE Version 5.0, 16 September 2015. Visible light
alone: thermal pictures have a scale of their own. For Q = wavelength x f-number / pitch from 1 to 2. Standard error 0.35 NIIRS.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
INCH_M: Final = 0.0254
SIGMA_NIIRS: Final = 0.35
Q_LIMITS: Final = (1.0, 2.0)


def niirs(
    ground_sample_m: ArrayLike,
    edge_response: ArrayLike,
    snr: ArrayLike,
    elevation_rad: ArrayLike = np.pi / 2,
    q: ArrayLike = 1.0,
) -> Floats:
    """9.57 - 3.32 log GSD + 3.32 (1 - exp(-1.9 / SNR)) log RER - 2 (log RER)^4 - 1.8 / SNR, arrays that broadcast.

    Parameters
    ----------
    ground_sample_m : across the line of sight, mean of both ways; the equation has it in inches
    edge_response : relative edge response RER, above 0, by `mean_edge_response`
    snr : signal over noise, above 0
    elevation_rad : of the camera as seen from the ground; the sample is spread by sin(elevation)^-0.25
    q : of the optics; ValueError outside 1 to 2, for which the equation was fitted
    """
    sample, response = np.asarray(ground_sample_m, np.float64), np.asarray(edge_response, np.float64)
    noise, elevation = np.asarray(snr, np.float64), np.asarray(elevation_rad, np.float64)
    if not ((sample > 0.0).all() and (response > 0.0).all() and (noise > 0.0).all()):
        raise ValueError("sample, edge response and signal over noise are above zero")
    optics = np.asarray(q, np.float64)
    if not ((optics >= Q_LIMITS[0]) & (optics <= Q_LIMITS[1])).all():
        raise ValueError("the equation is for Q from 1 to 2")
    if not ((elevation > 0.0) & (elevation <= np.pi / 2 + 1e-9)).all():
        raise ValueError("an elevation lies above 0 and up to a right angle")
    log_sample = np.log10(sample / INCH_M / np.sin(elevation) ** 0.25)
    log_edge = np.log10(response)
    sharpness = 3.32 * (-np.expm1(-1.9 / noise)) * log_edge - 2.0 * log_edge**4
    return np.asarray(9.57 - 3.32 * log_sample + sharpness - 1.8 / noise)


def mean_edge_response(across: ArrayLike, along: ArrayLike) -> Floats:
    """(across x along^2)^(1/3): that along the smear counts twice."""
    return np.asarray(np.cbrt(np.asarray(across, np.float64) * np.asarray(along, np.float64) ** 2))
