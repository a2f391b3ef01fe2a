"""Published tables that come with the package, as rows of text by column."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str, room: str = "validation") -> list[dict[str, str]]:
    """The rows of a table in `data/` of a room: "ttpf_check.csv"."""
    text = files(f"longwatch.{room}").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
