"""NMEA lines before their payload is looked into: tag blocks, `$PGHP` times, fields, checksums, parts of a message.

A malformed sentence is counted by reason and never stops the reading. The layers and their order: IEC 61162-1 (sentences),
NMEA 0183 4.x (tag blocks `\\c:<unix time>*hh\\`), Gatehouse's `$PGHP` line before each sentence.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Final, NamedTuple

MOST_OPEN: Final = 256  # messages that wait for their other parts
LONGEST_LINE: Final = 1024
MOST_PARTS: Final = 9
PAYLOAD: Final = frozenset(range(48, 88)) | frozenset(range(96, 120))  # the 64 letters of an armoured payload


class Sentence(NamedTuple):
    """One `!..VDM` or `!..VDO` line that is right in form."""

    line: bytes
    n_parts: int
    part: int
    key: tuple[bytes, bytes, bytes]  # talker and kind, sequence number, channel: what parts of one message share


class Message(NamedTuple):
    """All sentences of one message, and the Unix time it was received at, None without one."""

    lines: tuple[bytes, ...]
    time_s: float | None


@dataclass
class Counts:
    """Sentences so far, and how many were of no use, by reason."""

    n_sentences: int = 0
    n_parts: int = 0  # second and later parts of messages that came whole
    bad: dict[str, int] = field(default_factory=dict)

    def add(self, reason: str, n: int = 1) -> None:
        self.bad[reason] = self.bad.get(reason, 0) + n


def messages_of(lines: Iterable[bytes], counts: Counts) -> Iterator[Message]:
    """Whole messages in the order in which they became whole. Lines that are no AIS sentences are left alone."""
    time_s: float | None = None
    waiting: OrderedDict[tuple[bytes, bytes, bytes], tuple[float | None, dict[int, bytes]]] = OrderedDict()
    for raw in lines:
        line = raw.strip()
        if line.startswith(b"\\"):
            tag, _, line = line[1:].partition(b"\\")
            time_s = _tag_time(tag, time_s)
        elif line.startswith(b"$PGHP"):
            time_s = _pghp_time(line, time_s)
        if line[:1] != b"!":
            continue
        counts.n_sentences += 1
        one = _sentence(line)
        if isinstance(one, str):
            counts.add(one)
        elif one.n_parts == 1:
            yield Message((one.line,), time_s)
        else:
            message = _with_part(waiting, one, time_s, counts)
            if message is not None:
                counts.n_parts += one.n_parts - 1
                yield message
    for _, parts in waiting.values():
        counts.add("part of a message whose others were lost", len(parts))


def _with_part(
    waiting: OrderedDict[tuple[bytes, bytes, bytes], tuple[float | None, dict[int, bytes]]],
    one: Sentence, time_s: float | None, counts: Counts,
) -> Message | None:  # fmt: skip
    """Put a part to the others of its message; the message if it is whole now. Parts that can't belong together are lost."""
    lost = "part of a message whose others were lost"
    began_s, parts = waiting.pop(one.key, (time_s, {}))
    if parts and (one.part in parts or next(iter(parts.values())).split(b",", 2)[1] != one.line.split(b",", 2)[1]):
        counts.add(lost, len(parts))
        began_s, parts = time_s, {}
    parts[one.part] = one.line
    if len(parts) == one.n_parts:
        return Message(tuple(parts[k] for k in sorted(parts)), began_s)
    waiting[one.key] = began_s, parts
    if len(waiting) > MOST_OPEN:
        _, (_, oldest) = waiting.popitem(last=False)
        counts.add(lost, len(oldest))
    return None


def _sentence(line: bytes) -> Sentence | str:
    """The sentence, or why it is of no use."""
    if len(line) > LONGEST_LINE:
        return "line too long"
    body, star, sum_ = line[1:].partition(b"*")
    fields = body.split(b",")
    if not fields[0].endswith((b"VDM", b"VDO")):
        return "not an AIS sentence"
    if not (len(fields[0]) == 5 and fields[0].isalnum()):
        return "unknown talker"
    if len(fields) != 7 or not star or not (fields[1].isdigit() and fields[2].isdigit()):
        return "fields"
    n_parts, part = int(fields[1][:2]), int(fields[2][:2])
    if not 1 <= part <= n_parts <= MOST_PARTS or fields[6] not in (b"0", b"1", b"2", b"3", b"4", b"5"):
        return "fields"
    try:
        if int(sum_[:2], 16) != reduce(xor, body):
            return "checksum"
    except ValueError:
        return "checksum"
    if not fields[5]:
        return "empty payload"
    if not PAYLOAD.issuperset(fields[5]):
        return "charset"
    return Sentence(line, n_parts, part, (fields[0], fields[3], fields[4]))


def _tag_time(tag: bytes, before_s: float | None) -> float | None:
    """The `c:` of a tag block, in seconds or milliseconds; that of the line before where it has none."""
    text, star, sum_ = tag.rpartition(b"*")
    try:
        if not star or int(sum_, 16) != reduce(xor, text, 0):
            return before_s  # a stamp that can't be trusted is none
        for one in text.split(b","):
            if one.startswith(b"c:"):
                value = float(int(one[2:]))
                return value / 1000.0 if value > 1e11 else value
    except ValueError:
        return before_s
    return before_s


def _pghp_time(line: bytes, before_s: float | None) -> float | None:
    """`$PGHP,1,year,month,day,hour,minute,second,millisecond,...`."""
    try:
        year, month, day, hour, minute, second, milli = (int(text) for text in line.split(b",")[2:9])
        at = datetime.datetime(year, month, day, hour, minute, second, milli * 1000, tzinfo=datetime.UTC)
        return at.timestamp()
    except ValueError:
        return before_s
