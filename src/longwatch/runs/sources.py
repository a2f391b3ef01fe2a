"""What a run folder was made from: its scenario, and the roster that may have been edited since. Quick to import."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem
from longwatch.runs.folder import read_manifest
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario

ROSTER = "roster.csv"


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
