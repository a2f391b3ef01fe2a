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
    found = _leg_times_s(lats[:-1], lons[:-1], azimuths_deg, lengths_m, airspeed_mps, (wind_east_mps, wind_north_mps))
    return [float(time_s) for time_s in found]


def straight_times_s(
    from_deg: Sequence[tuple[float, float]],
    to_deg: Sequence[tuple[float, float]],
    airspeed_mps: float,
    wind_east_mps: float = 0.0,
    wind_north_mps: float = 0.0,
) -> Floats:
    """The time of each straight way between n pairs of (lat_deg, lon_deg): as `transit_time_s` of each, in one call."""
    above("an airspeed", airspeed_mps, unit="m/s")
    (lat0, lon0), (lat1, lon1) = (np.asarray(ends, float).reshape(-1, 2).T.copy() for ends in (from_deg, to_deg))
    azimuths_deg, _, lengths_m = wgs84().inv(lon0, lat0, lon1, lat1)
    if wind_east_mps == 0.0 and wind_north_mps == 0.0:
        return np.asarray(lengths_m, float) / airspeed_mps
    return _leg_times_s(lat0, lon0, azimuths_deg, lengths_m, airspeed_mps, (wind_east_mps, wind_north_mps))


def _leg_times_s(
    lats_deg: Floats,
    lons_deg: Floats,
    azimuths_deg: Floats,
    lengths_m: Floats,
    airspeed_mps: float,
    wind: tuple[float, float],
) -> Floats:
    """Seconds of legs by their starts, courses and lengths; all arrays of shape (n,), the result too."""
    times_s, before_s = np.zeros(len(lengths_m)), np.full(len(lengths_m), np.inf)
    panels = np.maximum(1, np.ceil(lengths_m / _PANEL_M)).astype(int)
    left = np.flatnonzero(lengths_m != 0.0)
    for _ in range(_MAX_HALVINGS):
        for n in np.unique(panels[left]):
            own = left[panels[left] == n]
            start = lats_deg[own], lons_deg[own], azimuths_deg[own]
            times_s[own] = _in_panels_s(*start, lengths_m[own], int(n), airspeed_mps, wind)
        is_blocked = np.isinf(times_s[left])
        settled = np.abs(np.where(is_blocked, 0.0, times_s[left]) - before_s[left]) < _SETTLED_S
        left = left[~(settled | is_blocked)]
        if not len(left):
            break
        before_s[left], panels[left] = times_s[left], 2 * panels[left]
    return times_s


def _in_panels_s(
    lats_deg: Floats,
    lons_deg: Floats,
    azimuths_deg: Floats,
    lengths_m: Floats,
    panels: int,
    airspeed_mps: float,
    wind: tuple[float, float],
) -> Floats:
    """The integral over so many panels a leg; inf where wind blocks one."""
    half_m = (0.5 * lengths_m / panels)[:, None]
    middle_m = (np.arange(panels) + 0.5) * (lengths_m / panels)[:, None]
    at_m = (middle_m[:, :, None] + _NODES * half_m[:, :, None]).reshape(len(lengths_m), -1)
    speed = ground_speed_mps(airspeed_mps, _course_rad(lats_deg, lons_deg, azimuths_deg, at_m), *wind)
    is_blocked = np.any(speed <= 0.0, axis=1)
    sums = np.sum(np.tile(_WEIGHTS, panels) / np.where(speed > 0.0, speed, 1.0), axis=1)
    return np.where(is_blocked, np.inf, half_m[:, 0] * sums)


def _course_rad(lats_deg: Floats, lons_deg: Floats, azimuths_deg: Floats, at_m: Floats) -> Floats:
    """Courses of n geodesics at distances (n, m) from their starts."""
    same = np.ones_like(at_m)
    lons, lats, azimuths = (values[:, None] * same for values in (lons_deg, lats_deg, azimuths_deg))
    _, _, back_deg = wgs84().fwd(lons, lats, azimuths, at_m)
    return np.radians(np.asarray(back_deg) + 180.0)
