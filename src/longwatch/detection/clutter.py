"""What the sea sends back: NRL model of its reflectivity, and the cell of sea that answers with a target.

V. Gregers-Hansen and R. Mital, An improved empirical model for radar sea clutter reflectivity, IEEE Transactions on Aerospace
and Electronic Systems 48(4), 2012 (report DTIC ADA559494). A fit to the tables of Nathanson, Radar Design Principles (1991), from
which it differs by 2.9 dB (H) and 2.6 dB (V) on the mean, and by more at grazing angles below 1 deg.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats

GRAZING_DEG: Final = (0.1, 60.0)  # the model holds between these, and below
SEA_STATE_MAX: Final = 6
FREQUENCY_HZ: Final = (0.5e9, 35e9)
_C: Final = {"H": (-73.0, 20.781, 7.351, 25.65, 0.0054), "V": (-50.796, 25.93, 0.7093, 21.588, 0.00211)}


def sea_clutter_db(frequency_hz: ArrayLike, grazing_rad: ArrayLike, sea_state: ArrayLike, polarisation: str) -> Floats:
    """Reflectivity of the sea in dB (m2 per m2), mean over wind directions; arguments broadcast.

    0.5 to 35 GHz, 0.1 to 60 degrees, sea states 0 to 6 (parts of one too): ValueError outside.
    """
    psi = np.degrees(np.asarray(grazing_rad, np.float64))
    f_ghz, state = np.asarray(frequency_hz, np.float64) / 1e9, np.asarray(sea_state, np.float64)
    _within(psi, GRAZING_DEG, "a grazing angle", "deg")
    _within(f_ghz, (FREQUENCY_HZ[0] / 1e9, FREQUENCY_HZ[1] / 1e9), "a frequency", "GHz")
    _within(state, (0.0, SEA_STATE_MAX), "a sea state", "on the Douglas scale")
    if polarisation not in _C:
        raise ValueError(f"polarisation {polarisation!r}: it is H or V")
    c1, c2, c3, c4, c5 = _C[polarisation]
    out: Floats = (
        c1
        + c2 * np.log10(np.sin(np.radians(psi)))
        + (27.5 + c3 * psi) * np.log10(f_ghz) / (1.0 + 0.95 * psi)
        + c4 * (1.0 + state) ** (1.0 / (2.0 + 0.085 * psi + 0.033 * state))
        + c5 * psi**2
    )
    return out


def clutter_cell_m2(
    range_m: ArrayLike, azimuth_beamwidth_rad: ArrayLike, range_resolution_m: ArrayLike, grazing_rad: ArrayLike
) -> Floats:
    """Sea surface in one cell of a low-angle radar: R x beamwidth x resolution / cos(grazing), in square metres."""
    across_m = np.asarray(range_m, np.float64) * np.asarray(azimuth_beamwidth_rad, np.float64)
    out: Floats = across_m * np.asarray(range_resolution_m, np.float64) / np.cos(np.asarray(grazing_rad, np.float64))
    return out


def _within(values: Floats, limits: tuple[float, float], what: str, unit: str) -> None:
    slack = 1e-9 * limits[1]  # degrees to radians and back
    if not np.all((values >= limits[0] - slack) & (values <= limits[1] + slack)):
        raise ValueError(f"{what} outside {limits[0]:g} to {limits[1]:g} {unit}: the NRL model says nothing there")
