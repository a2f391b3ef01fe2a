"""The lateral-range curve of any hazard of range by quadrature: what interpolated tables of passes are held against.

A target passed in a straight line at lateral range x with relative speed v is detected with 1 - exp(-2/v integral of h(r) ds)
from the closest point out to the reach, r^2 = x^2 + s^2 (B.O. Koopman, Search and Screening, 1946, chapter 2).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.detection.pass_table import Hazard
from longwatch.detection.search import Floats, LateralRange

_PLACE, _WEIGHT = np.polynomial.legendre.leggauss(16)
_NEAREST: Final = 1e-9  # of the reach: passes nearer than that are taken at that lateral range


def exposure(
    hazard: Hazard, lateral_m: ArrayLike, speed_mps: float, reach_m: float, edges_m: ArrayLike = (), panels: int = 24
) -> Floats:
    """Integral of a hazard over whole straight passes, a bare number; same shape as `lateral_m`.

    With s = x sinh t the integral is that of h(r) r dt, which a narrow peak at the closest point leaves smooth; t goes by panels
    of Gauss and Legendre between edges. Error below 1e-9 for hazards that are smooth between edges on the scale of their range.

    Parameters
    ----------
    hazard : per second by range in metres, arrays in and out
    lateral_m : closest approach, any shape
    speed_mps : relative speed, positive
    reach_m : beyond it the hazard is taken as 0
    edges_m : ranges at which the hazard jumps or bends
    panels : between two edges
    """
    if speed_mps <= 0.0 or reach_m <= 0.0:
        raise ValueError("a pass needs a relative speed and a reach above zero")
    x = np.abs(np.asarray(lateral_m, np.float64))
    near = np.maximum(x.ravel(), _NEAREST * reach_m)
    cuts = np.unique(np.concatenate([np.ravel(edges_m), [reach_m]]))
    cuts = cuts[(cuts > 0.0) & (cuts <= reach_m)]
    total, begin = np.zeros(len(near)), np.zeros(len(near))
    for cut in cuts:
        end = np.arccosh(np.maximum(cut / near, 1.0))  # t at which the line leaves the circle
        width = (end - begin) / panels
        for k in range(panels):  # one panel at a time: all at once would be lateral ranges x panels x 16 numbers
            t = begin[:, None] + width[:, None] * (k + 0.5 + 0.5 * _PLACE)
            r = np.minimum(near[:, None] * np.cosh(t), cut)
            total += 0.5 * width * ((np.asarray(hazard(r), np.float64) * r) @ _WEIGHT)
        begin = end
    return np.asarray(2.0 / speed_mps * total, np.float64).reshape(x.shape)


def lateral_range(hazard: Hazard, speed_mps: float, reach_m: float, edges_m: ArrayLike = ()) -> LateralRange:
    """The lateral-range curve of a hazard, for `search.sweep_width_m` and `search.pod_parallel`."""
    return lambda lateral_m: np.asarray(
        -np.expm1(-exposure(hazard, lateral_m, speed_mps, reach_m, edges_m)), np.float64
    )
