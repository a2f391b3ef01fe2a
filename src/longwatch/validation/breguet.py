"""Breguet's relations of propeller aircraft against figures worked out from them by others."""

from __future__ import annotations

import numpy as np

from longwatch.physics.air import density_kg_m3
from longwatch.physics.breguet import endurance_s, range_m
from longwatch.units import HOUR_S
from longwatch.validation.authority import Authority, Check, Curve

# Fuel in kg -> range in km, endurance in h at 0.7361 kg/m3 (5 km) and at sea level. No product: 1,600 kg, 13.6 m2, propeller
# 0.8, 0.25 kg/kWh, L/D 18, CL^1.5/CD 20.
CASES = {200.0: (2823.0, 16.10, 20.76), 300.0: (4391.0, 25.50, 32.90), 400.0: (6083.0, 36.06, 46.52)}
BSFC_KG_J = 0.25 / 3.6e6


def authority() -> Authority:
    """Range and endurance at constant height."""
    return Authority(
        "Range and endurance, Breguet",
        "longwatch.physics.breguet.endurance_s",
        "J.D. Anderson, Introduction to Flight, chapter 6; worked examples",
        _checks,
        "the relations themselves rest on constant efficiencies; what real aircraft do with them stands under records",
        curves=_curves,
        x_label="fuel, kg",
        y_label="endurance, h",
        limits="propeller aircraft at constant height, lift coefficient (or speed) and efficiencies",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for fuel_kg, (way_km, high_h, low_h) in CASES.items():
        way_m = float(range_m(18.0, 1600.0, 1600.0 - fuel_kg, 0.8, BSFC_KG_J))
        high_s, low_s = (float(_endurance_s(fuel_kg, height_m)) for height_m in (5000.0, 0.0))
        found += [
            Check(f"range on {fuel_kg:g} kg", way_km, way_m / 1000.0, "km", 1e-3, True, "formula"),
            Check(f"endurance on {fuel_kg:g} kg at 5 km", high_h, high_s / HOUR_S, "h", 1e-3, True, "formula"),
            Check(f"endurance on {fuel_kg:g} kg at sea level", low_h, low_s / HOUR_S, "h", 1e-3, True, "formula"),
        ]
    return tuple(found)


def _endurance_s(fuel_kg: float | np.ndarray, height_m: float) -> np.ndarray:
    return endurance_s(20.0, 1600.0, 1600.0 - np.asarray(fuel_kg), 13.6, density_kg_m3(height_m), 0.8, BSFC_KG_J)


def _curves() -> tuple[Curve, ...]:
    fuel_kg, cases = np.linspace(0.0, 500.0, 101), np.array(list(CASES))
    return tuple(
        Curve(
            name,
            fuel_kg,
            _endurance_s(fuel_kg, height_m) / HOUR_S,
            cases,
            np.array([case[column] for case in CASES.values()]),
        )
        for name, height_m, column in (("at 5 km", 5000.0, 1), ("at sea level", 0.0, 2))
    )
