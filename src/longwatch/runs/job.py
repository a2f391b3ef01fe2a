"""The main job and the verbs that take a run folder: plan, verify, fly, price, report, in that order.

Each stage writes whole files and is recorded in the manifest with their hashes.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longwatch.cost.price import price_plan
from longwatch.cost.tree import CostTree
from longwatch.cost.use import use_from_log, use_from_roster
from longwatch.errors import BadInputError, InvariantError, Problem, UnmetError
from longwatch.reporting.content import ReportContent
from longwatch.reporting.html import render
from longwatch.reporting.summary import summary_text
from longwatch.reporting.tables import patterns_geojson
from longwatch.rostering.make import Plan, make_roster
from longwatch.runs.chunks import clear_chunks
from longwatch.runs.content import content_of
from longwatch.runs.content_map import map_layers
from longwatch.runs.flight import fly_stage
from longwatch.runs.folder import (
    RunFolder,
    RunKey,
    default_folder,
    held,
    is_finished,
    made,
    write_json,
    write_whole,
)
from longwatch.runs.going_on import going_on
from longwatch.runs.pieces import Pieces
from longwatch.runs.samples import load_samples, sample_stage
from longwatch.runs.store import (
    COST,
    PATTERNS,
    PLAN,
    REPORT,
    ROSTER,
    SUMMARY,
    VERIFY,
    load_log,
    load_plan,
    save_plan,
    scenario_facts,
    scenario_of,
    with_roster,
)
from longwatch.runs.warm import compiling
from longwatch.runs.workers import Hands
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.roster_file import read_roster, roster_text
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import WatchLog
from longwatch.traffic.load import load_traffic
from longwatch.units import format_duration
from longwatch.verifier.verdict import Verdict
from longwatch.verifier.verify import verify_roster

Progress = Callable[[str, int, int], None]
STAGES = ("plan", "verify", "fly", "price", "report")


@dataclass(frozen=True)
class Outcome:
    """What a command has to show; `content` is None for a finished run that was found again."""

    folder: Path
    content: ReportContent | None
    summary: dict[str, Any]
    unmet: tuple[str, ...] = ()  # watches whose planned gaps are longer than their limit
    shows: str = SUMMARY  # the file that stands for this command


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


def run_scenario(
    path: Path,
    *,
    overrides: tuple[str, ...] = (),
    roster_path: Path | None = None,
    out: Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """Plan, verify, fly, price and report; an identical finished run is found again, an unfinished one gone on with."""
    scenario = _read(path, overrides, progress)
    given = read_roster(roster_path) if roster_path else None
    key = run_key(scenario, given)
    return finish_run(scenario, overrides, given, out or default_folder(key), Hands(workers, cluster), progress)


def finish_run(
    scenario: Scenario,
    overrides: tuple[str, ...],
    given: Roster | None,
    target: Path,
    hands: Hands,
    progress: Progress,
    *,
    ready: Plan | None = None,
    earlier: WatchLog | None = None,
) -> Outcome:
    """All stages that the folder does not hold yet.

    Parameters
    ----------
    given : a roster to fly instead of planning one
    ready : the plan, where it is known
    earlier : a log of the first trials, where they were flown before
    """
    key = run_key(scenario, given)
    if is_finished(target, key, STAGES):
        return _found(target)
    is_planned = is_finished(target, key, ("plan",))
    with ExitStack() as stack:
        compiled = stack.enter_context(compiling())
        if is_planned:
            ready = load_plan(target)
        elif ready is None:
            ready = _planned(scenario, given, progress)  # before the folder: what is impossible leaves nothing behind
        stack.enter_context(going_on(target))
        folder = stack.enter_context(made(target, key, scenario_facts(scenario, overrides, target)))
        _log_start(folder)
        plan = ready if is_planned else _save_plan(folder, scenario, ready)
        verdict = _verify(folder, scenario, plan, progress)
        ships = load_traffic(scenario)
        log = load_log(target, scenario) if is_finished(target, key, ("fly",)) else None
        if log is None:
            compiled(progress)
            log = fly_stage(folder, scenario, plan.roster, ships, hands, progress, earlier=earlier)
        clear_chunks(target)
        samples = sample_stage(folder, scenario, plan.roster, hands.workers, progress)
        tree = _price(folder, scenario, plan, log, progress)
        return _report(folder, scenario, Pieces(plan, verdict, ships, log, tree, samples), overrides, progress)


def plan_scenario(
    path: Path, *, overrides: tuple[str, ...] = (), out: Path | None = None, progress: Progress = quiet
) -> Outcome:
    """A verified roster with its bound, in a run folder that the other verbs can take on."""
    scenario = _read(path, overrides, progress)
    key = run_key(scenario, None)
    target = out or default_folder(key)
    if is_finished(target, key, ("plan", "verify")):
        plan = load_plan(target)
        verdict = verify_roster(as_planned(scenario, plan.roster), plan.roster)
    else:
        ready = _planned(scenario, None, progress)
        with going_on(target, "run"), made(target, key, scenario_facts(scenario, overrides, target)) as folder:
            _log_start(folder)
            plan = _save_plan(folder, scenario, ready)
            verdict = _verify(folder, scenario, plan, progress)
    content = content_of(scenario, Pieces(plan, verdict, None, None, None), _command(scenario, overrides))
    return _outcome(target, content, PLAN)


def verify_path(
    path: Path, scenario_path: Path | None = None, overrides: tuple[str, ...] = ()
) -> tuple[Verdict, Roster, Scenario]:
    """The verdict on a run folder's roster, or on a roster file with the scenario it was made for."""
    if overrides and scenario_path is None:
        raise BadInputError(Problem("--set", "changes a scenario, and none is named", "name it with --scenario"))
    folder = path if path.is_dir() else path.parent
    roster = read_roster(path / ROSTER if path.is_dir() else path)
    if scenario_path is not None:
        scenario = read_scenario(scenario_path, overrides)
    elif (folder / "manifest.json").exists():
        scenario = scenario_of(folder)
    else:
        raise BadInputError(Problem(str(path), "lies in no run folder", "name its scenario with --scenario"))
    return verify_roster(as_planned(scenario, roster), roster), roster, scenario


def fly_run(
    path: Path, *, workers: int | None = None, cluster: str | None = None, progress: Progress = quiet
) -> Outcome:
    """Fly the roster of a run folder. A roster edited by hand is verified first."""
    scenario, plan, verdict = taken(path)
    with compiling() as compiled:
        ships = load_traffic(scenario)
        compiled(progress)
    with going_on(path, "fly"), held(path) as folder:
        log = fly_stage(folder, scenario, plan.roster, ships, Hands(workers, cluster), progress, go_on="fly")
        samples = sample_stage(folder, scenario, plan.roster, workers, progress)
    return _outcome(path, content_of(scenario, Pieces(plan, verdict, ships, log, None, samples), ""), "cover.parquet")


def price_run(path: Path, *, progress: Progress = quiet) -> Outcome:
    """Price a run folder: what was flown where it was flown, else what is planned."""
    scenario, plan, verdict = taken(path)
    log = load_log(path, scenario)
    with going_on(path, "price"), held(path) as folder:
        tree = _price(folder, scenario, plan, log, progress)
    return _outcome(path, content_of(scenario, Pieces(plan, verdict, None, log, tree), ""), COST)


def report_run(path: Path, *, progress: Progress = quiet) -> Outcome:
    """Write summary.json and report.html again from what the folder holds."""
    scenario, plan, verdict = taken(path)
    log = load_log(path, scenario)
    with going_on(path, "report"), held(path) as folder:
        tree = _price(folder, scenario, plan, log, quiet)
        overrides = tuple(folder.manifest()["scenario"]["overrides"])
        pieces = Pieces(plan, verdict, load_traffic(scenario), log, tree, load_samples(path))
        return _report(folder, scenario, pieces, overrides, progress)


def _read(path: Path, overrides: tuple[str, ...], progress: Progress) -> Scenario:
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


def _planned(scenario: Scenario, given: Roster | None, progress: Progress) -> Plan:
    steps = {"bound": 0, "builder": 1, "search": 2}
    plan = make_roster(
        scenario, seed=scenario.file.run.seed, progress=lambda step: progress("planning", steps.get(step, 2), 3)
    )
    if given is not None:
        verdict = verify_roster(as_planned(scenario, given), given)
        if not verdict.ok:
            raise UnmetError("the roster breaks rules:\n" + "\n".join(str(v) for v in verdict.violations))
        plan = with_roster(plan, scenario, given)
    _require_something_counted(plan.roster)
    progress("planning", 3, 3)
    return plan


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


def _save_plan(folder: RunFolder, scenario: Scenario, plan: Plan) -> Plan:
    files = save_plan(folder, plan)
    write_json(folder.file(PATTERNS), patterns_geojson(map_layers(scenario, plan, (), None, None)))
    folder.finish("plan", [*files, PATTERNS], method=plan.roster.method)
    return plan


def _verify(folder: RunFolder, scenario: Scenario, plan: Plan, progress: Progress) -> Verdict:
    progress("verifying", 0, 1)
    verdict = verify_roster(as_planned(scenario, plan.roster), plan.roster)
    if not verdict.ok:
        raise InvariantError("the verifier refuses the roster: " + "; ".join(map(str, verdict.violations)))
    write_json(folder.file(VERIFY), verdict_json(verdict))
    folder.finish("verify", [VERIFY], ok=verdict.ok)
    progress("verifying", 1, 1)
    return verdict


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as `verify --json` prints it."""
    return {
        "ok": verdict.ok,
        "covered_fraction": verdict.covered_fraction,
        "violations": [vars(violation) for violation in verdict.violations],
        "lines": {name: vars(line) for name, line in verdict.per_line.items()},
        **({"watches": {name: vars(one) for name, one in verdict.per_watch.items()}} if verdict.per_watch else {}),
    }


def _price(folder: RunFolder, scenario: Scenario, plan: Plan, log: WatchLog | None, progress: Progress) -> CostTree:
    use = use_from_log(scenario, plan.roster, log) if log else use_from_roster(scenario, plan.roster)
    tree = price_plan(scenario, use)
    rows = [
        {"depth": depth, "name": node.name, "constant": list(node.constant), "discounted": list(node.discounted),
         "basis": node.basis, "conversion": node.conversion, "origin": node.origin.to_json()}
        for depth, node in tree.root.walk()
    ]  # fmt: skip
    facts = {"currency": tree.currency, "base_year": tree.base_year, "years": tree.years, "use": use.how}
    write_json(folder.file(COST), {**facts, "discount": tree.discount.to_json(), "rows": rows})
    folder.finish("price", [COST], use=use.how)
    progress("pricing", 1, 1)
    return tree


def _report(
    folder: RunFolder, scenario: Scenario, pieces: Pieces, overrides: tuple[str, ...], progress: Progress
) -> Outcome:
    progress("reporting", 0, 1)
    content = content_of(scenario, pieces, _command(scenario, overrides))
    write_whole(folder.file(SUMMARY), summary_text(content))
    write_whole(folder.file(REPORT), render(content))
    folder.finish("report", [SUMMARY, REPORT])
    folder.note(f"finished {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}")
    progress("reporting", 1, 1)
    return _outcome(folder.path, content, REPORT)


def _outcome(folder: Path, content: ReportContent, shows: str) -> Outcome:
    summary = json.loads(summary_text(content))
    return Outcome(folder, content, summary, unmet_watches(summary), shows)


def _found(folder: Path) -> Outcome:
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return Outcome(folder, None, summary, unmet_watches(summary), REPORT)


def unmet_watches(summary: dict[str, Any]) -> tuple[str, ...]:
    """Watches whose planned longest gap is above the limit, or that cover less than a required fraction below 1.

    A required fraction of 1 asks for no more than the limit does: a gap up to the limit still counts as held. Of a revisit
    watch both are those of its cells. A relay is held for the sake of others, in whom its absence shows.
    """
    return tuple(watch["name"] for watch in summary["watches"] if watch["kind"] != "relay" and not _is_met(watch))


def _is_met(watch: dict[str, Any]) -> bool:
    gap, covered, required = watch["gap_max"]["planned"], watch["covered"]["planned"], watch["required"]["value"]
    if gap is None or covered is None:
        return False
    return bool(gap["value"] <= watch["limit"]["value"] and (required >= 1.0 or covered["value"] >= required))


def _command(scenario: Scenario, overrides: tuple[str, ...]) -> str:
    name = scenario.path.name if scenario.path else "scenario.toml"
    return " ".join(["longwatch run", name, *(f"--set {override!r}" for override in overrides)])


def _log_start(folder: RunFolder) -> None:
    clock = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    folder.note(f"started {clock} on {platform.machine()}, Python {platform.python_version()}")
