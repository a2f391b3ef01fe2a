"""Small tables as people keep them: CSV in UTF-8 with or without BOM, split by comma, semicolon or tab.

A sheet that is not split by commas comes from a country that writes decimals with one: there "1,5 h" is read as 1.5 h.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

LARGEST_BYTES = 20_000_000
LONGEST_CELL = 100_000  # characters: longer ones are a quote left open, or no table
SEPARATORS = ",;\t"
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


@dataclass(frozen=True)
class Sheet:
    """Columns in order, and each row as column -> text without the blanks round it, with the line it began on.

    Empty cells are left out of a row, and rows without any cell are left out of the sheet.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(path: Path, largest_bytes: int = LARGEST_BYTES) -> Sheet:
    """The sheet in a file. Raises ValueError with what is wrong in words: size, encoding, header, or a row too long."""
    size = path.stat().st_size
    if size > largest_bytes:
        raise ValueError(f"has {size / 1e6:.0f} MB; such a table has at most {largest_bytes / 1e6:g} MB")
    return parse_sheet(decoded(path.read_bytes()))


def decoded(data: bytes) -> str:
    """Text of UTF-8, or of UTF-16 with its mark, as spreadsheets save it. Raises ValueError for anything else."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is not UTF-8 text; save the sheet as CSV UTF-8") from None
    if "\0" in text:
        raise ValueError("holds zero bytes: it is no text")
    return text


def parse_sheet(text: str) -> Sheet:
    """The sheet in a text; raises ValueError."""
    separator = separator_of(text)
    # Of the process, as there is no other: left to csv, a long cell is told without its row and column.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        first = next(lines, [])
        _check_lengths(first, [], 1)
        header = [cell.strip() for cell in first]
        if not any(header):
            raise ValueError("is empty: its first line names the columns")
        twice = sorted({name for name in header if name and header.count(name) > 1})
        if twice:
            raise ValueError(f"names the column {twice[0]!r} twice")
        rows = []
        before = lines.line_num
        for cells in lines:
            line, before = before + 1, lines.line_num
            _check_lengths(cells, header, line)
            row = _row(header, cells, line, separator)
            if row:
                rows.append((line, row))
    except csv.Error as error:
        raise ValueError(f"is not CSV: {error}") from None
    return Sheet(tuple(name for name in header if name), tuple(rows))


def separator_of(text: str) -> str:
    """What splits the cells: the mark that the header line, outside its quotes, holds most often."""
    header = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return max(SEPARATORS, key=lambda mark: (header.count(mark), -SEPARATORS.index(mark)))


def _check_lengths(cells: list[str], header: list[str], line: int) -> None:
    for column, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            name = repr(header[column]) if column < len(header) and header[column] else f"number {column + 1}"
            raise ValueError(
                f"line {line}, column {name}: the cell has {len(cell):,} characters, more than {LONGEST_CELL:,}; "
                "is a quotation mark left open?"
            )


def _row(header: list[str], cells: list[str], line: int, separator: str) -> dict[str, str]:
    row = {}
    for column, cell in enumerate(cells):
        plain = " ".join(cell.split())
        if not plain:
            continue
        if column >= len(header) or not header[column]:
            raise ValueError(f"line {line} has {plain[:40]!r} in a column without a name")
        row[header[column]] = plain if separator == "," else _DECIMAL_COMMA.sub(".", plain)
    return row
