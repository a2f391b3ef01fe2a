"""Ship reports from raw NMEA: sentences put together here, payloads decoded by pyais.

Positions become rows; what names a ship's size and type is kept and put to the rows that follow. A message without a
position is counted, as is every sentence that can't be used, so that sentences = rows + what was dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from longwatch.errors import BadInputError, Problem
from longwatch.formats.blocks import line_blocks
from longwatch.formats.nmea_lines import Counts, Message, messages_of
from longwatch.formats.ship_rows import SCHEMA, ShipReports, judged
from longwatch.units import KT_MPS

ROWS: Final = 200_000  # of a batch
POSITIONS: Final = frozenset({1, 2, 3, 9, 18, 19, 27})  # of what moves by itself; 4 and 21 lie still
STATICS: Final = frozenset({5, 19, 24})
UNTIMED: Final = "received before the first time stamp"
NOT_DECODED: Final = "payload can't be decoded"
LOOKED_AT_BYTES: Final = 262_144
NO_POSITION: Final = "message without a position"


class Decoded(NamedTuple):
    """One message: its time, and pyais's fields."""

    time_s: float | None
    fields: Any


def check_nmea(path: Path) -> None:
    """BadInputError where pyais is missing, or where the file begins with sentences and no time of receipt, or with neither."""
    _decoder(path)
    counts = Counts()
    start = next(line_blocks(path, LOOKED_AT_BYTES), b"")
    messages = list(messages_of(start.split(b"\n"), counts))
    if not counts.n_sentences:
        raise BadInputError(Problem(str(path), "holds no AIS sentences: lines like !AIVDM,1,1,,A,...,0*hh"))
    if messages and all(message.time_s is None for message in messages):
        raise _untimed(path)


def decode_nmea(path: Path, counts: Counts) -> Iterator[Decoded]:
    """Every message of a file that can be decoded, with or without a time. Raises BadInputError if pyais is not installed."""
    decode = _decoder(path)
    for message in messages_of(_lines(path), counts):
        found = _decoded(decode, message, counts)
        if found is not None:
            yield found


def stream_nmea(path: Path) -> Iterator[ShipReports]:
    """Position reports in batches. Raises BadInputError for a file none of whose sentences has a time of receipt."""
    counts, before = Counts(), Counts()
    lengths: dict[int, float] = {}
    types: dict[int, int] = {}
    rows: list[tuple[Any, ...]] = []
    any_time = any_position = False
    for time_s, fields in decode_nmea(path, counts):
        _learn(fields, lengths, types)
        if fields.msg_type not in POSITIONS:
            counts.add(NO_POSITION)
            continue
        any_position = True
        if time_s is None:
            counts.add(UNTIMED)
            continue
        any_time = True
        rows.append(_row(time_s, fields, lengths, types))
        if len(rows) == ROWS:
            yield _batch(rows, counts, before)
            rows = []
    if any_position and not any_time:
        raise _untimed(path)
    yield _batch(rows, counts, before)


def _untimed(path: Path) -> BadInputError:
    hint = "stamp each line with a tag block, \\c:<unix time>*hh\\, or a $PGHP line; AIS itself sends only seconds"
    return BadInputError(Problem(str(path), "no sentence says when it was received", hint))


def _batch(rows: list[tuple[Any, ...]], counts: Counts, before: Counts) -> ShipReports:
    """The rows, and what was counted since the last batch."""
    names = [name for name in SCHEMA if name != "marks"]
    frame = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in names}, orient="row")
    read = judged(frame)
    drops = {reason: n - before.bad.get(reason, 0) for reason, n in counts.bad.items()}
    drops["later part of a message"] = counts.n_parts - before.n_parts
    before.bad, before.n_parts = dict(counts.bad), counts.n_parts
    drops = {reason: n for reason, n in drops.items() if n}
    joined = read.drops | {reason: n + read.drops.get(reason, 0) for reason, n in drops.items()}
    return ShipReports(read.frame, joined, frame.height + sum(drops.values()))


def _learn(fields: Any, lengths: dict[int, float], types: dict[int, int]) -> None:
    """Keep what a message says of a ship's size and type."""
    if fields.msg_type not in STATICS:
        return
    bow, stern = getattr(fields, "to_bow", None), getattr(fields, "to_stern", None)
    if bow is not None and stern is not None and bow + stern > 0:
        lengths[fields.mmsi] = float(bow + stern)
    if (kind := getattr(fields, "ship_type", None)) is not None:
        types[fields.mmsi] = int(kind)


def _row(time_s: float, fields: Any, lengths: dict[int, float], types: dict[int, int]) -> tuple[Any, ...]:
    mmsi, speed_kt = int(fields.mmsi), float(fields.speed)
    unknown = fields.msg_type == 27 and speed_kt == 63.0  # the long-range message has its own word for it
    speed_mps = None if unknown else speed_kt * KT_MPS
    return mmsi, time_s, float(fields.lat), float(fields.lon), lengths.get(mmsi), types.get(mmsi), speed_mps, None


def _decoded(decode: Callable[..., Any], message: Message, counts: Counts) -> Decoded | None:
    try:
        return Decoded(message.time_s, decode(*message.lines))
    except Exception:  # a payload of anybody's making: pyais may stumble in many ways
        counts.add(NOT_DECODED, len(message.lines))
        counts.n_parts -= len(message.lines) - 1
        return None


def _decoder(path: Path) -> Callable[..., Any]:
    try:
        from pyais import decode
    except ImportError:
        hint = "install it with the extra `ais`: pip install 'longwatch[ais]'"
        raise BadInputError(Problem(str(path), "raw NMEA needs the package pyais", hint)) from None
    return decode


def _lines(path: Path) -> Iterator[bytes]:
    for block in line_blocks(path, 4_000_000):
        yield from block.split(b"\n")
