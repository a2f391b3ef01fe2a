"""One zone of a revisit watch: the closed path on the Earth from which all its cells are seen, and its lap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from longwatch.errors import ImpossibleError
from longwatch.geo.geodesic import Floats, distance_m, points_along
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.paths import shortest_path
from longwatch.patterns.frame import STEP_M, Frame, cut_long
from longwatch.patterns.seen import unseen
from longwatch.patterns.sweep import tour_of, tracks_of, turned_back
from longwatch.patterns.turns import drawn_radius_m, rounded

LatLon = tuple[float, float]
_TIGHTER: Final = (1.0, 0.99, 0.97, 0.94, 0.9, 0.8)  # of the range, where the tracks as laid leave a cell unseen
_LOOP: Final = 0.2  # of the range: side of the round over a zone that is seen from one place
_ROUNDS: Final = 6
_APART_M: Final = 0.5


@dataclass(frozen=True)
class Sweeper:
    """Who a pattern is laid for."""

    range_m: float
    speed_mps: float  # over ground
    domain: str
    obstacles: Obstacles
    ranges_m: tuple[
        float, ...
    ] = ()  # of every class of the watch where there are several; the tracks are laid for `range_m`

    def range_of(self, kind: int) -> float:
        """How far it sees a class of the watch, in order of their names."""
        return self.ranges_m[kind] if self.ranges_m else self.range_m

    @property
    def turn_m(self) -> float:
        return drawn_radius_m(self.speed_mps, self.range_m) if self.domain == "air" else 0.0


@dataclass(frozen=True)
class Lap:
    """A closed path of a zone: (lat_deg, lon_deg) points, the first repeated at the end."""

    points: tuple[LatLon, ...]
    length_m: float
    unseen: tuple[int, ...] = ()  # cells of the zone that no place of it sees

    def knots(self, speed_mps: float) -> tuple[tuple[float, float, float], ...]:
        """(time_s, lat_deg, lon_deg) from 0 at one speed; the lap takes a whole number of seconds, so hardly less."""
        lat, lon = np.array(self.points).T
        at_m = np.concatenate([[0.0], np.cumsum(distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]))])
        times = at_m * (self.lap_s(speed_mps) / at_m[-1])
        times[-1] = self.lap_s(speed_mps)
        return tuple((float(t), *place) for t, place in zip(times.tolist(), self.points, strict=True))

    def lap_s(self, speed_mps: float) -> float:
        return float(max(1, ceil(self.length_m / speed_mps - 1e-9)))


def plane_tour(zone: Any, heading_rad: float, sweeper: Sweeper, tighter: float = 1.0) -> Floats:
    """Points in the plane of the tour of a zone whose tracks were turned along x."""
    tracks = tracks_of(zone, tighter * sweeper.range_m, sweeper.turn_m)
    xy = tour_of(tracks)
    if float(np.ptp(xy, axis=0).max()) < _LOOP * sweeper.range_m:
        half = 0.5 * max(_LOOP * sweeper.range_m, 2.2 * sweeper.turn_m)
        xy = xy.mean(axis=0) + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    return turned_back(rounded(xy, sweeper.turn_m), heading_rad)


def lap_of(frame: Frame, zone: Any, heading_rad: float, sweeper: Sweeper, cells: tuple[Floats, Floats]) -> Lap:
    """The tour of a zone on the Earth, round what may not be crossed."""
    return lap_along(frame, partial(plane_tour, zone, heading_rad, sweeper), sweeper, cells)


def lap_along(
    frame: Frame,
    drawn: Callable[[float], Floats],
    sweeper: Sweeper,
    cells: tuple[Floats, Floats],
    near_m: Floats | None = None,
) -> Lap:
    """A closed path of the plane on the Earth, round what may not be crossed; `drawn` gives it for a share of the range.

    Tracks are laid closer, and then detours flown, until every cell is seen, from within `near_m` of it if given; `unseen` holds
    those that can't be.
    """
    obstacles = sweeper.obstacles
    range_m = np.full(len(cells[0]), sweeper.range_m) if near_m is None else near_m
    best: Lap | None = None
    for tighter in _TIGHTER if obstacles.none else _TIGHTER[:2]:
        xy = cut_long(drawn(tighter))
        lap = _lap(_round(_open_stops(frame, xy, obstacles), obstacles), range_m, cells)
        if not lap.unseen:
            return lap
        best = lap if best is None or len(lap.unseen) < len(best.unseen) else best
    assert best is not None
    return _with_detours(best, sweeper, range_m, cells)


def _lap(points: list[LatLon], range_m: Floats, cells: tuple[Floats, Floats]) -> Lap:
    points = _apart(points)
    if len(points) < 3:
        return Lap(tuple(points), 0.0, tuple(range(len(cells[0]))))
    lat, lon = np.array(points).T
    length_m = float(np.sum(distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])))
    missed = np.flatnonzero(unseen(*cells, lat, lon, range_m)) if len(cells[0]) else np.empty(0, np.int64)
    return Lap(tuple(points), length_m, tuple(missed.tolist()))


def _apart(points: list[LatLon]) -> list[LatLon]:
    """A closed line without legs of no length."""
    if len(points) < 3:
        return points
    lat, lon = np.array(points).T
    kept = np.concatenate([[True], distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]) > _APART_M])
    out = [point for point, keep in zip(points[:-1], kept[:-1].tolist(), strict=True) if keep]
    if len(out) > 1 and float(distance_m(*out[-1], *points[-1])) <= _APART_M:
        out.pop()
    return [*out, points[0]]


def _with_detours(lap: Lap, sweeper: Sweeper, range_m: Floats, cells: tuple[Floats, Floats]) -> Lap:
    """Cells that are still unseen are flown to, those first from which most others are seen."""
    for _ in range(_ROUNDS):
        if not lap.unseen:
            break
        points = list(lap.points)
        for k in _chosen(cells, np.array(lap.unseen), 0.8 * range_m):
            points = _put_in(points, (float(cells[0][k]), float(cells[1][k])))
        again = _lap(_round(points, sweeper.obstacles), range_m, cells)
        if len(again.unseen) >= len(lap.unseen):
            break
        lap = again
    return lap


def _chosen(cells: tuple[Floats, Floats], missed: NDArray[np.int64], range_m: Floats) -> list[int]:
    """Cells from which all missed ones are seen, found greedily."""
    chosen: list[int] = []
    left = missed
    while len(left):
        lat, lon = cells[0][left], cells[1][left]
        near = distance_m(lat[:, None], lon[:, None], lat[None, :], lon[None, :]) < range_m[left]
        best = int(near.sum(axis=1).argmax())
        chosen.append(int(left[best]))
        left = left[~near[best]]
    return chosen


def _put_in(points: list[LatLon], stop: LatLon) -> list[LatLon]:
    """There and back to a stop from the place of a closed path that is nearest: what it saw it sees still."""
    if len(points) < 2:
        return [*points, stop, *points] if points else [stop]
    lat, lon = np.array(points).T
    n = 1 + np.ceil(distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]) / (0.1 * STEP_M)).astype(np.int64)
    places = [points_along(lat[k], lon[k], lat[k + 1], lon[k + 1], np.arange(n[k]) / n[k]) for k in range(len(n))]
    some_lat, some_lon = np.concatenate([one for one, _ in places]), np.concatenate([other for _, other in places])
    at = int(np.argmin(distance_m(some_lat, some_lon, *stop)))
    leg = int(np.searchsorted(np.cumsum(n), at, side="right"))
    foot = float(some_lat[at]), float(some_lon[at])
    return [*points[: leg + 1], foot, stop, foot, *points[leg + 1 :]]


def _open_stops(frame: Frame, xy: Floats, obstacles: Obstacles) -> list[LatLon]:
    """The points of a closed line where the vehicle may be: its legs cut where something is in the way."""
    lat, lon = frame.to_earth(xy)
    points = list(zip(lat.tolist(), lon.tolist(), strict=True))
    if obstacles.none:
        return points
    stops: list[LatLon] = []
    for k in range(len(points) - 1):
        if not obstacles.cross(points[k], points[k + 1]):
            stops += [points[k], points[k + 1]]
            continue
        n = max(2, ceil(float(np.hypot(*(xy[k + 1] - xy[k]))) / 1000.0))
        lats, lons = frame.to_earth(np.linspace(0.0, 1.0, n + 1)[:, None] * (xy[k + 1] - xy[k]) + xy[k])
        free = ~obstacles.block(lats, lons)
        turns = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
        for first, last in zip(turns[::2].tolist(), (turns[1::2] - 1).tolist(), strict=True):
            stops += [(float(lats[i]), float(lons[i])) for i in dict.fromkeys((first, last))]
    stops = [stop for i, stop in enumerate(stops) if i == 0 or stop != stops[i - 1]]
    return stops if not stops or stops[0] == stops[-1] else [*stops, stops[0]]


def _round(stops: list[LatLon], obstacles: Obstacles) -> list[LatLon]:
    """A closed line through the stops whose legs lead round what is in the way; a stop out of reach is left out."""
    if obstacles.none or len(stops) < 2:
        return stops
    out = [stops[0]]
    for stop in stops[1:]:
        if stop == out[-1]:
            continue
        try:
            out += shortest_path(obstacles, out[-1], stop).points[1:]
        except ImpossibleError:
            continue
    if len(out) > 1 and out[-1] != out[0]:
        out += shortest_path(obstacles, out[-1], out[0]).points[1:]
    return out
