"""How long a way takes in a steady wind or current: the wind triangle along geodesic legs.

A vehicle keeps its airspeed and heads into the wind so that it stays on its track. With the wind's part along the
track a and across it c, the ground speed is sqrt(V^2 - c^2) + a (J.D. Anderson, Introduction to Flight; any manual of
navigation). The course of a geodesic changes along a leg, so the time is an integral, taken by Gauss-Legendre panels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from longwatch.bounds import above
from longwatch.geo.geodesic import Floats, wgs84

_PANEL_M = 100_000.0  # first panels; they are halved until the time of the leg settles
_SETTLED_S = 1e-3
_MAX_HALVINGS = 8
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)


def ground_speed_mps(airspeed_mps: Any, course_rad: Any, wind_east_mps: Any, wind_north_mps: Any) -> Any:
    """Speed along a course over ground in wind; 0 where the wind is too strong to keep to the course.

    Parameters
    ----------
    airspeed_mps : positive
    course_rad : direction of the track, clockwise from north
    wind_east_mps, wind_north_mps : the way in which air (or water) moves

    Scalars or arrays that broadcast; returns a float for scalars, never NaN.
    """
    sine, cosine = np.sin(course_rad), np.cos(course_rad)
    along_mps = wind_east_mps * sine + wind_north_mps * cosine
    across_mps = wind_east_mps * cosine - wind_north_mps * sine
    left = np.square(airspeed_mps) - np.square(across_mps)
    speed = np.where(left > 0.0, np.sqrt(np.maximum(left, 0.0)) + along_mps, 0.0)
    speed = np.maximum(speed, 0.0)
    return float(speed) if np.ndim(speed) == 0 else speed


def transit_time_s(
    lats_deg: Sequence[float],
    lons_deg: Sequence[float],
    airspeed_mps: float,
    wind_east_mps: float = 0.0,
    wind_north_mps: float = 0.0,
) -> float:
    """Time along the geodesic (WGS84) legs of a path of waypoints; inf when wind blocks some part of it.

    Better than 0.1 s for 2000 km unless wind and airspeed nearly cancel. A path of one point takes no time.
    """
    return sum(leg_times_s(lats_deg, lons_deg, airspeed_mps, wind_east_mps, wind_north_mps))


def leg_times_s(
    lats_deg: Sequence[float],
    lons_deg: Sequence[float],
    airspeed_mps: float,
    wind_east_mps: float = 0.0,
    wind_north_mps: float = 0.0,
) -> list[float]:
    """The time of each leg of a path of n waypoints: n - 1 figures, inf where wind blocks a leg."""
    above("an airspeed", airspeed_mps, unit="m/s")
    if len(lats_deg) < 2:
        return []
    lats, lons = np.asarray(lats_deg, float), np.asarray(lons_deg, float)
    azimuths_deg, _, lengths_m = wgs84().inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
    if wind_east_mps == 0.0 and wind_north_mps == 0.0:
        return [float(length_m) / airspeed_mps for length_m in lengths_m]
    wind = (wind_east_mps, wind_north_mps)
    return [
        _leg_time_s(float(lat), float(lon), float(azimuth), float(length_m), airspeed_mps, wind)
        for lat, lon, azimuth, length_m in zip(lats[:-1], lons[:-1], azimuths_deg, lengths_m, strict=True)
    ]


def _leg_time_s(
    lat_deg: float, lon_deg: float, azimuth_deg: float, length_m: float, airspeed_mps: float, wind: tuple[float, float]
) -> float:
    if length_m == 0.0:
        return 0.0
    panels = max(1, int(np.ceil(length_m / _PANEL_M)))
    before_s = np.inf
    for _ in range(_MAX_HALVINGS):
        middle_m = (np.arange(panels) + 0.5) * (length_m / panels)
        at_m = (middle_m[:, None] + _NODES[None, :] * (0.5 * length_m / panels)).ravel()
        speed = ground_speed_mps(airspeed_mps, _course_rad(lat_deg, lon_deg, azimuth_deg, at_m), *wind)
        if np.any(speed <= 0.0):
            return float("inf")
        time_s = float((0.5 * length_m / panels) * np.sum(np.tile(_WEIGHTS, panels) / speed))
        if abs(time_s - before_s) < _SETTLED_S:
            return time_s
        before_s, panels = time_s, panels * 2
    return time_s


def _course_rad(lat_deg: float, lon_deg: float, azimuth_deg: float, at_m: Floats) -> Floats:
    """Course of a geodesic at distances from its start."""
    same = np.ones_like(at_m)
    _, _, back_deg = wgs84().fwd(lon_deg * same, lat_deg * same, azimuth_deg * same, at_m)
    return np.radians(np.asarray(back_deg) + 180.0)
