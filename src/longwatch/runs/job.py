"""The main job and the verbs that take a run folder on: plan, verify, fly, price, report, in that order.

Each stage writes whole files and is recorded in the manifest with their hashes.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from longwatch.cost.price import price_plan
from longwatch.cost.tree import CostTree
from longwatch.cost.use import use_from_log, use_from_roster
from longwatch.errors import InterruptedRunError
from longwatch.reporting.explanation import ExplainReport
from longwatch.reporting.html import render
from longwatch.reporting.summary import summary_text
from longwatch.rostering.make import Plan
from longwatch.rostering.steps import Listener, unheard
from longwatch.runs.chunks import clear_chunks
from longwatch.runs.content import content_of
from longwatch.runs.explaining import explain_stage, load_explanation
from longwatch.runs.flight import fly_stage
from longwatch.runs.folder import RunFolder, asked_of, default_folder, held, is_finished, made, write_json, write_whole
from longwatch.runs.going_on import going_on
from longwatch.runs.outcome import Outcome, Progress, command_of, found_again, outcome_of, quiet
from longwatch.runs.pieces import Pieces
from longwatch.runs.planning import log_start, plan_stage, planned, read_told, run_key, taken, verify_stage
from longwatch.runs.samples import load_samples, sample_stage
from longwatch.runs.store import COST, REPORT, SUMMARY, load_log, load_plan, scenario_facts
from longwatch.runs.warm import compiling
from longwatch.runs.workers import Hands
from longwatch.scenario.plan import Roster
from longwatch.scenario.roster_file import read_roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import WatchLog
from longwatch.traffic.load import load_traffic

STAGES = ("plan", "verify", "fly", "price", "report")
EXPLAINED = "explain"  # a stage for those who ask


def run_scenario(
    path: Path,
    *,
    overrides: tuple[str, ...] = (),
    roster_path: Path | None = None,
    explain: bool = False,
    out: Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress = quiet,
    listener: Listener = unheard,
) -> Outcome:
    """Plan, verify, fly, price and report; an identical finished run is found again, an unfinished one gone on with.

    Where the search is stopped by hand its roster and bound are written, and the run ends there: InterruptedRunError.
    With `explain` summary and report say of each watch that the plan does not meet why not, and what would meet it.
    """
    scenario = read_told(path, overrides, progress)
    given = read_roster(roster_path) if roster_path else None
    hands = Hands(workers, cluster)
    return finish_run(scenario, overrides, given, out, hands, progress, explain=explain, listener=listener)


def finish_run(
    scenario: Scenario,
    overrides: tuple[str, ...],
    given: Roster | None,
    out: Path | None,
    hands: Hands,
    progress: Progress,
    *,
    ready: Plan | None = None,
    earlier: WatchLog | None = None,
    explain: bool = False,
    explained: ExplainReport | None = None,
    listener: Listener = unheard,
) -> Outcome:
    """All stages that the folder does not hold yet.

    Parameters
    ----------
    given : a roster to fly instead of planning one
    out : the run folder; None: the one named after what decides its bytes
    ready : the plan, where it is known
    earlier : a log of the first trials, where they were flown before
    explain : with the stage that explains unmet watches; a folder of which it was asked once goes on with it
    explained : what that stage finds, where it is known
    """
    key = run_key(scenario, given)
    target = out or default_folder(key)
    explain = explain or EXPLAINED in asked_of(target)
    if is_finished(target, key, (*STAGES, EXPLAINED) if explain else STAGES):
        return found_again(target)
    is_planned = is_finished(target, key, ("plan",))
    with ExitStack() as stack:
        compiled = stack.enter_context(compiling())
        if is_planned:
            ready = load_plan(target)
        elif ready is None:
            # Before the folder: what is impossible leaves nothing behind.
            ready = planned(scenario, given, progress, listener)
            if ready.stopped:
                _leave_stopped(scenario, overrides, ready, out, progress, explain)
        stack.enter_context(going_on(target))
        folder = stack.enter_context(made(target, key, scenario_facts(scenario, overrides, target)))
        log_start(folder)
        if explain:
            folder.ask(EXPLAINED)
        plan = ready if is_planned else plan_stage(folder, scenario, ready)
        verdict = verify_stage(folder, scenario, plan, progress)
        ships = load_traffic(scenario)
        log = load_log(target, scenario) if is_finished(target, key, ("fly",)) else None
        if log is None:
            compiled(progress)
            log = fly_stage(folder, scenario, plan.roster, ships, hands, progress, earlier=earlier)
        clear_chunks(target)
        samples = sample_stage(folder, scenario, plan.roster, hands.workers, progress)
        tree = _price(folder, scenario, plan, log, progress)
        if explain:
            explained = explain_stage(folder, scenario, overrides, plan, progress, ready=explained)
        pieces = Pieces(plan, verdict, ships, log, tree, samples, explained)
        return _report(folder, scenario, pieces, overrides, progress)


def _leave_stopped(
    scenario: Scenario, overrides: tuple[str, ...], plan: Plan, out: Path | None, progress: Progress, explain: bool
) -> None:
    """A roster whose search was stopped by hand goes into the folder of a run with that roster; the run ends there."""
    key = run_key(scenario, plan.roster)
    target = out or default_folder(key)
    with going_on(target), made(target, key, scenario_facts(scenario, overrides, target)) as folder:
        log_start(folder)
        if explain:
            folder.ask(EXPLAINED)
        verify_stage(folder, scenario, plan_stage(folder, scenario, plan), progress)
    raise InterruptedRunError(
        f"stopped by hand: the best roster so far is in {target}; to fly it: longwatch resume {target}"
    )


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
    return outcome_of(path, content_of(scenario, Pieces(plan, verdict, ships, log, None, samples), ""), "cover.parquet")


def price_run(path: Path, *, progress: Progress = quiet) -> Outcome:
    """Price a run folder: what was flown where it was flown, else what is planned."""
    scenario, plan, verdict = taken(path)
    log = load_log(path, scenario)
    with going_on(path, "price"), held(path) as folder:
        tree = _price(folder, scenario, plan, log, progress)
    return outcome_of(path, content_of(scenario, Pieces(plan, verdict, None, log, tree), ""), COST)


def report_run(path: Path, *, progress: Progress = quiet) -> Outcome:
    """Write summary.json and report.html again from what the folder holds."""
    scenario, plan, verdict = taken(path)
    log = load_log(path, scenario)
    with going_on(path, "report"), held(path) as folder:
        tree = _price(folder, scenario, plan, log, quiet)
        overrides = tuple(folder.manifest()["scenario"]["overrides"])
        pieces = Pieces(plan, verdict, load_traffic(scenario), log, tree, load_samples(path), load_explanation(path))
        return _report(folder, scenario, pieces, overrides, progress)


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
    content = content_of(scenario, pieces, command_of(scenario, overrides))
    write_whole(folder.file(SUMMARY), summary_text(content))
    write_whole(folder.file(REPORT), render(content))
    folder.finish("report", [SUMMARY, REPORT])
    folder.note(f"finished {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}")
    progress("reporting", 1, 1)
    return outcome_of(folder.path, content, REPORT)
