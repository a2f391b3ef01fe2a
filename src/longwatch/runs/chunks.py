"""Chunks of a run on the disk: each appears whole or not at all, and one that is torn or of another run is thrown away.

A file holds the tables of some consecutive trials, named after them. Its first line is a hash over the rest, its second says
what it belongs to. Files go when the tables of the whole run have been written.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from longwatch.errors import BadInputError, Problem
from longwatch.runs.folder import synced, write_whole
from longwatch.sim.fly import Frames

CHUNKS = "chunks"
NAME = re.compile(r"(\d+)-(\d+)\.chunk")
KEY_LENGTH = 64  # hexadecimal digits of a hash


class TornChunkError(Exception):
    """The bytes are not those of a chunk of this run."""


def encoded(key: str, trials: range, frames: Frames) -> bytes:
    """A chunk as bytes, with what says whether they are all there."""
    blobs = []
    for frame in frames.values():
        buffer = io.BytesIO()
        frame.write_ipc(buffer, compression="lz4")
        blobs.append(buffer.getvalue())
    sizes = {name: len(blob) for name, blob in zip(frames, blobs, strict=True)}
    facts = json.dumps({"key": key, "first": trials.start, "end": trials.stop, "frames": sizes})
    rest = b"".join([facts.encode(), b"\n", *blobs])
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def decoded(data: bytes, key: str, trials: range) -> Frames:
    """The tables of a chunk. Raises TornChunkError when it is damaged, of another run, or of other trials."""
    facts, at = _facts(data, key, trials)
    frames: Frames = {}
    for name, size in facts["frames"].items():
        frames[name] = pl.read_ipc(io.BytesIO(data[at : at + size]))
        at += size
    return frames


def _facts(data: bytes, key: str, trials: range) -> tuple[dict[str, Any], int]:
    """(second line, where the tables begin)."""
    rest = memoryview(data)[KEY_LENGTH + 1 :]
    if data[: KEY_LENGTH + 1] != hashlib.sha256(rest).hexdigest().encode() + b"\n":
        raise TornChunkError("damaged")
    end = data.index(b"\n", KEY_LENGTH + 1)
    facts = json.loads(data[KEY_LENGTH + 1 : end])
    if (facts["key"], facts["first"], facts["end"]) != (key, trials.start, trials.stop):
        raise TornChunkError("of another run")
    return facts, end + 1


class ChunkStore:
    """The chunks of one run in its folder, which is held by one writer."""

    def __init__(self, folder: Path, key: str) -> None:
        self.path = folder / CHUNKS
        self.key = key

    def open(self, chunks: Iterable[range]) -> set[range]:
        """Make the folder; which of these chunks lie there whole. All else in it is thrown away."""
        if not self.path.is_dir():
            self.path.mkdir()
            synced(self.path.parent)
        wanted, whole = set(chunks), set()
        for file in sorted(self.path.iterdir()):
            named = NAME.fullmatch(file.name)
            chunk = range(int(named[1]), int(named[2])) if named else None
            if chunk in wanted and self._is_whole(file, chunk):
                whole.add(chunk)
            else:
                file.unlink()
        return whole

    def _is_whole(self, file: Path, chunk: range) -> bool:
        try:
            _facts(file.read_bytes(), self.key, chunk)
        except TornChunkError:
            return False
        return True

    def file(self, chunk: range) -> Path:
        return self.path / f"{chunk.start:07}-{chunk.stop:07}.chunk"

    def commit(self, chunk: range, data: bytes) -> None:
        """Keep a chunk: when this returns it outlasts a power cut."""
        write_whole(self.file(chunk), data)

    def read(self, chunk: range) -> Frames:
        """The tables of a chunk that was committed."""
        file = self.file(chunk)
        try:
            return decoded(file.read_bytes(), self.key, chunk)
        except (TornChunkError, FileNotFoundError):
            what = "was changed while the run went on"
            raise BadInputError(Problem(str(file), what, f"longwatch resume {self.path.parent}")) from None

    def clear(self) -> None:
        """Remove all chunks: their trials stand in the tables of the run."""
        clear_chunks(self.path.parent)


def clear_chunks(folder: Path) -> None:
    """Remove the chunks of a run folder, whatever run they are of."""
    if (folder / CHUNKS).is_dir():
        shutil.rmtree(folder / CHUNKS)
        synced(folder)
