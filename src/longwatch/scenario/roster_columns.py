"""The columns of a roster's CSV and the version of its form."""

from __future__ import annotations

from typing import Final

SCHEMA: Final = 1
COLUMNS: Final = (
    "sortie", "tail", "fleet", "line", "takeoff", "arrive", "leave", "land", "ready", "on_station", "airborne_at_start",
)  # fmt: skip
TIMES: Final = ("takeoff", "arrive", "leave", "land", "ready")
NEEDED: Final = ("tail", "fleet", "line", *TIMES)
