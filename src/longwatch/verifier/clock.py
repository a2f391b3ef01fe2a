"""The verifier's own clock and its own sun: when stretches of local hours and daylight hold.

A clock is a list of instants with the offset from universal time that holds from each on. Daylight is asked with the sun
a little higher or lower than it must be, so that two sound almanacs agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from longwatch.scenario.models import HourRule
from longwatch.units import DAY_S
from longwatch.verifier.geodesic import Array

Interval = tuple[int, int]
Where = Callable[[Array], tuple[Array, Array]]  # seconds from the start -> (lat_deg, lon_deg)
SUNRISE_DEG: Final = -0.833  # centre of the sun when its limb shows: refraction 34', radius 16'
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PROBE_S: Final = 3 * 3600
_LOOK_S: Final = 120


def stretches(
    rules: Sequence[HourRule], zone: str, start_s: int, from_s: int, to_s: int, at: Where, slack_deg: float
) -> list[Interval]:
    """When any of the rules holds, in seconds from the start, within [from_s, to_s)."""
    found: list[Interval] = []
    clock = _Clock(zone, start_s + from_s, start_s + to_s)
    for rule in rules:
        held = [(begin - start_s, end - start_s) for begin, end in clock.stretches(rule)]
        if rule.light != "any":
            dark = without([(from_s, to_s)], _light(rule.light, start_s, from_s, to_s, at, slack_deg))
            held = without(held, dark)
        found += [(max(begin, from_s), min(end, to_s)) for begin, end in held]
    return union(found)


class _Clock:
    """Offsets of a zone from universal time, each from an instant on."""

    def __init__(self, zone: str, from_s: int, to_s: int) -> None:
        self.from_s, self.to_s = from_s - 4 * int(DAY_S), to_s + 4 * int(DAY_S)
        self.zone = None if zone == "UTC" else ZoneInfo(zone)
        times = [*range(self.from_s, self.to_s, _PROBE_S), self.to_s]
        self.offsets = [(self.from_s, self._offset_s(self.from_s))]
        for one, other in pairwise(times):
            while one < other and self._offset_s(one) != self._offset_s(other):
                one = self._change(one, other)
                self.offsets.append((one, self._offset_s(one)))

    def _offset_s(self, time_s: int) -> int:
        if self.zone is None:
            return 0
        offset = (_EPOCH + timedelta(seconds=time_s)).astimezone(self.zone).utcoffset()
        return 0 if offset is None else round(offset.total_seconds())

    def _change(self, one: int, other: int) -> int:
        """The first instant after `one` with another offset."""
        before = self._offset_s(one)
        while other - one > 1:
            middle = (one + other) // 2
            one, other = (middle, other) if self._offset_s(middle) == before else (one, middle)
        return other

    def _first_at(self, wall_s: int) -> int:
        """The first instant at which the clock shows so much or more."""
        ends = [begin for begin, _ in self.offsets[1:]] + [self.to_s]
        for (begin, offset), end in zip(self.offsets, ends, strict=True):
            if end + offset > wall_s:
                return max(begin, wall_s - offset)
        return self.to_s

    def _last_at(self, wall_s: int) -> int:
        """The last instant at which the clock shows so much, or the jump over it."""
        for begin, offset in reversed(self.offsets):
            if begin + offset <= wall_s:
                end = next((b for b, _ in self.offsets if b > begin), self.to_s)
                return min(wall_s - offset, end)
        return self.from_s

    def stretches(self, rule: HourRule) -> list[Interval]:
        if len(set(rule.days)) == 7 and rule.to_min - rule.from_min >= 1440:
            return [(self.from_s, self.to_s)]
        first, last = (_EPOCH.date() + timedelta(days=t // int(DAY_S)) for t in (self.from_s, self.to_s))
        days = [first + timedelta(days=n) for n in range(2, (last - first).days - 1)]
        walls = [(day - _EPOCH.date()).days * int(DAY_S) for day in days if day.weekday() in rule.days]
        return [(self._first_at(w + 60 * rule.from_min), self._last_at(w + 60 * rule.to_min)) for w in walls]


def _light(light: str, start_s: int, from_s: int, to_s: int, at: Where, slack_deg: float) -> list[Interval]:
    """When the sun stands above the horizon of a place, or not, to the second."""
    sign, bar = (1.0, SUNRISE_DEG - slack_deg) if light == "day" else (-1.0, -SUNRISE_DEG - slack_deg)

    def clear(time_s: Array) -> Array:
        height: Array = sign * sun_height_deg(start_s + time_s, *at(time_s)) - bar
        return height

    looks = np.append(np.arange(from_s, to_s, _LOOK_S, dtype=np.float64), float(to_s))
    is_so = clear(looks) > 0
    edges = [from_s] if is_so[0] else []
    for index in np.flatnonzero(is_so[1:] != is_so[:-1]):
        one, other = int(looks[index]), int(looks[index + 1])
        while other - one > 1:
            middle = (one + other) // 2
            same = bool(clear(np.array([float(middle)]))[0] > 0) == bool(is_so[index])
            one, other = (middle, other) if same else (one, middle)
        edges.append(other)
    edges += [to_s] * (len(edges) % 2)
    return union(list(zip(edges[::2], edges[1::2], strict=True)))


def sun_height_deg(unix_s: Array, lat_deg: Array, lon_deg: Array) -> Array:
    """Height of the sun's centre, in degrees.

    Low-precision formulas of The Astronomical Almanac (page C24), as J.J. Michalsky gives them (The Astronomical Almanac's
    algorithm for approximate solar position, Solar Energy 40, 1988): 0.01 degrees from 1950 to 2050, 0.03 to 2200.
    """
    n = np.asarray(unix_s, np.float64) / DAY_S - 10957.5  # days from noon of 2000 January 1
    mean, anomaly = np.radians(280.460 + 0.9856474 * n), np.radians(357.528 + 0.9856003 * n)
    lon = mean + np.radians(1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * n)
    east, north = np.cos(tilt) * np.sin(lon), np.sin(tilt) * np.sin(lon)
    sidereal = np.radians(15.0 * (6.697375 + 0.0657098242 * n + 24.0 * np.mod(n + 0.5, 1.0)) + lon_deg)
    lat = np.radians(lat_deg)
    towards = np.cos(lat) * (np.cos(sidereal) * np.cos(lon) + np.sin(sidereal) * east) + np.sin(lat) * north
    height: Array = np.degrees(np.arcsin(np.clip(towards, -1.0, 1.0)))
    return height


def union(intervals: Sequence[Interval]) -> list[Interval]:
    """Sorted, without overlap and without empty ones; intervals that touch become one."""
    out: list[Interval] = []
    for begin, end in sorted(interval for interval in intervals if interval[1] > interval[0]):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def without(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """What of the first lies in none of the second."""
    out: list[Interval] = []
    cuts, at = union(other), 0
    for begin, end in union(one):
        while at < len(cuts) and cuts[at][1] <= begin:
            at += 1
        for cut_begin, cut_end in islice(cuts, at, None):
            if cut_begin >= end:
                break
            if cut_begin > begin:
                out.append((begin, cut_begin))
            begin = max(begin, cut_end)
        if begin < end:
            out.append((begin, end))
    return out


def length_s(intervals: Sequence[Interval]) -> int:
    return sum(end - begin for begin, end in intervals)
