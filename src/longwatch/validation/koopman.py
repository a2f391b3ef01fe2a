"""Koopman: the inverse cube law of a look from the air, by itself, by quadrature of its hazard and by a sum over tracks."""

from __future__ import annotations

import numpy as np

from longwatch.detection.search import (
    coverage_of_spacing,
    inverse_cube,
    pod_inverse_cube,
    pod_parallel,
    spacing_m,
    sweep_width_m,
)
from longwatch.detection.search_pass import lateral_range
from longwatch.validation.authority import Authority, Check, Curve, Statistic

_SPEED_MPS = 60.0
_REACH = 1000.0  # sweep widths


def authority() -> Authority:
    """Lateral range, sweep width, parallel sweeps and their spacing."""
    return Authority(
        "Inverse cube law",
        "longwatch.detection.search.pod_inverse_cube",
        "B.O. Koopman, Search and Screening, OEG Report 56, 1946 (Pergamon 1980)",
        _checks,
        "the law itself: figures are worked out from its formulas; no trial with searchers and targets was at hand",
        curves=_curves,
        statistics=_statistics,
        x_label="lateral range over sweep width",
        y_label="probability of detection of a pass",
        limits="a look from the air at low angles; hazard as height over range cubed",
    )


def _hazard(range_m: np.ndarray) -> np.ndarray:
    """k h / r^3 of a sweep width of 1 m: W = 2 sqrt(2 pi k h / v)."""
    return np.asarray(_SPEED_MPS / (8.0 * np.pi) / range_m**3)


def _checks() -> tuple[Check, ...]:
    passed = lateral_range(_hazard, _SPEED_MPS, _REACH)
    found = []
    for x, p in ((0.25, 0.7201), (0.5, 0.2726), (1.0, 0.0765)):
        at = np.array([x])
        for how, curve in (("closed form", inverse_cube(1.0)), ("quadrature of the hazard", passed)):
            found.append(Check(f"pass at {x:g} W, {how}", p, float(curve(at)[0]), "", 0.5e-4, kind="formula"))
    for coverage, p in ((0.5, 0.4691), (1.0, 0.7899), (1.5, 0.9399)):
        closed, summed = float(pod_inverse_cube(coverage)), pod_parallel(inverse_cube(1.0), 1.0 / coverage, 400.0)
        found.append(Check(f"POD at C = {coverage:g}", p, closed, "", 0.5e-4, kind="formula"))
        found.append(Check(f"POD at C = {coverage:g}, tracks summed", p, summed, "", 2e-4, kind="formula"))
    spacing = float(spacing_m(1.0, 0.5))
    found.append(Check("spacing for POD 0.5", 1.858, spacing, "W", 0.5e-3, kind="formula"))
    found.append(Check("C for POD 0.5", 0.538, float(coverage_of_spacing(1.0, spacing)), "", 0.5e-3, kind="formula"))
    found.append(Check("sweep width of the hazard", 1.0, _width(), "W", 1e-3, kind="formula"))
    return tuple(found)


def _width() -> float:
    """Integral of the curve out to the reach, and what the law says lies beyond."""
    return sweep_width_m(inverse_cube(1.0), _REACH) + 1.0 / (2.0 * np.pi * _REACH)


def _statistics() -> tuple[Statistic, ...]:
    x = np.geomspace(0.01, 10.0, 200)
    worst = float(np.max(np.abs(lateral_range(_hazard, _SPEED_MPS, 1e5)(x) - inverse_cube(1.0)(x))))
    return (Statistic("largest error of quadrature against the closed curve", worst, "", 0.0, 1e-6, n=len(x)),)


def _curves() -> tuple[Curve, ...]:
    x = np.linspace(0.01, 2.0, 200)
    points = np.array([0.25, 0.5, 1.0])
    return (Curve("1 - exp(-W²/4πx²)", x, inverse_cube(1.0)(x), points, np.array([0.7201, 0.2726, 0.0765])),)
