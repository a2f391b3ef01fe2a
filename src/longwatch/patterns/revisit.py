"""A revisit watch as patrolled zones, and what can be said of them before anything is flown.

Each zone is one line whose post goes round its tour by the clock, whoever flies it: the successor goes on where the
predecessor left, and where the roster has a hole the post runs on without anybody (a named choice: the plan's order of
looks stays what it was).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from longwatch.errors import ImpossibleError, Problem
from longwatch.geo.cells import Cells
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.patterns.choice import Layout
from longwatch.patterns.frame import Frame
from longwatch.patterns.laid import Laid, laid_of
from longwatch.patterns.limits import cells_part, distinct_limits
from longwatch.patterns.limits_bound import (
    Part,
    by_limit,
    density,
    over_limits,
    watchers_at_least,
)
from longwatch.patterns.revisit_bound import NAME, Patroller, RevisitBound, revisit_bound
from longwatch.patterns.round_bound import walk_at_least_m
from longwatch.patterns.servers import Server, servers_of
from longwatch.patterns.windows import count_from_s, windows_of
from longwatch.patterns.zone import Lap
from longwatch.scenario.models import Base, Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class LimitFacts:
    """The cells of a watch with one limit."""

    limit_s: float
    n_cells: int
    area_m2: float
    pattern_gap_s: float  # longest gap of any of them on the tours as laid, held without a hole
    bound_gap_s: float | None  # no roster of this fleet has a shorter longest gap, if it looked at nothing else


@dataclass(frozen=True)
class RevisitFacts:
    """What stands beside the measures of a revisit watch; the formula is never one of them."""

    area_m2: float
    n_cells: int
    sweep_width_m: float  # twice the sensor range the pattern was laid for
    speed_mps: float  # over ground along the tracks
    zones: int
    lap_s: tuple[float, ...]  # of each zone
    formula_gap_s: float  # largest zone: area / (sweep width x speed) + the way from track to track
    count_from_s: int  # gaps of all its cells count from here: the first of its lines
    bound_gap_s: float | None = None  # no roster of this fleet has a shorter longest gap; None: none is known
    bound_covered: float | None = None  # and none covers more
    bound_name: str = ""  # in words
    limits: tuple[LimitFacts, ...] = ()  # the shortest first, where there are several
    pattern: str = ""  # how limits share tours
    tried: tuple[str, ...] = ()  # what it was chosen from, the best first
    watchers_at_least: int = 1  # no pattern of these fleets keeps the limits with fewer on station
    walk_s: float = 0.0  # no vehicle of any fleet that may serve it sees all cells on a closed walk that takes less
    density: float = (
        0.0  # watchers of the pattern's sweep width and speed whose whole time looking takes, moves at no cost
    )


def revisit_lines(scenario: Scenario, watch: Watch) -> tuple[Line, ...]:
    """One line per zone: "<watch>.<n>", or "<watch>" where one zone is enough.

    Raises ImpossibleError where no fleet can sweep, or where a part of the area can't be seen from where vehicles may be.
    """
    tours = laid_of(scenario, watch).tours
    _require_seen(watch, [tour.lap for tour in tours])
    out = []
    for number, tour in enumerate(tours, start=1):
        knots = tour.lap.knots(tour.sweeper.speed_mps)
        first_lat, first_lon = knots[0][1:]
        out.append(
            Line(
                name=watch.name if len(tours) == 1 else f"{watch.name}.{number}",
                watch=watch.name,
                lat_deg=first_lat,
                lon_deg=first_lon,
                post_lat_deg=first_lat,
                post_lon_deg=first_lon,
                hold_radius_m=0.0,
                reach_m=tour.sweeper.range_m,
                k=1,
                windows=windows_of(scenario, watch),
                count_from_s=count_from_s(scenario),
                limit_s=tour.hole_s,
                weight=float(watch.weight),
                required=float(watch.required),
                hard=watch.hard,
                kind="tour",
                path=knots,
                period_s=knots[-1][0],
            )
        )
    return tuple(out)


def _require_seen(watch: Watch, laps: Iterable[Lap]) -> None:
    n = sum(len(lap.unseen) for lap in laps)
    if n:
        what = f"{n} cells of its area can't be seen from where the vehicles of its pattern may be"
        hint = "take closed waters out of the area, or give the watch to aircraft or a payload that sees farther"
        raise ImpossibleError(Problem(f"watch {watch.name}", what, hint))


def revisit_facts(scenario: Scenario, lines: Iterable[Line]) -> dict[str, RevisitFacts]:
    """By watch, from the lines of a roster; `lines` may hold those of other watches."""
    of_watch: dict[str, list[Line]] = {}
    for line in lines:
        if line.kind == "tour":
            of_watch.setdefault(line.watch, []).append(line)
    return {name: _facts(scenario, scenario.watch(name), own) for name, own in of_watch.items()}


def _facts(scenario: Scenario, watch: Watch, lines: Sequence[Line]) -> RevisitFacts:
    laid, cells = laid_of(scenario, watch), scenario.cells[watch.name]
    sweeper = max((layout.sweeper for layout in laid.layouts), key=lambda one: one.range_m * one.speed_mps)
    width_m = 2.0 * sweeper.range_m
    from_s = min(line.count_from_s for line in lines)
    bound = bound_of_watch(scenario, watch, from_s)
    parts = parts_of(scenario, watch)
    servers = servers_of(scenario, watch, Frame.round(cells.lat_deg, cells.lon_deg).centre)
    return RevisitFacts(
        area_m2=cells.total_m2,
        n_cells=cells.n,
        sweep_width_m=width_m,
        speed_mps=sweeper.speed_mps,
        zones=len(lines),
        lap_s=tuple(line.period_s for line in lines),
        formula_gap_s=max(_formula_s(layout) for layout in laid.layouts),
        count_from_s=from_s,
        bound_gap_s=bound.gap_s,
        bound_covered=bound.covered,
        bound_name=NAME,
        limits=_limit_facts(scenario, watch, laid, parts, from_s) if len(parts) > 1 else (),
        pattern=laid.tried[0].name if laid.tried else "",
        tried=tuple(f"{one.name}: {one.summary()}" for one in laid.tried),
        watchers_at_least=watchers_at_least(parts, [(one.range_m, one.hold_mps + one.wind_mps) for one in servers]),
        walk_s=_walk_at_least_s(cells, servers) if len(parts) > 1 else 0.0,
        density=density(parts, width_m, sweeper.speed_mps),
    )


def _formula_s(layout: Layout) -> float:
    width_m = 2.0 * layout.sweeper.range_m
    return max(
        (zone_m2 / width_m + cross_m) / layout.sweeper.speed_mps
        for zone_m2, cross_m in zip(layout.zone_m2, layout.cross_m, strict=True)
    )


def parts_of(scenario: Scenario, watch: Watch) -> list[Part]:
    """The cells of a watch by limit, the shortest first."""
    limits_s = np.array(scenario.limits_s(watch.name))
    cells = scenario.cells[watch.name]
    return [Part(one, cells_part(cells, np.flatnonzero(limits_s == one))) for one in distinct_limits(limits_s.tolist())]


def _limit_facts(
    scenario: Scenario, watch: Watch, laid: Laid, parts: Sequence[Part], from_s: int
) -> tuple[LimitFacts, ...]:
    limits_s = np.array(scenario.limits_s(watch.name))
    waits_s = laid.tried[0].waits_s.min(axis=0)
    asked = _asked(scenario, watch, from_s)
    bounds = by_limit(parts, asked.fleets, asked.windows, asked.first_s, cut=asked.cut)
    return tuple(
        LimitFacts(
            limit_s=part.limit_s,
            n_cells=part.cells.n,
            area_m2=part.cells.total_m2,
            pattern_gap_s=float(waits_s[limits_s == part.limit_s].max()),
            bound_gap_s=bound.gap_s,
        )
        for part, bound in zip(parts, bounds, strict=True)
    )


def _walk_at_least_s(cells: Cells, servers: Sequence[Server]) -> float:
    """For one that sees as far as the best of the fleets and goes as fast as the fastest, with the wind all the way round."""
    range_m = max(one.range_m for one in servers)
    return walk_at_least_m(cells, range_m) / max(max(one.hold_mps, one.transit_mps) + one.wind_mps for one in servers)


@dataclass(frozen=True)
class _Asked:
    """What the bounds of a watch are asked for."""

    fleets: list[Patroller]
    windows: list[tuple[int, int]]
    first_s: float
    cut: bool


def _asked(scenario: Scenario, watch: Watch, from_s: int) -> _Asked:
    cells = scenario.cells[watch.name]
    servers = servers_of(scenario, watch, Frame.round(cells.lat_deg, cells.lon_deg).centre)
    aloft = any(one.watch == watch.name for one in scenario.file.state.airborne)
    return _Asked(
        fleets=[_patroller(scenario, one) for one in servers],
        windows=[(max(a, from_s), b) for a, b in windows_of(scenario, watch) if b > from_s],
        first_s=0.0 if aloft else min((_first_s(scenario, cells, one) for one in servers), default=math.inf),
        cut=scenario.file.period.end == "cut",
    )


def bound_of_watch(scenario: Scenario, watch: Watch, from_s: int) -> RevisitBound:
    """The bound on every roster and pattern of the scenario's fleets, as if they served this watch alone.

    Where limits are unequal, its gap is that as a share of its own limit, times the limit of the watch.
    """
    cells, asked = scenario.cells[watch.name], _asked(scenario, watch, from_s)
    parts = parts_of(scenario, watch)
    given = asked.fleets, float(watch.limit_s), asked.windows, asked.first_s
    if len(parts) == 1:
        alone = revisit_bound(cells, asked.fleets, parts[0].limit_s, asked.windows, asked.first_s, cut=asked.cut)
        scale = float(watch.limit_s) / parts[0].limit_s
        return alone if alone.gap_s is None else replace(alone, gap_s=alone.gap_s * scale)
    return over_limits(cells, parts, *given, cut=asked.cut)


def _patroller(scenario: Scenario, server: Server) -> Patroller:
    fleet = scenario.fleet(server.fleet)
    base = scenario.base(fleet.base)
    turnaround_s = fleet.turnaround_s if fleet.turnaround_s is not None else scenario.platform_of(fleet).turnaround_s
    return Patroller(
        range_m=server.range_m,
        usable=server.usable,
        at_once=server.at_once,
        airborne_mps=max(server.hold_mps, server.transit_mps) + server.wind_mps,
        on_station_mps=server.hold_mps + server.wind_mps,
        turnaround_s=float(turnaround_s),
        base_mps=_base_mps(base),
    )


def _base_mps(base: Base) -> float:
    return Track.of([(float(p.time_s), *p.at) for p in base.track]).speed_max_mps if base.track else 0.0


def _first_s(scenario: Scenario, cells: Cells, server: Server) -> float:
    """The first instant at which a vehicle that takes off at the start or later can see a cell, on no route, at its fastest."""
    base = scenario.base(scenario.fleet(server.fleet).base)
    at = base.track[0].at if base.track else base.at
    assert at is not None
    if base.track:
        at = Track.of([(float(p.time_s), *p.at) for p in base.track]).at(0.0)
    nearest_m = float(np.min(distance_m(*at, cells.lat_deg, cells.lon_deg)))
    fastest_mps = max(server.hold_mps, server.transit_mps) + server.wind_mps
    return max(nearest_m - server.range_m, 0.0) / max(fastest_mps, _base_mps(base))
