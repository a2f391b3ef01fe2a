"""Limits over time: hours a fleet may fly in a span, its take-offs of a local day, movements of a base, overlap of reliefs.

What they mean in whole seconds from the start of the period, and what can't be so about them.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Base, Fleet, Watch
from longwatch.scenario.names import fleet_name
from longwatch.scenario.places import Key
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.words import shown
from longwatch.units import DAY_S, format_duration

MOST_SPANS = 10_000


def hour_spans(fleet: Fleet, length_s: int) -> tuple[tuple[int, int], ...]:
    """Spans of the period in each of which a fleet has `flight_hours.most`; the last may be shorter."""
    assert fleet.flight_hours is not None
    every = fleet.flight_hours.every_s
    every_s = length_s if every is None else min(round(float(every)), length_s)
    edges = [*range(0, length_s, every_s), length_s]
    return tuple(pairwise(edges))


def local_days(scenario: Scenario) -> tuple[int, ...]:
    """When each local day of the period begins in its zone: the first at 0 or before, the others within the period."""
    zone = scenario.file.period.zone
    clock: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)
    begins, at, end_s = [0], scenario.start_s, scenario.start_s + scenario.length_s
    while True:
        at = _next_day(at, clock)
        if at >= end_s:
            return tuple(begins)
        begins.append(at - scenario.start_s)


def _next_day(at: int, clock: tzinfo) -> int:
    """The first instant of the next date that the clock shows."""
    low, high, today = at, at + int(DAY_S), _date(at, clock)
    while _date(high, clock) == today:
        high += 3600
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _date(middle, clock) == today else (low, middle)
    return high


def _date(at: int, clock: tzinfo) -> date:
    return datetime.fromtimestamp(at, clock).date()


def overlap_s(watch: Watch) -> int:
    """Whole seconds that a successor is on station before its predecessor leaves."""
    return math.ceil(float(watch.overlap_s))


def check_limits(draft: Draft) -> None:
    """Figures that bind nobody, or everybody."""
    period = draft.one("period")
    length_s = None if period is None else float(period.length_s)
    for key, fleet in draft.each("fleet"):
        if fleet.flight_hours is not None:
            _check_hours(draft, (*key, "flight_hours"), fleet, length_s)
    for key, base in draft.each("base"):
        _check_movements(draft, (*key, "movements"), base)
    for key, watch in draft.each("watch"):
        if length_s is not None and float(watch.overlap_s) >= length_s:
            draft.wrong((*key, "overlap"), f"{shown(watch.overlap_s.text)} is not shorter than the period")


def _check_hours(draft: Draft, here: Key, fleet: Fleet, length_s: float | None) -> None:
    budget = fleet.flight_hours
    assert budget is not None
    if budget.every_s is not None and round(float(budget.every_s)) < 1:
        draft.wrong((*here, "every"), f"{shown(budget.every_s.text)} is less than a second")
        return
    if length_s is None:
        return
    every_s = length_s if budget.every_s is None else float(budget.every_s)
    if length_s / every_s > MOST_SPANS:
        assert budget.every_s is not None
        what = f"{shown(budget.every_s.text)} is too short: more than {MOST_SPANS} spans in the period"
        draft.wrong((*here, "every"), what)
    elif every_s > length_s:
        draft.warn((*here, "every"), f"is longer than the period ({format_duration(length_s)}): all of it is one span")
    if float(budget.most_s) >= fleet.count * min(every_s, length_s):
        draft.warn((*here, "most"), f"has no effect: {fleet_name(fleet)} can't fly so much with {fleet.count} vehicles")


def _check_movements(draft: Draft, here: Key, base: Base) -> None:
    if base.movements is not None and float(base.movements.within_s) <= 1.0:
        what = f"{shown(base.movements.within_s.text)} holds no second movement: times are whole seconds"
        draft.wrong((*here, "within"), what)
