"""Speed over ground on a track in wind."""

from __future__ import annotations

import numpy as np

from longwatch.physics.transit import ground_speed_mps, transit_time_s
from longwatch.units import KT_MPS
from longwatch.validation.authority import Authority, Check, Curve


def authority() -> Authority:
    """The wind triangle, and the time of a way there and back."""
    return Authority(
        "Wind on the track",
        "longwatch.physics.transit.ground_speed_mps",
        "wind triangle of any manual of navigation; worked examples",
        _checks,
        "wind that changes on the way, and turns, climb and descent",
        curves=_curves,
        x_label="wind across the track, kt",
        y_label="ground speed at 60 kt, kt",
        limits="one wind for the whole way; 0 where the wind is too strong",
    )


def _checks() -> tuple[Check, ...]:
    return (
        Check("60 kt, 12 kt across", 58.79, _made_good_kt(0.0, 12.0), "kt", 0.005, kind="formula"),
        Check("60 kt, 12 kt across, 10 kt ahead", 48.79, _made_good_kt(-10.0, 12.0), "kt", 0.005, kind="formula"),
        # Out with a tail wind and back against it takes longer than in still air: D V / (V^2 - w^2) each way's mean.
        Check("out and back, 100 kt, 20 kt along: by still air", 1 / 0.96, _both_ways(), "1", 1e-6, True, "formula"),
    )  # fmt: skip


def _made_good_kt(tail_kt: float, cross_kt: float) -> float:
    """Track to the north."""
    return float(ground_speed_mps(60.0 * KT_MPS, 0.0, cross_kt * KT_MPS, tail_kt * KT_MPS)) / KT_MPS


def _both_ways() -> float:
    """Along a meridian, whose course does not change."""
    lats, lons, speed = [30.0, 33.0], [140.0, 140.0], 100.0 * KT_MPS
    wind = {"wind_north_mps": 20.0 * KT_MPS}
    flown_s = transit_time_s(lats, lons, speed, **wind) + transit_time_s(lats[::-1], lons, speed, **wind)
    return float(flown_s / (2.0 * transit_time_s(lats, lons, speed)))


def _curves() -> tuple[Curve, ...]:
    cross_kt = np.linspace(0.0, 60.0, 121)
    return tuple(
        Curve(name, cross_kt, np.array([_made_good_kt(tail, cross) for cross in cross_kt]), np.array([12.0]), np.array([printed]))
        for name, tail, printed in (("no wind along", 0.0, 58.79), ("10 kt ahead", -10.0, 48.79))
    )  # fmt: skip
