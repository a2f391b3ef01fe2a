"""Movers as knots: flown sorties with their holds, and ships of traffic, in Earth-centred metres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct, inverse
from longwatch.geo.knots import CHORD_ERROR_M, chord_ends
from longwatch.geo.track import Track
from longwatch.physics.transit import ground_speed_mps
from longwatch.rostering.track import track_of
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.looks_kernels import Knots
from longwatch.traffic.ships import Ships

N_HOLD: Final = 12


class Hold(NamedTuple):
    """A circle flown clockwise from its northernmost point, a whole number of times."""

    centre_m: Floats  # of the plane circle, Earth-centred
    north_m: Floats  # from it to the northernmost point …
    east_m: Floats  # … and to the easternmost
    radius_m: float
    laps: int


class Path(NamedTuple):
    """One mover: times (n,), places (n, 3), and the holds flown from the knot of that number on."""

    t_s: Floats
    xyz_m: Floats
    holds: tuple[tuple[int, Hold], ...] = ()


def knots_of(paths: Sequence[Path]) -> Knots:
    """Movers for the kernels. Times must not fall along a path."""
    counts = [len(path.t_s) for path in paths]
    offsets = np.cumsum([0, *counts]).astype(np.int64)
    t_s = np.concatenate([path.t_s for path in paths]) if paths else np.zeros(0)
    xyz_m = np.concatenate([path.xyz_m for path in paths]) if paths else np.zeros((0, 3))
    hold = np.full(len(t_s), -1, np.int64)
    rows: list[list[float]] = []
    for start, path in zip(offsets, paths, strict=False):
        for at, one in path.holds:
            hold[start + at] = len(rows)
            rows.append(_hold_row(one))
    holds = np.array(rows, np.float64).reshape(-1, N_HOLD)
    return _finished(offsets, t_s, xyz_m, hold, holds)


def straight_knots(offsets: Sequence[int] | np.ndarray, t_s: Floats, xyz_m: Floats) -> Knots:
    """Movers without holds from flat arrays: offsets (n_movers + 1,), t_s (n,), xyz_m (n, 3) in metres."""
    hold = np.full(len(t_s), -1, np.int64)
    # Copies: a read-only array would be another type to the kernels, and be compiled for anew.
    t_s, xyz_m = np.array(t_s, np.float64, order="C"), np.array(xyz_m, np.float64, order="C")
    return _finished(np.array(offsets, np.int64), t_s, xyz_m, hold, np.zeros((0, N_HOLD)))


def ship_knots(ships: Ships) -> Knots:
    """The tracks of traffic, at sea level, in the time of their recorded day."""
    return straight_knots(ships.offsets, ships.t_s, to_ecef(ships.lat_deg, ships.lon_deg, 0.0))


def sortie_knots(scenario: Scenario, roster: Roster, sorties: pl.DataFrame) -> Knots:
    """One mover per row of sorties (as `WatchLog.sorties`, in that order): way out, hold, way back, at working height.

    A sortie that never reached its line turns round where its time was half spent, measured by the planned transits, or
    is lost there. One that is lost stops at that instant. One airborne at the end of the period is followed as foreseen.
    """
    flyer = _Flyer(scenario, roster)
    columns = ("fleet", "line", "takeoff_s", "arrive_s", "leave_s", "land_s", "outcome")
    return knots_of([flyer.path(*row) for row in sorties.select(columns).iter_rows()])


class _Flyer:
    """Turns sorties into paths; ways that many sorties share are worked out once."""

    def __init__(self, scenario: Scenario, roster: Roster) -> None:
        self._pairings = {(one.fleet, one.line): one for one in roster.pairings}
        self._lines = {line.name: line for line in roster.lines}
        self._tracks = {fleet.name: track_of(scenario.base(fleet.base)) for fleet in scenario.fleets}
        self._length_s = roster.length_s
        self._ways: dict[tuple[str, str, bool, int], tuple[Floats, Floats, float]] = {}

    def path(
        self, fleet: str, line: str, takeoff_s: int, arrive_s: int | None, leave_s: int | None, land_s: int | None,
        outcome: str,
    ) -> Path:  # fmt: skip
        """The knots of one sortie."""
        pairing, place = self._pairings[fleet, line], self._lines[line]
        if arrive_s is None:
            return self._turned_back(pairing, place, takeoff_s, land_s, outcome)
        leave_s = self._length_s if leave_s is None else leave_s
        parts = [self._way(pairing, place, True, takeoff_s, takeoff_s, arrive_s)] if arrive_s > 0 else []
        parts.append(hold_path(pairing, place, arrive_s, leave_s))
        if land_s is not None and land_s > leave_s:
            parts.append(self._way_back(pairing, place, leave_s, land_s, outcome))
        return joined(parts)

    def _way_back(self, pairing: Pairing, place: Line, leave_s: int, land_s: int, outcome: str) -> Path:
        if outcome != "loss":
            return self._way(pairing, place, False, land_s, leave_s, land_s)
        whole_s = max(self._table(pairing, place, False, land_s)[2], land_s - leave_s)
        return _cut(self._way(pairing, place, False, land_s, leave_s, leave_s + whole_s), land_s)

    def _turned_back(self, pairing: Pairing, place: Line, takeoff_s: int, land_s: int | None, outcome: str) -> Path:
        end_s = self._length_s if land_s is None else land_s
        out_s = self._table(pairing, place, True, takeoff_s)[2]
        if outcome == "loss" or land_s is None:
            return _cut(self._way(pairing, place, True, takeoff_s, takeoff_s, takeoff_s + out_s), end_s)
        back_s = self._table(pairing, place, False, end_s)[2]
        turn_s = takeoff_s + (end_s - takeoff_s) * out_s / (out_s + back_s)
        out = _cut(self._way(pairing, place, True, takeoff_s, takeoff_s, takeoff_s + out_s), turn_s)
        home = to_ecef(*self._tracks[pairing.fleet].at(end_s), pairing.height_m)
        # Back along the same way, so that a route round land stays one; a ship has moved on, so its last knot is new.
        back_t_s = end_s - (out.t_s[::-1] - takeoff_s) * (end_s - turn_s) / max(turn_s - takeoff_s, 1e-9)
        back_m = out.xyz_m[::-1].copy()
        back_m[-1] = home[0]
        return joined([out, Path(back_t_s, back_m)])

    def _way(self, pairing: Pairing, place: Line, out: bool, base_at_s: int, from_s: float, to_s: float) -> Path:
        """Between base and post from one second to another; `base_at_s` says when the base is where the way meets it."""
        parts, xyz_m, _ = self._table(pairing, place, out, base_at_s)
        return Path(from_s + (to_s - from_s) * parts, xyz_m)

    def _table(self, pairing: Pairing, place: Line, out: bool, base_at_s: int) -> tuple[Floats, Floats, float]:
        """(share of the time (n,), places (n, 3), seconds by the wind triangle) of one way."""
        key = (pairing.fleet, pairing.line, out, 0 if pairing.route else base_at_s)
        if key not in self._ways:
            points = list(pairing.route) or _from_ship(self._tracks[pairing.fleet], base_at_s, place)
            self._ways[key] = way_table(pairing, points if out else points[::-1])
        return self._ways[key]


def _from_ship(track: Track, at_s: int, place: Line) -> list[tuple[float, float]]:
    return [track.at(at_s), (place.post_lat_deg, place.post_lon_deg)]


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


def hold_path(pairing: Pairing, place: Line, arrive_s: float, leave_s: float) -> Path:
    """On station: one leg round the centre of the line in whole laps, or still where less than half a lap would fit."""
    post_m = to_ecef(place.post_lat_deg, place.post_lon_deg, pairing.height_m)
    t_s, xyz_m = np.array([arrive_s, leave_s], np.float64), np.repeat(post_m, 2, axis=0)
    laps = n_laps(pairing.hold_speed_mps, place.hold_radius_m, leave_s - arrive_s)
    if laps == 0:
        return Path(t_s, xyz_m)
    return Path(t_s, xyz_m, ((0, hold_of(place, pairing.height_m, laps)),))


def n_laps(hold_speed_mps: float, radius_m: float, duration_s: float) -> int:
    """Whole laps that come nearest to the hold speed; 0 is to stay still, for a short stay or no circle."""
    if radius_m <= 0.0 or hold_speed_mps <= 0.0:
        return 0
    return round(duration_s * hold_speed_mps / (2.0 * np.pi * radius_m))


def hold_of(place: Line, height_m: float, laps: int) -> Hold:
    """The circle of a line as a plane one, through the points at its geodesic radius in the north and south."""
    azimuths = np.array([0.0, 90.0, 180.0, 270.0])
    lat, lon = direct(place.lat_deg, place.lon_deg, azimuths, place.hold_radius_m)
    north, east, south, west = to_ecef(lat, lon, height_m)
    north_m, east_m = (north - south) / 2.0, (east - west) / 2.0
    radius_m = max(float(np.linalg.norm(north_m)), float(np.linalg.norm(east_m)))
    return Hold((north + south) / 2.0, north_m, east_m, radius_m, laps)


def joined(parts: Iterable[Path]) -> Path:
    """Paths one after the other; each begins where the one before ends."""
    t_s: list[Floats] = []
    xyz_m: list[Floats] = []
    holds: list[tuple[int, Hold]] = []
    n = 0
    for part in parts:
        skip = 1 if n else 0
        t_s.append(part.t_s[skip:])
        xyz_m.append(part.xyz_m[skip:])
        holds += [(at + n - skip, hold) for at, hold in part.holds]
        n += len(part.t_s) - skip
    return Path(np.concatenate(t_s), np.concatenate(xyz_m), tuple(holds))


def _cut(path: Path, end_s: float) -> Path:
    """A path without holds up to an instant."""
    if end_s >= path.t_s[-1]:
        return path
    keep = max(1, int(np.searchsorted(path.t_s, end_s)))
    last = [float(np.interp(end_s, path.t_s, path.xyz_m[:, axis])) for axis in range(3)]
    return Path(np.append(path.t_s[:keep], max(end_s, path.t_s[0])), np.vstack([path.xyz_m[:keep], last]))


def _hold_row(hold: Hold) -> list[float]:
    per_lap = max(8.0, np.ceil(np.pi / np.arccos(1.0 - min(1.0, CHORD_ERROR_M / hold.radius_m))))
    return [*hold.centre_m, *hold.north_m, *hold.east_m, hold.radius_m, float(hold.laps), float(per_lap)]


def _finished(offsets: np.ndarray, t_s: Floats, xyz_m: Floats, hold: np.ndarray, holds: Floats) -> Knots:
    """Velocities, boxes and greatest speeds: what the kernels prune with."""
    n_movers = len(offsets) - 1
    velocity, box, speed = np.zeros_like(xyz_m), np.zeros((n_movers, 6)), np.zeros(n_movers)
    if len(t_s) > 1:
        spans = np.diff(t_s)
        velocity[:-1] = np.diff(xyz_m, axis=0) / np.where(spans > 0.0, spans, np.inf)[:, None]
    velocity[hold >= 0] = 0.0
    last = offsets[1:] - 1
    velocity[last[last >= 0]] = 0.0
    leg_mps = np.linalg.norm(velocity, axis=1)
    flown = np.flatnonzero(hold >= 0)
    leg_mps[flown] = _hold_speed_mps(holds[hold[flown]], t_s[flown + 1] - t_s[flown])
    low, high = xyz_m.copy(), xyz_m.copy()
    low[flown] = np.minimum(low[flown], holds[hold[flown], 0:3] - holds[hold[flown], 9:10])
    high[flown] = np.maximum(high[flown], holds[hold[flown], 0:3] + holds[hold[flown], 9:10])
    filled = np.flatnonzero(np.diff(offsets) > 0)
    if len(filled):
        starts = offsets[filled]
        box[filled, :3] = np.minimum.reduceat(low, starts)
        box[filled, 3:] = np.maximum.reduceat(high, starts)
        speed[filled] = np.maximum.reduceat(leg_mps, starts)
    return Knots(offsets, t_s, xyz_m, velocity, hold, holds, box, speed)


def _hold_speed_mps(holds: Floats, duration_s: Floats) -> Floats:
    return np.asarray(2.0 * np.pi * holds[:, 9] * holds[:, 10] / np.maximum(duration_s, 1e-9), dtype=np.float64)
