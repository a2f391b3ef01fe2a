"""The standard atmosphere against its printed table."""

from __future__ import annotations

import numpy as np

from longwatch.physics.air import density_kg_m3, pressure_pa, temperature_k
from longwatch.validation.authority import Authority, Check, Curve

# Geopotential height in m, temperature in K, pressure in Pa, density in kg/m3.
TABLE = (
    (0.0, 288.15, 101_325.0, 1.22500),
    (1_000.0, 281.65, 89_874.6, 1.11164),
    (5_000.0, 255.65, 54_019.9, 0.736116),
    (10_000.0, 223.15, 26_436.3, 0.412707),
    (11_000.0, 216.65, 22_632.1, 0.363918),
    (15_000.0, 216.65, 12_044.6, 0.193674),
    (20_000.0, 216.65, 5_474.89, 0.0880349),
)


def authority() -> Authority:
    """Temperature, pressure and density to 20 km."""
    return Authority(
        "Standard atmosphere",
        "longwatch.physics.air.density_kg_m3",
        "ISO 2533:1975, table by geopotential height; U.S. Standard Atmosphere, 1976",
        _checks,
        "the table is worked out from the standard's own definition; the air of a given day: weather shifts density "
        "by some 5 % either way, which `offset_k` can follow",
        curves=_curves,
        x_label="height, km",
        y_label="density, kg/m3",
        limits="-1 to 20 km; refuses beyond",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for height_m, kelvin, pascal, density in TABLE:
        what = f"{height_m / 1000:g} km"
        found += [
            Check(f"temperature at {what}", kelvin, float(temperature_k(height_m)), "K", 0.005, kind="formula"),
            Check(
                f"pressure at {what}", pascal, float(pressure_pa(height_m)), "Pa", 5e-6, relative=True, kind="formula"
            ),
            Check(
                f"density at {what}",
                density,
                float(density_kg_m3(height_m)),
                "kg/m3",
                1e-5,
                relative=True,
                kind="formula",
            ),
        ]
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    height_m = np.linspace(0.0, 20_000.0, 201)
    printed = np.array(TABLE)
    return (Curve("density", height_m / 1000.0, density_kg_m3(height_m), printed[:, 0] / 1000.0, printed[:, 3]),)
