"""From files on disk to one raw table: a file over the one it extends, then `--set`.

Nothing here knows what a scenario means; it only knows where each key was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem
from longwatch.scenario.csv_tables import fill_tables
from longwatch.scenario.places import Key, Places, Source, identity
from longwatch.scenario.settings import set_value
from longwatch.scenario.toml_file import is_file, read_toml
from longwatch.scenario.words import shown

LONGEST_CHAIN = 8
FILE_KEYS = (
    ("area", "file"), ("traffic", "file"), ("traffic", "fitted_to"), ("base", "track"), ("base", "track_file"),
    ("weather", "file"), ("state", "file"), ("state", "run"), ("policy", "file"),
)  # fmt: skip


def read_source(path: Path, overrides: Sequence[str] = ()) -> Source:
    """Raises BadInputError at the first thing that keeps the text from being read at all."""
    source = _read_chain(path, ())
    problems = [problem for text in overrides for problem in set_value(source, text)]
    if problems:
        raise BadInputError(problems)
    return source


def _read_chain(path: Path, chain: tuple[Path, ...]) -> Source:
    """One file over the file it extends, and so on."""
    try:
        here = path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BadInputError(Problem(str(path), f"is no path to a file: {error}")) from None
    if here in chain or len(chain) >= LONGEST_CHAIN:
        names = " -> ".join(file.name for file in (*chain, here))
        raise BadInputError(Problem(chain[-1].name, f"`extends` runs in a circle or too far: {names}"))
    table, places, sha256 = read_toml(path)
    own = Source(table, places, {path.name: sha256})
    problems = fill_tables(own.table, own.places, path.parent, own.inputs)
    if problems:
        raise BadInputError(problems)
    base = table.get("extends")
    if not isinstance(base, str):
        return own
    if not is_file(path.parent / base):
        raise BadInputError(Problem(places.where(("extends",)), f"the file {shown(base)} does not exist"))
    under = _read_chain(path.parent / base, (*chain, here))
    _rebase_files(under.table, Path(base).parent)
    _merge(under.table, table, (), (), under.places, own.places)
    under.places.of[()] = places.of[()]
    return Source(under.table, under.places, {**under.inputs, **own.inputs})


def _rebase_files(table: dict[str, Any], folder: Path) -> None:
    """File names of a base are looked for beside the base."""
    if folder == Path():
        return
    if isinstance(table.get("catalog"), str):
        table["catalog"] = str(folder / table["catalog"])
    for section, key in FILE_KEYS:
        entries = [table[section]] if isinstance(table.get(section), dict) else table.get(section)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get(key), str):
                entry[key] = str(folder / entry[key])


def _merge(under: dict[str, Any], over: dict[str, Any], key: Key, from_key: Key, to: Places, of: Places) -> None:
    """Tables merge key by key, arrays of named tables name by name; anything else is replaced."""
    for name, value in over.items():
        old, here, there = under.get(name), (*key, name), (*from_key, name)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value, here, there, to, of)
        elif isinstance(old, list) and _is_named(old) and _is_named(value):
            _merge_named(old, value, here, there, to, of)
        else:
            under[name] = value
            _move_places(here, there, to, of)


def _merge_named(old: list[Any], new: list[Any], key: Key, from_key: Key, to: Places, of: Places) -> None:
    index_of = {identity(entry): index for index, entry in enumerate(old)}
    for position, entry in enumerate(new):
        index = index_of.pop(identity(entry), None)  # a name that comes twice is appended, and found to be double
        if index is not None:
            _merge(old[index], entry, (*key, index), (*from_key, position), to, of)
        else:
            old.append(entry)
            _move_places((*key, len(old) - 1), (*from_key, position), to, of)


def _is_named(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(e, dict) and identity(e) for e in value)


def _move_places(key: Key, from_key: Key, to: Places, of: Places) -> None:
    for old in [old for old in to.of if old[: len(key)] == key]:
        del to.of[old]
    for old, place in list(of.of.items()):
        if old[: len(from_key)] == from_key:
            to.of[(*key, *old[len(from_key) :])] = place
