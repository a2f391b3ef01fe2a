"""Reports of any number, grouped so that every group holds all reports of its MMSI: in memory, or through files.

Cleaning needs all of a ship at once and nothing of any other. So reports are dealt into buckets by MMSI as they come, and
read back bucket by bucket: two passes, in a memory that doesn't grow with the file.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.errors import BadInputError, Problem
from longwatch.formats.ship_rows import SCHEMA, ShipReports
from longwatch.units import DAY_S

IN_MEMORY: Final = 2_000_000  # rows; more go through files
N_BUCKETS: Final = 256
LARGEST_BUCKET: Final = 12_000_000  # rows
MOST_TIMES: Final = 5_000  # of a file of pictures
LEAST_ROWS: Final = 50  # of a picture, in the mean
LEAST_APART_S: Final = 60.0  # pictures
NUMBERS: Final[dict[str, np.dtype[Any]]] = {
    name: np.dtype({"mmsi": np.int64, "ship_type": np.int64, "marks": np.uint8}.get(name, np.float64))
    for name in SCHEMA
}


@dataclass
class Seen:
    """What is known of a file once all of it has been read."""

    n_rows: int = 0
    drops: dict[str, int] = field(default_factory=dict)
    first_s: float = np.inf
    last_s: float = -np.inf
    n_kept: int = 0
    times: set[float] | None = field(default_factory=set)  # None: too many to be pictures

    def add(self, batch: ShipReports) -> None:
        self.n_rows += batch.n_rows
        self.n_kept += batch.frame.height
        for reason, n in batch.drops.items():
            self.drops[reason] = self.drops.get(reason, 0) + n
        if not batch.frame.height:
            return
        t_s = batch.frame["time_s"]
        self.first_s = min(self.first_s, float(t_s.min()))  # type: ignore[arg-type]
        self.last_s = max(self.last_s, float(t_s.max()))  # type: ignore[arg-type]
        if self.times is not None:
            self.times |= set(t_s.unique().to_list())
            if len(self.times) > MOST_TIMES:
                self.times = None

    @property
    def first_day(self) -> int:
        return int(self.first_s // DAY_S) if np.isfinite(self.first_s) else 0

    @property
    def is_of_pictures(self) -> bool:
        """Whether all ships come at a few instants, minutes apart: snapshots of what a service remembers."""
        if self.times is None or len(self.times) < 2:
            return False
        apart_s = float(np.median(np.diff(sorted(self.times))))
        return apart_s >= LEAST_APART_S and self.n_kept >= LEAST_ROWS * len(self.times)


def by_mmsi(batches: Iterable[ShipReports], seen: Seen, where: Path) -> Iterator[pl.DataFrame]:
    """Frames that hold all reports of their MMSI, in the order of the file; `seen` is complete before the first comes."""
    held: list[pl.DataFrame] = []
    n = 0
    more = iter(batches)
    for batch in more:
        seen.add(batch)
        held.append(batch.frame)
        n += batch.frame.height
        if n > IN_MEMORY:
            yield from _through_files(held, more, seen, where)
            return
    if n:
        yield pl.concat(held)


def _through_files(
    held: list[pl.DataFrame], more: Iterator[ShipReports], seen: Seen, where: Path
) -> Iterator[pl.DataFrame]:
    try:
        _check_room(where)
        with tempfile.TemporaryDirectory(prefix="longwatch-") as name:
            paths = [Path(name) / f"{k:03d}" for k in range(N_BUCKETS)]
            files = [path.open("wb", buffering=0) for path in paths]
            try:
                while held:
                    _deal(held.pop(0), files)
                for batch in more:
                    seen.add(batch)
                    _deal(batch.frame, files)
            finally:
                for file in files:
                    file.close()
            for path in paths:
                if path.stat().st_size:
                    yield _bucket(path, where)
                path.unlink()
    except OSError as error:
        raise BadInputError(
            Problem(str(where), f"cannot be sorted through {tempfile.gettempdir()}: {error}")
        ) from error


def _check_room(where: Path) -> None:
    """Buckets take about as much as a plain CSV does, up to ten times a packed file."""
    packed = where.suffix.lower() in (".gz", ".parquet")
    needed, free = where.stat().st_size * (10 if packed else 1), shutil.disk_usage(tempfile.gettempdir()).free
    if free < needed:
        what = f"is sorted through {tempfile.gettempdir()}, which has {free / 1e9:.1f} of about {needed / 1e9:.1f} GB"
        raise BadInputError(Problem(str(where), what, "set TMPDIR to a folder with more room"))


def _deal(frame: pl.DataFrame, files: Sequence[IO[bytes]]) -> None:
    """Append the rows of each bucket to its file: their number, which columns follow, the columns."""
    mmsi = frame["mmsi"].to_numpy()
    bucket = ((mmsi * np.int64(2_654_435_761)) >> np.int64(20)).astype(
        np.uint8
    )  # the low digits of an MMSI are often zero
    order = np.argsort(bucket, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=N_BUCKETS))])
    columns = {name: _numbers(frame, name)[order] for name in NUMBERS if _is_told(frame, name)}
    mask = sum(1 << k for k, name in enumerate(NUMBERS) if name in columns)
    for k, file in enumerate(files):
        a, b = starts[k], starts[k + 1]
        if b > a:
            head = np.array([b - a, mask], np.int64).tobytes()
            file.write(b"".join([head, *(column[a:b].tobytes() for column in columns.values())]))


def _is_told(frame: pl.DataFrame, name: str) -> bool:
    column = frame[name]
    return bool((column != 0).any()) if name == "marks" else column.null_count() < frame.height


def _numbers(frame: pl.DataFrame, name: str) -> NDArray[Any]:
    """A column as numbers; null is NaN, or -1 for a ship's type."""
    column = frame[name].fill_null(-1) if name == "ship_type" else frame[name]
    return column.to_numpy()


def _bucket(path: Path, where: Path) -> pl.DataFrame:
    raw = memoryview(path.read_bytes())
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in NUMBERS}
    at = n_rows = 0
    while at < len(raw):
        n, mask = np.frombuffer(raw, np.int64, 2, at).tolist()
        at, n_rows = at + 16, n_rows + n
        for k, (name, kind) in enumerate(NUMBERS.items()):
            if mask >> k & 1:
                parts[name].append(np.frombuffer(raw, kind, n, at))
                at += n * kind.itemsize
            else:
                parts[name].append(_nothing(name, kind, n))
    if n_rows > LARGEST_BUCKET:
        what = f"holds {n_rows:,} reports of a few MMSI: more than this program sorts at once"
        raise BadInputError(Problem(str(where), what, "leave out what reports many times a second, or cut the file"))
    columns = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    frame = pl.DataFrame(columns, nan_to_null=True)
    return frame.with_columns(ship_type=pl.when(pl.col("ship_type") >= 0).then("ship_type"))


def _nothing(name: str, kind: np.dtype[Any], n: int) -> NDArray[Any]:
    return np.full(n, {"marks": 0, "ship_type": -1}.get(name, np.nan), kind)
