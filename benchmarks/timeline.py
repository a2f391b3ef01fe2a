"""Trials of the timeline a CPU second, beside the same model written plainly in SimPy, in one run.

    python benchmarks/timeline.py [--runs 9] [--json]

The case is `longwatch.bench.timeline`; the plain model is the twin of the tests.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from pathlib import Path

from longwatch.bench import timeline
from longwatch.rostering.transit import Transits
from longwatch.sim.fly import compile_roster
from longwatch.sim.processes import processes_of

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.luck import OwnLuck
from helpers.simpy_timeline import SimpyTimeline

SIMPY_TRIALS = 3


def in_simpy() -> float:
    """Trials a CPU second of the plain model."""
    scenario, roster = timeline.planned()
    processes, compiled = processes_of(scenario, roster), compile_roster(scenario, roster)
    tails = [[tail for tail, fleet in zip(compiled.tails, compiled.vehicle_fleets, strict=True) if fleet == one.name]
             for one in processes.fleets]  # fmt: skip
    began = time.process_time()
    for seed in range(SIMPY_TRIALS):
        SimpyTimeline(
            processes, roster, lambda p: Transits(scenario, p, roster.line(p.line)), tails, OwnLuck(seed)
        ).run()
    return SIMPY_TRIALS / (time.process_time() - began)


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    figures = timeline.measure(parser.parse_args().runs)
    plain = in_simpy()
    line = {
        "bench": "timeline",
        **figures,
        "simpy_trials_per_cpu_s": round(plain, 2),
        "times_faster_than_simpy": round(figures["trials_per_cpu_s"] / plain),
        "python": platform.python_version(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
