"""Rows as sorties: what a vehicle flies from take-off to landing counts once, however many lines it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from longwatch.scenario.models import Base
from longwatch.scenario.plan import Roster, Stint, sorties_of, whole_of, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.rows import Namer
from longwatch.verifier.served import Key, Served
from longwatch.verifier.verdict import Violation

Movement = tuple[int, str, Stint]  # when, "lands" or "takes off", the whole sortie
ALIKE: Final = {  # what rows of one sortie agree in, in words
    "fleet": "flies for another fleet",
    "land_s": "lands at another time",
    "ready_s": "is ready at another time",
    "lands_with": "lands with another fleet",
    "airborne_at_start": "is not airborne at the start alike",
}


@dataclass(frozen=True)
class Rows:
    """Rows by what a pairing is asked for: the way out of first rows, the hold of all, the way back of last rows."""

    outs: list[Stint] = field(default_factory=list)
    held: list[Stint] = field(default_factory=list)
    backs: list[Stint] = field(default_factory=list)


def rows_by_pairing(stints: Iterable[Stint]) -> dict[Key, Rows]:
    """By (fleet, line); the way back of a ferry is that of the fleet it lands with."""
    out: dict[Key, Rows] = defaultdict(Rows)
    for rows in sorties_of(stints):
        first, last = rows[0], rows[-1]
        out[first.fleet, first.line].outs.append(first)
        out[last.lands_with, last.line].backs.append(last)
        for row in rows:
            out[row.fleet, row.line].held.append(row)
    return dict(out)


def movements_at(
    scenario: Scenario, base: Base, flown: Iterable[Stint], lost: frozenset[tuple[str, int]]
) -> list[Movement]:
    """Take-offs and landings of whole sorties at a base, in order of time; those airborne at the start only land.

    lost : (tail, second) of vehicles that ended in the air
    """
    there = {fleet.name for fleet in scenario.fleets if fleet.base == base.name}
    out: list[Movement] = []
    for one in flown:
        if one.lands_with in there and (one.tail, one.land_s) not in lost:
            out.append((one.land_s, "lands", one))
        if one.fleet in there and not one.airborne_at_start:
            out.append((one.takeoff_s, "takes off", one))
    return sorted(out, key=lambda move: move[0])


def check_sorties(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """Rows of one sortie agree and follow one another, and its fleet may hold several lines in one."""
    retasked = {fleet.name for fleet in scenario.fleets if fleet.retask}
    out: list[Violation] = []
    for rows in several(roster.stints):
        first = rows[0]
        for row in rows[1:]:
            for field_name, what in ALIKE.items():
                if getattr(row, field_name) != getattr(first, field_name):
                    out.append(Violation("sortie", name.row(row), f"{what} than the same sortie on {first.line}"))
        if first.fleet not in retasked:
            what = f"holds {first.line} in the same sortie, and {first.fleet} may hold but one line (`retask`)"
            out.append(Violation("retask", name.row(rows[1]), what))
        for before, after in pairwise(rows):
            early_s = before.leave_s - after.arrive_s
            if early_s > 0:
                what = f"is on station {format_duration(early_s)} before it leaves {before.line}"
                out.append(Violation("sortie", name.row(after), what, early_s, "s"))
    return out


def several(stints: Iterable[Stint]) -> list[tuple[Stint, ...]]:
    """Sorties of several rows that differ; of a row that stands twice one."""
    found = [tuple(dict.fromkeys(rows)) for rows in sorties_of(stints)]
    return [rows for rows in found if len(rows) > 1]


def check_endurance(served: dict[Key, Served], roster: Roster, name: Namer) -> list[Violation]:
    """No longer from take-off to landing than the shortest endurance among its pairings; whom the state left no choice is
    exempt.
    """
    out = []
    for rows in sorties_of(roster.stints):
        one, last = whole_of(rows), rows[-1]
        keys = {*((row.fleet, row.line) for row in rows), (last.lands_with, last.line)}
        most_s = min((served[key].pairing.endurance_s for key in keys if key in served), default=None)
        if most_s is None or (one.airborne_at_start and one.leave_s <= 0):
            continue
        over_s = one.land_s - one.takeoff_s - most_s
        if over_s > 0:
            what = f"is airborne {format_duration(over_s)} longer than its endurance"
            out.append(Violation("endurance", name.row(one), what, over_s, "s"))
    return out


def check_ferries(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """Whoever lands with another fleet may do so."""
    may = {fleet.name: fleet.ferry_to for fleet in scenario.fleets}
    out = []
    for one in wholes_of(roster.stints):
        if one.lands_with not in {one.fleet, *may.get(one.fleet, ())}:
            what = f"lands with {one.to_fleet}, where {one.fleet} may not ferry vehicles (`ferry_to`)"
            out.append(Violation("ferry", name.row(one), what))
    return out
