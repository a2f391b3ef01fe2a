"""One TOML file from disk: size first, then encoding, then syntax. A file made to do harm ends here, quickly."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem
from longwatch.scenario.places import Places, format_key, places_of, too_deep

LARGEST_BYTES = 4_000_000

MOST_PARTS = 32
# A dotted key of very many parts makes a TOML reader work quadratically; no scenario has more than four.
_PART = r"(?:(?<![\w-])[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_ENDLESS_KEY = re.compile(rf"(?:{_PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_SIZE_HINT = "ships, areas and other long tables stand in files of their own, which the scenario names"


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
