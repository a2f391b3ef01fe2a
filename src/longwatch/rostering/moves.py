"""What a builder is told of ferries, and which sorties of a roster can be flown when ferries fall out of it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from longwatch.rostering.problem import Leg, Problem
from longwatch.rostering.resources import Resources, Sortie

CROSSING_S = 60  # on station of one that is there on its way to another base only


@dataclass(frozen=True, order=True)
class Move:
    """One vehicle of a fleet goes over to another.

    line : -1: the first sortie that takes off at `from_s` or later and holds a line that both can lands with the other;
        else one that takes off as soon as it can and holds this line for as long as it must
    """

    from_s: int
    fleet: int
    to_fleet: int
    line: int = -1


@dataclass
class Waiting:
    """Moves that are still to come, in order of time."""

    moves: Sequence[Move]
    legs: dict[tuple[int, int, int], Leg] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, moves: Iterable[Move]) -> Waiting:
        found = sorted(moves)
        return cls(found, {leg.key: leg for leg in problem.ferry_legs()} if found else {})

    def leg(self, own: Leg, takeoff_s: int) -> Leg | None:
        """The ferry that a sortie of a fleet on a line is to be, if one is due."""
        for move in self.moves:
            if move.from_s > takeoff_s:
                break
            if move.line < 0 and move.fleet == own.fleet and (own.fleet, own.line, move.to_fleet) in self.legs:
                return self.legs[own.fleet, own.line, move.to_fleet]
        return None

    def gone(self, leg: Leg) -> None:
        """The first move between these fleets is made."""
        done = next(
            move for move in self.moves if move.line < 0 and (move.fleet, move.to_fleet) == (leg.fleet, leg.home)
        )
        self.moves = [move for move in self.moves if move is not done]

    def crossings(self, upto_s: int) -> list[Move]:
        """Those that fly for nothing else, due by an instant; they are not waiting any more."""
        due = [move for move in self.moves if move.line >= 0 and move.from_s <= upto_s]
        if due:
            self.moves = [move for move in self.moves if move not in due]
        return due

    def cross(self, problem: Problem, resources: Resources, move: Move) -> Sortie | None:
        """The sortie of such a move; None where no vehicle can."""
        leg = self.legs.get((move.fleet, move.line, move.to_fleet))
        if leg is None:
            return None
        takeoff_s = resources.first_takeoff(
            problem, move.fleet, max(move.from_s, resources.earliest(problem, move.fleet))
        )
        if takeoff_s >= problem.length_s:
            return None
        arrive_s = takeoff_s + leg.times.out_s(takeoff_s)
        leave_s = resources.leave(problem, leg, takeoff_s, arrive_s, arrive_s + CROSSING_S)
        if leave_s is None:
            return None
        land_s = leave_s + leg.times.back_s(leave_s)
        return Sortie(takeoff_s, leg.fleet, leg.line, arrive_s, leave_s, land_s, land_s + leg.turnaround_s,
                      to_fleet=leg.to_fleet)  # fmt: skip


def flyable(problem: Problem, sorties: Sequence[Sortie]) -> list[Sortie]:
    """Those for which a vehicle of their fleet is there, in order of take-off: others were to be flown by one that is not
    ferried any more.
    """
    ready = [[0] * group.count for group in problem.groups]
    out = []
    for one in sorted(sorties, key=lambda one: (one.takeoff_s, one.ready_s, one)):
        pool = ready[one.fleet]
        if pool and pool[0] <= max(one.takeoff_s, 0):
            heapq.heappop(pool)
            heapq.heappush(ready[one.home], one.ready_s)
            out.append(one)
    return sorted(out)
