"""What rows may not do together: one vehicle twice, more vehicles than there are, channels and crews over-used."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from longwatch.scenario.plan import Roster, Stint, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.hours import crew_limits, crews_of_station
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation

MOST_TAILS: Final = 5  # named where too many are in the air


def check_tails(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """A tail flies one sortie at a time, is turned round in between and takes off where it landed; fleets own enough."""
    by_tail: dict[str, list[Stint]] = defaultdict(list)
    for one in wholes_of(roster.stints):
        by_tail[one.tail].append(one)
    tails: dict[str, set[str]] = defaultdict(set)  # of each fleet, those that are its at the start
    out = []
    for tail, flown in sorted(by_tail.items()):
        out += _check_fleet(flown, name) + _check_turns(flown, name)
        ferried = any(one.lands_with != one.fleet for one in flown)
        for of in {flown[0].fleet} if ferried else {one.fleet for one in flown}:
            tails[of].add(tail)
    for fleet in scenario.fleets:
        over = len(tails[fleet.name]) - scenario.usable_count(fleet)
        if over > 0:
            what = f"uses {len(tails[fleet.name])} vehicles, may use {scenario.usable_count(fleet)}"
            own = [stint for tail in tails[fleet.name] for stint in by_tail[tail] if stint.fleet == fleet.name]
            what += _seldom(own, over, name)
            out.append(Violation("tails", f"fleet {fleet.name}", what, over, "vehicles"))
    return out


def _check_fleet(flown: Sequence[Stint], name: Namer) -> list[Violation]:
    """A tail belongs to one fleet, and after a ferry to the one it landed with."""
    rows = Counter(one.fleet for one in flown)
    if any(one.lands_with != one.fleet for one in flown):
        return [
            Violation(
                "two-places",
                name.row(after),
                f"takes off with {after.fleet}, and landed with {before.lands_with} at {name.time(before.land_s)}",
            )
            for before, after in pairwise(flown)
            if after.fleet != before.lands_with
        ]
    if len(rows) == 1:
        return []
    home, few = rows.most_common()[0][0], rows.most_common()[-1][0]
    odd = next(one for one in flown if one.fleet == few)
    what = f"flies for {few} here and for {home} in {rows[home]} other row{'s' if rows[home] > 1 else ''}"
    return [Violation("two-places", name.row(odd), what)]


def _seldom(stints: list[Stint], n: int, name: Namer) -> str:
    """The vehicles that fly least: a tail that was mistyped is among them."""
    flown = Counter(stint.tail for stint in stints)
    few = sorted(flown, key=lambda tail: (flown[tail], tail))[:n]
    first = next(stint for stint in sorted(stints) if stint.tail == few[0])
    if flown[few[0]] == 1:
        return f"; {few[0]} flies but once, at {name.time(first.takeoff_s)}"
    return f"; {', '.join(few)} {'fly' if n > 1 else 'flies'} least"


def _check_turns(stints: Sequence[Stint], name: Namer) -> list[Violation]:
    out = []
    last = stints[0]
    for before, after in pairwise(stints):
        last = max(last, before, key=lambda stint: stint.ready_s)
        early_s = last.ready_s - after.takeoff_s
        if after.takeoff_s < last.land_s:
            what = f"the vehicle is in the air already, from {name.time(last.takeoff_s)} to {name.time(last.land_s)}"
            out.append(Violation("two-places", name.row(after), what, last.land_s - after.takeoff_s, "s"))
        elif early_s > 0:
            what = (
                f"takes off {format_duration(early_s)} before it is ready after its landing at {name.time(last.land_s)}"
            )
            out.append(Violation("turnaround", name.row(after), what, early_s, "s"))
    return out


def check_at_once(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """Channels and crews of each control station, crews of each fleet: vehicles airborne at any instant, landing excluded."""
    out = []
    sorties = wholes_of(roster.stints)
    flown = {fleet.name: fleet.control for fleet in scenario.fleets}
    for control in scenario.file.control:
        stints = [stint for stint in sorties if flown.get(stint.fleet) == control.name]
        out += _over("channels", f"control {control.name}", "channels", [(-math.inf, control.channels)], stints, name)
        shared = [(-math.inf, crews_of_station(control))]
        out += _over("crews", f"control {control.name}", "crews on duty", shared, stints, name)
    for fleet in scenario.fleets:
        stints = [stint for stint in sorties if stint.fleet == fleet.name]
        on_duty = crew_limits(scenario, fleet, max((stint.land_s for stint in stints), default=0) + 1)
        rule = "shifts" if fleet.shifts else "crews"
        out += _over(rule, f"fleet {fleet.name}", "crews on duty", on_duty, stints, name)
    return out


def _over(
    rule: str, where: str, what: str, limits: list[tuple[float, float]], stints: Sequence[Stint], name: Namer
) -> list[Violation]:
    """Every maximal stretch with more vehicles airborne than the limit, of which there is one from each of some times on."""
    if len(limits) == 1 and math.isinf(limits[0][1]):
        return []
    steps: dict[int, int] = defaultdict(int)
    for time_s, _ in limits[1:]:
        steps[int(time_s)] += 0
    for stint in stints:
        if stint.land_s > stint.takeoff_s:
            steps[stint.takeoff_s] += 1
            steps[stint.land_s] -= 1
    out = []
    airborne = most = 0
    least = math.inf
    since_s: int | None = None
    for time_s in sorted(steps):
        airborne += steps[time_s]
        most = max(most, airborne) if since_s is not None else airborne
        limit = limits[bisect_right(limits, (time_s, math.inf)) - 1][1]
        least = min(least, limit)
        if airborne > limit and since_s is None:
            since_s, most, least = time_s, airborne, limit
        elif airborne <= limit and since_s is not None:
            words = f"{most} vehicles airborne for {format_duration(time_s - since_s)}, {what} for {least:g}"
            words += _flying(stints, since_s, time_s)
            out.append(Violation(rule, f"{where}, from {name.time(since_s)}", words, most - least, "vehicles"))
            since_s = None
    return out


def _flying(stints: Sequence[Stint], from_s: int, to_s: int) -> str:
    """Who is in the air at some time of a stretch, in order of take-off."""
    tails = list(dict.fromkeys(one.tail for one in sorted(stints) if one.takeoff_s < to_s and one.land_s > from_s))
    return f": {', '.join(tails[:MOST_TAILS])}{' and others' if len(tails) > MOST_TAILS else ''}"


def check_airborne(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """Vehicles airborne at the start are those of [state]: so many, on that watch, with the time they had flown."""
    watch_of = {line.name: line.watch for line in roster.lines}
    flown: dict[tuple[str, str], list[float]] = defaultdict(list)
    for entry in scenario.file.state.airborne:
        flown[entry.fleet, entry.watch] += [float(entry.flown_s)] * int(entry.count)
    rows: dict[tuple[str, str], list[Stint]] = defaultdict(list)
    for stint in wholes_of(roster.stints):
        if stint.airborne_at_start:
            rows[stint.fleet, watch_of.get(stint.line, "")].append(stint)
    out = []
    for key in sorted(set(flown) | set(rows)):
        stints = sorted(rows[key], key=lambda stint: stint.takeoff_s)
        known = sorted(flown[key], reverse=True)
        if len(stints) != len(known):
            what = f"{len(stints)} sorties are airborne at the start, [state] has {len(known)}"
            by = abs(len(stints) - len(known))
            out.append(Violation("airborne", f"fleet {key[0]} on {key[1]}", what, by, "vehicles"))
        for stint, flown_s in zip(stints, known, strict=False):
            if stint.arrive_s > 0 or stint.takeoff_s > 0:
                out.append(Violation("airborne", name.row(stint), "is not on station when the period starts"))
            elif flown_s + stint.takeoff_s > 1.0:
                what = f"had flown {format_duration(flown_s)} by the start, the row counts {-stint.takeoff_s} s"
                out.append(Violation("airborne", name.row(stint), what, flown_s + stint.takeoff_s, "s"))
    return out
