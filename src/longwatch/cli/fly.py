"""`longwatch fly`: takes a run folder and adds its files."""

from __future__ import annotations

from pathlib import Path

import click

from longwatch.cli.options import (
    Progress,
    json_option,
    run_argument,
    workers_option,
)


@click.command()
@run_argument
@workers_option
@json_option
def fly(run: Path, workers: int | None, as_json: bool) -> None:
    """Fly the roster of RUN many times, and add what happened to the run folder."""
    from longwatch.cli.show import show_outcome
    from longwatch.runs.job import fly_run

    show_outcome(fly_run(run, workers=workers, progress=Progress()), as_json=as_json, strict=False)
