"""`longwatch schema`: the JSON Schema of the scenario file, or of summary.json."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--summary", is_flag=True, help="The schema of summary.json instead.")
def schema(summary: bool) -> None:
    """Print the JSON Schema (2020-12) of a scenario."""
    if summary:
        from longwatch.reporting.schema import summary_schema

        table = summary_schema()
    else:
        from longwatch.scenario.schema import json_schema

        table = json_schema()
    click.echo(json.dumps(table, indent=2, ensure_ascii=False))
