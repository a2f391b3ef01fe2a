"""The habits of the spreadsheets that rosters are edited in: what they do to names, comments, times and flags."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from longwatch.errors import BadInputError, Problem

_ESCAPED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "#", "'")  # a formula, a comment, an escape
MAX_BYTES: Final = 64 * 2**20  # of a roster or a table of duties
TRUE: Final = ("true", "yes", "1", "wahr", "doğru")
FALSE: Final = ("", "false", "no", "0", "falsch", "yanlış")


class NoZoneError(ValueError):
    """A time that may mean several instants."""


class NotCsvError(ValueError):
    """A text that is no CSV, and the line at which that shows."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(what)
        self.number = number


def decode(raw: bytes, name: str) -> str:
    """UTF-8 with or without a mark, or UTF-16 with one. BadInputError names the line of what is neither."""
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise BadInputError(Problem(f"{name}:{line}", "is not UTF-8 text", "save it as CSV UTF-8")) from None
    raise AssertionError


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: what the row of column names has most of."""
    body = (line for line in text.splitlines() if line.strip() and not line.lstrip('" ').startswith("#"))
    return max((",", ";", "\t"), key=next(body, "").count)


def numbered_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of every row. NotCsvError at the line that is none.

    A cell of the header may hold a whole path, so it may be as long as a file; `csv` by itself takes 128 KiB.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))  # of the process: there is no other
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise NotCsvError(reader.line_num, str(error)) from None


def comment(cells: list[str]) -> str:
    """The text of a `#` line, whether or not a spreadsheet split it at its commas and quoted the pieces."""
    return ",".join(cells).lstrip("#").strip()


def escape(text: str) -> str:
    """A name that no spreadsheet takes for a formula, and no reader for a comment."""
    return "'" + text if text.startswith(_ESCAPED) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def iso(instant_s: int) -> str:
    """Unix seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(instant_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unix_s(text: object) -> int:
    """Unix seconds of an instant as a planner writes it. NoZoneError or another ValueError where it is none."""
    if not isinstance(text, str) or not re.match(r"^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}", text):
        raise ValueError(f"{text!r} is not a time")
    try:
        found = datetime.fromisoformat(text.replace(" ", "T", 1) if "T" not in text else text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time") from None
    if found.tzinfo is None:
        raise NoZoneError(f"{text!r} has no zone")
    if found.microsecond:
        raise ValueError(f"{text!r} has parts of a second")
    return int(found.timestamp())
