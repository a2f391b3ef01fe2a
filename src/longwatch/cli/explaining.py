"""`--explain`: why what a plan does not meet is not met, after the plan or in a run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from longwatch.cli.options import Progress

if TYPE_CHECKING:
    from longwatch.errors import ImpossibleError
    from longwatch.reporting.explanation import ExplainReport
    from longwatch.rostering.make import Plan

EACH = 25  # steps between two lines where nothing can count up in place


class Steps:
    """As `Progress`; where stderr is no terminal, a line also as a watch begins to be explained and every so many steps."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._stage = progress, ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage.startswith("explaining") and not sys.stderr.isatty() and done < total:
            if stage != self._stage:
                click.echo(stage, err=True)
            elif done % EACH == 0:
                click.echo(f"{stage:<34} {done:>6} steps", err=True)
        self._stage = stage
        self._progress(stage, done, total)


def explain_plan(scenario: Path, overrides: tuple[str, ...], out: Path | None, *, as_json: bool, strict: bool) -> None:
    """Exit code 3 where a line lies beyond every fleet's reach: then there is no plan, but still an explanation."""
    from longwatch.cli.show import UNMET, show_outcome
    from longwatch.errors import ImpossibleError
    from longwatch.reporting.summary_explain import explain_json
    from longwatch.runs.planning import plan_scenario
    from longwatch.runs.store import load_plan

    try:
        outcome = plan_scenario(scenario, overrides=overrides, out=out, progress=Progress())
    except ImpossibleError as error:
        explain_refused(error, scenario, overrides, as_json=as_json)
    if not as_json:
        show_outcome(outcome, as_json=False, strict=False)
        click.echo()
    found = _explained(scenario, overrides, load_plan(outcome.folder), there=f"the plan in {outcome.folder} is whole")
    if as_json:
        summary = {"folder": str(outcome.folder), **outcome.summary, "explain": explain_json(found)}
        click.echo(json.dumps(summary, allow_nan=False, ensure_ascii=False))
    else:
        click.echo("\n".join(found.lines))
    if strict and outcome.unmet:
        click.echo(f"unmet in the plan: {', '.join(outcome.unmet)}", err=True)
        sys.exit(UNMET)


def explain_refused(refusal: ImpossibleError, scenario: Path, overrides: tuple[str, ...], *, as_json: bool) -> NoReturn:
    """Explain a scenario that no plan was made for; its exit code stays."""
    from longwatch.reporting.summary_explain import explain_json

    found = _explained(scenario, overrides, None, there="nothing was written")
    if as_json:
        click.echo(json.dumps({"explain": explain_json(found)}, allow_nan=False, ensure_ascii=False))
    else:
        click.echo("\n".join(found.lines))
    click.echo("impossible: there is no plan to write", err=True)
    sys.exit(refusal.exit_code)


def _explained(scenario: Path, overrides: tuple[str, ...], plan: Plan | None, *, there: str) -> ExplainReport:
    """`there` : what an interruption leaves."""
    from longwatch.errors import InterruptedRunError
    from longwatch.runs.why import explain_path

    try:
        return explain_path(scenario, overrides, plan=plan, progress=Steps(Progress()))
    except KeyboardInterrupt:
        raise InterruptedRunError(f"interrupted while explaining: {there}") from None
