"""A scenario on its way in: the parts that are right by themselves, and all that was found wrong so far.

Each check takes the draft, looks at the parts it can trust and adds its problems, so that one pass finds them all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from longwatch.catalog.sensing import Sensing
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.origins import Figure
from longwatch.quantities import Strict
from longwatch.scenario.models import (
    Area,
    Base,
    Control,
    Faults,
    Fleet,
    MoneyRules,
    Period,
    Policy,
    Run,
    ScenarioFile,
    State,
    Traffic,
    Watch,
    Weather,
)
from longwatch.scenario.places import Key, Places
from longwatch.scenario.words import problems_of, shown
from longwatch.units import HOUR_S, YEAR_S

ARRAYS: dict[str, type[Strict]] = {
    "base": Base, "control": Control, "area": Area, "watch": Watch, "fleet": Fleet, "traffic": Traffic,
}  # fmt: skip
TABLES: dict[str, type[Strict]] = {
    "period": Period, "weather": Weather, "sensing": Sensing, "faults": Faults, "policy": Policy, "state": State,
    "money": MoneyRules, "run": Run,
}  # fmt: skip
MOST_PROBLEMS = 100
# Beyond these a figure is a slip of the pen, not a scenario: SI unit -> (largest value, in words)
LARGEST = {
    "s": (1000 * YEAR_S, "1000 years"),
    "m": (40_100_000.0, "40100 km, once round the Earth"),
    "m/s": (1000.0, "1000 m/s"),
    "1/s": (3600 / HOUR_S, "3600 /h"),
    "kg": (1e9, "1e6 t"),
    "W": (1e12, "1e9 kW"),
    "rad": (63.0, "10 turns"),
    "mm/h": (500.0, "500 mm/h"),
}
LARGEST_MONEY = 1e18


@dataclass
class Draft:
    """The raw table with where each key stands, the parts that passed, problems, warnings and files by hash."""

    table: dict[str, Any]
    places: Places
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)  # name -> sha256 of what has been read
    named: dict[str, Path] = field(default_factory=dict)  # files still to be hashed, once nothing else is wrong
    parts: dict[str, list[tuple[Key, Any]]] = field(default_factory=dict)
    file: ScenarioFile | None = None
    broken: set[tuple[str, str]] = field(default_factory=set)  # ("platform", id) of own entries that did not pass

    def wrong(self, key: Key, what: str, hint: str = "") -> None:
        self.problems.append(Problem(self.places.where(key), what, hint))

    def warn(self, key: Key, what: str) -> None:
        where = self.places.where(key)
        self.warnings.append(f"{where}: {what}" if where else what)

    def unknown(self, key: Key, what: str, name: str, names: list[str], has: str = "this scenario has") -> None:
        """A name that leads nowhere, with those that exist and the nearest of them."""
        listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "") if names else "none"
        self.wrong(key, f"no {what} is called {shown(name)}; {has} {listed}", nearest_name(name, names))

    def each(self, section: str) -> Iterator[tuple[Key, Any]]:
        """The entries of an array of tables that are right by themselves, with their key paths."""
        return iter(self.parts.get(section, []))

    def one(self, section: str) -> Any:
        """A table that is right by itself, or None."""
        return next((part for _, part in self.each(section)), None)

    def names(self, section: str, name: str = "name") -> list[str]:
        """All names in an array of tables, those of wrong entries too: a reference to one of them is no second error."""
        entries = self.table.get(section)
        if not isinstance(entries, list):
            return []
        return [entry[name] for entry in entries if isinstance(entry, dict) and isinstance(entry.get(name), str)]

    def note_file(self, key: Key, name: str, limit_bytes: int) -> bool:
        """Take note of a named file, looked for beside the scenario. False and a problem if it can't be read."""
        path = self.folder / name
        try:
            if not path.is_file():
                what = "is a folder" if path.is_dir() else "does not exist"
                self.wrong(key, f"the file {shown(name)} {what} (looked for beside the scenario)", _near(path))
            elif path.stat().st_size > limit_bytes:
                self.wrong(key, f"the file {shown(name)} is larger than {limit_bytes / 1e6:g} MB")
            else:
                self.named[name] = path
                return True
        except (OSError, ValueError) as error:
            self.wrong(key, f"the file {shown(name)} can't be read: {getattr(error, 'strerror', None) or error}")
        return False

    def hash_files(self) -> dict[str, str]:
        """All files by their hash. Large ones take a while, so this comes last."""
        for name, path in self.named.items():
            with path.open("rb") as file:
                self.inputs[name] = hashlib.file_digest(file, "sha256").hexdigest()
        return dict(sorted(self.inputs.items()))

    def stop_if_wrong(self) -> None:
        """Raises BadInputError with all that was found."""
        if not self.problems:
            return
        seen = sorted(dict.fromkeys(self.problems), key=_line)
        rest = len(seen) - MOST_PROBLEMS
        raise BadInputError(seen[:MOST_PROBLEMS] + ([Problem("", f"and {rest} more problems")] if rest > 0 else []))


def _line(problem: Problem) -> int:
    """The line of the file a problem stands on, to list them in order; what has none comes first."""
    found = re.match(r"[^:]*:(\d+)", problem.where)
    return int(found[1]) if found else 0


def _near(path: Path) -> str:
    try:
        return nearest_name(path.name, sorted(entry.name for entry in path.parent.iterdir())[:1000])
    except OSError:
        return ""


def validate(draft: Draft) -> None:
    """Check every part by itself; what passes stands in `draft.parts`, and in `draft.file` if all of it does."""
    for section in ARRAYS:
        if isinstance(draft.table.get(section), dict):
            draft.wrong((section,), f"is a list of tables: write [[{section}]], not [{section}]")
            draft.table[section] = [draft.table[section]]
    try:
        draft.file = ScenarioFile.model_validate(draft.table, by_alias=True, by_name=False)
    except ValidationError as error:
        draft.problems += problems_of(error, (), ScenarioFile, draft.places)
    for section, model in ARRAYS.items():
        entries = draft.table.get(section)
        keyed = [((section, i), entry) for i, entry in enumerate(entries)] if isinstance(entries, list) else []
        draft.parts[section] = [(key, part) for key, entry in keyed if (part := _part(model, entry)) is not None]
        if section in draft.table and entries == [] and section in ("base", "area", "watch", "fleet"):
            draft.wrong((section,), f"is empty; a scenario has at least one [[{section}]]")
    for section, model in TABLES.items():
        part = _part(model, draft.table.get(section, {}))
        draft.parts[section] = [] if part is None else [((section,), part)]
    for section in (*ARRAYS, *TABLES):
        for key, part in draft.each(section):
            check_sizes(draft, key, part, draft.places)


def part_of_file(draft: Draft, file: ScenarioFile) -> None:
    """The same for a file that is already in the form of its model."""
    draft.file = file
    draft.table = {"platform": list(file.platform), "payload": list(file.payload), "catalog": file.catalog}
    for section in ARRAYS:
        parts = getattr(file, section)
        draft.parts[section] = [((section, index), part) for index, part in enumerate(parts)]
        draft.table[section] = [
            {name: getattr(part, name) for name in ("name", "platform", "base") if hasattr(part, name)}
            for part in parts
        ]
    for section in TABLES:
        draft.parts[section] = [((section,), getattr(file, section))]


def _part(model: type[Strict], raw: object) -> Strict | None:
    try:
        return model.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError:
        return None


def check_sizes(draft: Draft, key: Key, part: object, places: Places) -> None:
    """Refuse figures so large that arithmetic with them means nothing."""
    for figure_key, figure in figures_of(part, key):
        largest, words = LARGEST.get(figure.unit, (LARGEST_MONEY, "1e18"))
        if not -largest <= max(figure.high, figure, key=abs) <= largest:
            what = f"{shown(figure.text)} is beyond anything this can mean (at most {words})"
            draft.problems.append(Problem(places.where(figure_key), what))


def figures_of(part: object, key: Key = ()) -> Iterator[tuple[Key, Figure]]:
    """Every figure inside a model, with its key path as in the file."""
    if isinstance(part, Figure):
        yield key, part
    elif isinstance(part, Strict):
        for name, info in type(part).model_fields.items():
            yield from figures_of(getattr(part, name), (*key, info.alias or name))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from figures_of(value, (*key, name))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from figures_of(value, (*key, index))
