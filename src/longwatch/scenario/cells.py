"""The cells of every revisit watch and their limits, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longwatch.scenario.draft import Draft
from longwatch.scenario.ground import Areas, Land
from longwatch.scenario.words import shown

if TYPE_CHECKING:
    from longwatch.geo.cells import Cells

MOST_CELLS = 20_000


def cells_of(draft: Draft, areas: Areas, land: Land) -> dict[str, Cells]:
    """By watch; a problem where cells are so small that there would be too many."""
    from longwatch.geo.cells import count_cells, make_cells, sea_shapes, shape_area_m2, usual_side_m

    found: dict[str, Cells] = {}
    shapes = {}
    given = {area.name: (key, area) for key, area in draft.each("area")}
    for key, watch in draft.each("watch"):
        if watch.kind != "revisit" or watch.area not in areas or watch.area not in given:
            continue
        area_key, area = given[watch.area]
        if area.name not in shapes:
            shape = sea_shapes(areas[area.name], land if area.sea_only else ())
            side_m = float(area.cells_m) if area.cells_m is not None else usual_side_m(shape)
            if shape.is_empty or shape_area_m2(shape) < 1.0:
                draft.wrong((*key, "area"), f"nothing of the area {shown(area.name)} is left to look at")
                continue
            if (n := count_cells(shape, side_m)) > MOST_CELLS:
                what = f"makes about {n:.0f} cells of the area {shown(area.name)}; at most {MOST_CELLS} are counted"
                least_km = (shape_area_m2(shape) / MOST_CELLS) ** 0.5 / 1000.0
                draft.wrong((*area_key, "cells"), what, f"a side of {1.05 * least_km:.2g} km or more will do")
                continue
            shapes[area.name] = make_cells(shape, side_m)
        found[watch.name] = shapes[area.name]
    return found


def cell_limits_of(draft: Draft, areas: Areas, cells: dict[str, Cells]) -> dict[str, tuple[float, ...]]:
    """By revisit watch: the longest time between looks at each cell, in seconds. A limit without a cell is a problem."""
    import numpy as np

    from longwatch.geo.area import contains

    found: dict[str, tuple[float, ...]] = {}
    for key, watch in draft.each("watch"):
        own = cells.get(watch.name)
        if watch.kind != "revisit" or own is None:
            continue
        limit_s = np.full(own.n, np.inf)
        for index, part in enumerate(watch.limits):
            if part.area not in areas:
                continue
            inside = contains(areas[part.area], own.lat_deg, own.lon_deg)
            if not inside.any():
                what = f"no cell of the area {shown(watch.area)} has its centre in {shown(part.area)}"
                draft.wrong(
                    (*key, "limits", index, "area"), what, "make the part larger, or the `cells` of the area smaller"
                )
            limit_s = np.where(inside, np.minimum(limit_s, float(part.limit_s)), limit_s)
        limit_s = np.where(np.isfinite(limit_s), limit_s, float(watch.limit_s))
        found[watch.name] = tuple(limit_s.tolist())
    return found
