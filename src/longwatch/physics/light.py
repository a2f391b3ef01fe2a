"""Where the sun stands: its height over the horizon, and when it rises and sets, at sea level anywhere on Earth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np

J2000_S = 946_728_000  # Unix time of 2000 January 1, 12 h
DAY_S = 86_400
CENTURY_S = 36_525 * DAY_S
HORIZON_DEG = -0.833  # centre of the sun when its upper limb is seen on the horizon: refraction 34', radius 16'
Place: TypeAlias = Callable[[Any], tuple[Any, Any]]  # Unix times -> (lat_deg, lon_deg) of the same shape
_STEP_S = 600  # between samples of the height; extremes between them are searched
_NEAR_DEG = 0.1  # between two samples the sun rises above the higher one by less


def sun_elevation_deg(time_s: Any, lat_deg: Any, lon_deg: Any) -> Any:
    """Height of the sun's centre over the horizon, in degrees, without refraction.

    Low-precision place of the sun and mean sidereal time (J. Meeus, Astronomical Algorithms, 2nd ed. 1998, chapters 12,
    13, 22 and 25); within 0.01 degrees from 1900 to 2200. Parallax (0.0024 degrees) and the difference between universal
    and dynamical time (0.001 degrees) are left out.

    Parameters
    ----------
    time_s : Unix time
    lat_deg, lon_deg : north and east positive

    Numbers or arrays that broadcast.
    """
    days = (np.asarray(time_s, np.float64) - J2000_S) / DAY_S
    century = days / 36_525.0
    mean_lon = 280.46646 + 36000.76983 * century + 0.0003032 * century**2
    anomaly = np.radians(357.52911 + 35999.05029 * century - 0.0001537 * century**2)
    centre = (
        (1.914602 - 0.004817 * century - 0.000014 * century**2) * np.sin(anomaly)
        + (0.019993 - 0.000101 * century) * np.sin(2 * anomaly)
        + 0.000289 * np.sin(3 * anomaly)
    )
    node = np.radians(125.04 - 1934.136 * century)
    apparent = np.radians(mean_lon + centre - 0.00569 - 0.00478 * np.sin(node))
    tilt = np.radians(23.4392911 - 0.0130042 * century + 0.00256 * np.cos(node))
    ascension = np.arctan2(np.cos(tilt) * np.sin(apparent), np.cos(apparent))
    declination = np.arcsin(np.sin(tilt) * np.sin(apparent))
    sidereal = 280.46061837 + 360.98564736629 * days + 0.000387933 * century**2
    hour_angle = np.radians(sidereal + lon_deg) - ascension
    lat = np.radians(lat_deg)
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour_angle)
    elevation = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return float(elevation) if elevation.ndim == 0 else elevation


def light_intervals(
    light: Literal["day", "night"], from_s: int, to_s: int, place: Place
) -> tuple[tuple[int, int], ...]:
    """Stretches of [from_s, to_s), Unix times to the second, with the sun above the horizon of a place, or not.

    Half open. Polar day and night give the whole stretch or none of it.
    """
    if to_s <= from_s:
        return ()

    def height(at_s: Any) -> Any:
        return sun_elevation_deg(at_s, *place(at_s)) - HORIZON_DEG

    wanted = light == "day"
    times = _samples(from_s, to_s, height)
    is_up = height(times) > 0.0
    changes = [from_s] if bool(is_up[0]) == wanted else []
    for index in np.flatnonzero(is_up[1:] != is_up[:-1]):
        before, after = int(times[index]), int(times[index + 1])
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if bool(height(middle) > 0.0) == bool(is_up[index]) else (before, middle)
        changes.append(after)
    if len(changes) % 2:
        changes.append(to_s)
    found = zip(changes[::2], changes[1::2], strict=True)
    return tuple((begin, min(end, to_s)) for begin, end in found if begin < min(end, to_s))


def _samples(from_s: int, to_s: int, height: Callable[[Any], Any]) -> Any:
    """Instants between any two of which the sun crosses the horizon once at most."""
    times = np.arange(from_s, to_s + _STEP_S, _STEP_S)
    heights = height(times)
    extra = []
    for sign in (1.0, -1.0):  # highest below the horizon, lowest above it
        before, middle, after = (sign * part for part in (heights[:-2], heights[1:-1], heights[2:]))
        turns = (middle >= before) & (middle >= after) & (middle <= 0.0) & (middle > -_NEAR_DEG)
        for index in np.flatnonzero(turns) + 1:
            fine = np.arange(times[index - 1], times[index + 1] + 1)
            extra.append(int(fine[np.argmax(sign * height(fine))]))
    return np.unique(np.concatenate((times, np.array(extra, times.dtype)))) if extra else times
