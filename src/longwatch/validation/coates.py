"""Coates 1989: what the sea sounds like by wind and shipping."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_noise import coates_db, shipping_db, thermal_db, turbulence_db, wind_db
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.sound_tables import rows

UNIT = "dB re 1 uPa2/Hz"


def authority() -> Authority:
    """108 points of the table: four parts and their sum."""
    return Authority(
        "Ambient noise, Coates",
        "longwatch.physics.sound_noise.coates_db",
        "Coates, Underwater Acoustic Systems, 1989, in the closed form of Stojanovic, 2007",
        _checks,
        "held to figures worked out from the formula; one published curve of wind noise (Knudsen) speaks for it at 1 kHz; "
        "the level of shipping from 0 to 1 is nobody's measurement",
        curves=_curves,
        x_label="frequency, kHz",
        y_label=UNIT,
        limits="1 Hz to 1 MHz; fitted to winds up to some 20 m/s, refuses beyond 60 m/s; no rain, ice or shrimp",
        x_log=True,
    )


def _checks() -> tuple[Check, ...]:
    worked = ((0.1, 5.0, 67.8), (1.0, 5.0, 61.0), (10.0, 5.0, 46.1), (1.0, 10.0, 67.9))
    found = [
        Check(f"{f:g} kHz, {w:g} m/s", level, float(coates_db(1000.0 * f, w, 0.5)), UNIT, 0.05, kind="formula")
        for f, w, level in worked
    ]
    for row in rows("ambient_noise"):
        f, w, s = (float(row[name]) for name in ("freq_khz", "wind_mps", "shipping_0_to_1"))
        hz = 1000.0 * f
        where = f"{f:g} kHz, {w:g} m/s, shipping {s:g}"
        computed = {
            "turbulence_db": turbulence_db(hz),
            "shipping_db": shipping_db(hz, s),
            "wind_db": wind_db(hz, w),
            "thermal_db": thermal_db(hz),
            "total_db_re_1uPa2_Hz": coates_db(hz, w, s),
        }
        for column, level in computed.items():
            part = column.removesuffix("_db_re_1uPa2_Hz").removesuffix("_db")
            found.append(Check(f"{where}, {part}", float(row[column]), float(level), UNIT, 0.0051, kind="formula"))
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    f_khz = np.geomspace(0.01, 100.0, 200)
    found = []
    for wind in (0.0, 5.0, 15.0):
        table = [
            r for r in rows("ambient_noise") if float(r["wind_mps"]) == wind and float(r["shipping_0_to_1"]) == 0.5
        ]
        x, y = (np.array([float(row[name]) for row in table]) for name in ("freq_khz", "total_db_re_1uPa2_Hz"))
        found.append(Curve(f"wind {wind:g} m/s", f_khz, coates_db(1000.0 * f_khz, wind, 0.5), x, y))
    return tuple(found)
