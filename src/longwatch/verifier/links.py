"""Whether vehicles are linked: on station and on the way, over the horizon and over ground, directly or through a relay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from longwatch.scenario.scenario import Scenario
from longwatch.verifier.geodesic import Array, direct, distance_m, inverse
from longwatch.verifier.places import Place, place_of_base, place_of_line
from longwatch.verifier.served import Served
from longwatch.verifier.sight import EARTH_RADIUS_M, Rock, buried_m, outside, plain_polygons, rocks_of
from longwatch.verifier.verdict import Violation
from longwatch.verifier.ways import way_back_s, way_out_s

TOLERANCE_M: Final = 10.0
BURIED_TOLERANCE_M: Final = 1.0
WAY_STEP_M: Final = 10_000.0
PATH_STEP_S: Final = 900.0
MOST_STEPS: Final = 400
RIM: Final = 12  # points of a circle from which ground is looked for


def horizon_m(height_m: float, other_height_m: float) -> float:
    """Radio horizon over a sphere of 4/3 the Earth's radius: d = sqrt(2 k R h), once for each end."""
    return math.sqrt(2 * 4 / 3 * EARTH_RADIUS_M) * (math.sqrt(max(height_m, 0.0)) + math.sqrt(max(other_height_m, 0.0)))


Lack = tuple[Array, Array]  # metres beyond reach and behind ground of each row, not above 0 where it is linked


@dataclass(frozen=True)
class Antenna:
    """Of a control station or a relay; a relay aircraft flies a circle of `round_m`."""

    place: Place
    height_m: float
    round_m: float = 0.0
    los_range_m: float = math.inf


@dataclass(frozen=True)
class Spots:
    """Where vehicles are and when: arrays of one shape. Each may be anywhere on a circle of `round_m`."""

    time_s: Array
    lat_deg: Array
    lon_deg: Array
    round_m: float = 0.0


class Links:
    """The links of one pairing; what does not depend on the row is worked out once."""

    def __init__(self, scenario: Scenario, pair: Served, relay: Antenna | None) -> None:
        self.pair, self.line_place = pair, place_of_line(pair.line)
        platform = scenario.platform_of(pair.fleet)
        self.los_range_m = math.inf if platform.los_range_m is None else float(platform.los_range_m)
        self.flies = platform.domain == "air" and platform.unmanned
        self.antennas: list[Antenna] = []
        if pair.control is not None and pair.control_place is not None and pair.control.kind != "satellite":
            self.antennas = [Antenna(pair.control_place, float(pair.control.antenna_height_m))]
            self.antennas += [relay] if relay is not None else []
        self.rocks = rocks_of(scenario) if self.antennas else ()
        self._buried: dict[tuple[float, ...], float] = {}

    def held_m(self, arrive_s: Array, leave_s: Array) -> Lack:
        """By how much the link of each row falls short on station, and how deep it lies behind ground."""
        return self._worst(self._held(arrive_s, leave_s), len(arrive_s))

    def out_m(self, takeoff_s: Array, arrive_s: Array) -> Lack:
        """The same of the way out; of vehicles that need no link on their way all is well."""
        return self._worst(self._out(takeoff_s, arrive_s) if self.flies else (), len(arrive_s))

    def back_m(self, land_s: Array, leave_s: Array) -> Lack:
        return self._worst(self._back(land_s, leave_s) if self.flies else (), len(land_s))

    def along_m(self, spots: Sequence[Spots], n: int) -> Lack:
        """The same of any n ways, by their spots."""
        return self._worst(spots if self.flies else (), n)

    def _worst(self, spots: Sequence[Spots], n: int) -> Lack:
        """A vehicle is linked at a spot by any one of its antennas."""
        short, buried = np.full(n, -math.inf), np.full(n, -math.inf)
        for one in spots if self.antennas else ():
            lacks = [self._of(antenna, one) for antenna in self.antennas]
            best = np.argmin([np.maximum(far, deep) for far, deep in lacks], axis=0)
            rows = np.arange(n)
            short = np.maximum(short, np.array([far for far, _ in lacks])[best, rows])
            buried = np.maximum(buried, np.array([deep for _, deep in lacks])[best, rows])
        return short, buried

    def _of(self, antenna: Antenna, spots: Spots) -> tuple[Array, Array]:
        """(beyond reach, behind ground) of each spot from one antenna."""
        reach_m = min(horizon_m(antenna.height_m, self.pair.pairing.height_m), self.los_range_m)
        lat, lon = antenna.place.at(spots.time_s)
        far_m = distance_m(lat, lon, spots.lat_deg, spots.lon_deg) + antenna.round_m + spots.round_m
        deep_m = [
            self._deep(antenna, (float(a), float(b)), (float(c), float(d)), spots.round_m)
            for a, b, c, d in zip(lat, lon, spots.lat_deg, spots.lon_deg, strict=True)
        ]
        return far_m - reach_m - TOLERANCE_M, np.array(deep_m) - BURIED_TOLERANCE_M

    def _deep(self, antenna: Antenna, here: tuple[float, float], there: tuple[float, float], round_m: float) -> float:
        key = (antenna.height_m, *here, *there)
        if self.rocks and key not in self._buried:
            self._buried[key] = _deepest_m(
                self.rocks,
                _rim(here, antenna.round_m),
                _rim(there, round_m),
                (antenna.height_m, self.pair.pairing.height_m),
            )
        return self._buried.get(key, -math.inf)

    def _held(self, arrive_s: Array, leave_s: Array) -> list[Spots]:
        """On station: at the ends of the stint, at the knots of the antennas' tracks, and along a path."""
        line = self.pair.line
        if line.moves:
            steps = int(min(max(2, math.ceil(float((leave_s - arrive_s).max()) / PATH_STEP_S)), MOST_STEPS))
            times = [arrive_s + (leave_s - arrive_s) * step / steps for step in range(steps + 1)]
            return [Spots(time, *self.line_place.at(time)) for time in times]
        knots = [knot for antenna in self.antennas for knot in antenna.place.time_s if antenna.place.moves]
        times = [arrive_s, leave_s, *(np.clip(knot, arrive_s, leave_s) for knot in knots)]
        lat, lon = np.full(arrive_s.shape, line.lat_deg), np.full(arrive_s.shape, line.lon_deg)
        return [Spots(time, lat, lon, line.hold_radius_m) for time in times]

    def _out(self, takeoff_s: Array, arrive_s: Array) -> list[Spots]:
        return self._along(takeoff_s, arrive_s, takeoff_s + way_out_s(self.pair, takeoff_s, arrive_s))

    def _back(self, land_s: Array, leave_s: Array) -> list[Spots]:
        return self._along(land_s, leave_s, land_s - way_back_s(self.pair, land_s, leave_s))

    def _along(self, base_s: Array, post_s: Array, far_s: Array) -> list[Spots]:
        """Spots along the ways from the base at one time to the post at another, the far end flown over at `far_s`.

        A route into the path of a line that moves is followed as far as the path: that is looked at with the stints.
        """
        if not np.isfinite(far_s).all():
            return []  # the row is named elsewhere
        pair = self.pair
        if len(pair.pairing.route) >= 2 and not pair.base_place.moves:
            lat, lon = (np.tile(column, (len(base_s), 1)).T for column in points_of(pair.pairing.route))
        else:
            lat, lon = _between(pair.base_place.at(base_s), self.line_place.at(post_s))
        share = np.linspace(0.0, 1.0, len(lat))
        return [Spots(base_s + (far_s - base_s) * share[k], lat[k], lon[k]) for k in range(len(lat))]


def points_of(route: Sequence[tuple[float, float]]) -> tuple[Array, Array]:
    """Points of a route every 10 km."""
    lat, lon = np.array(route, np.float64).T
    length, azimuth = inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    lats, lons = [lat[:1]], [lon[:1]]
    for k, leg_m in enumerate(length):
        n = max(1, math.ceil(leg_m / WAY_STEP_M))
        some_lat, some_lon, _ = direct(lat[k], lon[k], azimuth[k], leg_m * np.arange(1, n + 1) / n)
        lats.append(some_lat)
        lons.append(some_lon)
    return np.concatenate(lats), np.concatenate(lons)


def _between(here: tuple[Array, Array], there: tuple[Array, Array]) -> tuple[Array, Array]:
    """(steps, rows) points along the geodesic of each row."""
    length, azimuth = inverse(*here, *there)
    n = max(1, math.ceil(float(length.max()) / WAY_STEP_M))
    steps = np.arange(n + 1)[:, None] / n
    lat, lon, _ = direct(here[0], here[1], azimuth, length * steps)
    return lat, lon


def _rim(place: tuple[float, float], round_m: float) -> list[tuple[float, float]]:
    if round_m <= 0.0:
        return [place]
    lat, lon, _ = direct(*place, np.arange(RIM) * (2 * math.pi / RIM), round_m)
    return [(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]


def _deepest_m(
    rocks: Sequence[Rock],
    ones: Sequence[tuple[float, float]],
    others: Sequence[tuple[float, float]],
    heights: tuple[float, float],
) -> float:
    return max(buried_m(rocks, one, other, heights) for one in ones for other in others)


# ---- relays and satellites ------------------------------------------------------------------------------------------


def relay_of(scenario: Scenario, pair: Served, pairs: Sequence[Served]) -> tuple[Antenna | None, list[Violation]]:
    """The relay that a pairing names, and what is wrong with it. `pairs` are all of the header."""
    name, control, place = pair.pairing.relay, pair.control, pair.control_place
    if not name:
        return None, []
    if control is None or place is None or name not in control.relays:
        return None, [Violation("relay", pair.where, f"{name!r} is no relay of its control station")]
    if scenario.watch(pair.line.watch).kind == "relay":
        return None, [Violation("relay", pair.where, f"is itself a relay, and linked through another, {name!r}")]
    base = next((base for base in scenario.bases if base.name == name), None)
    holders = [one for one in pairs if one.line.watch == name]
    if base is None and not holders:
        return None, [Violation("relay", pair.where, f"the header has nobody who can hold the relay {name!r}")]
    if base is not None:
        relay = Antenna(place_of_base(base), float(control.antenna_height_m))
    else:
        links = [scenario.platform_of(one.fleet).los_range_m for one in holders]
        relay = Antenna(
            _still(holders[0].line.lat_deg, holders[0].line.lon_deg),
            min(one.pairing.height_m for one in holders),
            holders[0].line.hold_radius_m,
            min((float(link) for link in links if link is not None), default=math.inf),
        )
    lack_m = _apart_m(scenario, Antenna(place, float(control.antenna_height_m)), relay)
    if lack_m <= 0.0:
        return relay, []
    return relay, [
        Violation("relay", pair.where, f"{control.name} has the relay {name!r} not always in sight", lack_m, "m")
    ]


def _still(lat_deg: float, lon_deg: float) -> Place:
    none = np.zeros(0)
    return Place(np.zeros(1), np.array([lat_deg]), np.array([lon_deg]), none, none)


def _apart_m(scenario: Scenario, station: Antenna, relay: Antenna) -> float:
    """By how much a control station fails to see its relay at the worst time of the period."""
    times = np.unique(np.concatenate([np.linspace(0, scenario.length_s, 49), station.place.time_s, relay.place.time_s]))
    times = times[(times >= 0) & (times <= scenario.length_s)]
    (lat, lon), (relay_lat, relay_lon) = station.place.at(times), relay.place.at(times)
    reach_m = min(horizon_m(station.height_m, relay.height_m), relay.los_range_m)
    short_m = float((distance_m(lat, lon, relay_lat, relay_lon) + relay.round_m).max()) - reach_m - TOLERANCE_M
    rays = dict.fromkeys(zip(lat.tolist(), lon.tolist(), relay_lat.tolist(), relay_lon.tolist(), strict=True))
    rocks = rocks_of(scenario)
    heights = (station.height_m, relay.height_m)
    deep = (_deepest_m(rocks, [(a, b)], _rim((c, d), relay.round_m), heights) for a, b, c, d in rays if rocks)
    return max(short_m, max(deep, default=-math.inf) - BURIED_TOLERANCE_M)


def check_satellite(scenario: Scenario, pair: Served) -> list[Violation]:
    """A satellite channel needs a satellite link aboard, and the hold in its beam."""
    if pair.control is None or pair.control.kind != "satellite":
        return []
    if not scenario.platform_of(pair.fleet).satellite:
        what = f"{pair.control.name} is a satellite station and a {pair.fleet.platform} carries no satellite link"
        return [Violation("link", pair.where, what)]
    if pair.control.footprint is None:
        return []
    line = pair.line
    if line.moves:
        lat, lon = points_of([(lat, lon) for _, lat, lon in line.path])
    else:
        lat, lon, _ = direct(line.lat_deg, line.lon_deg, np.arange(72) * (2 * math.pi / 72), line.hold_radius_m)
    out = outside(plain_polygons(scenario, pair.control.footprint), lat, lon)
    if not out.any():
        return []
    what = f"{out.mean():.0%} of where it is held lies outside the footprint {pair.control.footprint!r}"
    return [Violation("footprint", pair.where, what)]
