"""Ship reports from CSV, Parquet and NMEA, a batch at a time: files larger than memory stream through.

A header that lacks a column is an error that names it. A row that cannot be read is refused and counted by reason: real
files hold such rows, and they are never fatal.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from longwatch.errors import BadInputError, Problem
from longwatch.formats.blocks import first_line, line_blocks
from longwatch.formats.ship_columns import Layout, checked_layout, header_of
from longwatch.formats.ship_rows import SCHEMA, ShipReports, reports_of

__all__ = ["ShipReports", "join_reports", "read_ships", "stream_ships"]


def read_ships(path: Path, format_: str) -> ShipReports:
    """All reports of a file at once; format_ is one of `Traffic.format`. Times without a zone are UTC.

    Raises BadInputError when there is no such file, when it is not what its format says, or when columns are missing.
    """
    return join_reports(list(stream_ships(path, format_)))


def stream_ships(path: Path, format_: str) -> Iterator[ShipReports]:
    """The same in batches of some hundred thousand rows, in the order of the file."""
    if format_ == "nmea":
        from longwatch.formats.nmea import stream_nmea  # needs pyais: not before there is NMEA

        yield from stream_nmea(path)
    elif format_ == "parquet" or path.suffix.lower() == ".parquet":
        from longwatch.formats.parquet_ships import stream_parquet

        yield from stream_parquet(path, format_)
    else:
        yield from _stream_csv(path, format_)


def join_reports(parts: list[ShipReports]) -> ShipReports:
    """Batches one after the other."""
    drops: dict[str, int] = {}
    for part in parts:
        for reason, n in part.drops.items():
            drops[reason] = drops.get(reason, 0) + n
    frames = [part.frame for part in parts if part.frame.height] or [pl.DataFrame(schema=SCHEMA)]
    return ShipReports(pl.concat(frames), drops, sum(part.n_rows for part in parts))


def _stream_csv(path: Path, format_: str) -> Iterator[ShipReports]:
    line = first_line(path).decode("utf-8", errors="replace")
    header, separator = header_of(line)
    layout = checked_layout(str(path), header, format_, separator)
    head = b""
    for block in line_blocks(path):
        if not head:
            head = block.partition(b"\n")[0] + b"\n"
            block = block[len(head) :]
        if block and not block.isspace():
            yield _reports(path, head, block, layout)


def _reports(path: Path, head: bytes, block: bytes, layout: Layout) -> ShipReports:
    """The reports of one block. A line with a stray quote is refused alone: it would swallow those after it."""
    n_stray = 0
    if b'"' in block:
        lines = block.split(b"\n")
        whole = [text for text in lines if text.count(b'"') % 2 == 0]
        n_stray = len(lines) - len(whole)
        block = b"\n".join(whole)
    names = list(layout.columns.values())
    try:
        raw = pl.read_csv(
            head + block, columns=names, separator=layout.separator, infer_schema=False, truncate_ragged_lines=True,
            encoding="utf8-lossy",
        )  # fmt: skip
    except pl.exceptions.PolarsError as error:
        what = f"cannot be read as CSV: {str(error).partition(chr(10))[0]}"
        raise BadInputError(Problem(str(path), what)) from error
    read = reports_of(raw.rename({theirs: ours for ours, theirs in layout.columns.items()}), layout)
    drops = read.drops | ({"a stray quote": n_stray} if n_stray else {})
    return ShipReports(read.frame, drops, read.n_rows + n_stray)
