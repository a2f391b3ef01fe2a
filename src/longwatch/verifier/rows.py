"""Each row by itself: order of times, ways long enough, endurance, turnaround, link, and what stands in no header."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.scenario.plan import Roster, Stint, sorties_of
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.geodesic import Array
from longwatch.verifier.links import Links
from longwatch.verifier.served import Key, Served
from longwatch.verifier.verdict import Violation
from longwatch.verifier.ways import way_back_s, way_out_s

TOLERANCE_S: Final = 1.0
Flags = NDArray[np.bool_]


class Namer:
    """Says where a row stands in words that are found again in the file: its tail and its take-off."""

    def __init__(self, start_s: int, several: Iterable[tuple[Stint, ...]] = ()) -> None:
        """`several`: sorties of several rows, of which the line is named as well."""
        self.start_s = start_s
        self.several = {(rows[0].tail, rows[0].takeoff_s) for rows in several}

    def time(self, time_s: int) -> str:
        try:
            return datetime.fromtimestamp(self.start_s + time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, OSError):  # beyond the calendar
            return f"{time_s} s from the start"

    def row(self, stint: Stint) -> str:
        on = f", on {stint.line}" if (stint.tail, stint.takeoff_s) in self.several else ""
        return f"{stint.tail}, take-off {self.time(stint.takeoff_s)}{on}"


def check_names(roster: Roster, served: dict[Key, Served], name: Namer) -> list[Violation]:
    """Every row has a pairing in the header, and one more where it lands with another fleet."""
    out = []
    last = {rows[-1] for rows in sorties_of(roster.stints)}
    for stint in roster.stints:
        if (stint.fleet, stint.line) not in served:
            what = f"the header has no pairing of fleet {stint.fleet!r} with line {stint.line!r}"
            out.append(Violation("name", name.row(stint), what))
        elif stint in last and (stint.lands_with, stint.line) not in served:
            what = f"the header has no pairing of fleet {stint.to_fleet!r} with line {stint.line!r}, so no way there"
            out.append(Violation("name", name.row(stint), what))
    return out


def check_duplicates(roster: Roster, name: Namer) -> list[Violation]:
    """No row stands twice."""
    counts = Counter(roster.stints)
    return [
        Violation("duplicate", name.row(stint), f"the row stands {n} times", n - 1, "rows")
        for stint, n in counts.items()
        if n > 1
    ]


def check_order(scenario: Scenario, stints: Iterable[Stint], name: Namer) -> list[Violation]:
    """take-off <= arrive <= leave <= land <= ready, and the take-off lies in the period."""
    out = []
    for stint in stints:
        steps = {
            "arrives before it takes off": stint.takeoff_s - stint.arrive_s,
            "leaves before it arrives": stint.arrive_s - stint.leave_s,
            "lands before it leaves": stint.leave_s - stint.land_s,
            "is ready before it lands": stint.land_s - stint.ready_s,
        }
        out += [Violation("order", name.row(stint), what, by, "s") for what, by in steps.items() if by > 0]
        if not stint.airborne_at_start and stint.takeoff_s < 0:
            what = "takes off before the period begins, and is not marked as airborne at the start"
            out.append(Violation("period", name.row(stint), what, -stint.takeoff_s, "s"))
        if stint.takeoff_s >= scenario.length_s:
            over_s = stint.takeoff_s - scenario.length_s
            out.append(Violation("period", name.row(stint), "takes off after the period ends", over_s, "s"))
    return out


def check_ways_out(pair: Served, stints: list[Stint], links: Links, name: Namer) -> list[Violation]:
    """First rows of one pairing at once: long enough on the way, and linked."""
    if not stints:
        return []
    takeoff, arrive = columns(stints, "takeoff", "arrive")
    aloft = np.array([stint.airborne_at_start for stint in stints], np.bool_)
    short_s = way_out_s(pair, takeoff, arrive) - (arrive - takeoff)
    rows = RowsOfPair(stints, name)
    return [
        *rows.beyond("transit-out", "is on station {} too early for the way out", short_s, TOLERANCE_S, ~aloft),
        *unlinked(rows, "flown", links.out_m(takeoff, arrive), _watches(stints)),
    ]


def check_stays(stints: list[Stint], links: Links, name: Namer) -> list[Violation]:
    """All rows of one pairing at once: linked on station."""
    if not stints:
        return []
    return unlinked(
        RowsOfPair(stints, name), "held", links.held_m(*columns(stints, "arrive", "leave")), _watches(stints)
    )


def check_ways_back(pair: Served, stints: list[Stint], links: Links, name: Namer) -> list[Violation]:
    """Last rows that land with the fleet of one pairing: long enough on the way, linked, and long enough on the ground."""
    if not stints:
        return []
    leave, land, ready = columns(stints, "leave", "land", "ready")
    short_s = way_back_s(pair, land, leave) - (land - leave)
    turned_short_s = pair.pairing.turnaround_s - (ready - land)
    every = np.full(leave.shape, True)
    rows = RowsOfPair(stints, name)
    return [
        *rows.beyond("transit-back", "lands {} too early for the way back", short_s, TOLERANCE_S, every),
        *rows.beyond("turnaround", "is ready {} before its turnaround is done", turned_short_s, 0.0, every),
        *unlinked(rows, "flown", links.back_m(land, leave), _watches(stints)),
    ]


def columns(stints: Sequence[Stint], *names: str) -> tuple[Array, ...]:
    """Times of the rows, one array for each name."""
    return tuple(np.array([getattr(stint, f"{name}_s") for stint in stints], np.float64) for name in names)


def _watches(stints: Sequence[Stint]) -> Flags:
    return np.array([stint.leave_s > stint.arrive_s for stint in stints], np.bool_)


def unlinked(rows: RowsOfPair, where: str, lack_m: tuple[Array, Array], counts: Flags) -> list[Violation]:
    """`where` is "held" or "flown"."""
    short_m, buried_m = lack_m
    far = f"is {where} {{}} beyond the reach of its control station"
    deep = f"is {where} behind ground: the line of sight passes {{}} under its top"
    return [
        *rows.beyond("link", far, short_m, 0.0, counts, "m"),
        *rows.beyond("link", deep, buried_m, 0.0, counts & (short_m <= 0.0), "m"),
    ]


class RowsOfPair:
    """The rows of one pairing; makes a violation of each that goes too far."""

    def __init__(self, stints: list[Stint], name: Namer) -> None:
        self.stints, self.name = stints, name

    def beyond(self, rule: str, what: str, by: Array, limit: float, counts: Flags, unit: str = "s") -> list[Violation]:
        return [self._one(int(row), rule, what, float(by[row]), unit) for row in np.flatnonzero(counts & (by > limit))]

    def _one(self, row: int, rule: str, what: str, by: float, unit: str) -> Violation:
        where = self.name.row(self.stints[row])
        if math.isinf(by):
            return Violation(rule, where, "flies a way on which the wind is stronger than its speed")
        return Violation(rule, where, what.format(_km(by) if unit == "m" else _time(by)), by, unit)


def _time(by_s: float) -> str:
    return format_duration(max(by_s, 1.0))


def _km(by_m: float) -> str:
    return f"{by_m / 1000:.2f} km"
