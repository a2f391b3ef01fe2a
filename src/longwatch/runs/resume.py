"""Going on with a run that stopped, and flying more trials of one that is there."""

from __future__ import annotations

from pathlib import Path

from longwatch.errors import BadInputError, Problem
from longwatch.runs.explaining import load_explanation
from longwatch.runs.folder import asked_of, is_finished, read_manifest
from longwatch.runs.job import EXPLAINED, finish_run
from longwatch.runs.outcome import Outcome, Progress, quiet
from longwatch.runs.planning import run_key
from longwatch.runs.store import ROSTER, load_log, load_plan, scenario_of
from longwatch.runs.workers import Hands
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.roster_file import read_roster
from longwatch.scenario.scenario import Scenario


def resume_run(
    path: Path,
    *,
    trials: int | None = None,
    out: Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """Finish a run folder where it stopped: the same bytes as if it had never been cut.

    With `trials` another folder is made, with that many trials; those that were flown here are not flown again.
    """
    scenario = scenario_of(path)
    overrides = tuple(read_manifest(path)["scenario"]["overrides"])
    given = _given(path, scenario)
    hands = Hands(workers, cluster)
    if trials is None:
        if out is not None:
            what = "goes with --trials: a run is finished in its own folder"
            raise BadInputError(Problem("--out", what, "leave it out"))
        return finish_run(scenario, overrides, given, path, hands, progress)
    assert scenario.path is not None
    overrides = (*overrides, f"run.trials={trials}")
    more = read_scenario(scenario.path, overrides)
    key = run_key(scenario, given)
    ready = load_plan(path) if is_finished(path, key, ("plan", "verify")) else None
    earlier = load_log(path, scenario) if is_finished(path, key, ("fly",)) else None
    return finish_run(
        more, overrides, given, out, hands, progress, ready=ready, earlier=earlier, explain=EXPLAINED in asked_of(path),
        explained=load_explanation(path) if ready is not None else None,
    )  # fmt: skip


def _given(path: Path, scenario: Scenario) -> Roster | None:
    """The roster this run was handed, None where it planned its own; refused where the folder is of neither."""
    digest = read_manifest(path).get("digest")
    if run_key(scenario, None).digest == digest:
        return None
    given = read_roster(path / ROSTER) if (path / ROSTER).exists() else None
    if given is not None and run_key(scenario, given).digest == digest:
        return given
    what = "was made by another version of longwatch, or its roster was edited since"
    hint = f"an edited roster is flown by: longwatch fly {path}; else run the scenario again"
    raise BadInputError(Problem(str(path), what, hint))
