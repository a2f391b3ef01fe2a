"""`longwatch export`: what those who fly take with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from longwatch.cli.options import json_option, run_argument

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@run_argument
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Empty folder for the files [default: RUN/export]."
)
@click.option("--tail", metavar="NAME", help="Print what this vehicle flies; no file is written.")
@click.option("--crew", metavar="NAME", help="Print what this crew flies; no file is written.")
@json_option
def export(run: Path, to: Path | None, tail: str | None, crew: str | None, as_json: bool) -> None:
    """Write calendars (iCalendar) and tables (CSV) of RUN, by vehicle and by crew, or print one sheet."""
    from longwatch.runs.export import export_run, flown_of
    from longwatch.runs.export_sheets import crew_sheet, tail_sheet

    if tail is not None and crew is not None:
        raise click.UsageError("name a --tail or a --crew, not both")
    if to is not None and (tail is not None or crew is not None):
        raise click.UsageError("--to is of no use with --tail or --crew: a sheet is printed, not written")
    if tail is None and crew is None:
        files, warnings = export_run(run, to)
        _warn(warnings)
        names = [str(file) for file in files]
        click.echo(json.dumps({"files": names}, ensure_ascii=False) if as_json else "\n".join(names))
        return
    exported = flown_of(run)
    _warn(exported.warnings)
    sheet = tail_sheet(exported.flown, tail) if tail is not None else crew_sheet(exported.flown, crew or "")
    if as_json:
        click.echo(json.dumps(sheet, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(_tail_text(sheet) if tail is not None else _crew_text(sheet))


def _warn(warnings: Sequence[str]) -> None:
    for one in warnings:
        click.echo(f"warning: {one}", err=True)


def _tail_text(sheet: dict[str, Any]) -> str:
    """One vehicle's month, a sortie a row."""
    from longwatch.cli.tables import table
    from longwatch.units import format_duration

    head = ("day", "take-off", "on station", "", "landing", "ready", "flown", "line")
    rows = []
    for one in sheet["sorties"]:
        day, takeoff = _day(one["takeoff"]), one["takeoff"]
        times = [_clock(one[step], takeoff) for step in ("takeoff", "arrive", "leave", "land", "ready")]
        flown = format_duration(one["flown_s"]) if one["flown_s"] is not None else ""
        lands = f", lands at {one['lands_at']}" if one["lands_at"] else ""
        rows.append((day, *times, flown, f"{one['line']}{lands}"))
    before = f", {format_duration(sheet['flown_before_s'])} before" if sheet["flown_before_s"] else ""
    return "\n".join(
        [
            f"{sheet['tail']}, {sheet['platform']} of {sheet['fleet']}, {sheet['base']}",
            *_period_lines(sheet),
            "",
            table(head, rows) if rows else "no sorties",
            "",
            *(
                f"in maintenance {_day(one['from'])} {_clock(one['from'], one['from'])} to {_clock(one['to'], one['from'])}"
                for one in sheet["maintenance"]
            ),
            f"{len({one['sortie'] for one in sheet['sorties']})} sorties, {format_duration(sheet['flown_s'])} in the air, "
            f"{format_duration(sheet['on_station_s'])} on station{before}",
        ]
    )


def _crew_text(sheet: dict[str, Any]) -> str:
    """One crew's month, a turn at the controls a row."""
    from longwatch.cli.tables import table
    from longwatch.units import format_duration

    rows = [
        (
            str(one["duty"]), _day(one["from"]), _clock(one["from"], one["from"]), _clock(one["to"], one["from"]),
            format_duration(one["flown_s"]), one["tail"], ", ".join(one["lines"]),
        )
        for one in sheet["turns"]
    ]  # fmt: skip
    return "\n".join(
        [
            f"{sheet['crew']}, {sheet['of']}",
            *_period_lines(sheet),
            "",
            table(("duty", "day", "from", "to", "flown", "vehicle", "line"), rows),
            "",
            f"{sheet['duties']} duties, {format_duration(sheet['flown_s'])} at the controls",
        ]
    )


def _period_lines(sheet: dict[str, Any]) -> list[str]:
    marking = [sheet["marking"]] if sheet["marking"] else []
    return [f"{sheet['scenario']}, {sheet['from'][:10]} to {sheet['to'][:10]}, times in {sheet['zone']}", *marking]


def _day(time: str) -> str:
    from datetime import datetime

    return datetime.fromisoformat(time).strftime("%Y-%m-%d %a")


def _clock(time: str, since: str) -> str:
    """Hour and minute, with the day after that of the take-off as "+1"."""
    from datetime import datetime

    days = (datetime.fromisoformat(time).date() - datetime.fromisoformat(since).date()).days
    return time[11:16] + (f" +{days}" if days else "")
