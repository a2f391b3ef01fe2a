"""A scenario's own figures laid over the catalog: override what is there, or add a whole platform or payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from longwatch.catalog.load import Catalog
from longwatch.catalog.models import Payload, Platform, Sensor
from longwatch.catalog.words import as_text
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.quantities import Strict

Item = TypeVar("Item", Platform, Payload)
Change: TypeAlias = tuple[str, str, str, str]  # item, quantity, what the catalog said, what the scenario says
NEW = "(new)"


def merge(
    catalog: Catalog,
    platform_tables: Sequence[Mapping[str, Any]],
    payload_tables: Sequence[Mapping[str, Any]],
    where: str = "",
) -> tuple[Catalog, tuple[Change, ...]]:
    """The catalog with a scenario's `[[platform]]` and `[[payload]]` laid over it, and every change for the report.

    A table whose `id` the catalog knows overrides the figures it names; any other must be whole. `base = "tb3"` starts
    a new platform from a known one. Raises BadInputError with every problem of every table; `where` goes before each.
    """
    problems: list[Problem] = []
    platforms, of_platforms = _lay_over("platform", Platform, catalog.platforms, platform_tables, where, problems)
    payloads, of_payloads = _lay_over("payload", Payload, catalog.payloads, payload_tables, where, problems)
    for index, table in enumerate(platform_tables):
        item = platforms.get(str(table.get("id")))
        for name in item.payloads if item is not None and "payloads" in table else ():
            if name not in payloads:
                what = f"no payload is called {name!r}; there are {', '.join(sorted(payloads))}"
                place = _place(where, "platform", index, "payloads")
                problems.append(Problem(place, what, nearest_name(name, list(payloads))))
    if problems:
        raise BadInputError(problems)
    return Catalog(platforms, payloads), (*of_platforms, *of_payloads)


def _lay_over(
    word: str,
    model: type[Item],
    known: dict[str, Item],
    tables: Sequence[Mapping[str, Any]],
    where: str,
    problems: list[Problem],
) -> tuple[dict[str, Item], list[Change]]:
    merged, changes = dict(known), []
    seen: set[str] = set()
    for index, table in enumerate(tables):
        name = table.get("id")
        if not isinstance(name, str) or not name:
            problems.append(Problem(_place(where, word, index, "id"), f"a {word} needs an `id`, the name fleets use"))
            continue
        if name in seen:
            problems.append(Problem(_place(where, word, index, "id"), f"{name!r} is given twice; once is enough"))
            continue
        seen.add(name)
        start = name if name in known else table.get("base")
        if start is not None and start not in known:
            what = f"no {word} is called {start!r}; there are {', '.join(sorted(known))}"
            place = _place(where, word, index, "base")
            problems.append(Problem(place, what, nearest_name(str(start), list(known))))
            continue
        old = known[start] if isinstance(start, str) else None
        item = _build(word, model, old, table, partial(_place, where, word, index), problems)
        if item is not None:
            merged[name] = item
            changes += _changes(f"{word} {name}", known.get(name), item, table, str(table.get("base", "")))
    return merged, changes


def _build(
    word: str,
    model: type[Item],
    old: Item | None,
    table: Mapping[str, Any],
    place: Callable[[str], str],
    problems: list[Problem],
) -> Item | None:
    """The new item, or None with everything that is wrong added to `problems`."""
    names = file_names(model)
    values: dict[str, Any] = {}
    if old is not None:
        values = {file: getattr(old, attribute) for file, attribute in names.items()}
    given = {key: value for key, value in table.items() if key != "base"}
    unknown = [key for key in given if key not in names]
    for key in unknown:
        hint = nearest_name(key, list(names)) or f"a {word} has {', '.join(names)}"
        problems.append(Problem(place(key), f"unknown key {key!r}", hint))
    values.update((key, _laid_over(values.get(key), value)) for key, value in given.items() if key in names)
    try:
        item = model(**values)
        return None if unknown else item
    except ValidationError as error:
        missing = [str(one["loc"][0]) for one in error.errors() if _is_missing(one)]
        if missing:
            what = f"{word} {table['id']!r} is new to the catalog and lacks {', '.join(missing)}"
            near = 'start from a known one with base = "…", or give each with its unit'
            problems.append(Problem(place("").rstrip("."), what, near))
        for one in error.errors():
            if not _is_missing(one):
                loc = ".".join(str(part) for part in one["loc"])
                problems.append(Problem(place(loc), str(one["msg"]).removeprefix("Value error, ")))
    return None


def _laid_over(old: Any, new: Any) -> Any:
    """A table laid over a block of figures changes what it names; anything else takes the place of what was there."""
    if not (isinstance(old, Strict) and isinstance(new, Mapping)):
        return new
    fields = {info.alias or name: getattr(old, name) for name, info in type(old).model_fields.items()}
    return {**fields, **{key: _laid_over(fields.get(key), value) for key, value in new.items()}}


def _is_missing(error: Mapping[str, Any]) -> bool:
    """Whether a key of the item itself is not given; what parts of it lack is told where it is lacking."""
    return bool(error["type"] == "missing" and len(error["loc"]) == 1)


def file_names(model: type[Platform] | type[Payload] | type[Sensor]) -> dict[str, str]:
    """Name in a file -> attribute of the model: "endurance" -> "endurance_s"."""
    fields: dict[str, FieldInfo] = model.model_fields
    return {field.alias or name: name for name, field in fields.items()}


def _changes(item: str, old: Item | None, new: Item, table: Mapping[str, Any], base: str) -> list[Change]:
    if old is None:
        return [(item, NEW, "", f"as {base}, with {_count(table)}" if base else _count(table))]
    names = file_names(type(new))
    out: list[Change] = []
    for key in table:
        if key in names and key not in ("id", "base"):
            was, now = as_text(getattr(old, names[key])), as_text(getattr(new, names[key]))
            if was != now:
                out.append((item, key, was, now))
    return out


def _count(table: Mapping[str, Any]) -> str:
    own = len([key for key in table if key not in ("id", "base")])
    return f"{own} {'entry' if own == 1 else 'entries'} of its own"


def _place(where: str, word: str, index: int, key: str) -> str:
    field = f"{word}[{index}].{key}" if key else f"{word}[{index}]"
    return f"{where}: {field}" if where else field
