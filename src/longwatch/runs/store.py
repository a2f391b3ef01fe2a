"""What a run folder holds of a plan and of a flown log, written and read back."""

from __future__ import annotations

import io
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

import polars as pl
from pydantic import TypeAdapter, ValidationError

from longwatch.errors import BadInputError, Problem
from longwatch.rostering import make
from longwatch.rostering.coverage import cover
from longwatch.rostering.make import Plan
from longwatch.runs.folder import RunFolder, read_manifest, sha256_of, write_whole
from longwatch.runs.sources import ROSTER as ROSTER
from longwatch.runs.sources import scenario_facts as scenario_facts
from longwatch.runs.sources import scenario_of as scenario_of
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster
from longwatch.scenario.roster_file import read_roster, roster_text
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import FRAMES, WatchLog

PLAN, VERIFY, COST = "plan.json", "verify.json", "cost.json"
PATTERNS, SUMMARY, REPORT = "patterns.geojson", "summary.json", "report.html"
CHANGES = "changes.json"  # what became of the rows of the roster that a plan was made from


def save_plan(folder: RunFolder, plan: Plan) -> list[str]:
    """roster.csv and plan.json (bound, verdicts of all pairings, candidates); the file names."""
    write_whole(folder.file(ROSTER), roster_text(plan.roster))
    facts = {field.name: getattr(plan, field.name) for field in fields(plan) if field.name != "roster"}
    kinds = _plan_fields()
    text = {name: json.loads(kinds[name].dump_json(value)) for name, value in facts.items()}
    write_whole(folder.file(PLAN), json.dumps(text, indent=1, allow_nan=False) + "\n")
    return [ROSTER, PLAN]


def load_plan(folder: Path) -> Plan:
    """The plan as it stands in the folder; the roster may have been edited by hand."""
    try:
        raw = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        facts = {name: kind.validate_python(raw[name]) for name, kind in _plan_fields().items()}
    except FileNotFoundError:
        raise BadInputError(Problem(str(folder), "holds no plan", "make one with `longwatch plan SCENARIO`")) from None
    except (json.JSONDecodeError, KeyError, ValidationError) as error:
        raise BadInputError(
            Problem(str(folder / PLAN), f"cannot be read ({type(error).__name__})", "plan again")
        ) from None
    return Plan(roster=read_roster(folder / ROSTER), **facts)


def with_roster(plan: Plan, scenario: Scenario, roster: Roster) -> Plan:
    """The plan with another roster of the same fleet: the bound holds for it too."""
    found = cover(roster.lines, roster.stints, as_planned(scenario, roster).length_s, roster.pairings)
    per_line = {one.line: one for one in found}
    missing = sum(one.uncovered_s for one in per_line.values())
    return replace(
        plan,
        roster=roster,
        covered_fraction=1.0 - missing / plan.demand_s if plan.demand_s else 1.0,
        uncovered_s=missing,
        per_line=per_line,
        gap_max_s={line: one.gap_max_s for line, one in per_line.items()},
    )


def _plan_fields() -> dict[str, TypeAdapter[Any]]:
    hints = get_type_hints(Plan, vars(make))
    return {name: TypeAdapter(hint) for name, hint in hints.items() if name != "roster"}


def save_log(folder: RunFolder, log: WatchLog) -> list[str]:
    """One Parquet table per frame of the log; the file names."""
    return write_tables(folder.path, tables_of(log))


def tables_of(log: WatchLog) -> dict[str, pl.DataFrame]:
    """The tables that the log has, by name."""
    return {name: table for name in FRAMES if (table := getattr(log, name)) is not None}


def write_tables(folder: Path, tables: dict[str, pl.DataFrame]) -> list[str]:
    """Each as Parquet, by its name; the file names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        buffer = io.BytesIO()
        table.write_parquet(buffer, compression="zstd", statistics=False)
        write_whole(folder / f"{name}.parquet", buffer.getvalue())
    return [f"{name}.parquet" for name in tables]


def load_log(folder: Path, scenario: Scenario) -> WatchLog | None:
    """The log that lies in the folder, or None where nothing was flown; refused when it is of another roster."""
    stage = read_manifest(folder)["stages"].get("fly")
    if stage is None:
        return None
    again = f"fly it again: longwatch fly {folder}"
    if stage.get("roster") != sha256_of(folder / ROSTER):
        raise BadInputError(Problem(str(folder / ROSTER), "has changed since it was flown", again))
    if changed := [name for name, digest in stage["files"].items() if sha256_of(folder / name) != digest]:
        raise BadInputError(Problem(str(folder), f"{', '.join(changed)} is not what was flown", again))
    try:
        frames = {
            name: pl.read_parquet(folder / f"{name}.parquet") for name in FRAMES if f"{name}.parquet" in stage["files"]
        }
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadInputError(Problem(str(folder), f"a table cannot be read ({error})", "fly again")) from None
    return WatchLog(seed=scenario.file.run.seed, trials=frames["cover"]["trial"].n_unique(), **frames)
