"""Whole seconds of the ways out and back, exact for a base that moves: the vehicle meets the ship where it will be."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from longwatch.geo.geodesic import wgs84
from longwatch.geo.track import Track
from longwatch.physics.transit import transit_time_s
from longwatch.rostering.smooth import Smooth
from longwatch.rostering.track import track_of
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario

SAFETY_S = 0.005  # two sound arithmetics of geodesics and wind may differ in the third decimal
_ROUNDS = 60
_SETTLED_S = 1e-3  # what whole seconds can't see; every rounding is checked at the end
_SLACK_S = 5.0
_MAX_HALVINGS = 400


def whole_up_s(time_s: float) -> int:
    """A transit as a roster has it."""
    return math.ceil(time_s + SAFETY_S)


def whole_down_s(time_s: float) -> int:
    """A transit as the bound has it."""
    return math.floor(time_s - SAFETY_S)


@dataclass(frozen=True)
class Way:
    """What the transits of a pairing rest on."""

    track: Track
    post: tuple[float, float]
    route: tuple[tuple[float, float], ...]  # fixed base to post; empty for a ship
    airspeed_mps: float
    wind_east_mps: float
    wind_north_mps: float

    def out_exact_s(self, takeoff_s: float) -> float:
        """Seconds from the base at take-off to the post; infinite where the wind is too strong."""
        return self._time_s(self.route or (self.track.at(takeoff_s), self.post))

    def back_to_exact_s(self, land_s: float) -> float:
        """Seconds from the post to where the base is at `land_s`."""
        return self._time_s(self.route[::-1] or (self.post, self.track.at(land_s)))

    def _time_s(self, points: tuple[tuple[float, float], ...]) -> float:
        if self.wind_east_mps == 0.0 and self.wind_north_mps == 0.0 and len(points) == 2:
            (lat0, lon0), (lat1, lon1) = points
            return float(wgs84().inv(lon0, lat0, lon1, lat1)[2]) / self.airspeed_mps
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        return transit_time_s(lats, lons, self.airspeed_mps, self.wind_east_mps, self.wind_north_mps)


def least_above(function: Callable[[float], float], ends: list[float], change: float) -> float:
    """A number not above any value of a function between the first and last of `ends`, and within a few seconds of the least.

    The function changes by at most `change` per second, so between a and b it is at least (f(a) + f(b) - change (b - a))
    / 2; the lowest such interval is halved until that hardly matters (S.A. Piyavskii 1972, B.O. Shubert 1972).
    """
    values = {t: function(t) for t in ends}
    best = min(values.values())
    intervals = [(_floor(values, a, b, change), a, b) for a, b in pairwise(ends)]
    heapq.heapify(intervals)
    for _ in range(_MAX_HALVINGS):
        if not intervals or intervals[0][0] >= best - _SLACK_S:
            break
        _, a, b = heapq.heappop(intervals)
        middle = 0.5 * (a + b)
        values[middle] = function(middle)
        best = min(best, values[middle])
        for one, other in ((a, middle), (middle, b)):
            heapq.heappush(intervals, (_floor(values, one, other, change), one, other))
    return min(best, intervals[0][0]) if intervals else best


def _floor(values: dict[float, float], a: float, b: float, change: float) -> float:
    return 0.5 * (values[a] + values[b] - change * (b - a))


class Transits:
    """Transit times of one pairing. Times are whole seconds from the start of the period; see `TransitTimes`.

    `out_min_s` and `back_min_s` are not above any transit of the period. For a moving base they rest on a transit changing
    by at most ship speed / ground speed per second.
    """

    def __init__(self, scenario: Scenario, pairing: Pairing, line: Line | None = None) -> None:
        if line is None:
            from longwatch.patterns.lines import lines_of

            line = next(one for one in lines_of(scenario) if one.name == pairing.line)
        base = scenario.base(scenario.fleet(pairing.fleet).base)
        post = (line.post_lat_deg, line.post_lon_deg)
        self._set(
            Way(track_of(base), post, pairing.route, pairing.airspeed_mps, pairing.wind_east_mps,
                pairing.wind_north_mps),
            (-pairing.endurance_s, scenario.length_s + pairing.endurance_s),
        )  # fmt: skip

    @classmethod
    def on(cls, way: Way, horizon_s: tuple[int, int]) -> Transits:
        """The same without a scenario."""
        self = cls.__new__(cls)
        self._set(way, horizon_s)
        return self

    def _set(self, way: Way, horizon_s: tuple[int, int]) -> None:
        self.way = way
        self.moves = way.track.moves and not way.route
        self._out: dict[int, float] = {}
        self._back: dict[int, float] = {}
        self._takeoffs: dict[int, int] = {}
        self._leaves: dict[int, int] = {}
        windy = way.wind_east_mps != 0.0 or way.wind_north_mps != 0.0
        slowest_mps = max(way.airspeed_mps - math.hypot(way.wind_east_mps, way.wind_north_mps), 1e-3)
        self._contrast = max(
            1.0 - way.track.speed_max_mps / slowest_mps, 0.0
        )  # of speeds: how fast fixed points settle
        dear = self.moves and windy  # an integral over the way for each instant
        self._out_at = Smooth(way.out_exact_s, way.track.times_s) if dear else way.out_exact_s
        self._back_at = Smooth(way.back_to_exact_s, way.track.times_s) if dear else way.back_to_exact_s
        if not self.moves:
            self._fixed_out, self._fixed_back = way.out_exact_s(0.0), way.back_to_exact_s(0.0)
            self.out_min_s, self.back_min_s = (max(whole_down_s(t), 0) if math.isfinite(t) else 0
                                               for t in (self._fixed_out, self._fixed_back))  # fmt: skip
        else:
            self.out_min_s, self.back_min_s = self._least(horizon_s)

    def _least(self, horizon_s: tuple[int, int]) -> tuple[int, int]:
        times = self.way.track.times_s
        first, last = max(float(horizon_s[0]), times[0]), min(float(horizon_s[1]), times[-1])
        wind = math.hypot(self.way.wind_east_mps, self.way.wind_north_mps)
        change = 1.05 * self.way.track.speed_max_mps / max(self.way.airspeed_mps - wind, 1e-3)  # exact on a plane
        ends = sorted({first, max(first, last), *(t for t in times if first < t < last)})
        out, back = (least_above(way, ends, change) for way in (self._out_at, self._back_at))
        return max(whole_down_s(out), 0), max(whole_down_s(back), 0)

    def out_exact_s(self, takeoff_s: int) -> float:
        """Not rounded."""
        if not self.moves:
            return self._fixed_out
        found = self._out.get(takeoff_s)
        if found is None:
            found = self._out[takeoff_s] = self._out_at(takeoff_s)
        return found

    def back_exact_s(self, leave_s: int) -> float:
        """Not rounded: the fixed point of flying to where the ship is on landing."""
        if not self.moves:
            return self._fixed_back
        found = self._back.get(leave_s)
        if found is None:
            found = self._back[leave_s] = self._meet(leave_s)
        return found

    def _meet(self, leave_s: float) -> float:
        """The ship is slower than the vehicle, so this contracts by their ratio in each round."""
        time_s = self._back_at(leave_s)
        for _ in range(_ROUNDS):
            again = self._back_at(leave_s + time_s)
            if abs(again - time_s) < _SETTLED_S or not math.isfinite(again):
                return again
            time_s = again
        return time_s

    def out_s(self, takeoff_s: int) -> int:
        """Seconds from take-off to the post, rounded up."""
        return whole_up_s(self.out_exact_s(takeoff_s))

    def back_s(self, leave_s: int) -> int:
        """Seconds from the post to the deck, rounded up, so that a landing waits for the ship rather than misses it."""
        land_s = leave_s + whole_up_s(self.back_exact_s(leave_s))
        if self.moves:  # rounding up moves the landing, and the ship with it
            while land_s - leave_s < self._back_at(land_s) + SAFETY_S:
                land_s += 1
        return land_s - leave_s

    def latest_takeoff(self, arrive_s: int) -> int:
        """The last take-off that is on station by `arrive_s`."""
        found = self._takeoffs.get(arrive_s)
        if found is None:
            found = math.floor(self._takeoff_for(arrive_s)) + 1
            while found + self.out_s(found) > arrive_s:
                found -= 1
            self._takeoffs[arrive_s] = found
        return found

    def latest_leave(self, land_s: int) -> int:
        """The last departure from station that is on deck by `land_s`."""
        if not self.moves:
            return land_s - whole_up_s(self._fixed_back)
        found = self._leaves.get(land_s)
        if found is None:
            found = math.floor(land_s - self._back_at(land_s)) + 2
            while found + self.back_s(found) > land_s:
                found -= 1
            self._leaves[land_s] = found
        return found

    def latest_takeoff_lower(self, arrive_s: int) -> int:
        """No roster has a vehicle on station by `arrive_s` that took off later than this."""
        if not self.moves:
            return arrive_s - self.out_min_s
        return math.floor(self._takeoff_for(arrive_s)) + 2

    def latest_leave_lower(self, land_s: int) -> int:
        """No roster has a vehicle on deck by `land_s` that left station later than this."""
        if not self.moves:
            return land_s - self.back_min_s
        return math.floor(land_s - self._back_at(land_s)) + 2

    def _takeoff_for(self, arrive_s: int) -> float:
        """Exact take-off time for an arrival, to a millisecond: a fixed point, which contracts slowly behind a ship that
        is nearly as fast as the vehicle; there its bracket is halved instead."""
        takeoff = arrive_s - self.out_exact_s(arrive_s)
        if not self.moves or not math.isfinite(takeoff):
            return takeoff
        for _ in range(_ROUNDS):
            again = arrive_s - self._out_at(takeoff)
            if abs(again - takeoff) < _SETTLED_S * self._contrast:
                return again
            takeoff = again
        return self._takeoff_between(arrive_s)

    def _takeoff_between(self, arrive_s: int) -> float:
        """The same from the outside: take-off plus way out rises with the take-off."""
        late, step = float(arrive_s), max(self._out_at(arrive_s), 1.0)
        early = late - step
        while early + self._out_at(early) > arrive_s:
            late, step = early, 2.0 * step
            early -= step
        while late - early > _SETTLED_S:
            middle = 0.5 * (early + late)
            early, late = (early, middle) if middle + self._out_at(middle) > arrive_s else (middle, late)
        return late
