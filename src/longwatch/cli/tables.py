"""Plain tables for a terminal or a pipe: cells wrap at spaces, nothing is coloured or cut.

Where the longest words of all columns don't fit side by side, each row becomes a list of its own.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from unicodedata import combining, east_asian_width

PIPE_WIDTH = 200
NARROW = 130  # columns below which a long last column goes under its row
BETWEEN = 2  # blanks between columns


def table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """The rows under their head, as wide as the terminal; in a pipe 200 columns."""
    width = width or _terminal_width()
    columns = [[name, *cells] for name, *cells in zip(head, *rows, strict=True)]
    widths = _widths(columns, width - BETWEEN * (len(head) - 1))
    if widths is None:
        return "\n\n".join(_as_list(head, row, width) for row in rows)
    return "\n".join(_line(row, widths) for row in (head, *rows))


def noted(head: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """A table whose last column is long: where the terminal is narrow it stands under each row, indented."""
    width = width or _terminal_width()
    whole = [[name, *cells] for name, *cells in zip(head, *rows, strict=True)]
    if width >= NARROW and _widths(whole, width - BETWEEN * (len(head) - 1)) is not None:
        return table(head, rows, width)
    widths = _widths(whole[:-1], width - BETWEEN * (len(head) - 2))
    if widths is None:
        return table(head, rows, width)
    out = [_line(head[:-1], widths)]
    for row in rows:
        out += [_line(row[:-1], widths), *(f"    {each}" for each in _wrapped(row[-1], width - 4) if each)]
    return "\n".join(out)


def wrapped(text: str, width: int | None = None) -> str:
    """One paragraph, no wider than the terminal."""
    return "\n".join(_wrapped(text, width or _terminal_width()))


def _terminal_width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """A width for each column, the widest narrowed first and none below its longest word; None where that won't do."""
    widths = [max(map(_cells, column)) for column in columns]
    least = [max((_cells(word) for cell in column for word in cell.split()), default=0) for column in columns]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widest = max((i for i in range(len(widths)) if widths[i] > least[i]), key=lambda i: widths[i])
        widths[widest] -= 1
    return widths


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """One row, as many lines high as its highest cell."""
    wrapped = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    out = []
    for i in range(max(map(len, wrapped))):
        cells = [lines[i] if i < len(lines) else "" for lines in wrapped]
        padded = [cell + " " * (width - _cells(cell)) for cell, width in zip(cells, widths, strict=True)]
        out.append((" " * BETWEEN).join(padded).rstrip())
    return "\n".join(out)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of whole words, no wider than `width` where no single word is."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if _cells(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _as_list(head: Sequence[str], row: Sequence[str], width: int) -> str:
    """The first cell, and under it the others with their names."""
    named = [f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], row[1:], strict=True) if cell]
    pieces = [
        textwrap.wrap(one, max(width - 2, 20), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        for one in named
    ]
    return "\n".join([row[0], *(f"  {line}" for lines in pieces for line in lines)])


def _cells(text: str) -> int:
    """Columns of a terminal that the text takes: two for wide letters, none for marks that combine."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
