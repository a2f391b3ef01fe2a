"""Whole seconds of the ways out and back, exact where base or post moves: the vehicle meets them where they will be."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats
from longwatch.geo.track import Track
from longwatch.rostering.track import track_of, track_of_line
from longwatch.rostering.way import Way, cheap
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario

__all__ = ["SAFETY_S", "Transits", "Way", "least_above", "whole_down_s", "whole_up_s"]

SAFETY_S = 0.005  # two sound arithmetics of geodesics and wind may differ in the third decimal
_ROUNDS = 60
_SETTLED_S = 1e-3  # what whole seconds can't see; every rounding is checked at the end
_SLACK_S = 5.0
_MAX_HALVINGS = 400
_SAMPLES = 2000  # places of a base and of a post that both move, at which their distance is looked at


def whole_up_s(time_s: float) -> int:
    """A transit as a roster has it."""
    return math.ceil(time_s + SAFETY_S)


def whole_down_s(time_s: float) -> int:
    """A transit as the bound has it."""
    return math.floor(time_s - SAFETY_S)


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

    `out_min_s` and `back_min_s` are not above any transit of the period. Where base or post moves they rest on a transit
    changing by at most their speed / ground speed per second. Both move no faster than the vehicle over ground
    (`rostering.pairing` refuses others), so a later take-off never arrives earlier, and each meeting is found from both sides.
    """

    def __init__(self, scenario: Scenario, pairing: Pairing, line: Line | None = None) -> None:
        if line is None:
            from longwatch.patterns.lines import lines_of

            line = next(one for one in lines_of(scenario) if one.name == pairing.line)
        base = scenario.base(scenario.fleet(pairing.fleet).base)
        post = (line.post_lat_deg, line.post_lon_deg)
        self._set(
            Way(track_of(base), post, pairing.route, pairing.airspeed_mps, pairing.wind_east_mps,
                pairing.wind_north_mps, track_of_line(line) if line.moves else None),
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
        self.moves = way.base_moves or way.post_moves
        self._out: dict[int, float] = {}
        self._back: dict[int, float] = {}
        self._takeoffs: dict[int, int] = {}
        self._leaves: dict[int, int] = {}
        fastest_mps = max(
            way.track.speed_max_mps if way.base_moves else 0.0,
            way.post_track.speed_max_mps if way.post_track is not None else 0.0,
        )
        self._contrast = max(1.0 - fastest_mps / way.slowest_mps, 0.0)  # of speeds: how fast fixed points settle
        self._out_by, self._back_by = cheap(way)
        if not self.moves:
            self._fixed_out, self._fixed_back = way.out_s(0.0, 0.0), way.back_s(0.0, 0.0)
            self.out_min_s, self.back_min_s = (max(whole_down_s(t), 0) if math.isfinite(t) else 0
                                               for t in (self._fixed_out, self._fixed_back))  # fmt: skip
        elif way.base_moves and way.post_moves:
            self.out_min_s = self.back_min_s = _least_between(way, horizon_s)
        else:
            self.out_min_s, self.back_min_s = _least(way, horizon_s)

    def out_exact_s(self, takeoff_s: int) -> float:
        """Not rounded: to where the post is on arrival."""
        if not self.moves:
            return self._fixed_out
        found = self._out.get(takeoff_s)
        if found is None:
            if self.way.post_moves:
                found = _met(lambda t: self._out_by(takeoff_s, takeoff_s + t), self._contrast)
            else:
                found = self._out_by(takeoff_s, 0.0)
            self._out[takeoff_s] = found
        return found

    def back_exact_s(self, leave_s: int) -> float:
        """Not rounded: to where the base is on landing."""
        if not self.moves:
            return self._fixed_back
        found = self._back.get(leave_s)
        if found is None:
            if self.way.base_moves:
                found = _met(lambda t: self._back_by(leave_s + t, leave_s), self._contrast)
            else:
                found = self._back_by(0.0, leave_s)
            self._back[leave_s] = found
        return found

    def out_s(self, takeoff_s: int) -> int:
        """Seconds from take-off to the post, rounded up."""
        arrive_s = takeoff_s + whole_up_s(self.out_exact_s(takeoff_s))
        if self.way.post_moves:  # rounding up moves the arrival, and the post with it
            while arrive_s - takeoff_s < self._out_by(takeoff_s, arrive_s) + SAFETY_S:
                arrive_s += 1
        return arrive_s - takeoff_s

    def back_s(self, leave_s: int) -> int:
        """Seconds from the post to the base, rounded up, so that a landing waits for a ship rather than misses it."""
        land_s = leave_s + whole_up_s(self.back_exact_s(leave_s))
        if self.way.base_moves:
            while land_s - leave_s < self._back_by(land_s, leave_s) + SAFETY_S:
                land_s += 1
        return land_s - leave_s

    def latest_takeoff(self, arrive_s: int) -> int:
        """The last take-off that is on station by `arrive_s`."""
        if not self.moves:
            return arrive_s - whole_up_s(self._fixed_out)
        found = self._takeoffs.get(arrive_s)
        if found is None:
            found = math.floor(self._takeoff_for(arrive_s)) + 1
            while found + self.out_s(found) > arrive_s:
                found -= 1
            self._takeoffs[arrive_s] = found
        return found

    def latest_leave(self, land_s: int) -> int:
        """The last departure from station that has landed by `land_s`."""
        if not self.moves:
            return land_s - whole_up_s(self._fixed_back)
        found = self._leaves.get(land_s)
        if found is None:
            found = math.floor(self._leave_for(land_s)) + 2
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
        """No roster has a vehicle landed by `land_s` that left station later than this."""
        if not self.moves:
            return land_s - self.back_min_s
        return math.floor(self._leave_for(land_s)) + 2

    def _takeoff_for(self, arrive_s: int) -> float:
        """Exact take-off time for an arrival, to a millisecond."""
        if not self.way.base_moves:
            return arrive_s - self._out_by(0.0, arrive_s)
        return arrive_s - _met(lambda t: self._out_by(arrive_s - t, arrive_s), self._contrast)

    def _leave_for(self, land_s: int) -> float:
        """Exact departure for a landing."""
        if not self.way.post_moves:
            return land_s - self._back_by(land_s, 0.0)
        return land_s - _met(lambda t: self._back_by(land_s, land_s - t), self._contrast)


@lru_cache(maxsize=256)
def _least(way: Way, horizon_s: tuple[int, int]) -> tuple[int, int]:
    """Where one of base and post moves: the least time over all places of the one that does."""
    track = way.track if way.base_moves else way.post_track
    assert track is not None
    first, last = _stretch(track, horizon_s)
    change = 1.05 * track.speed_max_mps / way.slowest_mps  # exact on a plane
    ends = sorted({first, last, *(t for t in track.times_s if first < t < last)})
    out_by, back_by = cheap(way)
    out = least_above(lambda t: out_by(t, t), ends, change)
    back = least_above(lambda t: back_by(t, t), ends, change)
    return tuple(max(whole_down_s(t), 0) if math.isfinite(t) else 0 for t in (out, back))  # type: ignore[return-value]


def _met(took_s: Callable[[float], float], contrast: float) -> float:
    """The time t = took(t) of a way whose length depends on the time it takes, to a millisecond.

    By secants of t - took(t), which rises with t, inside what is known to hold the time; the plain fixed point contracts
    only by the ratio of speeds in each round. Where that does not settle, the bracket is halved.
    """
    before_s, before_took_s, low_s, high_s = 0.0, took_s(0.0), 0.0, math.inf
    time_s = before_took_s
    for _ in range(_ROUNDS):
        again = took_s(time_s)
        if abs(again - time_s) < _SETTLED_S * contrast or not math.isfinite(again) or time_s == before_s:
            return again
        low_s, high_s = (time_s, high_s) if again > time_s else (low_s, time_s)
        slope = (again - before_took_s) / (time_s - before_s)
        before_s, before_took_s = time_s, again
        time_s = (again - slope * time_s) / (1.0 - slope) if slope < 1.0 else again
        if not low_s < time_s < high_s:
            time_s = again if high_s == math.inf else 0.5 * (low_s + high_s)
    low, high = 0.0, max(time_s, 1.0)
    while took_s(high) > high:
        low, high = high, 2.0 * high
    while high - low > _SETTLED_S:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if took_s(middle) > middle else (low, middle)
    return high


def _stretch(track: Track, horizon_s: tuple[int, int]) -> tuple[float, float]:
    """The times over which all places of a track within a horizon are met; one run of it, if it runs again."""
    if track.period_s > 0.0:
        return track.times_s[0], track.times_s[0] + track.period_s
    first, last = max(float(horizon_s[0]), track.times_s[0]), min(float(horizon_s[1]), track.times_s[-1])
    return first, max(first, last)


def _least_between(way: Way, horizon_s: tuple[int, int]) -> int:
    """Where both move: not above the least distance between any place of one and any of the other, at the highest speed.

    The straight line through the Earth is not longer than the way along it, and between two samples neither is farther than
    half their spacing from one of them.
    """
    from scipy.spatial import cKDTree

    assert way.post_track is not None
    (ship, ship_m), (post, post_m) = (_samples(track, horizon_s) for track in (way.track, way.post_track))
    nearest_m = float(cKDTree(post).query(ship)[0].min()) - 0.5 * (ship_m + post_m)
    return max(whole_down_s(nearest_m / (way.airspeed_mps + way.wind_mps)), 0)


def _samples(track: Track, horizon_s: tuple[int, int]) -> tuple[Floats, float]:
    """((n, 3) Earth-centred places of a track, greatest way between two of them in metres)."""
    first, last = _stretch(track, horizon_s)
    times = np.linspace(first, last, _SAMPLES)
    return to_ecef(*track.at_many(times), 0.0), track.speed_max_mps * (last - first) / (_SAMPLES - 1)
