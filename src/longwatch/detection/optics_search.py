"""A search through a field of view takes time, and a field of regard has many of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import above, within

Floats = NDArray[np.float64]


def found_by(p_inf: ArrayLike, time_s: ArrayLike, constant_s: ArrayLike) -> Floats:
    """Probability that what is in the field of view is found within a time: P (1 - exp(-P t / constant)).

    `p_inf` is what endless time gives. Field-of-view search of the Night Vision laboratory; its constant, 3.4 s, is UNVERIFIED.
    """
    p = np.clip(np.asarray(p_inf, np.float64), 0.0, 1.0)
    return np.asarray(
        -p * np.expm1(-p * within("a time", time_s, 0.0, unit="s") / above("a constant", constant_s, unit="s"))
    )


def time_to_find_s(p_inf: ArrayLike, share: ArrayLike, constant_s: ArrayLike) -> Floats:
    """Time after which the probability has come to a share of what endless time gives; p_inf above 0, share below 1.

    The least that a look at a contact takes; naming it and taking pictures come on top, so that no dwell is set by it.
    """
    p, part = np.asarray(p_inf, np.float64), np.asarray(share, np.float64)
    if not ((p > 0.0) & (p <= 1.0)).all() or not ((part >= 0.0) & (part < 1.0)).all():
        raise ValueError("p_inf lies above 0 and up to 1, the share from 0 to below 1")
    return np.asarray(-np.asarray(constant_s, np.float64) / p * np.log1p(-part))


def fields_of_view(width_rad: float, height_m: float, outer_m: float, fov_rad: float) -> float:
    """How many fields of view make up the belt of sea between half a range and the range, over a width of bearings.

    The solid angle of the belt over that of a square field; at least one row of fields, as from a mast near the horizon.
    What comes nearer has passed the belt. Not rounded, so that nothing leaps.
    """
    above("a range", outer_m, unit="m"), above("a field of view", fov_rad, unit="rad")
    sine_far = min(1.0, height_m / outer_m)
    sine_near = min(1.0, 2.0 * height_m / outer_m)
    row = width_rad * np.sqrt(1.0 - sine_far**2) / fov_rad
    return float(max(1.0, row, width_rad * (sine_near - sine_far) / fov_rad**2))


def search_hazard_per_s(p_inf: ArrayLike, fields: float, dwell_s: float, constant_s: float) -> Floats:
    """Detections per second of a target somewhere among the fields of view, which are looked at in turn.

    A round takes fields x dwell and finds the target with `found_by`; the hazard with the same chance per round is constant.
    """
    p = found_by(p_inf, dwell_s, constant_s)
    return np.asarray(-np.log1p(-np.minimum(p, 1.0 - 1e-12)) / (fields * dwell_s))
