"""Ship reports from Parquet, in batches of rows; columns by any of the names that the CSV formats use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from longwatch.errors import BadInputError, Problem
from longwatch.formats.ship_columns import Layout, checked_layout
from longwatch.formats.ship_rows import ShipReports, reports_of

ROWS: Final = 1_000_000  # of a batch
LEAST_ROW_BYTES: Final = 0.2  # real reports take some bytes; a file of one row told a billion times takes none


def open_parquet(path: Path, format_: str) -> tuple[pl.LazyFrame, int, Layout]:
    """(the file, how many rows it has, what its columns mean); BadInputError for what is no Parquet file or lacks columns."""
    try:
        frame = pl.scan_parquet(path, glob=False)
        header = frame.collect_schema().names()
        n_rows = int(frame.select(pl.len()).collect().item())
    except FileNotFoundError:
        raise BadInputError(Problem(str(path), "there is no such file")) from None
    except (OSError, pl.exceptions.PolarsError) as error:
        what = f"cannot be read as Parquet: {str(error).partition(chr(10))[0]}"
        raise BadInputError(Problem(str(path), what)) from error
    layout = checked_layout(str(path), header, format_ if format_ == "air-tracks" else "parquet")
    if n_rows > 10 * ROWS and path.stat().st_size < LEAST_ROW_BYTES * n_rows:
        what = f"holds {n_rows:,} rows in {path.stat().st_size:,} bytes: this is no file of reports"
        raise BadInputError(Problem(str(path), what))
    return frame, n_rows, layout


def stream_parquet(path: Path, format_: str) -> Iterator[ShipReports]:
    """Batches of reports, in the order of the file."""
    frame, n_rows, layout = open_parquet(path, format_)
    wanted = frame.select(pl.col(theirs).alias(ours) for ours, theirs in layout.columns.items())
    try:
        for start in range(0, n_rows, ROWS):
            yield reports_of(wanted.slice(start, ROWS).collect(), layout)
    except (OSError, pl.exceptions.PolarsError) as error:
        what = f"is a torn or damaged Parquet file: {str(error).partition(chr(10))[0]}"
        raise BadInputError(Problem(str(path), what)) from error
