"""Unequal revisit limits: the cells and the ground of a watch by limit, and which limits share their tours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from longwatch.geo.cells import Cells, sea_shapes
from longwatch.geo.geodesic import Floats
from longwatch.geo.plane import turned
from longwatch.patterns.frame import Frame
from longwatch.patterns.ground import Ground
from longwatch.scenario.models import Watch
from longwatch.scenario.scenario import Scenario

MOST_LEVELS: Final = 4  # limits that are told apart when tours are laid; beyond that limits are rounded down
_SPOT_M: Final = 1.0


@dataclass(frozen=True)
class Level:
    """The part of a watch with one limit, for one class."""

    limit_s: float
    cell: NDArray[np.int64]  # indices into the cells of the watch
    ground: Ground
    kind: int = 0  # which of the classes of the watch, in order of their names


@dataclass(frozen=True)
class Asked:
    """What a watch asks of its cells as columns: a cell stands once for each class."""

    lat_deg: Floats
    lon_deg: Floats
    limit_s: Floats
    kind: NDArray[np.int64]

    @classmethod
    def all_of(cls, scenario: Scenario, watch: str) -> Asked:
        """In the order of `Scenario.limits_s`."""
        cells, asks = scenario.cells[watch], scenario.asks(watch)
        cell = np.concatenate([np.array(ask.cell, np.int64) for ask in asks])
        kind = np.repeat(np.arange(len(asks)), [len(ask.cell) for ask in asks])
        return cls(
            np.array(cells.lat_deg)[cell], np.array(cells.lon_deg)[cell], np.array(scenario.limits_s(watch)), kind
        )

    @classmethod
    def of(cls, levels: Sequence[Level]) -> Asked:
        """Of some levels, one after the other."""
        sizes = [level.ground.cells.n for level in levels]
        return cls(
            np.concatenate([level.ground.cells.lat_deg for level in levels]),
            np.concatenate([level.ground.cells.lon_deg for level in levels]),
            np.repeat([level.limit_s for level in levels], sizes),
            np.repeat([level.kind for level in levels], sizes),
        )


def distinct_limits(limits_s: Sequence[float]) -> list[float]:
    return sorted(set(limits_s))


def rounded_down(limits_s: Sequence[float], most: int = MOST_LEVELS) -> dict[float, float]:
    """Each limit -> the limit it is planned with, of which there are at most `most`.

    Few are kept as they are. Of many, those within the same factor of two above the smallest share the smallest among them, and
    what lies beyond the last step the smallest beyond it.
    """
    found = distinct_limits(limits_s)
    if len(found) <= most:
        return {limit: limit for limit in found}
    step = {limit: min(math.floor(math.log2(limit / found[0]) + 1e-12), most - 1) for limit in found}
    return {limit: min(other for other in found if step[other] == step[limit]) for limit in found}


def levels_of(scenario: Scenario, watch: Watch, ground: Ground, shape: Any) -> tuple[Level, ...]:
    """The watch by limit, the shortest first; `shape` is its area in the (longitude, latitude) plane."""
    limits_s = np.array(scenario.limits_s(watch.name))
    planned = rounded_down(limits_s.tolist())
    parts: dict[float, list[Any]] = {}
    for part in watch.limits:
        around = sea_shapes(scenario.areas[part.area], ())
        inside = [shapely.intersection(shape, turned(around, turn)) for turn in (-360.0, 0.0, 360.0)]
        parts.setdefault(planned.get(float(part.limit_s), math.inf), []).extend(inside)
    left = shapely.difference(shape, shapely.union_all([one for own in parts.values() for one in own]))
    taken: Any = shapely.Polygon()
    out = []
    of_cell = np.array([planned[limit] for limit in limits_s.tolist()])
    for limit_s in sorted(set(planned.values())):
        own = shapely.difference(shapely.union_all(parts.get(limit_s, [])), taken)
        taken = shapely.union(taken, own)
        if planned.get(float(watch.limit_s)) == limit_s:
            own = shapely.union(own, left)
        cell = np.flatnonzero(of_cell == limit_s)
        out.append(Level(limit_s, cell, part_of(ground, own, cell)))
    return tuple(out)


def part_of(ground: Ground, shape: Any, cell: NDArray[np.int64]) -> Ground:
    """The ground of some cells; `shape` in the (longitude, latitude) plane."""
    return part_in_plane(ground, shape if shape.is_empty else ground.frame.shape(shape), cell)


def part_in_plane(ground: Ground, shape: Any, cell: NDArray[np.int64]) -> Ground:
    """The same of a shape in the plane of the frame. Where it is too thin the cells are spots."""
    own = shapely.Polygon() if shape.is_empty else polygons_of(shape)
    if own.is_empty or own.area < 1.0:
        own = _spots(ground.frame, ground.cells, cell)
    return Ground(ground.frame, own, cells_part(ground.cells, cell))


def polygons_of(shape: Any) -> Any:
    """What has an area of a shape that may hold lines, points and slivers as well."""
    return shapely.union_all([one for one in shapely.get_parts(shapely.make_valid(shape)) if one.area > _SPOT_M**2])


def _spots(frame: Frame, cells: Cells, cell: NDArray[np.int64]) -> Any:
    xy = frame.to_plane(np.array(cells.lat_deg)[cell], np.array(cells.lon_deg)[cell])
    return shapely.buffer(shapely.MultiPoint(xy), _SPOT_M)


def cells_part(cells: Cells, cell: NDArray[np.int64]) -> Cells:
    """Some of the cells. Spots, which have no box, are taken to be among them, so that their boxes are rather too few."""
    area_m2 = np.array(cells.area_m2)[cell]
    spots_m2 = min(cells.spots_m2, float(area_m2.sum()))
    boxed_m2 = cells.total_m2 - cells.spots_m2
    return replace(
        cells,
        lat_deg=tuple(np.array(cells.lat_deg)[cell].tolist()),
        lon_deg=tuple(np.array(cells.lon_deg)[cell].tolist()),
        area_m2=tuple(area_m2.tolist()),
        box_m2=cells.box_m2 * (float(area_m2.sum()) - spots_m2) / boxed_m2 if boxed_m2 > 0.0 else 0.0,
        spots_m2=spots_m2,
    )


def together(levels: Sequence[Level], ground: Ground) -> Ground:
    """Several levels as one ground."""
    cell = np.unique(np.concatenate([level.cell for level in levels]))
    shape = polygons_of(shapely.union_all([level.ground.shape for level in levels]))
    return Ground(ground.frame, shape, cells_part(ground.cells, cell))


def groupings(n: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to cut 0 .. n - 1 into runs, whole first."""
    for cuts in range(1 << (n - 1)):
        runs: list[tuple[int, ...]] = [(0,)]
        for k in range(1, n):
            if cuts >> (k - 1) & 1:
                runs.append((k,))
            else:
                runs[-1] = (*runs[-1], k)
        yield tuple(runs)
