"""The bounds of a revisit watch of a scenario: `patterns.revisit_bound` and `limits_bound` for its fleets, limits and classes.

Of several classes each is bounded by itself, for a look counts for every class that is seen from as far: what is asked of one
class holds for those as well that all fleets see from as far or farther (`classes.with_narrower`), so that the bound on a
wide class knows the limits of the narrow ones. Longest gaps are shares of limits; the class that must wait longest counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from longwatch.geo.cells import Cells
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.patterns.classes import by_class, with_narrower
from longwatch.patterns.frame import Frame
from longwatch.patterns.limits import cells_part, distinct_limits
from longwatch.patterns.limits_bound import Part, density, over_limits, watchers_at_least
from longwatch.patterns.revisit_bound import Patroller, RevisitBound, revisit_bound
from longwatch.patterns.round_bound import walk_at_least_m
from longwatch.patterns.servers import Server, servers_of
from longwatch.patterns.windows import windows_of
from longwatch.patterns.zone import Sweeper
from longwatch.scenario.models import Base, Watch
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class ClassParts:
    """The cells of a watch for one class, by limit, the shortest first."""

    kind: int
    own: tuple[Part, ...]  # as they are asked
    least: tuple[Part, ...]  # with what looks for narrower classes ask of it


@dataclass(frozen=True)
class Bounds:
    """What the bounds of one watch are worked out from."""

    servers: tuple[Server, ...]
    classes: tuple[ClassParts, ...]
    fleets: tuple[tuple[Patroller, ...], ...]  # by class
    first_s: tuple[float, ...]  # by class: before that no vehicle can see a cell
    windows: tuple[tuple[int, int], ...]
    cut: bool


def bounds_of(scenario: Scenario, watch: Watch, from_s: int) -> Bounds:
    cells = scenario.cells[watch.name]
    servers = servers_of(scenario, watch, Frame.round(cells.lat_deg, cells.lon_deg).centre)
    classes = tuple(_classes(scenario, watch, servers))
    aloft = any(one.watch == watch.name for one in scenario.file.state.airborne)
    return Bounds(
        servers=servers,
        classes=classes,
        fleets=tuple(tuple(_patroller(scenario, one, own.kind) for one in servers) for own in classes),
        first_s=tuple(0.0 if aloft else _soonest_s(scenario, cells, servers, own.kind) for own in classes),
        windows=tuple((max(a, from_s), b) for a, b in windows_of(scenario, watch) if b > from_s),
        cut=scenario.file.period.end == "cut",
    )


def _classes(scenario: Scenario, watch: Watch, servers: Sequence[Server]) -> Iterator[ClassParts]:
    cells, limits_s = scenario.cells[watch.name], by_class(scenario, watch.name)
    least_s = with_narrower(limits_s, [one.ranges_m for one in servers])
    for kind in range(len(limits_s)):
        yield ClassParts(kind, _parts(cells, limits_s[kind]), _parts(cells, least_s[kind]))


def _parts(cells: Cells, limits_s: np.ndarray) -> tuple[Part, ...]:
    found = distinct_limits(limits_s[np.isfinite(limits_s)].tolist())
    return tuple(Part(one, cells_part(cells, np.flatnonzero(limits_s == one))) for one in found)


def bound_of_watch(scenario: Scenario, watch: Watch, from_s: int) -> RevisitBound:
    """The bound on every roster and pattern of the scenario's fleets, as if they served this watch alone.

    Where limits are unequal, its gap is that as a share of its own limit, times the limit of the watch.
    """
    bounds, limit_s = bounds_of(scenario, watch, from_s), float(watch.limit_s)
    gaps, covered, asked_m2 = [], 0.0, 0.0
    for own in bounds.classes:
        found = _bound_of_class(bounds, own, limit_s, scenario.cells[watch.name])
        gaps.append(found.gap_s)
        size_m2 = math.fsum(part.cells.total_m2 for part in own.own)
        covered, asked_m2 = covered + found.covered * size_m2, asked_m2 + size_m2
    told = [gap_s for gap_s in gaps if gap_s is not None]
    return RevisitBound(max(told) if told else None, min(covered / asked_m2, 1.0))


def _bound_of_class(bounds: Bounds, of: ClassParts, limit_s: float, cells: Cells) -> RevisitBound:
    """Its gap with the limits of narrower classes, what it covers by its own."""
    given = bounds.fleets[of.kind], bounds.windows, bounds.first_s[of.kind]

    def bound(parts: Sequence[Part]) -> RevisitBound:
        if len(parts) > 1:
            n = sum(part.cells.n for part in parts)
            whole = cells if n == cells.n else _joined(parts)
            return over_limits(whole, parts, given[0], limit_s, *given[1:], cut=bounds.cut)
        alone = revisit_bound(parts[0].cells, given[0], parts[0].limit_s, *given[1:], cut=bounds.cut)
        return alone if alone.gap_s is None else replace(alone, gap_s=alone.gap_s * (limit_s / parts[0].limit_s))

    own = bound(of.own)
    return own if of.least == of.own else replace(bound(of.least), covered=own.covered)


def _joined(parts: Sequence[Part]) -> Cells:
    """The cells of several parts as one."""
    every = [part.cells for part in parts]
    return replace(
        every[0],
        lat_deg=tuple(lat for one in every for lat in one.lat_deg),
        lon_deg=tuple(lon for one in every for lon in one.lon_deg),
        area_m2=tuple(area_m2 for one in every for area_m2 in one.area_m2),
        box_m2=math.fsum(one.box_m2 for one in every),
        spots_m2=math.fsum(one.spots_m2 for one in every),
    )


def least_watchers(bounds: Bounds) -> int:
    """No pattern of these fleets keeps the limits with fewer on station."""
    return max(
        watchers_at_least(own.least, [(one.ranges_m[own.kind], one.hold_mps + one.wind_mps) for one in bounds.servers])
        for own in bounds.classes
    )


def least_round_s(bounds: Bounds) -> float:
    """No vehicle of any fleet sees all that is asked on a closed path in less, with the wind all the way round."""
    speed_mps = max(max(one.hold_mps, one.transit_mps) + one.wind_mps for one in bounds.servers)
    found = [
        walk_at_least_m(_joined(own.own), max(one.ranges_m[own.kind] for one in bounds.servers))
        for own in bounds.classes
    ]
    return max(found) / speed_mps


def looking_alone(bounds: Bounds, sweeper: Sweeper) -> float:
    """Watchers as fast and far-sighted as a pattern whose whole time looking takes: of the class that takes most."""
    return max(density(own.least, 2.0 * sweeper.range_of(own.kind), sweeper.speed_mps) for own in bounds.classes)


def _patroller(scenario: Scenario, server: Server, kind: int) -> Patroller:
    fleet = scenario.fleet(server.fleet)
    base = scenario.base(fleet.base)
    turnaround_s = fleet.turnaround_s if fleet.turnaround_s is not None else scenario.platform_of(fleet).turnaround_s
    return Patroller(
        range_m=server.ranges_m[kind],
        usable=server.usable,
        at_once=server.at_once,
        airborne_mps=max(server.hold_mps, server.transit_mps) + server.wind_mps,
        on_station_mps=server.hold_mps + server.wind_mps,
        turnaround_s=float(turnaround_s),
        base_mps=_base_mps(base),
    )


def _base_mps(base: Base) -> float:
    return Track.of([(float(p.time_s), *p.at) for p in base.track]).speed_max_mps if base.track else 0.0


def _soonest_s(scenario: Scenario, cells: Cells, servers: Sequence[Server], kind: int) -> float:
    return min((_first_s(scenario, cells, one, kind) for one in servers), default=math.inf)


def _first_s(scenario: Scenario, cells: Cells, server: Server, kind: int) -> float:
    """The first instant at which a vehicle that takes off at the start or later can see a cell, on no route, at its fastest."""
    base = scenario.base(scenario.fleet(server.fleet).base)
    at = base.track[0].at if base.track else base.at
    assert at is not None
    if base.track:
        at = Track.of([(float(p.time_s), *p.at) for p in base.track]).at(0.0)
    nearest_m = float(np.min(distance_m(*at, cells.lat_deg, cells.lon_deg)))
    fastest_mps = max(server.hold_mps, server.transit_mps) + server.wind_mps
    return max(nearest_m - server.ranges_m[kind], 0.0) / max(fastest_mps, _base_mps(base))
