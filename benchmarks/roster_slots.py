"""Rosters in slots, measured: `python benchmarks/roster_slots.py FILE... --seconds 60 --json` (files of the form roster_slots/1).

Per file: demand, uncovered and bound in station-slots, seconds by the clock (the bound's are among them), `checked` (the
rules that the roster breaks, derived anew from the file: none), whether it is proved best, and its cost. Each better roster or
bound is told on stderr as it is found; Ctrl-C ends the file with the best so far. Exit 1 where a check fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError
from longwatch.slots.files import read_roster_slots
from longwatch.slots.progress import Progress
from longwatch.slots.search import solve
from longwatch.verifier.slots import check_slots

NO_END = 1_000_000  # windows, where the clock decides


def measured(path: Path, seconds: float | None, effort: int, seed: int, workers: int) -> dict[str, Any]:
    """One file, solved and checked."""
    began = time.perf_counter()
    problem = read_roster_slots(path)
    plan = solve(problem, seed=seed, effort=effort, seconds=seconds, workers=workers, progress=_Told(path.name))
    spent = time.perf_counter() - began
    rows = [(one.group, one.station, one.launch, one.leave) for one in plan.sorties]
    broken, missing = check_slots(json.loads(path.read_text(encoding="utf-8")), rows)
    if missing != plan.uncovered:
        broken.append(f"{missing} station-slots are uncovered, {plan.uncovered:g} were told")
    if missing < plan.bound:
        broken.append(f"{missing} station-slots are uncovered, below the bound of {plan.bound:g}")
    return {
        "file": path.name,
        "demand": problem.demand,
        "uncovered": missing,
        "bound": plan.bound,
        "points": round(100.0 * (missing - plan.bound) / max(problem.demand, 1), 3),
        "seconds": round(spent, 1),
        "checked": broken,
        "proved": plan.proved,
        "cost": plan.cost,
        "windows": plan.iterations,
        "reproducible": plan.reproducible,
    }


class _Told:
    """Each better roster and each better bound, one line on stderr."""

    def __init__(self, name: str) -> None:
        self._name, self._last = name, (-1.0, -1.0)

    def __call__(self, at: Progress) -> None:
        if (at.uncovered, at.bound) != self._last:
            self._last = (at.uncovered, at.bound)
            print(
                f"{self._name}: {at.seconds:6.1f} s, window {at.windows}: {at.uncovered:g} uncovered, bound {at.bound:g}",
                file=sys.stderr, flush=True,
            )  # fmt: skip


def main() -> int:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, help="a limit by the clock for each file")
    parser.add_argument("--effort", type=int, help="windows for each file: the same roster every time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    seconds = 60.0 if given.seconds is None and given.effort is None else given.seconds
    rows = []
    for path in given.files:
        try:
            rows.append(measured(path, seconds, given.effort or NO_END, given.seed, given.workers))
        except BadInputError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        if not given.json:
            _print(rows[-1], head=len(rows) == 1)
    if given.json:
        print(json.dumps(rows, indent=1))
    return 1 if any(row["checked"] for row in rows) else 0


def _print(row: dict[str, Any], *, head: bool) -> None:
    if head:
        print(f"{'file':20}{'demand':>8}{'uncovered':>11}{'bound':>8}{'points':>8}{'seconds':>9}", end="")
        print(f"  {'checked':10}{'proved':8}{'cost':>9}")
    checked = "; ".join(row["checked"]) or "no fault"
    proved = "yes" if row["proved"] else "no"
    print(
        f"{row['file']:20}{row['demand']:>8}{row['uncovered']:>11}{row['bound']:>8g}{row['points']:>8.2f}"
        f"{row['seconds']:>9.1f}  {checked:10}{proved:8}{row['cost']:>9g}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
