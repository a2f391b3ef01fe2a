"""Sorties that hold several lines one after another, made exact: ways, passages and endurance of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from longwatch.rostering.openings import NEVER
from longwatch.rostering.problem import Aloft, Problem
from longwatch.rostering.resources import Hold, Resources, Sortie

Course = Sequence[tuple[int, int]]  # (line, wished departure) in order


def flown(problem: Problem, resources: Resources, fleet: int, takeoff_s: int, course: Course) -> Sortie | None:
    """The sortie that takes off then and goes from line to line as wished; lines that it can't reach in time any more are
    left out from the end. None where it has no time on the first."""
    line, wish_s = course[0]
    arrive_s = takeoff_s + problem.legs[fleet, line].times.out_s(takeoff_s)
    return _home(problem, resources, Sortie(takeoff_s, fleet, line, arrive_s, max(wish_s, arrive_s), 0, 0), course)


def flown_aloft(problem: Problem, resources: Resources, fleet: int, aloft: Aloft, course: Course) -> Sortie | None:
    """The same for a vehicle that is on station at the start; None where it would be on its first line alone."""
    start = Sortie(aloft.takeoff_s, fleet, aloft.line, aloft.arrive_s, max(course[0][1], 0), 0, 0, aloft=True)
    found = _home(problem, resources, start, course)
    return found if found is not None and found.further else None


def _home(problem: Problem, resources: Resources, start: Sortie, course: Course) -> Sortie | None:
    lines = [line for line, _ in course]
    for n in range(len(course), 0, -1):
        holds = _held(problem, start, course[:n])
        leg = problem.leg_over(start.fleet, lines[:n])
        if holds is None or holds[-1].arrive_s > start.takeoff_s + leg.endurance_s:
            continue
        last = holds[-1]
        leave_s = resources.leave(
            problem, leg, start.takeoff_s, last.arrive_s, max(course[n - 1][1], last.arrive_s + 1)
        )
        if leave_s is not None:
            land_s = leave_s + leg.times.back_s(leave_s)
            ended = (*holds[:-1], replace(last, leave_s=leave_s))
            return replace(start, leave_s=ended[0].leave_s, further=ended[1:], land_s=land_s,
                           ready_s=land_s + leg.turnaround_s)  # fmt: skip
    return None


def _held(problem: Problem, start: Sortie, course: Course) -> tuple[Hold, ...] | None:
    """Arrivals and departures as wished; None where there is no way from one to the next."""
    out = [Hold(start.line, start.arrive_s, start.leave_s)]
    for line, wish_s in course[1:]:
        passage = problem.passages.get((start.fleet, out[-1].line, line))
        if passage is None:
            return None
        arrive_s = out[-1].leave_s + passage.out_s(out[-1].leave_s)
        out.append(Hold(line, arrive_s, max(wish_s, arrive_s)))
    return tuple(out)


def gone_on(problem: Problem, resources: Resources, sortie: Sortie, line: int, wish_s: int) -> Sortie | None:
    """The sortie going on to a line instead of home and staying there as wished or as long as it can; None where it can't be
    there or others rely on its return. `resources` have it taken, and have it so afterwards."""
    if sortie.to_fleet >= 0 or (sortie.fleet, line) not in problem.legs or not resources.can_release(problem, sortie):
        return None
    arrive_s = reach_s(problem, sortie.fleet, sortie.last.line, sortie.last.leave_s, line)
    lines = [*(one.line for one in sortie.holds), line]
    if arrive_s >= NEVER or problem.leg_over(sortie.fleet, lines).times.latest_leave(
        sortie.takeoff_s + problem.leg_over(sortie.fleet, lines).endurance_s
    ) <= max(arrive_s, 0):
        return None
    resources.release(problem, sortie)
    found = _home(problem, resources, sortie, [*course_of(sortie), (line, wish_s)])
    resources.take(problem, sortie)
    return found if found is not None and len(found.further) == len(sortie.further) + 1 else None


def course_of(sortie: Sortie) -> list[tuple[int, int]]:
    """Its lines with their departures."""
    return [(one.line, one.leave_s) for one in sortie.holds]


def reach_s(problem: Problem, fleet: int, from_line: int, leave_s: int, to_line: int) -> int:
    """When a vehicle that leaves one line for another is there; NEVER where no way leads there."""
    passage = problem.passages.get((fleet, from_line, to_line))
    return NEVER if passage is None else leave_s + passage.out_s(leave_s)
