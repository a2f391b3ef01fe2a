"""What can't be so about hours: unknown zones, bases that never open, shifts beside crews, watches that are never kept."""

from __future__ import annotations

from longwatch.scenario.draft import Draft
from longwatch.scenario.hours import open_intervals
from longwatch.scenario.models import Base, Fleet, HourRule
from longwatch.scenario.names import fleet_name
from longwatch.scenario.places import Key
from longwatch.scenario.rules import ZONE_HINT, is_zone
from longwatch.scenario.words import shown
from longwatch.units import format_duration

MOST_CYCLES = 100_000  # of a deck in a period


def check_times(draft: Draft) -> None:
    """Bases, fleets, watches and resting crews."""
    period_zone = getattr(draft.one("period"), "zone", "UTC")
    for key, base in draft.each("base"):
        if base.zone is not None and not is_zone(base.zone):
            draft.wrong((*key, "zone"), f"{shown(base.zone)} is not a time zone", ZONE_HINT)
        _check_deck(draft, key, base)
        if base.hours is not None and _never(draft, base.hours, base.zone or period_zone):
            draft.warn(
                (*key, "hours"), f"{shown(base.name)} is never open in the period: nobody takes off or lands there"
            )
        elif base.zone is not None and base.hours is None and not _has_shifts(draft, base):
            draft.warn((*key, "zone"), "has no effect: neither hours nor shifts are given here")
    for key, fleet in draft.each("fleet"):
        if fleet.shifts and fleet.crews is not None:
            draft.wrong((*key, "crews"), "and `shifts` both say how many can be flown at once: keep one of them")
        if fleet.shifts and not any(shift.crews for shift in fleet.shifts):
            draft.wrong((*key, "shifts"), f"no shift of {fleet_name(fleet)} has any crew")
    for key, watch in draft.each("watch"):
        if watch.hours is not None and _never(draft, watch.hours, period_zone):
            draft.wrong((*key, "hours"), f"the watch {shown(watch.name)} is never kept in the period")
    _check_resting(draft)


def _never(draft: Draft, rules: tuple[HourRule, ...], zone: str) -> bool:
    """Whether no rule ever holds in the period, as far as the clock tells; daylight is not looked at."""
    period = draft.one("period")
    if period is None or any(rule.light != "any" for rule in rules) or not is_zone(zone):
        return False
    return not open_intervals(rules, zone, round(period.start.timestamp()), 0, round(float(period.length_s)))


def _has_shifts(draft: Draft, base: Base) -> bool:
    return any(fleet.shifts for _, fleet in draft.each("fleet") if fleet.base == base.name)


def _check_deck(draft: Draft, key: Key, base: Base) -> None:
    cycle, period, here = base.deck_cycle, draft.one("period"), (*key, "deck_cycle")
    if cycle is None:
        return
    if cycle.open_s >= cycle.every_s:
        every = format_duration(float(cycle.every_s))
        draft.wrong(
            (*here, "open"), f"{shown(cycle.open_s.text)} is the whole cycle of {every}: such a deck never closes"
        )
    elif round(float(cycle.open_s)) < 1:
        draft.wrong((*here, "open"), f"{shown(cycle.open_s.text)} is less than a second")
    elif period is not None and period.length_s / cycle.every_s > MOST_CYCLES:
        draft.wrong(
            (*here, "every"), f"{shown(cycle.every_s.text)} is too short: more than {MOST_CYCLES} cycles in the period"
        )


def _check_resting(draft: Draft) -> None:
    state = draft.one("state")
    fleets: dict[str, Fleet] = {fleet_name(fleet): fleet for _, fleet in draft.each("fleet")}
    resting: dict[str, int] = {}
    for index, entry in enumerate(state.crews if state is not None else ()):
        key: Key = ("state", "crews", index)
        fleet = fleets.get(entry.fleet)
        if fleet is None:
            continue
        if fleet.crews is None and not fleet.shifts:
            shared = any(control.name == fleet.control and control.crews for _, control in draft.each("control"))
            why = (
                "shares the crews of its control station, who come rested"
                if shared
                else "has neither `crews` nor `shifts`"
            )
            draft.wrong((*key, "fleet"), f"{entry.fleet} {why}: nobody is there to rest")
            continue
        resting[entry.fleet] = resting.get(entry.fleet, 0) + entry.count
        has = fleet.crews if fleet.crews is not None else max(shift.crews for shift in fleet.shifts)
        if resting[entry.fleet] > has:
            draft.wrong((*key, "count"), f"{resting[entry.fleet]} crews of {entry.fleet} rest, and it has {has}")
