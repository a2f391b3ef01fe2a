"""`longwatch plan --explain`: the plan as always, and why what it does not meet is not met."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from longwatch.cli.options import Progress

EACH = 25  # steps between two lines where nothing can count up in place


class Steps:
    """As `Progress`; where stderr is no terminal, a line also as a watch begins and every so many steps of it."""

    def __init__(self) -> None:
        self._progress, self._stage = Progress(), ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not sys.stderr.isatty() and done < total:
            if stage != self._stage:
                click.echo(stage, err=True)
            elif done % EACH == 0:
                click.echo(f"{stage:<34} {done:>6} steps", err=True)
        self._stage = stage
        self._progress(stage, done, total)


def explain_plan(scenario: Path, overrides: tuple[str, ...], out: Path | None, *, as_json: bool, strict: bool) -> None:
    """Exit code 3 where a line lies beyond every fleet's reach: then there is no plan, but still an explanation."""
    from longwatch.cli.show import UNMET, show_outcome
    from longwatch.errors import ImpossibleError, InterruptedRunError
    from longwatch.runs.planning import plan_scenario
    from longwatch.runs.store import load_plan
    from longwatch.runs.why import explain_path

    refusal, outcome, plan = None, None, None
    try:
        outcome = plan_scenario(scenario, overrides=overrides, out=out, progress=Progress())
        plan = load_plan(outcome.folder)
    except ImpossibleError as error:
        refusal = error
    if outcome is not None and not as_json:
        show_outcome(outcome, as_json=False, strict=False)
        click.echo()
    try:
        found = explain_path(scenario, overrides, plan=plan, progress=Steps())
    except KeyboardInterrupt:
        there = f"the plan in {outcome.folder} is whole" if outcome is not None else "nothing was written"
        raise InterruptedRunError(f"interrupted while explaining: {there}") from None
    if as_json:
        summary = {"folder": str(outcome.folder), **outcome.summary} if outcome is not None else {}
        click.echo(json.dumps({**summary, "explain": found.facts}, allow_nan=False, ensure_ascii=False))
    else:
        click.echo("\n".join(found.lines))
    if refusal is not None:
        click.echo("impossible: there is no plan to write", err=True)
        sys.exit(refusal.exit_code)
    if strict and outcome is not None and outcome.unmet:
        click.echo(f"unmet in the plan: {', '.join(outcome.unmet)}", err=True)
        sys.exit(UNMET)
