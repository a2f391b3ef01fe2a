"""Limits by target class: what of them asks for more than the others, as levels of limit, class and ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from longwatch.geo.geodesic import Floats
from longwatch.patterns.ground import Ground
from longwatch.patterns.limits import MOST_LEVELS, Level, part_in_plane, rounded_down
from longwatch.patterns.servers import Server
from longwatch.scenario.models import Watch
from longwatch.scenario.scenario import Scenario

_OVER: Final = 0.05  # of a cell's side: boxes are drawn so much larger, so that none are apart


def by_class(scenario: Scenario, watch: str) -> Floats:
    """(classes, cells) the limits of a watch; infinite where a class is not asked for."""
    asks = scenario.asks(watch)
    limits_s = np.full((len(asks), scenario.cells[watch].n), np.inf)
    for own, ask in zip(limits_s, asks, strict=True):
        own[list(ask.cell)] = ask.limit_s
    return limits_s


def with_narrower(limits_s: Floats, ranges_m: Iterable[Sequence[float]]) -> Floats:
    """The same with what follows: who looks near enough for one class sees every class that all fleets see from as far or
    farther, so none waits longer than it. ranges_m : of each fleet, by class
    """
    ranges = np.array(list(ranges_m), np.float64).reshape(-1, len(limits_s))
    out = limits_s.copy()
    for wide in range(len(limits_s)):
        for narrow in range(len(limits_s)):
            if (ranges[:, narrow] <= ranges[:, wide]).all():
                out[wide] = np.minimum(out[wide], limits_s[narrow])
    return out


def class_levels(scenario: Scenario, watch: Watch, ground: Ground, servers: Sequence[Server]) -> tuple[Level, ...]:
    """By limit, the shortest first; what a look for another class gives in time by itself is left out."""
    limits_s = _left(by_class(scenario, watch.name), [one.grounds_m for one in servers])
    asked = [kind for kind in range(len(limits_s)) if np.isfinite(limits_s[kind]).any()]
    most = max(1, MOST_LEVELS // len(asked))
    levels = []
    for kind in asked:
        own = limits_s[kind]
        planned = rounded_down(own[np.isfinite(own)].tolist(), most)
        for limit_s in sorted(set(planned.values())):
            cell = np.flatnonzero([planned.get(one) == limit_s for one in own.tolist()])
            levels.append(Level(limit_s, cell, part_in_plane(ground, _boxes(ground, cell), cell), kind))
    return tuple(sorted(levels, key=lambda level: (level.limit_s, level.kind)))


def _left(limits_s: Floats, ranges_m: Sequence[Sequence[float]]) -> Floats:
    """What is asked beyond what looks for other classes give; infinite for the rest. Of two that give each other one stays."""
    left = limits_s.copy()
    for kind in range(len(limits_s)):
        others = left.copy()
        others[kind] = np.inf
        left[kind] = np.where(with_narrower(others, ranges_m)[kind] <= limits_s[kind], np.inf, limits_s[kind])
    return left


def _boxes(ground: Ground, cell: NDArray[np.int64]) -> Any:
    """The ground round some cells, in the plane."""
    cells = ground.cells
    if len(cell) == cells.n:
        return ground.shape
    xy = ground.frame.to_plane(np.array(cells.lat_deg)[cell], np.array(cells.lon_deg)[cell])
    half_m = (0.5 + _OVER) * cells.side_m
    boxes = shapely.box(*(xy - half_m).T, *(xy + half_m).T)
    return shapely.intersection(ground.shape, shapely.union_all(boxes))
