"""Who is at the controls of which vehicle when: the table of duties, and its CSV.

One row is a turn: one crew flies one vehicle from one instant to another. Turns of a crew that no rest lies between make one
duty. The first line, a JSON object after `#`, names the roster the duties are for by its sha256.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from longwatch.errors import BadInputError, Problem
from longwatch.scenario.plan import Roster
from longwatch.scenario.roster_file import roster_text
from longwatch.scenario.roster_sheet import (
    MAX_BYTES,
    NotCsvError,
    comment,
    decode,
    escape,
    iso,
    numbered_cells,
    unescape,
    unix_s,
)

DUTIES: Final = "duties.csv"
COLUMNS: Final = ("crew", "of", "duty", "tail", "from", "to")
NEEDED: Final = ("crew", "of", "tail", "from", "to")


@dataclass(frozen=True, order=True)
class Turn:
    """One crew at the controls of one vehicle; seconds from the start of the period."""

    from_s: int
    crew: str
    of: str  # whose crew it is: "fleet TB3" or "control Mast"
    tail: str
    to_s: int
    duty: int = 0  # number of the duty of this crew; for the reader's eye, the verifier goes by the times

    @property
    def flown_s(self) -> int:
        return self.to_s - self.from_s


@dataclass(frozen=True)
class Duties:
    """All turns in order of time, and the roster they are for."""

    roster_sha256: str  # "" where the table's first line is lost or can't be read
    turns: tuple[Turn, ...]
    numbers: tuple[int, ...] = field(default=(), compare=False)  # of turns that were read: their lines in the file


def roster_digest(roster: Roster) -> str:
    """What names a roster: the sha256 of its file as it is written."""
    return hashlib.sha256(roster_text(roster).encode()).hexdigest()


def duties_text(duties: Duties, start_s: int) -> str:
    """The whole file as text; times are ISO 8601 in UTC. start_s : the period's start as a Unix time."""
    out = io.StringIO()
    out.write(f"# {json.dumps({'longwatch_duties': 1, 'roster_sha256': duties.roster_sha256})}\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for turn in sorted(duties.turns):
        times = iso(start_s + turn.from_s), iso(start_s + turn.to_s)
        rows.writerow([escape(turn.crew), escape(turn.of), turn.duty, escape(turn.tail), *times])
    return out.getvalue()


def read_duties(path: Path, start_s: int) -> Duties:
    """Read a table of duties, perhaps edited by hand. Raises BadInputError with every problem, by line."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInputError(Problem(path.name, f"is larger than {MAX_BYTES >> 20} MB; no table is that long"))
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise BadInputError(Problem(path.name, f"cannot be read: {error.strerror or error}")) from None
    rows, sha256 = list[tuple[int, list[str]]](), ""
    try:
        for number, cells in numbered_cells(text):
            if cells and cells[0].startswith("#"):
                sha256 = sha256 or _roster_of(comment([cell for cell in cells if cell.strip()]))
            elif any(cell.strip() for cell in cells):
                rows.append((number, [cell.strip() for cell in cells]))
    except NotCsvError as error:
        raise BadInputError(Problem(f"{path.name}:{error.number}", f"is not CSV: {error}")) from None
    found = _turns(path.name, rows, start_s)
    return Duties(sha256, tuple(turn for turn, _ in found), tuple(number for _, number in found))


def _roster_of(text: str) -> str:
    try:
        head = json.loads(text)
    except ValueError:
        return ""
    found = str(head.get("roster_sha256", "")) if isinstance(head, dict) else ""
    return found if re.fullmatch("[0-9a-f]{64}", found) else ""


def _turns(name: str, rows: Iterable[tuple[int, list[str]]], start_s: int) -> list[tuple[Turn, int]]:
    """Turns in order of time, each with its line in the file."""
    problems, found = list[Problem](), list[tuple[Turn, int]]()
    (number, title), *rest = list(rows) or [(1, [])]
    places = {column.lower(): place for place, column in enumerate(title)}
    missing = [column for column in NEEDED if column not in places]
    if missing:
        raise BadInputError(Problem(f"{name}:{number}", f"the column '{missing[0]}' is missing", "restore the table"))
    for number, cells in rest:
        cell = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        empty = [column for column in NEEDED if not cell[column]]
        if empty:
            problems.append(Problem(f"{name}:{number}", f"{empty[0]}: the cell is empty"))
            continue
        try:
            times = [unix_s(cell[column]) - start_s for column in ("from", "to")]
        except ValueError as error:
            problems.append(Problem(f"{name}:{number}", str(error), 'write UTC, like "2026-03-01T06:05:00Z"'))
            continue
        duty = cell.get("duty", "")
        crew, of, tail = (unescape(cell[column]) for column in ("crew", "of", "tail"))
        found.append((Turn(times[0], crew, of, tail, times[1], int(duty) if duty.isdecimal() else 0), number))
    if problems:
        raise BadInputError(problems)
    return sorted(found)
