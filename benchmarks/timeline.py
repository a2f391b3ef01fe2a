"""Trials of the timeline a CPU second, against the plain second-by-second twin of the tests, in one run.

    python benchmarks/timeline.py [--trials 2000] [--json]

The scenario is the example us-coast over two days, with all its faults and weather and without looks.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.plain_timeline import PlainTimeline
from longwatch.rostering.make import make_roster
from longwatch.rostering.transit import Transits
from longwatch.scenario.read import read_scenario
from longwatch.sim.fly import compile_roster, fly_roster
from longwatch.sim.processes import processes_of

EXAMPLE = Path(__file__).parents[1] / "examples" / "us-coast" / "us-coast.toml"


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    trials = parser.parse_args().trials
    scenario = read_scenario(EXAMPLE, ["period.length='2 d'"])
    roster = make_roster(scenario).roster
    with ThreadPoolExecutor(1) as pool:
        fly_roster(scenario, roster, trials=50, seed=1, executor=pool)  # compiles
        began = time.process_time()
        log = fly_roster(scenario, roster, trials=trials, seed=1, executor=pool)
        kernel_s = (time.process_time() - began) / trials
    processes, compiled = processes_of(scenario), compile_roster(scenario, roster)
    tails = [[tail for tail, fleet in zip(compiled.tails, compiled.vehicle_fleets, strict=True) if fleet == one.name]
             for one in processes.fleets]  # fmt: skip
    began = time.process_time()
    twin = PlainTimeline(processes, roster, lambda p: Transits(scenario, p, roster.line(p.line)), tails, 1, 0)
    sorties, _gaps = twin.run()
    twin_s = time.process_time() - began
    line = {
        "bench": "timeline",
        "period_d": 2,
        "vehicles": len(compiled.tails),
        "trials_per_cpu_s": round(1 / kernel_s),
        "twin_trials_per_cpu_s": round(1 / twin_s, 3),
        "times_faster_than_twin": round(twin_s / kernel_s),
        "sorties_of_trial_0": len(sorties),
        "sorties_of_trial_0_kernel": log.sorties.filter(log.sorties["trial"] == 0).height,
        "python": platform.python_version(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
