"""`longwatch run`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from longwatch.cli.options import (
    Progress,
    cluster_option,
    json_option,
    look_trials_option,
    out_option,
    scenario_argument,
    seed_option,
    set_option,
    strict_option,
    trials_option,
    with_run_options,
    workers_option,
)


@click.command()
@scenario_argument
@set_option
@click.option(
    "--roster", type=click.Path(path_type=Path, dir_okay=False), help="Fly this roster instead of planning one."
)
@click.option("--explain", is_flag=True, help="Say in the report why a demand is not met, and what would meet it.")
@out_option
@trials_option
@look_trials_option
@seed_option
@workers_option
@cluster_option
@strict_option
@json_option
def run(
    scenario: Path,
    overrides: tuple[str, ...],
    roster: Path | None,
    explain: bool,
    out: Path | None,
    trials: int | None,
    look_trials: int | None,
    seed: int | None,
    workers: int | None,
    cluster: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Plan SCENARIO, verify the roster, fly it many times, price it and write a report.

    Ends with the path of the report. An identical finished run is found again and not repeated; one that was
    interrupted goes on where it stopped.
    """
    from longwatch.cli.explaining import Steps, explain_refused
    from longwatch.cli.show import show_outcome
    from longwatch.errors import ImpossibleError
    from longwatch.runs.job import run_scenario

    given = with_run_options(overrides, trials=trials, look_trials=look_trials, seed=seed)
    progress = Progress(plans=not as_json)
    try:
        outcome = run_scenario(
            scenario, overrides=given, roster_path=roster, explain=explain, out=out, workers=workers, cluster=cluster,
            progress=Steps(progress), listener=progress.planning,
        )  # fmt: skip
    except ImpossibleError as error:
        if not explain:
            raise
        explain_refused(error, scenario, given, as_json=as_json)
    show_outcome(outcome, as_json=as_json, strict=strict)
