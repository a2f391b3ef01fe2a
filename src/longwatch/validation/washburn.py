"""Random search for still and moving targets: the exponential law, its mean time, and the mean relative speed."""

from __future__ import annotations

import numpy as np

from longwatch.detection.search import coverage_factor, mean_time_to_detect_s, pod_random
from longwatch.detection.search_motion import dynamic_enhancement, mean_relative_speed_mps
from longwatch.units import KT_MPS, NM_M
from longwatch.validation.authority import Authority, Check, Curve, Statistic

_AREA_M2 = 10_000.0 * NM_M**2


def authority() -> Authority:
    """The worked example of a ten-mile sweep, and three pairs of speeds."""
    return Authority(
        "Random search, moving targets",
        "longwatch.detection.search_motion.mean_relative_speed_mps",
        "B.O. Koopman, Search and Screening, 1946; A.R. Washburn, Search and Detection, 4th ed., INFORMS 2002",
        _checks,
        "targets that keep off the searcher, or steer by it",
        curves=_curves,
        statistics=_statistics,
        x_label="target speed over searcher speed",
        y_label="relative speed over searcher speed",
        limits="courses equally likely all round, kept for many sweep widths",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for coverage, p in ((0.5, 0.3935), (1.0, 0.6321), (2.0, 0.8647)):
        found.append(Check(f"POD at C = {coverage:g}", p, float(pod_random(coverage)), "", 0.5e-4, kind="formula"))
    for hours, p in ((5.0, 0.3935), (10.0, 0.6321), (20.0, 0.8647)):
        coverage_of = float(coverage_factor(10.0 * NM_M, 100.0 * KT_MPS, hours * 3600.0, _AREA_M2))
        what = f"10 NM at 100 kt over 10,000 NM², {hours:g} h"
        found.append(Check(what, p, float(pod_random(coverage_of)), "", 0.5e-4, kind="formula"))
    mean_h = float(mean_time_to_detect_s(10.0 * NM_M, 100.0 * KT_MPS, _AREA_M2)) / 3600.0
    found.append(Check("mean time to detect of the same", 10.0, mean_h, "h", 1e-3, relative=True, kind="formula"))
    for u, v, mean in ((10.0, 10.0, 12.732), (20.0, 5.0, 20.314), (10.0, 100.0, 100.250)):
        found.append(
            Check(f"speeds {u:g} and {v:g}", mean, float(mean_relative_speed_mps(v, u)), "m/s", 1e-3, True, "formula")
        )
    return tuple(found)


def _statistics() -> tuple[Statistic, ...]:
    """Mean relative speed of random courses, in standard errors off the closed form."""
    n, found = 100_000, []
    course = np.random.Generator(np.random.Philox(key=1)).uniform(0.0, 2.0 * np.pi, n)
    for v, u in ((10.0, 10.0), (5.0, 20.0), (100.0, 10.0)):
        drawn = np.sqrt(v * v + u * u - 2.0 * u * v * np.cos(course))
        off = (drawn.mean() - float(mean_relative_speed_mps(v, u))) / (drawn.std() / np.sqrt(n))
        found.append(
            Statistic(f"simulation off formula, speeds {u:g} and {v:g}", float(off), "standard errors", 0.0, 3.0, n)
        )
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    ratio = np.linspace(0.0, 3.0, 121)
    at = np.array([1.0, 0.1])
    return (Curve("mean over courses", ratio, dynamic_enhancement(1.0, ratio), at, np.array([1.2732, 1.0025])),)
