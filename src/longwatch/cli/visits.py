"""`longwatch visits`: which contacts a fleet's vehicles visit within the endurance they have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from longwatch.cli.options import json_option, set_option


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--contacts", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="CSV: name, position; prize, or age and risk; dwell.",
)  # fmt: skip
@click.option("--fleet", required=True, help="Whose vehicles visit them.")
@click.option("--vehicles", type=click.IntRange(min=1), default=1, show_default=True, help="How many of them.")
@click.option("--budget", help='Time each has at the most, like "6 h" [default: its endurance].')
@click.option("--at", "at_text", help='When they start, after the start of the period, like "2 d 6 h" [default: 0 h].')
@click.option(
    "--from", "begin", help='Where they start, like "36.8 N, 75.9 W" [default: base; of a run: their stations].'
)
@click.option("--searcher", type=click.Choice(["best", "own", "pyvrp", "both"]), default="best", show_default=True,
              help="Who looks for routes; pyvrp needs the extra `routes`.")  # fmt: skip
@click.option("--rounds", type=click.IntRange(min=1), default=400, show_default=True, help="Effort of the search.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="A clock instead; the answer can't be repeated then.")
@click.option(
    "--seed", type=click.IntRange(min=0, max=2**31 - 1), default=0, show_default=True, help="Same seed, same routes."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write routes and contacts as GeoJSON.")
@set_option
@json_option
def visits(
    path: Path, contacts: Path, out: Path | None, overrides: tuple[str, ...], as_json: bool, **said: Any
) -> None:
    """Choose and order contacts for a FLEET of PATH: a scenario, or a run folder whose vehicles leave their stations.

    The prize of a contact is what its row says, or the hours since it was last seen times its risk. Beside what is visited stands
    what no choice can exceed.
    """
    from longwatch.cli.visit_question import question_of
    from longwatch.reporting.visits import visits_geojson, visits_json, visits_text
    from longwatch.rostering.visiting import plan_visits

    question, found, scenario, roster = question_of(path, overrides, said, contacts)
    answer = plan_visits(scenario, found, question, roster)
    if out is not None:
        visits_geojson(answer, out)
        click.echo(f"routes: {out}", err=True)
    if as_json:
        click.echo(json.dumps(visits_json(answer, question), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        from longwatch.cli.tables import table

        click.echo(visits_text(answer, question, table))
