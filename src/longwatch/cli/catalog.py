"""`longwatch catalog`: platforms and payloads, every figure with its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from longwatch.cli.options import json_option

if TYPE_CHECKING:
    from longwatch.reporting.sensor_answer import Answer


LONG = 30  # letters of a text that stands above the table of figures
OF_CURVE = ("sensor", "task", "sea_state", "wind", "visibility", "cloud", "rain", "height", "speed", "p", "out")


@click.command()
@click.argument("id", required=False, metavar="[ID]")
@click.option("--against", metavar="CLASS", help="Show how the sensors of ID meet a class: small-boat, merchant, …")
@click.option("--sensor", help="Of that payload only this one, by name or kind.")
@click.option("--task", help="detect, recognise or identify [default: detect].")
@click.option("--sea-state", metavar="0-9", help="Douglas [default: 3, or that of the wind].")
@click.option("--wind", metavar="SPEED", help='Like "7 m/s" [default: that of the sea state].')
@click.option("--visibility", metavar="LENGTH", help='Like "10 NM" [default: 20 km].')
@click.option("--cloud", metavar="SHARE", help="Of the sky, 0 to 1 [default: 0].")
@click.option("--rain", metavar="RATE", help='Like "4 mm/h" [default: none].')
@click.option("--night", is_flag=True, help="It is dark.")
@click.option(
    "--height", metavar="LENGTH", help='Of the sensor, like "20000 ft" [default: of a platform that carries it].'
)
@click.option(
    "--speed", metavar="SPEED", help='Relative, of a pass, like "60 kt" [default: loiter speed of that platform].'
)
@click.option("--p", metavar="P", help="Probability that a range is asked for [default: 0.9].")
@click.option("--draws", type=click.IntRange(min=0), default=50, show_default=True, help="Of the inputs, together.")
@click.option("--out", metavar="FILE", help="Also write the curve: .svg, .html or .csv.")
@click.option("--validation", is_flag=True, help="Hold the models to the published figures; exit 4 if one fails.")
@json_option
def catalog(
    id: str | None,  # noqa: A002
    against: str | None,
    night: bool,
    draws: int,
    validation: bool,
    as_json: bool,
    **said: str | None,
) -> None:
    """List platforms and payloads, show all figures of one (tb3, mq9b, …) with their sources, or a sensor against a class.

    longwatch catalog light-radar-turret-ais --against small-boat --sea-state 4
    """
    if validation:
        return _validate(as_json)
    if against is not None:
        return _curve(id, said | {"against": against}, night, draws, as_json)
    lost = [f"--{name.replace('_', '-')}" for name in OF_CURVE if said[name] is not None] + ["--night"] * night
    if lost:
        from longwatch.errors import BadInputError, Problem

        raise BadInputError(
            Problem(", ".join(lost), "these say how a sensor meets a class", "name it: --against small-boat")
        )
    return _show(id, as_json)


def _curve(name: str | None, said: dict[str, str | None], night: bool, draws: int, as_json: bool) -> None:
    from pathlib import Path

    from longwatch.catalog.load import load_catalog
    from longwatch.cli.sensor_question import questions
    from longwatch.errors import BadInputError, Problem
    from longwatch.reporting.sensor_answer import answer, to_json
    from longwatch.reporting.sensor_files import rendered

    if name is None:
        raise BadInputError(Problem("catalog", "--against needs a payload or a sensor", "longwatch catalog lists them"))
    asked = questions(load_catalog(), name, said, night)
    answers = [answer(asked.payload, one, asked.given, draws, 0) for one in asked.questions]
    if said["out"] is not None:
        out = Path(said["out"])
        out.write_text(rendered(answers, out.suffix), encoding="utf-8")
        click.echo(f"{out}: written", err=True)
    if as_json:
        click.echo(json.dumps([to_json(one) for one in answers], indent=2, ensure_ascii=False))
        return
    for one in answers:
        _print(one)


def _print(one: Answer) -> None:
    from longwatch.cli.tables import noted, table, wrapped
    from longwatch.reporting.sensor_answer import KM, circumstances, figures, heading, shown_points, table_rows
    from longwatch.reporting.terminal_plot import plot

    click.echo(f"{heading(one)}\n{wrapped(circumstances(one.asked))}\n")
    click.echo(table(("", ""), figures(one)).lstrip("\n"))
    if one.curve is not None:
        n = shown_points(one.curve)
        range_km = one.curve.range_m[:n] / KM
        lines = [("*", range_km, one.curve.stay_p[:n])]
        told = "* stays there for one decorrelation time"
        if one.curve.pass_p is not None:
            lines.insert(0, (".", range_km, one.curve.pass_p[:n]))
            told += "   . passes at that distance"
        click.echo(f"\n{told}")
        click.echo(plot(lines, float(range_km[-1]), "km"))
        click.echo("\n" + table(("range", "hazard", "stays", "passes"), table_rows(one)))
        head = ("what it rests on", "value", "range", "kind", "source")
        click.echo("\n" + noted(head, [(r.quantity, r.value, r.range, r.kind, _source(r)) for r in one.rows]))
    click.echo("")


def _validate(as_json: bool) -> None:
    from longwatch.errors import InvariantError
    from longwatch.validation.all import authorities
    from longwatch.validation.summary import errors_text, kinds_text, share_text, summary

    rows = summary([one for some in authorities().values() for one in some])
    if as_json:
        click.echo(json.dumps([row.to_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        from longwatch.cli.tables import table

        known = [(row.name, check) for row in rows for check in row.known]
        click.echo(
            f"{sum(len(row.checks) for row in rows)} checks, {sum(len(row.evidence) for row in rows)} of them evidence, "
            f"{len(known)} known not to hold; errors as shares of their tolerance\n"
        )
        head = ("authority", "checks", "evidence", "not holding", "worst", "mean", "mean absolute error", "source")
        click.echo(table(head, [(r.name, kinds_text(r.kinds), str(len(r.evidence)), str(len(r.known) or ""),
                                 share_text(r.worst), share_text(r.mean), errors_text(r.mean_absolute), r.source)
                                for r in rows]))  # fmt: skip
        for name, check in known:
            click.echo(
                f"\nknown not to hold: {name}: {check.what}: {share_text(abs(check.share))} of the tolerance; {check.known}"
            )
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
        from longwatch.cli.tables import noted, table, wrapped

        click.echo(find(stock, id).name)
        rows = describe(stock, id)
        words = [row for row in rows if not row.kind and len(row.value) > LONG]  # sentences: no column holds them
        for row in words:
            click.echo(wrapped(f"{row.quantity}: {row.value}"))
        click.echo("")
        head = ("figure", "value", "range", "kind", "source")
        told = [(r.quantity, r.value, r.range, r.kind, _source(r)) for r in rows if r not in words]
        click.echo(noted(head, told))
        others = [(r.quantity, r.value, r.kind, _source(r)) for r in describe_others(stock, id)]
        if others:
            click.echo("\nother figures, kept and not used")
            click.echo(table(("figure", "value", "kind", "source"), others))


def _source(row: object) -> str:
    parts = (getattr(row, name) for name in ("source", "date", "note"))
    return "; ".join(part for part in parts if part)
