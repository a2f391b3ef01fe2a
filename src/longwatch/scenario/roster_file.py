"""The roster as a CSV that a planner can edit in a spreadsheet: one row per stint, the planning figures in `#` lines.

Each `#` line holds one JSON object: the roster itself (first), then every line and every pairing, numbered, so that a
sheet that was sorted as a whole still reads. Their values are written as strings or with a key before them, never as
bare list items, because a spreadsheet that splits the line at commas would reformat those. Free remarks in `#` lines
are allowed and dropped. Times are ISO 8601 in UTC to the second; rows may stand in any order and are read in order of
take-off. `sortie` and `on_station` are for the reader's eye and are worked out anew on writing.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from longwatch.errors import BadInputError, InvariantError, Problem, nearest_name
from longwatch.scenario.plan import Line, Pairing, Roster, Stint
from longwatch.units import format_duration

SCHEMA: Final = 1
COLUMNS: Final = (
    "sortie", "tail", "fleet", "line", "takeoff", "arrive", "leave", "land", "ready", "on_station", "airborne_at_start",
)  # fmt: skip
_TIMES: Final = ("takeoff", "arrive", "leave", "land", "ready")
_NEEDED: Final = ("tail", "fleet", "line", *_TIMES)
_ESCAPED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "#", "'")  # a formula, a comment, an escape
_TRUE: Final = ("true", "yes", "1", "wahr", "doğru")
_FALSE: Final = ("", "false", "no", "0", "falsch", "yanlış")
_MAX_BYTES: Final = 64 * 2**20


def write_roster(path: Path, roster: Roster) -> None:
    """Write the roster; reading it back gives an equal one with its stints in order of take-off."""
    path.write_text(roster_text(roster), encoding="utf-8", newline="")


def roster_text(roster: Roster) -> str:
    """The whole file as text, lines ended by a line feed."""
    out = io.StringIO()
    out.writelines(f"# {_one_line(head)}\n" for head in _header(roster))
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for number, stint in enumerate(sorted(roster.stints), start=1):
        times = [_iso(roster.start_s + getattr(stint, f"{name}_s")) for name in _TIMES]
        names = [_escape(text) for text in (stint.tail, stint.fleet, stint.line)]
        flag = "true" if stint.airborne_at_start else "false"
        rows.writerow([number, *names, *times, format_duration(max(stint.on_station_s, 0)), flag])
    return out.getvalue()


def read_roster(path: Path) -> Roster:
    """Read a roster that was written here and perhaps edited by hand.

    Raises BadInputError with every problem of the file, by line. Whether the roster keeps the rules is the verifier's
    matter.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInputError(Problem(path.name, f"is larger than {_MAX_BYTES >> 20} MB; no roster is that long"))
        raw = path.read_bytes()
    except OSError as error:
        raise BadInputError(Problem(path.name, f"cannot be read: {error.strerror or error}")) from None
    return roster_from_text(_decode(raw, path.name), path.name)


def roster_from_text(text: str, name: str = "roster.csv") -> Roster:
    """The roster that `roster_text` wrote; `name` stands in the messages."""
    reading = _Reading(name)
    rows = reading.rows(text)
    reading.header([(number, cells[1]) for number, cells in rows if cells[0] == "#"])
    stints = reading.stints([(number, cells) for number, cells in rows if cells[0] != "#"])
    if reading.problems:
        raise BadInputError(reading.problems)
    return reading.roster(stints)


# writing


def _header(roster: Roster) -> list[dict[str, Any]]:
    head: dict[str, Any] = {
        "longwatch_roster": SCHEMA,
        "scenario": roster.scenario_name,
        "scenario_sha256": roster.scenario_sha256,
        "start": _iso(roster.start_s),
        "length_s": roster.length_s,
        "method": roster.method,
    }
    lines = [{"line": n, **_plain(line)} for n, line in enumerate(roster.lines)]
    pairings = [{"pairing": n, **_plain(pairing)} for n, pairing in enumerate(roster.pairings)]
    return [head, *lines, *pairings, *({"note": n, "text": text} for n, text in enumerate(roster.notes))]


def _plain(thing: Line | Pairing) -> dict[str, Any]:
    """Fields as JSON; pairs of numbers become text. The field `line` of a pairing is kept apart from its number."""
    out: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        numbers = [number for pair in value for number in pair] if isinstance(value, tuple) else [value]
        if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
            raise InvariantError(f"{one.name} of a {type(thing).__name__.lower()} is {value!r}; no file may hold that")
        if isinstance(value, tuple):
            value = " / ".join(f"{first!r} {second!r}" for first, second in value)
        elif isinstance(value, float):
            value = float(value)
        out["of_line" if one.name == "line" else one.name] = value
    return out


def _one_line(head: dict[str, Any]) -> str:
    """JSON that survives a spreadsheet: no value holds a bare comma or semicolon, at which a sheet would split it."""
    values = {key: json.dumps(value, allow_nan=False) for key, value in head.items()}
    safe = {key: value.replace(",", "\\u002c").replace(";", "\\u003b") for key, value in values.items()}
    return "{" + ", ".join(f'"{key}": {value}' for key, value in safe.items()) + "}"


def _iso(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _escape(text: str) -> str:
    return "'" + text if text.startswith(_ESCAPED) else text


# reading


def _decode(raw: bytes, name: str) -> str:
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise BadInputError(Problem(f"{name}:{line}", "is not UTF-8 text", "save it as CSV UTF-8")) from None
    raise AssertionError


class _Reading:
    """One pass over one file, collecting problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.head: dict[str, Any] | None = None
        self.lines: dict[int, Line] = {}
        self.pairings: dict[int, Pairing] = {}
        self.notes: dict[int, str] = {}

    def bad(self, number: int, what: str, hint: str = "") -> None:
        self.problems.append(Problem(f"{self.name}:{number}", what, hint))

    def rows(self, text: str) -> list[tuple[int, list[str]]]:
        """(line number, cells) of every row that is not blank; a comment becomes the cells "#" and its text."""
        body = [line for line in text.splitlines() if line.strip() and not line.lstrip('" ').startswith("#")]
        title = body[0] if body else ""
        delimiter = max((",", ";", "\t"), key=title.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        out: list[tuple[int, list[str]]] = []
        try:
            for cells in reader:
                if cells and cells[0].startswith("#"):
                    while cells and not cells[-1].strip():
                        cells.pop()
                    out.append((reader.line_num, ["#", _comment(cells)]))
                elif any(cell.strip() for cell in cells):
                    out.append((reader.line_num, cells))
        except csv.Error as error:
            self.bad(reader.line_num, f"is not CSV: {error}")
        return out

    def header(self, comments: list[tuple[int, str]]) -> None:
        for number, text in comments:
            if not text.startswith("{"):
                continue  # a remark
            try:
                values = json.loads(text, parse_constant=_no_constant)
            except ValueError as error:
                self.bad(
                    number, f"the header line is not JSON: {error}", "restore it from the roster as it was written"
                )
                continue
            try:
                self._take(values)
            except (KeyError, TypeError, ValueError) as error:
                what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
                self.bad(number, f"the header line is wrong: {what}", "restore it from the roster as it was written")
        if self.head is None:
            hint = "keep the lines that begin with # when you edit the file"
            self.problems.append(Problem(self.name, "the header with the planning figures is missing", hint))

    def _take(self, values: dict[str, Any]) -> None:
        if "longwatch_roster" in values:
            if values["longwatch_roster"] != SCHEMA:
                raise ValueError(f"schema {values['longwatch_roster']!r} is not known; this version reads {SCHEMA}")
            if self.head is not None:
                raise ValueError("it stands twice")
            if not isinstance(values["length_s"], int) or values["length_s"] <= 0:
                raise ValueError("length_s must be a positive whole number of seconds")
            texts = {key: str(values[key]) for key in ("scenario", "scenario_sha256", "method")}
            self.head = {**texts, "length_s": values["length_s"], "start_s": _unix_s(values["start"])}
        elif "pairing" in values:
            values["line"] = values.pop("of_line")
            _put(self.pairings, values.pop("pairing"), _make(Pairing, values))
        elif "line" in values:
            _put(self.lines, values.pop("line"), _make(Line, values))
        elif "note" in values:
            _put(self.notes, values["note"], str(values["text"]))
        else:
            raise ValueError("it is neither the roster, a line, a pairing nor a note")

    def stints(self, rows: list[tuple[int, list[str]]]) -> list[Stint]:
        if not rows:
            self.problems.append(Problem(self.name, f"the row of column names is missing: {', '.join(COLUMNS)}"))
            return []
        number, title = rows[0]
        columns = self._columns(number, title)
        if columns is None:
            return []
        found = [self._stint(number, cells, columns) for number, cells in rows[1:]]
        return [stint for stint in found if stint is not None]

    def _columns(self, number: int, title: list[str]) -> dict[str, int] | None:
        names = [cell.strip().lower() for cell in title]
        before = len(self.problems)
        for column in _NEEDED:
            if names.count(column) != 1:
                what = "is missing" if column not in names else "stands twice"
                unknown = [name for name in names if name and name not in COLUMNS]
                self.bad(number, f"the column '{column}' {what}", _column_hint(column, unknown))
        return {name: names.index(name) for name in COLUMNS if name in names} if len(self.problems) == before else None

    def _stint(self, number: int, cells: list[str], columns: dict[str, int]) -> Stint | None:
        before = len(self.problems)
        text = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        for name in _NEEDED:
            if not text[name]:
                self.bad(number, f"{name}: the cell is empty")
        fleet = self._known(number, "fleet", text["fleet"], {pairing.fleet for pairing in self.pairings.values()})
        line = self._known(number, "line", text["line"], {line.name for line in self.lines.values()})
        times = {name: self._time(number, name, text[name]) for name in _TIMES if text[name]}
        flag = text.get("airborne_at_start", "").lower()
        if flag not in _TRUE and flag not in _FALSE:
            self.bad(number, f"airborne_at_start: {flag!r} is neither true nor false")
        if len(self.problems) > before or self.head is None:
            return None
        start_s = self.head["start_s"]
        return Stint(
            takeoff_s=times["takeoff"] - start_s,
            line=line,
            tail=_unescape(text["tail"]),
            fleet=fleet,
            arrive_s=times["arrive"] - start_s,
            leave_s=times["leave"] - start_s,
            land_s=times["land"] - start_s,
            ready_s=times["ready"] - start_s,
            airborne_at_start=flag in _TRUE,
        )

    def _known(self, number: int, kind: str, cell: str, names: set[str]) -> str:
        """The name a cell means: names of the header, spaces round them aside."""
        name = _unescape(cell)
        for known in names:
            if name == known.strip() or cell == _escape(known).strip():
                return known
        if name and names:
            listed = sorted(names)
            what = f"{kind}: no {kind} is called '{name}'; this roster has {', '.join(listed)}"
            self.bad(number, what, nearest_name(name, listed))
        return name

    def _time(self, number: int, column: str, text: str) -> int:
        try:
            return _unix_s(text)
        except ValueError as error:
            self.bad(number, f"{column}: {error}", 'write UTC to the second, like "2026-03-01T06:05:00Z"')
            return 0  # the row is dropped

    def roster(self, stints: list[Stint]) -> Roster:
        assert self.head is not None  # else a problem was found
        return Roster(
            scenario_name=self.head["scenario"],
            scenario_sha256=self.head["scenario_sha256"],
            start_s=self.head["start_s"],
            length_s=self.head["length_s"],
            method=self.head["method"],
            lines=tuple(line for _, line in sorted(self.lines.items())),
            pairings=tuple(pairing for _, pairing in sorted(self.pairings.items(), key=lambda item: item[0])),
            stints=tuple(sorted(stints)),
            notes=tuple(text for _, text in sorted(self.notes.items())),
        )


def _comment(cells: list[str]) -> str:
    """The text of a `#` line, whether or not a spreadsheet split it at its commas and quoted the pieces."""
    return ",".join(cells).lstrip("#").strip()


def _unescape(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def _column_hint(column: str, unknown: list[str]) -> str:
    near = nearest_name(column, unknown)
    return near.replace("did you mean", "perhaps it is the one called") if near else ""


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _put(into: dict[int, Any], number: object, value: object) -> None:
    if not isinstance(number, int) or number in into:
        raise ValueError(f"its number {number!r} is not a number of its own")
    into[number] = value


def _unix_s(text: object) -> int:
    if not isinstance(text, str) or not re.match(r"^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}", text):
        raise ValueError(f"{text!r} is not a time")
    try:
        found = datetime.fromisoformat(text.replace(" ", "T", 1) if "T" not in text else text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time") from None
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    if found.microsecond:
        raise ValueError(f"{text!r} has parts of a second")
    return int(found.timestamp())


def _make(kind: type[Line] | type[Pairing], values: dict[str, Any]) -> Any:
    """A Line or a Pairing from its JSON, every field present and of its type."""
    names = [one.name for one in fields(kind)]
    unknown = sorted(set(values) - set(names))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not known; {nearest_name(unknown[0], names)}".rstrip("; "))
    return kind(**{one.name: _READERS[str(one.type)](one.name, values[one.name]) for one in fields(kind)})


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


def _pairs(of: Callable[[str], Any]) -> Callable[[str, object], Any]:
    def read(name: str, value: object) -> Any:
        pairs = [pair.split() for pair in _text(name, value).split("/") if pair.strip()]
        try:
            found = tuple(tuple(of(part) for part in pair) for pair in pairs)
        except ValueError:
            raise ValueError(f"{name} must be pairs of numbers like '1 2 / 3 4', not {value!r}") from None
        if any(len(pair) != 2 or not all(math.isfinite(part) for part in pair) for pair in found):
            raise ValueError(f"{name} must be pairs of numbers like '1 2 / 3 4', not {value!r}")
        return found

    return read


_READERS: Final[dict[str, Callable[[str, object], Any]]] = {
    "str": _text,
    "int": _int,
    "float": _float,
    "bool": _flag,
    "tuple[tuple[int, int], ...]": _pairs(int),
    "tuple[tuple[float, float], ...]": _pairs(float),
}
