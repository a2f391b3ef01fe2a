"""Sections of the report on the plan: where it is, and who relieves whom."""

from __future__ import annotations

from longwatch.catalog.describe import ENDURANCE_BY
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_fleet import RosterReport
from longwatch.reporting.content_map import MapLayers
from longwatch.reporting.map_svg import map_height, map_svg
from longwatch.reporting.markup import Child, Html, join, table, tag
from longwatch.reporting.patterns import line_class, swatch
from longwatch.reporting.roster_svg import LANDS_ELSEWHERE, MAX_PANELS, panel_count, roster_svg
from longwatch.reporting.section_crews import use_tables
from longwatch.reporting.section_parts import (
    both,
    key,
    length_of,
    section,
    shade_legend,
    when,
)
from longwatch.reporting.shades import CELL_NAMES
from longwatch.reporting.wording import (
    hours,
)
from longwatch.scenario.plan import sorties_of, wholes_of


def map_section(content: ReportContent) -> Html:
    layers = content.map
    if layers is None:
        return Html("")

    def draw(width: int, prefix: str) -> Html:
        return map_svg(layers, content.watches, width, map_height(layers, width), prefix)

    kinds, zones = {base.kind for base in layers.bases}, {zone.kind for zone in layers.zones}
    keys = [shown for on_map, shown in (
        (layers.routes, key("M0,6H22", "route", "transit route")),
        ("ship" in kinds, key("M0,6H22", "base-track", "track of the ship that is a base")),
        (layers.tours, key("M0,6H22", "tour l5", "patrol: where the post of a line goes")),
        (layers.holds, key("M5,6a5,5 0 1,0 10,0a5,5 0 1,0 -10,0", "hold l5", "hold")),
        (layers.holds, key("M0,6H22", "reach l5", "to be seen from the hold")),
        ("airfield" in kinds, key("M11,0 17,11 5,11Z", "base", "airfield")),
        ("port" in kinds, key("M6,1h10v10h-10Z", "base", "port")),
        ("ship" in kinds, key("M11,0 16,4 16,12 6,12 6,4Z", "base", "ship")),
        ("keep-out" in zones, key("M1,1h20v10h-20Z", "zone keep-out", "keep-out area")),
        ("corridor" in zones, key("M1,1h20v10h-20Z", "zone corridor", "corridor through it")),
        ("ground" in zones, key("M1,1h20v10h-20Z", "zone ground", "ground that hides what lies behind")),
        (layers.ships, key("M0,9 8,4 14,7 22,2", "ships", "ship tracks")),
    ) if on_map]  # fmt: skip
    note = tag("figcaption", layers.ships_note + "." if layers.ships_note else "")
    figure = tag("figure", both(draw, "map"), tag("ul", keys, class_="legend map"), note)
    return section("map", "Where", figure, _area_shading(content), _cell_shading(layers))


def _area_shading(content: ReportContent) -> Child:
    """What the shade of an area means; those of revisit watches are shaded by cell."""
    held = [watch for watch in content.watches if watch.revisit is None]
    if not held:
        return None
    unmet = "unwatched" if all(watch.k == 1 for watch in held) else "short of the watchers they ask for"
    shading = tag("p", f"Areas are shaded by the share of the flown time in which they were {unmet}:", class_="note")
    return join(shading, shade_legend())


def _cell_shading(layers: MapLayers) -> Child:
    if not layers.cells:
        return None
    told = "Cells of revisit watches are shaded by the longest time between two looks in the plan, as a part of g:"
    items = [
        tag("li", tag("svg", tag("rect", width=20, height=11, rx=2, class_=f"cell h{i}"), width=20, height=11,
                      class_="swatch", aria_hidden="true"), name)
        for i, name in enumerate(CELL_NAMES)
    ]  # fmt: skip
    return join(tag("p", told, class_="note"), tag("ul", items, class_="legend"))


def roster_section(content: ReportContent) -> Html:
    roster = content.roster
    if roster is None:
        return Html("")

    def draw(width: int, prefix: str) -> Html:
        return roster_svg(roster, content.watches, content.settings, width, prefix)

    sorties, ferries = len(sorties_of(roster.stints)), sum(bool(one.to_fleet) for one in wholes_of(roster.stints))
    ways = "transit" if sorties == len(roster.stints) else "transit, or passage from line to line"
    lines = [
        tag("li", swatch(line_class(i), f"roster-{i}"), watch.called.removeprefix("the "))
        for i, watch in enumerate(content.watches)
    ]
    gap_key = tag("li", swatch("gap", "roster-gap"), "planned gap")
    keys = [
        *lines, gap_key if any(watch.planned_gaps for watch in content.watches) else None,
        key("M0,6H22", "transit", ways), key("M0,6H22", "turnaround", "turnaround"),
        key("M1,2H21V10H1Z", "work", "maintenance") if roster.maintenance else None,
        key("M11,0V13", "relief", "relief: one takes over from another"),
        key(LANDS_ELSEWHERE, "elsewhere", "lands with another fleet") if ferries else None,
    ]  # fmt: skip
    state = (
        "It has passed the verifier."
        if roster.verified and not roster.violations
        else "It has NOT passed the verifier."
    )
    tails = len({stint.tail for stint in roster.stints})
    several = f" in {sorties} sorties" if sorties < len(roster.stints) else ""
    ferried = f"; {ferries} landing{'s' if ferries > 1 else ''} at another base" if ferries else ""
    told = (
        f"{len(roster.stints)} stints{several} by {tails} vehicles{ferried}. {state} Times in {content.settings.zone}."
    )
    if panel_count(content.settings) > MAX_PANELS:
        told += f" The first {MAX_PANELS} weeks are drawn; the whole roster is in the roster file."
    broken = [tag("h3", "Rules broken"), tag("ul", [tag("li", v) for v in roster.violations], class_="plain")]
    figure = tag("figure", tag("ul", keys, class_="legend roster"), both(draw, "roster"))
    return section(
        "roster", "Who relieves whom", tag("p", told), broken if roster.violations else None, figure, _fleets(roster),
        use_tables(roster), _planned_gaps(content), long=True,
    )  # fmt: skip


def _fleets(roster: RosterReport) -> Html:
    names = list(dict.fromkeys(measure.name for fleet in roster.fleets for measure in fleet.measures))
    rows = []
    for fleet in roster.fleets:
        by_name = {measure.name: measure.figure for measure in fleet.measures}
        known = f", endurance {fleet.endurance_by}" if fleet.endurance_by else ""
        told = tag("small", f"{fleet.platform}, {fleet.payload}, {fleet.base}{known}")
        cells = [hours(by_name.get(name)) for name in names]
        rows.append([join(fleet.name, told), f"{fleet.usable} of {fleet.count}", *cells])
    heads = ["Fleet", "Usable", *names]
    if not rows:
        return Html("")
    return join(
        table("Fleets", heads, rows, numeric=set(range(1, len(heads))), class_="stackable"),
        _endurance_words(roster),
    )


def _endurance_words(roster: RosterReport) -> Html:
    """What the word at each fleet's endurance says."""
    used = [word for word in ENDURANCE_BY if any(fleet.endurance_by == word for fleet in roster.fleets)]
    told = "; ".join(f"{word}: {ENDURANCE_BY[word]}" for word in used)
    return tag("p", f"Endurance {told}.", class_="note") if used else Html("")


def _planned_gaps(content: ReportContent) -> Html:
    rows = [
        [gap.line or watch.name, when(gap.from_s, content.settings), length_of(gap), gap.cause]
        for watch in content.watches
        for gap in watch.planned_gaps[:40]
    ]
    if not rows:
        return Html("")
    caption = f"Gaps in the plan, times in {content.settings.zone}"
    several = any(watch.lines for watch in content.watches)
    return table(
        caption, ["Line" if several else "Watch", "From", "Length", "Cause"], rows, numeric={2}, class_="tight"
    )
