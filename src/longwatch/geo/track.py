"""A place that moves along geodesic legs between knots: a ship, or the post of a line on patrol."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from longwatch.geo.geodesic import Floats, direct, inverse, wgs84


@dataclass(frozen=True)
class Track:
    """Legs in order of time, the speed constant on each; still before and after, unless it is run again and again."""

    times_s: tuple[float, ...]
    lats_deg: tuple[float, ...]
    lons_deg: tuple[float, ...]
    azimuths_deg: tuple[float, ...]
    speeds_mps: tuple[float, ...]
    period_s: float = 0.0  # above 0: it is run again after so long (its last knot is its first)

    @classmethod
    def of(cls, points: Sequence[tuple[float, float, float]], period_s: float = 0.0) -> Track:
        """From (time_s, lat_deg, lon_deg) knots."""
        return _track(tuple((t, lat, lon) for t, lat, lon in sorted(points)), period_s)

    def phase_s(self, time_s: float) -> float:
        """The time within the first run."""
        if self.period_s <= 0.0:
            return time_s
        return self.times_s[0] + (time_s - self.times_s[0]) % self.period_s

    def at(self, time_s: float) -> tuple[float, float]:
        """(lat_deg, lon_deg) at an instant."""
        time_s = self.phase_s(time_s)
        leg = bisect_right(self.times_s, time_s) - 1
        if leg < 0:
            return self.lats_deg[0], self.lons_deg[0]
        if leg >= len(self.azimuths_deg):
            return self.lats_deg[-1], self.lons_deg[-1]
        if time_s == self.times_s[leg]:
            return self.lats_deg[leg], self.lons_deg[leg]
        run_m = (time_s - self.times_s[leg]) * self.speeds_mps[leg]
        lon, lat, _ = wgs84().fwd(self.lons_deg[leg], self.lats_deg[leg], self.azimuths_deg[leg], run_m)
        return float(lat), float(lon)

    def at_many(self, times_s: ArrayLike) -> tuple[Floats, Floats]:
        """(lat_deg, lon_deg) at instants of shape (n,)."""
        t = np.asarray(times_s, np.float64)
        if self.period_s > 0.0:
            t = self.times_s[0] + (t - self.times_s[0]) % self.period_s
        t = np.clip(t, self.times_s[0], self.times_s[-1])
        if not self.azimuths_deg:
            return np.full(t.shape, self.lats_deg[0]), np.full(t.shape, self.lons_deg[0])
        leg = np.clip(np.searchsorted(self.times_s, t, side="right") - 1, 0, len(self.azimuths_deg) - 1)
        run_m = (t - np.array(self.times_s)[leg]) * np.array(self.speeds_mps)[leg]
        lat, lon = np.array(self.lats_deg)[leg], np.array(self.lons_deg)[leg]
        return direct(lat, lon, np.array(self.azimuths_deg)[leg], run_m)

    @property
    def speed_max_mps(self) -> float:
        return max(self.speeds_mps, default=0.0)

    @property
    def moves(self) -> bool:
        return self.speed_max_mps > 0.0


@lru_cache(maxsize=256)
def _track(points: tuple[tuple[float, float, float], ...], period_s: float) -> Track:
    """Those of a ship are asked for again and again."""
    times_s, lats_deg, lons_deg = zip(*points, strict=True)
    if len(points) == 1:
        return Track(times_s, lats_deg, lons_deg, (), (), period_s)
    lat, lon = np.array(lats_deg), np.array(lons_deg)
    azimuth, _, length_m = inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    speed_mps = length_m / np.maximum(np.diff(times_s), 1e-9)
    return Track(times_s, lats_deg, lons_deg, tuple(azimuth.tolist()), tuple(speed_mps.tolist()), period_s)
