"""How long a way takes in steady wind: the wind triangle, integrated along geodesics. The verifier's own arithmetic."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from longwatch.verifier.geodesic import Array, direct, inverse

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_PANEL_M = 400_000.0
_NEAR_POLE_DEG = 75.0  # there a course turns fast, and panels are made an eighth as long


def leg_time_s(
    lat1_deg: ArrayLike,
    lon1_deg: ArrayLike,
    lat2_deg: ArrayLike,
    lon2_deg: ArrayLike,
    airspeed_mps: float,
    wind_east_mps: float,
    wind_north_mps: float,
) -> Array:
    """Time along each geodesic, in s; infinite where the wind is too strong to keep to the course.

    Keeping to a course at airspeed V, with the wind's part a along it and c across it, the ground speed is
    a + sqrt(V^2 - c^2); the time is the integral of its inverse.
    """
    lat1, lon1, lat2, lon2 = np.broadcast_arrays(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    length, azimuth = inverse(lat1, lon1, lat2, lon2)
    if wind_east_mps == 0.0 and wind_north_mps == 0.0:
        return length / airspeed_mps if airspeed_mps > 0 else np.full(length.shape, math.inf)
    panels = max(1, math.ceil(float(length.max(initial=0.0)) / _PANEL_M))
    if max(np.abs(lat1).max(initial=0.0), np.abs(lat2).max(initial=0.0)) > _NEAR_POLE_DEG:
        panels *= 8
    share = ((np.arange(panels)[:, None] + 0.5 + 0.5 * _NODES[None, :]) / panels).ravel()
    weight = np.tile(_WEIGHTS, panels) / (2 * panels)
    course = direct(lat1[..., None], lon1[..., None], azimuth[..., None], length[..., None] * share)[2]
    along = wind_east_mps * np.sin(course) + wind_north_mps * np.cos(course)
    across = wind_east_mps * np.cos(course) - wind_north_mps * np.sin(course)
    room = airspeed_mps**2 - across**2
    speed = along + np.sqrt(np.maximum(room, 0.0))
    kept = (room > 0.0) & (speed > 0.0)
    time = length * (weight / np.where(kept, speed, 1.0)).sum(axis=-1)
    return np.where(kept.all(axis=-1) | (length == 0.0), time, math.inf)
