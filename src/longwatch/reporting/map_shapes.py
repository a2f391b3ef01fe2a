"""The shapes of the map: areas and their shades, zones, cells, tours, ways, holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from longwatch.reporting.content_map import MapLayers
from longwatch.reporting.content_watch import WatchReport
from longwatch.reporting.markup import Html, join, tag
from longwatch.reporting.patterns import line_class
from longwatch.reporting.projection import Sheet, circle
from longwatch.reporting.shades import CELL_NAMES, cell_shade, shade_class
from longwatch.reporting.wording import share
from longwatch.units import format_duration


def outline(points: Iterable[tuple[float, float]], close: bool = False) -> str:
    """The path of a line or, closed, of a ring."""
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + ("Z" if close else "")


def zones(layers: MapLayers, sheet: Sheet) -> list[Html]:
    return [
        tag(
            "path",
            tag("title", f"{zone.name}: {zone.words}"),
            d="".join(outline(sheet.path(ring), close=True) for p in zone.polygons for ring in (p.outer, *p.holes)),
            class_=f"zone {zone.kind}",
        )
        for zone in layers.zones
    ]


def areas(layers: MapLayers, watches: Sequence[WatchReport], sheet: Sheet, order: dict[str, int]) -> list[Html]:
    unmet = {watch.name: watch.unmet for watch in watches}
    drawn = []
    for area in layers.areas:
        d = "".join(outline(sheet.path(ring), close=True) for p in area.polygons for ring in (p.outer, *p.holes))
        short = unmet.get(area.watch, "unwatched")
        told = f": {short} {share(area.unwatched)} of the flown time" if area.unwatched is not None else ""
        title = tag("title", f"Area {area.name}, watch {area.watch}{told}")
        style = line_class(order.get(area.watch, 0))
        by_cell = any(cells.watch == area.watch for cells in layers.cells)
        shade = shade_class(area.unwatched) if area.unwatched is not None and not by_cell else "plain"
        drawn.append(tag("path", title, d=d, class_=f"area {style} {shade}"))
    return drawn


def cell_clips(layers: MapLayers, sheet: Sheet, prefix: str) -> Html:
    """Squares of cells are cut at the rim of their area."""
    clips = []
    for i, cells in enumerate(layers.cells):
        rings = [
            ring
            for area in layers.areas
            if area.watch == cells.watch
            for p in area.polygons
            for ring in (p.outer, *p.holes)
        ]
        d = "".join(outline(sheet.path(ring), close=True) for ring in rings)
        clips.append(tag("clipPath", tag("path", d=d, clip_rule="evenodd"), id=f"{prefix}-cells-{i}"))
    return join(clips)


def cells(layers: MapLayers, sheet: Sheet, prefix: str) -> list[Html]:
    """One path for each shade: squares in true size round the centres, in steps of a tenth of a pixel."""
    drawn = []
    for i, cells in enumerate(layers.cells):
        paths: list[list[str]] = [[] for _ in CELL_NAMES]
        for (lat, lon), gap_s in zip(cells.centres, cells.gap_max_s, strict=True):
            x, y = sheet.at(lat, lon)
            side = cells.side_m / sheet.metres_per_pixel(lat) + 0.3  # no seams between neighbours
            paths[cell_shade(gap_s, cells.limit_s)].append(
                f"M{x - side / 2:.1f},{y - side / 2:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}z"
            )
        shapes = [
            tag("path", tag("title", f"longest revisit gap in the plan: {name}"), d="".join(d), class_=f"cell h{k}")
            for k, (d, name) in enumerate(zip(paths, CELL_NAMES, strict=True))
            if d
        ]
        drawn.append(tag("g", shapes, class_="cells", clip_path=f"url(#{prefix}-cells-{i})"))
    return drawn


def tours(layers: MapLayers, sheet: Sheet, order: dict[str, int]) -> list[Html]:
    drawn = []
    for tour in layers.tours:
        style = line_class(order.get(tour.watch, 0))
        title = tag(
            "title", f"Line {tour.line}: once round in {format_duration(tour.period_s)}" if tour.period_s else tour.line
        )
        drawn.append(
            tag("path", title, d=outline(sheet.path(tour.points), close=tour.period_s > 0), class_=f"tour {style}")
        )
    return drawn


def reaches(layers: MapLayers, sheet: Sheet) -> list[Html]:
    return [
        tag(
            "path",
            tag("title", reach.title),
            d=outline(sheet.path(reach.points), close=True),
            class_=f"fleet-reach {reach.kind} {line_class(reach.style)}",
        )
        for reach in layers.reaches
        if len(reach.points) > 2
    ]


def routes(layers: MapLayers, sheet: Sheet) -> list[Html]:
    return [
        tag("path", tag("title", route.title), d=outline(sheet.path(route.points)), class_="route")
        for route in layers.routes
        if len(route.points) > 1
    ]


def holds(layers: MapLayers, sheet: Sheet, order: dict[str, int]) -> list[Html]:
    drawn = []
    for hold in layers.holds:
        style = line_class(order.get(hold.watch, 0))
        for radius_m, what in ((hold.reach_m, "reach"), (hold.radius_m, "hold")):
            if radius_m > 0:
                title = tag("title", f"Line {hold.line}: {what} {radius_m / 1000:.3g} km")
                ring = sheet.path(circle(hold.lat_deg, hold.lon_deg, radius_m))
                drawn.append(tag("path", title, d=outline(ring, close=True), class_=f"{what} {style}"))
    return drawn
