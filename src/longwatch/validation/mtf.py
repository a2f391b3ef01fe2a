"""The modulation transfer function of a simple camera."""

from __future__ import annotations

import numpy as np

from longwatch.detection.optics_mtf import mtf, mtf_detector, mtf_jitter, mtf_optics, mtf_smear, resolved_frequency
from longwatch.validation.authority import Authority, Check, Curve


def authority() -> Authority:
    """Held to values of the closed forms."""
    return Authority(
        name="Modulation transfer of optics, detector, smear and jitter",
        model="longwatch.detection.optics_mtf.mtf",
        source="J.W. Goodman, Introduction to Fourier Optics, 1968: circular aperture; square elements; values worked out",
        checks=_checks,
        curves=_curves,
        x_label="cycles per element",
        y_label="contrast kept",
        limits="No aberration, no obscured aperture, no electronics, no display.",
        not_validated="Any real turret: no maker publishes a curve.",
    )


def _checks() -> tuple[Check, ...]:
    figures = (
        ("optics at a quarter of the cut-off", 0.6850, float(mtf_optics(0.25, 1.0))),
        ("optics at half the cut-off", 0.3910, float(mtf_optics(0.5, 1.0))),
        ("detector at Nyquist's frequency", 0.6366, float(mtf_detector(0.5))),
        ("product at Nyquist's frequency, Q = 1", 0.2489, float(mtf(0.5, 1.0))),
        ("smear of one element at Nyquist's frequency", 2.0 / np.pi, float(mtf_smear(0.5, 1.0))),
        (
            "jitter of 0.1 elements at Nyquist's frequency",
            float(np.exp(-0.005 * np.pi**2)),
            float(mtf_jitter(0.5, 0.1)),
        ),
        ("frequency at which Q = 1.5 keeps what it keeps at 0.3", 0.3, float(resolved_frequency(mtf(0.3, 1.5), 1.5))),
    )
    return tuple(Check(what, published, computed, "1", 1e-3, True, "formula") for what, published, computed in figures)


def _curves() -> tuple[Curve, ...]:
    f = np.linspace(0.0, 1.0, 101)
    return tuple(Curve(f"Q = {q:g}", f, mtf(f, q)) for q in (0.5, 1.0, 2.0))
