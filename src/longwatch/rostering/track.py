"""Where a base is: a fixed place, or a ship on geodesic legs between its waypoints, still before and after them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from longwatch.geo.geodesic import inverse, wgs84
from longwatch.scenario.models import Base


@dataclass(frozen=True)
class ShipTrack:
    """Legs in order of time; the speed is constant on each."""

    times_s: tuple[float, ...]
    lats_deg: tuple[float, ...]
    lons_deg: tuple[float, ...]
    azimuths_deg: tuple[float, ...]
    speeds_mps: tuple[float, ...]

    @classmethod
    def of(cls, points: Sequence[tuple[float, float, float]]) -> ShipTrack:
        """From (time_s, lat_deg, lon_deg) waypoints."""
        points = sorted(points)
        azimuths, speeds = [], []
        for (t0, lat0, lon0), (t1, lat1, lon1) in pairwise(points):
            azimuth, _, length = inverse(lat0, lon0, lat1, lon1)
            azimuths.append(float(azimuth))
            speeds.append(float(length) / max(t1 - t0, 1e-9))
        times, lats, lons = zip(*points, strict=True)
        return cls(times, lats, lons, tuple(azimuths), tuple(speeds))

    def at(self, time_s: float) -> tuple[float, float]:
        """(lat_deg, lon_deg) of the ship."""
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

    @property
    def speed_max_mps(self) -> float:
        return max(self.speeds_mps, default=0.0)

    @property
    def moves(self) -> bool:
        return self.speed_max_mps > 0.0


def track_of(base: Base) -> ShipTrack:
    """The track of any base; a fixed one has a single point."""
    if base.track:
        return ShipTrack.of([(float(point.time_s), *point.at) for point in base.track])
    assert base.at is not None  # checked when the scenario was read
    return ShipTrack.of([(0.0, *base.at)])
