"""Ten years of twelve aircraft: a thousand trials on two cores, plans for every fleet made on the way.

    python benchmarks/horizon.py [--trials 1000] [--workers 2] [--years 10] [--json]

The case is that of `longwatch.bench.timeline` over years; planning once and compiling are apart.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import resources
from pathlib import Path

from longwatch.rostering.make import make_roster
from longwatch.scenario.read import read_scenario
from longwatch.sim.fly import fly_roster, job_of
from longwatch.sim.years import fly_years


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    asked = parser.parse_args()
    with resources.as_file(resources.files("longwatch.bench").joinpath("timeline.toml")) as path:
        scenario = read_scenario(Path(path), (f"period.length={asked.years} years",))
    began = time.process_time()
    roster = make_roster(scenario).roster
    plan_s = time.process_time() - began
    horizon = job_of(scenario, roster, seed=0).horizon
    assert horizon is not None
    fly_years(horizon, 0, 0, keep_sorties=False)  # compiled from here on
    children_s, began = _cpu_of_children_s(), time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        log = fly_roster(scenario, roster, trials=asked.trials, seed=1, executor=pool)
    seconds = time.perf_counter() - began
    assert log.years is not None
    line = {
        "bench": "horizon",
        "years": asked.years,
        "vehicles": len(horizon.start.tails),
        "lines": len(horizon.start.lines),
        "trials": asked.trials,
        "workers": asked.workers,
        "seconds": round(seconds, 1),
        "cpu_s": round(_cpu_of_children_s() - children_s, 1),
        "plan_cpu_s": round(plan_s, 1),
        "losses": round(log.tallies["losses"].sum() / asked.trials, 1),
        "launches": round(log.tallies["launches"].sum() / asked.trials),
        "python": platform.python_version(),
    }
    print(json.dumps(line))


def _cpu_of_children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
