"""The ways of a sortie: how long out and back must take, and where they may not lead."""

from __future__ import annotations

from typing import Final

import numpy as np

from longwatch.scenario.scenario import Scenario
from longwatch.verifier.geodesic import Array, distance_m
from longwatch.verifier.land import Land, ashore
from longwatch.verifier.served import Served
from longwatch.verifier.transit import leg_time_s
from longwatch.verifier.verdict import Violation

END_TOLERANCE_M: Final = 50.0
ON_LAND_TOLERANCE_M: Final = 250.0  # a way round a cape touches its points; charts are no better
HARBOUR_M: Final = 10_500.0  # a port may lie inland on a small-scale chart: so much at the base's end is forgiven


def way_out_s(pair: Served, takeoff_s: Array) -> Array:
    """Least time from the base, where it is at take-off, to the post."""
    return _way_s(pair, takeoff_s, out=True)


def way_back_s(pair: Served, land_s: Array) -> Array:
    """Least time from the post to the base, where it is at landing."""
    return _way_s(pair, land_s, out=False)


def _way_s(pair: Served, time_s: Array, *, out: bool) -> Array:
    """The route in the header is followed; where there is none the way is the geodesic."""
    pairing, line = pair.pairing, pair.line
    airspeed_mps, wind = pairing.airspeed_mps, (pairing.wind_east_mps, pairing.wind_north_mps)
    if not pair.base_place.moves and len(pairing.route) >= 2:
        lat, lon = np.array(pairing.route).T
        if not out:
            lat, lon = lat[::-1], lon[::-1]
        return np.full(time_s.shape, leg_time_s(lat[:-1], lon[:-1], lat[1:], lon[1:], airspeed_mps, *wind).sum())
    lat, lon = pair.base_place.at(time_s if pair.base_place.moves else time_s[:1])
    post_lat, post_lon = np.full(lat.shape, line.post_lat_deg), np.full(lat.shape, line.post_lon_deg)
    if out:
        took_s = leg_time_s(lat, lon, post_lat, post_lon, airspeed_mps, *wind)
    else:
        took_s = leg_time_s(post_lat, post_lon, lat, lon, airspeed_mps, *wind)
    return np.broadcast_to(took_s, time_s.shape)


def check_route(scenario: Scenario, pair: Served, land: tuple[Land, ...], land_s: Array) -> list[Violation]:
    """The route runs from the base to the post; a vessel's crosses no land.

    `land_s` are the landing times of the sorties: from a ship the way depends on them. Ways out and back are one line.
    """
    out = _check_ends(pair)
    if scenario.platform_of(pair.fleet).domain == "air" or not land:
        return out
    worst_m = max((_on_land_m(way, land) for way in _paths(pair, land_s)), default=0.0)
    if worst_m > ON_LAND_TOLERANCE_M:
        what = f"the way of a {scenario.platform_of(pair.fleet).domain} vehicle leads {worst_m / 1000:.1f} km over land"
        out.append(Violation("route", pair.where, what, worst_m, "m"))
    return out


def _check_ends(pair: Served) -> list[Violation]:
    route = pair.pairing.route
    if pair.base_place.moves or not route:
        return []
    base_lat, base_lon = (float(value[0]) for value in pair.base_place.at(np.zeros(1)))
    ends = {
        "base": (*route[0], base_lat, base_lon),
        "post": (*route[-1], pair.line.post_lat_deg, pair.line.post_lon_deg),
    }
    out = []
    for name, points in ends.items():
        off_m = float(distance_m(*points))
        if off_m > END_TOLERANCE_M:
            what = f"the route's end lies {off_m / 1000:.2f} km from the {name}"
            out.append(Violation("route", pair.where, what, off_m, "m"))
    return out


def _paths(pair: Served, time_s: Array) -> list[tuple[Array, Array]]:
    """(lats, lons) of each way that differs, from the base's end on."""
    if not pair.base_place.moves and len(pair.pairing.route) >= 2:
        lat, lon = np.array(pair.pairing.route).T
        return [(lat, lon)]
    times = np.unique(time_s) if pair.base_place.moves else np.zeros(1)
    post = (pair.line.post_lat_deg, pair.line.post_lon_deg)
    base_lat, base_lon = pair.base_place.at(times)
    return [(np.array([y, post[0]]), np.array([x, post[1]])) for y, x in zip(base_lat, base_lon, strict=True)]


def _on_land_m(way: tuple[Array, Array], land: tuple[Land, ...]) -> float:
    """The longest stretch on land, without what lies within the harbour's reach of the base's end."""
    stretches = ashore(land, *way)
    return max((end - max(begin, HARBOUR_M) for begin, end in stretches), default=0.0)
