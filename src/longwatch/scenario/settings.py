"""`--set path=value`: one entry of a scenario changed from outside, named by place or by name."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from longwatch.errors import Problem, nearest_name
from longwatch.scenario.places import DEEPEST, Key, Source, format_key, identity, too_deep

# A name in quotes, or bare up to the next dot or bracket: names hold spaces, letters of any script and "@".
_STEP = re.compile(r"\s*(?:([^\s.\[\]\"'](?:[^.\[\]\"']*[^\s.\[\]\"'])?)|\"([^\"]*)\"|'([^']*)')\s*|\[\s*(\d+)\s*\]")
LONGEST = 100_000


def set_value(source: Source, text: str) -> list[Problem]:
    """Apply one "path=value"; the value is read as TOML, and a bare word as text."""
    where = f"--set {text[:80]}"
    path, equals, written = text.partition("=")
    steps = _steps(path)
    if not equals or not steps:
        hint = "like --set run.trials=200, --set fleet[0].count=3 or --set watch.north.k=2"
        return [Problem(where, "is not path=value", hint)]
    if len(steps) > DEEPEST or len(text) > LONGEST:
        return [Problem(where, "is longer than any path of a scenario")]
    value = _value(written)
    if too_deep(value) is not None:
        return [Problem(where, "is nested deeper than any scenario is")]
    holder: Any = source.table
    key: Key = ()
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        found = _find(holder, step)
        if isinstance(found, Problem):
            return [Problem(where, found.what, found.hint)]
        if following is None:
            holder[found] = value
            key = (*key, found)
        else:
            key = (*key, found)
            if isinstance(holder, dict) and found not in holder:
                holder[found] = {}
            holder = holder[found]
            if not isinstance(holder, dict | list):
                return [Problem(where, f"{format_key(key)} is a single value and has no {following!r} in it")]
    for old in [old for old in source.places.of if old[: len(key)] == key]:
        del source.places.of[old]
    source.places.of[key] = where
    return []


def _steps(path: str) -> tuple[str | int, ...]:
    """ "fleet[0].count" -> ("fleet", 0, "count"); empty if it is no path."""
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        if steps and path[at] == ".":
            at += 1
        match = _STEP.match(path, at)
        if match is None:
            return ()
        steps.append(int(match[4][:9]) if match[4] else next(g for g in match.groups()[:3] if g is not None))
        at = match.end()
    return tuple(steps)


def _find(holder: Any, step: str | int) -> str | int | Problem:
    """The key or index of a step: an entry of a list by its place or by its name."""
    if isinstance(holder, dict):
        return step if isinstance(step, str) else Problem("", f"[{step}] stands for an entry of a list, not of a table")
    if isinstance(step, str) and step.isdigit():
        step = int(step)
    if isinstance(step, int):
        if step < len(holder):
            return step
        return Problem("", f"there is no entry {step}; the list has {len(holder)}, counted from 0")
    names = [identity(entry) if isinstance(entry, dict) else "" for entry in holder]
    if step in names:
        return names.index(step)
    listed = ", ".join(name for name in names if name) or "none with a name"
    return Problem("", f"no entry is called {step!r}; there are {listed}", nearest_name(step, names))


def _value(written: str) -> Any:
    """A TOML value; what is not TOML is taken as text, so that `--set period.length="3 d"` survives the shell."""
    try:
        table = tomllib.loads(f"v = {written.strip()}")
    except (ValueError, RecursionError):
        return written.strip()
    return table["v"] if set(table) == {"v"} else written.strip()
