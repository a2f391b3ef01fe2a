"""`longwatch calibrate`: what an operator's log says of the catalog's rates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from longwatch.cli.options import json_option


@click.command()
@click.argument("log", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--scenario", type=click.Path(path_type=Path, dir_okay=False), help="Its own platforms count as well.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the new figures as TOML.")
@json_option
def calibrate(log: Path, scenario: Path | None, out: Path | None, as_json: bool) -> None:
    """Update failure rates by the sorties, hours and failures of LOG (CSV), with their ranges, before and after.

    Columns: platform, hours, and as far as known sorties, preflight_failures, aborts, losses, repairs, repair_hours.
    """
    from longwatch.catalog.load import load_catalog
    from longwatch.errors import BadInputError, Problem
    from longwatch.runs.calibrate import as_toml, read_log, updates_of
    from longwatch.runs.folder import write_whole
    from longwatch.scenario.read import read_scenario

    platforms = dict(load_catalog().platforms)
    if scenario is not None:
        platforms |= read_scenario(scenario).platforms
    updates = updates_of(read_log(log, platforms), platforms)
    if out is not None:
        if out.exists():
            raise BadInputError(Problem(str(out), "is there already, and nothing is overwritten", "name another file"))
        write_whole(out, as_toml(updates, f"operator log {log.name}"))
    if as_json:
        click.echo(json.dumps([_json(update) for update in updates], allow_nan=False, ensure_ascii=False))
        return
    _print(updates)
    click.echo(f"\n{out}" if out else "\n" + as_toml(updates, f"operator log {log.name}").rstrip())


def _json(update: Any) -> dict[str, Any]:
    return {
        "platform": update.platform,
        "quantity": update.quantity,
        "unit": update.unit or "1",
        "before": {"value": update.before_value, "low": update.before_low, "high": update.before_high,
                   "origin": update.before.origin.to_json()},
        "after": {"value": update.after.value, "low": update.after.low, "high": update.after.high},
        "evidence": update.evidence,
    }  # fmt: skip


def _print(updates: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("platform", "figure", "before", "range", "after", "range", "log"):
        table.add_column(name, overflow="fold")
    for one in updates:
        unit = f" {one.unit}" if one.unit else ""
        table.add_row(
            one.platform,
            one.quantity,
            f"{one.before_value:.3g}{unit}",
            f"{one.before_low:.3g} to {one.before_high:.3g}" if one.before_low < one.before_high else "-",
            f"{one.after.value:.3g}{unit}",
            f"{one.after.low:.3g} to {one.after.high:.3g}",
            one.evidence,
        )
    Console(highlight=False).print(table)
