"""When hours hold: local wall-clock time and daylight, as stretches of seconds from the period's start.

A stretch begins when the clock first shows its beginning and ends when it last shows its end. What a change of clock
leaves out lies at the change, so days of 23 and 25 hours have neither hole nor overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from longwatch.physics.light import Place, light_intervals
from longwatch.scenario.models import HourRule

Interval = tuple[int, int]
DAY_MIN = 1440
_MARGIN_DAYS = 3  # a rule may begin the day before, and no clock is more than a day off


def open_intervals(
    rules: tuple[HourRule, ...],
    zone: str,
    start_s: int,
    from_s: int,
    to_s: int,
    at: tuple[float, float] | Place | None = None,
) -> tuple[Interval, ...]:
    """Stretches within [from_s, to_s) in which any of the rules holds: sorted, half open, without overlap.

    Parameters
    ----------
    rules : hours in local time
    zone : IANA name of the clock
    start_s : Unix time of the period's start; all other times count from it
    from_s, to_s : what is asked for
    at : (lat_deg, lon_deg), needed by daylight and darkness; of a place that moves a function of Unix times
    """
    found: list[Interval] = []
    for rule in rules:
        held = _clock_intervals(rule, zone, start_s + from_s, start_s + to_s)
        if rule.light != "any":
            if at is None:
                raise ValueError(f"{rule.light} has no place to be at")
            place = at if callable(at) else _still(at)
            held = intersect(held, light_intervals(rule.light, start_s + from_s, start_s + to_s, place))
        found += held
    return tuple((begin - start_s, end - start_s) for begin, end in union(found))


def _still(at: tuple[float, float]) -> Place:
    def place(_: Any) -> tuple[float, float]:
        return at

    return place


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sorted, without empty ones; those that touch or overlap become one."""
    out: list[Interval] = []
    for begin, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return tuple(out)


def intersect(one: Iterable[Interval], other: Iterable[Interval]) -> tuple[Interval, ...]:
    """Where both hold."""
    first, second = union(one), union(other)
    out: list[Interval] = []
    i = j = 0
    while i < len(first) and j < len(second):
        begin, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if begin < end:
            out.append((begin, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return tuple(out)


def _clock_intervals(rule: HourRule, zone: str, from_s: int, to_s: int) -> tuple[Interval, ...]:
    """Unix times at which the clock is within the rule."""
    if to_s <= from_s:
        return ()
    if len(set(rule.days)) == 7 and rule.from_min == 0 and rule.to_min >= DAY_MIN:
        return ((from_s, to_s),)
    clock: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)
    day = (datetime.fromtimestamp(from_s, UTC) - timedelta(days=_MARGIN_DAYS)).date()
    last = (datetime.fromtimestamp(to_s, UTC) + timedelta(days=_MARGIN_DAYS)).date()
    found = []
    while day <= last:
        if day.weekday() in rule.days:
            begin = _instant(day, rule.from_min, clock, latest=False)
            end = _instant(day, rule.to_min, clock, latest=True)
            found.append((max(begin, from_s), min(end, to_s)))
        day += timedelta(days=1)
    return union(found)


def _instant(day: date, minute: int, clock: tzinfo, *, latest: bool) -> int:
    """Unix time at which the clock passes a minute of a day: for the first or the last time, or by a jump over it."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    early, late = (round(wall.replace(tzinfo=clock, fold=fold).timestamp()) for fold in (0, 1))
    if early <= late:
        return late if latest else early
    first, after = late, early  # the clock jumps over it between these two
    offset = datetime.fromtimestamp(first, clock).utcoffset()
    while after - first > 1:
        middle = (first + after) // 2
        if datetime.fromtimestamp(middle, clock).utcoffset() == offset:
            first = middle
        else:
            after = middle
    return after
