"""Many variants of one scenario, each planned, flown and priced with the same seed: one tidy table, resumable.

Every finished point leaves its rows in a file of its own, written whole. Who asks again gets the points that are there
and runs the rest; the table is the same bytes however often it was interrupted.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, ImpossibleError, InvariantError, Problem
from longwatch.runs.folder import LOCK, held, write_json, write_whole
from longwatch.runs.job import run_scenario
from longwatch.runs.outcome import quiet
from longwatch.runs.variants import Variant, columns_of
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.read import read_scenario
from longwatch.version import __version__

Progress = Callable[[str, int, int], None]
Row = dict[str, Any]

POINTS = "points"
TABLE = "sweep.csv"
SWEEP = "sweep.json"
FORMULA = ("=", "+", "@", "\t", "\r")  # a cell that begins so is a formula to a spreadsheet
FIGURES = (
    "covered_bound", "covered_planned", "covered_flown", "covered_flown_low", "covered_flown_high", "gap_max_bound_s",
    "gap_max_planned_s", "gap_max_flown_s", "p_no_long_gap", "p_no_long_gap_low", "cost", "currency",
    "cost_per_on_station_hour", "on_station_hours_year",
)  # fmt: skip


@dataclass(frozen=True)
class Sweep:
    """The table of a sweep: one row a point and watch; `paths` are the columns that vary."""

    folder: Path
    paths: tuple[str, ...]
    rows: tuple[Row, ...]
    found: int  # points that were there already

    @property
    def columns(self) -> tuple[str, ...]:
        return ("point", *self.paths, "status", "reason", "watch", *FIGURES)


def sweep_scenario(
    path: Path,
    variants: Sequence[Variant],
    *,
    overrides: tuple[str, ...] = (),
    out: Path | None = None,
    workers: int | None = None,
    keep_runs: bool = False,
    progress: Progress = quiet,
) -> Sweep:
    """Run every variant that has not been run yet, and write the table.

    A variant that no fleet can hold is a row with the status "impossible" and its reason. Raises BadInputError, with the
    mistakes of all variants, before anything is run or written.
    """
    keys = _keys(path, variants, overrides)
    folder = out or Path("runs") / f"sweep-{path.stem[:60]}-{_digest([keys[v.number] for v in variants])[:8]}"
    rows: list[Row] = []
    found, shown = 0, columns_of(variants)
    with _made(folder, [{"point": v.number, "key": keys[v.number], "set": dict(v.values)} for v in variants]):
        for done, variant in enumerate(variants):
            progress("sweeping", done, len(variants))
            kept = folder / POINTS / f"{keys[variant.number]}.json"
            known = _known(kept)
            if known is None:
                known = _run(path, variant, (*overrides, *variant.overrides), kept, workers, keep_runs)
            else:
                found += 1
            rows += [{"point": variant.number, **shown[variant.number], **row} for row in known]
        sweep = Sweep(folder, tuple(shown[variants[0].number]), tuple(rows), found)
        write_whole(folder / TABLE, table_text(sweep))
    progress("sweeping", len(variants), len(variants))
    return sweep


@contextlib.contextmanager
def _made(folder: Path, points: list[Row]) -> Iterator[None]:
    """Make the folder of a sweep, or go on with the same one; anything else is not touched."""
    facts = {"schema": 1, "points": points}
    if folder.exists():
        if not folder.is_dir():
            raise BadInputError(Problem(str(folder), "is a file, not a folder", "name another folder with --out"))
        stray = [entry for entry in folder.iterdir() if entry.name != LOCK]
        if stray and _json(folder / SWEEP) != facts:
            what = "holds another sweep or other files, and nothing is overwritten"
            raise BadInputError(Problem(str(folder), what, "name another folder with --out"))
    (folder / POINTS).mkdir(parents=True, exist_ok=True)
    with held(folder):
        if not (folder / SWEEP).exists():
            write_json(folder / SWEEP, facts)
        yield


def _json(path: Path) -> Any:
    """What a file holds; None where there is none, or it is torn."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _keys(path: Path, variants: Sequence[Variant], overrides: tuple[str, ...]) -> dict[int, str]:
    """What names the rows of each variant: all that decides its figures."""
    keys: dict[int, str] = {}
    problems: list[Problem] = []
    for variant in variants:
        try:
            scenario = read_scenario(path, (*overrides, *variant.overrides))
        except BadInputError as error:
            problems += error.problems
            continue
        keys[variant.number] = _digest([scenario_digest(scenario), __version__])[:16]
    if problems:
        raise BadInputError(list(dict.fromkeys(problems))[:100])
    return keys


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def _known(path: Path) -> list[Row] | None:
    """The rows of a finished point; None where there are none, or the file is torn."""
    rows = _json(path)
    return rows if isinstance(rows, list) and rows else None


def _run(
    path: Path, variant: Variant, overrides: tuple[str, ...], kept: Path, workers: int | None, keep_run: bool
) -> list[Row]:
    folder = kept.with_suffix("")
    try:
        summary = run_scenario(path, overrides=overrides, out=folder, workers=workers).summary
        rows = rows_of(summary)
    except ImpossibleError as error:
        rows = [{"status": "impossible", "reason": str(error).splitlines()[0]}]
    except InvariantError as error:
        raise InvariantError(f"point {variant.number} ({', '.join(variant.overrides)}): {error}") from None
    write_whole(kept, json.dumps(rows, indent=1, allow_nan=False, ensure_ascii=False) + "\n")
    if not keep_run:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def rows_of(summary: dict[str, Any]) -> list[Row]:
    """One row a watch from the summary of a run; the money of the whole fleet stands in each."""
    cost = summary["cost"]
    money: Row = {}
    if cost:
        total = next((row["constant"] for row in cost["tree"] if len(row["path"]) == 1), None)
        money = {
            "cost": _value(total),
            "currency": cost["currency"],
            "cost_per_on_station_hour": _value(cost["per_on_station_hour_all_in"]),
            "on_station_hours_year": _value(cost["on_station_hours_year"]),
        }
    rows = []
    for watch in summary["watches"]:
        covered, gap, sure = watch["covered"], watch["gap_max"], watch["p_no_long_gap"]
        rows.append(
            {
                "status": "done",
                "reason": "",
                "watch": watch["name"],
                "covered_bound": _value(covered["bound"]),
                "covered_planned": _value(covered["planned"]),
                "covered_flown": _value(covered["flown"]),
                "covered_flown_low": _value(covered["flown"], "low"),
                "covered_flown_high": _value(covered["flown"], "high"),
                "gap_max_bound_s": _value(gap["bound"]),
                "gap_max_planned_s": _value(gap["planned"]),
                "gap_max_flown_s": _value(gap["flown"]),
                "p_no_long_gap": _value(sure),
                "p_no_long_gap_low": _value(sure, "low"),
                **money,
            }
        )
    return rows


def _value(figure: dict[str, Any] | None, part: str = "value") -> float | None:
    return None if figure is None else figure.get(part, figure["value"])


def table_text(sweep: Sweep) -> str:
    """The table as CSV; what there is no figure for is empty. A cell that a sheet would take for a formula is quoted."""
    out = io.StringIO()
    rows = csv.DictWriter(out, sweep.columns, restval="", lineterminator="\n")
    rows.writeheader()
    for row in sweep.rows:
        rows.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else "" if value is None else value
