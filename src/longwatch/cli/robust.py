"""`longwatch robust`: what each shortening of the flown longest gap costs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from longwatch.cli.options import Progress, json_option, scenario_argument, seed_option, set_option, with_run_options

if TYPE_CHECKING:
    from longwatch.runs.robust import Point, Robust


@click.command()
@scenario_argument
@set_option
@click.option("--trials", type=click.IntRange(min=20), default=200, show_default=True, help="Trials of each try.")
@click.option("--steps", type=click.IntRange(min=1, max=50), default=4, show_default=True, help="Steps at the most.")
@click.option("--every", is_flag=True, help="Show what is beaten, too.")
@seed_option
@json_option
def robust(
    scenario: Path, overrides: tuple[str, ...], trials: int, steps: int, every: bool, seed: int | None, as_json: bool
) -> None:
    """Put spares, overlaps, vehicles and crews where trials of SCENARIO show gaps, and price each.

    Every try is planned, verified and flown with the same luck. Nothing is written: the --set of a row makes its plan.
    """
    from longwatch.runs.robust import make_robust

    given = with_run_options(overrides, seed=seed)
    found = make_robust(scenario, overrides=given, steps=steps, trials=trials, progress=Progress())
    if as_json:
        facts = asdict(found)
        facts["refused"] = [{"changes": changes, "reason": reason} for changes, reason in found.refused]
        click.echo(json.dumps(facts, allow_nan=False, ensure_ascii=False))
        return
    _print(found, every)


def _print(found: Robust, every: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("", "price", "longest gap", "of", "at most", "covered", "no long gap", "what is set"):
        table.add_column(name, justify="left" if name in ("", "of", "what is set") else "right", overflow="fold")
    rows = sorted(found.points, key=lambda one: (one.cost or 0, one.longest_mean_s))
    shown = [point for point in rows if every or point.frontier or point.kept]
    for point in shown:
        table.add_row(*_row(point, found.currency))
    Console(highlight=False).print(table)
    click.echo(
        "\n* frontier: nothing tried is both cheaper and shorter; > a step that was kept."
        f" {found.trials} trials each, the same luck.\nlongest gap: its mean over the trials, of the line with the longest;"
        f" at most: not exceeded at {100 * found.confidence:g} %;"
        " no long gap: share of trials without a gap above the limit."
    )
    if len(shown) < len(rows):
        click.echo(f"{len(rows) - len(shown)} more were tried and are beaten (--every shows them)")
    for changes, reason in found.refused:
        click.echo(f"can't be planned: {_words(changes)}: {reason}")
    for point in shown:
        if point.frontier and point.changes:
            sets = " ".join(f"--set '{path}={value}'" for path, value in point.changes.items())
            click.echo(f"\n{_words(point.changes)}:\n  {sets}")


def _row(point: Point, currency: str) -> tuple[str, ...]:
    from longwatch.units import format_duration

    mark = ("*" if point.frontier else " ") + (">" if point.kept else " ")
    cost = "-" if point.cost is None else f"{point.cost / 1e9:,.2f} bn {currency}"
    gaps = (format_duration(point.longest_mean_s), point.longest_of, format_duration(point.longest_at_confidence_s))
    shares = (f"{100 * point.covered:.2f} %", f"{100 * point.p_no_long_gap:.1f} %")
    return mark, cost, *gaps, *shares, _words(point.changes)


def _words(changes: dict[str, str]) -> str:
    """ "TB3 aboard: count 3, crews 6" for the paths of the scenario."""
    by_name: dict[str, list[str]] = {}
    for path, value in changes.items():
        _, _, rest = path.partition(".")
        name, _, key = rest.rpartition(".")
        by_name.setdefault(name.strip("\"'"), []).append(f"{key} {value}")
    return "; ".join(f"{name}: {', '.join(parts)}" for name, parts in by_name.items()) or "as it is"
