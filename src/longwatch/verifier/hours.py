"""When bases are open, crews on duty and watches kept, worked out anew, and what does not keep to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np

from longwatch.scenario.models import Base, Control, Fleet, Watch
from longwatch.scenario.plan import Roster, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.units import DAY_S, format_duration
from longwatch.verifier.clock import Interval, Where, length_s, stretches, union, without
from longwatch.verifier.flights import Movement, movements_at
from longwatch.verifier.outages import lost_at
from longwatch.verifier.places import place_of_base
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation

SLACK_DEG: Final = 0.05  # of the sun's height, between two almanacs


def check_hours(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """Take-offs and landings while the base is open and in the open part of its deck's cycle."""
    out: list[Violation] = []
    flown = wholes_of(roster.stints)
    for base in scenario.bases:
        moves = movements_at(scenario, base, flown, lost_at(roster))
        if base.hours is not None and moves:
            held = base_stretches(scenario, base, moves[0][0] - int(DAY_S), moves[-1][0] + int(DAY_S), SLACK_DEG)
            out += _outside("base-hours", f"while {base.name} is closed", moves, partial(_off_s, held), name)
        if base.deck_cycle is not None:
            out += _outside("deck-cycle", f"while the deck of {base.name} is closed", moves, _deck(base), name)
    return out


def _outside(
    rule: str, when: str, moves: Sequence[Movement], off_s: Callable[[int], float], name: Namer
) -> list[Violation]:
    out = []
    for time_s, verb, stint in moves:
        by_s = off_s(time_s)
        if by_s > 0:
            what = f"{verb} {when}, {format_duration(by_s)} from the nearest opening"
            out.append(Violation(rule, name.row(stint), what, by_s, "s"))
    return out


def _off_s(held: Sequence[Interval], time_s: int) -> float:
    """How far an instant is from the nearest stretch; 0 within one."""
    return min((max(begin - time_s, time_s - end + 1, 0) for begin, end in held), default=math.inf)


def _deck(base: Base) -> Callable[[int], float]:
    cycle = base.deck_cycle
    assert cycle is not None
    every_s, open_s, first_s = (round(float(part)) for part in (cycle.every_s, cycle.open_s, cycle.first_s))

    def off_s(time_s: int) -> float:
        into_s = (time_s - first_s) % every_s
        return 0.0 if into_s < open_s else float(min(into_s - open_s + 1, every_s - into_s))

    return off_s


def base_stretches(scenario: Scenario, base: Base, from_s: int, to_s: int, slack_deg: float) -> list[Interval]:
    """When a base is open; with a positive slack rather too long, with a negative one rather too short."""
    if base.hours is None:
        return [(from_s, to_s)]
    zone = base.zone or scenario.file.period.zone
    return stretches(base.hours, zone, scenario.start_s, from_s, to_s, place_of_base(base).at, slack_deg)


def asked_windows(scenario: Scenario, watch: Watch, slack_deg: float) -> list[Interval]:
    """When a watch is kept."""
    if watch.hours is None:
        return [(0, scenario.length_s)]
    zone = scenario.file.period.zone
    return stretches(watch.hours, zone, scenario.start_s, 0, scenario.length_s, _place(scenario, watch), slack_deg)


def check_windows(scenario: Scenario, watch: Watch, windows: Sequence[Interval], where: str) -> list[Violation]:
    """The windows of a line are the hours of its watch, but for the seconds in which two almanacs may differ."""
    has = union(windows)
    missing_s = length_s(without(asked_windows(scenario, watch, -SLACK_DEG), has))
    over_s = length_s(without(has, asked_windows(scenario, watch, SLACK_DEG)))
    if not missing_s and not over_s:
        return []
    asked_s = length_s(asked_windows(scenario, watch, 0.0))
    what = f"its windows hold {length_s(has)} s, the watch asks for {asked_s} s"
    return [
        Violation("windows", where, f"{what}: {missing_s} s are left out, {over_s} s too many", missing_s + over_s, "s")
    ]


def kept_windows(scenario: Scenario, watch: Watch, windows: Sequence[Interval] | None = None) -> list[Interval]:
    """When a watch is kept: the windows of the header, to the second, where they are no more than another almanac's."""
    if windows is not None and not check_windows(scenario, watch, windows, ""):
        return union(windows)
    return asked_windows(scenario, watch, 0.0)


def crew_limits(scenario: Scenario, fleet: Fleet, to_s: int) -> list[tuple[float, float]]:
    """(from, vehicles that its crews can fly at once), in order of time; before the start nothing is asked of shifts."""
    resting = [(float(one.rest_s), one.count) for one in scenario.file.state.crews if one.fleet == fleet.name]
    rested = sorted({math.ceil(rest_s) for rest_s, _ in resting})

    def away(time_s: float) -> int:
        return sum(count for rest_s, count in resting if 0 <= time_s < math.ceil(rest_s))

    if not fleet.shifts:
        if fleet.crews is None:
            return [(-math.inf, math.inf)]
        cycle_s = DAY_S if fleet.crew_rest_s is None else float(fleet.crew_duty_s) + float(fleet.crew_rest_s)
        share = float(fleet.crew_duty_s) / cycle_s
        edges = [-math.inf, 0, *rested]
        return [(t, math.floor(max(fleet.crews - away(t), 0) * share + 1e-9)) for t in edges]
    base = next(base for base in scenario.bases if base.name == fleet.base)
    zone, at = base.zone or scenario.file.period.zone, place_of_base(base).at
    duty = [
        (stretches(shift.hours, zone, scenario.start_s, 0, to_s, at, SLACK_DEG), shift.crews) for shift in fleet.shifts
    ]
    times = sorted({0, *rested, *(edge for held, _ in duty for stretch in held for edge in stretch)})
    changes: dict[int, int] = {}
    for held, crews in duty:
        for begin, end in held:
            changes[begin] = changes.get(begin, 0) + crews
            changes[end] = changes.get(end, 0) - crews
    out, on_duty = [(-math.inf, math.inf)], 0
    for time_s in times:
        on_duty += changes.get(time_s, 0)
        out.append((float(time_s), float(max(on_duty - away(time_s), 0))))
    return out


def crews_of_station(control: Control) -> float:
    """Vehicles that crews shared by the fleets of a station can fly at once; infinite where it has none of its own."""
    if control.crews is None:
        return math.inf
    away_s = DAY_S - float(control.crew_duty_s) if control.crew_rest_s is None else float(control.crew_rest_s)
    duty_s = float(control.crew_duty_s)
    return float(math.floor(control.crews * duty_s / (duty_s + away_s) + 1e-9))


def first_takeoff_s(scenario: Scenario, fleet: Fleet, base: Base) -> float:
    """The latest that the first permitted take-off of a fleet can be, whichever almanac one trusts; infinite if none is."""
    to_s = scenario.length_s + 1
    if any(one.name == fleet.control and crews_of_station(one) < 1 for one in scenario.file.control):
        return math.inf
    held = base_stretches(scenario, base, 0, to_s, -SLACK_DEG)
    limits = crew_limits(scenario, fleet, to_s)
    edges = sorted({0.0, *(float(begin) for begin, _ in held), *(t for t, _ in limits if t > 0)})
    if base.deck_cycle is not None:
        cycle = base.deck_cycle
        every_s, first_s = round(float(cycle.every_s)), round(float(cycle.first_s))
        edges = sorted({*edges, *(float(t) for t in range(first_s % every_s, to_s, every_s))})
    deck = _deck(base) if base.deck_cycle is not None else None
    for edge in edges:
        crews = next(limit for t, limit in reversed(limits) if t <= edge)
        if crews > 0 and _off_s(held, int(edge)) == 0 and (deck is None or deck(int(edge)) == 0):
            return edge
    return math.inf


def _place(scenario: Scenario, watch: Watch) -> Where:
    """Where a watch asks for daylight: its post, its ship, or the middle of its area's corners."""
    if watch.around is not None:
        return place_of_base(next(base for base in scenario.bases if base.name == watch.around)).at
    if watch.post is not None:
        lat, lon = watch.post
    else:
        corners = np.radians([point for polygon in scenario.areas[watch.area] for point in polygon.outer])
        up = np.sin(corners[:, 0]).sum()
        flat = (np.cos(corners[:, 0]) * np.exp(1j * corners[:, 1])).sum()
        lat, lon = math.degrees(math.atan2(up, abs(flat))), math.degrees(float(np.angle(flat)))
    return lambda time_s: (np.full(time_s.shape, lat), np.full(time_s.shape, lon))
