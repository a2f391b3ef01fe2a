"""iCalendar out: events as any calendar reads them (B. Desruisseaux, RFC 5545, 2009).

Nothing is taken from the clock: the same events make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

FOLD_OCTETS: Final = 75  # section 3.1: a line is no longer, its end aside
_HEAD: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//longwatch//longwatch//EN", "CALSCALE:GREGORIAN")


@dataclass(frozen=True)
class Event:
    """Something that goes on from one instant to another, in Unix seconds. `uid` is unlike any other and never changes."""

    uid: str
    from_s: int
    to_s: int
    summary: str
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()


def calendar_text(name: str, events: Iterable[Event], stamp_s: int) -> str:
    """One calendar; `stamp_s` stands for when the events were made (DTSTAMP)."""
    lines = [*_HEAD, f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += _event(event, stamp_s)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event, stamp_s: int) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{instant(stamp_s)}",
        f"DTSTART:{instant(event.from_s)}",
        f"DTEND:{instant(event.to_s)}",
        f"SUMMARY:{escaped(event.summary)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{escaped(event.description)}")
    if event.location:
        lines.append(f"LOCATION:{escaped(event.location)}")
    if event.categories:
        lines.append(f"CATEGORIES:{','.join(escaped(one) for one in event.categories)}")
    return [*lines, "END:VEVENT"]


def instant(unix_s: int) -> str:
    """UTC to the second: 20260601T000000Z."""
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Section 3.3.11: backslash, semicolon, comma and line break; other control characters may not stand in a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(char for char in text if char == "\t" or not (ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F))


def folded(line: str) -> str:
    """Cut into pieces of 75 octets, never within a character; each but the first begins with a blank."""
    pieces, piece, room = [], "", FOLD_OCTETS
    for char in line:
        size = len(char.encode("utf-8", "surrogatepass"))
        if size > room:
            pieces.append(piece)
            piece, room = "", FOLD_OCTETS - 1
        piece += char
        room -= size
    return "\r\n ".join([*pieces, piece])
