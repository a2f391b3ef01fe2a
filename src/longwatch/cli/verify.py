"""`longwatch verify`: every rule and gap of a roster, derived anew."""

from __future__ import annotations

from pathlib import Path

import click

from longwatch.cli.options import json_option, set_option


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The scenario, when PATH is a roster outside a run folder.",
)
@set_option
@json_option
def verify(path: Path, scenario: Path | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Re-derive every rule and gap of PATH: a run folder, or a roster.csv edited by hand.

    What is wrong is told first, with the row of the file to look at. Exit code 10 when a rule is broken or a demand is
    unmet for longer than its limit.
    """
    from longwatch.cli.show import show_verdict
    from longwatch.runs.verifying import verify_path

    show_verdict(verify_path(path, scenario, overrides), as_json=as_json)
