"""The catalog that ships with longwatch: one TOML file per platform and payload, read once and kept.

A data file names its sources once, in a table `sources`, and a figure points at one of them by its key. Figures that
other sources give and that are not used stand in `others.csv`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from longwatch.catalog.models import OtherFigure, Payload, Platform

Item = TypeVar("Item", Platform, Payload)


@dataclass(frozen=True)
class Catalog:
    """Platforms and payloads by id. Treat the dictionaries as read-only: `merge` makes a new catalog."""

    platforms: dict[str, Platform]
    payloads: dict[str, Payload]


def data_folder() -> Traversable:
    """Where the data files lie, inside the package."""
    return files("longwatch.catalog") / "data"


@cache
def load_catalog() -> Catalog:
    """The whole catalog; the first call reads it in some 30 ms, later ones hand out the same object."""
    others = _others()

    def platform(table: dict[str, Any]) -> Platform:
        return Platform(**table, others=others.get(table["id"], ()))

    def payload(table: dict[str, Any]) -> Payload:
        return Payload(**table, others=others.get(table["id"], ()))

    return Catalog(_read_all("platforms", platform), _read_all("payloads", payload))


def read_table(text: str, name: str) -> dict[str, Any]:
    """A data file as plain tables, with every source written out as "title, address"."""
    table = tomllib.loads(text)
    sources = table.pop("sources", {})
    return {key: _with_sources(value, sources, name) for key, value in table.items()}


def _read_all(folder: str, make: Callable[[dict[str, Any]], Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for file in sorted((data_folder() / folder).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            item = make(read_table(file.read_text(encoding="utf-8"), file.name))
            found[item.id] = item
    return found


def _with_sources(value: Any, sources: dict[str, dict[str, str]], name: str) -> Any:
    if isinstance(value, list):
        return [_with_sources(one, sources, name) for one in value]
    if not isinstance(value, dict):
        return value
    out = {key: _with_sources(one, sources, name) for key, one in value.items()}
    if isinstance(key := out.get("source"), str):
        if key not in sources:
            raise ValueError(f"{name}: a figure points at the source {key!r}, which the file does not list")
        source = sources[key]
        out["source"] = f"{source['title']}, {source['at']}" if source.get("at") else source["title"]
        out.setdefault("date", source.get("date", ""))
    return out


def _others() -> dict[str, tuple[OtherFigure, ...]]:
    """Figures of other sources by platform; read with csv, which is many times faster than TOML."""
    found: dict[str, list[OtherFigure]] = {}
    text = (data_folder() / "others.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row.pop("platform"), []).append(OtherFigure(**row))
    return {name: tuple(rows) for name, rows in found.items()}
