"""Writing a roster: the text of its CSV. What the file holds is told in `roster_file`."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import fields
from typing import Any

from longwatch.errors import InvariantError
from longwatch.scenario.plan import Line, Pairing, Passage, Roster, sorties_of
from longwatch.scenario.roster_columns import BY_CLASS, COLUMNS, SCHEMA, TILE, TIMES, TO_FLEET
from longwatch.scenario.roster_sheet import escape, iso
from longwatch.units import format_duration


def roster_text(roster: Roster) -> str:
    """The whole file as text, lines ended by a line feed. Rows of one sortie stand together and share its number."""
    out = io.StringIO()
    out.writelines(f"# {_one_line(head)}\n" for head in _header(roster))
    rows = csv.writer(out, lineterminator="\n")
    ferries = any(stint.to_fleet for stint in roster.stints)
    rows.writerow([*COLUMNS, TO_FLEET] if ferries else COLUMNS)
    for number, sortie in enumerate(sorties_of(roster.stints), start=1):
        for stint in sortie:
            times = [iso(roster.start_s + getattr(stint, f"{name}_s")) for name in TIMES]
            names = [escape(text) for text in (stint.tail, stint.fleet, stint.line)]
            flag = "true" if stint.airborne_at_start else "false"
            last = [escape(stint.to_fleet)] if ferries else []
            rows.writerow([number, *names, *times, format_duration(max(stint.on_station_s, 0)), flag, *last])
    return out.getvalue()


def _header(roster: Roster) -> list[dict[str, Any]]:
    head: dict[str, Any] = {
        "longwatch_roster": SCHEMA,
        "scenario": roster.scenario_name,
        "scenario_sha256": roster.scenario_sha256,
        "start": iso(roster.start_s),
        "length_s": roster.length_s,
        "method": roster.method,
        **({name: getattr(roster, name) for name in TILE} if roster.repeats else {}),
    }
    lines = [{"line": n, **_plain(line)} for n, line in enumerate(roster.lines)]
    pairings = [{"pairing": n, **_plain(pairing)} for n, pairing in enumerate(roster.pairings)]
    passages = [{"passage": n, **_plain(passage)} for n, passage in enumerate(roster.passages)]
    works = [
        {"maintenance": n, "tail": one.tail, "of_fleet": one.fleet, "from": iso(roster.start_s + one.from_s),
         "to": iso(roster.start_s + one.to_s)}
        for n, one in enumerate(sorted(roster.maintenance))
    ]  # fmt: skip
    outages = [
        {"outage": n, "tail": one.tail, "of_fleet": one.fleet, "from": iso(roster.start_s + one.from_s),
         "to": iso(roster.start_s + one.to_s), "lost": one.lost}
        for n, one in enumerate(sorted(roster.outages))
    ]  # fmt: skip
    notes = [{"note": n, "text": text} for n, text in enumerate(roster.notes)]
    return [head, *lines, *pairings, *passages, *works, *outages, *notes]


def _plain(thing: Line | Pairing | Passage) -> dict[str, Any]:
    """Fields as JSON; rows of numbers become text. The field `line` of a pairing is kept apart from its number."""
    out: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.name in BY_CLASS and not value:
            continue
        numbers = [number for pair in value for number in pair] if isinstance(value, tuple) else [value]
        if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
            raise InvariantError(f"{one.name} of a {type(thing).__name__.lower()} is {value!r}; no file may hold that")
        if isinstance(value, tuple):
            value = " / ".join(" ".join(part if isinstance(part, str) else repr(part) for part in row) for row in value)
        elif isinstance(value, float):
            value = float(value)
        out["of_line" if one.name == "line" else one.name] = value
    return out


def _one_line(head: dict[str, Any]) -> str:
    """JSON that survives a spreadsheet: no value holds a bare comma or semicolon, at which a sheet would split it."""
    values = {key: json.dumps(value, allow_nan=False) for key, value in head.items()}
    safe = {key: value.replace(",", "\\u002c").replace(";", "\\u003b") for key, value in values.items()}
    return "{" + ", ".join(f'"{key}": {value}' for key, value in safe.items()) + "}"
