"""Sorties with several stints as columns: the best one for any prices of slots, and the best sequence of them for a vehicle.

A longest path over (slot, station, slot of take-off): at the start of a slot a vehicle on station leaves for home, stays,
or goes to another station. Endurance is the last departure that a take-off allows from each station; prices of being airborne
and of being busy are running sums, so they are paid at take-off and at leaving alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from longwatch.slots.columns_kernels import LEAVE, NEVER, STAY, best_back
from longwatch.slots.model import Flags, Floats, Ints, SlotProblem


@dataclass(frozen=True, order=True)
class Stint:
    """On station in the slots arrive .. leave - 1."""

    station: int
    arrive: int
    leave: int


@dataclass(frozen=True, order=True)
class MultiSortie:
    """One vehicle of a group out and back, with its stints in order; the last may end with the period."""

    launch: int
    group: int
    stints: tuple[Stint, ...]

    @property
    def leave(self) -> int:
        return self.stints[-1].leave


@dataclass(frozen=True, eq=False)
class Network:
    """What the sorties of one group can do. Arrays by station are (stations,); a station it does not serve has no `launches`.

    between : (stations, stations) slots of the way, at least one
    arrive, latest : (slots, stations) by take-off, as in `Leg`
    home, ready : (slots + 1, stations), no more than the number of slots
    may_launch, may_leave, sees : (slots, stations), (slots + 1, stations), (slots, stations)
    """

    group: int
    slots: int
    between: Ints
    arrive: Ints
    latest: Ints
    home: Ints
    ready: Ints
    may_launch: Flags
    may_leave: Flags
    lands_beyond: Flags
    sees: Flags


def network(problem: SlotProblem, group: int, between: Ints) -> Network:
    """Of one group; `between` (stations, stations) are slots of the ways from station to station."""
    n, stations = problem.slots, len(problem.required)
    arrive, latest = np.full((n, stations), n), np.full((n, stations), -1)
    home, ready = np.full((2, n + 1, stations), n)
    launch, sees = np.zeros((2, n, stations), bool)
    leave, beyond = np.zeros((2, n + 1, stations), bool)
    for leg in problem.legs:
        if leg.group == group:
            s = leg.station
            arrive[:, s], latest[:, s] = leg.arrive, leg.latest
            home[:n, s], ready[:n, s] = np.minimum(leg.home[:n], n), np.minimum(leg.ready[:n], n)
            launch[:, s], leave[:, s], sees[:, s] = leg.may_launch & (leg.arrive < n), leg.may_leave, leg.sees
            beyond[:n, s] = leg.home[:n] >= n
    ways = np.maximum(between, 1)
    for via in range(stations):  # nobody takes longer than by way of a third station
        ways = np.minimum(ways, ways[:, via : via + 1] + ways[via : via + 1])
    return Network(group, n, ways, arrive, latest, home, ready, launch, leave, beyond, sees)


@dataclass(frozen=True, eq=False)
class Prices:
    """cover : (stations, slots) gained by standing there; airborne, busy : (slots,) paid in each slot."""

    cover: Floats
    airborne: Floats
    busy: Floats


@dataclass(frozen=True, eq=False)
class Best:
    """value : (slots, stations) of the best sortie by take-off and first station; chain : of the best sequence of sorties of one
    vehicle, 0 where `Prices` make every sortie a loss or sequences were not asked for."""

    value: Floats
    chain: float
    _net: Network
    _choice: NDArray[np.int8]
    _first: Ints  # (slots,) by slot, the station of the sortie that begins there in the best sequence, -1: none

    def sortie(self, launch: int, station: int) -> MultiSortie:
        """The best sortie of a take-off to a first station."""
        net, slot, stints = self._net, int(self._net.arrive[launch, station]), []
        began = slot
        while True:
            choice = int(self._choice[slot, launch, station])
            if choice == STAY:
                slot += 1
                continue
            stints.append(Stint(station, began, slot))
            if choice == LEAVE:
                break
            slot += int(net.between[station, choice - 2])
            station, began = choice - 2, slot
        last = len(stints) - 1  # the ways out and home hang on the first and the last, whether or not it stood there
        kept = [one for place, one in enumerate(stints) if one.leave > one.arrive or place in (0, last)]
        return MultiSortie(launch, net.group, tuple(kept))

    def sequence(self, free_from: int = 0) -> list[MultiSortie]:
        """The sorties of the best sequence of one vehicle from a slot on."""
        out, slot = [], free_from
        while slot < self._net.slots:
            if self._first[slot] < 0:
                slot += 1
                continue
            one = self.sortie(slot, int(self._first[slot]))
            out.append(one)
            slot = int(self._net.ready[one.leave, one.stints[-1].station])
        return out


def best_sorties(net: Network, prices: Prices, *, chained: bool = False) -> Best:
    """The best sorties at given prices; `chained`: each with the best sorties of the same vehicle after it."""
    n, stations = net.slots, net.between.shape[0]
    value = np.full((n + 1, n, stations), NEVER)
    choice = np.zeros((n + 1, n, stations), np.int8)
    best, ahead, first = np.full((n, stations), NEVER), np.zeros(n + 1), np.full(n, -1)
    best_back(
        net.between, net.arrive, net.latest, net.home, net.ready, net.may_launch, net.may_leave, net.lands_beyond,
        net.sees, np.ascontiguousarray(prices.cover, np.float64), _running(prices.airborne), _running(prices.busy),
        chained, value, choice, best, ahead, first,
    )  # fmt: skip
    return Best(best, float(ahead[0]), net, choice, first)


def _running(price: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(price)])
