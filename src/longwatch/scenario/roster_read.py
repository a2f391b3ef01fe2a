"""Reading a roster's CSV: rows and cells, every problem by its line. What the file holds is told in `roster_file`."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.scenario.plan import Outage, Roster, Stint, Work
from longwatch.scenario.roster_columns import COLUMNS, NEEDED, TILE, TIMES, TO_FLEET
from longwatch.scenario.roster_header import Header
from longwatch.scenario.roster_sheet import (
    FALSE,
    TRUE,
    NotCsvError,
    NoZoneError,
    comment,
    escape,
    numbered_cells,
    unescape,
    unix_s,
)

Timed = TypeVar("Timed", Work, Outage)
RESTORE = "restore it from the roster as it was written"
WRITE_UTC = 'write UTC to the second, like "2026-03-01T06:05:00Z"'


def roster_from_text(text: str, name: str = "roster.csv") -> Roster:
    """The roster that `roster_text` wrote; `name` stands in the messages."""
    reading = _Reading(name)
    rows = reading.rows(text)
    reading.header([(number, cells[1]) for number, cells in rows if cells[0] == "#"])
    stints = reading.stints([(number, cells) for number, cells in rows if cells[0] != "#"])
    if reading.problems:
        raise BadInputError(reading.problems)
    return reading.roster(stints)


class _Reading:
    """One pass over one file, collecting problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.head = Header()
        self.no_zone: list[tuple[int, str]] = []  # (line number, what is wrong) of every time without a zone
        self.no_zone_at = 0  # how many problems stand before the first of them

    def bad(self, number: int, what: str, hint: str = "") -> None:
        self.problems.append(Problem(f"{self.name}:{number}", what, hint))

    def rows(self, text: str) -> list[tuple[int, list[str]]]:
        """(line number, cells) of every row that is not blank; a comment becomes the cells "#" and its text."""
        out: list[tuple[int, list[str]]] = []
        try:
            for number, cells in numbered_cells(text):
                if cells and cells[0].startswith("#"):
                    while cells and not cells[-1].strip():
                        cells.pop()
                    out.append((number, ["#", comment(cells)]))
                elif any(cell.strip() for cell in cells):
                    out.append((number, cells))
        except NotCsvError as error:
            self.bad(error.number, f"is not CSV: {error}")
        return out

    def header(self, comments: list[tuple[int, str]]) -> None:
        for number, text in comments:
            if wrong := self.head.take(text):
                self.bad(number, wrong, RESTORE)
        if self.head.roster is None:
            hint = "keep the lines that begin with # when you edit the file"
            self.problems.append(Problem(self.name, "the header with the planning figures is missing", hint))

    def stints(self, rows: list[tuple[int, list[str]]]) -> list[Stint]:
        if not rows:
            self.problems.append(Problem(self.name, f"the row of column names is missing: {', '.join(COLUMNS)}"))
            return []
        number, title = rows[0]
        columns = self._columns(number, title)
        if columns is None:
            return []
        found = [self._stint(number, cells, columns) for number, cells in rows[1:]]
        self._tell_no_zone()
        return [stint for stint in found if stint is not None]

    def _tell_no_zone(self) -> None:
        """All times without a zone in one message: a spreadsheet drops the zone of every cell or of none."""
        if not self.no_zone:
            return
        (number, what), more = self.no_zone[0], len(self.no_zone) - 1
        if more:
            rows = len({row for row, _ in self.no_zone})
            what += f"; nor {'have' if more > 1 else 'has'} {more} more, in {rows} row{'s' if rows > 1 else ''} in all"
        self.problems.insert(self.no_zone_at, Problem(f"{self.name}:{number}", what, WRITE_UTC))

    def _columns(self, number: int, title: list[str]) -> dict[str, int] | None:
        names = [cell.strip().lower() for cell in title]
        before = len(self.problems)
        for column in NEEDED:
            if names.count(column) != 1:
                what = "is missing" if column not in names else "stands twice"
                unknown = [name for name in names if name and name not in (*COLUMNS, TO_FLEET)]
                self.bad(number, f"the column '{column}' {what}", _column_hint(column, unknown))
        if names.count(TO_FLEET) > 1:
            self.bad(number, f"the column '{TO_FLEET}' stands twice")
        if len(self.problems) > before:
            return None
        return {name: names.index(name) for name in (*COLUMNS, TO_FLEET) if name in names}

    def _stint(self, number: int, cells: list[str], columns: dict[str, int]) -> Stint | None:
        before = len(self.problems)
        text = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        for name in NEEDED:
            if not text[name]:
                self.bad(number, f"{name}: the cell is empty")
        fleets = {pairing.fleet for pairing in self.head.pairings.values()}
        fleet = self._known(number, "fleet", text["fleet"], fleets)
        to_fleet = self._known(number, "fleet", text.get(TO_FLEET, ""), fleets, TO_FLEET)
        line = self._known(number, "line", text["line"], {line.name for line in self.head.lines.values()})
        times = {name: self._time(number, name, text[name]) for name in TIMES if text[name]}
        flag = text.get("airborne_at_start", "").lower()
        if flag not in TRUE and flag not in FALSE:
            self.bad(number, f"airborne_at_start: {flag!r} is neither true nor false")
        if len(self.problems) > before or self.no_zone or self.head.roster is None:
            return None
        start_s = self.head.roster["start_s"]
        return Stint(
            takeoff_s=times["takeoff"] - start_s,
            line=line,
            tail=unescape(text["tail"]),
            fleet=fleet,
            arrive_s=times["arrive"] - start_s,
            leave_s=times["leave"] - start_s,
            land_s=times["land"] - start_s,
            ready_s=times["ready"] - start_s,
            airborne_at_start=flag in TRUE,
            to_fleet="" if to_fleet == fleet else to_fleet,
        )

    def _known(self, number: int, kind: str, cell: str, names: set[str], column: str = "") -> str:
        """The name a cell means: names of the header, spaces round them aside."""
        name = unescape(cell)
        for known in names:
            if name == known.strip() or cell == escape(known).strip():
                return known
        if name and names:
            listed = sorted(names)
            what = f"{column or kind}: no {kind} is called '{name}'; this roster has {', '.join(listed)}"
            self.bad(number, what, nearest_name(name, listed))
        return name

    def _time(self, number: int, column: str, text: str) -> int:
        try:
            return unix_s(text)
        except NoZoneError as error:
            self.no_zone_at = self.no_zone_at if self.no_zone else len(self.problems)
            self.no_zone.append((number, f"{column}: {error}"))
        except ValueError as error:
            self.bad(number, f"{column}: {error}", WRITE_UTC)
        return 0  # the row is dropped, as the roster is

    def _timed(self, one: Timed) -> Timed:
        assert self.head.roster is not None
        start_s = self.head.roster["start_s"]
        return replace(one, from_s=one.from_s - start_s, to_s=one.to_s - start_s)

    def roster(self, stints: list[Stint]) -> Roster:
        head = self.head.roster
        assert head is not None  # else a problem was found
        return Roster(
            scenario_name=head["scenario"],
            scenario_sha256=head["scenario_sha256"],
            start_s=head["start_s"],
            length_s=head["length_s"],
            method=head["method"],
            lines=tuple(line for _, line in sorted(self.head.lines.items())),
            pairings=tuple(pairing for _, pairing in sorted(self.head.pairings.items(), key=lambda item: item[0])),
            stints=tuple(sorted(stints)),
            passages=tuple(passage for _, passage in sorted(self.head.passages.items(), key=lambda item: item[0])),
            maintenance=tuple(sorted(self._timed(one) for one in self.head.works.values())),
            outages=tuple(sorted(self._timed(one) for one in self.head.outages.values())),
            notes=tuple(text for _, text in sorted(self.head.notes.items())),
            **{name: head[name] for name in TILE},
        )


def _column_hint(column: str, unknown: list[str]) -> str:
    near = nearest_name(column, unknown)
    return near.replace("did you mean", "perhaps it is the one called") if near else ""
