"""A whole day of real ships looked at by ten flying vehicles, exactly: five fly racetracks, five hold, all at altitude.

The ships are those of the example us-coast; every report of the file is a knot: nothing is thinned on reading.
"""

from __future__ import annotations

import statistics
import time
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from longwatch.formats.ships import read_ships
from longwatch.geo.geodesic import Floats
from longwatch.geo.knots import geodesic_knots
from longwatch.scenario.plan import Line
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import Intervals, sight
from longwatch.sim.tracks import Path as Track
from longwatch.sim.tracks import hold_of, joined, knots_of, ship_knots
from longwatch.traffic.clean import clean_tracks
from longwatch.traffic.load import ships_of
from longwatch.traffic.ships import Ships
from longwatch.units import DAY_S

RANGE_M: Final = 100_000.0
CENTRES: Final = (
    (40.3, -73.0), (38.5, -74.3), (36.6, -75.2), (34.4, -76.8), (32.4, -79.2),
    (30.2, -80.8), (27.5, -79.7), (25.4, -79.9), (28.9, -88.5), (41.3, -70.6),
)  # fmt: skip
_NAME = "ships.csv.gz"


def ships_file() -> Path:
    """The ships of the example us-coast: in the installed package, or where a checkout has them."""
    inside = Path(__file__).with_name("data") / _NAME
    return inside if inside.exists() else Path(__file__).parents[3] / "examples" / "us-coast" / _NAME


def ships_of_day(path: Path) -> Ships:
    """Every report of a tracks CSV as a knot."""
    reports = read_ships(path, "tracks")
    return ships_of(clean_tracks(reports.frame), source=0, n_reports=reports.n_rows, drops={}, thin_error_m=0.0)


def vehicles() -> list[Track]:
    """Ten of them, at 3 to 9 km, for a day."""
    tracks = []
    for k, (lat, lon) in enumerate(CENTRES):
        height_m = 3000.0 + 650.0 * k
        tracks.append(_hold(lat, lon, height_m) if k % 2 else _racetrack(lat, lon, 45.0 + 5.0 * k, height_m))
    return tracks


def look(flying: Knots, targets: Knots) -> Intervals:
    """All looks of the day."""
    return sight(flying, targets, np.full((len(CENTRES), 1), RANGE_M))


def measure(repeats: int = 9) -> dict[str, Any]:
    """Medians of several runs; reading and the first, compiling run are not in the time."""
    ships = ships_of_day(ships_file())
    targets, flying = ship_knots(ships), knots_of(vehicles())
    found, seconds, cpu = look(flying, targets), list[float](), list[float]()
    for _ in range(repeats):
        began, cpu_began = time.perf_counter(), time.process_time()
        found = look(flying, targets)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - cpu_began)
    return {
        "ships": ships.n_ships,
        "mmsi": len(np.unique(ships.mmsi)),
        "reports": len(ships.t_s),
        "vehicles": len(CENTRES),
        "encounters": len(found.enter_s),
        "watched_h": round(watched_h(found), 1),
        "seconds": round(statistics.median(seconds), 6),
        "cpu_s": round(statistics.median(cpu), 6),
    }


def watched_h(found: Intervals) -> float:
    """Hours in range, added over all pairs."""
    spans_s: Floats = found.leave_s - found.enter_s
    return float(np.sum(spans_s)) / 3600


def _racetrack(lat: float, lon: float, speed_mps: float, height_m: float) -> Track:
    """A day of laps round a box of 120 by 40 km, beginning and ending at its south-west corner."""
    corners = [(lat + dy, lon + dx) for dy, dx in [(-0.54, -0.2), (0.54, -0.2), (0.54, 0.2), (-0.54, 0.2)]]
    lap_s = 320_000.0 / speed_mps
    n_laps = round(DAY_S / lap_s)
    times = np.linspace(0.0, DAY_S, 4 * n_laps + 1)
    places = [*(corners * n_laps), corners[0]]
    spans = zip(pairwise(places), pairwise(times), strict=True)
    return joined([Track(*geodesic_knots(*a, *b, t0, t1, height_m)) for (a, b), (t0, t1) in spans])


def _hold(lat: float, lon: float, height_m: float) -> Track:
    """A day on a circle of 5 km."""
    one = hold_of(Line("", "", lat, lon, lat, lon, 5000.0, 0.0, 1, (), 0, 0), height_m, 110)
    post = one.centre_m + one.north_m
    return Track(np.array([0.0, DAY_S]), np.stack([post, post]), ((0, one),))
