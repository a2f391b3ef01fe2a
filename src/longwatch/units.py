"""SI everywhere inside; knots, nautical miles, feet, hours, degrees and money are converted here, at the edges.

A dimensional value in a file is a string with its unit ("24 h", "120 kt", "9e6 USD 2025"). A bare number for one is
refused, so that no figure can be read in the wrong unit.
"""

from __future__ import annotations

import math
import re
from typing import Final

HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
YEAR_S: Final = 365.25 * DAY_S
NM_M: Final = 1852.0
KT_MPS: Final = NM_M / HOUR_S
G0_MPS2: Final = 9.80665  # standard gravity
FT_M: Final = 0.3048

# unit -> factor to SI, by dimension. The first unit of each dimension is the one used in hints.
DIMENSIONS: Final[dict[str, dict[str, float]]] = {
    "duration": {
        "h": HOUR_S, "s": 1.0, "min": 60.0, "ms": 1e-3, "us": 1e-6, "d": DAY_S, "day": DAY_S, "days": DAY_S, "week": 7 * DAY_S,
        "weeks": 7 * DAY_S, "month": YEAR_S / 12, "months": YEAR_S / 12, "year": YEAR_S, "years": YEAR_S,
    },
    "length": {"km": 1000.0, "m": 1.0, "NM": NM_M, "nmi": NM_M, "ft": FT_M, "mm": 1e-3, "um": 1e-6},
    "speed": {"kt": KT_MPS, "m/s": 1.0, "km/h": 1000.0 / HOUR_S},
    "angle": {"deg": math.pi / 180.0, "rad": 1.0, "mrad": 1e-3, "urad": 1e-6},
    "mass": {"kg": 1.0, "t": 1000.0, "lb": 0.45359237},
    "power": {"W": 1.0, "kW": 1000.0},
    "area": {"km2": 1e6, "m2": 1.0, "NM2": NM_M**2},
    "rate": {
        "/h": 1 / HOUR_S, "/day": 1 / DAY_S, "/d": 1 / DAY_S, "/week": 1 / (7 * DAY_S), "/year": 1 / YEAR_S,
        "/1000 h": 1 / (1000 * HOUR_S), "/100000 h": 1 / (100_000 * HOUR_S), "/min": 1 / 60.0, "/s": 1.0,
    },
    "rain rate": {"mm/h": 1.0, "in/h": 25.4},
    "frequency": {"GHz": 1e9, "MHz": 1e6, "kHz": 1e3, "Hz": 1.0},
    "level": {"dB": 1.0},
    "energy": {"Wh": HOUR_S, "kWh": 1000.0 * HOUR_S, "MJ": 1e6, "J": 1.0},
    "fuel consumption": {"kg/kWh": 1.0 / 3.6e6, "g/kWh": 1e-3 / 3.6e6, "lb/hp/h": 0.45359237 / (745.699872 * HOUR_S)},
    "fraction": {"": 1.0, "%": 0.01},
    "count": {"": 1.0},
    "number": {"": 1.0},
}  # fmt: skip

SI_UNIT: Final[dict[str, str]] = {
    "duration": "s", "length": "m", "speed": "m/s", "angle": "rad", "mass": "kg", "power": "W", "area": "m2",
    "rate": "1/s", "rain rate": "mm/h", "frequency": "Hz", "level": "dB",
    "energy": "J", "fuel consumption": "kg/J", "fraction": "1", "count": "1", "number": "1",
}  # fmt: skip

_NUMBER = r"[+-]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"^\s*({_NUMBER})\s*(.*?)\s*$")
_MONEY = re.compile(rf"^\s*({_NUMBER})\s*([A-Z]{{3}})(?:\s+(\d{{4}}))?\s*(?:/\s*(h|hour|day|month|year))?\s*$")
_POSITION = re.compile(
    r"^\s*(\d+(?:\.\d+)?)(?:\s*°)?(?:\s+(\d+(?:\.\d+)?)['′]?)?\s*([NS])[,\s]+"
    r"(\d+(?:\.\d+)?)(?:\s*°)?(?:\s+(\d+(?:\.\d+)?)['′]?)?\s*([EW])\s*$"
)
PER_S: Final[dict[str, float]] = {
    "h": 1 / HOUR_S, "hour": 1 / HOUR_S, "day": 1 / DAY_S, "month": 12 / YEAR_S, "year": 1 / YEAR_S,
}  # fmt: skip


def parse_quantity(text: object, dimension: str) -> float:
    """The SI value of a quantity as a user writes it.

    Raises ValueError with a message that says what was wrong and which units are allowed.
    """
    allowed = DIMENSIONS[dimension]
    bare_is_allowed = "" in allowed
    if isinstance(text, bool):
        raise ValueError(f"true or false is not a {dimension}")
    if isinstance(text, int | float):
        if not bare_is_allowed:
            raise ValueError(f"the bare number {text!r} has no unit; write it as a string, like {_example(dimension)}")
        return _finite(float(text))
    if not isinstance(text, str):
        raise ValueError(f"a {dimension} is written like {_example(dimension)}")
    match = _QUANTITY.match(text)
    if match is None:
        comma = " (the decimal mark is a point)" if re.search(r"\d,\d", text) else ""
        raise ValueError(f"{text!r} is not a {dimension}{comma}; write it like {_example(dimension)}")
    number, unit = match.groups()
    if unit not in allowed:
        if not unit:
            raise ValueError(f"{text!r} has no unit; allowed are {_names(allowed)}")
        if unit.startswith(","):
            raise ValueError(
                f"{text!r} is not a {dimension} (the decimal mark is a point); write it like {_example(dimension)}"
            )
        raise ValueError(f"{unit!r} is not a unit of {dimension}; allowed are {_names(allowed)}")
    return _finite(float(number) * allowed[unit])


def parse_money(text: object) -> tuple[float, str, int | None, str | None]:
    """(amount, currency, price year or None, time it is paid for or None), from "9e6 USD 2025" or "5000 USD 2020 /h"."""
    if not isinstance(text, str):
        raise ValueError('money is a string with its currency, like "9e6 USD 2025" or "5000 USD 2020 /h"')
    match = _MONEY.match(text)
    if match is None:
        raise ValueError(f'{text!r} is not money; write amount, currency and price year, like "9e6 USD 2025"')
    amount, currency, year, per = match.groups()
    return _finite(float(amount)), currency, int(year) if year else None, per


def parse_position(text: object) -> tuple[float, float]:
    """(lat_deg, lon_deg) from "36.85 N, 75.98 W" or "36 51.0 N, 75 58.8 W"."""
    if not isinstance(text, str):
        raise ValueError('a position is a string like "36.85 N, 75.98 W"')
    match = _POSITION.match(text)
    if match is None:
        raise ValueError(f'{text!r} is not a position; write it like "36.85 N, 75.98 W"')
    lat, lat_min, ns, lon, lon_min, ew = match.groups()
    lat_deg = float(lat) + float(lat_min or 0) / 60
    lon_deg = float(lon) + float(lon_min or 0) / 60
    if lat_deg > 90:
        raise ValueError(f"latitude {lat_deg:g} is beyond 90 degrees")
    if lon_deg > 180:
        raise ValueError(f"longitude {lon_deg:g} is beyond 180 degrees")
    return (lat_deg if ns == "N" else -lat_deg), (lon_deg if ew == "E" else -lon_deg)


def format_duration(seconds: float) -> str:
    """Calm and readable: "3 d 4 h", "4 h 05 min", "12 min", "40 s"."""
    if not math.isfinite(seconds):
        return "—"
    sign, total = ("−" if seconds < 0 else ""), round(abs(seconds))
    days, rest = divmod(total, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, secs = divmod(rest, 60)
    if days:
        return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"
    if hours:
        return f"{sign}{hours} h {minutes:02d} min" if minutes else f"{sign}{hours} h"
    if minutes:
        return f"{sign}{minutes} min" if not secs else f"{sign}{minutes} min {secs:02d} s"
    return f"{sign}{secs} s"


def format_position(lat_deg: float, lon_deg: float) -> str:
    """ "36.850 N, 75.980 W": the form that `parse_position` reads."""
    ns, ew = ("N" if lat_deg >= 0 else "S"), ("E" if lon_deg >= 0 else "W")
    return f"{abs(lat_deg):.3f} {ns}, {abs(lon_deg):.3f} {ew}"


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("the number is infinite or not a number")
    return value


def _names(allowed: dict[str, float]) -> str:
    return ", ".join(unit or "(a bare number)" for unit in allowed)


def _example(dimension: str) -> str:
    first = next(iter(DIMENSIONS[dimension]))
    return f'"24 {first}"' if first and not first.startswith("/") else f'"0.5 {first}"' if first else "0.5"
