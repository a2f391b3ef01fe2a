"""Local hours and daylight: every zone and every change of clock, by the planner's arithmetic and by the verifier's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.scenario.hours import intersect, open_intervals, union
from longwatch.scenario.models import HourRule
from longwatch.scenario.models.hours import _hours
from longwatch.verifier.clock import stretches

HOUR = 3600
DAY = 24 * HOUR
FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1970, 2038))
ZONES = sorted(available_timezones())
SAMPLE = (
    "Europe/Berlin", "Asia/Tokyo", "Europe/Istanbul", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
    "America/Sao_Paulo", "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Kwajalein", "America/Caracas",
)  # fmt: skip
RULES = ("00:00-24:00", "06:00-22:00", "22:00-06:00", "01:30-02:30", "Sat-Sun 23:59-00:01", "Wed 02:00-03:00")


def held(text: str | list[str], zone: str, start: str, days: float, at: tuple[float, float] | None = None) -> list[str]:
    """The stretches as hours from the start."""
    start_s = int(datetime.fromisoformat(start).timestamp())
    found = open_intervals(_hours(text), zone, start_s, 0, round(days * DAY), at)
    return [f"{begin / HOUR:g}-{end / HOUR:g}" for begin, end in found]


def test_hours_are_local() -> None:
    assert held("06:00-22:00", "Asia/Tokyo", "2026-06-01T00:00Z", 2) == ["0-13", "21-37", "45-48"]
    assert held("22:00-06:00", "UTC", "2026-06-01T00:00Z", 2) == ["0-6", "22-30", "46-48"]
    assert held(["Mon-Fri 08:00-17:00", "Sun 12:00-13:00"], "UTC", "2026-06-05T00:00Z", 4) == ["8-17", "60-61", "80-89"]
    assert held("Sat-Mon 20:00-02:00", "UTC", "2026-06-05T00:00Z", 5) == ["44-50", "68-74", "92-98"]
    assert held(["06:00-12:00", "12:00-18:00", "11:00-13:00"], "UTC", "2026-06-05T00:00Z", 1) == ["6-18"]
    assert held("always", "Asia/Tokyo", "2026-06-01T00:00Z", 2) == ["0-48"]


def test_a_day_of_23_hours_and_one_of_25() -> None:
    # Berlin: on 2026-03-29 the clock jumps from 02:00 to 03:00 (01:00 UTC), on 2026-10-25 from 03:00 back to 02:00.
    assert held("00:00-24:00", "Europe/Berlin", "2026-03-28T23:00Z", 1) == ["0-24"]
    assert held("02:30-04:30", "Europe/Berlin", "2026-03-29T00:00Z", 0.5) == ["1-2.5"]  # begins at the change
    assert held("01:30-02:30", "Europe/Berlin", "2026-03-29T00:00Z", 0.5) == ["0.5-1"]  # ends at the change
    assert held("02:15-02:45", "Europe/Berlin", "2026-03-29T00:00Z", 0.5) == []  # there is no such time on that day
    assert held("01:30-02:30", "Europe/Berlin", "2026-10-24T22:00Z", 0.5) == ["1.5-3.5"]  # ends the second time
    assert held("02:30-04:30", "Europe/Berlin", "2026-10-24T22:00Z", 0.5) == ["2.5-5.5"]  # begins the first time


def test_a_day_that_was_left_out_has_no_hours() -> None:
    # Samoa went from the end of Thursday 2011-12-29 to Saturday 2011-12-31 (10:00 UTC on the 30th).
    assert held("Fri 08:00-17:00", "Pacific/Apia", "2011-12-28T00:00Z", 5) == []
    assert held("00:00-24:00", "Pacific/Apia", "2011-12-28T00:00Z", 5) == ["0-120"]


def changes(zone: str) -> list[int]:
    """Every instant from 1970 to 2037 at which the offset of a zone changes."""
    clock, found = ZoneInfo(zone), []

    def offset(time_s: int) -> object:
        return datetime.fromtimestamp(time_s, clock).utcoffset()

    probes = np.arange(FIRST, LAST, 6 * HOUR)
    offsets = [offset(int(time_s)) for time_s in probes]
    for n in [n for n in range(1, len(offsets)) if offsets[n] != offsets[n - 1]]:
        low, high = int(probes[n - 1]), int(probes[n])
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offsets[n - 1] else (low, middle)
        found.append(high)
    return found


def check_zone(zone: str, every: int = 1) -> int:
    """Days tile round each change; both arithmetics agree; away from the change the clock itself agrees."""
    clock, found = ZoneInfo(zone), changes(zone)[::every]
    for at_s in found:
        start_s = at_s - 2 * DAY - 1234
        whole = open_intervals((HourRule(days=(0, 1, 2, 3, 4)), HourRule(days=(5, 6))), zone, start_s, 0, 4 * DAY)
        assert whole == ((0, 4 * DAY),), (zone, at_s)
        for text in RULES:
            rules = _hours(text)
            ours = open_intervals(rules, zone, start_s, 0, 4 * DAY)
            theirs = stretches(rules, zone, start_s, 0, 4 * DAY, lambda t: (t, t), 0.0)
            assert list(ours) == theirs, (zone, at_s, text)
            for time_s in range(0, 4 * DAY, 5101):
                if abs(start_s + time_s - at_s) < 26 * HOUR:
                    continue
                wall = datetime.fromtimestamp(start_s + time_s, clock)
                minute, day = 60 * wall.hour + wall.minute, wall.weekday()
                inside = any(
                    (r.from_min <= minute < r.to_min and day in r.days)
                    or (r.from_min <= minute + 1440 < r.to_min and (day - 1) % 7 in r.days)
                    for r in rules
                )
                assert inside == any(a <= time_s < b for a, b in ours), (zone, at_s, text, time_s)
    return len(found)


@pytest.mark.parametrize("zone", SAMPLE)
def test_every_change_of_some_zones(zone: str) -> None:
    check_zone(zone, every=9)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(20))
def test_every_change_of_every_zone(shard: int, record_property: Callable[[str, object], None]) -> None:
    """Every change of clock from 1970 to 2037 in every zone: days tile, and two arithmetics agree on local hours."""
    record_property("n", sum(check_zone(zone) for zone in ZONES[shard::20]))


PLACES = (
    (0.0, 0.0),
    (35.5, 139.8),
    (-33.9, 151.2),
    (65.9, 24.0),
    (67.0, 20.0),
    (78.2, 15.6),
    (-77.8, 166.7),
    (89.9, 0.0),
)


def check_light(at: tuple[float, float], days: int) -> None:
    """Day and night make up the time, and the two almanacs agree but for their slack."""
    start_s, length_s = int(datetime(2027, 3, 10, tzinfo=UTC).timestamp()), days * DAY
    day, night = (open_intervals(_hours(text), "UTC", start_s, 0, length_s, at) for text in ("day", "night"))
    assert intersect(day, night) == ()
    assert union((*day, *night)) == ((0, length_s),)

    def place(time_s: Any) -> tuple[Any, Any]:
        return np.full(np.shape(time_s), at[0]), np.full(np.shape(time_s), at[1])

    for rules, ours in ((_hours("day"), day), (_hours("night"), night)):
        long, short = (stretches(rules, "UTC", start_s, 0, length_s, place, slack) for slack in (0.05, -0.05))
        assert intersect(ours, long) == ours
        assert intersect(short, ours) == tuple(short)


@pytest.mark.parametrize("at", PLACES)
def test_day_and_night_make_up_the_time_and_both_almanacs_agree(at: tuple[float, float]) -> None:
    check_light(at, 30)


@pytest.mark.soak
@pytest.mark.parametrize("at", PLACES)
def test_day_and_night_make_up_ten_years_and_both_almanacs_agree(at: tuple[float, float]) -> None:
    """Day and night make up ten years at eight places, and the planner's almanac agrees with the verifier's."""
    check_light(at, 3653)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_union_and_intersection_second_by_second(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    def seconds(intervals: object) -> set[int]:
        return {t for a, b in intervals for t in range(a, b)}  # type: ignore[attr-defined]

    assert seconds(union(one)) == seconds(one)
    assert seconds(intersect(one, other)) == seconds(one) & seconds(other)
    assert all(a < b for a, b in union(one))
    assert all(b < c for (_, b), (c, _) in pairwise(union(one)))
