"""What a period of years can't have: whatever does not come again week after week."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Base, HourRule, Period, ScenarioFile, Watch
from longwatch.scenario.places import Key
from longwatch.scenario.rules import is_zone
from longwatch.units import DAY_S

WEEK_S: Final = int(7 * DAY_S)
LONG_S: Final = int(120 * DAY_S)  # a longer period is planned as a tile that repeats, where it can be …
FLAT_MOST_S: Final = int(400 * DAY_S)  # … and one longer than this must be

Each = Callable[[str], Iterable[tuple[Key, Any]]]  # the entries of a section of the file with their key paths
Obstacle = tuple[Key, str, str]  # where, what, and what to do about it
HINT: Final = (
    f"a period of more than {FLAT_MOST_S // DAY_S:.0f} days is planned as weeks that repeat; take a shorter one"
)


def check_long(draft: Draft) -> None:
    """A period that is too long to be planned in one piece must be one that repeats."""
    period = draft.one("period")
    if period is None or period.length_s <= LONG_S:
        return
    found = obstacles(draft.each)
    if period.length_s > FLAT_MOST_S:
        for where, what, hint in found:
            draft.wrong(where, what, hint)
    if period.length_s > FLAT_MOST_S or not found:
        for key, _ in draft.each("traffic"):
            draft.warn(key, "ships are not looked at in so long a period")


def entries_of(file: ScenarioFile) -> Each:
    """The entries of a file that was read."""

    def each(section: str) -> Iterable[tuple[Key, Any]]:
        found = getattr(file, section)
        return (
            [((section, n), one) for n, one in enumerate(found)] if isinstance(found, tuple) else [((section,), found)]
        )

    return each


def obstacles(each: Each) -> list[Obstacle]:
    """What keeps weeks from repeating."""
    period, zones = _one(each, "period"), {base.name: base.zone for _, base in each("base")}
    found = [one for key, watch in each("watch") for one in _of_watch(key, watch, period)]
    used = {fleet.base for _, fleet in each("fleet")} | {name for _, base in each("base") for name in base.alternates}
    used |= {name for _, control in each("control") for name in (control.at, *control.relays)}
    found += [one for key, base in each("base") if base.name in used for one in _of_base(key, base, period)]
    for key, fleet in each("fleet"):
        for shift in fleet.shifts:
            found += _of_hours((*key, "shifts"), shift.hours, zones.get(fleet.base) or period.zone, period)
        for name in ("flight_hours", "sorties_per_day", "ferry_to", "retask"):
            if getattr(fleet, name):
                found.append(((*key, name), "is not kept by weeks that repeat", HINT))
    policy, run = _one(each, "policy"), _one(each, "run")
    for name in ("retask", "file"):
        if policy is not None and getattr(policy, name) is not None:
            found.append((("policy", name), "what is seen is not followed for so long", HINT))
    if policy is not None and policy.reroster_s is not None:
        found.append((("policy", "reroster"), "plans are made anew when the fleet has changed, not each day", HINT))
    if run is not None and run.samples:
        found.append((("run", "samples"), "inputs are not drawn for so long a period", HINT))
    return found


def _of_watch(key: Key, watch: Watch, period: Period) -> list[Obstacle]:
    found: list[Obstacle] = []
    if watch.kind not in ("station", "relay"):
        found.append(((*key, "kind"), f"a {watch.kind} watch is not kept for so long", HINT))
    elif watch.around is not None:
        found.append(((*key, "around"), "no ship is kept company for so long", HINT))
    if watch.overlap_s > 0:
        found.append(((*key, "overlap"), "is not kept by weeks that repeat", HINT))
    return found + _of_hours((*key, "hours"), watch.hours, period.zone, period)


def _of_base(key: Key, base: Base, period: Period) -> list[Obstacle]:
    found: list[Obstacle] = []
    if base.movements is not None:
        found.append(((*key, "movements"), "are not counted in weeks that repeat", HINT))
    if base.track:
        found.append(((*key, "track"), "a base that moves has no place in weeks that repeat", HINT))
    if base.deck_cycle is not None and WEEK_S % round(float(base.deck_cycle.every_s)):
        found.append(((*key, "deck_cycle", "every"), "does not come again at the same time of each week", HINT))
    return found + _of_hours((*key, "hours"), base.hours, base.zone or period.zone, period)


def _of_hours(key: Key, hours: tuple[HourRule, ...] | None, zone: str, period: Period) -> list[Obstacle]:
    if any(rule.light != "any" for rule in hours or ()):
        return [(key, "days grow longer and shorter over so long a time", HINT)]
    if hours and _clock_changes(zone, period):
        return [(key, f"the clocks of {zone} are put forward and back", f"{HINT}, or hours in UTC")]
    return []


def _one(each: Each, section: str) -> Any:
    return next((entry for _, entry in each(section)), None)


def _clock_changes(zone: str, period: Period) -> bool:
    """Whether a zone has summer time, or anything like it, in a period."""
    if zone == "UTC" or not is_zone(zone):
        return False
    from zoneinfo import ZoneInfo

    weeks = range(0, round(float(period.length_s)), WEEK_S)
    clock = ZoneInfo(zone)
    return len({(period.start + timedelta(seconds=at)).astimezone(clock).utcoffset() for at in weeks}) > 1
