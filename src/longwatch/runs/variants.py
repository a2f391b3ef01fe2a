"""The variants of a sweep: every combination of listed values, and Latin hypercube samples of ranges."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longwatch.errors import BadInputError, Problem

MOST_POINTS = 10_000
_BOUND = re.compile(r"^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Variant:
    """One point of a sweep: its number and what is set in the scenario, path -> value as written."""

    number: int
    values: tuple[tuple[str, str], ...]

    @property
    def overrides(self) -> tuple[str, ...]:
        return tuple(f"{path}={value}" for path, value in self.values)


@dataclass(frozen=True)
class Range:
    """A value that is drawn between two others; whole numbers stay whole."""

    path: str
    low: float
    high: float
    unit: str
    whole: bool

    def at(self, share: float) -> str:
        """The value at a share of the way, from 0 to just below 1."""
        if self.whole:
            return f"{math.floor(self.low + share * (self.high - self.low + 1))}"
        value = f"{self.low + share * (self.high - self.low):.6g}"
        return f"{value} {self.unit}" if self.unit else value


def variants_of(vary: Sequence[str], ranges: Sequence[str], samples: int, seed: int) -> tuple[Variant, ...]:
    """Every combination of the lists, once for each sample of the ranges. Raises BadInputError with all mistakes.

    `vary` holds "path=value,value" (or split by "|" where values hold commas), `ranges` "path=low:high". The samples are
    a Latin hypercube: each of the `samples` equal parts of a range holds one (McKay, Beckman and Conover, Technometrics
    21, 1979), drawn from the seed alone.
    """
    problems: list[Problem] = []
    lists = [_listed(text, problems) for text in vary]
    drawn = [_range(text, problems) for text in ranges]
    paths = [path for path, _ in lists] + [one.path for one in drawn if one]
    problems += [Problem(path, "is varied twice") for path in sorted({p for p in paths if p and paths.count(p) > 1})]
    if not vary and not ranges:
        problems.append(Problem("sweep", "nothing varies", "add --vary fleet[0].count=2,3,4"))
    if ranges and samples < 1:
        problems.append(Problem("--samples", "is missing: how often are the ranges drawn?", "like --samples 20"))
    n_points = max(1, samples if ranges else 1)
    for _, values in lists:
        n_points *= max(1, len(values))
    if n_points > MOST_POINTS:
        problems.append(Problem("sweep", f"has {n_points} points; at most {MOST_POINTS} are run"))
    if problems:
        raise BadInputError(problems)
    columns = [one for one in drawn if one]
    shares = _hypercube(samples if ranges else 1, len(columns), seed)
    points = [
        (*zip((path for path, _ in lists), combination, strict=True),
         *((one.path, one.at(share)) for one, share in zip(columns, row, strict=True)))
        for combination in itertools.product(*(values for _, values in lists))
        for row in shares
    ]  # fmt: skip
    return tuple(Variant(number, tuple(point)) for number, point in enumerate(points))


def columns_of(variants: Sequence[Variant]) -> dict[int, dict[str, float | str]]:
    """What varies, as columns of a table: point -> column -> value.

    Where every value of a path is a number with one unit, the unit goes into the column's name and numbers remain.
    """
    columns: dict[int, dict[str, float | str]] = {variant.number: {} for variant in variants}
    for place, (path, _) in enumerate(variants[0].values):
        written = [variant.values[place][1] for variant in variants]
        numbers = [_BOUND.match(text) for text in written]
        units = {match[2] if match else None for match in numbers}
        unit = units.pop() if len(units) == 1 else None
        name = f"{path} [{unit}]" if unit else path
        for variant, text, match in zip(variants, written, numbers, strict=True):
            columns[variant.number][name] = text if unit is None or match is None else float(match[1])
    return columns


def _listed(text: str, problems: list[Problem]) -> tuple[str, tuple[str, ...]]:
    path, equals, written = text.partition("=")
    values = tuple(part.strip() for part in written.split("|" if "|" in written else ",") if part.strip())
    if not equals or not path.strip() or not values:
        problems.append(Problem(f"--vary {text[:60]}", "is not path=value,value", "like fleet[0].count=2,3,4"))
    elif len(set(values)) < len(values):
        problems.append(Problem(f"--vary {text[:60]}", "lists a value twice"))
    return path.strip(), values


def _range(text: str, problems: list[Problem]) -> Range | None:
    path, equals, written = text.partition("=")
    ends = [_BOUND.match(part) for part in written.split(":")]
    if not equals or not path.strip() or len(ends) != 2 or None in ends:
        hint = 'like fleet[0].turnaround="2 h:6 h"'
        problems.append(Problem(f"--range {text[:60]}", "is not path=low:high", hint))
        return None
    (low, low_unit), (high, high_unit) = (end.groups() for end in ends if end)
    unit = high_unit or low_unit
    if low_unit and low_unit != high_unit:
        problems.append(Problem(f"--range {text[:60]}", "has two units", "write both ends in one unit"))
    if not float(low) < float(high):
        problems.append(Problem(f"--range {text[:60]}", "its low end is not below its high end"))
    whole = not unit and all(re.fullmatch(r"[+-]?\d+", end) for end in (low, high))
    return Range(path.strip(), float(low), float(high), unit, whole)


def _hypercube(n: int, n_columns: int, seed: int) -> list[list[float]]:
    """(n, n_columns) shares: in each column one in each n-th part."""
    rng = np.random.default_rng([seed, n, n_columns])
    columns = [(rng.permutation(n) + rng.random(n)) / n for _ in range(n_columns)]
    return [[float(column[row]) for column in columns] for row in range(n)]
