"""JOMOPANS-ECHO 2021: how loud ships are by class, speed and length."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_ships import decidecade_db, jomopans_db
from longwatch.units import KT_MPS
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.sound_tables import rows

UNIT = "dB re 1 uPa2 m2/Hz"


def authority() -> Authority:
    """54 points in six classes, per hertz and per decidecade."""
    return Authority(
        "Source level of ships, JOMOPANS-ECHO",
        "longwatch.physics.sound_ships.jomopans_db",
        "MacGillivray and de Jong, J. Mar. Sci. Eng. 9(4), 369, 2021",
        _checks,
        "held to figures worked out from the formulas (and equal to uwacan 2.4.0); which class speaks for a coaster or a small "
        "boat, and how fast they go, is ASSUMED; no boat under the size of leisure craft with AIS was measured",
        curves=_curves,
        x_label="frequency, Hz",
        y_label=UNIT,
        limits="20 Hz to 20 kHz, 0.5 to 30 m/s, 3 to 450 m; refuses beyond. Cargo classes jump at 100 Hz, as published",
        x_log=True,
    )


def _checks() -> tuple[Check, ...]:
    worked = (
        ("fishing", 6.4, 20.0, 125.0, 130.54),
        ("tanker", 12.4, 180.0, 63.0, 162.77),
        ("cruise", 17.1, 250.0, 1000.0, 139.93),
        ("tug", 5.0, 30.0, 50.0, 137.18),
    )
    found = [
        Check(
            f"{kind} {v:g} kn {length:g} m, {f:g} Hz",
            level,
            float(jomopans_db(f, kind, v * KT_MPS, length)),
            UNIT,
            0.0051,
            kind="oracle",
        )
        for kind, v, length, f, level in worked
    ]
    for row in rows("ship_source_level"):
        kind, v, length, f = (
            row["class"],
            float(row["speed_kn"]) * KT_MPS,
            float(row["length_m"]),
            float(row["freq_hz"]),
        )
        level = float(jomopans_db(f, kind, v, length))
        where = f"{kind}, {f:g} Hz"
        found.append(Check(where, float(row["psd_db_re_1uPa2m2_Hz"]), level, UNIT, 0.0051, kind="oracle"))
        band = float(decidecade_db(level, f))
        found.append(
            Check(
                f"{where}, decidecade",
                float(row["decidecade_db_re_1uPam"]),
                band,
                "dB re 1 uPa m",
                0.0051,
                kind="oracle",
            )
        )
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    f = np.geomspace(20.0, 20e3, 300)
    found = []
    for kind in ("fishing", "tanker", "cruise"):
        table = [row for row in rows("ship_source_level") if row["class"] == kind]
        speed, length = float(table[0]["speed_kn"]) * KT_MPS, float(table[0]["length_m"])
        x, y = (np.array([float(row[name]) for row in table]) for name in ("freq_hz", "psd_db_re_1uPa2m2_Hz"))
        found.append(Curve(kind, f, jomopans_db(f, kind, speed, length), x, y))
    return tuple(found)
