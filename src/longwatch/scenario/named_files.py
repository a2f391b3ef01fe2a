"""Files that a scenario names: ship tracks are read here, ship reports only as far as their header."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Mapping
from typing import Any

from longwatch.errors import nearest_name
from longwatch.scenario.draft import Draft
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown

LARGEST_TRACK_BYTES = 4_000_000
MOST_WAYPOINTS = 20_000
HEADER_BYTES = 65_536
LARGEST_SHIPS_BYTES = 20_000_000_000
TRACK_COLUMNS = ("time", "at")
GZIP_MARK = b"\x1f\x8b"


def take_tracks(draft: Draft) -> None:
    """Put the waypoints of `track = "ship.csv"` in its place: columns `time` ("12 h") and `at` ("36.5 N, 74.2 W")."""
    bases = draft.table.get("base")
    for index, base in enumerate(bases if isinstance(bases, list) else []):
        if isinstance(base, dict) and isinstance(base.get("track"), str):
            base["track"] = _track(draft, ("base", index, "track"), base["track"])


def _track(draft: Draft, key: Key, name: str) -> list[dict[str, Any]]:
    still = [{"time": "0 h", "at": "0 N, 0 E"}]  # stands in for a wrong file, so that no second error follows from it
    if not draft.note_file(key, name, LARGEST_TRACK_BYTES):
        return still
    try:
        text = (draft.folder / name).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), skipinitialspace=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        draft.wrong(key, f"{shown(name)} is not CSV in UTF-8: {error}")
        return still
    header = list(rows[0]) if rows else []
    missing = [column for column in TRACK_COLUMNS if column not in header]
    if missing or len(rows) > MOST_WAYPOINTS:
        what = f"has no column {', '.join(missing)}" if rows and missing else f"has {len(rows)} waypoints"
        draft.wrong(key, f"{shown(name)} {what}; a track has the columns time and at", 'like 12 h,"36.5 N, 74.2 W"')
        return still
    for row_index in range(len(rows)):
        draft.places.of[(*key, row_index)] = f"{name}:{row_index + 2}"
    return [{"time": row["time"], "at": row["at"]} for row in rows]


def check_named_files(draft: Draft) -> None:
    """Ship files exist and have the columns of their format. Their rows are read, and counted, when the ships are."""
    for key, traffic in draft.each("traffic"):
        here = (*key, "file")
        header = _header(draft, here, traffic.file)
        if header is None:
            continue
        from longwatch.formats.ships import FORMATS  # imports polars: not before there are ships

        columns = {column.strip().lower() for column in header}
        for names in FORMATS[traffic.format].values():
            if not columns & {name.lower() for name in names}:
                listed = shown(", ".join(header) or "nothing")
                what = f"the header of {shown(traffic.file)} has no column {shown(names[0])}; it has {listed}"
                draft.wrong(here, what, nearest_name(names[0], header) or _other_format(columns, FORMATS))


def _other_format(columns: set[str], formats: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    for name, wanted in formats.items():
        if all(columns & {spelling.lower() for spelling in spellings} for spellings in wanted.values()):
            return f'this header is that of format = "{name}"'
    return ""


def _header(draft: Draft, key: Key, name: str) -> list[str] | None:
    """The columns of a CSV, plain or .gz, from its first bytes only; the whole file goes by its hash."""
    if not draft.note_file(key, name, LARGEST_SHIPS_BYTES):
        return None
    try:
        with (draft.folder / name).open("rb") as file:
            start = file.read(HEADER_BYTES)
        if start[:2] == GZIP_MARK:
            start = zlib.decompressobj(wbits=31).decompress(start, HEADER_BYTES)
        first = start.decode("utf-8-sig", errors="replace").partition("\n")[0]
        return next(csv.reader([first.rstrip("\r")]), [])
    except (OSError, zlib.error, csv.Error) as error:
        draft.wrong(key, f"{shown(name)} can't be read as CSV: {error}")
        return None
