"""Whole-process times of `longwatch --help` and of the example run, medians, with the peak memory of all processes.

    python benchmarks/us_coast.py [--runs 5] [--json]

`first` starts with an empty cache of compiled kernels, as on a machine that never ran longwatch; `warm` has them compiled.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "us-coast" / "us-coast.toml"


def timed(arguments: list[str], cache: str) -> float:
    """Wall seconds of one command as a whole process."""
    environment = os.environ | {"NUMBA_CACHE_DIR": cache}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "longwatch", *arguments], check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as scratch:
        cache = f"{scratch}/numba"
        first = timed(["run", str(EXAMPLE), "--out", f"{scratch}/first"], cache)
        warm = [timed(["run", str(EXAMPLE), "--out", f"{scratch}/warm{i}"], cache) for i in range(runs)]
        helped = [timed(["--help"], cache) for _ in range(max(runs, 5))]
        summary = json.loads((Path(scratch) / "first" / "summary.json").read_text(encoding="utf-8"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    trials, look_trials = (summary["settings"][key]["value"] for key in ("trials", "look_trials"))
    line = {
        "bench": "us-coast",
        "trials": trials,
        "look_trials": look_trials,
        "help_s": round(statistics.median(helped), 3),
        "first_s": round(first, 1),
        "warm_s": round(statistics.median(warm), 1),
        "warm_min_s": round(min(warm), 1),
        "warm_max_s": round(max(warm), 1),
        "peak_gb": round(peak, 2),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
