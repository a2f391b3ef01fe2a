"""Sea state on the Douglas scale and significant wave height, both ways.

Heights: World Meteorological Organization, code table 3700 (state of the sea). A height on a bound belongs to the lower
degree: 4 m is a rough sea (5), not a very rough one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.units import G0_MPS2

# the highest significant wave height of degrees 0 to 8, in metres; degree 9 has no bound
HS_MAX_M: Final = (0.0, 0.1, 0.5, 1.25, 2.5, 4.0, 6.0, 9.0, 14.0)
# a height that stands for a degree: the middle of its interval; for 9, which has none, 16 m (ASSUMED)
_HS_M: Final = (0.0, 0.05, 0.3, 0.875, 1.875, 3.25, 5.0, 7.5, 11.5, 16.0)


def sea_state(hs_m: ArrayLike) -> NDArray[np.int64]:
    """Douglas degree, 0 to 9, of significant wave heights in metres; NaN counts as 9."""
    return np.searchsorted(np.array(HS_MAX_M), np.asarray(hs_m, np.float64), side="left").astype(np.int64)


def wave_height_m(degree: ArrayLike) -> NDArray[np.float64]:
    """A significant wave height in metres that stands for a Douglas degree; `sea_state` gives the degree back."""
    return np.array(_HS_M)[np.asarray(degree, np.int64)]


def sea_wind_mps(degree: ArrayLike) -> NDArray[np.float64]:
    """The wind in m/s that a fully developed sea of a Douglas degree stands for: Hs = 0.21 U^2 / g.

    W.J. Pierson and L. Moskowitz, J. Geophysical Research 69, 1964; U at 19.5 m. A young sea or an old swell has more or less.
    """
    return np.asarray(np.sqrt(wave_height_m(degree) * G0_MPS2 / 0.21), np.float64)


def sea_of_wind(wind_mps: ArrayLike) -> NDArray[np.int64]:
    """The Douglas degree of the sea that a wind raises in the end; the inverse of `sea_wind_mps`."""
    return sea_state(0.21 * np.asarray(wind_mps, np.float64) ** 2 / G0_MPS2)
