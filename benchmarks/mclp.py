"""Maximal covering with proofs: which p of the points of a file cover most demand within a radius; one JSON line each.

    python benchmarks/mclp.py FILE... [--radius 800] [--sites 1..5] [--seconds S] [--json]

A file begins with a line of figures of which the first is the number of points; then `x y demand` in metres. Every point is
a demand and a place for a site. `--seconds` is what each may take at the most: a line says whether it was kept.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from longwatch.routes.covering import best_cover


def main() -> None:
    """Print one JSON line per file and number of sites."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--radius", type=float, default=800.0, help="metres")
    parser.add_argument("--sites", default="1..5", help="one number, or first..last")
    parser.add_argument("--seconds", type=float, default=60.0, help="what a line is held to")
    parser.add_argument("--json", action="store_true", help="lines of JSON (also the default)")
    asked = parser.parse_args()
    first, _, last = asked.sites.partition("..")
    for file in asked.files:
        x, y, demand = np.loadtxt(file, skiprows=1, usecols=(0, 1, 2), unpack=True)
        reaches = np.hypot(x[:, None] - x, y[:, None] - y) <= asked.radius
        for n_sites in range(int(first), int(last or first) + 1):
            began = time.perf_counter()
            found = best_cover(reaches, demand, n_sites, backup=False)
            seconds = time.perf_counter() - began
            checked = float(demand[reaches[list(found.sites)].any(axis=0)].sum())
            line = {
                "file": file.name,
                "nodes": len(demand),
                "radius_m": asked.radius,
                "sites": n_sites,
                "demand": round(float(demand.sum())),
                "covered": round(found.covered),
                "bound": round(found.bound),
                "proved": found.proved,
                "checked": checked == found.covered and len(found.sites) <= n_sites,
                "seconds": round(seconds, 2),
                "in_time": seconds <= asked.seconds,
                "opened": list(found.sites),
            }
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
