"""From sweep width to the probability of detection of a search: coverage factor, the laws of POD, sweeps side by side.

    sweep width W = integral of the lateral-range curve      coverage factor C = W v t / A = W / spacing of the tracks

B.O. Koopman, Search and Screening, 1946 (Pergamon 1980); A.R. Washburn, Search and Detection, 4th ed. 2002. The search
manuals call the inverse cube law "ideal conditions" and random search "normal conditions".

Limits of all laws: targets equally likely everywhere in an area whose sides are many sweep widths long, each pass on its own,
no time lost on false contacts. For one and the same C every sweep with a lateral-range curve that falls off to both sides lies
between `pod_random` and `pod_definite`. (A curve that rises again farther out can fall below random search.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf, erfinv

Floats: TypeAlias = NDArray[np.float64]
LateralRange: TypeAlias = Callable[[Floats], Floats]  # lateral ranges in metres, not negative -> probabilities
Law: TypeAlias = Literal["definite range", "inverse cube", "random"]
_HALVINGS: Final = 40
_PLACE, _WEIGHT = np.polynomial.legendre.leggauss(16)


def coverage_factor(
    sweep_width_m: ArrayLike, speed_mps: ArrayLike, duration_s: ArrayLike, area_m2: ArrayLike
) -> Floats:
    """C: area swept over area searched, a bare number. Against moving targets the speed is the mean relative one."""
    return np.asarray(_sane(sweep_width_m) * _sane(speed_mps) * _sane(duration_s) / _positive(area_m2), np.float64)


def coverage_of_spacing(sweep_width_m: ArrayLike, spacing_m: ArrayLike) -> Floats:
    """C of parallel sweeps: sweep width over spacing of the tracks."""
    return np.asarray(_sane(sweep_width_m) / _positive(spacing_m), np.float64)


def pod_definite(coverage: ArrayLike) -> Floats:
    """min(1, C): sure within half the sweep width, blind beyond. No search with that coverage finds more."""
    return np.asarray(np.minimum(_sane(coverage), 1.0), np.float64)


def pod_inverse_cube(coverage: ArrayLike) -> Floats:
    """erf(sqrt(pi) C / 2): exactly even parallel sweeps with the inverse cube law (Koopman 1946)."""
    return np.asarray(erf(0.5 * np.sqrt(np.pi) * _sane(coverage)), np.float64)


def pod_random(coverage: ArrayLike) -> Floats:
    """1 - exp(-C): effort laid at random. The floor of an orderly search, the default for moving targets or poor navigation."""
    return np.asarray(-np.expm1(-_sane(coverage)), np.float64)


def pod(coverage: ArrayLike, law: Law) -> Floats:
    """Probability of detection by one of the three laws."""
    return {"definite range": pod_definite, "inverse cube": pod_inverse_cube, "random": pod_random}[law](coverage)


def spacing_m(sweep_width_m: ArrayLike, wanted_pod: ArrayLike, law: Law = "inverse cube") -> Floats:
    """The widest spacing of parallel sweeps that gives a POD between 0 and 1, the inverse of `pod`."""
    wanted = np.asarray(wanted_pod, np.float64)
    if not ((wanted > 0.0) & (wanted < 1.0)).all():
        raise ValueError("a POD that is asked for lies between 0 and 1, both excluded")
    coverage = {
        "definite range": lambda p: p,
        "inverse cube": lambda p: 2.0 / np.sqrt(np.pi) * erfinv(p),
        "random": lambda p: -np.log1p(-p),
    }[law](wanted)
    return np.asarray(_sane(sweep_width_m) / coverage, np.float64)


def inverse_cube(sweep_width_m: float) -> LateralRange:
    """Koopman's lateral-range curve of a look from the air, 1 - exp(-W^2 / (4 pi x^2)); 1 at x = 0."""
    width2 = float(_positive(sweep_width_m)) ** 2

    def curve(lateral_m: Floats) -> Floats:
        x2 = np.asarray(lateral_m, np.float64) ** 2
        with np.errstate(divide="ignore", over="ignore"):
            return np.asarray(-np.expm1(-width2 / (4.0 * np.pi * x2)), np.float64)

    return curve


def definite_range(sweep_width_m: float) -> LateralRange:
    """1 within half the sweep width, 0 beyond."""
    half = 0.5 * float(_positive(sweep_width_m))
    return lambda lateral_m: np.where(np.abs(lateral_m) < half, 1.0, 0.0)


def sweep_width_m(curve: LateralRange, reach_m: float, edges_m: ArrayLike = (), tolerance: float = 1e-9) -> float:
    """W: integral of a lateral-range curve over both sides, out to `reach_m`.

    By Gauss and Legendre, halving every panel whose halves tell otherwise, until all that is in doubt is below `tolerance` of W.
    `edges_m` are where the curve jumps. A tail beyond the reach is left out: of the inverse cube, W^2 / (2 pi reach).
    """
    cuts = np.unique(np.clip(np.concatenate([[0.0, reach_m], np.ravel(edges_m)]), 0.0, reach_m))
    begin, end = cuts[:-1], cuts[1:]
    coarse, total = _panel(curve, begin, end), 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (begin + end)
        left, right = _panel(curve, begin, middle), _panel(curve, middle, end)
        doubt = np.abs(left + right - coarse) > tolerance * (total + coarse.sum()) / 100.0
        total += float((left + right)[~doubt].sum())
        begin, end = np.append(begin[doubt], middle[doubt]), np.append(middle[doubt], end[doubt])
        coarse = np.append(left[doubt], right[doubt])
    return 2.0 * (total + float(coarse.sum()))


def _panel(curve: LateralRange, begin_m: Floats, end_m: Floats) -> Floats:
    """Integrals of a curve over panels."""
    middle, half = 0.5 * (begin_m + end_m), 0.5 * (end_m - begin_m)
    return np.asarray((curve(middle[:, None] + half[:, None] * _PLACE) @ _WEIGHT) * half, np.float64)


def pod_parallel(curve: LateralRange, spacing_m: float, reach_m: float, offsets: int = 512) -> float:
    """POD of endless even parallel sweeps with any lateral-range curve, by summing over every track within reach.

    A target lies anywhere between two tracks: the mean over `offsets` places of 1 - product of (1 - p) over tracks. The error is
    of the order of 1 / offsets^2 for smooth curves and of 1 / offsets for steps; what lies beyond `reach_m` is left out.
    """
    if spacing_m <= 0.0 or reach_m <= 0.0:
        raise ValueError("the spacing of sweeps and the reach are positive")
    tracks = int(np.ceil(reach_m / spacing_m))
    place = (np.arange(offsets) + 0.5) / offsets * 0.5 * spacing_m  # half of a gap: the other half is its mirror
    missed = np.ones(offsets)
    for k in range(-tracks, tracks + 1):  # an array of all tracks would hold gigabytes for a fine spacing
        lateral = np.abs(place - k * spacing_m)
        missed *= 1.0 - np.where(lateral <= reach_m, curve(lateral), 0.0)
    return float(1.0 - missed.mean())


def independent_looks(pods: ArrayLike, axis: int = -1) -> Floats:
    """POD of several searches, each on its own: 1 - product of (1 - POD), along an axis."""
    p = np.asarray(pods, np.float64)
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("probabilities lie between 0 and 1")
    return np.asarray(1.0 - np.prod(1.0 - p, axis=axis), np.float64)


def mean_time_to_detect_s(sweep_width_m: ArrayLike, speed_mps: ArrayLike, area_m2: ArrayLike) -> Floats:
    """A / (W v): mean time until random search finds a target, which is exponentially distributed; infinite without a sweep."""
    with np.errstate(divide="ignore"):
        return np.asarray(_positive(area_m2) / (_sane(sweep_width_m) * _sane(speed_mps)), np.float64)


def _sane(value: ArrayLike) -> Floats:
    out = np.asarray(value, np.float64)
    if not (np.isfinite(out).all() and (out >= 0.0).all()):
        raise ValueError("widths, speeds, times and coverage factors are finite and not negative")
    return out


def _positive(value: ArrayLike) -> Floats:
    out = _sane(value)
    if not (out > 0.0).all():
        raise ValueError("an area, a spacing and the sweep width of a curve are above zero")
    return out
