"""Closed paths that serve ground of several limits, or classes, together: planned in the plane, then laid on the Earth."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from longwatch.geo.geodesic import Floats
from longwatch.patterns.candidate import measured
from longwatch.patterns.choice import MOST_ZONES, SMOOTH, Layout, across_of, best_headings, sustained, sweeper_for
from longwatch.patterns.ground import Ground
from longwatch.patterns.interleaved import Woven, bases_of, drawn, steps_of, woven
from longwatch.patterns.limits import Asked, Level, polygons_of
from longwatch.patterns.servers import Server
from longwatch.patterns.staggered import staggered
from longwatch.patterns.sweep import turned_shape, zones_of
from longwatch.patterns.zone import Sweeper, lap_along
from longwatch.scenario.models import Watch

_MORE_ZONES = 2  # tried where a path laid on the Earth comes out longer than in the plane


@dataclass(frozen=True)
class Style:
    """How a path serves several levels: interleaved, or in staggered laps, closed or to and fro."""

    laps: int = 0  # 0: interleaved
    closed: bool = True


@dataclass(frozen=True)
class _Plan:
    """Paths in the plane, one for each zone."""

    style: Style
    sweeper: Sweeper
    heading_rad: float
    base_s: float  # of an interleaved path
    zones: int
    over: float  # longest wait, as far as the plane tells, as a share of what it may be


def shared_laps(
    ground: Ground, levels: Sequence[Level], watch: Watch, servers: Sequence[Server], style: Style, most: int
) -> Layout | None:
    """With as few zones as keep the limits; None where it takes more than `most` or than can be held."""
    plans = sorted(
        _plans(levels, ground, watch, servers, style, most),
        key=lambda plan: (plan.over > 1.0, plan.zones > sustained(plan.sweeper, servers), plan.zones, plan.over),
    )
    if not plans:
        return None
    best, plan = None, plans[0]
    if style.laps and plan.over > 1.0 and most < MOST_ZONES:
        return None  # there is one that keeps the limits
    allowed = min(most, max(1, math.floor(sustained(plan.sweeper, servers))))
    for more in range(_MORE_ZONES + 1 if watch.pattern.zones is None and plan.over <= 1.0 else 1):
        if more and plan.zones + more > allowed:
            break
        layout = _lay(ground, levels, replace(plan, zones=plan.zones + more))
        if layout is None:
            break
        own = measured("", (layout,), Asked.of(levels), servers)
        if best is None or own.worst < best[0]:
            best = own.worst, layout
        if own.keeps:
            break
    return None if best is None else best[1]


def _plans(
    levels: Sequence[Level], ground: Ground, watch: Watch, servers: Sequence[Server], style: Style, most: int
) -> Iterator[_Plan]:
    """For each kind of vehicle, heading and base the fewest zones whose laps are short enough in the plane, if any are."""
    limits_s = [level.limit_s for level in levels]
    kinds = sorted({level.kind for level in levels})
    for sweeper in dict.fromkeys(
        one for one in (sweeper_for(watch, server, kinds) for server in servers) if one is not None
    ):
        smooth = shapely.simplify(ground.shape, SMOOTH * sweeper.range_m)
        held = min(most, MOST_ZONES, max(1, math.floor(sustained(sweeper, servers))))
        counts = [watch.pattern.zones] if watch.pattern.zones is not None else range(1, held + 1)
        for heading in best_headings(smooth, watch, sweeper):
            for base_s in [0.0] if style.laps else bases_of(limits_s):
                plan = None
                for zones in counts:
                    tried = _Plan(style, sweeper, heading, base_s, zones, math.inf)
                    paths = _paths(ground, levels, tried, range(zones))
                    if paths is None:
                        break
                    plan = replace(tried, over=max(_over(one, levels, tried) for one in paths))
                    if plan.over <= 1.0:
                        break
                if plan is not None:
                    yield plan


def _over(path: Woven, levels: Sequence[Level], plan: _Plan) -> float:
    """The longest wait on a path as a share of what it may be, as far as its length tells."""
    lap_s = path.lap_m / plan.sweeper.speed_mps
    if not plan.style.laps:
        return lap_s / float(plan.base_s * 2**path.step)
    narrow_m, laps = plan.sweeper.range_m, plan.style.laps
    waits = [math.ceil(laps * narrow_m / plan.sweeper.range_of(one.kind) - 1e-9) for one in levels]
    there_and_back = 1 if plan.style.closed else 2
    return max(min(n * there_and_back, laps) * lap_s / one.limit_s for n, one in zip(waits, levels, strict=True))


def _paths(
    ground: Ground, levels: Sequence[Level], plan: _Plan, of: Sequence[int], tighter: float = 1.0
) -> list[Woven] | None:
    """Of some of its zones; None where one of them can't be so laid."""
    sweeper, heading = plan.sweeper, plan.heading_rad
    whole = turned_shape(shapely.simplify(ground.shape, SMOOTH * sweeper.range_m), heading)
    cut = zones_of(whole, plan.zones)
    zones = [cut[k] for k in of]
    if plan.style.laps:
        laid = [staggered(zone, plan.style.laps, plan.style.closed, sweeper, tighter) for zone in zones]
        found = [one for one in laid if one is not None]
        return found if len(found) == len(laid) else None
    shapes = [turned_shape(shapely.simplify(one.ground.shape, SMOOTH * sweeper.range_m), heading) for one in levels]
    steps = steps_of([level.limit_s for level in levels], plan.base_s)
    sweepers = [replace(sweeper, range_m=sweeper.range_of(level.kind)) for level in levels]
    out = []
    for zone in zones:
        own = [polygons_of(shapely.intersection(shape, zone)) if plan.zones > 1 else shape for shape in shapes]
        out.append(woven(own, steps, sweepers, tighter))
    return out


def _lay(ground: Ground, levels: Sequence[Level], plan: _Plan) -> Layout | None:
    """On the Earth. Every cell belongs to the zone in whose strip its centre lies."""
    sweeper, heading = plan.sweeper, plan.heading_rad
    if _paths(ground, levels, plan, range(plan.zones)) is None:
        return None
    asked, cells = Asked.of(levels), ground.cells
    near_m = np.array([sweeper.range_of(kind) for kind in asked.kind.tolist()])
    of_ask = _zone_of(ground, plan, asked.lat_deg, asked.lon_deg)
    of_cell = _zone_of(ground, plan, np.array(cells.lat_deg), np.array(cells.lon_deg))
    laps, areas = [], []
    for k in range(plan.zones):

        def path(tighter: float, k: int = k) -> Floats:
            paths = _paths(ground, levels, plan, [k], tighter)
            assert paths is not None  # with closer tracks there are rather more of them
            return drawn(paths[0], sweeper, heading)

        own = of_ask == k
        laps.append(lap_along(ground.frame, path, sweeper, (asked.lat_deg[own], asked.lon_deg[own]), near_m[own]))
        areas.append(float(np.array(cells.area_m2)[of_cell == k].sum()))
    return Layout(sweeper, heading, tuple(laps), tuple(areas), (0.0,) * plan.zones)


def _zone_of(ground: Ground, plan: _Plan, lat_deg: Floats, lon_deg: Floats) -> Any:
    """(n,) in the strip of which zone points lie."""
    whole = turned_shape(shapely.simplify(ground.shape, SMOOTH * plan.sweeper.range_m), plan.heading_rad)
    cuts = [0.5 * (a.bounds[3] + b.bounds[1]) for a, b in itertools.pairwise(zones_of(whole, plan.zones))]
    across = across_of(ground.frame.to_plane(lat_deg, lon_deg), plan.heading_rad)
    return np.searchsorted(np.array(cuts), across) if cuts else np.zeros(len(lat_deg), np.int64)
