"""The map: land, areas shaded by the share unwatched, cells by their longest gap, tours, holds, routes, bases, ships."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from longwatch.reporting.content_map import MapLayers
from longwatch.reporting.content_watch import WatchReport
from longwatch.reporting.labels import Box, Label, Placer, shorten, text_width
from longwatch.reporting.map_frame import graticule, scale_bar
from longwatch.reporting.map_shapes import areas, cell_clips, cells, holds, outline, reaches, routes, tours, zones
from longwatch.reporting.markup import Html, join, tag
from longwatch.reporting.projection import Sheet, circle, fit_sheet
from longwatch.reporting.wording import share

FloatArray = npt.NDArray[np.float64]
Pixels = Sequence[tuple[float, float]]
TRACK_ERROR_PX = 0.7
LAND_ERROR_PX = 0.5


def map_svg(layers: MapLayers, watches: Sequence[WatchReport], width: int, height: int, prefix: str) -> Html:
    """An SVG of width x height; `prefix` keeps its ids apart from those of other pictures on the page."""
    sheet = fit_sheet(_extent(layers), width, height)
    size = 13.0 if width > 600 else 12.0
    placer = Placer(Box(4, 4, width - 4, height - 4))
    grid, grid_labels = graticule(sheet, placer, size)
    scale = scale_bar(sheet, placer, size)
    _block_marks(layers, sheet, placer)
    names = [*_base_labels(layers, sheet, placer, size), *_area_labels(layers, watches, sheet, placer, size)]
    order = {watch.name: i for i, watch in enumerate(watches)}
    clip = join(
        tag("clipPath", tag("rect", width=width, height=height, rx=6), id=f"{prefix}-clip"),
        cell_clips(layers, sheet, prefix),
    )
    drawn = tag(
        "g",
        tag("rect", width=width, height=height, class_="sea"),
        grid,
        tag("path", d=_land(layers, sheet), class_="land"),
        tag("g", [tag("path", d=d) for d in _tracks(layers, sheet)], class_="ships"),
        reaches(layers, sheet),
        zones(layers, sheet),
        areas(layers, watches, sheet, order),
        cells(layers, sheet, prefix),
        routes(layers, sheet),
        tours(layers, sheet, order),
        holds(layers, sheet, order),
        _bases(layers, sheet),
        grid_labels,
        scale,
        names,
        clip_path=f"url(#{prefix}-clip)",
    )
    title = "Map of the watched areas, bases, routes and ship tracks"
    frame = tag("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=6, class_="frame")
    return tag(
        "svg", tag("title", title), tag("defs", clip), drawn, frame,
        viewBox=f"0 0 {width} {height}", role="img", class_="chart map", font_size=size,
    )  # fmt: skip


def map_height(layers: MapLayers, width: int) -> int:
    """Pixels: as high as the places ask for, within what reads well on a page or on a telephone."""
    square = fit_sheet(_extent(layers), 1000, 1000, 0.0)
    spots = [square.at(lat, lon) for lat, lon in _extent(layers)] or [(0.0, 0.0)]
    across, down = (max(spot[i] for spot in spots) - min(spot[i] for spot in spots) for i in (0, 1))
    least, most = (0.5, 0.78) if width > 600 else (0.9, 1.3)
    return round(width * min(max(down / max(across, 1.0), least), most))


def map_bounds(layers: MapLayers, width: int = 1040) -> tuple[float, float, float, float]:
    """(south, west, north, east) in degrees of the window that is drawn, so that land can be cut to it; east > west."""
    height = map_height(layers, width)
    sheet = fit_sheet(_extent(layers), width, height)
    north, west = sheet.back(0, 0)
    south, east = sheet.back(width, height)
    return south, west, north, east


def _extent(layers: MapLayers) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for area in layers.areas:
        points += [point for polygon in area.polygons for point in polygon.outer]
    for hold in layers.holds:
        points += circle(hold.lat_deg, hold.lon_deg, max(hold.radius_m, hold.reach_m), 16)
    for base in layers.bases:
        points += [(base.lat_deg, base.lon_deg), *base.track]
    for route in layers.routes:
        points += route.points
    for tour in layers.tours:
        points += tour.points
    return [*points, *layers.shown]


def _land(layers: MapLayers, sheet: Sheet) -> str:
    """One path for all land, cut a little outside the window and thinned below what a pixel shows."""
    edge = 8.0
    parts = []
    for polygon in layers.land:
        for turn in (-360.0, 0.0, 360.0):  # a ring near the edge of the world may be seen from the other side
            rings = [
                [sheet.unwrapped(lat, lon + turn) for lat, lon in ring] for ring in (polygon.outer, *polygon.holes)
            ]
            if len(rings[0]) < 3 or not _near(rings[0], sheet):
                continue
            shape = shapely.make_valid(shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) > 2]))
            shape = shapely.intersection(shape, shapely.box(-edge, -edge, sheet.width + edge, sheet.height + edge))
            parts += _rings(shapely.simplify(shape, LAND_ERROR_PX))
    return "".join(outline(ring, close=True) for ring in parts)


def _near(points: Pixels, sheet: Sheet) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) < sheet.width and max(xs) > 0 and min(ys) < sheet.height and max(ys) > 0


def _rings(shape: shapely.Geometry) -> list[list[tuple[float, float]]]:
    polygons = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return [list(ring.coords)[:-1] for one in polygons for ring in (one.exterior, *one.interiors)]


def _tracks(layers: MapLayers, sheet: Sheet) -> list[str]:
    """Ship tracks, those in the window, thinned to what a pixel shows."""
    lines = [sheet.paths(np.asarray(track, dtype=np.float64)) for track in layers.ships if len(track) > 1]
    lines = [xy for xy in lines if _near_window(xy, sheet)]
    if not lines:
        return []
    of = np.repeat(np.arange(len(lines)), [len(xy) for xy in lines])
    thin = shapely.simplify(shapely.linestrings(np.concatenate(lines), indices=of), TRACK_ERROR_PX)
    parts = shapely.get_parts(shapely.intersection(thin, shapely.box(-4, -4, sheet.width + 4, sheet.height + 4)))
    return [_relative(list(one.coords)) for one in parts if one.geom_type == "LineString" and one.length > 0.5]


def _near_window(xy: FloatArray, sheet: Sheet) -> bool:
    low, high = xy.min(axis=0), xy.max(axis=0)
    return bool(low[0] < sheet.width and high[0] > 0 and low[1] < sheet.height and high[1] > 0)


def _relative(points: Pixels) -> str:
    """A path in relative steps of a tenth of a pixel: half the bytes of absolute ones."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    d = f"M{tenths[0][0] / 10:g},{tenths[0][1] / 10:g}l"
    steps = [((b[0] - a[0]) / 10, (b[1] - a[1]) / 10) for a, b in pairwise(tenths) if a != b]
    return d + " ".join(f"{dx:g},{dy:g}" for dx, dy in steps)


def _bases(layers: MapLayers, sheet: Sheet) -> list[Html]:
    shapes = {"airfield": "M0,-7 6.5,5 -6.5,5Z", "port": "M-5,-5h10v10h-10Z", "ship": "M0,-7 5,-2 5,6 -5,6 -5,-2Z"}
    drawn = []
    for base in layers.bases:
        if len(base.track) > 1:
            drawn.append(tag("path", d=outline(sheet.path(base.track)), class_="base-track"))
        x, y = sheet.at(base.lat_deg, base.lon_deg)
        mark = tag("path", tag("title", f"{base.name} ({base.kind})"), d=shapes[base.kind], class_="base")
        drawn.append(tag("g", mark, transform=f"translate({x:.1f} {y:.1f})"))
    return drawn


def _block_marks(layers: MapLayers, sheet: Sheet, placer: Placer) -> None:
    for base in layers.bases:
        x, y = sheet.at(base.lat_deg, base.lon_deg)
        placer.block(Box(x - 7, y - 8, x + 7, y + 7))
    for hold in layers.holds:
        x, y = sheet.at(hold.lat_deg, hold.lon_deg)
        r = max(hold.radius_m / sheet.metres_per_pixel(), 3.0)
        placer.block(Box(x - r, y - r, x + r, y + r))


def _text(label: Label, class_: str) -> Html:
    return tag("text", label.text, x=round(label.x, 1), y=round(label.y, 1), class_=class_)


def _base_labels(layers: MapLayers, sheet: Sheet, placer: Placer, size: float) -> list[Html]:
    labels = [placer.place(base.name, *sheet.at(base.lat_deg, base.lon_deg), size, gap=10) for base in layers.bases]
    return [_text(label, "halo") for label in labels if label]


def _area_labels(
    layers: MapLayers, watches: Sequence[WatchReport], sheet: Sheet, placer: Placer, size: float
) -> list[Html]:
    """Name and share unwatched in two lines, above the area where there is room, else anywhere near."""
    called = {watch.name: watch.called for watch in watches}
    unmet = {watch.name: watch.unmet for watch in watches}
    drawn = []
    for area in layers.areas:
        points = [point for polygon in area.polygons for point in sheet.path(polygon.outer)]
        x, top = sum(x for x, _ in points) / len(points), min(y for _, y in points)
        name = called.get(area.watch, area.name).removeprefix("the ")
        lines = [name[:1].upper() + name[1:]]
        if area.unwatched is not None:
            short = unmet.get(area.watch, "unwatched")
            lines.append(f"{short} {share(area.unwatched)}{'' if short.startswith('with') else ' (flown)'}")
        widest = max(lines, key=lambda line: text_width(line, size))
        label = placer.place(widest, x, top - size * len(lines) * 0.7, size * 1.04, gap=4, lines=len(lines))
        if label:
            for i, line in enumerate(lines):
                text = shorten(line, size, label.box.x1 - label.box.x0)
                at = Label(label.x, label.y + i * size * 1.25, text, label.box)
                drawn.append(_text(at, "halo strong" if i == 0 else "halo"))
    return drawn
