"""The pattern of a revisit watch, laid once for each scenario: its laps, and the longest hole each of them bears."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from longwatch.errors import ImpossibleError, Problem
from longwatch.geo.cells import sea_shapes
from longwatch.geo.geodesic import Floats
from longwatch.patterns.candidate import Candidate
from longwatch.patterns.choice import Layout, choose
from longwatch.patterns.classes import class_levels
from longwatch.patterns.frame import Frame
from longwatch.patterns.ground import Ground
from longwatch.patterns.limits import Asked, levels_of
from longwatch.patterns.servers import servers_of
from longwatch.patterns.unequal import candidates
from longwatch.patterns.zone import Lap, Sweeper
from longwatch.scenario.asks import classes_of
from longwatch.scenario.models import Watch
from longwatch.scenario.scenario import Scenario

_KEPT = 32
_CLOSE_S = 5.0  # the verifier's chords and ours may find a cell's gap so far apart


@dataclass(frozen=True)
class Tour:
    """One lap, who it is laid for, and the longest hole in its roster that leaves every cell within its limit."""

    sweeper: Sweeper
    lap: Lap
    hole_s: int


@dataclass(frozen=True)
class Laid:
    """A pattern as laid; `tried` holds what it was chosen from, itself first, where limits are unequal."""

    layouts: tuple[Layout, ...]
    tours: tuple[Tour, ...]
    tried: tuple[Candidate, ...] = ()


def laid_of(scenario: Scenario, watch: Watch) -> Laid:
    """The pattern of a watch; see `choice.choose` and `unequal.candidates`.

    Raises ImpossibleError where no fleet can sweep it.
    """
    kept = _patterns.get((id(scenario), watch.name))
    if kept is not None and kept[0] is scenario:
        return kept[1]
    laid = _laid(scenario, watch)
    _patterns[id(scenario), watch.name] = scenario, laid  # the scenario too, so that its identity is not given away
    while len(_patterns) > _KEPT:
        _patterns.popitem(last=False)
    return laid


_patterns: OrderedDict[tuple[int, str], tuple[Scenario, Laid]] = OrderedDict()


def _laid(scenario: Scenario, watch: Watch) -> Laid:
    cells = scenario.cells[watch.name]
    frame = Frame.round(cells.lat_deg, cells.lon_deg)
    servers = [one for one in servers_of(scenario, watch, frame.centre) if one.pattern_mps > 0.0]
    if not servers:
        every = " in every class" if len(classes_of(watch)) > 1 else ""
        what = (
            f"no fleet that may serve it has a payload that sees what it asks for{every} and makes way against the wind"
        )
        raise ImpossibleError(Problem(f"watch {watch.name}", what, "see `sees`, `lines`, crews and channels"))
    area = next(area for area in scenario.file.area if area.name == watch.area)
    shape = sea_shapes(scenario.areas[watch.area], scenario.land if area.sea_only else ())
    ground = Ground(frame, frame.shape(shape), cells)
    asked = Asked.all_of(scenario, watch.name)
    if len(scenario.asks(watch.name)) == 1 and asked.limit_s.min() == asked.limit_s.max():
        limit_s = float(asked.limit_s[0])
        layout = choose(ground, watch.model_copy(update={"limit_s": limit_s}), servers)
        speed_mps = layout.sweeper.speed_mps
        tours = [Tour(layout.sweeper, lap, hole_allowed_s(limit_s, lap.lap_s(speed_mps))) for lap in layout.laps]
        return Laid((layout,), tuple(tours))
    by_class = len(scenario.asks(watch.name)) > 1
    levels = class_levels(scenario, watch, ground, servers) if by_class else levels_of(scenario, watch, ground, shape)
    found = candidates(ground, levels, asked, watch, servers)
    return Laid(found[0].layouts, tuple(_tours(found[0], asked.limit_s)), tuple(found))


def _tours(chosen: Candidate, limits_s: Floats) -> Iterator[Tour]:
    """All that is asked belongs to the lap on which it waits least; a lap bears the hole that each of its cells bears."""
    owner = chosen.waits_s.argmin(axis=0)
    laps = [(layout.sweeper, lap) for layout in chosen.layouts for lap in layout.laps]
    for k, (sweeper, lap) in enumerate(laps):
        own = owner == k
        lap_s = lap.lap_s(sweeper.speed_mps)
        holes = [
            hole_borne_s(limit_s, wait_s, lap_s)
            for limit_s, wait_s in zip(limits_s[own].tolist(), chosen.waits_s[k][own].tolist(), strict=True)
        ]
        yield Tour(sweeper, lap, min(holes, default=0))


def hole_allowed_s(limit_s: float, lap_s: float) -> int:
    """Longest hole in the roster of a zone that leaves every cell within its limit.

    A hole of up to m laps costs a cell at most m + 1 looks, so that m + 2 laps lie between those left: m is limit / lap less
    two, rounded down. No hole is allowed within the lap that stands alone.
    """
    spare = math.floor(limit_s / lap_s + 1e-12) - 1
    return max(0, math.floor(spare * lap_s) - 1) if spare > 0 else 0


def hole_borne_s(limit_s: float, wait_s: float, lap_s: float) -> int:
    """The same for one cell that a lap sees several times, so that without holes it waits `wait_s` at the most.

    Just before the hole it was seen no longer ago than that, and just after it waits no longer: the hole and twice the wait.
    """
    if not math.isfinite(wait_s):
        return 0
    return max(hole_allowed_s(limit_s, lap_s), math.floor(limit_s - 2.0 * wait_s - _CLOSE_S), 0)
