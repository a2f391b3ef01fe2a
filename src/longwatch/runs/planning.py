"""The verbs that make or take a plan: a verified roster with its bound, in a run folder."""

from __future__ import annotations

import platform
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, InvariantError, Problem, UnmetError
from longwatch.reporting.tables import patterns_geojson
from longwatch.rostering.from_roster import Again, plan_from
from longwatch.rostering.make import Plan, make_roster
from longwatch.rostering.steps import Listener, Step, unheard
from longwatch.runs.content import content_of
from longwatch.runs.content_map import map_layers
from longwatch.runs.crews import save_duties
from longwatch.runs.folder import RunFolder, RunKey, default_folder, is_finished, made, write_json
from longwatch.runs.going_on import going_on
from longwatch.runs.outcome import Outcome, Progress, command_of, outcome_of, quiet
from longwatch.runs.pieces import Pieces
from longwatch.runs.stop import keeping
from longwatch.runs.store import (
    CHANGES,
    PATTERNS,
    PLAN,
    ROSTER,
    VERIFY,
    load_plan,
    save_plan,
    scenario_facts,
    scenario_of,
    with_roster,
)
from longwatch.runs.verifying import verdict_json
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.roster_file import read_roster, roster_text
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.verdict import Verdict
from longwatch.verifier.verify import verify_roster


def plan_scenario(
    path: Path,
    *,
    overrides: tuple[str, ...] = (),
    out: Path | None = None,
    progress: Progress = quiet,
    listener: Listener = unheard,
) -> Outcome:
    """A verified roster with its bound, in a run folder that the other verbs can take on.

    A search that was stopped by hand leaves the folder of a run with the roster that it had come to, so that the whole
    search is never taken to be done. `listener` hears how the plan gets on.
    """
    scenario = read_told(path, overrides, progress)
    key = run_key(scenario, None)
    target = out or default_folder(key)
    if is_finished(target, key, ("plan", "verify")):
        return _put(scenario, overrides, target, key, None, progress)
    ready = planned(scenario, None, progress, listener)
    if ready.stopped:
        key = run_key(scenario, ready.roster)
        target = out or default_folder(key)
    return _put(scenario, overrides, target, key, ready, progress)


def plan_from_roster(
    path: Path,
    roster_path: Path,
    *,
    keep: bool = False,
    overrides: tuple[str, ...] = (),
    out: Path | None = None,
    progress: Progress = quiet,
    listener: Listener = unheard,
) -> tuple[Outcome, Again]:
    """The same from a roster that exists; its folder is that of a run with the roster that came of it."""
    scenario = read_told(path, overrides, progress)
    roster = read_roster(roster_path)
    again = plan_from(scenario, roster, keep=keep, progress=steps_of(progress, listener))
    rows = [vars(change) for change in again.changes]
    return put_given(scenario, overrides, out, again.plan, progress, rows), again


def put_given(
    scenario: Scenario,
    overrides: tuple[str, ...],
    out: Path | None,
    plan: Plan,
    progress: Progress,
    changes: list[dict[str, Any]],
) -> Outcome:
    """A plan that was made from a roster, in the folder of a run with the roster that came of it."""
    _require_something_counted(plan.roster)
    progress("planning", 3, 3)
    key = run_key(scenario, plan.roster)
    target = out or default_folder(key)
    ready = None if is_finished(target, key, ("plan", "verify")) else plan
    return _put(scenario, overrides, target, key, ready, progress, changes)


def _put(
    scenario: Scenario,
    overrides: tuple[str, ...],
    target: Path,
    key: RunKey,
    ready: Plan | None,
    progress: Progress,
    changes: list[dict[str, Any]] | None = None,
) -> Outcome:
    """Into its folder; where `ready` is None it is there."""
    if ready is None:
        plan = load_plan(target)
        verdict = verify_roster(as_planned(scenario, plan.roster), plan.roster)
    else:
        with going_on(target, "run"), made(target, key, scenario_facts(scenario, overrides, target)) as folder:
            log_start(folder)
            plan = plan_stage(folder, scenario, ready, changes)
            verdict = verify_stage(folder, scenario, plan, progress)
    content = content_of(scenario, Pieces(plan, verdict, None, None, None), command_of(scenario, overrides))
    return replace(outcome_of(target, content, PLAN), stopped=plan.stopped)


def read_told(path: Path, overrides: tuple[str, ...], progress: Progress) -> Scenario:
    progress("reading", 0, 1)
    scenario = read_scenario(path, overrides)
    progress("reading", 1, 1)
    return scenario


def run_key(scenario: Scenario, given: Roster | None) -> RunKey:
    """What decides the bytes of a run; `given` is a roster that was handed in."""
    edited = (("roster", roster_text(given)),) if given else ()
    return RunKey(scenario.name, scenario_digest(scenario), edited)


def taken(path: Path) -> tuple[Scenario, Plan, Verdict]:
    """Scenario, plan and verdict of an existing folder; a roster that breaks a rule is refused."""
    scenario = scenario_of(path)
    plan = load_plan(path)
    verdict = verify_roster(as_planned(scenario, plan.roster), plan.roster)
    if not verdict.ok:
        broken = "\n".join(str(violation) for violation in verdict.violations)
        raise UnmetError(f"{path / ROSTER} breaks rules and is not taken on:\n{broken}")
    return scenario, with_roster(plan, scenario, plan.roster), verdict


def planned(scenario: Scenario, given: Roster | None, progress: Progress, listener: Listener = unheard) -> Plan:
    """A plan of one's own, or of the roster that was given, with the bound. Ctrl-C keeps the best so far."""
    with keeping() as keeper:

        def heard(step: Step) -> None:
            keeper.heard(step.covered is not None)
            listener(step)

        plan = make_roster(scenario, seed=scenario.file.run.seed, progress=steps_of(progress, heard))
    if given is not None:
        verdict = verify_roster(as_planned(scenario, given), given)
        if not verdict.ok:
            raise UnmetError("the roster breaks rules:\n" + "\n".join(str(v) for v in verdict.violations))
        plan = with_roster(plan, scenario, given)
    _require_something_counted(plan.roster)
    progress("planning", 3, 3)
    return plan


def steps_of(progress: Progress, listener: Listener) -> Listener:
    """Both hear of a step."""
    places = {"bound": 0, "builder": 1}

    def told(step: Step) -> None:
        progress("planning", places.get(step.name, 2), 3)
        listener(step)

    return told


def _require_something_counted(roster: Roster) -> None:
    """A watch whose warm-up lasts to the end would be flawless by default; BadInputError instead."""
    problems = [
        Problem(
            f"watch {line.watch}",
            f"no moment of the period counts: the warm-up lasts {format_duration(line.count_from_s)}, to its end or beyond",
            "lengthen the period, or shorten the warm-up",
        )
        for line in roster.lines
        if all(line.count_from_s >= end for _, end in line.windows)
    ]
    if problems:
        raise BadInputError(problems)


def plan_stage(folder: RunFolder, scenario: Scenario, plan: Plan, changes: list[dict[str, Any]] | None = None) -> Plan:
    """Roster, plan and map; and what became of the rows where it was made from another roster."""
    files = [*save_plan(folder, plan), *save_duties(folder, as_planned(scenario, plan.roster), plan.roster)]
    if changes is not None:
        write_json(folder.file(CHANGES), changes)
        files.append(CHANGES)
    write_json(folder.file(PATTERNS), patterns_geojson(map_layers(scenario, plan, (), None, None)))
    folder.finish("plan", [*files, PATTERNS], method=plan.roster.method)
    return plan


def verify_stage(folder: RunFolder, scenario: Scenario, plan: Plan, progress: Progress) -> Verdict:
    progress("verifying", 0, 1)
    verdict = verify_roster(as_planned(scenario, plan.roster), plan.roster)
    if not verdict.ok:
        raise InvariantError("the verifier refuses the roster: " + "; ".join(map(str, verdict.violations)))
    write_json(folder.file(VERIFY), verdict_json(verdict))
    folder.finish("verify", [VERIFY], ok=verdict.ok)
    progress("verifying", 1, 1)
    return verdict


def log_start(folder: RunFolder) -> None:
    clock = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    folder.note(f"started {clock} on {platform.machine()}, Python {platform.python_version()}")
