"""`longwatch plan`: a verified roster and its bound, anew or from a roster that exists."""

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
@click.option(
    "--from",
    "roster",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Start from this roster: what can't stand is mended, what is missing added.",
)
@click.option("--at", metavar="TIME", help="With --from: what took off before stays, later rows change little.")
@click.option("--lost", multiple=True, metavar="TAIL,...", help="With --at: vehicles that are lost then.")
@click.option("--grounded", multiple=True, metavar="TAIL=UNTIL", help="With --at: a vehicle that can't take off.")
@click.option("--keep", is_flag=True, help="With --from: mend only, add and move nothing else.")
@click.option("--explain", is_flag=True, help="Say why a demand is not met, and what would meet it.")
@out_option
@seed_option
@strict_option
@json_option
def plan(
    scenario: Path,
    overrides: tuple[str, ...],
    roster: Path | None,
    at: str | None,
    lost: tuple[str, ...],
    grounded: tuple[str, ...],
    keep: bool,
    explain: bool,
    out: Path | None,
    seed: int | None,
    strict: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Make a roster for SCENARIO with its bound, verify it, and put both into a run folder.

    With --from every row of that roster that is not as it was is told, one a line. With --at TIME the roster is gone
    on with from then (an instant, or how long after the start): longwatch plan sea.toml --from roster.csv --at "30 h"
    --lost tb3-1.
    """
    from longwatch.cli.show import show_again, show_outcome, show_present
    from longwatch.errors import BadInputError, Problem
    from longwatch.runs.planning import plan_from_roster, plan_scenario

    given = with_run_options(overrides, seed=seed)
    progress = Progress(plans=not as_json)
    _require_fitting(roster, at, lost, grounded, keep)
    if explain:
        from longwatch.cli.explaining import explain_plan

        if roster is not None:
            raise BadInputError(
                Problem("--explain", "explains the plan of a scenario and does not go with --from ROSTER")
            )
        explain_plan(scenario, given, out, as_json=as_json, strict=strict)
        return
    if roster is None:
        outcome = plan_scenario(scenario, overrides=given, out=out, progress=progress, listener=progress.planning)
        show_outcome(outcome, as_json=as_json, strict=strict)
        return
    if at is not None:
        from longwatch.runs.present import plan_present

        outcome, present = plan_present(
            scenario, roster, at, lost=lost, grounded=grounded, overrides=given, out=out, progress=progress
        )
        show_present(outcome, present, as_json=as_json, strict=strict)
        return
    outcome, again = plan_from_roster(scenario, roster, keep=keep, overrides=given, out=out, progress=progress)
    show_again(outcome, again, as_json=as_json, strict=strict)


def _require_fitting(
    roster: Path | None, at: str | None, lost: tuple[str, ...], grounded: tuple[str, ...], keep: bool
) -> None:
    """Options that need another one, all told in one pass."""
    from longwatch.errors import BadInputError, Problem

    wrong = []
    if roster is None:
        wrong += [Problem(name, "goes with --from ROSTER") for name, given in (("--keep", keep), ("--at", at)) if given]
    if at is None:
        names = [name for name, given in (("--lost", lost), ("--grounded", grounded)) if given]
        wrong += [Problem(name, "goes with --from ROSTER --at TIME", "say from when on") for name in names]
    elif keep:
        wrong.append(Problem("--keep", "does not go with --at, which keeps what it can anyway"))
    if wrong:
        raise BadInputError(wrong)
