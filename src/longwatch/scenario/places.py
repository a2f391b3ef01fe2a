"""A raw scenario and where each of its keys was written: an error without its line is half an error.

tomllib does not say on which line a value stands, so `places_of` looks for itself.
The scanner runs only over text that tomllib has read without complaint, so it may be simple: it follows keys, brackets
and quotes and ignores what the values are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str | int, ...]  # ("fleet", 0, "base")
DEEPEST = 16
Found = Generator[tuple[Key, int], None, int]  # yields keys with their places, returns where it stopped

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_QUOTED = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)


def format_key(key: Key) -> str:
    """ "fleet[0].base", the way a key path is written in messages and in `--set`."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if _BARE.fullmatch(part) else repr(part)
            text += f".{name}" if text else name
    return text


@dataclass
class Places:
    """Where each key path of a scenario was written: "sea.toml:14", or "--set run.trials=3"."""

    of: dict[Key, str] = field(default_factory=dict)

    def where(self, key: Key) -> str:
        """ "sea.toml:14: fleet[0].base", with the line of the nearest enclosing key when the key itself is missing."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.of:
                return f"{self.of[key[:length]]}: {format_key(key)}"
        start = self.of.get((), "")
        return f"{start}: {format_key(key)}" if start and key else start or format_key(key)


@dataclass
class Source:
    """The table that `extends` and `--set` make, where each key stands, and the files read, by hash."""

    table: dict[str, Any]
    places: Places = field(default_factory=Places)
    inputs: dict[str, str] = field(default_factory=dict)


def identity(entry: dict[str, Any]) -> str:
    """What an entry is called: its name, its id, or for a fleet without a name its platform and base."""
    for name in ("name", "id"):
        if isinstance(entry.get(name), str):
            return str(entry[name])
    both = entry.get("platform"), entry.get("base")
    return f"{both[0]}@{both[1]}" if all(isinstance(part, str) for part in both) else ""


def too_deep(table: object) -> Key | None:
    """The key path at which a table is nested deeper than any scenario is; without recursion, so that bombs are safe."""
    waiting: list[tuple[Key, object]] = [((), table)]
    while waiting:
        key, value = waiting.pop()
        if len(key) > DEEPEST:
            return key
        if isinstance(value, dict):
            waiting += [((*key, name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*key, index), inner) for index, inner in enumerate(value)]
    return None


def places_of(text: str, file_name: str) -> dict[Key, str]:
    """Key path -> "file:line" for every key, table and array entry of a TOML text that tomllib accepts."""
    starts = [0]
    starts += [match.end() for match in re.finditer("\n", text)]
    found: dict[Key, str] = {}
    line = 1
    for key, at in _scan(text):
        while line < len(starts) and starts[line] <= at:  # keys come in the order of the text
            line += 1
        found.setdefault(key, f"{file_name}:{line}")
    return found


def _scan(text: str) -> Iterator[tuple[Key, int]]:
    """Every key path with the place where it is written, in order."""
    at = 0
    table: Key = ()
    counts: dict[Key, int] = {}  # array of tables -> index of its last entry
    while (at := _skip(_BLANK, text, at)) < len(text):
        start = at
        if text[at] != "[":
            at = yield from _assignment(text, at, table)
            continue
        many = text.startswith("[[", at)
        names, at = _names(text, at + 1 + many)
        if many:
            array = (*_enter(names[:-1], counts), names[-1])
            counts[array] = counts.get(array, -1) + 1
        table = _enter(names, counts)
        for length in range(1, len(table) + 1):
            yield table[:length], start
        at += 1 + many  # the closing brackets


def _enter(names: list[str], counts: dict[Key, int]) -> Key:
    """The path of a header: a name of an array of tables means its last entry."""
    path: Key = ()
    for name in names:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    return path


def _assignment(text: str, at: int, table: Key) -> Found:
    """One `key = value`; returns where it ends."""
    start = at
    names, at = _names(text, at)
    for length in range(1, len(names) + 1):
        yield (*table, *names[:length]), start
    at = _skip(_SPACE, text, at + 1)  # past the "="
    return (yield from _value(text, at, (*table, *names)))


def _value(text: str, at: int, key: Key) -> Found:
    """A value; yields the keys inside it and returns where it ends."""
    mark = text[at : at + 1]
    if mark in ('"', "'"):
        return _skip(_QUOTED, text, at)
    if mark == "[":
        at, index = _skip(_BLANK, text, at + 1), 0
        while at < len(text) and text[at] != "]":
            yield (*key, index), at
            at = yield from _value(text, at, (*key, index))
            at, index = _after_comma(text, at), index + 1
        return at + 1
    if mark == "{":
        at = _skip(_BLANK, text, at + 1)
        while at < len(text) and text[at] != "}":
            at = yield from _assignment(text, at, key)
            at = _after_comma(text, at)
        return at + 1
    return _skip(_SCALAR, text, at)


def _after_comma(text: str, at: int) -> int:
    at = _skip(_BLANK, text, at)
    return _skip(_BLANK, text, at + 1) if text.startswith(",", at) else at


def _names(text: str, at: int) -> tuple[list[str], int]:
    """A dotted key; the place after it."""
    names: list[str] = []
    while True:
        at = _skip(_SPACE, text, at)
        end = _skip(_QUOTED if text[at : at + 1] in ('"', "'") else _BARE, text, at)
        names.append(_unquoted(text[at:end]))
        at = _skip(_SPACE, text, end)
        if not text.startswith(".", at):
            return names, at
        at += 1


def _unquoted(name: str) -> str:
    if name[:1] == "'":
        return name[1:-1]
    if name[:1] == '"':
        key: str = next(iter(tomllib.loads(f"{name}=0")))
        return key
    return name


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at + 1  # a text that tomllib accepts always matches; never stand still
