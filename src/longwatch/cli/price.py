"""`longwatch price`: takes a run folder and adds its files."""

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
def price(run: Path, as_json: bool) -> None:
    """Price RUN: as planned, or as flown where it was flown."""
    from longwatch.cli.show import show_outcome
    from longwatch.runs.job import price_run

    show_outcome(price_run(run, progress=Progress()), as_json=as_json, strict=False)
