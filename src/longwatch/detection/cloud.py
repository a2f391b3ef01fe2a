"""Whether cloud lies between a camera and a ship: the cloud-free line of sight."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
ZENITH_MAX_RAD: Final = np.radians(80.0)


def cloud_free(sky_cover: ArrayLike, zenith_rad: ArrayLike, factor: ArrayLike = 1.0) -> Floats:
    """Probability that no cloud lies on a line, from the share of sky covered (0 to 1) and its angle off the vertical.

    P = Pn^(1 + b tan(zenith)), Pn = 1 - S (1 + 3 S) / 4, b = 0.55 - S / 2 (attributed to Allen and Malick, SRI, 1983: recalled,
    UNVERIFIED; its trend is that of Lund and Shanklin, J. Appl. Meteor. 12, 1973). P is raised to `factor`, above 0: more of it
    shuts more, a clear sky stays free and a closed one shut.
    For the whole air: from an aircraft, S is the cloud below it. Angles beyond 80 degrees count as 80, where whole-sky pictures
    end. Aircrews found such models too hopeful (Lund 1980).
    """
    cover, zenith = np.asarray(sky_cover, np.float64), np.asarray(zenith_rad, np.float64)
    if not ((cover >= 0.0) & (cover <= 1.0)).all():
        raise ValueError("a share of sky lies between 0 and 1")
    if not ((zenith >= 0.0) & (zenith <= np.pi / 2 + 1e-9)).all():
        raise ValueError("an angle off the vertical lies between 0 and a right angle")
    straight_up = 1.0 - cover * (1.0 + 3.0 * cover) / 4.0
    slope = np.tan(np.minimum(zenith, ZENITH_MAX_RAD))
    free = np.maximum(straight_up, 0.0) ** (1.0 + (0.55 - cover / 2.0) * slope)
    return np.asarray(free ** np.asarray(factor, np.float64))


def zenith_rad(height_m: ArrayLike, range_m: ArrayLike) -> Floats:
    """Angle off the vertical at which a ship sees who is at a height and a slant range; the sea as a plane."""
    sine = np.asarray(height_m, np.float64) / np.maximum(np.asarray(range_m, np.float64), 1e-6)
    return np.arccos(np.clip(sine, 0.0, 1.0))
