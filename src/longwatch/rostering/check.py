"""A roster must keep its own rules before anybody else looks at it: cheap, exact, on the planner's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from longwatch.errors import InvariantError
from longwatch.rostering.check_limits import check_limits
from longwatch.rostering.openings import Room, is_open
from longwatch.rostering.overlap import check_overlap
from longwatch.rostering.problem import Group, Leg, Problem, TransitTimes, ferry_leg
from longwatch.scenario.plan import Stint, sorties_of


def check_stints(problem: Problem, stints: Sequence[Stint]) -> None:
    """Raises InvariantError that names the first broken rule."""
    fleets = {group.name: index for index, group in enumerate(problem.groups)}
    lines = {line.name: index for index, line in enumerate(problem.lines)}
    heads = []  # one row for each sortie: what it uses up it uses once
    for rows in sorties_of(stints):
        head, fleet = rows[0], fleets[rows[0].fleet]
        for row in rows:
            if (fleet, lines[row.line]) not in problem.legs:
                raise InvariantError(f"{row.tail}: {row.fleet} can't hold {row.line}")
        course = [lines[row.line] for row in rows]
        leg = problem.leg_over(fleet, course)
        broken = fault_of(problem, _ferried(problem, leg, head, fleets) if head.to_fleet else leg, course, rows)
        if broken:
            raise InvariantError(f"{head.tail} at {head.takeoff_s} s: {broken}")
        heads.append(head)
    _check_tails(problem, heads)
    check_limits(problem, heads)
    check_overlap(problem, stints)
    for group in problem.groups:
        own = [(stint.takeoff_s, stint.land_s) for stint in heads if stint.fleet == group.name]
        _check_shifts(group, own)
        if group.crew_limit is not None and most_at_once(own) > group.crew_limit:
            raise InvariantError(f"fleet {group.name}: {most_at_once(own)} airborne, crews for {group.crew_limit}")
    for control, channels in problem.channels.items():
        names = {group.name for group in problem.groups if group.control == control}
        own = [(stint.takeoff_s, stint.land_s) for stint in heads if stint.fleet in names]
        if most_at_once(own) > channels:
            raise InvariantError(f"control {control}: {most_at_once(own)} airborne, {channels} channels")


def _ferried(problem: Problem, leg: Leg, stint: Stint, fleets: Mapping[str, int]) -> Leg:
    """The way of a sortie that lands at another base."""
    to_fleet = fleets[stint.to_fleet]
    other = problem.legs.get((to_fleet, leg.line))
    if other is None or to_fleet not in problem.ferries.get(leg.fleet, ()):
        raise InvariantError(f"{stint.tail}: no ferry leads from {stint.fleet} over {stint.line} to {stint.to_fleet}")
    return ferry_leg(leg, other)


def fault_of(problem: Problem, leg: Leg, lines: Sequence[int], rows: Sequence[Stint]) -> str:
    """What is wrong with a sortie by itself, given its way home and figures, its rows and the numbers of their lines."""
    return (
        _apart(problem, leg.fleet, lines, rows)
        or _broken(problem.legs[leg.fleet, lines[0]].times, leg, rows[0], rows[-1])
        or _closed(problem, leg, rows[0])
    )


def _closed(problem: Problem, leg: Leg, stint: Stint) -> str:
    base, home = problem.groups[leg.fleet], problem.groups[leg.home]
    if not stint.airborne_at_start and not is_open(base.rule_openings, stint.takeoff_s):
        return "takes off while its base is closed"
    return "" if is_open(home.rule_openings, stint.land_s) else "lands while its base is closed"


def _check_shifts(group: Group, own: Sequence[tuple[int, int]]) -> None:
    if group.crew_steps is None:
        return
    room = Room.of(group.crew_steps)
    for takeoff_s, land_s in own:
        room.change(max(takeoff_s, 0), land_s, -1)
    for at, free in zip(room.times, room.free, strict=True):
        if at >= 0 and free < 0:
            raise InvariantError(f"fleet {group.name}: {-free} airborne at {at} s beyond its crews on duty")


def most_at_once(intervals: Sequence[tuple[int, int]]) -> int:
    """Greatest number of half-open intervals that share an instant."""
    now = most = 0
    for _, change in sorted([(start, 1) for start, _ in intervals] + [(end, -1) for _, end in intervals]):
        now += change
        most = max(most, now)
    return most


def _apart(problem: Problem, fleet: int, lines: Sequence[int], rows: Sequence[Stint]) -> str:
    """What is wrong between the rows of one sortie."""
    for (one, other), (here, there) in zip(pairwise(rows), pairwise(lines), strict=True):
        if replace(other, line=one.line, arrive_s=one.arrive_s, leave_s=one.leave_s) != one:
            return "the rows of one sortie do not agree"
        passage = problem.passages.get((fleet, here, there))
        if passage is None:
            return f"no vehicle of {one.fleet} may go on from {one.line} to {other.line}"
        if not one.arrive_s <= one.leave_s <= other.arrive_s <= other.leave_s:
            return "times out of order"
        if other.arrive_s - one.leave_s < passage.out_s(one.leave_s):
            return f"way from {one.line} to {other.line} too short"
    return ""


def _broken(out: TransitTimes, leg: Leg, head: Stint, last: Stint) -> str:
    """What is wrong with a sortie from its first row, by the way out, to its last, by the way home and all of its figures."""
    if not head.takeoff_s <= head.arrive_s <= head.leave_s or not last.leave_s <= last.land_s <= last.ready_s:
        return "times out of order"
    if head.airborne_at_start != (head.takeoff_s < 0):
        return "takes off before the start without being airborne then"
    if head.airborne_at_start and head.arrive_s > 0:
        return "airborne at the start but not on station"
    if head.arrive_s - head.takeoff_s < out.out_s(head.takeoff_s):
        return "way out too short"
    if last.land_s - last.leave_s < leg.times.back_s(last.leave_s):
        return "way back too short"
    if last.land_s - head.takeoff_s > leg.endurance_s:
        return "beyond endurance"
    if last.ready_s - last.land_s < leg.turnaround_s:
        return "turnaround too short"
    return ""


def _check_tails(problem: Problem, stints: Sequence[Stint]) -> None:
    by_tail: dict[str, list[Stint]] = {}
    for stint in stints:
        by_tail.setdefault(stint.tail, []).append(stint)
    for tail, own in by_tail.items():
        own = sorted(own)
        for one, other in pairwise(own):
            if other.fleet != one.lands_with:
                raise InvariantError(
                    f"{tail} flies for {other.fleet} and is of {one.lands_with} at {other.takeoff_s} s"
                )
            if other.takeoff_s < one.ready_s:
                raise InvariantError(f"{tail} takes off at {other.takeoff_s} s before it is ready at {one.ready_s} s")
    for group in problem.groups:
        used = {tail for tail, own in by_tail.items() if min(own).fleet == group.name}
        if len(used) > group.count:
            raise InvariantError(f"fleet {group.name} uses {len(used)} tails of {group.count}")
