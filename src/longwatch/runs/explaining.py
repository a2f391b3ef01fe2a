"""The stage that explains unmet watches of a run, when asked for; what it found lies in the folder beside the plan."""

from __future__ import annotations

import json
import time
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from longwatch.errors import BadInputError, Problem
from longwatch.reporting.explanation import ExplainReport
from longwatch.rostering.make import Plan
from longwatch.runs.folder import RunFolder, read_manifest, sha256_of, write_whole
from longwatch.runs.outcome import Progress
from longwatch.runs.store import ROSTER
from longwatch.runs.why import explain_read
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario

EXPLAIN = "explain.json"
_KIND = TypeAdapter(ExplainReport)


def explain_stage(
    folder: RunFolder,
    scenario: Scenario,
    overrides: tuple[str, ...],
    plan: Plan,
    progress: Progress,
    *,
    ready: ExplainReport | None = None,
) -> ExplainReport:
    """What lies there already, or what is `ready`, or else the explanation made now."""
    there = load_explanation(folder.path)
    if there is not None:
        return there
    path = scenario.path
    assert path is not None
    began_s = time.monotonic()
    found = ready or explain_read(
        scenario, lambda more: read_scenario(path, (*overrides, *more)), plan=plan, progress=progress
    )
    text = json.dumps(json.loads(_KIND.dump_json(found)), indent=1, allow_nan=False, ensure_ascii=False)
    write_whole(folder.file(EXPLAIN), text + "\n")
    folder.finish("explain", [EXPLAIN], roster=sha256_of(folder.file(ROSTER)))
    folder.note(f"explaining: {time.monotonic() - began_s:.1f} s")
    return found


def load_explanation(folder: Path) -> ExplainReport | None:
    """What lies in the folder; None where nothing was explained, the roster is another by now, or the file is not what was
    written."""
    stage = read_manifest(folder)["stages"].get("explain")
    if stage is None or stage.get("roster") != sha256_of(folder / ROSTER):
        return None
    if sha256_of(folder / EXPLAIN) != stage["files"][EXPLAIN]:
        return None
    try:
        return _KIND.validate_json((folder / EXPLAIN).read_bytes())
    except (OSError, ValidationError) as error:
        what = f"cannot be read ({type(error).__name__})"
        raise BadInputError(Problem(str(folder / EXPLAIN), what, "run the scenario with --explain again")) from None
