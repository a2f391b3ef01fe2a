"""Trials of the timeline: twelve aircraft at three airfields keep four lines for thirty days, and all faults happen."""

from __future__ import annotations

import statistics
import time
from importlib import resources
from pathlib import Path
from typing import Any, Final

from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import compile_roster, fly_chunk
from longwatch.units import DAY_S

TRIALS: Final = 1000  # in one timing


def planned() -> tuple[Scenario, Roster]:
    """The scenario `timeline.toml` of the package and its roster."""
    with resources.as_file(resources.files("longwatch.bench").joinpath("timeline.toml")) as path:
        scenario = read_scenario(Path(path))
    return scenario, make_roster(scenario).roster


def measure(repeats: int) -> dict[str, Any]:
    """The median of several timings, kernels compiled before."""
    scenario, roster = planned()
    compiled = compile_roster(scenario, roster)
    _, sorties, _, _ = fly_chunk(compiled, 1, 0, 100, 100)
    cpu_s = []
    for _ in range(repeats):
        began = time.process_time()
        fly_chunk(compiled, 1, 0, TRIALS, 0)
        cpu_s.append(time.process_time() - began)
    return {
        "vehicles": len(compiled.tails),
        "lines": len(compiled.lines),
        "period_d": scenario.length_s / DAY_S,
        "sorties": len(sorties) / 100,
        "trials": TRIALS,
        "trials_per_cpu_s": round(TRIALS / statistics.median(cpu_s)),
    }
