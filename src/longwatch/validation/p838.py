"""Attenuation by rain against values of ITU-R P.838-3 worked out by another program."""

from __future__ import annotations

import numpy as np

from longwatch.detection.rain import rain_coefficients, rain_db_per_km
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows

_RATES = {"gamma_db_per_km_at_4mmh": 4.0, "at_16": 16.0, "at_50": 50.0}


def authority() -> Authority:
    """Coefficients by frequency, polarisation and rain rate, as another program gives them."""
    return Authority(
        name="Rain, ITU-R P.838-3",
        model="longwatch.detection.rain.rain_db_per_km",
        source="Recommendation ITU-R P.838-3 (2005), evaluated with the library itur 0.4.0",
        checks=_checks,
        curves=_curves,
        x_label="rain, mm/h",
        y_label="attenuation one way, dB/km",
        x_log=True,
        y_log=True,
        limits="1 to 1000 GHz, linear polarisation, level path; refused outside",
        not_validated="how far along the way it rains (ASSUMED), and what rain sends back (Rayleigh scattering, Z = 200 R^1.6)",
    )


def _checks() -> tuple[Check, ...]:
    out: list[Check] = []
    for row in rows("rain_p838.csv"):
        f_hz, pol, name = float(row["freq_ghz"]) * 1e9, row["pol"], f"{row['freq_ghz']} GHz {row['pol']}"
        k, alpha = (float(part) for part in rain_coefficients(f_hz, pol))
        out.append(Check(f"{name}, k", float(row["k"]), k, "1", 1e-3, relative=True, kind="oracle"))
        out.append(Check(f"{name}, alpha", float(row["alpha"]), alpha, "1", 1e-3, relative=True, kind="oracle"))
        for column, rate in _RATES.items():
            computed = float(rain_db_per_km(f_hz, rate, pol))
            out.append(
                Check(
                    f"{name}, {rate:g} mm/h", float(row[column]), computed, "dB/km", 1e-3, relative=True, kind="oracle"
                )
            )
    return tuple(out)


def _curves() -> tuple[Curve, ...]:
    rate = np.geomspace(1.0, 100.0, 40)
    out = []
    for row in rows("rain_p838.csv"):
        line = rain_db_per_km(float(row["freq_ghz"]) * 1e9, rate, row["pol"])
        points = np.array([float(row[column]) for column in _RATES])
        out.append(Curve(f"{row['freq_ghz']} GHz {row['pol']}", rate, line, np.array([*_RATES.values()]), points))
    return tuple(out)
