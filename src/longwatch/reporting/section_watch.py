"""Sections of the report on the watch itself: verdict, three numbers, map, roster, gaps, ships."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from string import ascii_uppercase

from longwatch.origins import Figure
from longwatch.reporting.content import Gap, Measure, ReportContent, RosterReport, Settings, ShipReport, WatchReport
from longwatch.reporting.gap_charts import calendar_svg, exceedance_svg, exceedance_text, three_svg, worst_hour
from longwatch.reporting.map_svg import map_height, map_svg
from longwatch.reporting.markup import Child, Html, join, table, tag
from longwatch.reporting.origin_shares import shares_by_kind
from longwatch.reporting.patterns import line_class, swatch
from longwatch.reporting.roster_svg import MAX_PANELS, panel_count, roster_svg
from longwatch.reporting.shades import NAMES
from longwatch.reporting.verdict import CLAIM_WORDS, beyond_plan, claim_of, claim_sentence, lead_sentence
from longwatch.reporting.wording import (
    DASH,
    KIND_PHRASES,
    amount,
    count,
    duration,
    hours,
    instant,
    listed,
    per_cent,
    periods,
    quantity,
    share,
)
from longwatch.units import format_duration

WIDE, NARROW = 1040, 388
SIGNS = {"uninterrupted": "✓", "planned": "◐", "interrupted": "✕", "broken": "!"}


def section(name: str, title: str, *body: Child, long: bool = False) -> Html:
    heading = tag("h2", title, id=f"{name}-title")
    return tag("section", heading, body, id=name, aria_labelledby=f"{name}-title", class_="long" if long else None)


def both(draw: Callable[[int, str], Html], name: str, wide: int = WIDE) -> Html:
    """The same picture drawn for a wide and for a narrow screen; only one of them is shown."""
    return join(
        tag("div", draw(wide, f"{name}-w"), class_="wide"), tag("div", draw(NARROW, f"{name}-n"), class_="narrow")
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def verdict(content: ReportContent) -> Html:
    """The first page: the lead, a claim for each watch, the money."""
    cards = []
    for watch in content.watches:
        claim = claim_of(watch, content)
        sign = tag("span", SIGNS[claim], class_="sign", aria_hidden="true")
        words = f"{_capital(watch.called.removeprefix('the '))}: {CLAIM_WORDS[claim].lower()}"
        more = beyond_plan(watch, content.settings)
        body = [tag("p", claim_sentence(watch, content)), tag("p", more) if more else None]
        cards.append(tag("article", tag("h2", sign, tag("span", words)), body, class_=f"claim {claim}"))
    return join(
        tag("p", lead_sentence(content), class_="lead"),
        tag("div", cards, class_="claims"),
        _tiles(content),
        _rests_on(content),
    )


def _tiles(content: ReportContent) -> Html:
    cost, tiles = content.cost, []
    if cost is not None and cost.rows:
        whole = cost.rows[0]
        tiles = [
            (amount(whole.constant, cost.currency), f"over {cost.years} years, at {cost.base_year} prices"),
            (amount(whole.discounted, cost.currency), f"the same, discounted at {per_cent(cost.discount)} a year"),
            (amount(cost.per_on_station_h_all_in, cost.currency), "per on-station hour, all in"),
            (amount(cost.per_on_station_h_marginal, cost.currency), "per further on-station hour (marginal)"),
        ]
    shown = [
        tag("div", tag("span", value, class_="value"), tag("span", name, class_="name"), class_="tile")
        for value, name in tiles
    ]
    return tag("div", shown, class_="tiles") if shown else Html("")


def _rests_on(content: ReportContent) -> Html:
    """How much of the watch and of the cost rests on each kind of source, for the first page."""
    said = []
    for part, of in (("watch", "what the watch rests on"), ("cost", "the money")):
        shares = shares_by_kind([one for one in content.inputs if one.part == part])
        kinds = sorted(shares, key=lambda kind: (kind != "assumed", -shares[kind]))
        if kinds:
            said.append(f"Of {of}: {listed([f'{share(shares[kind], 0)} {KIND_PHRASES[kind]}' for kind in kinds])}.")
    return (
        tag("p", " ".join(said), " ", tag("a", "What this rests on", href="#origins"), class_="note")
        if said
        else Html("")
    )


def three_numbers(content: ReportContent) -> Html:
    """Bound, planned and flown side by side, for covered fraction and longest gap."""
    rows = []
    for watch in content.watches:
        c, g = watch.covered, watch.gap_max
        k = "" if watch.k == 1 else f", {watch.k} at once"
        rows.append([
            join(_capital(watch.called), tag("small", f"covered{k}, asked {per_cent(watch.required)}")),
            _with_note(share(c.bound, 2), c.bound_name if c.bound is not None else "no bound known"),
            _with_note(share(c.planned, 2), ""),
            _with_note(share(c.flown, 2), _interval(c.flown, lambda v: share(v, 2)) or c.flown_name),
            tag("div", three_svg(c, "share")),
        ])  # fmt: skip
        rows.append([
            join(_capital(watch.called), tag("small", f"longest gap, g {format_duration(watch.limit_s)}")),
            _with_note(duration(g.bound), g.bound_name if g.bound is not None else "no bound known"),
            _with_note(duration(g.planned), ""),
            _with_note(duration(g.flown), g.flown_name),
            tag("div", three_svg(g, "gap", watch.limit_s)),
        ])  # fmt: skip
    heads = ["Watch and measure", "Bound", "Planned", "Flown", ""]
    caption = (
        "Bound: no roster of this fleet can do better. Planned: this roster, undisturbed. Flown: what the trials show."
    )
    legend = tag(
        "ul", _mark_key("M10,0V12", "bound", "bound"), _mark_key("M10,0 16,6 10,12 4,6Z", "planned", "planned"),
        _mark_key("M5,6a5,5 0 1,0 10,0a5,5 0 1,0 -10,0", "flown", "flown, with its interval"),
        _mark_key("M10,0V12", "limit", "g, the longest gap allowed"), class_="legend",
    )  # fmt: skip
    extra = [_measures(watch) for watch in content.watches if watch.measures]
    shown = table(caption, heads, rows, numeric={1, 2, 3}, class_="stackable three-table")
    return section("numbers", "Bound, planned, flown", legend, shown, tag("div", extra, class_="pair"))


def _mark_key(d: str, class_: str, name: str) -> Html:
    return tag("li", tag("svg", tag("path", d=d, class_=class_), width=20, height=13, aria_hidden="true"), name)


def _with_note(text: str, note: str) -> Html:
    return tag("span", text, tag("small", note) if note else None)


def _interval(figure: Figure | None, show: Callable[[float], str]) -> str:
    return "" if figure is None or not figure.has_range else f"{show(figure.low)} to {show(figure.high)}"


def _measures(watch: WatchReport) -> Html:
    return _measure_table(f"More of {watch.called}", watch.measures)


def _measure_table(caption: str, measures: Sequence[Measure]) -> Html:
    rows = [[m.name, _with_note(quantity(m.figure), _range(m))] for m in measures]
    return table(caption, ["Measure", "Figure"], rows, numeric={1})


def _range(measure: Measure) -> str:
    figure = measure.figure
    if figure is None or not figure.has_range:
        return ""
    show = duration if figure.unit == "s" else count
    return _interval(figure, show)


def map_section(content: ReportContent) -> Html:
    layers = content.map
    if layers is None:
        return Html("")

    def draw(width: int, prefix: str) -> Html:
        return map_svg(layers, content.watches, width, map_height(layers, width), prefix)

    keys = [
        _key("M0,6H22", "route", "transit route"), _key("M0,6H22", "base-track", "track of the ship that is a base"),
        _key("M5,6a5,5 0 1,0 10,0a5,5 0 1,0 -10,0", "hold l5", "hold"),
        _key("M0,6H22", "reach l5", "to be seen from the hold"),
        _key("M11,0 17,11 5,11Z", "base", "airfield"), _key("M6,1h10v10h-10Z", "base", "port"),
        _key("M11,0 16,4 16,12 6,12 6,4Z", "base", "ship"), _key("M0,9 8,4 14,7 22,2", "ships", "ship tracks"),
    ]  # fmt: skip
    note = tag("figcaption", layers.ships_note + "." if layers.ships_note else "")
    shading = tag("p", "Areas are shaded by the share of the flown time in which they were unwatched:", class_="note")
    return section(
        "map", "Where", tag("figure", both(draw, "map"), tag("ul", keys, class_="legend map"), note), shading, _shade_legend()
    )  # fmt: skip


def _key(d: str, class_: str, name: str) -> Html:
    return tag("li", tag("svg", tag("path", d=d, class_=class_), width=22, height=13, aria_hidden="true"), name)


def _shade_legend() -> Html:
    items = []
    for i, name in enumerate(NAMES):
        cell = tag("rect", width=20, height=11, rx=2, class_=f"cell h{i}")
        items.append(tag("li", tag("svg", cell, width=20, height=11, class_="swatch", aria_hidden="true"), name))
    return tag("ul", items, class_="legend")


def roster_section(content: ReportContent) -> Html:
    roster = content.roster
    if roster is None:
        return Html("")

    def draw(width: int, prefix: str) -> Html:
        return roster_svg(roster, content.watches, content.settings, width, prefix)

    lines = [
        tag("li", swatch(line_class(i), f"roster-{i}"), watch.called.removeprefix("the "))
        for i, watch in enumerate(content.watches)
    ]
    keys = [
        *lines, tag("li", swatch("gap", "roster-gap"), "planned gap"),
        _key("M0,6H22", "transit", "transit"), _key("M0,6H22", "turnaround", "turnaround"),
        _key("M11,0V13", "relief", "relief: one takes over from another"),
    ]  # fmt: skip
    state = (
        "It has passed the verifier."
        if roster.verified and not roster.violations
        else "It has NOT passed the verifier."
    )
    tails = len({stint.tail for stint in roster.stints})
    told = f"{len(roster.stints)} stints by {tails} vehicles. {state} Times in {content.settings.zone}."
    if panel_count(content.settings) > MAX_PANELS:
        told += f" The first {MAX_PANELS} weeks are drawn; the whole roster is in the roster file."
    broken = [tag("h3", "Rules broken"), tag("ul", [tag("li", v) for v in roster.violations], class_="plain")]
    figure = tag("figure", tag("ul", keys, class_="legend roster"), both(draw, "roster"))
    return section(
        "roster", "Who relieves whom", tag("p", told), broken if roster.violations else None, figure, _fleets(roster),
        _planned_gaps(content), long=True,
    )  # fmt: skip


def _fleets(roster: RosterReport) -> Html:
    names = list(dict.fromkeys(measure.name for fleet in roster.fleets for measure in fleet.measures))
    rows = []
    for fleet in roster.fleets:
        by_name = {measure.name: measure.figure for measure in fleet.measures}
        told = tag("small", f"{fleet.platform}, {fleet.payload}, {fleet.base}")
        cells = [hours(by_name.get(name)) for name in names]
        rows.append([join(fleet.name, told), f"{fleet.usable} of {fleet.count}", *cells])
    heads = ["Fleet", "Usable", *names]
    return table("Fleets", heads, rows, numeric=set(range(1, len(heads))), class_="stackable") if rows else Html("")


def _planned_gaps(content: ReportContent) -> Html:
    rows = [
        [watch.name, _when(gap.from_s, content.settings), _length(gap), gap.cause]
        for watch in content.watches
        for gap in watch.planned_gaps[:40]
    ]
    if not rows:
        return Html("")
    caption = f"Gaps in the plan, times in {content.settings.zone}"
    return table(caption, ["Watch", "From", "Length", "Cause"], rows, numeric={2}, class_="tight")


def _length(gap: Gap) -> str:
    return format_duration(gap.to_s - gap.from_s)


def _when(offset_s: float, settings: Settings) -> str:
    return instant(settings.start_s, offset_s, settings.zone)


def gaps_section(content: ReportContent) -> Html:
    settings = content.settings
    if not settings.trials:
        return section("gaps", "When it is unwatched", tag("p", "Nothing was flown: there are no trials to show."))
    body: list[Html] = []
    for watch in content.watches:
        body.append(tag("h3", _capital(watch.called)))
        body += [_calendar(watch, settings)] if any(p is not None for p in watch.hourly_unwatched) else []
        charts = [_exceedance(watch, settings) if watch.gap_max_by_trial_s else None, _causes(watch, settings)]
        body.append(tag("div", charts, class_="pair"))
        body += [_sample_gaps(watch, settings)] if watch.sample_gaps else []
    if content.events:
        body += [
            tag("h3", "What went wrong"),
            _measure_table(f"Mean per flown {periods(settings.length_s, 1)}", content.events),
        ]
    return section("gaps", "When it is unwatched, and why", _shade_legend(), *body, long=True)


def _calendar(watch: WatchReport, settings: Settings) -> Html:
    picture = both(lambda width, _: calendar_svg(watch, settings, width), f"calendar-{watch.name}")
    told = (
        f"Chance in per cent that the line is unwatched, over {settings.trials:,} flown {periods(settings.length_s)}; "
        f"times in {settings.zone}. Empty: not counted. {worst_hour(watch, settings)}"
    )
    return tag("figure", picture, tag("figcaption", told))


def _exceedance(watch: WatchReport, settings: Settings) -> Html:
    picture = both(lambda width, _: exceedance_svg(watch, settings, width), f"longest-{watch.name}", wide=500)
    told = f"Share of the flown {periods(settings.length_s)} whose longest gap is longer than so many hours"
    return tag("figure", picture, tag("figcaption", f"{told}; {exceedance_text(watch, settings)}."))


def _causes(watch: WatchReport, settings: Settings) -> Html:
    whole = math.fsum(cause.unwatched_s for cause in watch.causes)
    if whole <= 0:
        return Html("")
    causes = sorted(watch.causes, key=lambda cause: -cause.unwatched_s)
    segments, rows = [], []
    for i, cause in enumerate(causes):
        letter, part = ascii_uppercase[i % 26], cause.unwatched_s / whole
        look, width = f"c{i % 6}", f"width:{100 * part:.2f}%"
        segments.append(tag("span", letter if part > 0.04 else "", class_=look, style=width))
        name = join(tag("span", letter, class_=f"key {look}"), cause.name)
        rows.append([name, format_duration(cause.unwatched_s), share(part)])
    bar = tag("div", segments, class_="stack", aria_hidden="true")
    caption = f"Unwatched by cause, mean per {periods(settings.length_s, 1)}: {format_duration(whole)} of watcher-time"
    return tag("div", bar, table(caption, ["Cause", "Time", "Share"], rows, numeric={1, 2}))


def _sample_gaps(watch: WatchReport, settings: Settings) -> Html:
    rows = [
        [DASH if gap.trial is None else str(gap.trial), _when(gap.from_s, settings), _length(gap), gap.cause]
        for gap in watch.sample_gaps[:8]
    ]  # fmt: skip
    caption = f"Longest gaps of a few trials on {watch.called}; any trial can be flown again alone"
    return table(caption, ["Trial", "From", "Length", "Cause"], rows, numeric={2}, class_="tight")


def ships_section(content: ReportContent) -> Html:
    ships = content.ships
    if ships is None:
        return Html("")
    told = tag("p", ships.source)
    unknown = f" ({share(ships.unknown)} of the ship-time)" if ships.unknown is not None else ""
    notes = [
        f"A ship outside its recorded span is unknown, not absent{unknown}: it counts neither as seen nor as missed.",
        f"Ships were looked at in {content.settings.look_trials:,} of {content.settings.trials:,} trials.",
        *ships.notes,
    ]
    light = _ship_table("Ships with AIS", ships, dark=False, span_s=content.settings.length_s)
    dark = _ship_table("Dark ships (no AIS), kept apart", ships, dark=True, span_s=content.settings.length_s)
    return section(
        "ships", "Ships seen", told, light, dark, tag("ul", [tag("li", note) for note in notes], class_="plain note")
    )


def _ship_table(caption: str, ships: ShipReport, *, dark: bool, span_s: float) -> Html:
    rows = [
        [row.name, count(row.n_ships), _bar(row.seen), _interval(row.seen, share) or DASH, duration(row.first_look_s)]
        for row in ships.rows
        if row.dark == dark
    ]
    if not rows:
        return Html("")
    heads = ["Class", f"Per {periods(span_s, 1)}", "Seen at least once", "Interval", "Median time to first look"]
    return table(caption, heads, rows, numeric={1, 3, 4}, class_="stackable" + (" dark-row" if dark else ""))


def _bar(value: float | None) -> Html:
    if value is None:
        return Html(DASH)
    fill = tag("span", class_="bar-fill", style=f"width:{100 * value:.1f}%")
    return tag("div", tag("span", fill, class_="bar-track"), tag("span", share(value)), class_="bar-cell")
