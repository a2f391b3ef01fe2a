"""`longwatch bench`: how fast this machine is at the timed cases that come with the program."""

from __future__ import annotations

import json
from typing import Any

import click

from longwatch.cli.options import Progress, json_option

NAMES = ("box300", "aisday", "timeline", "looks")


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...", type=click.Choice(NAMES))
@click.option("--repeats", type=click.IntRange(min=1), default=5, show_default=True, help="Runs whose median is told.")
@json_option
def bench(cases: tuple[str, ...], repeats: int, as_json: bool) -> None:
    """Time CASEs (all by default): box300, aisday, timeline, looks.

    Each is run once to compile and then so often; figures are medians. Compare them on an idle machine only.
    """
    from longwatch.bench.cases import CASES, machine, run_case

    wanted, progress, found = cases or NAMES, Progress(quiet=as_json), {}
    for name in dict.fromkeys(wanted):
        progress(name, 0, repeats)
        found[name] = run_case(name, repeats)
        progress(name, repeats, repeats)
    if as_json:
        click.echo(json.dumps({**found, "machine": machine()}, allow_nan=False))
        return
    for name, figures in found.items():
        click.echo(f"\n{name}: {CASES[name][1]}")
        rows = [row for row in _flat(figures) if row[1] is not None]
        width = max(len(key) for key, _ in rows)
        for key, value in rows:
            click.echo(f"  {key:<{width}}  {value:.4g}" if isinstance(value, float) else f"  {key:<{width}}  {value}")
    click.echo("\n" + ", ".join(f"{key} {value}" for key, value in machine().items()))


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Names and figures; those of a table within a table have its name before theirs."""
    rows: list[tuple[str, Any]] = []
    for key, value in figures.items():
        rows += _flat(value, f"{before}{key}.") if isinstance(value, dict) else [(before + key, value)]
    return rows
