"""From seconds to slots and back: the problem as `slots` searches it, rounded so that a real roster can keep what is found.

A take-off or departure in a slot is one at its first second at which the base is open for it. Ways are rounded up to slots,
endurance down; `nearest` rounds both to the nearest slot instead, tighter on paper, paid for when times become exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from longwatch.rostering.counts import demand_by_slot
from longwatch.rostering.openings import NEVER, Openings, first_open, least_within
from longwatch.rostering.problem import Leg, Problem
from longwatch.rostering.resources import Resources, Sortie
from longwatch.rostering.retime import retime, settle
from longwatch.slots import model as slots

Round = Callable[[float], int]
HARD = 100.0  # weight of a hard line against another
LATEST_SLOTS = 4  # later than wished that a sortie may take off on the grid
_Wish = tuple[int, int, Sortie]  # take-off, departure, whose


def slots_of(problem: Problem, h: int, *, nearest: bool = False) -> slots.SlotProblem | None:
    """The problem in slots of h seconds; None where it can't be told in them: nobody holds a line, or can come home in time."""
    n = problem.length_s // h
    legs = [leg for leg in problem.legs.values() if problem.limit_of(leg.fleet) > 0 and leg.stint_max_s > 0]
    rows = [_leg(problem, leg, n, h, nearest) for leg in legs]
    if not n or (not any((row.latest > row.arrive).any() for row in rows) and not any(g.aloft for g in problem.groups)):
        return None
    aloft = _aloft(problem, h, n, rows)
    if aloft is None:
        return None
    demand = np.array([demand_by_slot(line, problem.length_s, h)[:n] for line in problem.lines])
    watchers = np.array([[line.k] for line in problem.lines])
    return slots.SlotProblem(
        slot_s=h,
        slots=n,
        required=np.where(2 * demand >= h, watchers, 0).astype(np.int64),
        groups=tuple(_group(problem, fleet, n, h) for fleet in range(len(problem.groups))),
        legs=tuple(rows),
        weight=np.array([line.weight * (HARD if line.hard else 1.0) for line in problem.lines]),
        overlap=np.array([round(problem.overlap_of(place) / h) for place in range(len(problem.lines))], np.int64),
        pools=tuple(_pools(problem, n)),
        aloft=tuple(aloft),
    )


def in_seconds(
    problem: Problem, h: int, found: Sequence[slots.SlotSortie], fixed: Sequence[Sortie] = ()
) -> list[Sortie]:
    """Sorties in slots as real ones, and those that were fixed, at the best times that their order allows."""
    starts = {(one.launch, one.group, one.station): sortie for one, sortie in named_aloft(problem)}
    wished: list[_Wish] = [(one.takeoff_s, one.leave_s, one) for one in fixed]
    for one in found:
        leg = problem.legs[one.group, one.station]
        if one.launch < 0:
            sortie = starts[one.launch, one.group, one.station]
            wished.append((sortie.takeoff_s, min(one.leave * h, problem.length_s), sortie))
            continue
        takeoff_s = first_open(problem.groups[one.group].openings, one.launch * h)
        leave_s = min(one.leave * h, leg.times.latest_leave(takeoff_s + leg.endurance_s), problem.length_s)
        wished.append((takeoff_s, leave_s, Sortie(takeoff_s, leg.fleet, leg.line, 0, leave_s, 0, 0)))
    return retime(problem, settle(problem, wished), rounds=3)


def in_slots(coarse: slots.SlotProblem, sorties: Sequence[Sortie]) -> list[slots.SlotSortie]:
    """Real sorties on the grid, for the search to begin with: each at the nearest slots at which vehicle, crew and channel are
    free, on station as long as they let it; what finds no place is left out. Those aloft at the start leave as soon as others do.
    """
    room, found, h = _Room(coarse), list[slots.SlotSortie](), coarse.slot_s
    legs = {(leg.group, leg.station): leg for leg in coarse.legs}
    for aloft in coarse.aloft:
        leg = legs[aloft.group, aloft.station]
        leave = next((d for d in range(aloft.latest, -1, -1) if leg.may_leave[d]), aloft.latest)
        found.append(slots.SlotSortie(aloft.launch, aloft.group, aloft.station, leave))
        room.take(leg, 0, leave)
    for one in sorted(one for one in sorties if not one.aloft):
        grid = legs.get((one.fleet, one.line))
        if grid is None:
            continue
        placed = room.place(grid, one.takeoff_s // h, round(one.leave_s / h))
        if placed is not None:
            room.take(grid, *placed)
            found.append(slots.SlotSortie(placed[0], one.fleet, one.line, placed[1]))
    return found


class _Room:
    """How many more of each group may be busy, and in the air, in each slot."""

    def __init__(self, coarse: slots.SlotProblem) -> None:
        self.slots = coarse.slots
        self._busy = [group.vehicles.copy() for group in coarse.groups]
        air = [group.airborne_max.copy() for group in coarse.groups]
        pools = [(pool.groups, pool.airborne_max.copy()) for pool in coarse.pools]
        self._air = [
            [own, *(room for users, room in pools if place in users)] for place, own in enumerate(air)
        ]  # of a group: its own limit and those it shares

    def place(self, leg: slots.Leg, launch: int, leave: int) -> tuple[int, int] | None:
        """(launch, leave) of the first fit from a slot before the wished launch on."""
        for q in range(max(launch - 1, 0), min(launch + LATEST_SLOTS, self.slots)):
            if not leg.may_launch[q]:
                continue
            first, last = int(leg.arrive[q]), min(int(leg.latest[q]), self.slots)
            wished = min(max(leave, first + 1), last)
            for d in range(wished, first, -1):
                if leg.may_leave[d]:
                    if self._fits(leg, q, d):
                        return q, d
                    break
        return None

    def _fits(self, leg: slots.Leg, q: int, d: int) -> bool:
        home, ready = int(leg.home[d]), int(leg.ready[d])
        return bool((self._busy[leg.group][q:ready] > 0).all()) and all(
            bool((room[q:home] > 0).all()) for room in self._air[leg.group]
        )

    def take(self, leg: slots.Leg, q: int, d: int) -> None:
        self._busy[leg.group][q : int(leg.ready[d])] -= 1
        for room in self._air[leg.group]:
            room[q : int(leg.home[d])] -= 1


def _leg(problem: Problem, leg: Leg, n: int, h: int, nearest: bool) -> slots.Leg:
    up: Round = (lambda x: math.floor(x + 0.5)) if nearest else math.ceil
    down: Round = (lambda x: math.floor(x + 0.5)) if nearest else math.floor
    times, openings, late = leg.times, problem.groups[leg.fleet].openings, 2 * n + 1
    launch = [first_open(openings, j * h) for j in range(n)]
    leave = [_first_leave(leg, openings, j * h) for j in range(n + 1)]
    may_leave = np.array([t < min((j + 1) * h, NEVER) for j, t in enumerate(leave)])
    arrive = [min(up((t + times.out_s(t)) / h), late) if t < NEVER else late for t in launch]
    latest = [down(times.latest_leave(t + leg.endurance_s) / h) if t < NEVER else -1 for t in launch]
    home = [min(up((t + times.back_s(t)) / h), late) if t < NEVER else late for t in leave]
    ready = [min(up((t + times.back_s(t) + leg.turnaround_s) / h), late) if t < NEVER else late for t in leave]
    allowed = np.flatnonzero(may_leave)
    return slots.Leg(
        group=leg.fleet,
        station=leg.line,
        arrive=np.array(arrive, np.int64),
        latest=_not_after(allowed, np.array(latest, np.int64)),
        home=np.array(home, np.int64),
        ready=np.array(ready, np.int64),
        may_launch=np.array([t < (j + 1) * h for j, t in enumerate(launch)]),
        may_leave=may_leave,
        sees=np.ones(n, bool),
    )


def _not_after(allowed: slots.Ints, latest: slots.Ints) -> slots.Ints:
    """The last allowed slot not after each; -1 where there is none."""
    place = np.searchsorted(allowed, latest, side="right") - 1
    return np.where(place >= 0, allowed[np.maximum(place, 0)], -1) if len(allowed) else np.full(len(latest), -1)


def _first_leave(leg: Leg, openings: Openings, at: int) -> int:
    """The first departure from `at` on that lands in an opening, as far as whole openings tell; NEVER if there is none."""
    if openings is None:
        return at
    opening = first_open(openings, at + leg.times.back_s(at))
    return max(at, leg.times.latest_leave(opening)) if opening < NEVER else NEVER


def _group(problem: Problem, fleet: int, n: int, h: int) -> slots.Group:
    group = problem.groups[fleet]
    there = group.vehicle_steps or ((0, group.count),)
    vehicles = np.array([least_within(there, j * h, (j + 1) * h) for j in range(n)], np.int64)
    for at in group.ready_s or ():
        vehicles[: min(n, math.ceil(max(at, 0) / h))] -= 1
    if group.crew_steps is not None:
        most = np.array([least_within(group.crew_steps, j * h, (j + 1) * h) for j in range(n)], np.int64)
    else:
        most = np.full(n, problem.limit_of(fleet), np.int64)
    return slots.Group(group.name, np.maximum(vehicles, 0), most, _most_slots(problem, fleet, h), group.hour_cost)


def _most_slots(problem: Problem, fleet: int, h: int) -> int | None:
    """Of a budget for the whole period; others are kept when times become exact."""
    budget = problem.groups[fleet].budget
    return budget.most_s // h if budget is not None and len(budget.spans) == 1 else None


def _pools(problem: Problem, n: int) -> list[slots.Pool]:
    out = []
    for control, channels in problem.channels.items():
        users = tuple(place for place, group in enumerate(problem.groups) if group.control == control)
        out.append(slots.Pool(control, users, np.full(n, channels, np.int64)))
    return out


def named_aloft(problem: Problem) -> list[tuple[slots.SlotSortie, Sortie]]:
    """Those on station at the start, in slots (a number below 0 stands for the take-off) and in seconds; who must leave
    first stands first."""
    found = []
    for fleet, group in enumerate(problem.groups):
        for one in group.aloft:
            leg = problem.legs[fleet, one.line]
            out_by_s = Resources.of(problem).leave_aloft(problem, leg, one, NEVER)
            found.append((out_by_s, Sortie(one.takeoff_s, fleet, one.line, one.arrive_s, out_by_s, 0, 0, True)))
    found.sort(key=lambda pair: pair[0])
    return [
        (slots.SlotSortie(place - len(found), sortie.fleet, sortie.line, 0), sortie)
        for place, (_, sortie) in enumerate(found)
    ]


def _aloft(problem: Problem, h: int, n: int, rows: Sequence[slots.Leg]) -> list[slots.Aloft] | None:
    """None where one of them could leave in no slot in which its base lets it land."""
    legs, found = {(row.group, row.station): row for row in rows}, []
    for one, sortie in named_aloft(problem):
        row = legs.get((one.group, one.station))
        latest = min(sortie.leave_s // h, n)
        while row is not None and latest >= 0 and not row.may_leave[latest]:
            latest -= 1
        if row is None or latest < 0:
            return None
        found.append(slots.Aloft(one.launch, one.group, one.station, 0, latest))
    return found
