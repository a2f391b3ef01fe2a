"""Plain tables for a terminal or a pipe: rich does the wrapping, nothing is coloured or cut."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

PIPE_WIDTH = 200


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows under their head, as wide as the terminal; in a pipe 200 columns."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for name in head:
        out.add_column(name, overflow="fold")
    for row in rows:
        out.add_row(*(Text(cell) for cell in row))
    text = io.StringIO()
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(file=text, width=width, color_system=None, highlight=False).print(out)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())
