"""`longwatch plan --explain`: the plan as always, and why what it does not meet is not met."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from longwatch.cli.options import Progress


def explain_plan(scenario: Path, overrides: tuple[str, ...], out: Path | None, *, as_json: bool, strict: bool) -> None:
    """Exit code 3 where a line lies beyond every fleet's reach: then there is no plan, but still an explanation."""
    from longwatch.cli.show import UNMET
    from longwatch.errors import ImpossibleError
    from longwatch.runs.planning import plan_scenario
    from longwatch.runs.store import load_plan
    from longwatch.runs.why import explain_path

    progress, refusal, outcome, plan = Progress(), None, None, None
    try:
        outcome = plan_scenario(scenario, overrides=overrides, out=out, progress=progress)
        plan = load_plan(outcome.folder)
    except ImpossibleError as error:
        refusal = error
    found = explain_path(scenario, overrides, plan=plan, progress=progress)
    if as_json:
        summary = {"folder": str(outcome.folder), **outcome.summary} if outcome is not None else {}
        click.echo(json.dumps({**summary, "explain": found.facts}, allow_nan=False, ensure_ascii=False))
    else:
        click.echo("\n".join(found.lines))
        if outcome is not None:
            click.echo(f"\n{outcome.folder / outcome.shows}")
    if refusal is not None:
        click.echo("impossible: there is no plan to write", err=True)
        sys.exit(refusal.exit_code)
    if strict and outcome is not None and outcome.unmet:
        sys.exit(UNMET)
