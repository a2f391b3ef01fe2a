"""Walking a summary: where its numbers stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def numbers_with_holder(thing: Any, holder: dict[str, Any] | None, path: str) -> Iterator[tuple[str, Any]]:
    """Every number and the object it sits in, however deep in lists."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from numbers_with_holder(value, thing, f"{path}.{key}")
    elif isinstance(thing, list):
        for i, value in enumerate(thing):
            yield from numbers_with_holder(value, holder, f"{path}[{i}]")
    elif isinstance(thing, int | float) and not isinstance(thing, bool):
        yield path, holder
