"""`longwatch bases`: which candidate sites reach most of what is to be watched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from longwatch.cli.options import Progress, json_option, scenario_argument, set_option


@click.command()
@scenario_argument
@click.option(
    "--candidates",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV: name, kind (airfield, port, ship), position.",
)
@click.option(
    "--grid", metavar="AREA", help="Candidates are positions of a ship over the sea of this area of the scenario."
)
@click.option("--spacing", default="50 NM", show_default=True, help="Between the positions of the grid.")
@click.option(
    "--sites",
    type=click.IntRange(min=1, max=50),
    default=1,
    show_default=True,
    help="How many are chosen; fewer are shown too.",
)
@click.option("--fleet", help="Whose vehicles are based there [default: the only fleet].")
@click.option("--radius", help='A site reaches what lies within this permitted way, like "200 NM".')
@click.option("--response", help='A site reaches where a vehicle can be within this time, like "2 h".')
@set_option
@json_option
def bases(
    scenario: Path, candidates: Path | None, overrides: tuple[str, ...], sites: int, as_json: bool, **said: Any
) -> None:
    """Choose from candidates the sites from which a fleet reaches most of the watches of SCENARIO, with proof.

    A site reaches what a vehicle based there could hold station at (the planner's own rule), or what lies within --radius or
    --response.
    """
    from longwatch.cli.base_question import question_of
    from longwatch.cli.tables import table
    from longwatch.reporting.bases import bases_json, bases_text
    from longwatch.rostering.basing import choose_bases

    asked = question_of(scenario, overrides, candidates, said)
    answer = choose_bases(
        asked.scenario, asked.fleet, asked.candidates, sites, radius_m=asked.radius_m, response_s=asked.response_s,
        progress=Progress(quiet=as_json),
    )  # fmt: skip
    if as_json:
        click.echo(
            json.dumps(bases_json(answer, asked.fleet.name, asked.rule), indent=2, ensure_ascii=False, allow_nan=False)
        )
    else:
        click.echo(bases_text(answer, asked.fleet.name, asked.rule, table))
