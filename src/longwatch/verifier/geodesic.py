"""Geodesics on the WGS84 ellipsoid: the verifier's own arithmetic, shared with no other room.

T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid with application of nested equations, Survey
Review XXIII (176), 1975, pp. 88-93: good to a tenth of a millimetre. Near antipodal points, where his inverse does
not converge, the azimuth is found by bisection instead (the longitude reached grows with it; C. F. F. Karney,
Algorithms for geodesics, J. Geodesy 87, 2013, section 4, shows that it does).
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]

AXIS_MAJOR_M: Final = 6378137.0
FLATTENING: Final = 1 / 298.257223563
AXIS_MINOR_M: Final = AXIS_MAJOR_M * (1 - FLATTENING)
_ROUNDS: Final = 40


def inverse(lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike) -> tuple[Array, Array]:
    """(length in m, azimuth at the first point in rad clockwise from north) of the geodesics between points.

    Arguments are degrees and broadcast; longitudes may lie anywhere, also beyond 180.
    """
    parts = (lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    lat1, lon1, lat2, lon2 = np.broadcast_arrays(*(np.radians(np.asarray(p, np.float64)) for p in parts))
    sin_u1, cos_u1 = _reduced(lat1)
    sin_u2, cos_u2 = _reduced(lat2)
    l_rad = np.remainder(lon2 - lon1 + math.pi, 2 * math.pi) - math.pi
    lam = l_rad.copy()
    settled = np.zeros(lam.shape, bool)
    for _ in range(_ROUNDS):
        sin_s, cos_s = _arc(sin_u1, cos_u1, sin_u2, cos_u2, lam)
        sigma = np.arctan2(sin_s, cos_s)
        sin_a = cos_u1 * cos_u2 * np.sin(lam) / np.where(sin_s == 0.0, 1.0, sin_s)
        cos2_a = 1.0 - sin_a**2
        cos_2sm = np.where(cos2_a > 1e-15, cos_s - 2 * sin_u1 * sin_u2 / np.where(cos2_a > 1e-15, cos2_a, 1.0), 0.0)
        new = l_rad + _longitude_shift(sin_a, cos2_a, sigma, sin_s, cos_s, cos_2sm)
        settled = np.abs(new - lam) < 1e-13
        lam = np.where(settled, lam, new)
        if settled.all():
            break
    length_m = np.array(_length_m(cos2_a, sigma, sin_s, cos_s, cos_2sm))
    azimuth = np.array(np.arctan2(cos_u2 * np.sin(lam), cos_u1 * sin_u2 - sin_u1 * cos_u2 * np.cos(lam)))
    for index in np.argwhere(~settled | (np.abs(lam) > math.pi)):  # near antipodal: seldom, so one by one
        at = tuple(index)
        length_m[at], azimuth[at] = _inverse_near_antipodal(float(lat1[at]), float(lat2[at]), float(l_rad[at]))
    return length_m, azimuth


def distance_m(lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike) -> Array:
    """Length of the geodesics in metres."""
    return inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg)[0]


def direct(
    lat_deg: ArrayLike, lon_deg: ArrayLike, azimuth_rad: ArrayLike, length_m: ArrayLike
) -> tuple[Array, Array, Array]:
    """(lat_deg, lon_deg, azimuth_rad there) after going `length_m` from a point along a geodesic.

    Longitude is continuous with the one given: it may pass 180.
    """
    parts = (np.radians(np.asarray(lat_deg, np.float64)), np.asarray(lon_deg, np.float64), azimuth_rad, length_m)
    lat, lon, azimuth, length = np.broadcast_arrays(*(np.asarray(p, np.float64) for p in parts))
    sin_u1, cos_u1 = _reduced(lat)
    sin_a1, cos_a1 = np.sin(azimuth), np.cos(azimuth)
    sigma1 = np.arctan2(sin_u1, cos_u1 * cos_a1)
    sin_a = cos_u1 * sin_a1
    cos2_a = 1.0 - sin_a**2
    a_, b_ = _series(cos2_a)
    sigma0 = length / (AXIS_MINOR_M * a_)
    sigma = sigma0.copy()
    for _ in range(_ROUNDS):
        cos_2sm = np.cos(2 * sigma1 + sigma)
        new = sigma0 + _arc_shift(b_, np.sin(sigma), np.cos(sigma), cos_2sm)
        done = bool((np.abs(new - sigma) < 1e-14).all())
        sigma = new
        if done:
            break
    sin_s, cos_s, cos_2sm = np.sin(sigma), np.cos(sigma), np.cos(2 * sigma1 + sigma)
    across = sin_u1 * sin_s - cos_u1 * cos_s * cos_a1
    lat2 = np.arctan2(sin_u1 * cos_s + cos_u1 * sin_s * cos_a1, (1 - FLATTENING) * np.hypot(sin_a, across))
    lam = np.arctan2(sin_s * sin_a1, cos_u1 * cos_s - sin_u1 * sin_s * cos_a1)
    l_rad = lam - _longitude_shift(sin_a, cos2_a, sigma, sin_s, cos_s, cos_2sm)
    return np.degrees(lat2), lon + np.degrees(l_rad), np.arctan2(sin_a, -across)


def _reduced(lat_rad: Array) -> tuple[Array, Array]:
    """Sine and cosine of the reduced latitude."""
    sine, cosine = (1 - FLATTENING) * np.sin(lat_rad), np.cos(lat_rad)
    size = np.hypot(sine, cosine)
    return sine / size, np.abs(cosine) / size


def _arc(sin_u1: Array, cos_u1: Array, sin_u2: Array, cos_u2: Array, lam: Array) -> tuple[Array, Array]:
    """Sine and cosine of the arc between two points of the auxiliary sphere (Vincenty's formulas 14 and 15)."""
    sin_s = np.hypot(cos_u2 * np.sin(lam), cos_u1 * sin_u2 - sin_u1 * cos_u2 * np.cos(lam))
    return sin_s, sin_u1 * sin_u2 + cos_u1 * cos_u2 * np.cos(lam)


def _series(cos2_a: Array) -> tuple[Array, Array]:
    """A and B (formulas 3 and 4)."""
    u2 = cos2_a * (AXIS_MAJOR_M**2 - AXIS_MINOR_M**2) / AXIS_MINOR_M**2
    a_ = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    return a_, u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))


def _arc_shift(b_: Array, sin_s: Array, cos_s: Array, cos_2sm: Array) -> Array:
    """Delta sigma (formula 6)."""
    inner = cos_s * (2 * cos_2sm**2 - 1) - b_ / 6 * cos_2sm * (4 * sin_s**2 - 3) * (4 * cos_2sm**2 - 3)
    shift: Array = b_ * sin_s * (cos_2sm + b_ / 4 * inner)
    return shift


def _longitude_shift(sin_a: Array, cos2_a: Array, sigma: Array, sin_s: Array, cos_s: Array, cos_2sm: Array) -> Array:
    """Longitude on the auxiliary sphere less longitude on the ellipsoid (formulas 10 and 11)."""
    c = FLATTENING / 16 * cos2_a * (4 + FLATTENING * (4 - 3 * cos2_a))
    inner = sigma + c * sin_s * (cos_2sm + c * cos_s * (2 * cos_2sm**2 - 1))
    shift: Array = (1 - c) * FLATTENING * sin_a * inner
    return shift


def _length_m(cos2_a: Array, sigma: Array, sin_s: Array, cos_s: Array, cos_2sm: Array) -> Array:
    a_, b_ = _series(cos2_a)
    length: Array = AXIS_MINOR_M * a_ * (sigma - _arc_shift(b_, sin_s, cos_s, cos_2sm))
    return length


def _inverse_near_antipodal(lat1: float, lat2: float, l_rad: float) -> tuple[float, float]:
    """(length, azimuth) by bisection over the azimuth at the point farther from the equator, turned into the south."""
    swap = abs(lat1) < abs(lat2)
    far, near = (lat2, lat1) if swap else (lat1, lat2)
    flip = far > 0.0
    beta1, beta2 = (math.atan((1 - FLATTENING) * math.tan(-x if flip else x)) for x in (far, near))
    beta1 = min(beta1, -1e-15)  # on the equator exactly the arc would be undefined
    low, high = 0.0, math.pi
    for _ in range(64):
        middle = (low + high) / 2
        if _reached(beta1, beta2, middle)[0] < abs(l_rad):
            low = middle
        else:
            high = middle
    _, length_m, sin_a2, cos_a2 = _reached(beta1, beta2, high)
    sin_a1, cos_a1 = math.sin(high), math.cos(high)
    if swap:  # seen from the other end the way runs backwards
        sin_a1, cos_a1 = sin_a2, -cos_a2
        cos_a1 = -cos_a1 if flip else cos_a1
        return length_m, math.atan2(math.copysign(sin_a1, l_rad), cos_a1)
    return length_m, math.atan2(math.copysign(sin_a1, l_rad), -cos_a1 if flip else cos_a1)


def _reached(beta1: float, beta2: float, azimuth: float) -> tuple[float, float, float, float]:
    """(longitude passed, length, sine and cosine of the azimuth there) when latitude beta2 is met going north."""
    sin_a0 = math.sin(azimuth) * math.cos(beta1)
    cos_a2 = math.sqrt(
        max((math.cos(azimuth) * math.cos(beta1)) ** 2 + math.cos(beta2) ** 2 - math.cos(beta1) ** 2, 0.0)
    )
    sigma1 = math.atan2(math.sin(beta1), math.cos(azimuth) * math.cos(beta1))
    sigma2 = math.atan2(math.sin(beta2), cos_a2)
    omega1 = math.atan2(sin_a0 * math.sin(sigma1), math.cos(sigma1))
    omega2 = math.atan2(sin_a0 * math.sin(sigma2), math.cos(sigma2))
    sigma = np.asarray(sigma2 - sigma1)
    terms = (np.sin(sigma), np.cos(sigma), np.asarray(math.cos(sigma1 + sigma2)))
    cos2_a = np.asarray(1 - sin_a0**2)
    shift = _longitude_shift(np.asarray(sin_a0), cos2_a, sigma, *terms)
    length_m = float(_length_m(cos2_a, sigma, *terms))
    return omega2 - omega1 - float(shift), length_m, sin_a0 / math.cos(beta2), cos_a2 / math.cos(beta2)
