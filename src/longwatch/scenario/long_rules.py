"""What a period of years can't have: whatever does not come again week after week."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from longwatch.scenario.draft import Draft
from longwatch.scenario.long import LONG_S
from longwatch.scenario.models import HourRule, Period
from longwatch.scenario.places import Key
from longwatch.scenario.rules import is_zone
from longwatch.units import DAY_S

WEEK_S: Final = int(7 * DAY_S)


def check_long(draft: Draft) -> None:
    """A period longer than `LONG_S` is planned as weeks that repeat."""
    period = draft.one("period")
    if period is None or period.length_s <= LONG_S:
        return
    hint = f"a period of more than {LONG_S // DAY_S:.0f} days is planned as weeks that repeat; take a shorter one"

    def check_hours(key: Key, hours: tuple[HourRule, ...] | None, zone: str) -> None:
        if any(rule.light != "any" for rule in hours or ()):
            draft.wrong((*key, "hours"), "days grow longer and shorter over so long a time", hint)
        elif hours and _clock_changes(zone, period):
            draft.wrong((*key, "hours"), f"the clocks of {zone} are put forward and back", f"{hint}, or hours in UTC")

    for key, watch in draft.each("watch"):
        if watch.kind not in ("station", "relay"):
            draft.wrong((*key, "kind"), f"a {watch.kind} watch is not kept for so long", hint)
        elif watch.around is not None:
            draft.wrong((*key, "around"), "no ship is kept company for so long", hint)
        check_hours(key, watch.hours, period.zone)
    for key, base in draft.each("base"):
        if base.track:
            draft.wrong((*key, "track"), "a base that moves has no place in weeks that repeat", hint)
        if base.deck_cycle is not None and WEEK_S % round(float(base.deck_cycle.every_s)):
            draft.wrong((*key, "deck_cycle", "every"), "does not come again at the same time of each week", hint)
        check_hours(key, base.hours, base.zone or period.zone)
    for key, fleet in draft.each("fleet"):
        zone = next((base.zone for _, base in draft.each("base") if base.name == fleet.base), None)
        for shift in fleet.shifts:
            check_hours((*key, "shifts"), shift.hours, zone or period.zone)
    policy = draft.one("policy")
    for name in ("retask", "file"):
        if policy is not None and getattr(policy, name) is not None:
            draft.wrong(("policy", name), "what is seen is not followed for so long", hint)
    if policy is not None and policy.reroster_s is not None:
        what = "plans are made anew when the fleet has changed, not each day"
        draft.wrong(("policy", "reroster"), what, "leave it out")
    run = draft.one("run")
    if run is not None and run.samples:
        draft.wrong(("run", "samples"), "inputs are not drawn for so long a period", hint)
    if policy is not None and policy.reroster_s is not None:
        draft.wrong(("policy", "reroster"), "weeks that repeat are not planned anew", hint)
    for key, _ in draft.each("traffic"):
        draft.warn(key, "ships are not looked at in so long a period")


def _clock_changes(zone: str, period: Period) -> bool:
    """Whether a zone has summer time, or anything like it, in a period."""
    if zone == "UTC" or not is_zone(zone):
        return False
    from zoneinfo import ZoneInfo

    weeks = range(0, round(float(period.length_s)), WEEK_S)
    clock = ZoneInfo(zone)
    return len({(period.start + timedelta(seconds=at)).astimezone(clock).utcoffset() for at in weeks}) > 1
