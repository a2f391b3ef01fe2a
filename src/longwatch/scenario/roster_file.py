"""The roster as a CSV that a planner can edit in a spreadsheet: one row per stint, the planning figures in `#` lines.

Each `#` line holds one JSON object: the roster itself (first), then every line, pairing and passage, numbered, so that a
sheet that was sorted as a whole still reads. Their values are written as strings or with a key before them, never as
bare list items, because a spreadsheet that splits the line at commas would reformat those. Free remarks in `#` lines
are allowed and dropped. Times are ISO 8601 in UTC to the second; rows may stand in any order and are read in order of
take-off. `sortie` and `on_station` are for the reader's eye and are worked out anew on writing: rows of one tail with the
same take-off are one sortie. The column `to_fleet` is there where some sortie lands with another fleet.
"""

from __future__ import annotations

from pathlib import Path

from longwatch.errors import BadInputError, Problem
from longwatch.scenario.plan import Roster
from longwatch.scenario.roster_columns import COLUMNS, SCHEMA
from longwatch.scenario.roster_read import roster_from_text
from longwatch.scenario.roster_sheet import MAX_BYTES, decode
from longwatch.scenario.roster_write import roster_text

__all__ = ["COLUMNS", "SCHEMA", "read_roster", "roster_file_text", "roster_from_text", "roster_text", "write_roster"]


def write_roster(path: Path, roster: Roster) -> None:
    """Write the roster; reading it back gives an equal one with its stints in order of take-off."""
    path.write_text(roster_text(roster), encoding="utf-8", newline="")


def read_roster(path: Path) -> Roster:
    """Read a roster that was written here and perhaps edited by hand.

    Raises BadInputError with every problem of the file, by line. Whether the roster keeps the rules is the verifier's
    matter.
    """
    return roster_from_text(roster_file_text(path), path.name)


def roster_file_text(path: Path) -> str:
    """What a roster's file holds. BadInputError where it can't be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInputError(Problem(path.name, f"is larger than {MAX_BYTES >> 20} MB; no roster is that long"))
        raw = path.read_bytes()
    except OSError as error:
        raise BadInputError(Problem(path.name, f"cannot be read: {error.strerror or error}")) from None
    return decode(raw, path.name)
