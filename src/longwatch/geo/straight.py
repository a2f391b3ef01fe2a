"""Whether all straight ways between two sets of moving places are free: sectors, halved until they are free or single."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from longwatch.geo.geodesic import distance_m
from longwatch.geo.obstacles import LatLon, Obstacles

Pair: TypeAlias = tuple[tuple[LatLon, ...], tuple[LatLon, ...]]


@dataclass(frozen=True)
class Places:
    """Where something may be: (lat_deg, lon_deg) places joined by geodesic legs, at rising times, or at any time."""

    at: tuple[LatLon, ...]
    times_s: tuple[float, ...] = ()

    def halves(self) -> tuple[Places, Places]:
        """Both halves of the legs; the place between them belongs to both."""
        middle = len(self.at) // 2
        return (
            Places(self.at[: middle + 1], self.times_s[: middle + 1]),
            Places(self.at[middle:], self.times_s[middle:]),
        )


def blocked_pair(obstacles: Obstacles, ones: Places, others: Places, slowest_mps: float = 0.0) -> Pair | None:
    """Where something lies in the straight way between two such places: the places or legs at its ends; None if all are free.

    All ways from one leg to another run in the hull of both, so nothing slips between two ways that were tried. Where both have
    times and `slowest_mps` is above zero, ways that would have to be flown slower than that don't count.
    """
    if obstacles.none or not _meet_in_time(ones, others, slowest_mps) or not obstacles.meet_hull(ones.at + others.at):
        return None
    if len(ones.at) <= 2 and len(others.at) <= 2:
        return _ends(obstacles, ones.at, others.at)
    if len(ones.at) >= len(others.at):
        pairs = [(half, others) for half in ones.halves()]
    else:
        pairs = [(ones, half) for half in others.halves()]
    found = (blocked_pair(obstacles, one, other, slowest_mps) for one, other in pairs)
    return next((pair for pair in found if pair is not None), None)


def _meet_in_time(ones: Places, others: Places, slowest_mps: float) -> bool:
    """Whether a way from one to the other, both at their times, can be flown at no less than a speed."""
    if not ones.times_s or not others.times_s or slowest_mps <= 0.0:
        return True
    apart_s = max(others.times_s[0] - ones.times_s[-1], ones.times_s[0] - others.times_s[-1])
    if apart_s <= 0.0:
        return True
    lat1, lon1 = np.array(ones.at).T
    lat2, lon2 = np.array(others.at).T
    farthest_m = float(np.max(distance_m(lat1[:, None], lon1[:, None], lat2[None, :], lon2[None, :])))
    return apart_s * slowest_mps <= farthest_m


def _ends(obstacles: Obstacles, ones: tuple[LatLon, ...], others: tuple[LatLon, ...]) -> Pair:
    """The ends of a single blocked way, if one joins two places; else the legs at both ends."""
    for one in ones:
        for other in others:
            if obstacles.cross(one, other):
                return (one,), (other,)
    return ones, others
