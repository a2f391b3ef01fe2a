"""Movers as knots: paths with their holds, and ships of traffic, in Earth-centred metres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct
from longwatch.geo.knots import CHORD_ERROR_M
from longwatch.scenario.plan import Line
from longwatch.sim.looks_kernels import Knots
from longwatch.traffic.ships import Ships

N_HOLD: Final = 12
STILL_M: Final = 1e-3  # two knots of one instant nearer than this are one place


class Hold(NamedTuple):
    """A circle flown clockwise from its northernmost point; where a plan ends it, a whole number of times."""

    centre_m: Floats  # of the plane circle, Earth-centred
    north_m: Floats  # from it to the northernmost point …
    east_m: Floats  # … and to the easternmost
    radius_m: float
    laps: float


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
    """The tracks of traffic, at sea level or at their height, in the time of their recorded day."""
    return straight_knots(ships.offsets, ships.t_s, to_ecef(ships.lat_deg, ships.lon_deg, ships.height_m))


def n_laps(hold_speed_mps: float, radius_m: float, duration_s: float) -> int:
    """Whole laps that come nearest to the hold speed; 0 is to stay still, for a short stay or no circle."""
    return round(laps_in(hold_speed_mps, radius_m, duration_s))


def laps_in(hold_speed_mps: float, radius_m: float, duration_s: float) -> float:
    """Laps at hold speed; 0 where there is no circle."""
    if radius_m <= 0.0 or hold_speed_mps <= 0.0:
        return 0.0
    return float(duration_s * hold_speed_mps / (2.0 * np.pi * radius_m))


def hold_of(place: Line, height_m: float, laps: float) -> Hold:
    """The circle of a line as a plane one, through the points at its geodesic radius in the north and south."""
    azimuths = np.array([0.0, 90.0, 180.0, 270.0])
    lat, lon = direct(place.lat_deg, place.lon_deg, azimuths, place.hold_radius_m)
    north, east, south, west = to_ecef(lat, lon, height_m)
    north_m, east_m = (north - south) / 2.0, (east - west) / 2.0
    radius_m = max(float(np.linalg.norm(north_m)), float(np.linalg.norm(east_m)))
    return Hold((north + south) / 2.0, north_m, east_m, radius_m, laps)


def on_hold(hold: Hold, laps: float) -> Floats:
    """(3,) where a vehicle is after so many laps: on the chord that the kernels fly there."""
    per_lap = _hold_row(hold)[11]
    k, share = divmod(laps * per_lap, 1.0)
    here, there = (
        np.cos(angle) * hold.north_m + np.sin(angle) * hold.east_m
        for angle in (2.0 * np.pi * k / per_lap, 2.0 * np.pi * (k + 1.0) / per_lap)
    )
    return np.asarray(hold.centre_m + (1.0 - share) * here + share * there, dtype=np.float64)


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


def cut(path: Path, end_s: float) -> Path:
    """A path without holds up to an instant."""
    if end_s >= path.t_s[-1]:
        return path
    keep = max(1, int(np.searchsorted(path.t_s, end_s)))
    last = [float(np.interp(end_s, path.t_s, path.xyz_m[:, axis])) for axis in range(3)]
    return Path(np.append(path.t_s[:keep], max(end_s, path.t_s[0])), np.vstack([path.xyz_m[:keep], last]))


def place_at(path: Path, at_s: float) -> Floats:
    """(3,) where a mover is at an instant; before and after its path at the ends of it."""
    k = int(np.searchsorted(path.t_s, at_s, side="right")) - 1
    if k < 0 or k >= len(path.t_s) - 1:
        return np.asarray(path.xyz_m[max(k, 0)], dtype=np.float64)
    share = (at_s - path.t_s[k]) / (path.t_s[k + 1] - path.t_s[k])
    for at, hold in path.holds:
        if at == k:
            return on_hold(hold, hold.laps * share)
    return np.asarray((1.0 - share) * path.xyz_m[k] + share * path.xyz_m[k + 1], dtype=np.float64)


def head(path: Path, end_s: float) -> Path:
    """A path up to an instant, its holds broken off there."""
    if end_s >= path.t_s[-1]:
        return path
    keep = max(1, int(np.searchsorted(path.t_s, end_s, side="right")))
    k = keep - 1
    holds = [(at, hold) for at, hold in path.holds if at < k]
    if end_s <= path.t_s[k]:
        return Path(path.t_s[:keep], path.xyz_m[:keep], tuple(holds))
    share = (end_s - path.t_s[k]) / (path.t_s[k + 1] - path.t_s[k])
    holds += [(at, hold._replace(laps=hold.laps * share)) for at, hold in path.holds if at == k]
    xyz_m = np.vstack([path.xyz_m[:keep], place_at(path, end_s)])
    return Path(np.append(path.t_s[:keep], end_s), xyz_m, tuple(holds))


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
    is_leg = np.ones(len(t_s), bool)
    is_leg[last[last >= 0]] = False
    jumps = np.flatnonzero((np.diff(t_s) <= 0.0) & is_leg[:-1])
    jumps = jumps[np.linalg.norm(xyz_m[jumps + 1] - xyz_m[jumps], axis=1) > STILL_M]
    leg_mps[jumps] = np.inf  # so that nothing is skipped in front of one
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
