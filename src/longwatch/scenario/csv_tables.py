"""Any array of tables may stand in a CSV file: `fleet = "fleets.csv"`, one row an entry, one column a key.

A nested key is written with a point (`sees.class`), a list with semicolons between its parts. Cells are text as in TOML,
units included; what the format wants as a whole number or a switch is read as one.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from longwatch.errors import Problem
from longwatch.formats.sheet import decoded, parse_sheet
from longwatch.scenario.places import Places
from longwatch.scenario.words import shown

TABLE_NAMES = ("base", "control", "area", "watch", "fleet", "platform", "payload", "traffic")
LARGEST_BYTES = 4_000_000
MOST_PARTS = 6  # of a dotted column
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_SWITCHES = {"true": True, "false": False}

Schema = dict[str, Any]


def fill_tables(table: dict[str, Any], places: Places, folder: Path, inputs: dict[str, str]) -> list[Problem]:
    """Put the rows of every named CSV in its place; what is wrong with the files. A wrong one leaves its name standing."""
    problems: list[Problem] = []
    for section in TABLE_NAMES:
        name = table.get(section)
        if not isinstance(name, str):
            continue
        where = places.where((section,))
        try:
            data = _bytes(folder / name)
            sheet = parse_sheet(decoded(data))
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) or str(error)
            problems.append(Problem(where, f"the table {shown(name)}: {words}", "it is looked for beside the scenario"))
            continue
        inputs[name] = hashlib.sha256(data).hexdigest()
        entries: list[dict[str, Any]] = []
        for line, row in sheet.rows:
            places.of[(section, len(entries))] = f"{Path(name).name}:{line}"
            entries.append(_entry(section, row))
        table[section] = entries
    return problems


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise ValueError("is a folder" if path.is_dir() else "does not exist")
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise ValueError(f"has {size / 1e6:.0f} MB; a table has at most {LARGEST_BYTES / 1e6:g} MB")
    return path.read_bytes()


def _entry(section: str, row: dict[str, str]) -> dict[str, Any]:
    whole = schema_of(section)
    entry: dict[str, Any] = {}
    for column, cell in row.items():
        steps = column.split(".")[:MOST_PARTS]
        holder = entry
        for step in steps[:-1]:
            inner = holder.setdefault(step, {})
            holder = inner if isinstance(inner, dict) else {}
        holder[steps[-1]] = _value(cell, _at(whole, steps), whole)
    return entry


def schema_of(section: str) -> Schema:
    """The JSON Schema of one entry of an array of tables."""
    from longwatch.scenario.schema import json_schema

    whole = json_schema()
    items: Schema = whole["properties"][section]["items"]
    return {**items, "$defs": whole["$defs"]}


def _resolved(part: Schema, whole: Schema) -> list[Schema]:
    """The forms a value may take: references followed, alternatives spread out."""
    if "$ref" in part:
        part = whole["$defs"][part["$ref"].rpartition("/")[2]]
    if "anyOf" in part:
        return [form for option in part["anyOf"] for form in _resolved(option, whole)]
    return [part]


def _at(whole: Schema, steps: list[str]) -> list[Schema]:
    forms = _resolved(whole, whole)
    for step in steps:
        inner = [form.get("properties", {}).get(step) or form.get("additionalProperties") for form in forms]
        forms = [found for part in inner if isinstance(part, dict) for found in _resolved(part, whole)]
    return forms


def _value(cell: str, forms: list[Schema], whole: Schema) -> Any:
    types = {form.get("type") for form in forms}
    if "array" in types:
        items = [form["items"] for form in forms if isinstance(form.get("items"), dict)]
        inner = [form for item in items for form in _resolved(item, whole)]
        return [_value(part.strip(), inner, whole) for part in cell.split(";") if part.strip()]
    if "boolean" in types and cell.lower() in _SWITCHES:
        return _SWITCHES[cell.lower()]
    if "integer" in types and _WHOLE.fullmatch(cell):
        return int(cell)
    return cell
