"""Horizons of radar and light."""

from __future__ import annotations

import numpy as np

from longwatch.geo.horizon import MEAN_RADIUS_M, RADAR_K, radar_horizon_m
from longwatch.units import NM_M
from longwatch.validation.authority import Authority, Check, Curve

_KM = (
    (15.0, 15.96, 0.005),
    (100.0, 41.22, 0.005),
    (1000.0, 130.34, 0.005),
    (6096.0, 321.8, 0.05),
    (9144.0, 394.2, 0.1),
)


def authority() -> Authority:
    return Authority(
        name="Radar horizon",
        model="longwatch.geo.horizon.radar_horizon_m",
        source="d = sqrt(2 k Re h), k = 4/3, Re = 6371 km (Skolnik; ITU-R P.310)",
        checks=_checks,
        curves=_curves,
        x_label="height over the sea, m",
        y_label="distance to the horizon, km",
        limits="standard atmosphere, smooth sea",
        not_validated="evaporation ducts, which carry X band farther over warm seas",
    )


def _checks() -> tuple[Check, ...]:
    out = [
        Check(f"from {h:g} m", km, float(radar_horizon_m(h)) / 1000.0, "km", tolerance, kind="formula")
        for h, km, tolerance in _KM
    ]
    exact_km = RADAR_K * MEAN_RADIUS_M * np.arccos(1.0 / (1.0 + 9144.0 / (RADAR_K * MEAN_RADIUS_M))) / 1000.0
    tall, boat = float(radar_horizon_m(9144.0)) / 1000.0, float(radar_horizon_m(3048.0, 5.0)) / 1000.0
    ship = float(radar_horizon_m(15.0, 10.0)) / NM_M
    return (
        *out,
        Check("exact arc from 9144 m", 393.97, float(exact_km), "km", 0.005, kind="formula"),
        Check("from 9144 m against the exact arc", float(exact_km), tall, "km", 1e-3, relative=True, kind="formula"),
        Check("from 3048 m to 5 m", 236.8, boat, "km", 0.05, kind="formula"),
        Check("from 15 m to a ship of 10 m", 15.66, ship, "NM", 0.02, kind="formula"),
        Check("AN/APS-134 from 2,000 ft", 102.0, float(radar_horizon_m(609.6)) / 1000.0, "km", 0.5),
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
