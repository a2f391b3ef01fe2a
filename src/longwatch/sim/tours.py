"""On station at a post that moves: one run of its path as knots, then cut and shifted for every stint."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from math import ceil, floor
from typing import Final, NamedTuple

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats
from longwatch.geo.knots import geodesic_knots
from longwatch.geo.track import Track

NEAR_S: Final = 1e-3  # of the end of a stint: a corner so near would make a leg of rounding errors


class Tour(NamedTuple):
    """One run of a moving post at working height: times (n,), places (n, 3) with every corner; see `knots_between`."""

    track: Track
    height_m: float
    t_s: Floats
    xyz_m: Floats


def tour_of(track: Track, height_m: float) -> Tour:
    """Corners are exact; chords between them stay within 10 m of the geodesic at that height."""
    times = [np.array([track.times_s[0]])]
    places = [to_ecef(track.lats_deg[0], track.lons_deg[0], height_m)]
    knots = zip(track.times_s, track.lats_deg, track.lons_deg, strict=True)
    for (t0_s, lat0, lon0), (t1_s, lat1, lon1) in pairwise(knots):
        t_s, xyz_m = geodesic_knots(lat0, lon0, lat1, lon1, t0_s, t1_s, height_m)
        times.append(t_s[1:])
        places.append(xyz_m[1:])
    return Tour(track, height_m, np.concatenate(times), np.concatenate(places))


def knots_between(tour: Tour, from_s: float, to_s: float) -> tuple[Floats, Floats]:
    """(times (n,), places (n, 3)) of the post from one instant to another; both ends lie on the geodesics themselves."""
    t_s, xyz_m = _runs(tour, from_s, to_s)
    inner = slice(*np.searchsorted(t_s, [from_s + NEAR_S, to_s - NEAR_S]).tolist())
    ends = to_ecef(*tour.track.at_many([from_s, to_s]), tour.height_m)
    times = np.concatenate([[from_s], t_s[inner], [to_s]])
    return times, np.concatenate([ends[:1], xyz_m[inner], ends[1:]])


def _runs(tour: Tour, from_s: float, to_s: float) -> tuple[Floats, Floats]:
    """The runs that touch the stretch, one after the other; a path without a period is run once."""
    period_s, first_s = tour.track.period_s, tour.track.times_s[0]
    if period_s <= 0.0:
        return tour.t_s, tour.xyz_m
    runs = np.arange(floor((from_s - first_s) / period_s), ceil((to_s - first_s) / period_s) + 1)
    t_s = (tour.t_s[None, :-1] + runs[:, None] * period_s).ravel()  # the last knot of a run is the first of the next
    return t_s, np.tile(tour.xyz_m[:-1], (len(runs), 1))


def ways_along(tour: Track, at_s: float) -> list[list[tuple[float, float]]]:
    """From the first knot of a path along it to where the post is: ahead, and where it is closed the other way round."""
    phase_s, post = tour.phase_s(at_s), tour.at(at_s)
    knots = list(zip(tour.lats_deg, tour.lons_deg, strict=True))
    passed = max(bisect_right(tour.times_s, phase_s), 1)
    ahead = [*knots[:passed], post]
    return [ahead, [*knots[: passed - 1 : -1], post]] if tour.period_s > 0.0 and passed < len(knots) else [ahead]
