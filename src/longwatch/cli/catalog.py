"""`longwatch catalog`: platforms and payloads, every figure with its source."""

from __future__ import annotations

import json

import click

from longwatch.cli.options import json_option


@click.command()
@click.argument("id", required=False, metavar="[ID]")
@json_option
def catalog(id: str | None, as_json: bool) -> None:  # noqa: A002
    """List platforms and payloads, or show all figures of one (tb3, mq9b, …) with their sources."""
    from longwatch.catalog.describe import describe, describe_json, describe_others, find, list_json, list_rows
    from longwatch.catalog.load import load_catalog

    stock = load_catalog()
    if as_json:
        found = list_json(stock) if id is None else describe_json(stock, id)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif id is None:
        from longwatch.cli.tables import table

        click.echo(table(("id", "name", "kind", ""), [(r.quantity, r.value, r.kind, r.note) for r in list_rows(stock)]))
    else:
        from longwatch.cli.tables import table

        click.echo(find(stock, id).name)
        head = ("figure", "value", "range", "kind", "source")
        click.echo(table(head, [(r.quantity, r.value, r.range, r.kind, _source(r)) for r in describe(stock, id)]))
        others = [(r.quantity, r.value, r.kind, _source(r)) for r in describe_others(stock, id)]
        if others:
            click.echo("\nother figures, kept and not used")
            click.echo(table(("figure", "value", "kind", "source"), others))


def _source(row: object) -> str:
    parts = (getattr(row, name) for name in ("source", "date", "note"))
    return "; ".join(part for part in parts if part)
