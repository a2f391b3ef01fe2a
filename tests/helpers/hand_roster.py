"""A small scenario and a good roster for it, made by hand: three fleets, an airfield, a ship on a track, a port, a spit.

Times come from pyproj and a plain sum of a thousand steps, so neither the planner nor the verifier made them.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pyproj import Geod

from helpers.kit import payload, platform
from longwatch.geo.polygon import Polygon
from longwatch.scenario.models import ScenarioFile
from longwatch.scenario.plan import Line, Pairing, Roster, Stint
from longwatch.scenario.scenario import Scenario

GEOD = Geod(ellps="WGS84")
KT = 1852 / 3600
DAY = 86400
START = "2026-03-01T00:00:00Z"
SPIT = Polygon(((36.0, -75.2), (37.0, -75.2), (37.0, -75.0), (36.0, -75.0)))


def box(north: float, south: float, west: float, east: float) -> list[str]:
    """Corners of an area west of Greenwich as a scenario writes them."""
    return [f"{lat} N, {lon} W" for lat, lon in ((north, west), (north, east), (south, east), (south, west))]


FILE: dict[str, Any] = {
    "schema": 1,
    "name": "hand",
    "period": {"start": START, "length": "3 d"},
    "base": [
        {"name": "Field", "kind": "airfield", "at": "36.00 N, 76.00 W"},
        {
            "name": "Deck",
            "kind": "ship",
            "track": [
                {"at": "34.50 N, 73.00 W", "time": "0 h"},
                {"at": "35.50 N, 72.00 W", "time": "24 h"},
                {"at": "34.50 N, 73.00 W", "time": "48 h"},
                {"at": "35.50 N, 72.00 W", "time": "72 h"},
            ],
        },
        {"name": "Port", "kind": "port", "at": "36.50 N, 75.50 W"},
    ],
    "control": [
        {"name": "Sat", "at": "Field", "kind": "satellite", "channels": 2, "footprint": "beam"},
        {"name": "Mast", "at": "Deck", "kind": "line-of-sight", "antenna_height": "35 m", "channels": 2},
    ],
    "area": [
        {"name": name, "polygon": box(n, s, w, e), **role}
        for name, n, s, w, e, role in (
            ("east", 36.1, 35.9, 73.2, 73.0, {}),
            ("south", 34.1, 33.9, 72.1, 71.9, {}),
            ("inshore", 36.55, 36.45, 74.55, 74.45, {}),
            ("range", 36.4, 35.5, 74.2, 74.0, {"keep_out": ["air"]}),
            ("gate", 36.2, 35.9, 74.3, 73.9, {"corridor": ["air"]}),
            ("sound", 37.5, 35.0, 75.9, 75.1, {"depth": "10 m"}),
            ("shelf", 37.5, 35.0, 75.1, 74.0, {"depth": "20 m"}),
            ("shoal", 35.6, 35.4, 75.4, 75.2, {"keep_out": ["surface"]}),
            ("beam", 37.0, 35.0, 74.0, 72.0, {}),
            ("peak", 33.75, 33.65, 73.5, 70.5, {"height": "9000 m"}),
        )
    ],
    "watch": [
        {"name": name, "area": name, "kind": "station", "sees": {"class": "fishing-boat"}, "limit": "30 min", "k": k}
        for name, k in (("east", 1), ("south", 1), ("inshore", 1))
    ],
    "fleet": [
        {"name": "planes", "platform": "plane", "base": "Field", "control": "Sat", "count": 3, "crews": 6},
        {"name": "decked", "platform": "drone", "base": "Deck", "control": "Mast", "count": 3},
        {"name": "boats", "platform": "boat", "base": "Port", "count": 2, "lines": ["inshore"], "depth_min": "8 m"},
    ],
    "weather": {"wind": "20 kt", "wind_from": "250 deg"},
    "state": {"airborne": [{"fleet": "boats", "watch": "inshore", "flown": "20 h"}]},
}


def hand_scenario(turn_deg: float = 0.0, **changes: Any) -> Scenario:
    """The scenario, its tables overridden by `changes`, all longitudes of plain geometry turned by `turn_deg`."""
    file = ScenarioFile.model_validate(FILE | changes)
    platforms = {
        "plane": platform(id="plane", satellite=True),
        "drone": platform(id="drone", endurance="20 h", transit_speed="90 kt", los_range="280 km", turnaround="2 h"),
        "boat": platform(
            id="boat", domain="surface", endurance="10 d", transit_speed="6 kt", loiter_speed="3 kt", altitude="6 m"
        ),
    }
    fit = payload(sensors=[{"kind": "radar", "ranges": {"fishing-boat": {"detect": "30 km"}}}])
    areas = {area.name: (Polygon(tuple((lat, lon + turn_deg) for lat, lon in area.polygon)),) for area in file.area}
    return Scenario(
        file=file,
        path=None,
        start_s=round(file.period.start.timestamp()),
        length_s=round(float(file.period.length_s)),
        bases=file.base,
        fleets=tuple(fleet.model_copy(update={"payload": "eyes"}) for fleet in file.fleet),
        platforms=platforms,
        payloads={"eyes": fit},
        areas=areas,
        land=(Polygon(tuple((lat, lon + turn_deg) for lat, lon in SPIT.outer)),),
        changes=(),
        warnings=(),
        inputs={},
    )


def ship_at(scenario: Scenario, time_s: float) -> tuple[float, float]:
    track = scenario.base("Deck").track
    for one, two in pairwise(track):
        if time_s <= two.time_s:
            azimuth, _, length = GEOD.inv(one.at[1], one.at[0], two.at[1], two.at[0])
            share = max(time_s - one.time_s, 0.0) / (two.time_s - one.time_s)
            lon, lat, _ = GEOD.fwd(one.at[1], one.at[0], azimuth, length * share)
            return lat, lon
    return track[-1].at


def way_s(points: list[tuple[float, float]], pairing: Pairing, steps: int = 1000) -> float:
    """Time along waypoints in the pairing's wind, by a plain midpoint sum."""
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(points):
        azimuth, _, length = GEOD.inv(lon1, lat1, lon2, lat2)
        for n in range(steps):
            back = GEOD.fwd(lon1, lat1, azimuth, length * (n + 0.5) / steps)[2]
            course = math.radians(back + 180.0)
            along = pairing.wind_east_mps * math.sin(course) + pairing.wind_north_mps * math.cos(course)
            across = pairing.wind_east_mps * math.cos(course) - pairing.wind_north_mps * math.sin(course)
            total += length / steps / (along + math.sqrt(pairing.airspeed_mps**2 - across**2))
    return total


def make_line(scenario: Scenario, name: str) -> Line:
    polygon = scenario.file.area[[area.name for area in scenario.file.area].index(name)].polygon
    lat, lon = sum(p[0] for p in polygon) / 4, sum(p[1] for p in polygon) / 4
    post_lon, post_lat, _ = GEOD.fwd(lon, lat, 0.0, 5000.0)
    reach_m = max(GEOD.inv(lon, lat, p[1], p[0])[2] for p in polygon)
    watch = scenario.watch(name)
    return Line(name, name, lat, lon, post_lat, post_lon, 5000.0, reach_m, watch.k, ((0, 3 * DAY),), 0, 1800)


def hand_roster(scenario: Scenario) -> Roster:
    """Three lines, each flown by its own fleet, a boat on station at the start; every rule kept, not gap-free."""
    lines = {name: make_line(scenario, name) for name in ("east", "south", "inshore")}
    east, north = (20 * KT * trig(math.radians(70.0)) for trig in (math.sin, math.cos))
    post = (lines["inshore"].post_lat_deg, lines["inshore"].post_lon_deg)
    field = ((36.0, -76.0), (lines["east"].post_lat_deg, lines["east"].post_lon_deg))
    pairings = (
        Pairing("planes", "east", 65520, 3600, 10800, 100 * KT, 70 * KT, east, north, 3000.0, 30000.0, field),
        Pairing("decked", "south", 54000, 3600, 7200, 90 * KT, 70 * KT, east, north, 3000.0, 30000.0),
        Pairing(
            *("boats", "inshore", 687600, 3600, 10800, 6 * KT, 3 * KT, 0.0, 0.0, 6.0, 20000.0),
            ((36.5, -75.5), (35.97, -75.22), (35.97, -74.98), post),
        ),
    )
    roster = Roster("hand", "", scenario.start_s, 3 * DAY, "by hand", tuple(lines.values()), pairings, ())
    planes = [sortie(scenario, roster, f"plane-{1 + n % 2}", 0, 1800 + 46000 * n, 36000) for n in range(5)]
    drones = [sortie(scenario, roster, f"drone-{1 + n % 3}", 1, 600 + 30000 * n, 35000) for n in range(7)]
    boats = [
        replace(sortie(scenario, roster, "boat-1", 2, -72000, 100000), arrive_s=0, airborne_at_start=True),
        sortie(scenario, roster, "boat-2", 2, 10000, 150000),
    ]
    return replace(roster, stints=tuple(sorted([*planes, *drones, *boats])))


def sortie(scenario: Scenario, roster: Roster, tail: str, pairing: int, takeoff_s: int, on_station_s: int) -> Stint:
    """One stint with the shortest ways there are, in whole seconds; a ship is met where it will be."""
    figures = roster.pairings[pairing]
    line = roster.line(figures.line)
    post = (line.post_lat_deg, line.post_lon_deg)
    points = list(figures.route) or [ship_at(scenario, takeoff_s), post]
    arrive_s = takeoff_s + math.ceil(way_s(points, figures))
    leave_s = arrive_s + on_station_s
    land_s = leave_s
    for _ in range(20):
        back = list(figures.route[::-1]) or [post, ship_at(scenario, land_s)]
        land_s = leave_s + math.ceil(way_s(back, figures, 100))
    ready_s = land_s + figures.turnaround_s
    return Stint(takeoff_s, line.name, tail, figures.fleet, arrive_s, leave_s, land_s, ready_s)
