"""A revisit watch as patrolled zones, and what can be said of them before anything is flown.

Each zone is one line whose post goes round its tour by the clock, whoever flies it: the successor goes on where the
predecessor left, and where the roster has a hole the post runs on without anybody (a named choice: the plan's order of
looks stays what it was).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from longwatch.errors import ImpossibleError, Problem
from longwatch.geo.cells import Cells, sea_shapes
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.patterns.choice import Ground, Layout, choose
from longwatch.patterns.frame import Frame
from longwatch.patterns.revisit_bound import NAME, Patroller, RevisitBound, revisit_bound
from longwatch.patterns.servers import Server, servers_of
from longwatch.patterns.windows import count_from_s, windows_of
from longwatch.scenario.models import Base, Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


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


def hole_allowed_s(limit_s: float, lap_s: float) -> int:
    """Longest hole in the roster of a zone that leaves every cell within its limit.

    A hole of up to m laps costs a cell at most m + 1 looks, so that m + 2 laps lie between those left: m is limit / lap less
    two, rounded down. No hole is allowed within the lap that stands alone.
    """
    spare = math.floor(limit_s / lap_s + 1e-12) - 1
    return max(0, math.floor(spare * lap_s) - 1) if spare > 0 else 0


def revisit_lines(scenario: Scenario, watch: Watch) -> tuple[Line, ...]:
    """One line per zone: "<watch>.<n>", or "<watch>" where one zone is enough.

    Raises ImpossibleError where no fleet can sweep, or where a part of the area can't be seen from where vehicles may be.
    """
    layout = layout_of(scenario, watch)
    _require_seen(watch, layout)
    speed_mps = layout.sweeper.speed_mps
    out = []
    for number, lap in enumerate(layout.laps, start=1):
        knots = lap.knots(speed_mps)
        first_lat, first_lon = knots[0][1:]
        out.append(
            Line(
                name=watch.name if len(layout.laps) == 1 else f"{watch.name}.{number}",
                watch=watch.name,
                lat_deg=first_lat,
                lon_deg=first_lon,
                post_lat_deg=first_lat,
                post_lon_deg=first_lon,
                hold_radius_m=0.0,
                reach_m=layout.sweeper.range_m,
                k=1,
                windows=windows_of(scenario, watch),
                count_from_s=count_from_s(scenario),
                limit_s=hole_allowed_s(float(watch.limit_s), knots[-1][0]),
                weight=float(watch.weight),
                required=float(watch.required),
                hard=watch.hard,
                kind="tour",
                path=knots,
                period_s=knots[-1][0],
            )
        )
    return tuple(out)


def layout_of(scenario: Scenario, watch: Watch) -> Layout:
    """The pattern of a watch, laid once for each scenario; see `choice.choose`."""
    kept = _layouts.get((id(scenario), watch.name))
    if kept is not None and kept[0] is scenario:
        return kept[1]
    layout = _laid(scenario, watch)
    _layouts[id(scenario), watch.name] = scenario, layout  # the scenario too, so that its identity is not given away
    while len(_layouts) > _KEPT:
        _layouts.popitem(last=False)
    return layout


_KEPT = 32
_layouts: OrderedDict[tuple[int, str], tuple[Scenario, Layout]] = OrderedDict()


def _laid(scenario: Scenario, watch: Watch) -> Layout:
    cells = scenario.cells[watch.name]
    frame = Frame.round(cells.lat_deg, cells.lon_deg)
    servers = [one for one in servers_of(scenario, watch, frame.centre) if one.pattern_mps > 0.0]
    if not servers:
        what = "no fleet that may serve it has a payload that sees what it asks for and makes way against the wind"
        raise ImpossibleError(Problem(f"watch {watch.name}", what, "see `sees`, `lines`, crews and channels"))
    area = next(area for area in scenario.file.area if area.name == watch.area)
    shape = sea_shapes(scenario.areas[watch.area], scenario.land if area.sea_only else ())
    return choose(Ground(frame, frame.shape(shape), cells), watch, servers)


def _require_seen(watch: Watch, layout: Layout) -> None:
    n = sum(len(lap.unseen) for lap in layout.laps)
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
    layout, cells = layout_of(scenario, watch), scenario.cells[watch.name]
    sweeper, width_m = layout.sweeper, 2.0 * layout.sweeper.range_m
    from_s = min(line.count_from_s for line in lines)
    bound = bound_of_watch(scenario, watch, from_s)
    return RevisitFacts(
        area_m2=cells.total_m2,
        n_cells=cells.n,
        sweep_width_m=width_m,
        speed_mps=sweeper.speed_mps,
        zones=len(lines),
        lap_s=tuple(line.period_s for line in lines),
        formula_gap_s=max(
            (zone_m2 / width_m + cross_m) / sweeper.speed_mps
            for zone_m2, cross_m in zip(layout.zone_m2, layout.cross_m, strict=True)
        ),
        count_from_s=from_s,
        bound_gap_s=bound.gap_s,
        bound_covered=bound.covered,
        bound_name=NAME,
    )


def bound_of_watch(scenario: Scenario, watch: Watch, from_s: int) -> RevisitBound:
    """The bound on every roster and pattern of the scenario's fleets, as if they served this watch alone."""
    cells = scenario.cells[watch.name]
    centre = Frame.round(cells.lat_deg, cells.lon_deg).centre
    servers = servers_of(scenario, watch, centre)
    aloft = any(one.watch == watch.name for one in scenario.file.state.airborne)
    first_s = 0.0 if aloft else min((_first_s(scenario, cells, one) for one in servers), default=math.inf)
    windows = [(max(a, from_s), b) for a, b in windows_of(scenario, watch) if b > from_s]
    fleets = [_patroller(scenario, one) for one in servers]
    cut = scenario.file.period.end == "cut"
    return revisit_bound(cells, fleets, float(watch.limit_s), windows, first_s, cut=cut)


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
