"""The cost of one encounter, from a thousand to a million; one JSON line.

    python benchmarks/encounters.py [--repeat 9]

The case is `longwatch.bench.encounters`.
"""

from __future__ import annotations

import argparse
import json
import platform

from longwatch.bench import encounters


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    figures = encounters.measure(parser.parse_args().repeat)
    print(json.dumps({"bench": "encounters", **figures, "python": platform.python_version()}))


if __name__ == "__main__":
    main()
