"""Probabilities of detection against published values and the closed forms that some cases have."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from longwatch.detection.radar_echo import from_db, signal_to_noise
from longwatch.detection.radar_pulses import m_of_n, swerling_pd
from longwatch.validation.albersheim import needed_db
from longwatch.validation.authority import Authority, Check, Curve, Statistic


def authority() -> Authority:
    """The range equation, the five cases by values and closed forms, and m of n scans."""
    return Authority(
        name="Range equation and Swerling cases",
        model="longwatch.detection.radar_pulses.swerling_pd",
        source="M.I. Skolnik, Introduction to Radar Systems; J.I. Marcum 1947; P. Swerling 1954",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="signal to noise of one pulse, dB",
        y_label="probability of detection, 10 pulses, pfa 1e-6",
        limits="1 to 8096 pulses, pfa 1e-12 to 0.5, square-law detector, noise independent from pulse to pulse; refused outside",
        not_validated="which case a ship belongs to: 1 is taken, and ships are known to lie between 1 and 3",
    )


def _checks() -> tuple[Check, ...]:
    return (*_ranges(), *_levels(), *_contacts())


def _ranges() -> list[Check]:
    """Range at which one set meets 13.1 dB, ten pulses added coherently."""
    out, ranges_km = [], list[float]()
    for rcs_m2, km in ((1.0, 42.1), (10.0, 74.9), (1000.0, 236.8)):
        at_1_km = 10.0 * signal_to_noise(
            1000.0,
            rcs_m2,
            peak_power_w=10e3,
            gain_db=33.0,
            frequency_hz=9.4e9,
            pulse_s=10e-6,
            noise_figure_db=3.0,
            losses_db=6.0,
        )
        computed = float((at_1_km / from_db(13.1)) ** 0.25)
        out.append(Check(f"range equation, {rcs_m2:g} m2", km, computed, "km", 0.05, kind="formula"))
        ranges_km.append(computed)
    # the published triple has it: 42.1, 74.9, 236.8 km for 1, 10, 1000 m2
    for rcs_m2, one, root in zip((10.0, 1000.0), ranges_km[1:], (1.7783, 5.6234), strict=True):
        what = f"range over that of 1 m2, fourth root of {rcs_m2:g}"
        out.append(Check(what, root, one / ranges_km[0], "1", 5e-5, kind="formula"))
    return out


def _levels() -> list[Check]:
    out = []
    for pd, level in ((0.9, 21.14), (0.5, 12.77)):
        what = f"Swerling 1, one pulse, pd {pd:g}, pfa 1e-6"
        out.append(Check(what, level, needed_db(1, pd, 1e-6, 1), "dB", 0.005, kind="formula"))
    return out


def _contacts() -> list[Check]:
    by_sum = sum(special.comb(10, k) * 0.8**k * 0.2 ** (10 - k) for k in (8, 9, 10))
    return [Check("8 of 10 scans at 0.8", float(by_sum), float(m_of_n(0.8, 8, 10)), "1", 1e-12, kind="formula")]


def closed_forms(pfa: float, n: int) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """(case, series, closed form) over -10 to 30 dB for the cases that have one."""
    snr = from_db(np.linspace(-10.0, 30.0, 81))
    t, total = float(special.gammainccinv(n, pfa)), n * snr
    out = [
        ("0", swerling_pd(0, snr, pfa, n), stats.ncx2.sf(2.0 * t, 2 * n, 2.0 * total)),
        ("2", swerling_pd(2, snr, pfa, n), special.gammaincc(n, t / (1.0 + snr))),
    ]
    if n == 1:
        out.append(("1", swerling_pd(1, snr, pfa, 1), pfa ** (1.0 / (1.0 + snr))))
    else:
        rest = (1.0 + 1.0 / total) ** (n - 1) * np.exp(-t / (1.0 + total))
        closed = special.gammaincc(n - 1, t) + rest * special.gammainc(n - 1, t / (1.0 + 1.0 / total))
        out.append(("1", swerling_pd(1, snr, pfa, n), closed))
    if n == 1:
        half = snr / 2.0
        closed = (1.0 + half * t / (1.0 + half) ** 2) * np.exp(-t / (1.0 + half))
        out += [("3", swerling_pd(3, snr, pfa, 1), closed), ("4", swerling_pd(4, snr, pfa, 1), closed)]
    return out


def _statistics() -> tuple[Statistic, ...]:
    worst: dict[str, float] = {}
    for n in (1, 8, 64):
        for case, series, closed in closed_forms(1e-6, n):
            worst[case] = max(worst.get(case, 0.0), float(np.abs(series - closed).max()))
    return tuple(
        Statistic(
            f"case {case}: largest difference from its closed form",
            value,
            "1",
            0.0,
            1e-9,
            81 * (3 if case in "012" else 1),
        )
        for case, value in sorted(worst.items())
    )


def _curves() -> tuple[Curve, ...]:
    level = np.linspace(-10.0, 20.0, 61)
    return tuple(Curve(f"case {case}", level, swerling_pd(case, from_db(level), 1e-6, 10)) for case in range(5))
