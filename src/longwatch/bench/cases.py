"""The timed cases that come with the program, by name: each prints what it solved beside how long that took."""

from __future__ import annotations

import importlib
import os
import platform
from typing import Any

import numba
import numpy as np

from longwatch.version import __version__

# name -> (module with `measure(repeats) -> figures`, what it is)
CASES: dict[str, tuple[str, str]] = {
    "box300": (
        "longwatch.bench.box300",
        "vehicles on racetracks over ships in a box: the task other simulators were given",
    ),
    "aisday": ("longwatch.bench.aisday", "a whole day of real ships looked at by ten flying vehicles"),
    "timeline": ("longwatch.bench.timeline", "12 vehicles, 3 bases, 4 lines, 30 days, all faults on"),
    "looks": ("longwatch.bench.encounters", "encounters of many movers: the cost of each"),
}


def run_case(name: str, repeats: int) -> dict[str, Any]:
    """The figures of one case."""
    figures: dict[str, Any] = importlib.import_module(CASES[name][0]).measure(repeats)
    return figures


def machine() -> dict[str, Any]:
    """What the figures belong to; no name of a host."""
    return {
        "longwatch": __version__,
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
        "machine": platform.machine(),
        "system": platform.system(),
        "cores": os.cpu_count(),
    }
