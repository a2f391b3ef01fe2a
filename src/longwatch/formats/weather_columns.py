"""What the columns of a weather table are: names with units in brackets, as "wind [kt]" or "visibility (km)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import pi
from typing import Final

from longwatch.errors import Problem, nearest_name
from longwatch.units import DIMENSIONS

_HEADER = re.compile(r"^\s*(.*?)\s*(?:[\[(]\s*(.*?)\s*[\])])?\s*$")

# what stands in a column -> the names it goes by, in lower case
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "time": ("time", "date", "datetime", "timestamp", "valid time", "zaman", "tarih"),
    "place": ("place", "site", "station", "yer"),
    "wind_mps": ("wind", "wind speed", "wspd", "rüzgar"),
    "wind_from_rad": ("wind from", "wind direction", "wdir"),
    "hs_m": ("hs", "significant wave height", "wave height", "wvht", "swh", "dalga"),
    "sea_state": ("sea state", "douglas"),
    "visibility_m": ("visibility", "vis", "görüş"),
    "cloud": ("cloud", "cloud cover", "sky cover", "bulut"),
    "rain_mm_h": ("rain", "precipitation", "rain rate", "yağış"),
    "icing": ("icing", "buzlanma"),
}
_ANGLES = {"deg": pi / 180, "°": pi / 180, "degrees": pi / 180, "rad": 1.0}
# what stands in a column -> unit -> factor to SI; "" is allowed where a bare number can be read in one way only
UNITS: Final[dict[str, dict[str, float]]] = {
    "wind_mps": {**DIMENSIONS["speed"], "knots": DIMENSIONS["speed"]["kt"], "kn": DIMENSIONS["speed"]["kt"]},
    "wind_from_rad": _ANGLES,
    "hs_m": {"m": 1.0, "ft": DIMENSIONS["length"]["ft"], "cm": 0.01},
    "sea_state": {"": 1.0},
    "visibility_m": DIMENSIONS["length"],
    "cloud": {"": 1.0, "%": 0.01, "okta": 0.125, "oktas": 0.125},
    "rain_mm_h": {"mm/h": 1.0, "mm h-1": 1.0, "in/h": 25.4},
    "icing": {"": 1.0},
}


@dataclass(frozen=True)
class Column:
    """One column: what it is, how the file spells it, and the factor to SI; of a time: whether it says UTC."""

    what: str
    header: str
    factor: float = 1.0
    is_utc: bool = False


def read_header(header: list[str], file: str) -> tuple[list[Column], list[str], list[Problem]]:
    """(columns understood, warnings about the others, problems). A time column and one condition are needed."""
    found: dict[str, Column] = {}
    warnings, problems = [], []
    for text in header:
        name, unit = _split(text)
        what = next((what for what, names in NAMES.items() if name in names), None)
        if what is None:
            known = [names[0] for names in NAMES.values()]
            hint = nearest_name(name, known)
            warnings.append(f"{file}: the column {text!r} is not read" + (f"; {hint}" if hint else ""))
        elif what in found:
            problems.append(Problem(file, f"the columns {found[what].header!r} and {text!r} are both {name}"))
        elif what == "time":
            found[what] = Column(what, text, is_utc=unit.upper() in ("UTC", "Z", "GMT"))
        elif what == "place":
            found[what] = Column(what, text)
        elif unit in UNITS[what]:
            found[what] = Column(what, text, UNITS[what][unit])
        else:
            problems.append(Problem(file, *_no_unit(text, name, unit, UNITS[what])))
    if "hs_m" in found and "sea_state" in found:
        both = f"{found['hs_m'].header!r} and {found['sea_state'].header!r}"
        problems.append(Problem(file, f"{both} say the same; leave one out"))
    if not problems:
        problems += _missing(found, header, file)
    return list(found.values()), warnings, problems


def _split(text: str) -> tuple[str, str]:
    """(name in lower case, unit) of a header."""
    match = _HEADER.match(text)
    assert match is not None  # it matches any text
    name = match[1].lower().replace("_", " ")
    return " ".join(name.split()), match[2] or ""


def _no_unit(text: str, name: str, unit: str, units: dict[str, float]) -> tuple[str, str]:
    allowed = ", ".join(unit or "(none)" for unit in units)
    if not unit:
        return f"the column {text!r} has no unit; allowed are {allowed}", f"write it like {name} [{next(iter(units))}]"
    return f"{unit!r} of the column {text!r} is not a unit of {name}; allowed are {allowed}", ""


def _missing(found: dict[str, Column], header: list[str], file: str) -> list[Problem]:
    listed = ", ".join(repr(name) for name in header) or "nothing"
    problems = []
    if "time" not in found:
        problems.append(Problem(file, f"the header has no column time; it has {listed}", "like time [UTC],wind [kt]"))
    if not set(found) - {"time", "place", "wind_from_rad"}:
        known = "wind, hs, sea state, visibility, cloud, rain, icing"
        problems.append(Problem(file, f"the header has no column of conditions ({known}); it has {listed}"))
    return problems
