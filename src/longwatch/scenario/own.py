"""The user's own platforms and payloads, over the catalog: what they change is listed, figure by figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from longwatch.catalog.load import Catalog, load_catalog
from longwatch.catalog.merge import merge
from longwatch.catalog.models import Payload, Platform
from longwatch.errors import BadInputError, Problem
from longwatch.origins import Figure
from longwatch.scenario.draft import Draft, check_sizes, figures_of
from longwatch.scenario.places import Key, Places
from longwatch.scenario.scenario import CatalogChange
from longwatch.scenario.toml_file import is_file, read_toml
from longwatch.scenario.words import shown

SECTIONS = ("payload", "platform")  # payloads first: an own platform may carry an own payload


@dataclass(frozen=True)
class Stock:
    """Every platform and payload this scenario can name, and what was changed."""

    platforms: dict[str, Platform]
    payloads: dict[str, Payload]
    changes: tuple[CatalogChange, ...]


def stock_of(draft: Draft) -> Stock:
    """The catalog with the file named by `catalog` and then the scenario's own tables laid over it."""
    catalog = load_catalog()
    changes: list[CatalogChange] = []
    for table, places in (_own_file(draft), (draft.table, draft.places)):
        for section in SECTIONS:
            entries = table.get(section)
            seen: set[object] = set()
            for index, entry in enumerate(entries if isinstance(entries, list) else []):
                if not isinstance(entry, dict):
                    continue  # the model of the whole file says so
                key: Key = (section, index)
                name = entry.get("id")
                if isinstance(name, str) and name in seen:
                    draft.problems.append(
                        Problem(places.where((*key, "id")), f"a second {section} has the id {shown(name)}")
                    )
                seen.add(str(name))
                catalog, made = _lay_over(draft, catalog, section, key, entry, places)
                changes += made
    return Stock(catalog.platforms, catalog.payloads, tuple(changes))


def _lay_over(
    draft: Draft, catalog: Catalog, section: str, key: Key, entry: dict[str, Any], places: Places
) -> tuple[Catalog, list[CatalogChange]]:
    """The catalog with one table over it; unchanged, with problems, if the table is wrong."""
    tables: dict[str, list[dict[str, Any]]] = {"platform": [], "payload": []}
    tables[section].append(entry)
    name = str(entry.get("id"))
    if not isinstance(entry.get("base", ""), str):
        draft.problems.append(Problem(places.where((*key, "base")), f"{shown(entry['base'])} is not text in quotes"))
        draft.broken.add((section, name))
        return catalog, []
    try:
        merged, changes = merge(catalog, tables["platform"], tables["payload"])
    except BadInputError as error:
        for problem in error.problems:
            where = places.where((*key, *_within(problem.where, section)))
            draft.problems.append(Problem(where, _plain(problem.what), problem.hint))
        draft.broken.add((section, name))
        return catalog, []
    item = merged.platforms[name] if section == "platform" else merged.payloads[name]
    n_before = len(draft.problems)
    check_sizes(draft, key, item, places)
    if len(draft.problems) > n_before:
        return catalog, []
    _warn_unsourced(draft, key, name, entry, item, places)
    return merged, [CatalogChange(*change) for change in changes]


def _within(where: str, section: str) -> Key:
    """ "platform[0].sensors.1.kind" -> ("sensors", 1, "kind")."""
    dotted = re.sub(rf"^{section}\[0\]\.?", "", where)
    return tuple(int(part) if part.isdigit() else part for part in dotted.split(".") if part)


def _plain(what: str) -> str:
    """A validator's own words without their jargon."""
    return what.replace("Input should be", "must be").replace("a valid ", "a ").replace(" or instance of", " or")


def _own_file(draft: Draft) -> tuple[dict[str, Any], Places]:
    """The tables of `catalog = "own.toml"`."""
    name = draft.table.get("catalog")
    if not isinstance(name, str):
        return {}, Places()
    if not is_file(draft.folder / name):
        draft.wrong(("catalog",), f"the file {shown(name)} does not exist")
        return {}, Places()
    try:
        table, places, draft.inputs[name] = read_toml(draft.folder / name)
    except BadInputError as error:
        draft.problems += error.problems
        return {}, Places()
    for key in table:
        if key not in SECTIONS:
            what = "an own catalog holds only [[platform]] and [[payload]]"
            draft.problems.append(Problem(places.where((key,)), what))
    return table, places


def _warn_unsourced(
    draft: Draft, key: Key, name: str, entry: dict[str, Any], item: Platform | Payload, places: Places
) -> None:
    """Figures without a source are the user's word; said once for each table."""
    own = {str(path[0]): figure for path, figure in figures_of(item) if len(path) == 1}
    bare = [quantity for quantity in entry if quantity in own and not _has_source(own[quantity])]
    if bare:
        draft.warnings.append(f"{places.where(key)}: {name}: no source is given for {', '.join(bare)}")


def _has_source(figure: Figure) -> bool:
    return bool(figure.origin.source)
