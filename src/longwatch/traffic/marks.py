"""What looks wrong about reports of ships: kept, counted by rule, and a reason not to trust a ship alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# rule -> (whether such rows are set aside, i.e. make no track; whether a ship that has one is SUSPECT)
RULES: Final[dict[str, tuple[bool, bool]]] = {
    "jump": (True, True),  # it can't have come from where it was
    "duplicate": (True, False),  # the same ship at the same time and place
    "stale": (True, False),  # an old position told again under a newer time
    "position 0 N 0 E": (True, True),
    "two ships on one MMSI": (False, True),
    "on land": (False, True),
    "impossible speed": (False, True),  # 60 kt and more; AIS sends 102.3 kt for "not known"
    "bad MMSI": (False, True),
}


@dataclass(frozen=True)
class Mark:
    """How many rows, of how many MMSI, one rule marks; whether they are set aside or still make a track."""

    rule: str
    rows: int
    mmsi: int
    set_aside: bool


def add_marks(parts: Iterable[tuple[Mark, ...]]) -> tuple[Mark, ...]:
    """Marks of several sets of MMSI that have none in common, in the order of `RULES`."""
    rows = dict.fromkeys(RULES, 0)
    mmsi = dict.fromkeys(RULES, 0)
    for marks in parts:
        for mark in marks:
            rows[mark.rule] += mark.rows
            mmsi[mark.rule] += mark.mmsi
    return tuple(Mark(rule, rows[rule], mmsi[rule], RULES[rule][0]) for rule in RULES if rows[rule])
