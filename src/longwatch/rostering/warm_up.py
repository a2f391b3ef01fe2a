"""From when gaps count, where they count from the first arrival."""

from __future__ import annotations

from dataclasses import replace

from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario


def with_warm_up(scenario: Scenario, lines: tuple[Line, ...], found: tuple[Pairing, ...]) -> tuple[Line, ...]:
    """Where gaps count from the first arrival: the first second at which any vehicle can be on station.

    0 where somebody is on station at the start, and where nobody can come at all: such a line is not excused.
    """
    if scenario.file.period.warm_up != "first-arrival":
        return lines
    problem = problem_of(scenario, lines, found)
    out = []
    for index, line in enumerate(lines):
        first = min(_first_arrivals(problem, index), default=0)
        out.append(replace(line, count_from_s=min(first, scenario.length_s)))
    return tuple(out)


def _first_arrivals(problem: Problem, index: int) -> list[int]:
    times = []
    for leg in problem.legs_of_line(index):
        is_there = any(one.line == index for one in problem.groups[leg.fleet].aloft)
        times.append(0 if is_there else leg.times.out_s(0))
    return times
