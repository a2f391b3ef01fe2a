"""A roster problem in slots of time: who could be where when, and what limits them, with nothing of a map left in it.

Vehicles of a kind at a base are a *group*: counted, never named. Slots are numbered 0 .. slots - 1; a *sortie* takes off at
the start of slot `launch`, is on station in the slots arrive .. leave - 1, and leaves at the start of slot `leave`; `leave`
== slots means that it stays to the end. First in is first out: of two sorties of a group on a station the one that took off first
leaves first, which loses nothing, as they are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """One group on one station. All arrays are by slot and do not fall with it, flags aside.

    arrive : (slots,) first slot on station of a take-off in slot q; slots or more: not within the period
    latest : (slots,) last slot at whose start a take-off of slot q may leave station, by its endurance and an open base;
        slots: it may stay to the end; less than arrive: no sortie begins in q
    home : (slots + 1,) slot from which a departure at d is on the ground; it is airborne before it
    ready : (slots + 1,) slot from which it can take off again; it is busy before it
    may_launch, may_leave : (slots,), (slots + 1,) whether base and weather let a sortie begin in q, or end after leaving at d
    sees : (slots,) whether its sensor serves the station in the slot; where it does not, it stands there for nothing
    """

    group: int
    station: int
    arrive: Ints
    latest: Ints
    home: Ints
    ready: Ints
    may_launch: Flags
    may_leave: Flags
    sees: Flags


@dataclass(frozen=True)
class Group:
    """Vehicles that are alike.

    vehicles : (slots,) in service: neither at maintenance nor promised elsewhere
    airborne_max : (slots,) at once, by crews and their control stations
    airborne_slots_max : vehicle-slots in the air within the period, all together; None: no such limit
    sortie_cost : of each launch, and again of each departure from station
    """

    name: str
    vehicles: Ints
    airborne_max: Ints
    airborne_slots_max: int | None = None
    sortie_cost: float = 1.0


@dataclass(frozen=True)
class Pool:
    """What several groups share while they are airborne: channels of a satellite, crews of a control station."""

    name: str
    groups: tuple[int, ...]
    airborne_max: Ints  # (slots,)


@dataclass(frozen=True, order=True)
class SlotSortie:
    """One vehicle of a group, once out and back. Of one that is out when the period begins, launch is negative."""

    launch: int
    group: int
    station: int
    leave: int


@dataclass(frozen=True)
class Aloft:
    """A sortie that took off before the period: on station from `arrive` (0: from the start), to leave by `latest`."""

    launch: int  # negative; those of a leg in this order leave in this order
    group: int
    station: int
    arrive: int
    latest: int


@dataclass(frozen=True)
class SlotProblem:
    """Least weighted station-slots uncovered first, then least cost of launches and departures.

    required : (stations, slots) watchers wanted
    weight : (stations,) of an uncovered station-slot
    overlap : (stations,) slots for which a successor stands beside the one it relieves (`charge`); no sortie of the period
        stays on that station for less
    """

    slot_s: int
    slots: int
    required: Ints
    groups: tuple[Group, ...]
    legs: tuple[Leg, ...]
    weight: Floats
    overlap: Ints
    pools: tuple[Pool, ...] = ()
    aloft: tuple[Aloft, ...] = field(default=())

    @property
    def demand(self) -> int:
        """Station-slots wanted."""
        return int(self.required.sum())

    def leg(self, group: int, station: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.group == group and leg.station == station), None)


def standing(problem: SlotProblem, sorties: list[SlotSortie]) -> Ints:
    """(stations, slots) watchers on station whose sensor serves."""
    legs = {(leg.group, leg.station): leg for leg in problem.legs}
    aloft = {(one.launch, one.group, one.station): one.arrive for one in problem.aloft}
    found = np.zeros((len(problem.required), problem.slots), np.int64)
    for one in sorties:
        leg = legs[one.group, one.station]
        arrive = int(leg.arrive[one.launch]) if one.launch >= 0 else aloft[one.launch, one.group, one.station]
        found[one.station, arrive : one.leave] += leg.sees[arrive : one.leave]
    return found


def charge(problem: SlotProblem, sorties: list[SlotSortie]) -> Ints:
    """(stations, slots) watchers in charge, never more than required.

    Who arrives takes charge at once where a watcher was missing in the slot before (or one more is wanted from now on), and
    else `overlap` slots later: a relief that did not stand beside its predecessor for that long leaves a gap of one slot.
    """
    return charge_and_begun(problem, sorties)[0]


def charge_and_begun(problem: SlotProblem, sorties: list[SlotSortie]) -> tuple[Ints, Ints]:
    """`charge`, and (stations, slots) who took charge at once on arrival, where an overlap is asked for."""
    stands = standing(problem, sorties)
    out = np.minimum(stands, problem.required)
    begun = np.zeros_like(out)
    for station in np.flatnonzero(problem.overlap):
        out[station], begun[station] = _in_charge(problem, sorties, int(station), stands[station])
    return out, begun


def _in_charge(problem: SlotProblem, sorties: list[SlotSortie], station: int, stands: Ints) -> tuple[Ints, Ints]:
    legs = {leg.group: leg for leg in problem.legs if leg.station == station}
    aloft = {(one.launch, one.group): one.arrive for one in problem.aloft if one.station == station}
    young = np.zeros(problem.slots, np.int64)  # not yet `overlap` slots on station
    for one in sorties:
        if one.station == station:
            leg = legs[one.group]
            first = int(leg.arrive[one.launch]) if one.launch >= 0 else aloft[one.launch, one.group]
            if one.launch >= 0 or first > 0:
                end = min(one.leave, first + int(problem.overlap[station]))
                young[first:end] += leg.sees[first:end]
    wanted, out, fresh = problem.required[station], np.zeros(problem.slots, np.int64), np.zeros(problem.slots, np.int64)
    for t in range(problem.slots):
        before, were = (out[t - 1], wanted[t - 1]) if t else (0, 0)
        most = max(wanted[t], were) - before  # lines in which nobody stood
        started = min(young[t], fresh[max(0, t - int(problem.overlap[station]) + 1) : t].sum())
        fresh[t] = max(0, min(most, wanted[t] - (stands[t] - young[t]) - started, young[t] - started))
        out[t] = min(wanted[t], stands[t], stands[t] - young[t] + started + fresh[t])
    return out, fresh


def uncovered(problem: SlotProblem, sorties: list[SlotSortie]) -> int:
    """Station-slots in which somebody is missing, each as often as watchers are; overlaps count (`charge`)."""
    return int((problem.required - charge(problem, sorties)).sum())


def loss(problem: SlotProblem, sorties: list[SlotSortie]) -> float:
    """The same, weighted."""
    return float((problem.required - charge(problem, sorties)).sum(axis=1) @ problem.weight)


def cost(problem: SlotProblem, sorties: list[SlotSortie]) -> float:
    """Of launches and departures within the period."""
    events = [(one.launch >= 0) + (one.leave < problem.slots) for one in sorties]
    return float(sum(n * problem.groups[one.group].sortie_cost for n, one in zip(events, sorties, strict=True)))
