"""The sound scenario of tests/data as a table to change, and ways to change it."""

from __future__ import annotations

import copy
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
VALID = DATA / "valid.toml"


@cache
def _valid() -> dict[str, Any]:
    return tomllib.loads(VALID.read_text(encoding="utf-8"))


def valid_table(**changes: Any) -> dict[str, Any]:
    """A fresh copy of the sound scenario; keyword arguments replace whole sections."""
    return copy.deepcopy(_valid()) | changes


def key_paths(value: Any, key: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key path inside a table, tables and lists themselves included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for name, held in inner for path in ((*key, name), *key_paths(held, (*key, name)))]
