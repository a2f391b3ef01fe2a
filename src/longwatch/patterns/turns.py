"""Turns of an aircraft as arcs, where their radius is worth drawing."""

from __future__ import annotations

from math import radians, tan
from typing import Final

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.units import G0_MPS2

BANK_DEG: Final = 25.0
IGNORED_SHARE: Final = 0.01  # of the sweep width: a smaller radius is not drawn
_CHORD_RAD: Final = radians(15.0)  # a chord leaves its arc by less than 1 % of the radius


def turn_radius_m(speed_mps: float) -> float:
    """v² / (g tan bank), a level turn (any text on the mechanics of flight), at a bank of 25 degrees."""
    return speed_mps**2 / (G0_MPS2 * tan(radians(BANK_DEG)))


def drawn_radius_m(speed_mps: float, range_m: float) -> float:
    """The radius with which turns are drawn; 0 where corners do."""
    radius_m = turn_radius_m(speed_mps)
    return radius_m if radius_m > IGNORED_SHARE * 2.0 * range_m else 0.0


def rounded(xy: Floats, radius_m: float) -> Floats:
    """A closed line (its first point repeated at the end) with its corners as arcs inside them.

    Where legs are too short for the radius the arc is as wide as half the shorter leg lets it be.
    """
    if radius_m <= 0.0 or len(xy) < 4:
        return xy
    corners = xy[:-1]
    out: list[Floats] = []
    for k, corner in enumerate(corners):
        out.extend(_arc(corners[k - 1], corner, corners[(k + 1) % len(corners)], radius_m))
    return np.array([*out, out[0]])


def _arc(before: Floats, corner: Floats, after: Floats, radius_m: float) -> list[Floats]:
    into, out = corner - before, after - corner
    into_m, out_m = float(np.hypot(*into)), float(np.hypot(*out))
    if min(into_m, out_m) < 1.0:
        return [corner]
    into, out = into / into_m, out / out_m
    turn = float(np.arctan2(into[0] * out[1] - into[1] * out[0], into @ out))
    if abs(turn) < 1e-3 or abs(turn) > np.pi - 1e-3:
        return [corner]
    reach_m = min(radius_m * tan(0.5 * abs(turn)), 0.5 * into_m, 0.5 * out_m)
    radius_m = reach_m / tan(0.5 * abs(turn))
    start = corner - reach_m * into
    side = np.sign(turn) * np.array([-into[1], into[0]])
    centre = start + radius_m * side
    angles = np.linspace(0.0, turn, max(1, int(np.ceil(abs(turn) / _CHORD_RAD))) + 1)
    from_centre = start - centre
    return [
        centre
        + np.array(
            [
                from_centre[0] * np.cos(a) - from_centre[1] * np.sin(a),
                from_centre[0] * np.sin(a) + from_centre[1] * np.cos(a),
            ]
        )
        for a in angles
    ]
