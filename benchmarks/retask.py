"""What retasking in flight gains: rosters with one station a sortie, then with several, and bounds of both; one JSON line a file.

    python benchmarks/retask.py FILE... [--between FILE] [--share 0..1] [--effort 100] [--groups 300] [--json]

Files are of the form roster_slots/1, which says nothing of the ways between stations. `--between` names a file of JSON with
{group: [[slots from station to station]]}; without it they are assumed: difference of the two ways out (`--share` 0) up to
their sum (1). `--effort` counts windows of the search with one station a sortie, `--groups` the groups of vehicles planned anew.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from longwatch.slots.columns import MultiSortie
from longwatch.slots.files import problem_of_table
from longwatch.slots.model import Ints, SlotProblem
from longwatch.slots.retask import assumed_between
from longwatch.slots.retask_search import retask
from longwatch.slots.search import solve
from longwatch.verifier.slots_retask import Tour, check_retask


def main() -> None:
    """Print one JSON line per file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--between", type=Path, default=None, help="ways from station to station, by group")
    parser.add_argument(
        "--share", type=float, default=0.0, help="without --between: 0 difference of the ways out, 1 sum"
    )
    parser.add_argument("--effort", type=int, default=100, help="windows of the search without retasking")
    parser.add_argument("--groups", type=int, default=300, help="groups of vehicles planned anew with retasking")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="lines of JSON (also the default)")
    asked = parser.parse_args()
    for file in asked.files:
        print(json.dumps({"file": file.name} | _line(json.loads(file.read_text()), asked)), flush=True)


def _line(table: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    problem = problem_of_table(table)
    between = _between(problem, asked)
    began = time.perf_counter()
    one = solve(problem, seed=asked.seed, effort=asked.effort)
    single_s, began, cpu = time.perf_counter() - began, time.perf_counter(), time.process_time()
    several = retask(problem, between, one.sorties, seed=asked.seed, effort=asked.groups)
    broken, missing = check_retask(
        table, [ways.tolist() for ways in between], [_tour(sortie) for sortie in several.sorties]
    )
    return {
        "between": asked.between.name if asked.between else f"assumed, share {asked.share:g}",
        "demand": problem.demand,
        "one_station": one.uncovered,
        "one_station_bound": one.bound,
        "one_station_seconds": round(single_s, 1),
        "uncovered": several.uncovered,
        "bound": several.bound,
        "retasked": several.n_retasked,
        "sorties": len(several.sorties),
        "columns": several.columns,
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "checked": not broken and missing == several.uncovered,
    }


def _tour(one: MultiSortie) -> Tour:
    return one.group, one.launch, tuple((stint.station, stint.arrive, stint.leave) for stint in one.stints)


def _between(problem: SlotProblem, asked: argparse.Namespace) -> list[Ints]:
    if asked.between is None:
        return assumed_between(problem, asked.share)
    table = json.loads(asked.between.read_text())
    return [np.asarray(table[group.name], np.int64) for group in problem.groups]


if __name__ == "__main__":
    main()
