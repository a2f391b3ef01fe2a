"""The task "box300": a sea of 300 by 300 km on a plane, vehicles on racetracks, ships that bounce off its edges.

Every vehicle flies a closed racetrack in a north-south strip of its own at 50 m/s; every ship keeps a speed of 3 to 12 m/s
and a course until it meets an edge; a vehicle sees 40 km around it. Asked: for each ship the time within range of at least
one vehicle, and its longest stretch without; with hazards, by what is computed and drawn of encounters. Everything enters
as flat knots in metres through the public functions.
"""

from __future__ import annotations

import math
import platform
import random
import statistics
import time
from itertools import cycle
from typing import Any, Final, NamedTuple

import numpy as np

from longwatch.detection.hazard import HazardTable
from longwatch.detection.pass_table import pass_table
from longwatch.geo.geodesic import Floats
from longwatch.sim.encounters import Laws
from longwatch.sim.hazard import Detected, detected, laws_of_tables
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import Totals, watched
from longwatch.sim.tracks import straight_knots
from longwatch.units import DAY_S, HOUR_S

BOX_M: Final = 300_000.0
MARGIN_M: Final = 20_000.0  # between the ends of a racetrack and the box
RANGE_M: Final = 40_000.0
VEHICLE_MPS: Final = 50.0
SHIP_MPS: Final = (3.0, 12.0)
RINGS: Final = HazardTable(
    (0.0, 20_000.0, RANGE_M), (0.002, 0.0005)
)  # per second: a sweep of the inner ring is all but sure
LOOK_P: Final = 0.9
DECORRELATION_S: Final = 600.0
ASKED_P: Final = 0.5  # computed probability from which on an encounter is a look


class Task(NamedTuple):
    """Knots of both sides, and the range of every vehicle."""

    vehicles: Knots
    ships: Knots
    range_m: Floats  # (n, 1)


def task(n_vehicles: int, n_ships: int, length_s: float, seed: int) -> Task:
    """The task as the kernels take it: the same numbers for the same seed everywhere."""
    vehicles = [_racetrack(k, n_vehicles, length_s) for k in range(n_vehicles)]
    ships = [_bounced(*drawn, length_s) for drawn in _drawn(n_ships, seed)]
    return Task(_knots(vehicles), _knots(ships), np.full((n_vehicles, 1), RANGE_M))


def solve(given: Task) -> Totals:
    """From knots to passes, their union and the gaps of every ship."""
    return watched(given.vehicles, given.ships, given.range_m)


def laws_of(n_vehicles: int) -> Laws:
    """Every vehicle detects by the hazard of `RINGS`."""
    of = np.zeros((n_vehicles, 1, 1), np.int64)
    return laws_of_tables(of, [LOOK_P], [DECORRELATION_S], [pass_table(RINGS)])


def solve_hazards(given: Task, laws: Laws) -> Detected:
    """From knots to the looks, as computed, and the detections, as drawn, of every ship."""
    asked = np.full(len(given.range_m), ASKED_P)
    return detected(given.vehicles, given.ships, given.range_m, laws, asked, seed=1, trial=0)


def measure(repeats: int = 25) -> dict[str, Any]:
    """The figures of a small fleet and, as `larger`, of a large one; runs so short are made 25 times at the least."""
    repeats = max(repeats, 25)
    return {**timed(5, 200, DAY_S, 1, repeats), "larger": timed(20, 2000, DAY_S, 1, repeats)}


def timed(
    n_vehicles: int, n_ships: int, length_s: float, seed: int, repeats: int, *, hazards: bool = False
) -> dict[str, Any]:
    """One line: medians of several runs. Knots are made before; the first, compiling run is not in the time.

    vts is vehicles x ships x simulated seconds a second of wall clock, vts_cpu a second of CPU; dt is null: no time step
    hazards : looks and detections by a hazard instead of a range, with `detected` ships and `detections` beside the rest
    """
    given, laws = task(n_vehicles, n_ships, length_s, seed), laws_of(n_vehicles)
    drawn, found, wall, cpu = (
        solve_hazards(given, laws) if hazards else None,
        solve(given),
        list[float](),
        list[float](),
    )
    for _ in range(repeats):
        began, cpu_began = time.perf_counter(), time.process_time()
        if hazards:
            drawn = solve_hazards(given, laws)
        else:
            found = solve(given)
        cpu.append(time.process_time() - cpu_began)
        wall.append(time.perf_counter() - began)
    wall_s, cpu_s = statistics.median(wall), statistics.median(cpu)
    asked = n_vehicles * n_ships * length_s
    more: dict[str, Any] = {}
    if drawn is not None:
        found = drawn.looks
        more = {"detected": int(np.isfinite(drawn.first_s).sum()), "detections": int(drawn.detections.sum())}
    return {
        "peer": "longwatch",
        "n": n_vehicles,
        "m": n_ships,
        "dt": None,
        "sim_h": round(length_s / HOUR_S, 3),
        "wall_s": round(wall_s, 6),
        "vts": float(f"{asked / wall_s:.4g}"),
        "cpu_s": round(cpu_s, 6),
        "vts_cpu": float(f"{asked / cpu_s:.4g}"),
        "watched": round(float(found.watched_s.sum() / found.span_s.sum()), 4),
        "seen": int(np.isfinite(found.first_s).sum()),
        "maxgap_h": round(float(found.longest_s.mean()) / HOUR_S, 4),
        **more,
        "python": platform.python_version(),
    }


def _drawn(n_ships: int, seed: int) -> list[tuple[float, float, float, float]]:
    """x_m, y_m, vx_mps, vy_mps of each ship; the order of the draws belongs to the task."""
    draw = random.Random(seed)
    ships = []
    for _ in range(n_ships):
        x_m, y_m = draw.uniform(0, BOX_M), draw.uniform(0, BOX_M)
        speed_mps, course_rad = draw.uniform(*SHIP_MPS), draw.uniform(0, 2 * math.pi)
        ships.append((x_m, y_m, speed_mps * math.sin(course_rad), speed_mps * math.cos(course_rad)))
    return ships


def _racetrack(k: int, n: int, length_s: float) -> Floats:
    """Knots (t_s, x_m, y_m) of vehicle k of n: up the western side of its strip's middle half, down the eastern."""
    strip_m = BOX_M / n
    west_m, east_m, south_m, north_m = strip_m * (k + 0.25), strip_m * (k + 0.75), MARGIN_M, BOX_M - MARGIN_M
    corners = cycle([(west_m, south_m), (west_m, north_m), (east_m, north_m), (east_m, south_m)])
    at, t_s = next(corners), 0.0
    knots = [(t_s, *at)]
    for corner in corners:
        leg_s = math.dist(at, corner) / VEHICLE_MPS
        if t_s + leg_s >= length_s:
            part = (length_s - t_s) / leg_s
            knots.append((length_s, at[0] + part * (corner[0] - at[0]), at[1] + part * (corner[1] - at[1])))
            return np.array(knots)
        at, t_s = corner, t_s + leg_s
        knots.append((t_s, *at))
    raise AssertionError  # a cycle has no end


def _bounced(x_m: float, y_m: float, vx_mps: float, vy_mps: float, length_s: float) -> Floats:
    """Knots (t_s, x_m, y_m) of a ship that is thrown back by every edge it meets."""
    times_s = {0.0, length_s, *_hits_s(x_m, vx_mps, length_s), *_hits_s(y_m, vy_mps, length_s)}
    t_s = np.array(sorted(times_s))
    return np.stack([t_s, _folded(x_m + vx_mps * t_s), _folded(y_m + vy_mps * t_s)], axis=1)


def _hits_s(at_m: float, speed_mps: float, length_s: float) -> list[float]:
    """When a coordinate that runs on unfolded passes a multiple of the box."""
    if speed_mps == 0.0:
        return []
    first_m = BOX_M - at_m if speed_mps > 0.0 else at_m
    n = int((abs(speed_mps) * length_s - first_m) // BOX_M) + 1
    return [(first_m + k * BOX_M) / abs(speed_mps) for k in range(n)]


def _folded(at_m: Floats) -> Floats:
    """A coordinate that runs on, brought back into the box."""
    round_m = np.mod(at_m, 2 * BOX_M)
    return np.asarray(np.where(round_m <= BOX_M, round_m, 2 * BOX_M - round_m), np.float64)


def _knots(movers: list[Floats]) -> Knots:
    flat = np.concatenate(movers)
    xyz_m = np.stack([flat[:, 1], flat[:, 2], np.zeros(len(flat))], axis=1)
    return straight_knots(np.cumsum([0, *map(len, movers)]), flat[:, 0], xyz_m)
