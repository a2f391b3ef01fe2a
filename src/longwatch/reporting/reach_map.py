"""How far every fleet reaches, drawn: one picture in one file, with the figures in its legend."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np

from longwatch.geo.geodesic import distance_m
from longwatch.geo.land import outline
from longwatch.reporting.content_map import MapArea, MapBase, MapHold, MapLayers, MapReach
from longwatch.reporting.map_svg import map_bounds, map_height, map_svg
from longwatch.reporting.markup import Html, join, tag
from longwatch.reporting.patterns import line_class
from longwatch.rostering.link import km
from longwatch.rostering.regions import Region, binding_text, radius_text
from longwatch.rostering.track import track_of
from longwatch.scenario.models import Base
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario

WIDTH = 1040
ROW = 22
SIZE = 13.0
MARGIN = 1.4  # of the farthest line, as far as regions are shown
LAND_PX = 0.5  # no coast is moved by more


def reach_svg(scenario: Scenario, lines: tuple[Line, ...], regions: tuple[Region, ...]) -> str:
    """The picture as an SVG file."""
    style = Html(f"<style><![CDATA[{_css()}]]></style>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_picture(scenario, lines, regions, style)}\n'


def reach_html(scenario: Scenario, lines: tuple[Line, ...], regions: tuple[Region, ...]) -> str:
    """The same as a page that opens from disk."""
    title = f"{scenario.name}: how far each fleet reaches"
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title), tag("style", Html(_css())))
    body = tag("body", tag("main", tag("h1", title), _picture(scenario, lines, regions, Html(""))))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _css() -> str:
    return files("longwatch.reporting").joinpath("data", "report.css").read_text(encoding="utf-8")


def _picture(scenario: Scenario, lines: tuple[Line, ...], regions: tuple[Region, ...], style: Html) -> Html:
    layers = _layers(scenario, lines, regions)
    height = map_height(layers, WIDTH)
    rows = [row for place, region in enumerate(regions) for row in _legend(scenario, place, region)]
    drawn = Html(
        map_svg(layers, (), WIDTH, height, "reach").replace("<svg ", f'<svg width="{WIDTH}" height="{height}" ', 1)
    )
    legend = [
        tag("g", row, transform=f"translate(8 {height + ROW * (number + 1)})", class_="map")
        for number, row in enumerate(rows)
    ]
    total = height + ROW * (len(rows) + 1)
    return tag(
        "svg", style, drawn, legend, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {total}", font_size=SIZE
    )


def _layers(scenario: Scenario, lines: tuple[Line, ...], regions: tuple[Region, ...]) -> MapLayers:
    bare = MapLayers(
        areas=tuple(
            MapArea(watch.name, watch.area, scenario.areas[watch.area])
            for watch in scenario.watches
            if watch.kind != "relay"
        ),
        holds=tuple(
            MapHold(line.name, line.watch, line.lat_deg, line.lon_deg, line.hold_radius_m)
            for line in lines
            if not line.moves
        ),
        bases=tuple(_base(base) for base in scenario.bases),
        reaches=tuple(reach for place, region in enumerate(regions) for reach in _reaches(place, region)),
        shown=_shown(lines, regions),
    )
    south, west, north, east = map_bounds(bare, WIDTH)
    box = max(south, -89.9), west, min(north, 89.9), min(east, west + 360.0)
    return replace(bare, land=outline(*box, LAND_PX * (east - west) / WIDTH))


def _shown(lines: tuple[Line, ...], regions: tuple[Region, ...]) -> tuple[tuple[float, float], ...]:
    """Regions as far as they matter: what reaches much farther than any line lies is cut by the window."""
    far_m = max(
        (float(distance_m(*region.at, line.lat_deg, line.lon_deg)) for region in regions for line in lines), default=0.0
    )
    rings = (region.ring(np.minimum(region.radius_m, MARGIN * far_m)) for region in regions)
    return tuple(point for ring in rings for point in ring)


def _base(base: Base) -> MapBase:
    at = track_of(base).at(0.0)
    return MapBase(base.name, base.kind, *at, tuple(point.at for point in base.track))


def _reaches(place: int, region: Region) -> list[MapReach]:
    """Limits under the region that they leave."""
    name = region.fleet.name
    found = [MapReach(f"{name}: endurance", place, "endurance", tuple(region.ring(region.endurance_m)))]
    found += [MapReach(f"{name}: {one.kind} {one.name}", place, "link", one.ring) for one in region.outlines]
    what = f"{name}: {radius_text(region)}, {binding_text(region)} binds"
    return [*found, MapReach(what, place, "region", tuple(region.ring(region.radius_m)))]


def _legend(scenario: Scenario, place: int, region: Region) -> list[Html]:
    fleet = region.fleet
    what = f"{fleet.name}: {fleet.platform} with {fleet.payload} from {fleet.base}"
    rows = [("region", f"{what}: {radius_text(region)}, {binding_text(region)} binds")]
    low, high = float(region.endurance_m.min()), float(region.endurance_m.max())
    rows.append(("endurance", f"endurance {km(low)}" + (f" to {km(high)} with the wind" if high - low > 500.0 else "")))
    for one in region.outlines:
        word = {"control": "control station", "relay": "relay", "footprint": "footprint"}[one.kind]
        radii = f" {km(one.least_m)}" + (f" to {km(one.greatest_m)}" if one.greatest_m - one.least_m > 500.0 else "")
        rows.append(("link", f"{word} {one.name}{radii if one.greatest_m else ''}"))
    if not region.outlines and fleet.control is not None and scenario.control(fleet.control).kind == "satellite":
        rows.append(
            ("link", f"satellite {fleet.control}: no limit" if region.link_share < 1.0 else "no satellite link aboard")
        )
    return [_row(kind, text, place, indent=0 if kind == "region" else 24) for kind, text in rows]


def _row(kind: str, text: str, place: int, indent: int) -> Html:
    sample = tag("path", d=f"M{indent},-10h34v12h-34Z", class_=f"fleet-reach {kind} {line_class(place)}")
    return join(sample, tag("text", text, x=indent + 44, y=0))
