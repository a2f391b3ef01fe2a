"""Fleets whose sorties may hold several lines, as the bound sees them: one pool of vehicles over all lines of the fleet.

A vehicle out of its base counts as on every line at once, and its seconds on station in a slot are shared among them. Ways are
the least there are, by way of any other line too, and endurance is the longest: no roster has less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from longwatch.rostering.openings import NEVER
from longwatch.rostering.problem import Leg, Problem, TransitTimes

ANY_LINE: Final = -1  # in place of a line's number: all lines of a fleet


@dataclass(frozen=True)
class LeastTimes:
    """The least ways between a base and a post, directly or by way of others: `(ways of another post, seconds from there on)`
    and `(ways of another post, seconds to it)`. For the bound alone."""

    outs: tuple[tuple[TransitTimes, int], ...]
    backs: tuple[tuple[TransitTimes, int], ...]
    out_min_s: int
    back_min_s: int
    moves: bool

    @classmethod
    def over(cls, outs: list[tuple[TransitTimes, int]], backs: list[tuple[TransitTimes, int]]) -> LeastTimes:
        out_min_s = min(times.out_min_s + on_s for times, on_s in outs)
        back_min_s = min(times.back_min_s + on_s for times, on_s in backs)
        return cls(tuple(outs), tuple(backs), out_min_s, back_min_s, any(times.moves for times, _ in outs))

    def out_s(self, takeoff_s: int) -> int:  # noqa: ARG002
        return self.out_min_s

    def back_s(self, leave_s: int) -> int:  # noqa: ARG002
        return self.back_min_s

    def latest_takeoff_lower(self, arrive_s: int) -> int:
        return max(times.latest_takeoff_lower(arrive_s - on_s) for times, on_s in self.outs)

    def latest_leave_lower(self, land_s: int) -> int:
        return max(times.latest_leave_lower(land_s) - on_s for times, on_s in self.backs)

    latest_takeoff, latest_leave = latest_takeoff_lower, latest_leave_lower


def pools_of(problem: Problem, fleet: int) -> list[Leg]:
    """The fleet on all of its lines; once more for each fleet that its vehicles may land with."""
    legs, found = problem.legs_of_group(fleet), []
    outs = [(leg.times, 0) for leg in legs]
    for home in (fleet, *problem.ferries.get(fleet, ())):
        others = [leg for leg in problem.legs_of_group(home) if (fleet, leg.line) in problem.legs]
        if others:
            endurance_s, turnaround_s = (
                max(leg.endurance_s for leg in [*legs, *others]), min(leg.turnaround_s for leg in [*legs, *others])
            )  # fmt: skip
            times = LeastTimes.over(outs, [(leg.times, 0) for leg in others])
            found.append(Leg(fleet, ANY_LINE, endurance_s, turnaround_s, times, -1 if home == fleet else home))
    return [leg for leg in found if leg.stint_max_s >= 0]


def with_ways_over(problem: Problem, leg: Leg) -> Leg:
    """The fleet on one of its lines, to which a vehicle may come, and from which it may go home, by way of others."""
    if not problem.retasks(leg.fleet):
        return leg
    on_s = between_s(problem, leg.fleet)
    legs = problem.legs_of_group(leg.fleet)
    outs = [(one.times, on_s[one.line, leg.line]) for one in legs if on_s[one.line, leg.line] < NEVER]
    backs = [(one.times, on_s[leg.line, one.line]) for one in legs if on_s[leg.line, one.line] < NEVER]
    times = LeastTimes.over(outs, backs)
    return Leg(leg.fleet, leg.line, leg.endurance_s, leg.turnaround_s, times)


def between_s(problem: Problem, fleet: int) -> dict[tuple[int, int], int]:
    """The least seconds from line to line, over others too; NEVER where no way leads."""
    lines = [leg.line for leg in problem.legs_of_group(fleet)]
    least = {(one, other): 0 if one == other else NEVER for one in lines for other in lines}
    for (of, one, other), times in problem.passages.items():
        if of == fleet and (one, other) in least:
            least[one, other] = times.out_min_s
    for via in lines:
        for one in lines:
            for other in lines:
                over_s = least[one, via] + least[via, other]
                least[one, other] = min(least[one, other], over_s)
    return least
