"""`longwatch resume`: goes on with a run folder."""

from __future__ import annotations

from pathlib import Path

import click

from longwatch.cli.options import (
    Progress,
    cluster_option,
    json_option,
    run_argument,
    strict_option,
    trials_option,
    workers_option,
)


@click.command()
@run_argument
@trials_option
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="With --trials: the folder of the longer run."
)
@workers_option
@cluster_option
@strict_option
@json_option
def resume(
    run: Path,
    trials: int | None,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Go on with RUN where it stopped; it ends in the same bytes as a run that was never cut.

    With --trials another folder is made with that many trials; those that RUN has are not flown again.
    """
    from longwatch.cli.show import show_outcome
    from longwatch.runs.resume import resume_run

    outcome = resume_run(run, trials=trials, out=out, workers=workers, cluster=cluster, progress=Progress())
    show_outcome(outcome, as_json=as_json, strict=strict)
