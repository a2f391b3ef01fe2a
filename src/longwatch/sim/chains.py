"""Sorties of several lines and ferries as arrays: which stint follows which in a sortie, and by whose way it comes home."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from longwatch.errors import InvariantError
from longwatch.scenario.plan import Pairing, Roster, Stint, sorties_of
from longwatch.sim.processes import Processes
from longwatch.sim.state import NONE, Ints, Records
from longwatch.sim.transit_tables import TransitTimes


def fleets_at_start(stints: Iterable[Stint]) -> dict[str, str]:
    """The fleet of each tail before any ferry: that of its first take-off."""
    out: dict[str, str] = {}
    for stint in sorted(stints):
        out.setdefault(stint.tail, stint.fleet)
    return out


def flown_as_one(roster: Roster) -> list[tuple[Stint, ...]]:
    """The sorties of a roster; without passages each row is one."""
    return sorties_of(roster.stints) if roster.passages else [(stint,) for stint in roster.stints]


def alone(pairings: Records, pairing: int) -> tuple[int, ...]:
    """(next, prior, home_by, endurance_s, aloft_s) of a stint that is a sortie of its own and comes home."""
    p = pairings[pairing]
    endurance_s = int(p["endurance_s"])
    return int(NONE), int(NONE), pairing, endurance_s, endurance_s + int(p["reserve_s"])


def add_sorties(
    stints: Records,
    roster: Roster,
    pairings: Records,
    pairing_of: Ints,
    processes: Processes,
    transits: Callable[[Pairing], TransitTimes],
) -> None:
    """Fill in what `alone` names, and the deadlines of later stints, which may be flown for themselves.

    Raises InvariantError where rows of one sortie do not agree, or nobody knows the way to where it lands.
    """
    stints["next"] = stints["prior"] = NONE
    stints["home_by"] = stints["pairing"]
    _add_endurance(stints, pairings)
    if not roster.passages and not any(stint.to_fleet for stint in roster.stints):
        return
    place = {id(stint): n for n, stint in enumerate(roster.stints)}
    fleets = [fleet.name for fleet in processes.fleets]
    for rows in flown_as_one(roster):
        own = [place[id(row)] for row in rows]
        _check(rows)
        _add_ends(stints, own, pairings, pairing_of, fleets.index(rows[-1].lands_with))
        for n, m in pairwise(own):
            stints[n]["next"], stints[m]["prior"] = m, n
            stint = roster.stints[m]
            out_s = transits(roster.pairing(stint.fleet, stint.line)).out_s
            takeoff_s = last_takeoff_s(out_s, stint.takeoff_s, stint.arrive_s)
            useless_s = stint.leave_s - (stint.arrive_s - takeoff_s)
            stints[m]["deadline_s"] = max(takeoff_s, min(takeoff_s + processes.late_limit_s, useless_s))


def last_takeoff_s(out_s: Callable[[int], int], from_s: int, arrive_s: int) -> int:
    """The last second from from_s on at which a vehicle takes off to be on its line by arrive_s; from_s where there is none."""
    low, high = from_s, max(from_s, arrive_s)
    while low < high:  # the time of arrival grows with that of take-off: no base or post outruns its vehicles
        middle = (low + high + 1) // 2
        if middle + out_s(middle) <= arrive_s:
            low = middle
        else:
            high = middle - 1
    return low


def _check(rows: tuple[Stint, ...]) -> None:
    if len({(row.fleet, row.land_s, row.to_fleet, row.airborne_at_start) for row in rows}) > 1:
        raise InvariantError(f"the rows of one sortie of {rows[0].tail} do not agree")
    for one, other in pairwise(rows):
        if one.leave_s >= other.arrive_s:
            raise InvariantError(f"{rows[0].tail} is on {one.line} and {other.line} at once")


def _add_endurance(stints: Records, pairings: Records) -> None:
    p = pairings[stints["pairing"]]
    stints["endurance_s"], stints["aloft_s"] = p["endurance_s"], p["endurance_s"] + p["reserve_s"]


def _add_ends(stints: Records, own: list[int], pairings: Records, pairing_of: Ints, lands_with: int) -> None:
    """The way home of each stint of a sortie, and the least endurance of its pairings from each on."""
    last = int(pairing_of[lands_with, stints[own[-1]]["line"]])
    if last < 0:
        raise InvariantError("a ferry lands with a fleet that knows no way home from its last line")
    least_s = np.array([pairings[last]["endurance_s"], pairings[last]["endurance_s"] + pairings[last]["reserve_s"]])
    for n in reversed(own):
        way = int(pairing_of[lands_with, stints[n]["line"]])
        stints[n]["home_by"] = way if way >= 0 else last
        least_s = np.minimum(least_s, [stints[n]["endurance_s"], stints[n]["aloft_s"]])
        stints[n]["endurance_s"], stints[n]["aloft_s"] = least_s
