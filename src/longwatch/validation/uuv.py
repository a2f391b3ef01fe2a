"""Underwater vehicles: hotel load plus the cube of speed."""

from __future__ import annotations

import numpy as np

from longwatch.catalog.load import load_catalog
from longwatch.physics.uuv import best_speed_mps, endurance_s
from longwatch.units import HOUR_S, KT_MPS
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows

STORE_J, HOTEL_W, DRAG_W_S3_M3 = 1000.0 * HOUR_S, 20.0, 25.0
CASES = {0.4: (46.3, 66.7), 0.8: (30.5, 87.8), 1.2: (15.8, 68.4)}  # m/s -> h, km


def authority() -> Authority:
    """Endurance, range and the speed of greatest range."""
    return Authority(
        "Endurance of underwater vehicles",
        "longwatch.physics.uuv.endurance_s",
        "worked examples; REMUS 100, REMUS 620 (makers, press)",
        _checks,
        "no published store of energy was found: hotel load, drag and energy in the catalog are ASSUMED or fitted",
        curves=_curves,
        statistics=_statistics,
        x_label="speed, m/s",
        y_label="range, km",
        limits="propulsion as the cube of speed, within a factor of two of the speed it was taken at",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for speed_mps, (hours, way_km) in CASES.items():
        time_s = float(endurance_s(STORE_J, HOTEL_W, DRAG_W_S3_M3, speed_mps))
        found.append(Check(f"endurance at {speed_mps:g} m/s", hours, time_s / HOUR_S, "h", 0.05, kind="formula"))
        found.append(
            Check(f"range at {speed_mps:g} m/s", way_km, time_s * speed_mps / 1000.0, "km", 0.06, kind="formula")
        )
    best = float(best_speed_mps(HOTEL_W, DRAG_W_S3_M3))
    found.append(Check("speed of greatest range", 0.737, best, "m/s", 5e-4, kind="formula"))
    return tuple(found)


def _statistics() -> tuple[Statistic, ...]:
    """What published endurances say of powers, where the energy is ASSUMED."""
    (remus100,) = (row for row in rows("endurance_facts.csv") if row["vehicle"] == "REMUS 100")
    battery = load_catalog().platforms["remus620"].battery
    assert battery is not None
    plain_w, sonar_w = (float(battery.energy_j) / (hours * HOUR_S) for hours in (110.0, 78.0))
    return (
        Statistic("REMUS 100, 22 h at 2.7 kn: mean power on 1 kWh (ASSUMED)", 1000.0 / float(remus100["value"]), "W"),
        Statistic("REMUS 100: its way", float(remus100["value"]) * HOUR_S * 2.7 * KT_MPS / 1000.0, "km"),
        Statistic("REMUS 620, 110 h and 78 h: power of its sonar on the ASSUMED energy", sonar_w - plain_w, "W"),
    )


def _curves() -> tuple[Curve, ...]:
    speed_mps = np.linspace(0.05, 2.0, 196)
    way_km = endurance_s(STORE_J, HOTEL_W, DRAG_W_S3_M3, speed_mps) * speed_mps / 1000.0
    return (Curve("1 kWh", speed_mps, way_km, np.array(list(CASES)), np.array([way for _, way in CASES.values()])),)
