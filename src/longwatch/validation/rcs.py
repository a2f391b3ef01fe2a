"""Radar cross-sections of ships: Skolnik's formula, and the classes beside what was read of measurements."""

from __future__ import annotations

import numpy as np

from longwatch.detection.radar_rcs import ship_rcs_m2
from longwatch.detection.targets import target_class
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows

_SKOLNIK = ((9400.0, 2.0, 14_260.0), (9400.0, 10.0, 159_400.0), (3000.0, 5.0, 31_840.0))


def authority() -> Authority:
    """Skolnik's formula by its values; the least of two classes against the rows that they were taken from."""
    return Authority(
        name="Radar cross-sections of ships",
        model="longwatch.detection.radar_rcs.ship_rcs_m2",
        source="M.I. Skolnik, IEEE TAES 10(2), 1974; Williams, Cramp and Curtis 1978; Terma white paper 2010",
        checks=_checks,
        curves=_curves,
        x_label="displacement, thousand tons",
        y_label="median cross-section, m2",
        x_log=True,
        y_log=True,
        limits="grazing incidence, 2 to 17 thousand tons, L to X band",
        not_validated="the formula itself (its ships were not at hand), the likely cross-section of every class "
        "(UNVERIFIED or ASSUMED), its change with aspect (ASSUMED), "
        "and that of light aircraft and helicopters (ASSUMED)",
    )


def _checks() -> tuple[Check, ...]:
    out = [
        Check(
            f"{f_mhz:g} MHz, {d_kt:g} thousand tons", value, float(ship_rcs_m2(f_mhz * 1e6, d_kt)), "m2", 1e-3,
            relative=True, kind="formula",
        )
        for f_mhz, d_kt, value in _SKOLNIK
    ]  # fmt: skip
    read = {row["target"]: row for row in rows("ship_rcs.csv") if "UNVERIFIED" not in row["verification"]}
    inflatable = float(read["Inflatable 5.2 m with outboard"]["rcs_min_m2"])
    inshore = float(read["Inshore fishing vessel"]["rcs_min_m2"])
    return (
        *out,
        Check(
            "least of small boats: inflatable of 5.2 m",
            inflatable,
            target_class("small-boat").rcs_m2.low,
            "m2",
            1e-9,
            kind="transcription",
        ),
        Check(
            "least of fishing boats: inshore, 9 m",
            inshore,
            target_class("fishing-boat").rcs_m2.low,
            "m2",
            1e-9,
            kind="transcription",
        ),
    )


def _curves() -> tuple[Curve, ...]:
    d_kt = np.geomspace(2.0, 17.0, 30)
    x = [(d, value) for f, d, value in _SKOLNIK if f == 9400.0]
    points = np.array(x).T
    return (
        Curve("9400 MHz", d_kt, ship_rcs_m2(9.4e9, d_kt), points[0], points[1]),
        Curve("3000 MHz", d_kt, ship_rcs_m2(3e9, d_kt), np.array([5.0]), np.array([31_840.0])),
    )
