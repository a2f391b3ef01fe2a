"""A post that moves, made by hand: parallel tracks over a rectangle and back to where they began, laid with pyproj."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import shapely

from helpers.hand_roster import DAY, GEOD, hand_roster, hand_scenario, way_s
from longwatch.geo.cells import make_cells
from longwatch.scenario.plan import Line, Pairing, Roster, Stint
from longwatch.scenario.scenario import Scenario


def tour_points(lat: float, lon: float, across_m: float, up_m: float, n_tracks: int) -> list[tuple[float, float]]:
    """Corners from the south-west one: tracks run north and south, `n_tracks` of them even; the end is the beginning."""
    corners, spacing_m = [], across_m / n_tracks
    for n in range(n_tracks):
        east_m = spacing_m * (n + 0.5)
        ends = [_moved(lat, lon, east_m, 0.0), _moved(lat, lon, east_m, up_m)]
        corners += ends if n % 2 == 0 else ends[::-1]
    return [*corners, corners[0]]


def _moved(lat: float, lon: float, east_m: float, north_m: float) -> tuple[float, float]:
    lon1, lat1, _ = GEOD.fwd(lon, lat, 90.0, east_m)
    lon2, lat2, _ = GEOD.fwd(lon1, lat1, 0.0, north_m)
    return lat2, lon2


def tour_line(name: str, watch: str, corners: list[tuple[float, float]], speed_mps: float, length_s: int) -> Line:
    path, time_s = [(0.0, *corners[0])], 0.0
    for (lat0, lon0), (lat1, lon1) in pairwise(corners):
        time_s += GEOD.inv(lon0, lat0, lon1, lat1)[2] / speed_mps
        path.append((time_s, lat1, lon1))
    lat, lon = corners[0]
    return Line(
        name, watch, lat, lon, lat, lon, 0.0, 0.0, 1, ((0, length_s),), 0, 3600, kind="tour", path=tuple(path),
        period_s=time_s,
    )  # fmt: skip


def post_at(line: Line, time_s: float) -> tuple[float, float]:
    """Where the post is, from its path alone."""
    first_s = line.path[0][0]
    time_s = first_s + (time_s - first_s) % line.period_s
    for (t0, lat0, lon0), (t1, lat1, lon1) in pairwise(line.path):
        if time_s <= t1:
            azimuth, _, length = GEOD.inv(lon0, lat0, lon1, lat1)
            lon, lat, _ = GEOD.fwd(lon0, lat0, azimuth, length * (time_s - t0) / (t1 - t0))
            return lat, lon
    raise AssertionError


def tour_roster(**changes: Any) -> tuple[Scenario, Roster]:
    """Planes that relieve each other on the patrol of revisit watch "east", from the field; cells of about 5 km."""
    watch = {"name": "east", "area": "east", "kind": "revisit", "sees": {"class": "fishing-boat"}, "limit": "2 h"}
    scenario = hand_scenario(**({"watch": [watch], "state": {}} | changes))
    (west, south), (east, north) = _moved(35.8, -73.4, 0.0, 0.0)[::-1], _moved(35.8, -73.4, 60_000.0, 30_000.0)[::-1]
    scenario = replace(scenario, cells={"east": make_cells(shapely.box(west, south, east, north), 5000.0)})
    line = tour_line("east.1", "east", tour_points(35.8, -73.4, 60_000.0, 30_000.0, 4), 40.0, 3 * DAY)
    figures = replace(hand_roster(hand_scenario()).pairings[0], line="east.1", route=(), sensor_range_m=12_000.0)
    stints = [_sortie(line, figures, f"plane-{1 + n % 3}", 1800 + 30_000 * n, 30_000) for n in range(7)]
    roster = Roster("tour", "", scenario.start_s, 3 * DAY, "by hand", (line,), (figures,), tuple(stints))
    return scenario, roster


def _sortie(line: Line, figures: Pairing, tail: str, takeoff_s: int, on_station_s: int) -> Stint:
    arrive_s, field = takeoff_s, (36.0, -76.0)
    for _ in range(30):
        arrive_s = takeoff_s + math.ceil(way_s([field, post_at(line, arrive_s)], figures, 200))
    leave_s = arrive_s + on_station_s
    land_s = leave_s + math.ceil(way_s([post_at(line, leave_s), field], figures, 200))
    return Stint(takeoff_s, line.name, tail, figures.fleet, arrive_s, leave_s, land_s, land_s + figures.turnaround_s)
