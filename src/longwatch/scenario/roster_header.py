"""Reading the planning figures of a roster: the `#` lines, one JSON object each."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final

from longwatch.errors import nearest_name
from longwatch.scenario.plan import Line, Outage, Pairing, Passage, Work
from longwatch.scenario.roster_columns import SCHEMA, TILE
from longwatch.scenario.roster_sheet import unix_s


@dataclass
class Header:
    """What the `#` lines said so far; lines, pairings, passages, maintenance, outages and notes by their number."""

    roster: dict[str, Any] | None = None
    lines: dict[int, Line] = field(default_factory=dict)
    pairings: dict[int, Pairing] = field(default_factory=dict)
    passages: dict[int, Passage] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    works: dict[int, Work] = field(default_factory=dict)  # times as Unix seconds
    outages: dict[int, Outage] = field(default_factory=dict)  # the same

    def take(self, text: str) -> str:
        """Take one line; what is wrong with it in words, else nothing. A remark is passed over."""
        if not text.startswith("{"):
            return ""
        try:
            values = json.loads(text, parse_constant=_no_constant)
        except ValueError as error:
            return f"the header line is not JSON: {error}"
        try:
            self._take(values)
        except (KeyError, TypeError, ValueError) as error:
            what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
            return f"the header line is wrong: {what}"
        return ""

    def _take(self, values: dict[str, Any]) -> None:
        if "longwatch_roster" in values:
            if values["longwatch_roster"] != SCHEMA:
                raise ValueError(f"schema {values['longwatch_roster']!r} is not known; this version reads {SCHEMA}")
            if self.roster is not None:
                raise ValueError("it stands twice")
            if not isinstance(values["length_s"], int) or values["length_s"] <= 0:
                raise ValueError("length_s must be a positive whole number of seconds")
            texts = {key: str(values[key]) for key in ("scenario", "scenario_sha256", "method")}
            tile = {key: _int(key, values.get(key, 0)) for key in TILE}
            if min(tile.values()) < 0 or (
                tile["tile_s"] and tile["tile_from_s"] + tile["tile_s"] != values["length_s"]
            ):
                raise ValueError("tile_from_s and tile_s, which say what repeats, must add up to length_s")
            if tile["tile_s"] and tile["period_s"] < values["length_s"]:
                raise ValueError("period_s, for which it repeats, must not be less than length_s")
            self.roster = {**texts, **tile, "length_s": values["length_s"], "start_s": unix_s(values["start"])}
        elif "pairing" in values:
            values["line"] = values.pop("of_line")
            _put(self.pairings, values.pop("pairing"), _make(Pairing, values))
        elif "passage" in values:
            self._take_passage(values)
        elif "maintenance" in values:
            _put(self.works, values["maintenance"], _work(values))
        elif "outage" in values:
            _put(self.outages, values["outage"], _outage(values))
        elif "line" in values:
            _put(self.lines, values.pop("line"), _make(Line, values))
        elif "note" in values:
            _put(self.notes, values["note"], str(values["text"]))
        else:
            raise ValueError(
                "it is neither the roster, a line, a pairing, a passage, maintenance, an outage nor a note"
            )

    def _take_passage(self, values: dict[str, Any]) -> None:
        number, found = values.pop("passage"), _make(Passage, values)
        for other in self.passages.values():
            if (other.fleet, other.from_line, other.to_line) == (found.fleet, found.from_line, found.to_line):
                raise ValueError(f"a second passage of {found.fleet!r} from {found.from_line!r} to {found.to_line!r}")
        _put(self.passages, number, found)


def _work(values: dict[str, Any]) -> Work:
    from_s, to_s = unix_s(values["from"]), unix_s(values["to"])
    if to_s <= from_s:
        raise ValueError("maintenance must end after it begins")
    return Work(from_s, _text("tail", values["tail"]), _text("of_fleet", values["of_fleet"]), to_s)


def _outage(values: dict[str, Any]) -> Outage:
    from_s, to_s = unix_s(values["from"]), unix_s(values["to"])
    if to_s <= from_s:
        raise ValueError("an outage must end after it begins")
    tail, fleet = _text("tail", values["tail"]), _text("of_fleet", values["of_fleet"])
    return Outage(from_s, tail, fleet, to_s, _flag("lost", values["lost"]))


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _put(into: dict[int, Any], number: object, value: object) -> None:
    if not isinstance(number, int) or number in into:
        raise ValueError(f"its number {number!r} is not a number of its own")
    into[number] = value


def _make(kind: type[Line] | type[Pairing] | type[Passage], values: dict[str, Any]) -> Any:
    """A Line, a Pairing or a Passage from its JSON, every field of its type; those with a default may be missing."""
    names = [one.name for one in fields(kind)]
    unknown = sorted(set(values) - set(names))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not known; {nearest_name(unknown[0], names)}".rstrip("; "))
    given = [one for one in fields(kind) if one.name in values or one.default is MISSING]
    return kind(**{one.name: _READERS[str(one.type)](one.name, values[one.name]) for one in given})


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} must be a number, not {value!r}")
    return value


def _float(name: str, value: object) -> float:
    return float(_number(name, value))


def _int(name: str, value: object) -> int:
    number = _number(name, value)
    if number != int(number):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(number)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not {value!r}")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {value!r}")
    return value


def _rows(of: Callable[[str], Any], n: int = 2) -> Callable[[str, object], Any]:
    """Rows of n numbers each, as text: "1 2 / 3 4"."""
    like = " / ".join(" ".join(str(n * row + column + 1) for column in range(n)) for row in range(2))

    def read(name: str, value: object) -> Any:
        rows = [row.split() for row in _text(name, value).split("/") if row.strip()]
        try:
            found = tuple(tuple(of(part) for part in row) for row in rows)
        except ValueError:
            found = ((),)
        if any(len(row) != n or not all(math.isfinite(part) for part in row) for row in found):
            what = "pairs of numbers" if n == 2 else f"rows of {n} numbers"
            raise ValueError(f"{name} must be {what} like '{like}', not {value!r}")
        return found

    return read


def _by_name(name: str, value: object) -> tuple[tuple[str, float], ...]:
    """A number for each of some names, as text: "coaster 9000.0 / merchant 12000.0"."""
    rows = [row.split() for row in _text(name, value).split("/") if row.strip()]
    try:
        found = tuple((of, float(number)) for of, number in rows)
    except ValueError:
        found = (("", math.nan),)
    if not all(math.isfinite(number) for _, number in found):
        raise ValueError(f"{name} must be names and numbers like 'coaster 9000 / merchant 12000', not {value!r}")
    return found


_READERS: Final[dict[str, Callable[[str, object], Any]]] = {
    "str": _text,
    "int": _int,
    "float": _float,
    "bool": _flag,
    "tuple[tuple[int, int], ...]": _rows(int),
    "tuple[tuple[float, float], ...]": _rows(float),
    "tuple[tuple[float, float, float], ...]": _rows(float, 3),
    "tuple[tuple[str, float], ...]": _by_name,
}
