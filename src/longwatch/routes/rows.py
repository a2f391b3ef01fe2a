"""Tables of named places in CSV: contacts, candidates for bases. Every problem of a file is told in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.formats.sheet import read_sheet
from longwatch.units import parse_position, parse_quantity

T = TypeVar("T")
LatLon = tuple[float, float]
MOST_PROBLEMS = 30


@dataclass
class Rows:
    """The rows of a file, and what is wrong with them so far."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path, needed: Sequence[str], allowed: Sequence[str]) -> Rows:
        """Raises BadInputError at once where the file is no table or its columns are wrong."""
        try:
            sheet = read_sheet(path)
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) or str(error)
            raise BadInputError(Problem(str(path), words)) from None
        found = cls(path.name, sheet.columns, sheet.rows)
        for column in sheet.columns:
            if column not in allowed:
                what = f"{column!r} is not a column of this table; it may have {', '.join(allowed)}"
                found.problems.append(Problem(f"{path.name}:1", what, nearest_name(column, allowed)))
        for column in needed:
            if column not in sheet.columns:
                found.problems.append(Problem(f"{path.name}:1", f"the column {column!r} is missing"))
        if not sheet.rows:
            found.problems.append(Problem(path.name, "has no row below its header"))
        found.stop_if_wrong()
        return found

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        return iter(self.rows)

    def wrong(self, line: int, what: str, hint: str = "") -> None:
        self.problems.append(Problem(f"{self.name}:{line}", what, hint))

    def cell(self, line: int, row: dict[str, str], column: str, read: Callable[[str], T]) -> T | None:
        """What a cell says; None where it is empty or wrong."""
        text = row.get(column)
        if text is None:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.wrong(line, f"{column}: {error}")
            return None

    def named(self, line: int, row: dict[str, str], taken: set[str]) -> str:
        """The name in a row, which no other has."""
        name = row.get("name", "")
        if not name:
            self.wrong(line, "has no name")
        elif name in taken:
            self.wrong(line, f"{name!r} is there twice")
        taken.add(name)
        return name

    def position(self, line: int, row: dict[str, str]) -> LatLon | None:
        """Where it is; said to be missing where it is."""
        if "position" not in row:
            self.wrong(
                line, "has no position", 'write it like "36.85 N, 75.98 W", in quotes where commas split the cells'
            )
            return None
        return self.cell(line, row, "position", parse_position)

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise BadInputError(self.problems[:MOST_PROBLEMS])


def not_negative(dimension: str) -> Callable[[str], float]:
    """A reader of quantities that are not below zero; "number" is one without a unit."""

    def read(text: str) -> float:
        value = _number(text) if dimension == "number" else parse_quantity(text, dimension)
        if not 0.0 <= value < float("inf"):
            raise ValueError(f"{text!r} is not a number from zero on")
        return value

    return read


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
