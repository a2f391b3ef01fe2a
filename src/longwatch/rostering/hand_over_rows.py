"""Rows of the bound on reliefs that overlap: two are on station for a while, or a second goes unwatched.

docs/rostering.md derives them.
"""

from __future__ import annotations

from collections.abc import Iterator

from longwatch.rostering.counts import Cells
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.slots.lp import Model

_STINTS = 8  # a stretch lasts so many of the longest, beside whole windows


def hand_over_rows(problem: Problem, model: Model, cells: Cells, h: int, slots: int) -> None:
    """Of every line with an overlap. Not with ferries or sorties of several lines, whose stays are no such stints."""
    if problem.ferries or problem.passages:
        return
    for index, line in enumerate(problem.lines):
        legs = [leg for leg in cells.legs if leg.line == index and leg.stint_max_s > 0]
        if not legs or not problem.overlap_of(index):
            continue
        longest_s = max(leg.stint_max_s for leg in legs)
        least_s = min(problem.overlap_of(index), longest_s)
        for first, end in _stretches(problem, index, longest_s, h, slots):
            lasts_s = min(end * h, problem.length_s) - first * h
            held = [
                (cells.held[*leg.key, j], 1.0) for leg in legs for j in range(first, end) if (*leg.key, j) in cells.held
            ]
            covered = [(cells.covered[index, j], 1.0) for j in range(first, end) if (index, j) in cells.covered]
            share = (1.0 - least_s / longest_s) * (1.0 + 1e-15)
            unwatched = float(line.k * least_s)
            terms = [(column, 1.0 + unwatched) for column, _ in covered] + [(column, -share) for column, _ in held]
            if terms:
                model.row(terms, high=unwatched * (1.0 + line.k * lasts_s))


def _stretches(problem: Problem, index: int, longest_s: int, h: int, slots: int) -> Iterator[tuple[int, int]]:
    """(first slot, end) of slots that lie within one window: all of them, and parts some stints long."""
    for begin, end in demand_windows(problem.lines[index], problem.length_s):
        first = -(-begin // h)
        last = slots if end >= problem.length_s else end // h
        if first >= last:
            continue
        yield first, last
        part = max(1, _STINTS * longest_s // h)
        if last - first > part:
            yield from ((at, min(at + part, last)) for at in range(first, last, part))
