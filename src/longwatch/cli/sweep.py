"""`longwatch sweep`: many variants, one table."""

from __future__ import annotations

import json
from pathlib import Path

import click

from longwatch.cli.options import (
    Progress,
    json_option,
    look_trials_option,
    out_option,
    scenario_argument,
    seed_option,
    set_option,
    trials_option,
    with_run_options,
    workers_option,
)


@click.command()
@scenario_argument
@click.option(
    "--vary", multiple=True, metavar="PATH=A,B,…", help='Every value once; split by "|" where values hold commas.'
)
@click.option("--range", "ranges", multiple=True, metavar="PATH=LOW:HIGH", help="Drawn between two values.")
@click.option("--samples", type=click.IntRange(min=1), help="Latin hypercube samples of the ranges.")
@set_option
@out_option
@trials_option
@look_trials_option
@seed_option
@workers_option
@click.option("--keep-runs", is_flag=True, help="Keep the run folder of every point.")
@json_option
def sweep(
    scenario: Path,
    vary: tuple[str, ...],
    ranges: tuple[str, ...],
    samples: int | None,
    overrides: tuple[str, ...],
    out: Path | None,
    trials: int | None,
    look_trials: int | None,
    seed: int | None,
    workers: int | None,
    keep_runs: bool,
    as_json: bool,
) -> None:
    """Plan, fly and price every variant of SCENARIO with the same seed, into one tidy table.

    Points that are finished are not run again; an interrupted sweep goes on when it is asked for once more.
    """
    from longwatch.runs.sweep import TABLE, sweep_scenario
    from longwatch.runs.variants import variants_of

    given = with_run_options(overrides, trials=trials, look_trials=look_trials, seed=seed)
    variants = variants_of(vary, ranges, samples or 0, seed or 0)
    made = sweep_scenario(
        scenario, variants, overrides=given, out=out, workers=workers, keep_runs=keep_runs, progress=Progress()
    )
    if as_json:
        facts = {"folder": str(made.folder), "paths": made.paths, "rows": made.rows}
        click.echo(json.dumps(facts, allow_nan=False, ensure_ascii=False))
        return
    _print(made.paths, made.rows)
    found = f" ({made.found} found finished)" if made.found else ""
    click.echo(f"\n{len(variants)} points{found}\n{made.folder / TABLE}")


def _print(paths: tuple[str, ...], rows: tuple[dict[str, object], ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    from longwatch.units import format_duration

    table = Table(box=None, pad_edge=False)
    for name in ("point", *paths, "watch", "bound", "planned", "flown", "longest planned", "cost"):
        table.add_column(name, justify="left" if name in (*paths, "watch") else "right", overflow="fold")
    for row in rows:
        covered = [row.get(f"covered_{name}") for name in ("bound", "planned", "flown")]
        gap, cost = row.get("gap_max_planned_s"), row.get("cost")
        table.add_row(
            str(row["point"]),
            *(str(row[path]) for path in paths),
            str(row.get("watch") or row["status"]),
            *("-" if value is None else f"{100 * float(str(value)):.1f} %" for value in covered),
            "-" if gap is None else format_duration(float(str(gap))),
            "-" if cost is None else f"{float(str(cost)):.3g} {row.get('currency')}",
        )
    Console(highlight=False).print(table)
