"""Which pattern sweeps a watch whose cells have unequal limits: candidates laid on the Earth, measured, and the best of them.

Limits that stand next to each other may share tours in three ways: one tour at the shortest of them, zones of their own, or slow
ground interleaved with fast (`patterns.interleaved`). Every way to group the limits is laid, and on the tours as laid the longest
cyclic gap of each cell is held against its own limit: no formula decides.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from longwatch.geo.geodesic import Floats
from longwatch.patterns.choice import (
    MOST_ZONES,
    SMOOTH,
    Layout,
    across_of,
    best_headings,
    can_fly,
    choose,
    sustained,
    sweeper_for,
)
from longwatch.patterns.ground import Ground
from longwatch.patterns.interleaved import Woven, bases_of, drawn, steps_of, woven
from longwatch.patterns.lap_gaps import lap_gaps_s
from longwatch.patterns.limits import Level, groupings, polygons_of, together
from longwatch.patterns.servers import Server
from longwatch.patterns.sweep import turned_shape, zones_of
from longwatch.patterns.zone import Sweeper, lap_along
from longwatch.scenario.models import Watch

_MORE_ZONES = 2  # tried where a path laid on the Earth comes out longer than in the plane


@dataclass(frozen=True)
class Candidate:
    """A pattern as laid, and how well it keeps the limits."""

    name: str
    layouts: tuple[Layout, ...]
    waits_s: Floats  # (laps, cells): the longest cyclic gap of every cell on every lap, infinite where it is not seen
    worst: float  # the largest share of its limit that a cell waits
    held: bool  # by what the fleets can hold on station for good
    vehicles: int  # to hold all its laps

    @property
    def zones(self) -> int:
        return sum(len(layout.laps) for layout in self.layouts)

    @property
    def keeps(self) -> bool:
        return self.worst <= 1.0

    def summary(self) -> str:
        """In a few words."""
        kept = "keeps the limits" if self.keeps else f"waits up to {self.worst:.2f} of a limit"
        short = "" if self.held else ", more than the fleets can hold"
        return f"{self.zones} on station, {self.vehicles} vehicles, {kept}{short}"

    def order(self) -> tuple[float, ...]:
        """Lower is better: limits kept by what can be held, fewest watchers, fewest vehicles, most room."""
        if self.keeps and self.held:
            return 0.0, float(self.zones), float(self.vehicles), self.worst
        return 1.0, 0.0 if self.held else 1.0, self.worst, float(self.zones)


def candidates(
    ground: Ground, levels: Sequence[Level], limits_s: Floats, watch: Watch, servers: Sequence[Server]
) -> list[Candidate]:
    """All that were laid, the best first."""
    shared: dict[tuple[tuple[int, ...], bool], Layout | None] = {}
    found: list[Candidate] = []
    for grouping in groupings(len(levels)):
        most = min((one.zones for one in found if one.keeps and one.held), default=MOST_ZONES)
        for weave in itertools.product(*((False, True) if len(run) > 1 else (False,) for run in grouping)):
            layouts = []
            for run, woven_too in zip(grouping, weave, strict=True):
                if (run, woven_too) not in shared:
                    own = [levels[k] for k in run]
                    shared[run, woven_too] = _laid(together(own, ground), own, watch, servers, woven_too, most)
                layouts.append(shared[run, woven_too])
            if all(layout is not None for layout in layouts):
                laid = tuple(layout for layout in layouts if layout is not None)
                found.append(_measured(_name(grouping, weave), laid, ground, limits_s, servers))
    if watch.pattern.zones is not None:
        found = [one for one in found if one.zones == watch.pattern.zones]
    return sorted(found, key=Candidate.order)


def _name(grouping: Sequence[Sequence[int]], weave: Sequence[bool]) -> str:
    if len(grouping) == 1:
        return "slow cells interleaved" if weave[0] else "all at the shortest limit"
    if len(grouping) == sum(len(run) for run in grouping):
        return "zones by limit"
    runs = [
        "+".join(str(k + 1) for k in run) + (" interleaved" if own else "")
        for run, own in zip(grouping, weave, strict=True)
    ]
    return "zones by limit " + " | ".join(runs)


def _laid(
    ground: Ground, levels: Sequence[Level], watch: Watch, servers: Sequence[Server], weave: bool, most: int
) -> Layout | None:
    if weave:
        return _interleaved(ground, levels, watch, servers, most)
    return choose(ground, watch.model_copy(update={"limit_s": levels[0].limit_s}), servers)


def _measured(
    name: str, layouts: tuple[Layout, ...], ground: Ground, limits_s: Floats, servers: Sequence[Server]
) -> Candidate:
    lat, lon = np.array(ground.cells.lat_deg), np.array(ground.cells.lon_deg)
    waits_s = np.array([_waits_s(layout, k, lat, lon) for layout in layouts for k in range(len(layout.laps))])
    needed: dict[int, float] = {}
    vehicles = 0.0
    for layout in layouts:
        able = [one for one in servers if can_fly(one, layout.sweeper)]
        vehicles += len(layout.laps) / max(max((one.duty for one in able), default=0.0), 1e-6)
        needed[id(layout)] = sustained(layout.sweeper, servers)
    at_all = math.fsum(one.sustained for one in servers if any(can_fly(one, own.sweeper) for own in layouts)) + 1e-9
    zones = sum(len(layout.laps) for layout in layouts)
    held = zones <= at_all and all(len(layout.laps) <= needed[id(layout)] for layout in layouts)
    worst = float((waits_s.min(axis=0) / limits_s).max())
    return Candidate(name, layouts, waits_s, worst, held, math.ceil(min(vehicles, 1e9)))


def _waits_s(layout: Layout, k: int, lat: Floats, lon: Floats) -> Floats:
    if len(layout.laps[k].points) < 3:
        return np.full(len(lat), np.inf)
    return lap_gaps_s(np.array(layout.laps[k].knots(layout.sweeper.speed_mps)), lat, lon, layout.sweeper.range_m)


@dataclass(frozen=True)
class _Plan:
    """Interleaved paths in the plane, one for each zone."""

    sweeper: Sweeper
    heading_rad: float
    base_s: float
    zones: int
    over: float  # longest lap as a share of what it may take


def _interleaved(
    ground: Ground, levels: Sequence[Level], watch: Watch, servers: Sequence[Server], most: int
) -> Layout | None:
    """With as few zones as keep the limits; None where it takes more than `most` or than can be held."""
    plans = sorted(
        _plans(levels, ground, watch, servers, most),
        key=lambda plan: (plan.over > 1.0, plan.zones > sustained(plan.sweeper, servers), plan.zones, plan.over),
    )
    if not plans:
        return None
    best, plan = None, plans[0]
    allowed = min(most, max(1, math.floor(sustained(plan.sweeper, servers))))
    for more in range(_MORE_ZONES + 1 if watch.pattern.zones is None and plan.over <= 1.0 else 1):
        if more and plan.zones + more > allowed:
            break
        layout = _lay_woven(ground, levels, replace(plan, zones=plan.zones + more))
        own = _measured("", (layout,), ground, _limits_of(ground, levels), servers)
        if best is None or own.worst < best[0]:
            best = own.worst, layout
        if own.keeps:
            break
    assert best is not None
    return best[1]


def _limits_of(ground: Ground, levels: Sequence[Level]) -> Floats:
    """Of the cells of several levels together, in the order of `limits.together`."""
    cell = np.concatenate([level.cell for level in levels])
    limit_s = np.concatenate([np.full(len(level.cell), level.limit_s) for level in levels])
    assert len(cell) == ground.cells.n
    return np.asarray(limit_s[np.argsort(cell)], np.float64)


def _plans(
    levels: Sequence[Level], ground: Ground, watch: Watch, servers: Sequence[Server], most: int
) -> Iterator[_Plan]:
    """For each kind of vehicle, heading and base the fewest zones whose laps are short enough in the plane, if any are."""
    limits_s = [level.limit_s for level in levels]
    for sweeper in dict.fromkeys(one for one in (sweeper_for(watch, server) for server in servers) if one is not None):
        smooth = shapely.simplify(ground.shape, SMOOTH * sweeper.range_m)
        held = min(most, MOST_ZONES, max(1, math.floor(sustained(sweeper, servers))))
        counts = [watch.pattern.zones] if watch.pattern.zones is not None else range(1, held + 1)
        for heading in best_headings(smooth, watch, sweeper):
            shapes = [
                turned_shape(shapely.simplify(one.ground.shape, SMOOTH * sweeper.range_m), heading) for one in levels
            ]
            for base_s in bases_of(limits_s):
                steps, plan = steps_of(limits_s, base_s), None
                for zones in counts:
                    paths = _paths(turned_shape(smooth, heading), shapes, steps, sweeper, zones)
                    over = max(one.lap_m / sweeper.speed_mps / (base_s * 2**one.step) for one in paths)
                    plan = _Plan(sweeper, heading, base_s, zones, over)
                    if over <= 1.0:
                        break
                if plan is not None:
                    yield plan


def _paths(
    whole: Any, shapes: Sequence[Any], steps: Sequence[int], sweeper: Sweeper, zones: int, tighter: float = 1.0
) -> list[Woven]:
    out = []
    for zone in zones_of(whole, zones):
        own = [polygons_of(shapely.intersection(shape, zone)) if zones > 1 else shape for shape in shapes]
        out.append(woven(own, steps, sweeper, tighter))
    return out


def _lay_woven(ground: Ground, levels: Sequence[Level], plan: _Plan) -> Layout:
    """On the Earth. Every cell belongs to the zone in whose strip its centre lies."""
    sweeper, heading = plan.sweeper, plan.heading_rad
    whole = turned_shape(shapely.simplify(ground.shape, SMOOTH * sweeper.range_m), heading)
    shapes = [turned_shape(shapely.simplify(one.ground.shape, SMOOTH * sweeper.range_m), heading) for one in levels]
    steps = steps_of([level.limit_s for level in levels], plan.base_s)
    lat, lon, area_m2 = (np.array(one) for one in (ground.cells.lat_deg, ground.cells.lon_deg, ground.cells.area_m2))
    across = across_of(ground.frame.to_plane(lat, lon), heading)
    strips = zones_of(whole, plan.zones)
    cuts = [0.5 * (a.bounds[3] + b.bounds[1]) for a, b in itertools.pairwise(strips)]
    of_zone = np.searchsorted(np.array(cuts), across) if cuts else np.zeros(len(lat), np.int64)
    laps, areas = [], []
    for k in range(plan.zones):

        def path(tighter: float, k: int = k) -> Floats:
            return drawn(_paths(whole, shapes, steps, sweeper, plan.zones, tighter)[k], sweeper, heading)

        laps.append(lap_along(ground.frame, path, sweeper, (lat[of_zone == k], lon[of_zone == k])))
        areas.append(float(area_m2[of_zone == k].sum()))
    return Layout(sweeper, heading, tuple(laps), tuple(areas), (0.0,) * plan.zones)
