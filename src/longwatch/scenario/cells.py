"""The cells of every revisit watch and what it asks of them, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longwatch.scenario.asks import Ask, classes_of
from longwatch.scenario.draft import Draft
from longwatch.scenario.ground import Areas, Land
from longwatch.scenario.models import CellLimit, Watch
from longwatch.scenario.places import Key
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


def asks_of(draft: Draft, areas: Areas, cells: dict[str, Cells]) -> dict[str, tuple[Ask, ...]]:
    """By revisit watch: what it asks for each class, by its name. A limit without a cell is a problem."""
    found: dict[str, tuple[Ask, ...]] = {}
    for key, watch in draft.each("watch"):
        own = cells.get(watch.name)
        if watch.kind != "revisit" or own is None:
            continue
        inside = [_inside(draft, (*key, "limits", n), watch, part, areas, own) for n, part in enumerate(watch.limits)]
        found[watch.name] = tuple(_ask(watch, class_, inside, own.n) for class_ in classes_of(watch))
    return found


def _inside(draft: Draft, key: Key, watch: Watch, part: CellLimit, areas: Areas, cells: Cells) -> list[bool]:
    """The cells of a part; none where it has no area, or one that is named as wrong already."""
    from longwatch.geo.area import contains

    if part.area not in areas:
        return [False] * cells.n
    inside = contains(areas[part.area], cells.lat_deg, cells.lon_deg).tolist()
    if not any(inside):
        what = f"no cell of the area {shown(watch.area)} has its centre in {shown(part.area)}"
        draft.wrong((*key, "area"), what, "make the part larger, or the `cells` of the area smaller")
    return list(inside)


def _ask(watch: Watch, class_: str, inside: list[list[bool]], n_cells: int) -> Ask:
    """Each cell by the shortest limit of the areas it lies in, else by that of the class; left out where there is neither."""
    own = [
        (part, where)
        for part, where in zip(watch.limits, inside, strict=True)
        if (part.class_ or watch.sees.class_) == class_
    ]
    elsewhere = [float(part.limit_s) for part, _ in own if not part.area]
    elsewhere += [float(watch.limit_s)] if class_ == watch.sees.class_ else []
    limits_s = {}
    for k in range(n_cells):
        found = [float(part.limit_s) for part, where in own if where[k]] or elsewhere
        if found:
            limits_s[k] = min(found)
    return Ask(class_, tuple(limits_s), tuple(limits_s.values()))
