"""What a scenario may already name but this version does not build: refused in plain words, never silently ignored.

The whole format stands (DESIGN, section 8), so that a file written for a later version is understood as far as here.
"""

from __future__ import annotations

from typing import Any

from longwatch.errors import Problem
from longwatch.scenario.places import Key, Places

Pattern = tuple[str, ...]  # "*" stands for any index

# a key that comes later -> what to call it
LATER_KEYS: dict[Pattern, str] = {
    ("responder",): "patrol vessels that answer a contact (`responder`)",
    ("budget",): "budgets by fiscal year",
    ("ocean",): "currents",
    ("watch", "*", "line"): "barrier lines",
    ("watch", "*", "crosser_speed"): "barrier watches",
    ("watch", "*", "last_seen"): "search watches",
    ("watch", "*", "drift"): "search watches",
    ("watch", "*", "contact"): "custody watches",
    ("weather", "current"): "currents",
    ("money", "index"): "price indices of your own",
    ("money", "learning"): "learning curves",
}

# a value that comes later -> what to call it
LATER_VALUES: dict[Pattern, dict[str, str]] = {
    ("watch", "*", "kind"): {
        "barrier": "barrier watches",
        "search": "search watches",
        "survey": "survey watches",
        "custody": "custody watches",
    },
}


def take_later(table: dict[str, Any], places: Places) -> list[Problem]:
    """Problems for all that comes later. It is taken out of the table, so that the rest can be checked as usual."""
    problems = []
    for pattern, words in LATER_KEYS.items():
        for key, parent in _matches(table, pattern):
            del parent[key[-1]]
            problems.append(_not_yet(key, words, places))
    for pattern, values in LATER_VALUES.items():
        for key, parent in _matches(table, pattern):
            value = parent[key[-1]]
            if isinstance(value, str) and value in values:
                problems.append(_not_yet(key, values[value], places))
                _make_harmless(parent, key)
    return problems


def _make_harmless(parent: dict[Any, Any], key: Key) -> None:
    """Keep what is checked of a later kind as well: its names. What only that kind needs is not asked for."""
    if key[0] == "watch":
        parent["kind"] = "station"
        parent.setdefault("limit", "0 h")
        parent.setdefault("sees", {"class": "merchant"})
    else:
        del parent[key[-1]]


def _not_yet(key: Key, words: str, places: Places) -> Problem:
    return Problem(places.where(key), f"not yet: {words}: understood, but not built in this version")


def _matches(table: dict[str, Any], pattern: Pattern) -> list[tuple[Key, dict[Any, Any]]]:
    """Every key path of the table that meets the pattern, with the table that holds its last part."""
    found: list[tuple[Key, Any]] = [((), table)]
    for part in pattern[:-1]:
        if part == "*":
            found = [((*k, i), v) for k, held in found if isinstance(held, list) for i, v in enumerate(held)]
        else:
            found = [((*k, part), held[part]) for k, held in found if isinstance(held, dict) and part in held]
    last = pattern[-1]
    return [((*key, last), held) for key, held in found if isinstance(held, dict) and last in held]
