"""The fast builder: its CPU time, and what it leaves uncovered beyond the bound and beyond the whole planner; JSON lines.

    python benchmarks/builder.py [--seeds 8] [--json] [SCENARIO...]

Without files: the month of forty vehicles (`month.toml`), the examples, and random problems of thirty days by seed.
Losses are in points of the demanded watcher-time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import PREFERENCES, best_build, build
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.make import make_roster, prepared
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime
from longwatch.scenario.read import read_scenario

ROOT = Path(__file__).parents[1]
REPEAT = 5


def main() -> None:
    """One JSON line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="scenarios instead of the usual cases")
    parser.add_argument("--seeds", type=int, default=8, help="random problems of 30 days")
    parser.add_argument("--json", action="store_true", help="JSON lines (also the default)")
    args = parser.parse_args()
    scenarios = args.files or [ROOT / "benchmarks" / "month.toml", *sorted((ROOT / "examples").glob("*/*.toml"))]
    for path in scenarios:
        show(path.stem, scenario_figures(path))
    for seed in range(0 if args.files else args.seeds):
        show(f"random {seed}", problem_figures(random_month(seed)))


def show(name: str, figures: dict[str, Any]) -> None:
    print(json.dumps({f"{name}: {key}": value for key, value in figures.items()}), flush=True)


def scenario_figures(path: Path) -> dict[str, Any]:
    """The builder beside the bound and the plan of the whole planner."""
    scenario = read_scenario(path)
    took_s, (_, _, _, problem) = timed(lambda: prepared(scenario), 1)
    figures = {"ways and links CPU s": round(took_s, 2), **problem_figures(problem)}
    plan_s, plan = timed(lambda: make_roster(scenario, seed=scenario.file.run.seed), 1)
    demand_s = max(plan.demand_s, 1)
    figures["plan loss against the bound, points"] = points(plan.uncovered_s - plan.bound.uncovered_s, demand_s)
    figures["whole planner CPU s"] = round(plan_s, 2)
    return figures


def problem_figures(problem: Problem) -> dict[str, Any]:
    """Times and losses of one problem in numbers."""
    build(problem, PREFERENCES[0])  # transits of a moving base are looked up once
    one_s, first = timed(lambda: build(problem, PREFERENCES[0]))
    best_s, (name, best) = timed(lambda: best_build(problem))
    limit = bound_of(problem)
    demand_s = max(limit.demand_s, 1)
    return {
        "vehicles": sum(group.count for group in problem.groups),
        "lines": len(problem.lines),
        "sorties": len(best),
        "one preference CPU ms": round(1000 * one_s, 1),
        "all preferences CPU ms": round(1000 * best_s, 1),
        "one preference loss against the bound, points": points(uncovered_s(problem, first) - limit.uncovered_s, demand_s),
        "best loss against the bound, points": points(uncovered_s(problem, best) - limit.uncovered_s, demand_s),
        "best, retimed, loss against the bound, points": points(
            uncovered_s(problem, retime(problem, best)) - limit.uncovered_s, demand_s
        ),
        "best": name,
    }  # fmt: skip


def timed(work: Callable[[], Any], repeat: int = REPEAT) -> tuple[float, Any]:
    """(median CPU seconds, result)."""
    spans = []
    for _ in range(repeat):
        began = time.process_time()
        result = work()
        spans.append(time.process_time() - began)
    return statistics.median(spans), result


def uncovered_s(problem: Problem, sorties: list[Sortie]) -> int:
    return sum(cover_line(line, pairs, problem.length_s).uncovered_s for line, pairs in stays(problem, sorties))


def stays(problem: Problem, sorties: list[Sortie]) -> Iterator[tuple[Any, list[tuple[int, int]]]]:
    for index, line in enumerate(problem.lines):
        yield line, [(one.arrive_s, one.leave_s) for one in sorties if one.line == index]


def points(seconds: float, demand_s: float) -> float:
    return round(100.0 * seconds / demand_s, 3)


def random_month(seed: int) -> Problem:
    """Thirty days of up to five fleets and ten lines."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers.rosters_in_numbers import random_problem

    return random_problem(f"m{seed}", hours=(720, 720), lines=10, fleets=5, count=12, endurance_h=(4, 30), aloft=False)


if __name__ == "__main__":
    main()
