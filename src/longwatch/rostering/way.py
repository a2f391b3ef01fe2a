"""The way between a base and a post, either of which may move: its time from where one is to where the other will be."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

import numpy as np

from longwatch.geo.geodesic import Floats, wgs84
from longwatch.geo.track import Track
from longwatch.physics.transit import leg_times_s, straight_times_s, transit_time_s
from longwatch.rostering.smooth import Smooth

LatLon = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """What the transits of a pairing rest on."""

    track: Track  # of the base
    post: LatLon  # where a post that stays is
    route: tuple[LatLon, ...]  # fixed base to the post, or to the first knot of its track; () straight
    airspeed_mps: float
    wind_east_mps: float
    wind_north_mps: float
    post_track: Track | None = None  # of a post that moves

    @property
    def base_moves(self) -> bool:
        return self.track.moves and not self.route

    @property
    def post_moves(self) -> bool:
        return self.post_track is not None and self.post_track.moves

    @property
    def windy(self) -> bool:
        return self.wind_east_mps != 0.0 or self.wind_north_mps != 0.0

    @property
    def wind_mps(self) -> float:
        return math.hypot(self.wind_east_mps, self.wind_north_mps)

    @property
    def slowest_mps(self) -> float:
        """Over ground, at the least."""
        return max(self.airspeed_mps - self.wind_mps, 1e-3)

    def out_s(self, base_at_s: float, post_at_s: float) -> float:
        """Seconds from the base where it is at one instant to the post where it is at another; infinite where the wind is
        too strong."""
        if self.route:
            return self._route_out_s + (self._along_s(post_at_s, out=True) if self.post_moves else 0.0)
        return self._time_s((self.track.at(base_at_s), self.post_at(post_at_s)))

    def back_s(self, base_at_s: float, post_at_s: float) -> float:
        """The same the other way."""
        if self.route:
            return self._route_back_s + (self._along_s(post_at_s, out=False) if self.post_moves else 0.0)
        return self._time_s((self.post_at(post_at_s), self.track.at(base_at_s)))

    def post_at(self, time_s: float) -> LatLon:
        return self.post_track.at(time_s) if self.post_track is not None else self.post

    @cached_property
    def _route_out_s(self) -> float:
        return self._time_s(self.route)

    @cached_property
    def _route_back_s(self) -> float:
        return self._time_s(self.route[::-1])

    @cached_property
    def _knots(self) -> tuple[LatLon, ...]:
        assert self.post_track is not None
        return tuple(zip(self.post_track.lats_deg, self.post_track.lons_deg, strict=True))

    @cached_property
    def _sums(self) -> dict[bool, list[float]]:
        """Seconds from the first knot of the path to each, as it runs (True), and from each on to the last (False);
        flown against it these are the ways back from each, and to each."""
        lats, lons = zip(*self._knots, strict=True)
        wind = self.airspeed_mps, self.wind_east_mps, self.wind_north_mps
        return {
            True: [0.0, *accumulate(leg_times_s(lats, lons, *wind))],
            False: [0.0, *accumulate(leg_times_s(lats[::-1], lons[::-1], *wind)[::-1])],
        }

    def _along_s(self, post_at_s: float, *, out: bool) -> float:
        """From the first knot of the path along it to the post, or back: the quicker way round where it is closed."""
        track = self.post_track
        assert track is not None
        phase_s, post, knots = track.phase_s(post_at_s), track.at(post_at_s), self._knots
        before = min(max(bisect_right(track.times_s, phase_s) - 1, 0), len(knots) - 2)
        one, other = knots[before], knots[before + 1]
        with_s, against_s = self._sums[True], self._sums[False]
        ahead, behind = (with_s, against_s) if out else (against_s, with_s)
        legs = ((one, post), (other, post)) if out else ((post, one), (post, other))
        this_s = ahead[before] + self._time_s(legs[0])
        if track.period_s <= 0.0:
            return this_s
        return min(this_s, behind[-1] - behind[before + 1] + self._time_s(legs[1]))

    def many_s(self, times_s: Floats, *, out: bool) -> Floats:
        """Ways out or back at instants (n,) of what moves."""
        if self.route:
            return np.array([self.out_s(0.0, t) if out else self.back_s(0.0, t) for t in times_s.tolist()])
        bases = [self.track.at(t) for t in times_s.tolist()] if self.base_moves else [self.track.at(0.0)] * len(times_s)
        posts = [self.post_at(t) for t in times_s.tolist()] if self.post_moves else [self.post] * len(times_s)
        ends = (bases, posts) if out else (posts, bases)
        return straight_times_s(*ends, self.airspeed_mps, self.wind_east_mps, self.wind_north_mps)

    def _time_s(self, points: tuple[LatLon, ...]) -> float:
        if not self.windy and len(points) == 2:
            (lat0, lon0), (lat1, lon1) = points
            return float(wgs84().inv(lon0, lat0, lon1, lat1)[2]) / self.airspeed_mps
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        return transit_time_s(lats, lons, self.airspeed_mps, self.wind_east_mps, self.wind_north_mps)


Times = Callable[[float, float], float]


def cheap(way: Way) -> tuple[Times, Times]:
    """A way's times out and back by (base at, post at), in wind by polynomials where only one of them moves."""
    if not way.windy or way.base_moves == way.post_moves:
        return way.out_s, way.back_s
    out, back = _smooth(way)
    if way.base_moves:
        return (lambda base_at_s, post_at_s: out(base_at_s)), (lambda base_at_s, post_at_s: back(base_at_s))  # noqa: ARG005
    track = way.post_track
    assert track is not None
    return (lambda base_at_s, post_at_s: out(track.phase_s(post_at_s))), (  # noqa: ARG005
        lambda base_at_s, post_at_s: back(track.phase_s(post_at_s))  # noqa: ARG005
    )


@lru_cache(maxsize=256)
def _smooth(way: Way) -> tuple[Smooth, Smooth]:
    """Out and back of one way, by the time of what moves. Judging, warm-up and problem ask for the same ones."""
    track = way.track if way.base_moves else way.post_track
    assert track is not None
    one, other = (
        (lambda times_s: way.many_s(times_s, out=True)),
        (lambda times_s: way.many_s(times_s, out=False)),
    )
    return Smooth(one, track.times_s), Smooth(other, track.times_s)
