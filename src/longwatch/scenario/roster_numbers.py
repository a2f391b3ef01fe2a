"""Where the rows of a roster stand in its file, so that a message can lead to them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

from longwatch.scenario.roster_sheet import delimiter_of, unescape, unix_s


def row_numbers(text: str) -> dict[tuple[str, int], list[int]]:
    """(tail, take-off in Unix seconds) -> the lines of the file with it; of a text that reads as a roster."""
    out: dict[tuple[str, int], list[int]] = defaultdict(list)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    columns: list[str] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if not columns:
            columns = [cell.strip().lower() for cell in cells]
            continue
        row = dict(zip(columns, cells, strict=False))
        out[unescape(row["tail"].strip()), unix_s(row["takeoff"].strip())].append(reader.line_num)
    return dict(out)
