"""Horizons of radar and light."""

from __future__ import annotations

import numpy as np

from longwatch.geo.horizon import optical_horizon_m, radar_horizon_m
from longwatch.units import FT_M, NM_M
from longwatch.validation.authority import Authority, Check, Curve

_KM = (
    (15.0, 15.96, 0.005),
    (100.0, 41.22, 0.005),
    (1000.0, 130.34, 0.005),
    (6096.0, 321.8, 0.05),
    (9144.0, 394.2, 0.1),
)


def authority() -> Authority:
    """Distances, and the coefficients that texts print of them, worked out from the formula."""
    return Authority(
        name="Horizon of radar and of light",
        model="longwatch.geo.horizon.radar_horizon_m",
        source="d = sqrt(2 k Re h), k = 4/3 for radar and 7/6 for light, Re = 6371 km (Skolnik; ITU-R P.310)",
        checks=_checks,
        curves=_curves,
        x_label="height over the sea, m",
        y_label="distance to the horizon, km",
        limits="standard atmosphere, smooth sea",
        not_validated="no measured horizon was at hand: all figures are worked out from the formula; evaporation "
        "ducts, which carry X band farther over warm seas",
    )


def _checks() -> tuple[Check, ...]:
    out = [
        Check(f"from {h:g} m", km, float(radar_horizon_m(h)) / 1000.0, "km", tolerance, kind="formula")
        for h, km, tolerance in _KM
    ]
    tall, boat = float(radar_horizon_m(9144.0)) / 1000.0, float(radar_horizon_m(3048.0, 5.0)) / 1000.0
    ship = float(radar_horizon_m(15.0, 10.0)) / NM_M
    return (
        *out,
        Check("from 9144 m against the exact arc", 393.97, tall, "km", 1e-3, relative=True, kind="formula"),
        Check("from 3048 m to 5 m", 236.8, boat, "km", 0.05, kind="formula"),
        Check("from 15 m to a ship of 10 m", 15.66, ship, "NM", 0.005, kind="formula"),
        Check("from 2,000 ft", 102.0, float(radar_horizon_m(2000.0 * FT_M)) / 1000.0, "km", 0.5, kind="formula"),
        Check("from 16,000 ft", 288.0, float(radar_horizon_m(16_000.0 * FT_M)) / 1000.0, "km", 0.5, kind="formula"),
        Check("radar, km from 1 m", 4.122, float(radar_horizon_m(1.0)) / 1000.0, "km", 0.0005, kind="formula"),
        Check("radar, NM from 1 m", 2.226, float(radar_horizon_m(1.0)) / NM_M, "NM", 0.0005, kind="formula"),
        Check("radar, NM from 1 ft", 1.23, float(radar_horizon_m(FT_M)) / NM_M, "NM", 0.005, kind="formula"),
        # sqrt(7/8) of radar's 4.122 km
        Check("light, km from 1 m", 3.856, float(optical_horizon_m(1.0)) / 1000.0, "km", 0.0005, kind="formula"),
        Check(
            "light, km from 100 m to a hull of 25 m",
            57.83,
            float(optical_horizon_m(100.0, 25.0)) / 1000.0,
            "km",
            0.005,
            kind="formula",
        ),
    )


def _curves() -> tuple[Curve, ...]:
    h = np.linspace(0.0, 10_000.0, 101)
    return (
        Curve(
            "to the sea",
            h,
            radar_horizon_m(h) / 1000.0,
            np.array([row[0] for row in _KM]),
            np.array([row[1] for row in _KM]),
        ),
        Curve("to a ship of 10 m", h, radar_horizon_m(h, 10.0) / 1000.0),
    )
