"""Whether a control station reaches a hold: over the horizon, with the data link's own reach, at sea and on the move."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from longwatch.scenario.scenario import Scenario
from longwatch.verifier.geodesic import Array, distance_m
from longwatch.verifier.served import Served
from longwatch.verifier.verdict import Violation

EARTH_RADIUS_M: Final = 6_371_000.0
TOLERANCE_M: Final = 10.0


def horizon_m(height_m: float, other_height_m: float) -> float:
    """Radio horizon over a sphere of 4/3 the Earth's radius: d = sqrt(2 k R h), once for each end."""
    return math.sqrt(2 * 4 / 3 * EARTH_RADIUS_M) * (math.sqrt(max(height_m, 0.0)) + math.sqrt(max(other_height_m, 0.0)))


def link_short_m(scenario: Scenario, pair: Served, arrive_s: Array, leave_s: Array) -> Array:
    """By how much the link falls short of the farthest point of the hold during each stint; not above 0 where it reaches.

    The station may stand on a ship. Along each leg of its track the distance to a point first falls and then rises, so
    the greatest is found at the stint's ends or at a waypoint in between.
    """
    control, place = pair.control, pair.control_place
    if control is None or place is None or control.kind == "satellite":
        return np.full(arrive_s.shape, -math.inf)
    platform = scenario.platform_of(pair.fleet)
    reach_m = horizon_m(float(control.antenna_height_m), pair.pairing.height_m)
    if platform.los_range_m is not None:
        reach_m = min(reach_m, float(platform.los_range_m))
    away_m = np.maximum(_to_hold_m(pair, arrive_s), _to_hold_m(pair, leave_s))
    if place.moves:
        for knot_s in place.time_s:
            during = (arrive_s < knot_s) & (knot_s < leave_s)
            there_m = _to_hold_m(pair, np.full(arrive_s.shape, knot_s))
            away_m = np.where(during, np.maximum(away_m, there_m), away_m)
    return away_m + pair.line.hold_radius_m - reach_m - TOLERANCE_M


def _to_hold_m(pair: Served, time_s: Array) -> Array:
    assert pair.control_place is not None
    lat, lon = pair.control_place.at(time_s)
    return distance_m(lat, lon, pair.line.lat_deg, pair.line.lon_deg)


def check_satellite(scenario: Scenario, pair: Served) -> list[Violation]:
    """A satellite channel needs a satellite link aboard."""
    if pair.control is None or pair.control.kind != "satellite" or scenario.platform_of(pair.fleet).satellite:
        return []
    what = f"{pair.control.name} is a satellite station and a {pair.fleet.platform} carries no satellite link"
    return [Violation("link", pair.where, what)]
