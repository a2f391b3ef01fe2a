"""Rosters planned anew after seeded failures of a vehicle: how fast, with how many changes, at what loss; one JSON line a file.

    python benchmarks/reroster.py FILE... [--failures 20] [--slots-lost N] [--effort 100] [--anew 40] [--json]

Files are of the form roster_slots/1. A roster is searched for once (`--effort` windows), its sorties are named first in, first
out; then a random vehicle fails at a random slot, for good or for N slots, each time from the same roster. Rows in the air or
still to come count as later rows; one that differs by vehicle, take-off, station or departure is changed. `anew` is
what a full search without regard to changes leaves uncovered (`--anew` windows; 0: not asked).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from longwatch.slots.files import problem_of_table
from longwatch.slots.model import SlotProblem, uncovered
from longwatch.slots.reroster import Rerostered, reroster
from longwatch.slots.reroster_state import Loss, live_state
from longwatch.slots.reroster_tails import NamedSortie, name_tails
from longwatch.slots.search import solve
from longwatch.verifier.slots_live import Event, LiveRow, check_live


@dataclass(frozen=True)
class Failure:
    """One vehicle lost, and what became of the roster. Uncovered: station-slots from the failure on."""

    tail: str
    slot: int
    seconds: float
    cpu_s: float
    later: int
    changed: int
    share: float
    before: float
    cut: float
    uncovered: float
    anew: float | None
    checked: bool


def main() -> None:
    """Print one JSON line per file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--failures", type=int, default=20)
    parser.add_argument("--slots-lost", type=int, default=None, help="slots out of service; without it: for good")
    parser.add_argument("--effort", type=int, default=100, help="windows of the search for the first roster")
    parser.add_argument("--anew", type=int, default=40, help="windows of the search for a full plan anew; 0: none")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", action="store_true", help="with one record per failure")
    parser.add_argument("--json", action="store_true", help="lines of JSON (also the default)")
    asked = parser.parse_args()
    for file in asked.files:
        table = json.loads(file.read_text())
        problem = problem_of_table(table)
        roster = name_tails(problem, solve(problem, seed=asked.seed, effort=asked.effort).sorties)
        luck = np.random.default_rng(asked.seed)
        found = [_fail(table, problem, roster, luck, asked) for _ in range(asked.failures)]
        line = {
            "file": file.name,
            "demand": problem.demand,
            "uncovered": uncovered(problem, [r.sortie for r in roster]),
        }
        print(
            json.dumps(line | _summary(found) | ({"each": [asdict(one) for one in found]} if asked.each else {})),
            flush=True,
        )


def _fail(
    table: dict[str, Any], problem: SlotProblem, roster: list[NamedSortie], luck: np.random.Generator, asked: argparse.Namespace
) -> Failure:  # fmt: skip
    tail = str(luck.choice(sorted({row.tail for row in roster})))
    slot = int(luck.integers(1, problem.slots - 1))
    loss = Loss(tail, asked.slots_lost)
    began, cpu = time.perf_counter(), time.process_time()
    new = reroster(problem, roster, slot, [loss])
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    end = problem.slots if asked.slots_lost is None else slot + asked.slots_lost
    broken, missing = check_live(table, _rows(roster), _rows(new.rows), slot, [Event("lost", slot, end, tail=tail)])
    return Failure(
        tail, slot, round(seconds, 3), round(cpu_s, 3), new.n_later, new.n_changed,
        round(new.n_changed / max(new.n_later, 1), 4), new.uncovered_before, new.uncovered_cut, new.uncovered,
        _anew(problem, roster, slot, loss, new, asked.anew), not broken and missing == new.uncovered,
    )  # fmt: skip


def _anew(
    problem: SlotProblem, roster: list[NamedSortie], slot: int, loss: Loss, new: Rerostered, effort: int
) -> float | None:
    """What a search from the state on leaves uncovered; never more than the roster with few changes."""
    if effort <= 0:
        return None
    state = live_state(problem, roster, slot, [loss])
    return min(new.uncovered, solve(state.problem, effort=effort).uncovered)


def _rows(roster: list[NamedSortie] | tuple[NamedSortie, ...]) -> list[LiveRow]:
    return [LiveRow(r.tail, (r.sortie.group, r.sortie.station, r.sortie.launch, r.sortie.leave)) for r in roster]


def _summary(found: list[Failure]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "failures": len(found),
        "seconds_median": median(one.seconds for one in found),
        "seconds_max": max(one.seconds for one in found),
        "cpu_s_median": median(one.cpu_s for one in found),
        "changed_median": median(one.share for one in found),
        "changed_max": max(one.share for one in found),
        "checked": all(one.checked for one in found),
    }
    for name in ("before", "cut", "uncovered", "anew"):
        figures = [getattr(one, name) for one in found if getattr(one, name) is not None]
        out[f"{name}_median"] = median(figures) if figures else None
        out[f"{name}_mean"] = round(sum(figures) / len(figures), 1) if figures else None
    return out


if __name__ == "__main__":
    main()
