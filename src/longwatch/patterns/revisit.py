"""A revisit watch as patrolled zones, and what can be said of them before anything is flown.

Each zone is one line whose post goes round its tour by the clock, whoever flies it: the successor goes on where the
predecessor left, and where the roster has a hole the post runs on without anybody (a named choice: the plan's order of
looks stays what it was).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from longwatch.errors import ImpossibleError, Problem
from longwatch.patterns.choice import Layout
from longwatch.patterns.laid import Laid, laid_of
from longwatch.patterns.limits import Asked
from longwatch.patterns.limits_bound import by_limit
from longwatch.patterns.revisit_bound import NAME
from longwatch.patterns.watch_bound import (
    Bounds,
    bound_of_watch,
    bounds_of,
    least_round_s,
    least_watchers,
    looking_alone,
)
from longwatch.patterns.windows import count_from_s, windows_of
from longwatch.patterns.zone import Lap, Sweeper
from longwatch.scenario.asks import classes_of
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class LimitFacts:
    """The cells of a watch with one limit, for one class."""

    limit_s: float
    n_cells: int
    area_m2: float
    pattern_gap_s: float  # longest gap of any of them on the tours as laid, held without a hole
    bound_gap_s: float | None  # no roster of this fleet has a shorter longest gap, if it looked at nothing else
    class_: str = ""  # where limits name several
    sweep_width_m: float = 0.0  # that the pattern has for the class


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
    tours, classes = laid_of(scenario, watch).tours, classes_of(watch)
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
                reach_m=tour.sweeper.range_of(classes.index(watch.sees.class_)),
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
                class_reaches_m=tuple(
                    (one, tour.sweeper.range_of(kind)) for kind, one in enumerate(classes) if one != watch.sees.class_
                ),
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
    bound, bounds = bound_of_watch(scenario, watch, from_s), bounds_of(scenario, watch, from_s)
    unequal = sum(len(own.own) for own in bounds.classes) > 1
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
        limits=tuple(_limit_facts(scenario, watch, laid, sweeper, bounds)) if unequal else (),
        pattern=laid.tried[0].name if laid.tried else "",
        tried=tuple(f"{one.name}: {one.summary()}" for one in laid.tried),
        watchers_at_least=least_watchers(bounds),
        walk_s=least_round_s(bounds) if unequal else 0.0,
        density=looking_alone(bounds, sweeper),
    )


def _formula_s(layout: Layout) -> float:
    width_m = 2.0 * layout.sweeper.range_m
    return max(
        (zone_m2 / width_m + cross_m) / layout.sweeper.speed_mps
        for zone_m2, cross_m in zip(layout.zone_m2, layout.cross_m, strict=True)
    )


def _limit_facts(
    scenario: Scenario, watch: Watch, laid: Laid, sweeper: Sweeper, bounds: Bounds
) -> Iterator[LimitFacts]:
    asked = Asked.all_of(scenario, watch.name)
    waits_s = laid.tried[0].waits_s.min(axis=0)
    asks = scenario.asks(watch.name)
    for own in bounds.classes:
        given = bounds.fleets[own.kind], bounds.windows, bounds.first_s[own.kind]
        for part, bound in zip(own.own, by_limit(own.own, *given, cut=bounds.cut), strict=True):
            mine = (asked.kind == own.kind) & (asked.limit_s == part.limit_s)
            yield LimitFacts(
                limit_s=part.limit_s,
                n_cells=part.cells.n,
                area_m2=part.cells.total_m2,
                pattern_gap_s=float(waits_s[mine].max()),
                bound_gap_s=bound.gap_s,
                class_=asks[own.kind].class_ if len(asks) > 1 else "",
                sweep_width_m=2.0 * sweeper.range_of(own.kind),
            )
