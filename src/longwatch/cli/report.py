"""`longwatch report`: takes a run folder and adds its files."""

from __future__ import annotations

from pathlib import Path

import click

from longwatch.cli.options import (
    Progress,
    json_option,
    run_argument,
)


@click.command()
@run_argument
@json_option
def report(run: Path, as_json: bool) -> None:
    """Write summary.json and report.html of RUN from the files it holds."""
    from longwatch.cli.show import show_outcome
    from longwatch.runs.job import report_run

    show_outcome(report_run(run, progress=Progress()), as_json=as_json, strict=False)
