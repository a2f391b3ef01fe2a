"""When vehicles can first be on a line, and the gap before that which no roster avoids."""

from __future__ import annotations

from longwatch.rostering.openings import NEVER, Room, first_open
from longwatch.rostering.pooled import between_s, with_ways_over
from longwatch.rostering.problem import Leg, Problem, demand_windows


def gap_min_s(problem: Problem, index: int) -> int:
    """A gap that no roster avoids: in a window, from its start to the earliest instant at which k vehicles can be there.

    Where a gap that is open at the end of the period is none, a window that lasts to the end may stay unwatched all along.
    """
    line = problem.lines[index]
    arrivals = first_arrivals(problem, index, line.k)
    full_s = arrivals[line.k - 1] if len(arrivals) >= line.k else NEVER
    windows = demand_windows(line, problem.length_s)
    counted = [(a, b) for a, b in windows if problem.open_end_counts or b < problem.length_s]
    return max((max(0, min(full_s, end) - start) for start, end in counted), default=0)


def first_arrivals(problem: Problem, index: int, count: int) -> list[int]:
    """The earliest instants, sorted, at which one, two, ... `count` vehicles can be on a line (fewer if fewer can)."""
    times: list[int] = []
    for own in problem.legs_of_line(index):
        leg = with_ways_over(problem, own)
        group, limit = problem.groups[leg.fleet], problem.limit_of(leg.fleet)
        aloft = sum(1 for one in group.aloft if one.line == index)
        times += [0] * min(aloft, count)
        first = earliest_arrival(problem, leg)
        if leg.stint_max_s > 0 and first < problem.length_s:
            times += [first] * min(limit, count)  # those aloft elsewhere could be back no sooner
        if problem.retasks(leg.fleet):  # but may come straight from there
            on_s = between_s(problem, leg.fleet)
            times += [on_s[one.line, index] for one in group.aloft if 0 < on_s[one.line, index] < problem.length_s]
    return sorted(times)[:count]


def earliest_arrival(problem: Problem, leg: Leg) -> int:
    """First second at which a vehicle that takes off at 0 or later can be on station; NEVER where none may ever."""
    first = first_takeoff(problem, leg.fleet)
    if first >= problem.length_s:
        return NEVER
    low, high = first, first + leg.endurance_s + 1
    while low < high:  # the least arrival whose latest take-off is not before the first
        middle = (low + high) // 2
        if leg.times.latest_takeoff_lower(middle) >= first:
            high = middle
        else:
            low = middle + 1
    return low


def first_takeoff(problem: Problem, fleet: int) -> int:
    """The first instant of the period at which the rules of the file let a vehicle take off."""
    group, at = problem.groups[fleet], 0
    while at < NEVER:
        found = first_open(group.rule_openings, at)
        if group.crew_steps is not None and found < NEVER:
            found = Room.of(group.crew_steps).first_free(found)
        if found == at:
            return at
        at = found
    return NEVER
