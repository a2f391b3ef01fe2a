"""What a run folder holds of a plan and of a flown log, written and read back."""

from __future__ import annotations

import io
import json
import os
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
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.roster_file import read_roster, roster_text
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import FRAMES, WatchLog

ROSTER, PLAN, VERIFY, COST = "roster.csv", "plan.json", "verify.json", "cost.json"
PATTERNS, SUMMARY, REPORT = "patterns.geojson", "summary.json", "report.html"
CHANGES = "changes.json"  # what became of the rows of the roster that a plan was made from


def scenario_facts(scenario: Scenario, overrides: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """What the manifest keeps so that the other verbs can read the same scenario again."""
    assert scenario.path is not None
    # Relative to the folder, so that a project folder can be moved with its runs.
    return {
        "scenario": {
            "name": scenario.name,
            "path": os.path.relpath(scenario.path.resolve(), folder.resolve()),
            "sha256": scenario_digest(scenario),
            "overrides": list(overrides),
        },
        "inputs": dict(sorted(scenario.inputs.items())),
        "run": {
            "seed": scenario.file.run.seed,
            "trials": scenario.file.run.trials,
            "end_rule": scenario.file.period.end,
        },
    }


def scenario_of(folder: Path) -> Scenario:
    """The scenario a run was made from; refused when it is no longer the same."""
    facts = read_manifest(folder)["scenario"]
    path = (folder / facts["path"]).resolve()
    scenario = read_scenario(path, tuple(facts["overrides"]))
    if scenario_digest(scenario) != facts["sha256"]:
        raise BadInputError(
            Problem(
                str(path), "has changed since this run was made", "run the scenario again: it gets a folder of its own"
            )
        )
    return scenario


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
