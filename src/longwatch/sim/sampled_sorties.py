"""Sorties of several lines and ferries under another truth than planned: cut from their end until all are home in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from longwatch.rostering.passages import times_of
from longwatch.rostering.problem import TransitTimes
from longwatch.rostering.transit import Transits
from longwatch.scenario.plan import Pairing, Roster, Stint
from longwatch.scenario.scenario import Scenario

Pairings = Mapping[tuple[str, str], Pairing]
Between = Mapping[tuple[str, str, str], TransitTimes]  # by fleet and the two lines


def passage_times(true: Scenario, roster: Roster, pairings: Pairings) -> Between:
    """The true times of the ways between lines, where the next line can be held at all."""
    flown = tuple(one for one in roster.passages if (one.fleet, one.to_line) in pairings)
    found = times_of(true, roster.lines, tuple(pairings.values()), flown) if flown else {}
    return {
        (true.fleets[fleet].name, roster.lines[here].name, roster.lines[there].name): times
        for (fleet, here, there), times in found.items()
    }


def cut_sortie(
    rows: Sequence[Stint], pairings: Pairings, ways: Mapping[tuple[str, str], Transits], between: Between
) -> list[Stint]:
    """What is left of a sortie: the lines that it reaches in time, the last ones left out until it is home in time."""
    while rows:
        cut = _cut(rows, pairings, ways, between)
        if cut:
            return cut
        rows = rows[:-1]
    return []


def _cut(
    rows: Sequence[Stint], pairings: Pairings, ways: Mapping[tuple[str, str], Transits], between: Between
) -> list[Stint]:
    """All of these rows, later on their lines and home earlier; [] where they can't be flown."""
    first, last = rows[0], rows[-1]
    home = last.lands_with, last.line
    keys = {*((row.fleet, row.line) for row in rows), home}
    if not keys <= pairings.keys():
        return []
    last_land_s = first.takeoff_s + min(pairings[key].endurance_s for key in keys)
    holds, left_s, left = list[tuple[int, int]](), first.takeoff_s, ""
    for row in rows:
        arrive_s = row.arrive_s
        if not (row.airborne_at_start and arrive_s <= 0):  # else it is there already
            way = between.get((row.fleet, left, row.line)) if left else ways[row.fleet, row.line]
            if way is None:
                return []
            arrive_s = max(arrive_s, left_s + way.out_s(left_s))
        leave_s = row.leave_s if row is not last else min(row.leave_s, ways[home].latest_leave(last_land_s))
        if leave_s <= arrive_s or (row is last and leave_s <= 0):
            return []
        holds.append((arrive_s, leave_s))
        left_s, left = leave_s, row.line
    home_s = left_s + ways[home].back_s(left_s)
    land_s = max(home_s, min(last.land_s, last_land_s)) if left_s == last.leave_s else home_s
    ready_s = land_s + pairings[home].turnaround_s
    return [
        replace(row, arrive_s=arrive_s, leave_s=leave_s, land_s=land_s, ready_s=ready_s)
        for row, (arrive_s, leave_s) in zip(rows, holds, strict=True)
    ]
