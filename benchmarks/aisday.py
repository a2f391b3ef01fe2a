"""A whole day of real ships looked at by ten flying vehicles, exactly: the median of several runs, one JSON line.

    python benchmarks/aisday.py [--ships FILE.csv.gz] [--runs 9] [--json]

Five vehicles fly racetracks, five hold, all at altitude, along the coast the ships sail; the range is 100 km. Every report
of the file is a knot: nothing is thinned on reading. Reading and the first, compiling run are not in the time. Beside it
stands the plain twin of the tests, NumPy at a step of 60 s, in the same run: its seconds, its watched hours, the ratio.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from longwatch.formats.ships import read_ships
from longwatch.geo.knots import geodesic_knots
from longwatch.scenario.plan import Line
from longwatch.sim.looks import sight
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.tracks import Path as Track
from longwatch.sim.tracks import hold_of, joined, knots_of, ship_knots
from longwatch.traffic.clean import clean_tracks
from longwatch.traffic.load import ships_of
from longwatch.units import DAY_S

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.stepper import places

EXAMPLE = Path(__file__).parents[1] / "examples" / "us-coast" / "ships.csv.gz"
CENTRES = [(40.3, -73.0), (38.5, -74.3), (36.6, -75.2), (34.4, -76.8), (32.4, -79.2),
           (30.2, -80.8), (27.5, -79.7), (25.4, -79.9), (28.9, -88.5), (41.3, -70.6)]  # fmt: skip
RANGE_M = 100_000.0


def racetrack(lat: float, lon: float, speed_mps: float, height_m: float) -> Track:
    """A day of laps round a box of 120 by 40 km, beginning and ending at its south-west corner."""
    corners = [(lat + dy, lon + dx) for dy, dx in [(-0.54, -0.2), (0.54, -0.2), (0.54, 0.2), (-0.54, 0.2)]]
    lap_s = 320_000.0 / speed_mps
    n_laps = round(DAY_S / lap_s)
    times = np.linspace(0.0, DAY_S, 4 * n_laps + 1)
    places = [*(corners * n_laps), corners[0]]
    spans = zip(pairwise(places), pairwise(times), strict=True)
    legs = [Track(*geodesic_knots(*a, *b, t0, t1, height_m)) for (a, b), (t0, t1) in spans]
    return joined(legs)


def hold(lat: float, lon: float, height_m: float) -> Track:
    """A day on a circle of 5 km."""
    one = hold_of(Line("", "", lat, lon, lat, lon, 5000.0, 0.0, 1, (), 0, 0), height_m, 110)
    post = one.centre_m + one.north_m
    return Track(np.array([0.0, DAY_S]), np.stack([post, post]), ((0, one),))


def vehicles() -> list[Track]:
    """Ten of them, at 3 to 9 km."""
    tracks = []
    for k, (lat, lon) in enumerate(CENTRES):
        height_m = 3000.0 + 650.0 * k
        tracks.append(hold(lat, lon, height_m) if k % 2 else racetrack(lat, lon, 45.0 + 5.0 * k, height_m))
    return tracks


def stepped(flying: list[Track], targets: Knots, step_s: float = 60.0) -> tuple[float, float]:
    """(seconds, watched hours) of the plain twin: every place of the day at every step, distances, a count."""
    began = time.perf_counter()
    t_s = np.arange(0.0, DAY_S, step_s)
    at = np.stack([places(track, t_s) for track in flying])
    watched = 0
    for first, last in pairwise(targets.offsets):
        on = (t_s >= targets.t_s[first]) & (t_s <= targets.t_s[last - 1])
        track = Track(targets.t_s[first:last], targets.xyz_m[first:last])
        apart_m = np.linalg.norm(at[:, on] - places(track, t_s[on]), axis=2)
        watched += int(np.sum(apart_m <= RANGE_M))
    return time.perf_counter() - began, watched * step_s / 3600


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ships", type=Path, default=EXAMPLE, help="a tracks CSV; default: the example's")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    args = parser.parse_args()
    reports = read_ships(args.ships, "tracks")
    tracks = clean_tracks(reports.frame)
    ships = ships_of(tracks, source=0, n_reports=reports.n_rows, drops={}, thin_error_m=0.0)
    tracks_flown = vehicles()
    targets, flying = ship_knots(ships), knots_of(tracks_flown)
    range_m = np.full((len(CENTRES), 1), RANGE_M)
    began = time.perf_counter()
    found = sight(flying, targets, range_m)
    first_s = time.perf_counter() - began
    seconds, cpu = [], []
    for _ in range(args.runs):
        began, cpu_began = time.perf_counter(), time.process_time()
        found = sight(flying, targets, range_m)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - cpu_began)
    twin_s, twin_watched_h = stepped(tracks_flown, targets)
    line = {
        "bench": "aisday",
        "ships": ships.n_ships,
        "mmsi": len(np.unique(ships.mmsi)),
        "reports": len(ships.t_s),
        "vehicles": len(CENTRES),
        "vehicle_knots": len(flying.t_s),
        "range_km": RANGE_M / 1000,
        "encounters": len(found.enter_s),
        "watched_h": round(float(np.sum(found.leave_s - found.enter_s)) / 3600, 1),
        "seconds": round(statistics.median(seconds), 5),
        "cpu_s": round(statistics.median(cpu), 5),
        "twin_60s_step_s": round(twin_s, 3),
        "twin_watched_h": round(twin_watched_h, 1),
        "times_faster_than_twin": round(twin_s / statistics.median(seconds)),
        "first_call_s": round(first_s, 2),
        "python": platform.python_version(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
