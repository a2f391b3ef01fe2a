"""The General Image Quality Equation 5: NIIRS and what smear takes from it."""

from __future__ import annotations

import numpy as np

from longwatch.detection.optics_giqe import INCH_M, mean_edge_response, niirs
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows

SAMPLE_M = 20.8 * INCH_M
SNR = 50.0


def authority() -> Authority:
    """Held to the report's smear losses at their printed rounding, and to values of the equation."""
    return Authority(
        name="General Image Quality Equation 5",
        model="longwatch.detection.optics_giqe.niirs",
        source="NGA, General Image-Quality Equation: GIQE Version 5.0, 16 September 2015, tables 5 and 6",
        checks=_checks,
        curves=_curves,
        x_label="smear, elements",
        y_label="change of NIIRS, SNR 50, Q = 1",
        limits="Visible light, Q from 1 to 2; standard error 0.35 NIIRS.",
        not_validated="The equation itself: the losses that the report prints were worked out from it. GIQE 3 and "
        "4, whose coefficients the report prints: not modelled. Thermal pictures, which "
        "have a scale of their own; slant pictures over sea.",
    )


def _checks() -> tuple[Check, ...]:
    checks = [
        Check("NIIRS at 20.8 in, RER 0.329, SNR 50", 4.990, _niirs(0.329), "NIIRS", 1e-3, True, "formula"),
        Check("NIIRS at 20.8 in, RER 1, SNR 50", 5.158, _niirs(1.0), "NIIRS", 1e-3, True, "formula"),
    ]
    worked_out = {1: -0.027, 2: -0.107, 4: -0.332, 8: -0.872}
    for smear, printed, computed in _losses():
        if smear:
            what = f"loss by a smear of {smear:g} elements"
            checks.append(Check(f"{what}, as printed", printed, computed, "NIIRS", 0.005, kind="formula"))
            checks.append(
                Check(f"{what}, to three places", worked_out[int(smear)], computed, "NIIRS", 5e-4, kind="formula")
            )
    return tuple(checks)


def _curves() -> tuple[Curve, ...]:
    smear, printed, computed = (np.array(column) for column in zip(*_losses(), strict=True))
    return (Curve("loss by smear", smear, computed, smear, printed),)


def _losses() -> list[tuple[float, float, float]]:
    """(smear in elements, printed loss, computed loss) from the printed edge responses along the smear."""
    table = rows("giqe5_smear.csv")
    still = float(table[0]["rer_along_Q1"])
    base = _niirs(still)
    return [
        (
            float(row["smear_px"]),
            float(row["delta_niirs_snr50_Q1"]),
            _niirs(float(mean_edge_response(still, float(row["rer_along_Q1"])))) - base,
        )
        for row in table
    ]


def _niirs(edge_response: float) -> float:
    return float(niirs(SAMPLE_M, edge_response, SNR))
