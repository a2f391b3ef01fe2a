"""Planning problems whose bases open and close, whose crews change, whose lines have several windows; and their rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from longwatch.rostering.openings import Openings, Steps, is_open, limit_at
from longwatch.rostering.problem import Group, Problem
from longwatch.rostering.resources import soonest_landing
from longwatch.scenario.plan import Stint


def with_hours(problem: Problem, seed: object, *, windows: bool = True) -> Problem:
    """The same problem with hours on most of its fleets and lines."""
    dice = Random(f"hours {seed}")
    groups = []
    for fleet, group in enumerate(problem.groups):
        openings = _openings(dice, problem) if dice.random() < 0.7 else None
        steps = _steps(dice, problem, group) if dice.random() < 0.5 else None
        limit = group.crew_limit if steps is None else max(n for _, n in steps)
        changed = replace(group, openings=openings, rule_openings=openings, crew_steps=steps, crew_limit=limit)
        groups.append(changed if _can_begin(problem, fleet, changed) else replace(changed, aloft=()))
    lines = problem.lines
    if windows:
        lines = tuple(replace(line, windows=_windows(dice, problem.length_s)) if dice.random() < 0.5 else line
                      for line in lines)  # fmt: skip
    return replace(problem, groups=tuple(groups), lines=lines)


def _openings(dice: Random, problem: Problem) -> Openings:
    longest = max((leg.endurance_s for leg in problem.legs.values()), default=problem.length_s)
    cycle = max(2, int(longest * dice.uniform(0.1, 2.0)))
    at, found = -dice.randint(0, cycle), []
    while at < problem.length_s + 3 * longest:
        end = at + max(1, int(cycle * dice.uniform(0.05, 0.9)))
        found.append((at, end))
        at = end + max(1, int(cycle * dice.uniform(0.05, 0.9)))
    return tuple(found)


def _steps(dice: Random, problem: Problem, group: Group) -> Steps:
    at, found = 0, []
    while at < 2 * problem.length_s:
        found.append((at, dice.randint(0, group.count)))
        at += max(2, int(problem.length_s * dice.uniform(0.05, 0.5)))
    return tuple(found)


def _windows(dice: Random, length_s: int) -> tuple[tuple[int, int], ...]:
    edges = sorted(dice.sample(range(length_s + 1), 2 * dice.randint(1, 3)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _can_begin(problem: Problem, fleet: int, group: Group) -> bool:
    """Those aloft can be down while the base is open and crews are on duty."""
    downs = []
    for one in group.aloft:
        leg = problem.legs[fleet, one.line]
        downs.append(soonest_landing(leg, group.openings))
        if not is_open(group.openings, downs[-1]) or downs[-1] > one.takeoff_s + leg.endurance_s:
            return False
    return all(sum(down > at for down in downs) <= limit for at, limit in group.crew_steps or ())


def broken_hours(problem: Problem, stints: Sequence[Stint]) -> list[str]:
    """What stints do while a base is closed, or without a crew: looked at second by second where something changes."""
    found = []
    for group in problem.groups:
        own = [stint for stint in stints if stint.fleet == group.name]
        for stint in own:
            found += ["take-off"] * (not stint.airborne_at_start and not _holds(group.rule_openings, stint.takeoff_s))
            found += ["landing"] * (not _holds(group.rule_openings, stint.land_s))
        if group.crew_steps is not None:
            edges = {max(s.takeoff_s, 0) for s in own} | {at for at, _ in group.crew_steps}
            for at in edges:
                airborne = sum(s.takeoff_s <= at < s.land_s for s in own)
                found += ["shifts"] * (airborne > limit_at(group.crew_steps, at))
    return found


def _holds(openings: Openings, at: int) -> bool:
    return openings is None or any(start <= at < end for start, end in openings)
