"""The target transfer probability function, and the search that takes time."""

from __future__ import annotations

import numpy as np

from longwatch.detection.optics_resolution import ttpf, ttpf_inverse
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows


def authority() -> Authority:
    """Held to figures worked out from the printed equations."""
    return Authority(
        name="Target transfer probability function",
        model="longwatch.detection.optics_resolution.ttpf",
        source="Sjaardema, Smith and Birch, SAND2015-6368, 2015, equations 2 and 3: E = 2.7 + 0.7 x",
        checks=_checks,
        curves=_curves,
        x_label="cycles on target over those for p = 0.5",
        y_label="probability with endless time",
        limits="Endless time; with time t the search law P (1 - exp(-P t / 3.4 s)), whose constant is UNVERIFIED.",
        not_validated="Ships at sea, swell and glint; the search constant; the later exponent of the TTP metric is not used.",
    )


def _checks() -> tuple[Check, ...]:
    checks = []
    for row in rows("ttpf_check.csv"):
        x, p = float(row["N_over_N50"]), float(row["P"])
        checks.append(Check(f"p at x = {x:g}", p, float(ttpf(x)), "1", 5e-5, kind="formula"))
    for x, p in ((0.5, 0.1077), (1.0, 0.5), (2.0, 0.9449)):
        checks.append(Check(f"x that gives p = {p:g}", x, float(ttpf_inverse(p)), "1", 1e-3, True, "formula"))
    return tuple(checks)


def _curves() -> tuple[Curve, ...]:
    x = np.linspace(0.0, 3.5, 141)
    table = rows("ttpf_check.csv")
    points = np.array([[float(row["N_over_N50"]), float(row["P"])] for row in table])
    return (Curve("E = 2.7 + 0.7 x", x, ttpf(x), points[:, 0], points[:, 1]),)
