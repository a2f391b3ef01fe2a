"""The task box300: vehicles on racetracks, ships in a box, union of looks and gaps of every ship; one JSON line.

    python benchmarks/box300.py [-n 5] [-m 200] [--hours 24] [--seed 1] [--repeat 25] [--hazards]

The case is `longwatch.bench.box300`; medians of `--repeat` runs, from knots to gaps.
"""

from __future__ import annotations

import argparse
import json

from longwatch.bench import box300
from longwatch.units import HOUR_S


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=5, help="vehicles")
    parser.add_argument("-m", type=int, default=200, help="ships")
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=25)
    parser.add_argument("--hazards", action="store_true", help="looks and detections by a hazard instead of a range")
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    args = parser.parse_args()
    print(json.dumps(box300.timed(args.n, args.m, args.hours * HOUR_S, args.seed, args.repeat, hazards=args.hazards)))


if __name__ == "__main__":
    main()
