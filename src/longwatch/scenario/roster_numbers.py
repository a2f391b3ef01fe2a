"""Where the rows of a roster stand in its file, so that a message can lead to them."""

from __future__ import annotations

from collections import defaultdict

from longwatch.scenario.roster_sheet import numbered_cells, unescape, unix_s


def row_numbers(text: str) -> dict[tuple[str, int, str], list[int]]:
    """(tail, take-off in Unix seconds, line held) -> the lines of the file with it; of a text that reads as a roster."""
    out: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    columns: list[str] = []
    for number, cells in numbered_cells(text):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if not columns:
            columns = [cell.strip().lower() for cell in cells]
            continue
        row = dict(zip(columns, cells, strict=False))
        line = unescape(row["line"].strip())
        out[unescape(row["tail"].strip()), unix_s(row["takeoff"].strip()), line].append(number)
    return dict(out)
