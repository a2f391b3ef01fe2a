"""Whether what is seen suffices for a task: cycles on target, the probability that they give, and its inverse.

J. Johnson, Analysis of image forming systems, 1958, and ACQUIRE, as tabled by Sjaardema, Smith and Birch, SAND2015-6368, 2015.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.catalog.camera import Criteria

Floats = NDArray[np.float64]
PARTS: Final = np.arange(1, 65) / 64.0
ROWS: Final[dict[Criteria, str]] = {"acquire": "ACQUIRE (2-D, sqrt of area)", "johnson": "Johnson 1958 (1-D)"}
WORDS: Final = {"detect": "detection", "recognise": "recognition", "identify": "identification"}


def cycles_on_target(size_m: ArrayLike, ifov_rad: ArrayLike, range_m: ArrayLike) -> Floats:
    """Size / (2 IFOV range): two elements of the detector to a cycle, light and dark. All above zero."""
    way_m = 2.0 * np.asarray(ifov_rad, np.float64) * np.asarray(range_m, np.float64)
    return np.asarray(np.asarray(size_m, np.float64) / way_m)


def ground_sample_m(ifov_rad: ArrayLike, range_m: ArrayLike) -> Floats:
    """What one element covers across the line of sight: pitch / focal length x slant range."""
    return np.asarray(np.asarray(ifov_rad, np.float64) * np.asarray(range_m, np.float64))


def ttpf(ratio: ArrayLike) -> Floats:
    """Probability of a task with endless time, from cycles on target over those needed for p = 0.5.

    The target transfer probability function x^E / (1 + x^E), E = 2.7 + 0.7 x (SAND2015-6368, equations 2 and 3): rises with x.
    Of trained observers and vehicles on land; ships are not in its data. Error: criteria of different authors differ by half.
    """
    x = np.maximum(np.asarray(ratio, np.float64), 0.0)
    logit = (2.7 + 0.7 * x) * np.log(np.maximum(x, 1e-300))
    return np.asarray(np.where(x > 0.0, 1.0 / (1.0 + np.exp(-np.clip(logit, -700.0, 700.0))), 0.0))


def ttpf_inverse(p: ArrayLike) -> Floats:
    """Cycles over those needed for p = 0.5 at which a task is met with p in (0, 1); by bisection, to the last digit."""
    p = np.asarray(p, np.float64)
    if not ((p > 0.0) & (p < 1.0)).all():
        raise ValueError("a task is met with a probability between 0 and 1, both left out")
    wanted = np.log(p) - np.log1p(-p)
    low, high = np.full(p.shape, -300.0), np.full(p.shape, 3.0)  # logarithms of x
    for _ in range(70):
        middle = 0.5 * (low + high)
        below = (2.7 + 0.7 * np.exp(middle)) * middle < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(np.exp(0.5 * (low + high)))


@cache
def criterion_cycles(criteria: Criteria, task: str) -> float:
    """Cycles on target for p = 0.5, of the published table."""
    text = files("longwatch.detection").joinpath("data/johnson.csv").read_text(encoding="utf-8")
    rows = {(row["criterion"], row["task"]): row for row in csv.DictReader(text.splitlines())}
    return float(rows[ROWS[criteria], WORDS[task]]["n50_cycles_on_critical_dim"])


def farthest_m(ratio: Callable[[Floats], Floats], wanted: float, far_m: float) -> float:
    """The range out to which a ratio that falls with range is above what is wanted, at most `far_m`; to 1e-9 of that."""
    near_m, beyond_m = 0.0, far_m
    for _ in range(5):  # 64 parts of 64 parts ...
        steps_m = near_m + (beyond_m - near_m) * PARTS
        place = int(np.count_nonzero(ratio(steps_m) > wanted))
        if place == len(PARTS):  # as far as was asked; in a part of a part that is what rounding makes of its end
            return beyond_m
        near_m, beyond_m = float(steps_m[place - 1]) if place else near_m, float(steps_m[place])
    return near_m
