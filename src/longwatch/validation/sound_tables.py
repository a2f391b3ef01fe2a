"""Rows of the published tables of sound and radio that stand beside this module."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of a table by its name without the ending."""
    text = files("longwatch.validation").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
