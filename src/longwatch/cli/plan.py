"""`longwatch plan`: a verified roster and its bound."""

from __future__ import annotations

from pathlib import Path

import click

from longwatch.cli.options import (
    Progress,
    json_option,
    out_option,
    scenario_argument,
    seed_option,
    set_option,
    strict_option,
    with_run_options,
)


@click.command()
@scenario_argument
@set_option
@out_option
@seed_option
@strict_option
@json_option
def plan(
    scenario: Path, overrides: tuple[str, ...], out: Path | None, seed: int | None, strict: bool, as_json: bool
) -> None:
    """Make a roster for SCENARIO with its bound, verify it, and put both into a run folder."""
    from longwatch.cli.show import show_outcome
    from longwatch.runs.planning import plan_scenario

    given = with_run_options(overrides, seed=seed)
    outcome = plan_scenario(scenario, overrides=given, out=out, progress=Progress())
    show_outcome(outcome, as_json=as_json, strict=strict)
