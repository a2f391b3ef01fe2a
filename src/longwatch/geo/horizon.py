"""How far two points see each other over a smooth sea through a standard atmosphere.

d = sqrt(2 k R h1) + sqrt(2 k R h2) with the mean Earth radius R and an effective radius factor k: 4/3 for radio and radar
(Skolnik, Introduction to Radar Systems, on the four-thirds earth; ITU-R P.310), 7/6 for light. Evaporation ducts over the
sea carry radar farther, and terrain stops it shorter; neither is in here. Heights of negative sign count as zero.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats

MEAN_RADIUS_M: Final = 6371_000.0
RADAR_K: Final = 4.0 / 3.0
OPTICAL_K: Final = 7.0 / 6.0


def radar_horizon_m(height1_m: ArrayLike, height2_m: ArrayLike = 0.0) -> Floats:
    """Greatest distance in metres at which radio waves pass between two heights; scalars or arrays that broadcast."""
    return _horizon_m(height1_m, height2_m, RADAR_K)


def optical_horizon_m(height1_m: ArrayLike, height2_m: ArrayLike = 0.0) -> Floats:
    """Greatest distance in metres at which light passes between two heights; scalars or arrays that broadcast."""
    return _horizon_m(height1_m, height2_m, OPTICAL_K)


def _horizon_m(height1_m: ArrayLike, height2_m: ArrayLike, k: float) -> Floats:
    h1 = np.maximum(np.asarray(height1_m, dtype=np.float64), 0.0)
    h2 = np.maximum(np.asarray(height2_m, dtype=np.float64), 0.0)
    out: Floats = np.sqrt(2.0 * k * MEAN_RADIUS_M) * (np.sqrt(h1) + np.sqrt(h2))
    return out
