"""Albersheim's formula against its own values and against the exact series of a steady target."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.detection.radar_echo import from_db
from longwatch.detection.radar_pulses import albersheim_db, albersheim_pd, swerling_pd
from longwatch.validation.authority import Authority, Check, Curve, Statistic

_PD = (0.1, 0.3, 0.5, 0.7, 0.9)
_PFA = (1e-7, 1e-5, 1e-3)
_N = (1, 3, 10, 100, 8096)


def authority() -> Authority:
    return Authority(
        name="Albersheim's formula",
        model="longwatch.detection.radar_pulses.albersheim_db",
        source="W.J. Albersheim, A closed-form approximation to Robertson's detection characteristics, Proc. IEEE 69(7), 1981",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="pulses added",
        y_label="signal to noise of one pulse needed, dB",
        x_log=True,
        limits="pd 0.1 to 0.9, pfa 1e-7 to 1e-3, 1 to 8096 pulses, steady target; refused outside",
        not_validated="nothing rests on it, detection uses the exact series; its stated 0.2 dB do not hold below pd 0.3",
    )


def needed_db(case: int, pd: float, pfa: float, n: int) -> float:
    """Signal to noise of one pulse at which the exact series gives pd; to 1e-4 dB."""
    low, high = -50.0, 60.0
    while high - low > 1e-4:
        level = (low + high) / 2.0
        low, high = (level, high) if float(swerling_pd(case, from_db(level), pfa, n)) < pd else (low, level)
    return (low + high) / 2.0


def _checks() -> tuple[Check, ...]:
    own = (((0.9, 1e-6), 13.11), ((0.5, 1e-4), 9.40), ((0.8, 1e-4), 10.97))
    out = [
        Check(f"one pulse, pd {pd:g}, pfa {pfa:g}", value, albersheim_db(pd, pfa, 1), "dB", 0.005, kind="formula")
        for (pd, pfa), value in own
    ]
    out += [
        Check(
            f"turned round, {n} pulses",
            0.7,
            albersheim_pd(albersheim_db(0.7, 1e-5, n), 1e-5, n),
            "1",
            1e-9,
            kind="formula",
        )
        for n in _N
    ]
    for n in (1, 3, 10, 30, 100):
        for pd in (0.5, 0.7):
            exact, what = needed_db(0, pd, 1e-5, n), f"against the exact series, {n} pulses, pd {pd:g}, pfa 1e-5"
            out.append(Check(what, exact, albersheim_db(pd, 1e-5, n), "dB", 0.2, kind="formula"))
    return tuple(out)


def _differences(pd_min: float) -> NDArray[np.float64]:
    """Formula less exact series over the limits, in dB."""
    cases = [(pd, pfa, n) for pd in _PD if pd >= pd_min for pfa in _PFA for n in _N]
    return np.array([albersheim_db(*case) - needed_db(0, *case) for case in cases])


def _statistics() -> tuple[Statistic, ...]:
    fair, whole = np.abs(_differences(0.3)), np.abs(_differences(0.1))
    return (
        Statistic("largest difference from the exact series, pd 0.3 to 0.9", float(fair.max()), "dB", 0.2, n=len(fair)),
        Statistic(
            "largest difference from the exact series, pd 0.1 to 0.9", float(whole.max()), "dB", 0.2, n=len(whole)
        ),
    )


def _curves() -> tuple[Curve, ...]:
    n, points = np.unique(np.geomspace(1, 1000, 30).astype(int)), np.array([1, 3, 10, 30, 100, 300])
    out = []
    for pd in (0.5, 0.9):
        line = np.array([albersheim_db(pd, 1e-6, int(one)) for one in n])
        exact = np.array([needed_db(0, pd, 1e-6, int(one)) for one in points])
        out.append(
            Curve(f"pd {pd:g}, pfa 1e-6; points: exact series", n.astype(float), line, points.astype(float), exact)
        )
    return tuple(out)
