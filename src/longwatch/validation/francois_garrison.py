"""Francois and Garrison 1982, and Ainslie and McColm 1998: absorption of sound in any sea water."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_absorption import ainslie_mccolm_db_km, francois_garrison_db_km
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.sound_tables import rows


def authority() -> Authority:
    """24 points of the table for each of the two, and four worked figures."""
    return Authority(
        "Absorption, Francois-Garrison and Ainslie-McColm",
        "longwatch.physics.sound_absorption.francois_garrison_db_km",
        "Francois and Garrison, J. Acoust. Soc. Am. 72, 1982, parts I and II; Ainslie and McColm, J. Acoust. Soc. Am. 103, 1998",
        _checks,
        "held to figures worked out from the formulas (and equal to arlpy 1.9.0); no measurement of absorption was at hand",
        curves=_curves,
        statistics=_statistics,
        x_label="frequency, kHz",
        y_label="absorption, dB/km",
        limits="100 Hz to 1 MHz, -2 to 30 degrees, 5 to 40 psu, to 7 km, pH 7.5 to 8.3; refuses beyond",
        x_log=True,
        y_log=True,
    )


def _checks() -> tuple[Check, ...]:
    fg, am = francois_garrison_db_km, ainslie_mccolm_db_km
    found = [
        Check("10 kHz, 10 deg C, surface", 0.963, float(fg(10e3, 10.0)), "dB/km", 0.5e-3, kind="formula"),
        Check("the same, Ainslie-McColm", 0.987, float(am(10e3, 10.0)), "dB/km", 0.5e-3, kind="formula"),
        Check(
            "50 kHz, 27 deg C, 10 m, pH 8.1",
            10.710,
            float(fg(50e3, 27.0, 35.0, 10.0, 8.1)),
            "dB/km",
            0.5e-3,
            kind="oracle",
        ),
        Check("100 kHz, 10 deg C, surface", 33.63, float(fg(100e3, 10.0)), "dB/km", 0.5e-2, kind="formula"),
    ]
    for row in rows("absorption"):
        f, t, s, z, ph = (float(row[name]) for name in ("freq_khz", "temp_c", "sal_psu", "depth_m", "pH"))
        where = f"{f:g} kHz, {t:g} deg C, {s:g} psu, {z:g} m, pH {ph:g}"
        for column, model in (("francois_garrison_db_km", fg), ("ainslie_mccolm_db_km", am)):
            name = where if model is fg else f"{where}, Ainslie-McColm"
            computed = float(model(1000.0 * f, t, s, z, ph))
            found.append(Check(name, float(row[column]), computed, "dB/km", 0.6e-5, kind="formula"))
    return tuple(found)


def _statistics() -> tuple[Statistic, ...]:
    f, t = np.meshgrid(np.geomspace(10e3, 500e3, 40), np.linspace(0.0, 30.0, 13))
    ratio = ainslie_mccolm_db_km(f, t) / francois_garrison_db_km(f, t)
    worst = float(np.max(np.abs(ratio - 1.0)))
    return (Statistic("largest difference between the two, 10 to 500 kHz, 0 to 30 degrees", worst, "", n=f.size),)


def _curves() -> tuple[Curve, ...]:
    f_khz = np.geomspace(0.1, 1000.0, 200)
    table = [row for row in rows("absorption") if float(row["temp_c"]) == 10.0]
    x = np.array([float(row["freq_khz"]) for row in table])
    fg, am = (
        np.array([float(row[name]) for row in table]) for name in ("francois_garrison_db_km", "ainslie_mccolm_db_km")
    )
    return (
        Curve("Francois-Garrison, 10 deg C", f_khz, francois_garrison_db_km(1000.0 * f_khz, 10.0, ph=8.1), x, fg),
        Curve("Ainslie-McColm, 10 deg C", f_khz, ainslie_mccolm_db_km(1000.0 * f_khz, 10.0, ph=8.1), x, am),
    )
