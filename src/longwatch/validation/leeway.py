"""The leeway table of Allen and Plourde and its successors."""

from __future__ import annotations

import numpy as np

from longwatch.physics.leeway import leeway_mps, leeway_objects, leeway_of
from longwatch.validation.authority import Authority, Check, Curve, Statistic

_RAFT = "LIFE-RAFT-DB-11"  # 4 to 14 persons, deep ballast


def authority() -> Authority:
    """One raft at three winds; the table holds 85 objects."""
    return Authority(
        "Leeway",
        "longwatch.physics.leeway.leeway_mps",
        "A.A. Allen and J.V. Plourde, Review of Leeway, US Coast Guard CG-D-08-99, 1999; Allen 2005; Breivik et al. 2011, 2012",
        _checks,
        "coefficients are taken over as published; the drift of no object was followed here. How the scatter is shared between "
        "slope and offset is UNVERIFIED; the table has no rate of jibing",
        curves=_curves,
        statistics=lambda: (Statistic("objects in the table", float(len(leeway_objects())), "", 85.0, 0.0),),
        x_label="wind at 10 m, m/s",
        y_label="leeway, cm/s",
        limits="winds of the trials; none in a calm, refused beyond 40 m/s",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for wind, down, right in ((5.0, 15.70, 0.30), (10.0, 33.20, 4.20), (15.0, 50.70, 8.10)):
        computed = leeway_mps(leeway_of(_RAFT), wind)
        for part, printed, one in zip(("downwind", "to the right"), (down, right), computed, strict=True):
            found.append(Check(f"{part}, {wind:g} m/s", printed, 100.0 * float(one), "cm/s", 1e-3, True, "formula"))
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    wind, at = np.linspace(0.5, 20.0, 40), np.array([5.0, 10.0, 15.0])
    down, right = (100.0 * x for x in leeway_mps(leeway_of(_RAFT), wind))
    left = 100.0 * leeway_mps(leeway_of(_RAFT), wind, False)[1]
    return (
        Curve("downwind", wind, down, at, np.array([15.70, 33.20, 50.70])),
        Curve("across, tack to the right", wind, right, at, np.array([0.30, 4.20, 8.10])),
        Curve("across, tack to the left", wind, left),
    )
