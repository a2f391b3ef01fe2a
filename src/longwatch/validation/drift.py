"""Ensembles of drift against the closed forms of their spread."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from longwatch.physics.drift import LastKnown, Unresolved, degree_m, drift
from longwatch.physics.drift_fields import steady
from longwatch.physics.leeway import leeway_mps, leeway_of
from longwatch.validation.authority import Authority, Check, Curve

_N = 4000
LUCK = "three standard errors of the drawn particles"
_STD_MPS, _LASTS_S = 0.15, 3.0 * 3600.0
_HOURS = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 24.0])
_RAFT, _WIND_MPS = leeway_of("LIFE-RAFT-DB-11"), 8.0


def authority() -> Authority:
    """Spread by an unresolved current over a day, and mean and spread of a raft in a steady wind."""
    return Authority(
        "Drift ensemble",
        "longwatch.physics.drift.drift",
        "G.I. Taylor, Diffusion by Continuous Movements, Proc. London Math. Soc. 20, 1921; Allen and Plourde 1999 for the raft",
        _checks,
        "real drift: ellipses are held to real drifters in the tests (docs/search.md), whose data do not come with the program; "
        "those had no wind or current beside them",
        curves=_curves,
        x_label="hours",
        y_label="spread along an axis, km",
        limits="below 85 degrees of latitude; land only where it is asked for",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    luck = 3.0 / np.sqrt(4.0 * _N)  # of a standard deviation over two axes, as a share
    for hours, spread, drawn in zip(_HOURS, _taylor_m(_HOURS * 3600.0), _drawn_m(), strict=True):
        found.append(
            Check(
                f"spread by current, {hours:g} h",
                float(spread) / 1e3,
                float(drawn) / 1e3,
                "km",
                luck,
                True,
                "formula",
                LUCK,
            )
        )
    t = 12.0 * 3600.0
    out = drift(_RAFT, LastKnown(0.0, 0.0), [t], wind=steady(0.0, _WIND_MPS), n=_N, seed=2)
    north_m = out.lat_deg[-1] * float(degree_m(np.zeros(1))[1][0])
    mean, spread = float(leeway_mps(_RAFT, _WIND_MPS)[0]) * t, float(_RAFT.downwind.spread_mps(_WIND_MPS)) * t
    allowed = 3.0 * spread / np.sqrt(_N)
    found.append(
        Check(
            "raft, 12 h at 8 m/s: mean",
            mean / 1e3,
            float(north_m.mean()) / 1e3,
            "km",
            float(allowed) / 1e3,
            False,
            "formula",
            LUCK,
        )
    )
    off = 3.0 / np.sqrt(2.0 * _N)
    found.append(
        Check("raft, 12 h at 8 m/s: spread", spread / 1e3, float(north_m.std()) / 1e3, "km", off, True, "formula", LUCK)
    )
    return tuple(found)


def _taylor_m(t: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(2.0 * _STD_MPS**2 * _LASTS_S * (t + _LASTS_S * np.expm1(-t / _LASTS_S))))


@cache
def _drawn_m() -> NDArray[np.float64]:
    """Standard deviation over both axes at each hour."""
    unresolved = Unresolved(_STD_MPS, _LASTS_S)
    out = drift(None, LastKnown(0.0, 0.0), _HOURS * 3600.0, unresolved=unresolved, n=_N, seed=1, step_s=900.0)
    east_deg_m, north_deg_m = degree_m(out.lat_deg)
    both = np.concatenate([out.lon_deg * east_deg_m, out.lat_deg * north_deg_m], axis=1)
    return np.asarray(both.std(axis=1))


def _curves() -> tuple[Curve, ...]:
    hours = np.linspace(0.0, 24.0, 97)
    return (
        Curve(
            f"current of {_STD_MPS:g} m/s that lasts 3 h",
            hours,
            _taylor_m(hours * 3600.0) / 1e3,
            _HOURS,
            _drawn_m() / 1e3,
        ),
    )
