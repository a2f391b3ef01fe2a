"""When bases are open, crews on duty and watches kept, by the rules of the file alone: seconds from the period's start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from longwatch.geo.track import Track
from longwatch.physics.light import Place
from longwatch.scenario.hours import Interval, intersect, open_intervals
from longwatch.scenario.models import Base, Control, DeckCycle, Fleet, Watch
from longwatch.scenario.scenario import Scenario
from longwatch.units import DAY_S

BEFORE_S = DAY_S
AFTER_S = 7 * DAY_S  # beyond two endurances after the end


def horizon_s(scenario: Scenario) -> Interval:
    """From a day before the start to well after the last landing of any plan or trial."""
    longest_s = max((float(platform.endurance_s) for platform in scenario.platforms.values()), default=0.0)
    return -int(BEFORE_S), scenario.length_s + math.ceil(2 * longest_s) + int(AFTER_S)


def base_openings(scenario: Scenario, base: Base) -> tuple[Interval, ...] | None:
    """Stretches in which vehicles may take off and land, half open; None: always."""
    if base.hours is None and base.deck_cycle is None:
        return None
    from_s, to_s = horizon_s(scenario)
    found: tuple[Interval, ...] = ((from_s, to_s),)
    if base.hours is not None:
        zone = base.zone or scenario.file.period.zone
        found = open_intervals(base.hours, zone, scenario.start_s, from_s, to_s, place_of(scenario, base))
    if base.deck_cycle is not None:
        found = intersect(found, deck_intervals(base.deck_cycle, from_s, to_s))
    return None if found == ((from_s, to_s),) else found


def deck_intervals(cycle: DeckCycle, from_s: int, to_s: int) -> tuple[Interval, ...]:
    """The open first parts of a deck's cycles, which run before `first` as well as after it."""
    every_s, open_s, first_s = round(float(cycle.every_s)), round(float(cycle.open_s)), round(float(cycle.first_s))
    begins = range(first_s + (from_s - first_s) // every_s * every_s, to_s, every_s)
    return intersect(((begin, begin + open_s) for begin in begins), [(from_s, to_s)])


def crew_steps(scenario: Scenario, fleet: Fleet) -> tuple[tuple[int, int], ...] | None:
    """Vehicles that the crews of a fleet can fly at once: (time_s, limit from then on), the first at 0.

    None where it never changes: crews x duty / 24 h, or no limit at all. Shifts are in the zone of the fleet's base; those
    that overlap add up. Crews that still rest at the start are missing until they are rested.
    """
    resting = [
        (math.ceil(float(one.rest_s)), one.count) for one in scenario.file.state.crews if one.fleet == fleet.name
    ]
    if not fleet.shifts and not resting:
        return None
    base = scenario.base(fleet.base)
    zone, place, (_, to_s) = base.zone or scenario.file.period.zone, place_of(scenario, base), horizon_s(scenario)
    changes: dict[int, int] = {0: 0}
    for shift in fleet.shifts:
        for begin, end in open_intervals(shift.hours, zone, scenario.start_s, 0, to_s, place):
            changes[begin] = changes.get(begin, 0) + shift.crews
            if end < to_s:
                changes[end] = changes.get(end, 0) - shift.crews
    for rested_s, _ in resting:
        changes.setdefault(rested_s, 0)
    steps: list[tuple[int, int]] = []
    on_shift = 0
    for time_s in sorted(changes):
        on_shift += changes[time_s]
        away = sum(count for rested_s, count in resting if rested_s > time_s)
        limit = max(on_shift - away, 0) if fleet.shifts else crews_at_once(fleet, away)
        if not steps or steps[-1][1] != limit:
            steps.append((time_s, limit))
    return tuple(steps)


def crews_at_once(crewed: Fleet | Control, away: int = 0) -> int:
    """Vehicles that its crews can fly round the clock: crews x the share of time they work, rounded down."""
    crews = max((crewed.crews or 0) - away, 0)
    return math.floor(crews * crew_share(crewed) + 1e-9)


def crew_share(crewed: Fleet | Control) -> float:
    """Share of time that a crew works: its duty of a day, or of duty and rest."""
    duty_s = float(crewed.crew_duty_s)
    return duty_s / (DAY_S if crewed.crew_rest_s is None else duty_s + float(crewed.crew_rest_s))


def control_at_once(control: Control) -> int:
    """Vehicles that a control station can fly round the clock: its channels, and the crews that its fleets share."""
    return control.channels if control.crews is None else min(control.channels, crews_at_once(control))


def watch_windows(scenario: Scenario, watch: Watch) -> tuple[Interval, ...]:
    """When a watch is kept within the period, in the period's zone; daylight is that at its place."""
    if watch.hours is None:
        return ((0, scenario.length_s),)
    zone, place = scenario.file.period.zone, place_of_watch(scenario, watch)
    return open_intervals(watch.hours, zone, scenario.start_s, 0, scenario.length_s, place)


def place_of_watch(scenario: Scenario, watch: Watch) -> tuple[float, float] | Place:
    """Where its daylight is asked for: its post, the ship it keeps company with, or the middle of its area's corners."""
    if watch.around is not None:
        return place_of(scenario, scenario.base(watch.around))
    if watch.post is not None:
        return watch.post
    lats, lons = np.radians(np.array([point for polygon in scenario.areas[watch.area] for point in polygon.outer])).T
    x, y = (np.cos(lats) * np.cos(lons)).sum(), (np.cos(lats) * np.sin(lons)).sum()
    return math.degrees(math.atan2(np.sin(lats).sum(), math.hypot(x, y))), math.degrees(math.atan2(y, x))


def place_of(scenario: Scenario, base: Base) -> tuple[float, float] | Place:
    """Where daylight is asked for: the base, or where the ship is at the time."""
    if not base.track:
        assert base.at is not None  # checked when the scenario was read
        return base.at
    track = Track.of([(float(point.time_s), *point.at) for point in base.track])

    def place(time_s: Any) -> tuple[Any, Any]:
        return track.at_many(time_s - scenario.start_s)

    return place
