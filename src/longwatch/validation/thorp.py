"""Thorp 1967: absorption of sound at low frequency."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_absorption import francois_garrison_db_km, thorp_db_km, thorp_jkps_db_km
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.sound_tables import rows


def authority() -> Authority:
    """Both printed forms, 100 Hz to 50 kHz."""
    return Authority(
        "Absorption, Thorp",
        "longwatch.physics.sound_absorption.thorp_db_km",
        "Thorp, J. Acoust. Soc. Am. 42, 1967; second form: Jensen, Kuperman, Porter and Schmidt, Computational Ocean Acoustics",
        _checks,
        "the formula is held to figures worked out from it; no measurement of absorption was at hand",
        curves=_curves,
        statistics=_statistics,
        x_label="frequency, kHz",
        y_label="absorption, dB/km",
        limits="100 Hz to 50 kHz, 4 degrees, about 1 km deep; refuses beyond",
        x_log=True,
        y_log=True,
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for f_khz, printed in ((0.1, 0.0045), (1.0, 0.0689), (10.0, 1.183)):
        half_a_digit = 0.5e-3 if printed > 1.0 else 0.5e-4
        found.append(
            Check(f"{f_khz:g} kHz", printed, float(thorp_db_km(1000.0 * f_khz)), "dB/km", half_a_digit, kind="formula")
        )
    for row in rows("absorption"):
        f_khz = float(row["freq_khz"])
        if row["thorp_1967_db_km"] and f_khz <= 50.0:  # the table goes on to 100 kHz, the formula does not
            for column, model in (("thorp_1967_db_km", thorp_db_km), ("thorp_JKPS_db_km", thorp_jkps_db_km)):
                form = "1967" if "1967" in column else "second form"
                computed = float(model(1000.0 * f_khz))
                found.append(
                    Check(f"{f_khz:g} kHz, {form}", float(row[column]), computed, "dB/km", 0.6e-5, kind="formula")
                )
    return tuple(found)


def _statistics() -> tuple[Statistic, ...]:
    f_hz = np.geomspace(1000.0, 50e3, 50)
    ratio = thorp_db_km(f_hz) / francois_garrison_db_km(f_hz, 4.0, depth_m=1000.0)
    worst = float(np.max(np.abs(ratio - 1.0)))
    return (Statistic("largest difference from Francois and Garrison, 4 degrees, 1 km, 1 to 50 kHz", worst, "", n=50),)


def _curves() -> tuple[Curve, ...]:
    f_khz = np.geomspace(0.1, 50.0, 200)
    table = [row for row in rows("absorption") if row["thorp_1967_db_km"] and float(row["freq_khz"]) <= 50.0]
    x, y = (np.array([float(row[name]) for row in table]) for name in ("freq_khz", "thorp_1967_db_km"))
    return (Curve("Thorp 1967", f_khz, thorp_db_km(1000.0 * f_khz), x, y),)
