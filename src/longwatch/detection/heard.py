"""How ships of a class are heard, by sound and by radio: which published kind speaks for them, and at what speed."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from longwatch.units import KT_MPS


class Heard(NamedTuple):
    """A class of ours in the terms of others; ASSUMED, see the table."""

    sounds_like: str  # a kind of JOMOPANS-ECHO
    speed_mps: float
    ais_station: str  # "A" or "B-CS"


@cache
def ships_heard() -> dict[str, Heard]:
    """By class. What flies is not in it."""
    text = files("longwatch.detection").joinpath("data/ships_heard.csv").read_text(encoding="utf-8")
    return {
        row["class"]: Heard(row["sounds_like"], float(row["speed_kn"]) * KT_MPS, row["ais_station"])
        for row in csv.DictReader(text.splitlines())
    }
