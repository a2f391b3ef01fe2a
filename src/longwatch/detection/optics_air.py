"""What air takes from light on its way from a ship to a camera: haze by visibility and wavelength, rain, water vapour.

Lengths in metres, extinction per metre; arrays that broadcast. A contrast C against the sea is seen as C exp(-extinction x way)
(H. Koschmieder, 1924: the background is as bright as the air; against a darker sea contrast falls sooner, not in here).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within
from longwatch.catalog.camera import Band

Floats = NDArray[np.float64]
KOSCHMIEDER: Final = 3.912  # -ln 0.02: contrast of 2 %
DB_PER_NEPER: Final = 10.0 / np.log(10.0)
GREEN_M: Final = 0.55e-6
WAVELENGTHS_M: Final = (0.5e-6, 2.4e-6)  # for which Kruse's law was fitted
# middles of the bands as published for detectors; what part of it a detector uses is `wavelength_factor` of [sensing]
BANDS_M: Final[dict[Band, float]] = {"visible": 0.6e-6, "swir": 1.55e-6, "mwir": 4e-6, "lwir": 10e-6}
NEED_LIGHT: Final[tuple[Band, ...]] = ("visible", "swir")


def extinction_per_m(visibility_m: ArrayLike) -> Floats:
    """Of green light in haze of a visibility (contrast of 2 %): 3.912 / V. Visibility above zero."""
    v = _positive(visibility_m, "visibility")
    return np.asarray(KOSCHMIEDER / v)


def kruse_exponent(visibility_m: ArrayLike) -> Floats:
    """q of Kruse's law with Kim's figures for fog; it leaps at 50 km and is continuous elsewhere.

    Kruse, McGlauchlin and McQuistan, Elements of Infrared Technology, 1962; Kim, McArthur and Korevaar, SPIE 4214, 2001.
    """
    v_km = _positive(visibility_m, "visibility") / 1000.0
    foggy = np.where(v_km > 1.0, 0.16 * v_km + 0.34, np.maximum(v_km - 0.5, 0.0))
    return np.where(v_km > 50.0, 1.6, np.where(v_km > 6.0, 1.3, foggy))


def haze_extinction_per_m(visibility_m: ArrayLike, wavelength_m: ArrayLike) -> Floats:
    """Of light between 0.5 and 2.4 um in haze: (3.912 / V) (wavelength / 0.55 um)^-q; ValueError outside.

    In fog below 0.5 km colours are equal. Typical error: a factor of 1.5 in thin haze, where particles are not what was measured.
    """
    length = np.asarray(wavelength_m, np.float64)
    if not ((length >= WAVELENGTHS_M[0]) & (length <= WAVELENGTHS_M[1])).all():
        raise ValueError("Kruse's law is for 0.5 to 2.4 um; thermal bands need water vapour as well")
    return _kruse(visibility_m, length)


def thermal_extinction_per_m(visibility_m: ArrayLike, wavelength_m: ArrayLike, vapour_length_m: ArrayLike) -> Floats:
    """Of light of a thermal band: water vapour by one length (ASSUMED), and haze by Kruse's law carried on to some 4 or 10 um.

    Nobody fitted that law there: ASSUMED, to have fog shut what it shuts. Tables of the atmosphere would be needed for more.
    """
    vapour_m = _positive(vapour_length_m, "length of water vapour")
    return np.asarray(_kruse(visibility_m, np.asarray(wavelength_m, np.float64)) + 1.0 / vapour_m)


def rain_extinction_per_m(rain_mm_h: ArrayLike, factor: ArrayLike = 1.0) -> Floats:
    """Of light of any colour in rain: factor x 1.076 R^0.67 dB/km (ITU-R P.1814 after Carbonneau; recalled, UNVERIFIED)."""
    rain = np.maximum(np.asarray(rain_mm_h, np.float64), 0.0)
    return np.asarray(np.asarray(factor, np.float64) * 1.076 * rain**0.67 / DB_PER_NEPER / 1000.0)


def share_in_haze(height_m: ArrayLike, haze_height_m: ArrayLike) -> Floats:
    """Mean extinction on a straight way from the sea to a height, as a share of that at the sea; 1 at sea level.

    Haze falls off as exp(-height / haze height), and a straight way spends the same length in each metre of height.
    """
    depth = np.maximum(np.asarray(height_m, np.float64), 0.0) / _positive(haze_height_m, "haze height")
    return np.where(depth > 1e-6, -np.expm1(-depth) / np.maximum(depth, 1e-6), 1.0)


def share_in_rain(height_m: ArrayLike, cloud_base_m: ArrayLike) -> Floats:
    """The part of a straight way from the sea to a height that lies in the rain, which falls from the cloud base."""
    height = np.maximum(np.asarray(height_m, np.float64), 1e-6)
    return np.minimum(1.0, np.asarray(cloud_base_m, np.float64) / height)


def transmission(extinction_per_m: ArrayLike, range_m: ArrayLike) -> Floats:
    """exp(-extinction x way)."""
    return np.exp(-within("extinction", extinction_per_m, 0.0, unit="/m") * within("a range", range_m, 0.0, unit="m"))


def _kruse(visibility_m: ArrayLike, wavelength_m: Floats) -> Floats:
    ratio = wavelength_m / GREEN_M
    return np.asarray(extinction_per_m(visibility_m) * ratio ** -kruse_exponent(visibility_m))


def _positive(value: ArrayLike, what: str) -> Floats:
    found = np.asarray(value, np.float64)
    if not (found > 0.0).all():
        raise ValueError(f"a {what} is above zero")
    return found
