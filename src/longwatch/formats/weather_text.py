"""The text of a weather table as columns of strings: plain or .gz, any of three separators, with or without a BOM."""

from __future__ import annotations

import csv
import io
import zlib
from pathlib import Path
from typing import Final

import polars as pl

from longwatch.errors import BadInputError, Problem

LARGEST_TABLE_BYTES: Final = 200_000_000
_GZIP = b"\x1f\x8b"
_SEPARATORS = ";\t,"  # a comma last: in a table with semicolons it is a decimal mark


def table_of_text(path: Path) -> pl.DataFrame:
    """Every column as text, under its header. Raises BadInputError for what is no table, or too large a one."""
    text = _text(path)
    separator = _separator(text)
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()), separator=separator, infer_schema=False, has_header=False, raise_if_empty=False
        )
    except pl.exceptions.PolarsError as error:
        first = str(error).partition("\n")[0]
        raise BadInputError(Problem(path.name, f"cannot be read as a table: {first}")) from error
    if frame.height < 2:
        raise BadInputError(Problem(path.name, "holds no rows of conditions"))
    header = [_bare(name) for name in frame.row(0)]
    frame.columns = [f"{i}" for i in range(len(header))]
    if len(set(header)) < len(header):
        twice = next(name for i, name in enumerate(header) if name in header[:i])
        raise BadInputError(Problem(path.name, f"two columns are called {twice!r}"))
    frame.columns = header
    return frame.slice(1)


def _bare(name: str | None) -> str:
    return "" if name is None else name.strip()


def _separator(text: str) -> str:
    """The separator that the header is cut by, outside quotes."""
    first = text.partition("\n")[0]
    return max(_SEPARATORS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_TABLE_BYTES + 1)
        if raw[:2] == _GZIP:
            raw = zlib.decompressobj(wbits=31).decompress(raw, LARGEST_TABLE_BYTES + 1)
    except (OSError, zlib.error) as error:
        what = "there is no such file" if not path.exists() else f"cannot be read: {error}"
        raise BadInputError(Problem(path.name, what)) from error
    if len(raw) > LARGEST_TABLE_BYTES:
        raise BadInputError(Problem(path.name, f"is larger than {LARGEST_TABLE_BYTES // 1_000_000} MB"))
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(Problem(path.name, "is not text in UTF-8", "save it as UTF-8")) from error
