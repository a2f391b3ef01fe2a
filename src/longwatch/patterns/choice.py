"""Which pattern a revisit watch is swept by: for whom it is laid, in how many zones, on what heading."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import shapely

from longwatch.geo.geodesic import Floats
from longwatch.patterns.ground import Ground
from longwatch.patterns.servers import Server
from longwatch.patterns.sweep import SPACING, length_m, turned_shape, zones_of
from longwatch.patterns.zone import Lap, Sweeper, lap_of, plane_tour
from longwatch.scenario.models import Watch

MOST_ZONES: Final = 60
_HEADINGS: Final = tuple(math.radians(15.0 * k) for k in range(12))
_BEST_HEADINGS: Final = 3
SMOOTH: Final = 0.005  # of the range: so far the outline is smoothed before tracks are laid


@dataclass(frozen=True)
class Layout:
    """A pattern as laid: one lap for each zone."""

    sweeper: Sweeper
    heading_rad: float
    laps: tuple[Lap, ...]
    zone_m2: tuple[float, ...]
    cross_m: tuple[float, ...]  # by zone: what of the lap leads from track to track

    def lap_max_s(self) -> float:
        return max(lap.lap_s(self.sweeper.speed_mps) for lap in self.laps)


@dataclass(frozen=True)
class _Wish:
    """A pattern for one kind of vehicle before it is laid on the Earth."""

    sweeper: Sweeper
    zones: int
    heading_rad: float
    lap_s: float


def choose(ground: Ground, watch: Watch, servers: Sequence[Server], kinds: Sequence[int] = (0,)) -> Layout:
    """The pattern that keeps the limit with what the fleets can hold, in fewest zones, then with fewest vehicles; where
    none can, the one with the shortest lap on as many zones as they can hold.

    Zones grow beyond what the limit needs only if a lap comes out longer on the Earth than in the plane. `kinds` are the
    classes of the watch that every track must see, in order of their names.
    """
    wishes = {}
    for one in servers:
        sweeper = sweeper_for(watch, one, kinds)
        if sweeper is not None and sweeper not in wishes:
            wishes[sweeper] = _wish(ground, watch, sweeper, sustained(sweeper, servers))
    assert wishes  # `patterns.revisit` lays a pattern only where somebody can fly it
    wish = min(wishes.values(), key=partial(_worth, watch, servers))
    most = math.floor(sustained(wish.sweeper, servers))
    layout = _lay(ground, wish)
    while (
        watch.pattern.zones is None
        and layout.lap_max_s() > float(watch.limit_s)
        and len(layout.laps) < min(most, MOST_ZONES, wish.zones + 3)
    ):
        layout = _lay(ground, replace(wish, zones=len(layout.laps) + 1))
    return layout


def sweeper_for(watch: Watch, server: Server, kinds: Sequence[int] = (0,)) -> Sweeper | None:
    """For whom a pattern would be laid if it were laid for a fleet; None where it can't fly what the scenario asks for."""
    pattern = watch.pattern
    ranges_m, speed_mps = server.grounds_m, server.pattern_mps
    if pattern.spacing_m is not None:
        ranges_m = tuple(min(one, float(pattern.spacing_m) / (2.0 * SPACING)) for one in ranges_m)
    if pattern.speed_mps is not None:
        speed_mps = float(pattern.speed_mps)
    domain = "air" if server.domain == "air" else "sea"
    if speed_mps <= 0.0:
        return None
    range_m = min(ranges_m[kind] for kind in kinds)
    return Sweeper(range_m, speed_mps, domain, server.obstacles, ranges_m if len(ranges_m) > 1 else ())


def can_fly(server: Server, sweeper: Sweeper) -> bool:
    """Whether a fleet sees as far and keeps up; a vessel can't follow a path over land."""
    return (
        all(
            server.grounds_m[kind] >= range_m * (1.0 - 1e-12)
            for kind, range_m in enumerate(sweeper.ranges_m or (sweeper.range_m,))
        )
        and server.hold_mps - server.wind_mps >= sweeper.speed_mps * (1.0 - 1e-12)
        and (server.domain == "air" or sweeper.domain == "sea")
    )


def sustained(sweeper: Sweeper, servers: Sequence[Server]) -> float:
    return math.fsum(one.sustained for one in servers if can_fly(one, sweeper)) + 1e-9


def _worth(watch: Watch, servers: Sequence[Server], wish: _Wish) -> tuple[float, ...]:
    """Lower is better."""
    held = sustained(wish.sweeper, servers)
    duty = max((one.duty for one in servers if can_fly(one, wish.sweeper)), default=0.0)
    if held < wish.zones or wish.lap_s > float(watch.limit_s):
        return 1.0, wish.lap_s / min(max(held, 1e-6) / wish.zones, 1.0), float(wish.zones)
    return 0.0, float(wish.zones), math.ceil(wish.zones / max(duty, 1e-6)), wish.lap_s


def _wish(ground: Ground, watch: Watch, sweeper: Sweeper, held: float) -> _Wish:
    """Zones and heading in the plane: as few zones as keep the limit, no more than can be held."""
    limit_s = float(watch.limit_s)
    shape = shapely.simplify(ground.shape, SMOOTH * sweeper.range_m)
    headings = headings_of(shape, watch)
    lay = partial(_plane_lap_s, shape, sweeper)
    if watch.pattern.zones is not None:
        zones = watch.pattern.zones
        return min((_Wish(sweeper, zones, h, lay(h, zones)) for h in headings), key=lambda w: w.lap_s)
    whole = sorted((lay(h, 1), h) for h in headings)
    best = [h for _, h in whole[:_BEST_HEADINGS]]
    most = max(1, min(math.floor(held), MOST_ZONES))
    if whole[0][0] <= limit_s or most == 1:
        return _Wish(sweeper, 1, whole[0][1], whole[0][0])
    zones = min(max(2, math.floor(whole[0][0] / max(limit_s, 1.0)) - 1), most)
    while True:
        lap_s, heading = min((lay(h, zones), h) for h in best)
        if lap_s <= limit_s or zones >= most:
            return _Wish(sweeper, zones, heading, lap_s)
        zones += 1


def headings_of(shape: Any, watch: Watch) -> tuple[float, ...]:
    """Of tracks, that are tried."""
    if watch.pattern.heading_rad is not None:
        return (float(watch.pattern.heading_rad),)
    return (*_HEADINGS, _long_side_rad(shape))


def best_headings(shape: Any, watch: Watch, sweeper: Sweeper) -> list[float]:
    """Those of the shortest tours over a shape as one zone, the best first."""
    laps = sorted((_plane_lap_s(shape, sweeper, heading, 1), heading) for heading in headings_of(shape, watch))
    return [heading for _, heading in laps[:_BEST_HEADINGS]]


def _plane_lap_s(shape: Any, sweeper: Sweeper, heading_rad: float, zones: int) -> float:
    parts = zones_of(turned_shape(shape, heading_rad), zones)
    return max(length_m(plane_tour(part, heading_rad, sweeper)) for part in parts) / sweeper.speed_mps


def _long_side_rad(shape: Any) -> float:
    """Heading of the long side of the smallest rectangle round a shape."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(corners[:3], axis=0)
    x, y = max(sides, key=lambda side: float(np.hypot(*side)))
    return math.atan2(float(x), float(y)) % math.pi


def _lay(ground: Ground, wish: _Wish) -> Layout:
    """The pattern on the Earth. Every cell belongs to the zone in whose strip its centre lies."""
    sweeper = wish.sweeper
    smooth = shapely.simplify(ground.shape, SMOOTH * sweeper.range_m)
    zones = zones_of(turned_shape(smooth, wish.heading_rad), wish.zones)
    lat, lon = np.array(ground.cells.lat_deg), np.array(ground.cells.lon_deg)
    across = across_of(ground.frame.to_plane(lat, lon), wish.heading_rad)
    cuts = [0.5 * (a.bounds[3] + b.bounds[1]) for a, b in itertools.pairwise(zones)]
    of_zone = np.searchsorted(np.array(cuts), across) if cuts else np.zeros(len(lat), np.int64)
    laps, areas, cross = [], [], []
    for k, zone in enumerate(zones):
        own = lat[of_zone == k], lon[of_zone == k]
        laps.append(lap_of(ground.frame, zone, wish.heading_rad, sweeper, own))
        areas.append(float(np.array(ground.cells.area_m2)[of_zone == k].sum()))
        cross.append(_cross_m(zone, wish.heading_rad, sweeper))
    return Layout(sweeper, wish.heading_rad, tuple(laps), tuple(areas), tuple(cross))


def across_of(xy: Floats, heading_rad: float) -> Floats:
    across: Floats = xy @ np.array([-math.cos(heading_rad), math.sin(heading_rad)])
    return across


def _cross_m(zone: Any, heading_rad: float, sweeper: Sweeper) -> float:
    """The way from track to track within a lap, measured across the tracks."""
    xy = plane_tour(zone, heading_rad, sweeper)
    return float(np.abs(np.diff(across_of(xy, heading_rad))).sum())
