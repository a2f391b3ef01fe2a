"""The columns of a roster's CSV and the version of its form."""

from __future__ import annotations

from typing import Final

SCHEMA: Final = 1
COLUMNS: Final = (
    "sortie", "tail", "fleet", "line", "takeoff", "arrive", "leave", "land", "ready", "on_station", "airborne_at_start",
)  # fmt: skip
TO_FLEET: Final = "to_fleet"  # a column more where some sortie lands with another fleet
TIMES: Final = ("takeoff", "arrive", "leave", "land", "ready")
NEEDED: Final = ("tail", "fleet", "line", *TIMES)
BY_CLASS: Final = ("class_reaches_m", "class_ranges_m")  # of lines and pairings, where limits name classes
TILE: Final = ("tile_from_s", "tile_s", "period_s")  # of the header, in the roster of a long period
