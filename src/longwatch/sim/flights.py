"""Sorties as paths: the way out, on station, the way back, in Earth-centred metres at working height."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import Final

import numpy as np
import polars as pl

from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import Floats, inverse
from longwatch.geo.knots import chord_ends
from longwatch.physics.transit import ground_speed_mps
from longwatch.rostering.track import track_of, track_of_line
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.flights_between import home_points, passage_points
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.tours import Tour, knots_between, tour_of, ways_along
from longwatch.sim.tracks import Path, cut, hold_of, joined, knots_of, laps_in, n_laps, on_hold

MEETING_ROUNDS: Final = 40
COLUMNS: Final = (
    "fleet", "line", "takeoff_s", "arrive_s", "leave_s", "land_s", "outcome",
    "due_arrive_s", "due_leave_s", "home_s", "due_land_s", "from_line", "to_fleet",
)  # fmt: skip


def sortie_knots(flyer: Flyer, sorties: pl.DataFrame) -> Knots:
    """One mover per row of sorties (as `WatchLog.sorties`, in that order): way out, hold, way back, at working height.

    One that is lost stops at that instant. One airborne at the end of the period is followed as foreseen.
    """
    names = [name for name in COLUMNS if name in sorties.columns]
    columns = [sorties[name].to_list() for name in names]
    return knots_of([flyer.path(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)])


class Flyer:
    """Turns sorties into paths; ways and tours that many sorties share are worked out once."""

    def __init__(self, scenario: Scenario, roster: Roster) -> None:
        self._pairings = {(one.fleet, one.line): one for one in roster.pairings}
        self._passages = {(one.fleet, one.from_line, one.to_line): one for one in roster.passages}
        self._lines = {line.name: line for line in roster.lines}
        self._bases = {fleet.name: track_of(scenario.base(fleet.base)) for fleet in scenario.fleets}
        self._posts = {line.name: track_of_line(line) for line in roster.lines}
        self._length_s = roster.length_s
        self._ways: dict[tuple[str, str, bool, float, float], tuple[Floats, Floats, float]] = {}
        self._tours: dict[tuple[str, float], Tour] = {}

    def path(
        self, fleet: str, line: str, takeoff_s: int, arrive_s: int | None, leave_s: int | None, land_s: int | None,
        outcome: str, due_arrive_s: int | None = None, due_leave_s: int | None = None, home_s: int | None = None,
        due_land_s: int | None = None, from_line: str | None = None, to_fleet: str | None = None,
    ) -> Path:  # fmt: skip
        """The knots of one sortie, told by a row of `WatchLog.sorties`; what was due is what came where it isn't given.

        A path never depends on what came after it: up to any instant it is the one that was foreseen at that instant.

        Parameters
        ----------
        from_line : the line it comes from; None: from its base
        to_fleet : at whose base it lands; None: its own
        """
        pairing = self._pairings[fleet, line]
        if arrive_s is None:
            if from_line is not None:
                due_s = self._length_s if due_arrive_s is None else due_arrive_s
                return self._left_between(
                    pairing, from_line, to_fleet or fleet, takeoff_s, land_s, due_s, home_s, due_land_s
                )
            return self._turned_back(pairing, takeoff_s, land_s, outcome, due_arrive_s, home_s, due_land_s)
        leave_s = self._length_s if leave_s is None else leave_s
        parts = []
        if arrive_s > 0 and from_line is not None:
            parts = [self._passage(pairing, from_line, takeoff_s, arrive_s)]
        elif arrive_s > 0:
            parts = [self._way(pairing, True, (takeoff_s, arrive_s), takeoff_s, arrive_s)]
        parts.append(self.on_station(pairing, arrive_s, leave_s, due_leave_s))
        if land_s is not None and land_s > leave_s:
            home, from_m = self._pairings.get((to_fleet or fleet, line)), parts[-1].xyz_m[-1]
            if home is None:
                due_s = land_s if due_land_s is None else due_land_s
                parts.append(cut(self._straight_home(pairing, to_fleet or fleet, from_m, leave_s, due_s), land_s))
            else:
                parts.append(self.way_back(home, from_m, leave_s, land_s, outcome, due_land_s))
        return joined(parts)

    def _passage(self, pairing: Pairing, from_line: str, leave_s: float, arrive_s: float) -> Path:
        """From post to post."""
        passage = self._passages.get((pairing.fleet, from_line, pairing.line))
        ways = passage_points(passage, self._posts[from_line], leave_s, self._posts[pairing.line], arrive_s)
        parts, xyz_m, _ = min((way_table(pairing, way) for way in ways), key=lambda table: table[2])
        return Path(leave_s + (arrive_s - leave_s) * parts, xyz_m)

    def _left_between(
        self, pairing: Pairing, from_line: str, to_fleet: str, takeoff_s: int, land_s: int | None, due_arrive_s: int,
        home_s: int | None, due_land_s: int | None,
    ) -> Path:  # fmt: skip
        """From one line, and on the way to the next lost, or home."""
        end_s = self._length_s if land_s is None else land_s
        way = self._passage(pairing, from_line, takeoff_s, due_arrive_s)
        if home_s is None or home_s >= end_s:
            return cut(way, end_s)
        going = cut(way, home_s)
        due_s = end_s if due_land_s is None else due_land_s
        home = self._straight_home(pairing, to_fleet, going.xyz_m[-1], home_s, due_s, from_line)
        return cut(joined([going, home]), end_s)

    def _straight_home(
        self, pairing: Pairing, to_fleet: str, from_m: Floats, from_s: float, land_s: float, from_line: str = ""
    ) -> Path:
        """Home from any place: round land by one of the posts where the ways home go round it."""
        lat, lon, _ = to_geodetic(from_m)
        own = [self._pairings.get((to_fleet, line)) for line in (pairing.line, from_line)]
        routes = [one.route for one in own if one is not None]
        ways = home_points((float(lat), float(lon)), self._bases[to_fleet].at(land_s), routes)
        parts, xyz_m, _ = min((way_table(pairing, way) for way in ways), key=lambda table: table[2])
        return Path(from_s + (land_s - from_s) * parts, np.vstack([from_m, xyz_m[1:]]))

    def on_station(self, pairing: Pairing, arrive_s: float, leave_s: float, due_s: float | None = None) -> Path:
        """The circle of a post that stays, due to be left at due_s; or where a post that moves is."""
        place = self._lines[pairing.line]
        if not place.moves:
            return hold_path(pairing, place, arrive_s, leave_s, leave_s if due_s is None else due_s)
        key = (pairing.line, pairing.height_m)
        if key not in self._tours:
            self._tours[key] = tour_of(self._posts[pairing.line], pairing.height_m)
        return Path(*knots_between(self._tours[key], arrive_s, leave_s))

    def way_back(
        self, pairing: Pairing, from_m: Floats, leave_s: int, land_s: int, outcome: str, due_land_s: int | None = None
    ) -> Path:
        """Home from where it is on its circle: the way from the post, but for its first knot."""
        at = (land_s, leave_s)
        if outcome == "loss":
            due_land_s = due_land_s or leave_s + ceil(self._table(pairing, False, *at)[2])
            at = (due_land_s, leave_s)
        t_s, xyz_m, _ = self._way(pairing, False, at, leave_s, max(at[0], land_s))
        return cut(Path(t_s, np.vstack([from_m, xyz_m[1:]])), land_s)

    def _turned_back(
        self, pairing: Pairing, takeoff_s: int, land_s: int | None, outcome: str, due_arrive_s: int | None,
        home_s: int | None, due_land_s: int | None,
    ) -> Path:  # fmt: skip
        """A sortie that never reached its line. Where it is not told when it turned, its time was half spent then."""
        end_s = self._length_s if land_s is None else land_s
        post_s = self._would_arrive_s(pairing, takeoff_s) if due_arrive_s is None else due_arrive_s
        out_s = self._table(pairing, True, takeoff_s, post_s)[2] if due_arrive_s is None else due_arrive_s - takeoff_s
        way = self._way(pairing, True, (takeoff_s, post_s), takeoff_s, takeoff_s + out_s)
        lost_going = outcome == "loss" and (home_s is None or home_s == land_s)
        if lost_going or land_s is None:
            return cut(way, end_s)
        back_s = self._table(pairing, False, end_s, post_s)[2]
        turn_s = takeoff_s + (end_s - takeoff_s) * out_s / (out_s + back_s) if home_s is None else home_s
        due_s = end_s if due_land_s is None else due_land_s
        out = cut(way, turn_s)
        home = to_ecef(*self._bases[pairing.fleet].at(due_s), pairing.height_m)
        # Back along the same way, so that a route round land stays one; a ship has moved on, so its last knot is new.
        back_t_s = due_s - (out.t_s[::-1] - takeoff_s) * (due_s - turn_s) / max(turn_s - takeoff_s, 1e-9)
        back_m = out.xyz_m[::-1].copy()
        back_m[-1] = home[0]
        return cut(joined([out, Path(back_t_s, back_m)]), end_s)

    def post_at(self, line: str, at_s: float) -> tuple[float, float]:
        """(lat_deg, lon_deg) where a line is entered and left at an instant."""
        return self._posts[line].at(at_s)

    def _would_arrive_s(self, pairing: Pairing, takeoff_s: float) -> float:
        """When a vehicle would meet its post, which may have moved on meanwhile: a fixed point, to a second."""
        arrive_s = takeoff_s
        for _ in range(MEETING_ROUNDS if self._posts[pairing.line].moves else 0):
            before_s = arrive_s
            arrive_s = takeoff_s + self._quickest(pairing, True, takeoff_s, before_s)[2]
            if abs(arrive_s - before_s) < 1.0:
                break
        return arrive_s

    def _way(self, pairing: Pairing, out: bool, at: tuple[float, float], from_s: float, to_s: float) -> Path:
        """Between base and post from one second to another; `at` says when base and post are where the way meets them."""
        parts, xyz_m, _ = self._table(pairing, out, *at)
        return Path(from_s + (to_s - from_s) * parts, xyz_m)

    def _table(self, pairing: Pairing, out: bool, base_at_s: float, post_at_s: float) -> tuple[Floats, Floats, float]:
        """(share of the time (n,), places (n, 3), seconds by the wind triangle) of one way."""
        post_moves = self._posts[pairing.line].moves
        key = (pairing.fleet, pairing.line, out, 0 if pairing.route else base_at_s, post_at_s if post_moves else 0)
        if key not in self._ways:
            self._ways[key] = self._quickest(pairing, out, base_at_s, post_at_s)
        return self._ways[key]

    def seconds(self, pairing: Pairing, out: bool, base_at_s: float, post_at_s: float) -> float:
        """How long a way takes by the wind triangle, the base and the post being where they are at these instants."""
        return self._table(pairing, out, base_at_s, post_at_s)[2]

    def _quickest(
        self, pairing: Pairing, out: bool, base_at_s: float, post_at_s: float
    ) -> tuple[Floats, Floats, float]:
        ways = self._points(pairing, base_at_s, post_at_s)
        return min((way_table(pairing, way if out else way[::-1]) for way in ways), key=lambda table: table[2])

    def _points(self, pairing: Pairing, base_at_s: float, post_at_s: float) -> list[list[tuple[float, float]]]:
        """Where the ways from base to post bend. A route leads to the first knot of a path; then the path is followed."""
        post, route = self._posts[pairing.line], list(pairing.route)
        if not route:
            return [[self._bases[pairing.fleet].at(base_at_s), post.at(post_at_s)]]
        return [route + along[1:] for along in ways_along(post, post_at_s)] if post.moves else [route]


def way_table(pairing: Pairing, points: Sequence[tuple[float, float]]) -> tuple[Floats, Floats, float]:
    """A way along geodesics between points (lat, lon): share of its time and place of each knot, and the time it takes.

    The pace follows the wind triangle from knot to knot; chords stay within 10 m of the way at working height.
    """
    lats, lons, times = [np.array([points[0][0]])], [np.array([points[0][1]])], [np.zeros(1)]
    for (lat0, lon0), (lat1, lon1) in pairwise(points):
        length_m = float(inverse(lat0, lon0, lat1, lon1)[2])
        lat, lon = chord_ends(lat0, lon0, lat1, lon1, pairing.height_m)
        course_rad = np.radians(inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])[0])
        speed = ground_speed_mps(pairing.airspeed_mps, course_rad, pairing.wind_east_mps, pairing.wind_north_mps)
        lats.append(lat[1:])
        lons.append(lon[1:])
        times.append(times[-1][-1] + np.cumsum(length_m / (len(lat) - 1) / np.maximum(np.atleast_1d(speed), 1e-3)))
    at_s = np.concatenate(times)
    total_s = float(at_s[-1])
    parts = at_s / total_s if total_s > 0.0 else np.linspace(0.0, 1.0, len(at_s))
    return parts, to_ecef(np.concatenate(lats), np.concatenate(lons), pairing.height_m), total_s


def hold_path(pairing: Pairing, place: Line, arrive_s: float, leave_s: float, due_s: float) -> Path:
    """On station: one leg round the centre of the line, in whole laps up to when it is due to leave.

    Still where less than half a lap would fit. Who leaves earlier breaks off; who stays goes on at hold speed, so that
    nothing depends on what is not yet known.
    """
    laps = n_laps(pairing.hold_speed_mps, place.hold_radius_m, due_s - arrive_s)
    until_s = min(leave_s, due_s)
    parts = [_circle(pairing, place, arrive_s, until_s, laps * (until_s - arrive_s) / max(due_s - arrive_s, 1e-9))]
    if leave_s > due_s:
        beyond = laps_in(pairing.hold_speed_mps, place.hold_radius_m, leave_s - due_s)
        parts.append(_circle(pairing, place, due_s, leave_s, beyond))
    return joined(parts)


def _circle(pairing: Pairing, place: Line, from_s: float, to_s: float, laps: float) -> Path:
    """So many laps from the northernmost point on."""
    post_m = to_ecef(place.post_lat_deg, place.post_lon_deg, pairing.height_m)
    t_s, xyz_m = np.array([from_s, to_s], np.float64), np.repeat(post_m, 2, axis=0)
    if laps <= 0.0:
        return Path(t_s, xyz_m)
    hold = hold_of(place, pairing.height_m, laps)
    if laps != round(laps):
        xyz_m[1] = on_hold(hold, laps)
    return Path(t_s, xyz_m, ((0, hold),))
