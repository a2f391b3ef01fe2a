"""Tables of use in the section on the roster: hours of vehicles, crews and their duties."""

from __future__ import annotations

from longwatch.reporting.content_fleet import RosterReport, UseRow
from longwatch.reporting.markup import Html, join, table, tag
from longwatch.reporting.wording import hours


def use_tables(roster: RosterReport) -> Html:
    """Hours in the air by fleet; crews by fleet or station; warnings under them."""
    return join(
        _table("Hours of vehicles, planned", "Fleet", roster.vehicle_use),
        _table("Crews, planned", "Crews of", roster.crew_use),
        *(tag("p", f"{warning}.", class_="note") for warning in roster.crew_warnings),
    )


def _table(caption: str, head: str, rows: tuple[UseRow, ...]) -> Html:
    if not rows:
        return Html("")
    names = [measure.name for measure in rows[0].measures]
    cells = [[row.name, *(hours(measure.figure) for measure in row.measures)] for row in rows]
    return table(caption, [head, *names], cells, numeric=set(range(1, len(names) + 1)), class_="stackable")
