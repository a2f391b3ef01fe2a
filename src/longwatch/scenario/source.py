"""From a file on disk to one raw table: size first, then syntax, then `extends`, then `--set`.

Nothing here knows what a scenario means; it only knows where each key was written.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.scenario.draft import DEEPEST, too_deep
from longwatch.scenario.places import Key, Places, format_key, places_of
from longwatch.scenario.words import shown

LARGEST_BYTES = 4_000_000
LONGEST_CHAIN = 8

# A dotted key of very many parts makes a TOML reader work quadratically; no scenario has more than four.
_PART = r"(?:(?<![\w-])[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_ENDLESS_KEY = re.compile(rf"(?:{_PART}[ \t]*+\.[ \t]*+){{{2 * DEEPEST}}}")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_STEP = re.compile(r"\s*(?:([A-Za-z0-9_-]+)|\"([^\"]*)\"|'([^']*)')\s*|\[\s*(\d+)\s*\]")


@dataclass
class Source:
    """The table that `extends` and `--set` make, where each key stands, and the files read, by hash."""

    table: dict[str, Any]
    places: Places = field(default_factory=Places)
    inputs: dict[str, str] = field(default_factory=dict)


def read_source(path: Path, overrides: Sequence[str] = ()) -> Source:
    """Raises BadInputError at the first thing that keeps the text from being read at all."""
    source = _read_chain(path, ())
    problems = [problem for text in overrides for problem in set_value(source, text)]
    if problems:
        raise BadInputError(problems)
    return source


def read_toml(path: Path) -> tuple[dict[str, Any], Places, str]:
    """(table, places, sha256) of one TOML file, refused by size before it is parsed."""
    name = path.name
    try:
        if not path.is_file():
            raise BadInputError(Problem(str(path), "is a folder, not a file" if path.is_dir() else "does not exist"))
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise BadInputError(
                Problem(name, f"has {size / 1e6:.0f} MB; a scenario has at most {LARGEST_BYTES / 1e6:g} MB", _SIZE_HINT)
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise BadInputError(Problem(str(path)[:200], f"can't be read: {what}")) from None
    text = _decoded(data, name)
    table = _parsed(text, name)
    return table, Places({(): name, **places_of(text, name)}), hashlib.sha256(data).hexdigest()


def is_file(path: Path) -> bool:
    """Whether a file is there; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


_SIZE_HINT = "ships, areas and other long tables stand in files of their own, which the scenario names"


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8"
        raise BadInputError(Problem(f"{name}:{line}", f"byte {data[error.start]:#04x} is not UTF-8", hint)) from None


def _parsed(text: str, name: str) -> dict[str, Any]:
    endless = _ENDLESS_KEY.search(text)
    if endless:
        line = text.count("\n", 0, endless.start()) + 1
        raise BadInputError(Problem(f"{name}:{line}", "a key of so many parts is not part of a scenario"))
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(_syntax_problem(error, text, name)) from None
    except ValueError as error:  # a whole number of thousands of digits
        raise BadInputError(Problem(name, f"is not TOML: {error}")) from None
    except RecursionError:
        raise BadInputError(Problem(name, "is nested deeper than any scenario is")) from None
    deep = too_deep(table)
    if deep is not None:
        raise BadInputError(Problem(f"{name}: {format_key(deep[:3])}", "is nested deeper than any scenario is"))
    return table


def _syntax_problem(error: Exception, text: str, name: str) -> Problem:
    message = str(error)
    found = _AT_LINE.search(message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    what = message[: found.start()] if found else message
    lines = text.split("\n")
    written = lines[line - 1].strip()[:60] if line <= len(lines) else ""
    hint = "text stands in quotes, numbers with a point" if "Invalid value" in what else ""
    if "overwrite" in what:
        what = f"the same key or table a second time ({what[:1].lower()}{what[1:]})"
    return Problem(f"{name}:{line}", f"not TOML: {what}" + (f" in {written!r}" if written else ""), hint)


# ---- extends --------------------------------------------------------------------------------------------------------


def _read_chain(path: Path, chain: tuple[Path, ...]) -> Source:
    """One file over the file it extends, and so on."""
    try:
        here = path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BadInputError(Problem(str(path), f"is no path to a file: {error}")) from None
    if here in chain or len(chain) >= LONGEST_CHAIN:
        names = " -> ".join(file.name for file in (*chain, here))
        raise BadInputError(Problem(chain[-1].name, f"`extends` runs in a circle or too far: {names}"))
    table, places, sha256 = read_toml(path)
    own = Source(table, places, {path.name: sha256})
    base = table.get("extends")
    if not isinstance(base, str):
        return own
    if not is_file(path.parent / base):
        raise BadInputError(Problem(places.where(("extends",)), f"the file {shown(base)} does not exist"))
    under = _read_chain(path.parent / base, (*chain, here))
    _rebase_files(under.table, Path(base).parent)
    _merge(under.table, table, (), (), under.places, own.places)
    under.places.of[()] = places.of[()]
    return Source(under.table, under.places, {**under.inputs, **own.inputs})


def _rebase_files(table: dict[str, Any], folder: Path) -> None:
    """File names of a base are looked for beside the base."""
    if folder == Path():
        return
    if isinstance(table.get("catalog"), str):
        table["catalog"] = str(folder / table["catalog"])
    for section, key in (("area", "file"), ("traffic", "file"), ("base", "track")):
        entries = table.get(section)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get(key), str):
                entry[key] = str(folder / entry[key])


def _merge(under: dict[str, Any], over: dict[str, Any], key: Key, from_key: Key, to: Places, of: Places) -> None:
    """Tables merge key by key, arrays of named tables name by name; anything else is replaced."""
    for name, value in over.items():
        old, here, there = under.get(name), (*key, name), (*from_key, name)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value, here, there, to, of)
        elif isinstance(old, list) and _is_named(old) and _is_named(value):
            _merge_named(old, value, here, there, to, of)
        else:
            under[name] = value
            _move_places(here, there, to, of)


def _merge_named(old: list[Any], new: list[Any], key: Key, from_key: Key, to: Places, of: Places) -> None:
    index_of = {_identity(entry): index for index, entry in enumerate(old)}
    for position, entry in enumerate(new):
        index = index_of.pop(_identity(entry), None)  # a name that comes twice is appended, and found to be double
        if index is not None:
            _merge(old[index], entry, (*key, index), (*from_key, position), to, of)
        else:
            old.append(entry)
            _move_places((*key, len(old) - 1), (*from_key, position), to, of)


def _is_named(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(e, dict) and _identity(e) for e in value)


def _identity(entry: dict[str, Any]) -> str:
    """What an entry is called: its name, its id, or for a fleet without a name its platform and base."""
    for name in ("name", "id"):
        if isinstance(entry.get(name), str):
            return str(entry[name])
    both = entry.get("platform"), entry.get("base")
    return f"{both[0]}@{both[1]}" if all(isinstance(part, str) for part in both) else ""


def _move_places(key: Key, from_key: Key, to: Places, of: Places) -> None:
    for old in [old for old in to.of if old[: len(key)] == key]:
        del to.of[old]
    for old, place in list(of.of.items()):
        if old[: len(from_key)] == from_key:
            to.of[(*key, *old[len(from_key) :])] = place


# ---- --set ----------------------------------------------------------------------------------------------------------


def set_value(source: Source, text: str) -> list[Problem]:
    """Apply one "path=value"; the value is read as TOML, and a bare word as text."""
    where = f"--set {text[:80]}"
    path, equals, written = text.partition("=")
    steps = _steps(path)
    if not equals or not steps:
        hint = "like --set run.trials=200, --set fleet[0].count=3 or --set watch.north.k=2"
        return [Problem(where, "is not path=value", hint)]
    if len(steps) > DEEPEST or len(text) > 100_000:
        return [Problem(where, "is longer than any path of a scenario")]
    value = _value(written)
    if too_deep(value) is not None:
        return [Problem(where, "is nested deeper than any scenario is")]
    holder: Any = source.table
    key: Key = ()
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        found = _find(holder, step)
        if isinstance(found, Problem):
            return [Problem(where, found.what, found.hint)]
        if following is None:
            holder[found] = value
            key = (*key, found)
        else:
            key = (*key, found)
            if isinstance(holder, dict) and found not in holder:
                holder[found] = {}
            holder = holder[found]
            if not isinstance(holder, dict | list):
                return [Problem(where, f"{format_key(key)} is a single value and has no {following!r} in it")]
    for old in [old for old in source.places.of if old[: len(key)] == key]:
        del source.places.of[old]
    source.places.of[key] = where
    return []


def _steps(path: str) -> tuple[str | int, ...]:
    """ "fleet[0].count" -> ("fleet", 0, "count"); empty if it is no path."""
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        if steps and path[at] == ".":
            at += 1
        match = _STEP.match(path, at)
        if match is None:
            return ()
        steps.append(int(match[4][:9]) if match[4] else next(g for g in match.groups()[:3] if g is not None))
        at = match.end()
    return tuple(steps)


def _find(holder: Any, step: str | int) -> str | int | Problem:
    """The key or index of a step: an entry of a list by its place or by its name."""
    if isinstance(holder, dict):
        return step if isinstance(step, str) else Problem("", f"[{step}] stands for an entry of a list, not of a table")
    if isinstance(step, str) and step.isdigit():
        step = int(step)
    if isinstance(step, int):
        if step < len(holder):
            return step
        return Problem("", f"there is no entry {step}; the list has {len(holder)}, counted from 0")
    names = [_identity(entry) if isinstance(entry, dict) else "" for entry in holder]
    if step in names:
        return names.index(step)
    listed = ", ".join(name for name in names if name) or "none with a name"
    return Problem("", f"no entry is called {step!r}; there are {listed}", nearest_name(step, names))


def _value(written: str) -> Any:
    """A TOML value; what is not TOML is taken as text, so that `--set period.length="3 d"` survives the shell."""
    try:
        table = tomllib.loads(f"v = {written.strip()}")
    except (ValueError, RecursionError):
        return written.strip()
    return table["v"] if set(table) == {"v"} else written.strip()
