"""The ways of a sortie: how long out and back must take, and where they may not lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from longwatch.scenario.plan import Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.geodesic import Array, direct, distance_m
from longwatch.verifier.land import ashore
from longwatch.verifier.places import Place, place_of_line
from longwatch.verifier.served import Served
from longwatch.verifier.transit import leg_time_s
from longwatch.verifier.verdict import Violation
from longwatch.verifier.zones import Ground, closed_stretch, shallow_stretch_m

END_TOLERANCE_M: Final = 50.0
ON_LAND_TOLERANCE_M: Final = 250.0  # a way round a cape touches its points; charts are no better
HARBOUR_M: Final = 10_500.0  # a port may lie inland on a small-scale chart: so much at the base's end is forgiven
CIRCLE_POINTS: Final = 180
MEETING_ROUNDS: Final = 60

Way = tuple[Array, Array]  # (lats, lons) of waypoints, from the base's end on


def way_out_s(pair: Served, takeoff_s: Array, arrive_s: Array | None = None) -> Array:
    """Least time from the base, where it is at take-off, to where the post is on arrival (None: on the earliest)."""
    if arrive_s is not None or not pair.line.moves:
        return _way_s(pair, takeoff_s, takeoff_s if arrive_s is None else arrive_s, out=True)
    took_s = np.zeros(takeoff_s.shape)
    for _ in range(MEETING_ROUNDS):  # the post is slower than the vehicle, so this settles
        took_s = _way_s(pair, takeoff_s, takeoff_s + took_s, out=True)
    return took_s


def way_back_s(pair: Served, land_s: Array, leave_s: Array) -> Array:
    """Least time from where the post is on departure to the base, where it is at landing."""
    return _way_s(pair, land_s, leave_s, out=False)


def _way_s(pair: Served, base_s: Array, post_s: Array, *, out: bool) -> Array:
    """The route in the header is followed, then the path of a post that moves; where there is none the way is the geodesic."""
    pairing, post = pair.pairing, place_of_line(pair.line)
    figures = (pairing.airspeed_mps, pairing.wind_east_mps, pairing.wind_north_mps)
    if _has_route(pair):
        times = [
            min(_along_s(way, figures, out=out) for way in ways)
            for ways in (_route_ways(pair, post, post_s) if post.moves else [[_route(pair)]])
        ]
        return np.broadcast_to(np.array(times), base_s.shape)
    moving = pair.base_place.moves or post.moves
    base_lat, base_lon = pair.base_place.at(base_s if moving else base_s[:1])
    post_lat, post_lon = post.at(post_s if moving else post_s[:1])
    ends = (base_lat, base_lon, post_lat, post_lon) if out else (post_lat, post_lon, base_lat, base_lon)
    return np.broadcast_to(leg_time_s(*ends, *figures), base_s.shape)


def _along_s(way: Way, figures: tuple[float, float, float], *, out: bool) -> float:
    lat, lon = way if out else (way[0][::-1], way[1][::-1])
    return float(leg_time_s(lat[:-1], lon[:-1], lat[1:], lon[1:], *figures).sum())


def _has_route(pair: Served) -> bool:
    return not pair.base_place.moves and len(pair.pairing.route) >= 2


def _route(pair: Served) -> Way:
    lat, lon = np.array(pair.pairing.route).T
    return lat, lon


def _route_ways(pair: Served, post: Place, post_s: Array) -> list[list[Way]]:
    """For each time the route, then along the path to where the post is."""
    return [[joined(_route(pair), way) for way in along_path(post, float(time_s))] for time_s in post_s]


def along_path(post: Place, time_s: float) -> list[Way]:
    """From the first knot of a post's path to where it is at an instant: ahead, and where it is closed back along it as well.

    Of a post that stays: nothing to go.
    """
    if not post.moves:
        return [(np.empty(0), np.empty(0))]
    n_knots, (lat, lon) = len(post.time_s), post.at(np.array([time_s]))
    phase_s = post.phase_s(np.array([time_s]))
    passed = int(np.clip(np.searchsorted(post.time_s, phase_s[0], side="right"), 1, n_knots))
    courses = [slice(0, passed)]
    if post.period_s > 0.0:
        courses.append(slice(n_knots - 1, passed - 1, -1))
    return [joined((post.lat_deg[knots], post.lon_deg[knots]), (lat, lon)) for knots in courses]


def joined(*ways: Way) -> Way:
    """One way after another."""
    return np.concatenate([lat for lat, _ in ways]), np.concatenate([lon for _, lon in ways])


def reverse(way: Way) -> Way:
    return way[0][::-1], way[1][::-1]


def check_route(
    scenario: Scenario, pair: Served, ground: Ground, outs: Sequence[Stint], backs: Sequence[Stint]
) -> list[Violation]:
    """The route runs from the base to the post; it, or the straight ways out and back of these rows, and what is flown on
    station lead through nothing that is closed to the vehicle.
    """
    out = _check_ends(pair)
    if ground.none:
        return out
    vehicle = kind_of_vehicle(scenario, pair)
    for words, ways, harbour_m in (
        (f"the way of {vehicle}", _paths(pair, outs, backs), HARBOUR_M),
        (f"what {vehicle} flies on station", [_on_station(pair)], 0.0),
    ):
        out += check_ways(pair.where, ground, words, ways, harbour_m)
    return out


def kind_of_vehicle(scenario: Scenario, pair: Served) -> str:
    """In words, like "an air vehicle"."""
    domain = scenario.platform_of(pair.fleet).domain
    return f"{'an' if domain == 'air' else 'a'} {domain} vehicle"


def check_ways(where: str, ground: Ground, words: str, ways: list[Way], harbour_m: float) -> list[Violation]:
    """The worst of several ways by each rule."""
    out = []
    worst_m = max((_on_land_m(way, ground, harbour_m) for way in ways), default=0.0)
    if worst_m > ON_LAND_TOLERANCE_M:
        what = f"{words} leads {worst_m / 1000:.1f} km over land"
        out.append(Violation("route", where, what, worst_m, "m"))
    name, closed_m = max((closed_stretch(ground, *way) for way in ways), key=lambda found: found[1], default=("", 0.0))
    if name:
        what = f"{words} leads {closed_m / 1000:.1f} km through the keep-out area {name!r}"
        out.append(Violation("keep-out", where, what, closed_m, "m"))
    shallow_m = max((shallow_stretch_m(ground, *way, harbour_m) for way in ways), default=0.0)
    if shallow_m > 0.0:
        what = f"{words} leads {shallow_m / 1000:.1f} km through water not known to be deep enough"
        out.append(Violation("depth", where, what, shallow_m, "m"))
    return out


def _check_ends(pair: Served) -> list[Violation]:
    route = pair.pairing.route
    if pair.base_place.moves or not route:
        return []
    base_lat, base_lon = (float(value[0]) for value in pair.base_place.at(np.zeros(1)))
    ends = {
        "base": (*route[0], base_lat, base_lon),
        "post": (*route[-1], *first_post(pair)),
    }
    out = []
    for name, points in ends.items():
        off_m = float(distance_m(*points))
        if off_m > END_TOLERANCE_M:
            what = f"the route's end lies {off_m / 1000:.2f} km from the {name}"
            out.append(Violation("route", pair.where, what, off_m, "m"))
    return out


def first_post(pair: Served) -> tuple[float, float]:
    """Where the routes to a line end: its post, or the first knot of its path."""
    line = pair.line
    return (line.path[0][1], line.path[0][2]) if line.moves else (line.post_lat_deg, line.post_lon_deg)


def _paths(pair: Served, outs: Sequence[Stint], backs: Sequence[Stint]) -> list[Way]:
    """Each way that differs, from the base's end on; the ways out and back of a route are one."""
    if _has_route(pair):
        return [_route(pair)]
    ends = [(one.takeoff_s, one.arrive_s) for one in outs] + [(one.land_s, one.leave_s) for one in backs]
    if not ends:
        return []
    post = place_of_line(pair.line)
    if not post.moves:
        ends = [(base_s, 0) for base_s, _ in ends]
    if not pair.base_place.moves:
        ends = [(0, post_s) for _, post_s in ends]
    base_s, post_s = np.array(sorted(set(ends)), np.float64).T
    columns = (*pair.base_place.at(base_s), *post.at(post_s))
    return [(np.array([y1, y2]), np.array([x1, x2])) for y1, x1, y2, x2 in zip(*columns, strict=True)]


def _on_station(pair: Served) -> Way:
    """The path of a post that moves, or the circle round one that stays."""
    line = pair.line
    if line.moves:
        _, lat, lon = np.array(line.path).T
        return lat, lon
    azimuth = np.linspace(0.0, 2.0 * np.pi, CIRCLE_POINTS + 1)
    lat, lon, _ = direct(line.lat_deg, line.lon_deg, azimuth, line.hold_radius_m)
    return lat, lon


def _on_land_m(way: Way, ground: Ground, harbour_m: float) -> float:
    """The longest stretch on land, without what lies within the harbour's reach of the base's end."""
    stretches = ashore(ground.land, *way)
    return max((end - max(begin, harbour_m) for begin, end in stretches), default=0.0)
