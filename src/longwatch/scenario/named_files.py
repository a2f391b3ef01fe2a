"""Files that a scenario names for its bases: the waypoints of ships."""

from __future__ import annotations

import csv
import io
from typing import Any

from longwatch.scenario.draft import Draft
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown

LARGEST_TRACK_BYTES = 4_000_000
MOST_WAYPOINTS = 20_000
TRACK_COLUMNS = ("time", "at")


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
