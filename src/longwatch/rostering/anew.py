"""A plan made within the period, from where everybody is: the next days alone, by the fast builder or by the plan at hand.

All times are those of the period. What is in the air, under repair or resting stands in the problem (`Problem.under_way`,
`Group.ready_s`, `Group.crew_ready_s`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from longwatch.rostering.builder import Preference, build, candidates, score
from longwatch.rostering.openings import NEVER
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Resources, Sortie, leave_near

BEST = 3  # of the builder's orders of preference those that have done best are used again each day


def days_from(problem: Problem, from_s: int, to_s: int) -> Problem:
    """The same problem, but only [from_s, to_s) of it counts, and nobody is known to be in the air."""
    lines = []
    for line in problem.lines:
        windows = tuple((a, min(b, to_s)) for a, b in line.windows if b > from_s and a < to_s)
        lines.append(replace(line, windows=windows, count_from_s=max(line.count_from_s, from_s)))
    groups = tuple(replace(group, aloft=()) for group in problem.groups)
    return replace(problem, length_s=to_s, lines=tuple(lines), groups=groups)


def best_preferences(problem: Problem, to_s: int) -> tuple[Preference, ...]:
    """Those of the builder's orders of preference that serve the first days best."""
    first = replace(days_from(problem, 0, to_s), groups=problem.groups)
    runs = sorted((score(first, found), n, one) for n, (one, found) in enumerate(candidates(first)))
    return tuple(one for _, _, one in runs[:BEST])


def built(problem: Problem, preferences: Iterable[Preference]) -> list[Sortie]:
    """The best of the builder's rosters."""
    runs = [build(problem, preference) for preference in preferences]
    return min(runs, key=lambda sorties: score(problem, sorties))


def kept(problem: Problem, planned: Iterable[Sortie]) -> list[Sortie]:
    """The plan at hand, each sortie as soon as vehicle, crew and channel are there; what would come too late is left out."""
    resources, out = Resources.of(problem), list(problem.under_way)
    for one in sorted(planned):
        leg = problem.leg_of(one)
        earliest_s = max(one.takeoff_s, resources.earliest(problem, one.fleet))
        takeoff_s = resources.first_takeoff(problem, one.fleet, earliest_s) if earliest_s < NEVER else NEVER
        if takeoff_s >= NEVER or takeoff_s >= one.leave_s:
            continue
        arrive_s = takeoff_s + leg.times.out_s(takeoff_s)
        if takeoff_s == one.takeoff_s:
            arrive_s = one.arrive_s
        leave_s = resources.leave(problem, leg, takeoff_s, arrive_s, one.leave_s)
        if leave_s is None:
            continue
        land_s = one.land_s if leave_s == one.leave_s else leave_s + leg.times.back_s(leave_s)
        out.append(replace(one, takeoff_s=takeoff_s, arrive_s=arrive_s, leave_s=leave_s, land_s=land_s,
                           ready_s=land_s + leg.turnaround_s))  # fmt: skip
        resources.take(problem, out[-1])
    return out


def staying(problem: Problem, at_s: int) -> Problem:
    """The same with watchers that stay on station as long as endurance and demand last."""
    return replace(problem, under_way=tuple(_stays(problem, one, at_s) for one in problem.under_way))


def _stays(problem: Problem, one: Sortie, at_s: int) -> Sortie:
    leg, group = problem.legs.get((one.fleet, one.line)), problem.groups[one.fleet]
    ends = [b for a, b in problem.lines[one.line].windows if a <= max(one.leave_s - 1, at_s) < b]
    if (
        leg is None
        or one.to_fleet >= 0
        or not one.aloft
        or not ends
        or group.crew_steps is not None
        or group.is_limited
    ):
        return one
    most_s = leg.times.latest_leave(one.takeoff_s + leg.endurance_s)
    wish_s = min(most_s, ends[0])
    if wish_s <= one.leave_s:
        return one
    leave_s = leave_near(leg, group.openings, one.leave_s, wish_s, most_s)
    if leave_s is None or leave_s <= one.leave_s:
        return one
    land_s = leave_s + leg.times.back_s(leave_s)
    return replace(one, leave_s=leave_s, land_s=land_s, ready_s=one.ready_s + land_s - one.land_s)


def plan_anew(
    problem: Problem, planned: Sequence[Sortie], preferences: Iterable[Preference], at_s: int
) -> tuple[list[Sortie], bool]:
    """What is better for the days to come, the plan at hand or a new one: (its sorties, whether it is new).

    planned : of the plan at hand, those that have not begun
    Returned first are those under way, in the order of the problem.
    """
    at_hand, other = kept(problem, planned), staying(problem, at_s)
    new = built(other, preferences)
    a, b = score(problem, at_hand), score(other, new)
    n = len(problem.under_way)
    if (b.hard_s, b.uncovered_s) < (a.hard_s, a.uncovered_s):
        begun = set(other.under_way)
        return [*other.under_way, *sorted(one for one in new if one not in begun)], True
    return [*problem.under_way, *sorted(at_hand[n:])], False
