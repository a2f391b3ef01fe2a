"""`longwatch fly`: takes a run folder and adds its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from longwatch.cli.options import (
    Progress,
    cluster_option,
    json_option,
    run_argument,
    workers_option,
)

if TYPE_CHECKING:
    import polars as pl

    from longwatch.runs.trial import Alone

# what few trials have, told where this one has it
MORE = {
    "maintenances": "maintenances", "diverts": "landings elsewhere", "forced_landings": "landings at a shut base",
    "sensor_failures": "sensors failed", "hand_overs": "hand-overs of crews", "duty_overruns": "duties run over",
}  # fmt: skip


@click.command()
@run_argument
@click.option("--trial", type=click.IntRange(min=0), help="Fly this one alone and keep all that happened in it.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Of --trial [default: RUN/trials/<trial>]."
)
@workers_option
@cluster_option
@json_option
def fly(
    run: Path, trial: int | None, out: Path | None, workers: int | None, cluster: str | None, as_json: bool
) -> None:
    """Fly the roster of RUN many times, and add what happened to the run folder.

    With --trial only that one is flown, with every sortie, gap and look; the tables of RUN stay as they are.
    """
    if trial is None:
        from longwatch.cli.show import show_outcome
        from longwatch.runs.job import fly_run

        if out is not None:
            raise click.UsageError("--out goes with --trial: the tables of all trials stay in the run folder")
        outcome = fly_run(run, workers=workers, cluster=cluster, progress=Progress())
        show_outcome(outcome, as_json=as_json, strict=False)
        return
    from longwatch.runs.trial import fly_trial

    alone = fly_trial(run, trial, out)
    click.echo(json.dumps(alone.to_json(), allow_nan=False, ensure_ascii=False) if as_json else _text(alone))


def _text(alone: Alone) -> str:
    """Sorties and gaps in order of time, then what was looked at."""
    from longwatch.cli.tables import table

    log, start_s = alone.log, alone.scenario.start_s
    told = [f"{alone.scenario.name}: trial {alone.trial} of seed {alone.seed}; times are UTC", ""]
    times = ("takeoff_s", "arrive_s", "leave_s", "land_s")
    rows = log.sorties.sort("takeoff_s", "sortie").to_dicts()
    head = ["tail", "line", "take-off", "on station", "leaves", "lands", "end"]
    told += [table(head, [[r["tail"], r["line"], *(_clock(start_s, r[t]) for t in times), r["outcome"]] for r in rows])]
    told += ["", *_gaps(log.gaps, start_s), ""]
    for one in log.tallies.iter_rows(named=True):
        more = [f", {one[key]} {words}" for key, words in MORE.items() if one.get(key)]
        told.append(
            f"{one['fleet']}: {one['launches']} launches, {one['flown_s'] / 3600:.1f} h flown, "
            f"{one['on_station_s'] / 3600:.1f} h on station, {one['aborts']} aborts, {one['losses']} losses{''.join(more)}"
        )
    if log.looks is not None:
        told.append(f"ships: {log.looks.height}, of which {int((log.looks['looks'] > 0).sum())} were looked at")
    if alone.same_as_in_the_run:
        told.append(f"the same rows as in the run: {', '.join(alone.same_as_in_the_run)}")
    return "\n".join([*told, "", str(alone.folder)])


def _gaps(gaps: pl.DataFrame, start_s: int) -> list[str]:
    from longwatch.cli.tables import table
    from longwatch.runs.content_words import cause_words
    from longwatch.units import format_duration

    rows = [
        [
            g["line"],
            _clock(start_s, g["start_s"]),
            format_duration(g["end_s"] - g["start_s"]),
            cause_words(g["cause"]),
            str(g["missing"]),
        ]
        for g in gaps.sort("start_s", "line").to_dicts()
    ]
    return [table(["gap of", "from", "length", "cause", "missing"], rows)] if rows else ["no gap"]


def _clock(start_s: int, time_s: int | None) -> str:
    from datetime import UTC, datetime

    return "-" if time_s is None else f"{datetime.fromtimestamp(start_s + time_s, UTC):%m-%d %H:%M:%S}"
