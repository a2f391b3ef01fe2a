"""From when gaps count, where they count from the first arrival."""

from __future__ import annotations

from dataclasses import replace

from longwatch.rostering.earliest import first_takeoff
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
    soonest = _soonest(scenario, lines, found)
    return tuple(
        replace(line, count_from_s=min(first_s, scenario.length_s))
        for line, first_s in zip(lines, soonest, strict=True)
    )


def late_starts(scenario: Scenario, lines: tuple[Line, ...], found: tuple[Pairing, ...]) -> dict[str, int]:
    """Lines on which gaps count from the start and nobody can be before the limit has passed: seconds until one can."""
    if scenario.file.period.warm_up not in ("none", "state"):
        return {}
    soonest = zip(lines, _soonest(scenario, lines, found), strict=True)
    return {line.name: first_s for line, first_s in soonest if first_s > line.limit_s}


def _soonest(scenario: Scenario, lines: tuple[Line, ...], found: tuple[Pairing, ...]) -> list[int]:
    problem = problem_of(scenario, lines, found)
    return [min(_first_arrivals(problem, index), default=0) for index in range(len(lines))]


def _first_arrivals(problem: Problem, index: int) -> list[int]:
    times: list[int] = []
    for leg in problem.legs_of_line(index):
        is_there = any(one.line == index for one in problem.groups[leg.fleet].aloft)
        takeoff_s = 0 if is_there else first_takeoff(problem, leg.fleet)
        if takeoff_s < problem.length_s:
            times.append(0 if is_there else takeoff_s + leg.times.out_s(takeoff_s))
    return times
