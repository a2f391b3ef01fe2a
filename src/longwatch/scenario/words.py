"""What pydantic found wrong, in the user's words: no jargon, no addresses, always what was allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from longwatch.errors import Problem, nearest_name
from longwatch.scenario.places import Key, Places

LONGEST_VALUE = 60
ARMED = ("weapon", "munition", "missile", "bomb", "armament", "gun", "torpedo")

_COMPARISONS = {
    "greater_than": ("gt", "must be above"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be below"),
    "less_than_equal": ("le", "must be at most"),
}
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "string": "text in quotes",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "a table",
    "model": "a table",
}


def shown(value: object) -> str:
    """The offending value as it could stand in a file, cut to a readable length."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, str | int | float) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def problems_of(error: ValidationError, key: Key, model: type[BaseModel], places: Places) -> list[Problem]:
    """One problem for each thing that is wrong with the table at `key`, which should have been a `model`."""
    return [_problem(details, key, model, places) for details in error.errors(include_url=False)]


def _problem(details: ErrorDetails, key: Key, model: type[BaseModel], places: Places) -> Problem:
    loc = tuple(part for part in details["loc"] if part != "[key]")
    what, hint = _words(details, keys_at(model, loc[:-1]), str(loc[-1]) if loc else "")
    if details["type"] == "missing":
        what += _description(model, loc)
    return Problem(places.where((*key, *loc)), what, hint)


def _words(details: ErrorDetails, siblings: Sequence[str], last: str) -> tuple[str, str]:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    family = kind.split("_")[0]
    if kind == "missing":
        return "is missing", ""
    if kind == "extra_forbidden":
        return unknown_key(last, siblings)
    if kind == "literal_error":
        allowed = context["expected"].replace(" or ", ", ").replace("'", "")
        return f"{shown(value)} is not allowed; it is one of {allowed}", nearest_name(str(value), allowed.split(", "))
    if kind in _COMPARISONS:
        name, words = _COMPARISONS[kind]
        return f"{shown(value)} {words} {context[name]}", ""
    if kind == "value_error":
        return str(context["error"]), ""
    if kind == "string_too_short":
        return "must not be empty", ""
    if kind == "string_too_long":
        return f"{shown(value)} is longer than {context['max_length']} characters", ""
    if family in _TYPES:
        return f"{shown(value)} is not {_TYPES[family]}", ""
    return f"{shown(value)}: {details['msg'][:1].lower()}{details['msg'][1:]}", ""


def unknown_key(name: str, allowed: Sequence[str]) -> tuple[str, str]:
    """(what, hint) for a key that no model has."""
    if name.lower().rstrip("s") in ARMED:
        return f"{shown(name)} has no place in a scenario: longwatch is for unarmed work only", ""
    listed = ", ".join(allowed)
    return f"unknown key {shown(name)}" + (f"; here may stand {listed}" if listed else ""), nearest_name(name, allowed)


def file_keys(model: type[BaseModel]) -> dict[str, Any]:
    """The keys as they stand in a file, with their fields."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def keys_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """The keys allowed in the table at `loc` of a model."""
    inner = model_at(model, loc)
    return list(file_keys(inner)) if inner else []


def model_at(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel] | None:
    """The model of the table at `loc`: through lists, dictionaries and optional values."""
    inner: type[BaseModel] | None = model
    annotation: Any = model
    for part in loc:
        if inner is not None and isinstance(part, str):
            field = file_keys(inner).get(part)
            if field is None:
                return None
            annotation = field.annotation
        else:  # an index of a list, or a key of a dictionary
            annotation = _element(annotation)
        inner = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
        if inner is None:
            inner = next((a for a in get_args(annotation) if isinstance(a, type) and issubclass(a, BaseModel)), None)
            if inner is not None and _is_container(annotation):
                inner = None
    return inner


def _is_container(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) in (tuple, dict, list)


def _element(annotation: Any) -> Any:
    models = [a for a in get_args(annotation) if isinstance(a, type) and issubclass(a, BaseModel)]
    return models[0] if models else None


def _description(model: type[BaseModel], loc: Sequence[int | str]) -> str:
    inner = model_at(model, loc[:-1])
    field = file_keys(inner).get(str(loc[-1])) if inner and loc else None
    return f" ({field.description})" if field is not None and field.description else ""
