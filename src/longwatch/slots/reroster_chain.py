"""The best sequence of sorties of one vehicle while all others keep theirs: a longest path over slots.

A later row that stays as it was is worth a little more than a new one, so what need not change doesn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from longwatch.slots.model import Flags, Floats, Ints, SlotProblem, SlotSortie
from longwatch.slots.reroster_state import arrival, departures, legal_departures


@dataclass(frozen=True)
class Candidates:
    """Every sortie a group can fly, by launch, station, leave. All arrays are (sorties,); home and ready end at `slots`."""

    launch: Ints
    station: Ints
    arrive: Ints
    leave: Ints
    home: Ints
    ready: Ints
    key: Ints  # increases: for finding a sortie

    def find(self, problem: SlotProblem, sortie: SlotSortie) -> int:
        """Its place; -1: it is not among them."""
        wanted = _key(problem, sortie.launch, sortie.station, sortie.leave)
        place = int(np.searchsorted(self.key, wanted))
        return place if place < len(self.key) and self.key[place] == wanted else -1


def candidates(problem: SlotProblem, group: int) -> Candidates:
    """All sorties of a group that keep the rules of one vehicle and its base."""
    n, rows = problem.slots, []
    legs = sorted((leg for leg in problem.legs if leg.group == group), key=lambda leg: leg.station)
    for launch in range(n):
        for leg in legs:
            arrive, latest = int(leg.arrive[launch]), int(leg.latest[launch])
            if not leg.may_launch[launch] or arrive >= min(latest, n):
                continue
            leave = legal_departures(leg, arrive + 1, latest, n)
            home, ready = np.minimum(leg.home[leave], n), np.minimum(leg.ready[leave], n)
            home[leave == n] = ready[leave == n] = n
            same = np.ones_like(leave)
            rows.append(np.stack([launch * same, leg.station * same, arrive * same, leave, home, ready]))
    table = np.concatenate(rows, axis=1) if rows else np.zeros((6, 0), np.int64)
    key: Ints = _key(problem, table[0], table[1], table[3])
    return Candidates(table[0], table[1], table[2], table[3], table[4], table[5], key)


def _key(problem: SlotProblem, launch, station, leave):  # type: ignore[no-untyped-def]
    return (launch * len(problem.required) + station) * (problem.slots + 1) + leave


class Load:
    """What a set of sorties takes and gives, slot by slot; rows are put in and taken out."""

    def __init__(self, problem: SlotProblem) -> None:
        n = problem.slots
        self._problem = problem
        self._legs = {(leg.group, leg.station): leg for leg in problem.legs}
        self.standing = np.zeros((len(problem.required), n), np.int64)
        self.airborne, self.busy = np.zeros((2, len(problem.groups), n), np.int64)
        self.airborne_max = np.array([group.airborne_max for group in problem.groups])
        self.vehicles = np.array([group.vehicles for group in problem.groups])
        self.pool_max = [np.array(pool.airborne_max) for pool in problem.pools]
        self.hours_max = [group.airborne_slots_max for group in problem.groups]

    def put(self, sortie: SlotSortie, sign: int = 1) -> None:
        """Add a sortie, or with sign -1 take it out."""
        n, leg = self._problem.slots, self._legs[sortie.group, sortie.station]
        arrive = arrival(self._problem, sortie)
        home = n if sortie.leave >= n else int(leg.home[sortie.leave])
        ready = n if sortie.leave >= n else int(leg.ready[sortie.leave])
        self.standing[sortie.station, arrive : sortie.leave] += sign * leg.sees[arrive : sortie.leave]
        self.airborne[sortie.group, max(sortie.launch, 0) : home] += sign
        self.busy[sortie.group, max(sortie.launch, 0) : ready] += sign

    def copy(self) -> Load:
        """The same load and limits, to be changed apart from this one."""
        other = copy(self)
        other.standing, other.airborne, other.busy = self.standing.copy(), self.airborne.copy(), self.busy.copy()
        return other

    def allow(self) -> None:
        """Raise limits to what is there: those in the air can't be wished away."""
        self.airborne_max = np.maximum(self.airborne_max, self.airborne)
        self.vehicles = np.maximum(self.vehicles, self.busy)
        for most, pool in zip(self.pool_max, self._problem.pools, strict=True):
            np.maximum(most, self.airborne[list(pool.groups)].sum(axis=0), out=most)
        used = self.airborne.sum(axis=1)
        self.hours_max = [most if most is None else max(most, int(used[k])) for k, most in enumerate(self.hours_max)]

    def missing(self) -> float:
        """Weighted station-slots uncovered."""
        short = np.maximum(self._problem.required - self.standing, 0)
        return float(self._problem.weight @ short.sum(axis=1))

    def blocked(self, group: int) -> tuple[Flags, Flags]:
        """(slots,) twice: no further vehicle of the group may be airborne, may be busy."""
        aloft = self.airborne[group] + 1 > self.airborne_max[group]
        for most, pool in zip(self.pool_max, self._problem.pools, strict=True):
            if group in pool.groups:
                aloft |= self.airborne[list(pool.groups)].sum(axis=0) + 1 > most
        return aloft, self.busy[group] + 1 > self.vehicles[group]

    def hours_left(self, group: int) -> float:
        """Vehicle-slots in the air that the group has left."""
        most = self.hours_max[group]
        return np.inf if most is None else float(most - self.airborne[group].sum())


def best_chain(
    problem: SlotProblem, found: Candidates, load: Load, group: int, free_from: int, aloft: SlotSortie | None,
    kept: Sequence[SlotSortie], price: float,
) -> list[SlotSortie] | None:  # fmt: skip
    """The sorties of one vehicle that are worth most, the others' load given; None: none keeps the rules.

    Worth is newly covered weight, less half a `price` for each row taken on or given up. `aloft`: the row it is on now;
    `kept`: its later rows as they were.
    """
    worth, allowed = _worth(problem, found, load, group, kept, price)
    lam, least, most = 0.0, 0.0, 0.0
    best = None
    for _ in range(24):  # a price of hours, halved in on; once is enough where hours do not bind
        chain = _longest(problem, found, load, group, free_from, aloft, worth, allowed, price, lam)
        if chain is None:
            return None
        if _hours(problem, chain) <= load.hours_left(group):
            best, most = chain, lam
            if lam == least:
                break
        else:
            least = lam
        lam = (2 * lam or 0.01) if best is None else (least + most) / 2
    return best


def _hours(problem: SlotProblem, chain: Sequence[SlotSortie]) -> int:
    legs = {(leg.group, leg.station): leg for leg in problem.legs}
    n = problem.slots
    return sum(
        min(n if one.leave >= n else int(legs[one.group, one.station].home[one.leave]), n) - max(one.launch, 0)
        for one in chain
    )


def _gains(problem: SlotProblem, load: Load, group: int) -> Floats:
    """(stations, slots + 1) running sums of what one more watcher of the group covers."""
    short = (problem.required > load.standing) * problem.weight[:, None]
    for leg in problem.legs:
        if leg.group == group:
            short[leg.station] *= leg.sees
    return np.concatenate([np.zeros((len(short), 1)), np.cumsum(short, axis=1)], axis=1)


def _worth(
    problem: SlotProblem, found: Candidates, load: Load, group: int, kept: Sequence[SlotSortie], price: float
) -> tuple[Floats, Ints]:
    """What each candidate is worth, and the places of those worth something for which there is room."""
    total = _gains(problem, load, group)
    worth = total[found.station, found.leave] - total[found.station, found.arrive] - price / 2
    for one in kept:
        if (place := found.find(problem, one)) >= 0:
            worth[place] += price
    aloft, busy = load.blocked(group)
    room = (found.home <= _next(aloft)[found.launch]) & (found.ready <= _next(busy)[found.launch])
    return worth, np.flatnonzero(room & (worth > 1e-9))


def _next(blocked: Flags) -> Ints:
    """(slots,) the first blocked slot from each on; the number of slots where none is."""
    n = len(blocked)
    place = np.where(blocked, np.arange(n), n)
    return np.minimum.accumulate(place[::-1])[::-1]


def _longest(
    problem: SlotProblem, found: Candidates, load: Load, group: int, free_from: int, aloft: SlotSortie | None,
    worth: Floats, allowed: Ints, price: float, lam: float,
) -> list[SlotSortie] | None:  # fmt: skip
    n = problem.slots
    value = worth[allowed] - lam * (found.home - found.launch)[allowed]
    ready, launch = found.ready[allowed], found.launch[allowed]
    begin = np.searchsorted(launch, np.arange(n + 1))
    ahead, choice = np.zeros(n + 1), np.full(n + 1, -1)
    for slot in range(n - 1, -1, -1):
        ahead[slot] = ahead[slot + 1]
        first, end = begin[slot], begin[slot + 1]
        if first < end:
            total = value[first:end] + ahead[ready[first:end]]
            place = int(total.argmax())
            if total[place] > ahead[slot] + 1e-9:
                ahead[slot], choice[slot] = total[place], allowed[first + place]
    chain, slot = [], min(free_from, n)
    if aloft is not None:
        chosen = _first(problem, load, group, aloft, ahead, price, lam)
        if chosen is None:
            return None
        chain.append(chosen[0])
        slot = chosen[1]
    while slot < n:
        if choice[slot] < 0:
            slot += 1
            continue
        at = choice[slot]
        chain.append(SlotSortie(slot, group, int(found.station[at]), int(found.leave[at])))
        slot = int(found.ready[at])
    return chain


def _first(
    problem: SlotProblem, load: Load, group: int, aloft: SlotSortie, ahead: Floats, price: float, lam: float
) -> tuple[SlotSortie, int] | None:
    """When one in the air leaves station: (its row, the slot from which it is ready)."""
    n, leg = problem.slots, problem.leg(aloft.group, aloft.station)
    assert leg is not None
    leave = departures(problem, aloft)
    if not len(leave):
        leave = np.array([aloft.leave])  # stranded
    home = np.where(leave == n, n, np.minimum(leg.home[leave], n))
    ready = np.where(leave == n, n, np.minimum(leg.ready[leave], n))
    shut, busy = load.blocked(group)
    room = (home <= _next(np.append(shut, True))[0]) & (ready <= _next(np.append(busy, True))[0])
    if not room.any():
        return None
    total = _gains(problem, load, group)[aloft.station]
    value = total[leave] - total[arrival(problem, aloft)] + ahead[ready] - lam * home + price * (leave == aloft.leave)
    value[~room] = -np.inf
    best = int(value.argmax())
    return SlotSortie(aloft.launch, group, aloft.station, int(leave[best])), int(ready[best])
