"""Planning problems whose vehicles may be ferried from fleet to fleet."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from longwatch.rostering.problem import Problem


def with_ferries(problem: Problem, seed: object) -> Problem:
    """The same with ferries between some of its fleets, bases that close, and demand that moves from line to line."""
    dice = Random(f"ferries {seed}")
    fleets = range(len(problem.groups))
    ferries = {
        fleet: others
        for fleet in fleets
        if (others := tuple(other for other in fleets if other != fleet and dice.random() < 0.7))
    }
    groups = tuple(replace(group, rule_openings=own, openings=own) if not group.aloft and (own := _open(dice, problem)) else group
                   for group in problem.groups)  # fmt: skip
    lines = problem.lines
    if len(lines) > 1 and dice.random() < 0.5:
        cut = dice.randint(problem.length_s // 3, 2 * problem.length_s // 3)
        lines = (
            replace(lines[0], windows=((0, cut),)), replace(lines[1], windows=((cut, problem.length_s),)), *lines[2:],
        )  # fmt: skip
    return replace(problem, ferries=ferries, groups=groups, lines=lines)


def _open(dice: Random, problem: Problem) -> tuple[tuple[int, int], ...] | None:
    """A base open in one part of the period, and then for good after it."""
    if dice.random() < 0.6:
        return None
    shut_s, after_s = sorted(dice.sample(range(1, problem.length_s), 2))
    return ((0, shut_s), (after_s, 4 * problem.length_s))
