"""How much sound sea water takes up, in decibels per kilometre.

Thorp: W. H. Thorp, Analytic description of the low-frequency attenuation coefficient, J. Acoust. Soc. Am. 42, 1967, and the
form of Jensen, Kuperman, Porter and Schmidt, Computational Ocean Acoustics. Francois and Garrison, J. Acoust. Soc. Am. 72, 1982,
parts I and II. Ainslie and McColm, J. Acoust. Soc. Am. 103, 1998. Frequencies in hertz here, in kilohertz in the formulas.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within

Floats = NDArray[np.float64]


def thorp_db_km(frequency_hz: ArrayLike) -> Floats:
    """Thorp's own form of 1967: water of 4 degrees about 1 km deep, 100 Hz to 50 kHz.

    Within a third of Francois and Garrison above 1 kHz.
    """
    f2 = (within("a frequency", frequency_hz, 100.0, 50e3, "Hz") / 1000.0) ** 2
    per_kiloyard = 0.1 * f2 / (1.0 + f2) + 40.0 * f2 / (4100.0 + f2) + 2.75e-4 * f2 + 0.003
    out: Floats = 1.0936 * per_kiloyard
    return out


def thorp_jkps_db_km(frequency_hz: ArrayLike) -> Floats:
    """Thorp's formula as Jensen and others print it, in kilometres from the start; the same limits."""
    f2 = (within("a frequency", frequency_hz, 100.0, 50e3, "Hz") / 1000.0) ** 2
    out: Floats = 0.0033 + 0.11 * f2 / (1.0 + f2) + 44.0 * f2 / (4100.0 + f2) + 3e-4 * f2
    return out


def francois_garrison_db_km(
    frequency_hz: ArrayLike,
    temperature_c: ArrayLike,
    salinity_psu: ArrayLike = 35.0,
    depth_m: ArrayLike = 0.0,
    ph: ArrayLike = 8.0,
) -> Floats:
    """Boric acid, magnesium sulphate and pure water, each with its relaxation; all arguments broadcast.

    100 Hz to 1 MHz, -2 to 30 degrees, 5 to 40 psu, down to 7 km, pH 7.5 to 8.3. Stated as good to 5 % from 10 to 500 kHz in
    ocean water (30 to 35 psu, to 3.5 km), 10 % or so elsewhere.
    """
    f, t, s, z, ph = _water(frequency_hz, temperature_c, salinity_psu, depth_m, ph)
    f2, kelvin = f**2, t + 273.0
    speed_mps = 1412.0 + 3.21 * t + 1.19 * s + 0.0167 * z
    boric = 2.8 * np.sqrt(s / 35.0) * 10.0 ** (4.0 - 1245.0 / kelvin)
    sulphate = 8.17 * 10.0 ** (8.0 - 1990.0 / kelvin) / (1.0 + 0.0018 * (s - 35.0))
    cool = 4.937e-4 - 2.59e-5 * t + 9.11e-7 * t**2 - 1.50e-8 * t**3
    warm = 3.964e-4 - 1.146e-5 * t + 1.45e-7 * t**2 - 6.5e-10 * t**3
    of_boric = 8.86 / speed_mps * 10.0 ** (0.78 * ph - 5.0) * boric * f2 / (boric**2 + f2)
    of_sulphate = 21.44 * s / speed_mps * (1.0 + 0.025 * t) * (1.0 - 1.37e-4 * z + 6.2e-9 * z**2)
    of_water = np.where(t <= 20.0, cool, warm) * (1.0 - 3.83e-5 * z + 4.9e-10 * z**2) * f2
    out: Floats = of_boric + of_sulphate * sulphate * f2 / (sulphate**2 + f2) + of_water
    return out


def ainslie_mccolm_db_km(
    frequency_hz: ArrayLike,
    temperature_c: ArrayLike,
    salinity_psu: ArrayLike = 35.0,
    depth_m: ArrayLike = 0.0,
    ph: ArrayLike = 8.0,
) -> Floats:
    """A shorter form of the same, within 10 % of Francois and Garrison for -6 to 35 degrees, 5 to 50 psu, down to 7 km."""
    f, t, s, z, ph = _water(frequency_hz, temperature_c, salinity_psu, depth_m, ph)
    f2, z_km = f**2, z / 1000.0
    boric, sulphate = 0.78 * np.sqrt(s / 35.0) * np.exp(t / 26.0), 42.0 * np.exp(t / 17.0)
    of_boric = 0.106 * boric * f2 / (boric**2 + f2) * np.exp((ph - 8.0) / 0.56)
    of_sulphate = 0.52 * (1.0 + t / 43.0) * (s / 35.0) * sulphate * f2 / (sulphate**2 + f2) * np.exp(-z_km / 6.0)
    out: Floats = of_boric + of_sulphate + 0.00049 * f2 * np.exp(-(t / 27.0 + z_km / 17.0))
    return out


def _water(
    frequency_hz: ArrayLike, temperature_c: ArrayLike, salinity_psu: ArrayLike, depth_m: ArrayLike, ph: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Frequency in kHz and what the water is, all within what both formulas were fitted to."""
    return (
        within("a frequency", frequency_hz, 100.0, 1e6, "Hz") / 1000.0,
        within("a temperature", temperature_c, -2.0, 30.0, "deg C"),
        within("a salinity", salinity_psu, 5.0, 40.0, "psu"),
        within("a depth", depth_m, 0.0, 7000.0, "m"),
        within("a pH", ph, 7.5, 8.3, ""),
    )
