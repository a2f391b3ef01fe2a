"""Planning problems whose vehicles may be ferried from fleet to fleet, and their rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from longwatch.rostering.openings import Openings
from longwatch.rostering.problem import Problem
from longwatch.scenario.plan import Stint


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


def broken_ferry_rules(problem: Problem, stints: Sequence[Stint]) -> list[str]:
    """The rules of a roster written down a second time, with landings at other bases."""
    fleets = {group.name: n for n, group in enumerate(problem.groups)}
    lines = {line.name: n for n, line in enumerate(problem.lines)}
    found: list[str] = []
    by_tail: dict[str, list[Stint]] = {}
    for one in sorted(stints):
        by_tail.setdefault(one.tail, []).append(one)
        own, home = fleets[one.fleet], fleets[one.to_fleet or one.fleet]
        there, back = problem.legs[own, lines[one.line]], problem.legs[home, lines[one.line]]
        found += ["ferry"] * (home != own and home not in problem.ferries.get(own, ()))
        found += ["out"] * (one.arrive_s - one.takeoff_s < there.times.out_s(one.takeoff_s))
        found += ["back"] * (one.land_s - one.leave_s < back.times.back_s(one.leave_s))
        found += ["endurance"] * (one.land_s - one.takeoff_s > min(there.endurance_s, back.endurance_s))
        found += ["turnaround"] * (one.ready_s - one.land_s < back.turnaround_s)
        base, other = problem.groups[own].rule_openings, problem.groups[home].rule_openings
        found += ["closed"] * (one.takeoff_s >= 0 and not _is_open(base, one.takeoff_s))
        found += ["closed landing"] * (not _is_open(other, one.land_s))
    begin = Counter(own[0].fleet for own in by_tail.values())
    for own in by_tail.values():
        found += ["other fleet"] * any(b.fleet != (a.to_fleet or a.fleet) for a, b in pairwise(own))
        found += ["two places"] * any(b.takeoff_s < a.ready_s for a, b in pairwise(own))
    for group in problem.groups:
        own = [one for one in stints if one.fleet == group.name]
        found += ["tails"] * (begin[group.name] > group.count)
        found += ["crews"] * (group.crew_limit is not None and _most(own) > group.crew_limit)
    for control, channels in problem.channels.items():
        names = {group.name for group in problem.groups if group.control == control}
        found += ["channels"] * (_most([one for one in stints if one.fleet in names]) > channels)
    return found


def _is_open(openings: Openings, at: int) -> bool:
    return openings is None or any(start <= at < end for start, end in openings)


def _most(stints: Sequence[Stint]) -> int:
    """Airborne at once: looked at the instants at which somebody takes off."""
    return max((sum(a.takeoff_s <= b.takeoff_s < a.land_s for a in stints) for b in stints), default=0)
