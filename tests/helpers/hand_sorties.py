"""Hand-made rosters with ferries and sorties of several lines: two airfields, three lines, one kind of plane.

As in `hand_roster`, times come from pyproj and a plain sum, so neither the planner nor the verifier made them.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

from helpers.hand_roster import DAY, KT, START, hand_scenario, make_line, way_s
from longwatch.scenario.plan import Line, Pairing, Passage, Roster, Stint
from longwatch.scenario.scenario import Scenario

HOME = {"North": (36.0, -76.0), "South": (34.0, -76.0)}
LINES = ("east", "south", "inshore")
ENDURANCE_S = 65520
Step = tuple[str, int]  # a line, and for how many seconds it is held


def two_fields(**changes: Any) -> Scenario:
    """The scenario; keyword arguments replace whole sections."""
    fleet = {"platform": "plane", "control": "Sat", "retask": True}
    return hand_scenario(
        **{
            "period": {"start": START, "length": "3 d"},
            "base": [
                {"name": name, "kind": "airfield", "at": f"{at[0]:g} N, {-at[1]:g} W"} for name, at in HOME.items()
            ],
            "control": [{"name": "Sat", "at": "North", "kind": "satellite", "channels": 3}],
            "watch": [
                {"name": name, "area": name, "kind": "station", "sees": {"class": "fishing-boat"}, "limit": "30 min"}
                for name in LINES
            ],
            "fleet": [
                {"name": "Northern", "base": "North", "count": 2, "ferry_to": ["Southern"], **fleet},
                {"name": "Southern", "base": "South", "count": 1, "ferry_to": ["Northern"], **fleet},
            ],
            "state": {},
        }
        | changes
    )


BASE_OF = {"Northern": "North", "Southern": "South"}


def posts(lines: tuple[Line, ...]) -> dict[str, tuple[float, float]]:
    return {line.name: (line.post_lat_deg, line.post_lon_deg) for line in lines}


def empty_roster(scenario: Scenario) -> Roster:
    """Lines, pairings of both fleets with all of them, and passages; those of inshore keep out of `range`."""
    lines = tuple(make_line(scenario, name) for name in LINES)
    at = posts(lines)
    east, north = (20 * KT * trig(math.radians(70.0)) for trig in (math.sin, math.cos))
    pairings = tuple(
        Pairing(fleet, name, ENDURANCE_S, 3600, 10800, 100 * KT, 70 * KT, east, north, 3000.0, 30000.0,
                (HOME[BASE_OF[fleet]], at[name]))
        for fleet in BASE_OF for name in LINES
    )  # fmt: skip
    north_about, south_about = ((36.9, -74.3), (36.9, -73.8)), ((35.2, -74.3),)
    via = {
        ("inshore", "east"): north_about,
        ("east", "inshore"): north_about[::-1],
        ("inshore", "south"): south_about,
        ("south", "inshore"): south_about,
    }
    passages = tuple(
        Passage(fleet, one, other, (at[one], *via.get((one, other), ()), at[other]))
        for fleet in BASE_OF for one in LINES for other in LINES if one != other
    )  # fmt: skip
    return Roster("hand", "", scenario.start_s, 3 * DAY, "by hand", lines, pairings, (), passages=passages)


@cache
def _way_s(points: tuple[tuple[float, float], ...], pairing: Pairing) -> int:
    return math.ceil(way_s(list(points), pairing, 200))


def flown(roster: Roster, tail: str, fleet: str, takeoff_s: int, steps: list[Step], to_fleet: str = "") -> list[Stint]:
    """One sortie over lines in turn, by the shortest ways; rows in order."""
    first, last = roster.pairing(fleet, steps[0][0]), roster.pairing(to_fleet or fleet, steps[-1][0])
    at_s, rows, before = takeoff_s + _way_s(first.route, first), list[tuple[str, int, int]](), ""
    for name, stay_s in steps:
        if before:
            key = (fleet, before, name)
            way = next(one.route for one in roster.passages if (one.fleet, one.from_line, one.to_line) == key)
            at_s += _way_s(way, roster.pairing(fleet, name))
        rows.append((name, at_s, at_s + stay_s))
        at_s, before = at_s + stay_s, name
    land_s = at_s + _way_s(last.route[::-1], last)
    return [
        Stint(takeoff_s, name, tail, fleet, arrive_s, leave_s, land_s, land_s + last.turnaround_s, False, to_fleet)
        for name, arrive_s, leave_s in rows
    ]


def good_sorties(scenario: Scenario, **changes: Any) -> Roster:
    """One plane on two lines, then on three; one ferried there and back; one that flies alone. Every rule kept."""
    roster = replace(empty_roster(scenario), **changes)
    first = flown(roster, "plane-1", "Northern", 1800, [("east", 25000), ("south", 12000)])
    second = flown(
        roster, "plane-1", "Northern", first[-1].ready_s, [("south", 9000), ("east", 5000), ("inshore", 4000)]
    )
    there = flown(roster, "plane-2", "Northern", 30000, [("south", 8000)], "Southern")
    back = flown(roster, "plane-2", "Southern", there[-1].ready_s + 600, [("south", 900), ("east", 800)], "Northern")
    again = flown(roster, "plane-2", "Northern", back[-1].ready_s, [("inshore", 3000)])
    alone = flown(roster, "plane-3", "Southern", 7000, [("inshore", 20000)])
    return replace(roster, stints=tuple(sorted([*first, *second, *there, *back, *again, *alone])))
