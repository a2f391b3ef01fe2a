"""A whole day of real ships looked at by ten flying vehicles, exactly: the median of several runs, one JSON line.

    python benchmarks/aisday.py [--runs 9] [--json]

The case is `longwatch.bench.aisday`. Beside it stands the plain twin of the tests, NumPy at a step of 60 s, in the same run:
its seconds, its watched hours, the ratio.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from longwatch.bench import aisday
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.tracks import Path as Track
from longwatch.sim.tracks import ship_knots
from longwatch.units import DAY_S

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.stepper import places


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
        watched += int(np.sum(apart_m <= aisday.RANGE_M))
    return time.perf_counter() - began, watched * step_s / 3600


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    figures = aisday.measure(parser.parse_args().runs)
    twin_s, twin_watched_h = stepped(aisday.vehicles(), ship_knots(aisday.ships_of_day(aisday.ships_file())))
    line = {
        "bench": "aisday",
        **figures,
        "range_km": aisday.RANGE_M / 1000,
        "twin_60s_step_s": round(twin_s, 3),
        "twin_watched_h": round(twin_watched_h, 1),
        "times_faster_than_twin": round(twin_s / figures["seconds"]),
        "python": platform.python_version(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
