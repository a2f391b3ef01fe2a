"""`longwatch catalog`: platforms and payloads, every figure with its source."""

from __future__ import annotations

import json

import click

from longwatch.cli.options import json_option


@click.command()
@click.argument("id", required=False, metavar="[ID]")
@click.option("--validation", is_flag=True, help="Hold the models to the published figures; exit 4 if one fails.")
@json_option
def catalog(id: str | None, validation: bool, as_json: bool) -> None:  # noqa: A002
    """List platforms and payloads, or show all figures of one (tb3, mq9b, …) with their sources."""
    if validation:
        return _validate(as_json)
    return _show(id, as_json)


def _validate(as_json: bool) -> None:
    from longwatch.errors import InvariantError
    from longwatch.validation.all import authorities
    from longwatch.validation.summary import errors_text, kinds_text, share_text, summary

    rows = summary([one for some in authorities().values() for one in some])
    if as_json:
        click.echo(json.dumps([row.to_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        from longwatch.cli.tables import table

        click.echo(f"{sum(len(row.checks) for row in rows)} checks; errors as shares of their tolerance\n")
        head = ("authority", "checks", "worst", "mean", "mean absolute error", "source")
        click.echo(table(head, [(r.name, kinds_text(r.kinds), share_text(r.worst), share_text(r.mean),
                                 errors_text(r.mean_absolute), r.source) for r in rows]))  # fmt: skip
    failed = [f"{row.name}: {what}" for row in rows for what in row.failed]
    if failed:
        raise InvariantError("a model is not within the tolerance of its authority:\n" + "\n".join(failed))


def _show(id: str | None, as_json: bool) -> None:  # noqa: A002
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
