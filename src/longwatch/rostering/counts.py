"""Cumulative counts by slot, in which the bound is written: take-offs and departures of each fleet on each line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from longwatch.rostering.pooled import ANY_LINE
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.scenario.plan import Line
from longwatch.slots.lp import Model


@dataclass
class Cells:
    """Numbers of the model's variables, by (fleet, line, fleet they land with, slot)."""

    legs: list[Leg] = field(default_factory=list)  # those that the model has, ferries among them
    covered: dict[tuple[int, int], int] = field(default_factory=dict)  # (line, slot)
    launched: dict[tuple[int, int, int, int], int] = field(
        default_factory=dict
    )  # slot -1: before the start, if not known
    departed: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    held: dict[tuple[int, int, int, int], int] = field(default_factory=dict)  # seconds on station


Counts = tuple[list[tuple[int, float]], float]  # sum of terms, and a constant


def reader(
    columns: dict[tuple[int, int, int, int], int], key: tuple[int, int, int], before: int
) -> Callable[[int], Counts]:
    """Cumulative count up to and with a slot; before the first slot it is what the period starts with."""

    def read(j: int) -> Counts:
        if j < 0 and (*key, -1) not in columns:
            return [], float(before)
        return [(columns[*key, max(j, -1)], 1.0)], 0.0

    return read


def minus(one: Counts, other: Counts) -> Counts:
    return [*one[0], *((column, -a) for column, a in other[0])], one[1] - other[1]


def at_least(model: Model, one: Counts, other: Counts) -> None:
    terms, constant = minus(one, other)
    if terms:
        model.row(terms, low=-constant)


def slot_of(second: int, h: int) -> int:
    return second // h


def takeoffs_aloft(problem: Problem, leg: Leg) -> list[int]:
    """When the vehicles on this line at the start took off, before 0; of a pool those on any."""
    return [one.takeoff_s for one in problem.groups[leg.fleet].aloft if leg.line in (one.line, ANY_LINE)]


def open_landing(leg: Leg, legs: Sequence[Leg]) -> bool:
    """Whether those on this line at the start may land with one fleet or another."""
    return any(other.key[:2] == leg.key[:2] and other.home != leg.home for other in legs)


def demand_by_slot(line: Line, length_s: int, h: int, *, from_s: int = 0) -> list[int]:
    """Seconds of each slot in which the line is demanded, after `from_s`."""
    windows = demand_windows(line, length_s)
    return [
        sum(max(0, min(end, (j + 1) * h, length_s) - max(start, j * h, from_s)) for start, end in windows)
        for j in range(math.ceil(length_s / h))
    ]
