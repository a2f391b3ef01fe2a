"""Sections of the report on the trials: when it is unwatched and why, and the ships seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_tables import ShipReport, ShipRow
from longwatch.reporting.content_watch import WatchReport
from longwatch.reporting.gap_charts import calendar_svg, exceedance_svg, exceedance_text, worst_hour
from longwatch.reporting.markup import Html, join, table, tag
from longwatch.reporting.section_parts import (
    both,
    capital,
    interval,
    length_of,
    measure_table,
    section,
    shade_legend,
    when,
)
from longwatch.reporting.wording import (
    DASH,
    count,
    duration,
    per_cent,
    periods,
    share,
)
from longwatch.units import format_duration


def gaps_section(content: ReportContent) -> Html:
    settings = content.settings
    alone = all(watch.k == 1 for watch in content.watches)
    title = "When it is unwatched" if alone else "When watchers are missing"
    if not settings.trials:
        return section("gaps", title, tag("p", "Nothing was flown: there are no trials to show."))
    body: list[Html] = []
    places = _places_of_causes(content.watches)
    for watch in content.watches:
        body.append(tag("h3", capital(watch.called)))
        body += [_calendar(watch, settings)] if any(p is not None for p in watch.hourly_unwatched) else []
        charts = [_exceedance(watch, settings) if watch.gap_max_by_trial_s else None, _causes(watch, settings, places)]
        body.append(tag("div", charts, class_="pair"))
        body += [_no_longer(watch, settings)] if watch.gap_curve else []
        body += [_sample_gaps(watch, settings)] if watch.sample_gaps else []
    if content.events:
        body += [
            tag("h3", "What happened to vehicles and crews"),
            measure_table(f"Mean per flown {periods(settings.length_s, 1)}", content.events),
        ]
    return section("gaps", f"{title}, and why", shade_legend(), *body, long=True)


def _calendar(watch: WatchReport, settings: Settings) -> Html:
    picture = both(lambda width, _: calendar_svg(watch, settings, width), f"calendar-{watch.name}")
    what = "a line of its patrol is not held" if watch.revisit else f"the line is {watch.unmet}"
    told = (
        f"Chance in per cent that {what}, over {settings.trials:,} flown {periods(settings.length_s)}; "
        f"times in {settings.zone}. Empty: not counted. {worst_hour(watch, settings)}"
    )
    return tag("figure", picture, tag("figcaption", told))


def _exceedance(watch: WatchReport, settings: Settings) -> Html:
    picture = both(lambda width, _: exceedance_svg(watch, settings, width), f"longest-{watch.name}", wide=500)
    than = "so many per cent of its own limit" if watch.limits else "so many hours"
    told = f"Share of the flown {periods(settings.length_s)} whose longest {watch.gap_word} is longer than {than}"
    return tag("figure", picture, tag("figcaption", f"{told}; {exceedance_text(watch, settings)}."))


def _no_longer(watch: WatchReport, settings: Settings) -> Html:
    """The chance of no gap longer than g, for some g; of those that no trial held to, only the longest."""
    longest_of_none = max((g_s for g_s, p in watch.gap_curve if not p), default=None)
    rows = [
        [f"none longer than {watch.told(g_s)}" if g_s else "none at all", share(p, 2), share(p.low, 2)]
        for g_s, p in watch.gap_curve
        if p or g_s in (watch.limit_s, longest_of_none)
    ]
    heads = [capital(watch.gap_word), "Share of trials", f"At least, at {per_cent(settings.confidence)}"]
    caption = f"How sure it is that no {watch.gap_word} is longer, over a {periods(settings.length_s, 1)}"
    return table(caption, heads, rows, numeric={1, 2}, class_="tight")


def _places_of_causes(watches: Sequence[WatchReport]) -> dict[str, int]:
    """A place for each cause, and with it a letter and a look, the same on every watch: that with most missing time first."""
    missing: dict[str, float] = {}
    for watch in watches:
        for cause in watch.causes:
            missing[cause.name] = missing.get(cause.name, 0.0) + float(cause.unwatched_s)
    return {name: i for i, name in enumerate(sorted(missing, key=lambda name: -missing[name]))}


def _causes(watch: WatchReport, settings: Settings, places: Mapping[str, int]) -> Html:
    whole = math.fsum(cause.unwatched_s for cause in watch.causes)
    if whole <= 0:
        return Html("")
    causes = sorted(watch.causes, key=lambda cause: -cause.unwatched_s)
    segments, rows = [], []
    for cause in causes:
        i = places[cause.name]
        letter, part = ascii_uppercase[i % 26], cause.unwatched_s / whole
        look, width = f"c{i % 6}{' striped' if i % 12 >= 6 else ''}", f"width:{100 * part:.2f}%"
        segments.append(tag("span", letter if part > 0.04 else "", class_=look, style=width))
        name = join(tag("span", letter, class_=f"key {look}"), cause.name)
        rows.append([name, format_duration(cause.unwatched_s), share(part)])
    bar = tag("div", segments, class_="stack", aria_hidden="true")
    what = "Unwatched" if watch.k == 1 else "Watchers missing"
    what = "Patrol not held" if watch.revisit else what
    caption = f"{what} by cause, mean per {periods(settings.length_s, 1)}: {format_duration(whole)} of watcher-time"
    return tag("div", bar, table(caption, ["Cause", "Time", "Share"], rows, numeric={1, 2}))


def _sample_gaps(watch: WatchReport, settings: Settings) -> Html:
    rows = [
        [
            DASH if gap.trial is None else str(gap.trial), *([gap.line] if watch.lines else []),
            when(gap.from_s, settings), length_of(gap), gap.cause,
        ]
        for gap in watch.sample_gaps[:8]
    ]  # fmt: skip
    of = f"the lines of {watch.called}" if watch.lines else watch.called
    caption = f"Longest gaps of a few trials on {of}; any trial can be flown again alone"
    heads = ["Trial", *(["Line"] if watch.lines else []), "From", "Length", "Cause"]
    return table(caption, heads, rows, numeric={len(heads) - 2}, class_="tight")


def ships_section(content: ReportContent) -> Html:
    ships = content.ships
    if ships is None:
        return Html("")
    told = tag("p", ships.source)
    unknown = f" ({share(ships.unknown)} of the ship-time)" if ships.unknown is not None else ""
    busy = ships.turrets_busy
    notes = [
        "Counted are ships while they are in a watched area, where somebody was asked to see them.",
        f"A ship outside its recorded span is unknown, not absent{unknown}: it counts neither as seen nor as missed.",
        f"Ships were looked at in {content.settings.look_trials:,} of {content.settings.trials:,} trials.",
        *([] if busy is None else [f"Turrets serve contacts in {share(busy)} of their time aloft."]),
        *ships.notes,
    ]
    light = _ship_table("Ships with AIS", ships, dark=False, span_s=content.settings.length_s)
    dark = _ship_table("Dark ships (no AIS), kept apart", ships, dark=True, span_s=content.settings.length_s)
    return section(
        "ships",
        "Ships seen",
        told,
        light,
        dark,
        _detected(ships),
        _identified(ships),
        tag("ul", [tag("li", note) for note in notes], class_="plain note"),
    )


def _ship_table(caption: str, ships: ShipReport, *, dark: bool, span_s: float) -> Html:
    late = any(row.first_report_s not in (None, row.first_look_s) for row in ships.rows)
    rows = [
        [
            row.name, count(row.n_ships), _bar(row.seen), interval(row.seen, share) or DASH, _wait(row.first_look_s),
            *([_wait(row.first_report_s), _delay(row)] if late else []),
        ]
        for row in ships.rows
        if row.dark == dark
    ]  # fmt: skip
    if not rows:
        return Html("")
    heads = ["Class", f"Per {periods(span_s, 1)}", "Seen at least once", "Interval", "Median time to first look"]
    heads += ["to first report", "Delay"] if late else []
    return table(caption, heads, rows, numeric={1, 3, 4, 5, 6}, class_="stackable" + (" dark-row" if dark else ""))


def _detected(ships: ShipReport) -> Html:
    """Who was detected, as drawn; a look is computed. Nothing where nobody was."""
    rows = [
        [
            row.name, _bar(row.detected), interval(row.detected, share) or DASH, _wait(row.first_detection_s),
            count(row.detections),
        ]
        for row in ships.rows
    ]  # fmt: skip
    if not any(row.detected for row in ships.rows):
        return Html("")
    heads = ["Class", "Detected", "Interval", "Mean time to first detection", "Detections"]
    return table("Ships detected, as drawn look by look", heads, rows, numeric={2, 3, 4}, class_="stackable")


def _identified(ships: ShipReport) -> Html:
    """Who was recognised for who it is; nothing where nobody was."""
    rows = [
        [row.name, _bar(row.identified), interval(row.identified, share) or DASH, duration(row.identify_wait_s)]
        for row in ships.rows
    ]
    if not any(row.identified for row in ships.rows):
        return Html("")
    heads = ["Class", "Identified", "Interval", "Mean time from detection to identification"]
    return table("Ships identified", heads, rows, numeric={2, 3}, class_="stackable")


def _wait(first_look_s: float | None) -> str:
    return "at once" if first_look_s == 0 else duration(first_look_s)


def _delay(row: ShipRow) -> str:
    """Between the medians; a ship that was seen and never reported is in the first only."""
    if row.first_look_s is None or row.first_report_s is None:
        return DASH
    return duration(max(row.first_report_s - row.first_look_s, 0.0))


def _bar(value: float | None) -> Html:
    if value is None:
        return Html(DASH)
    fill = tag("span", class_="bar-fill", style=f"width:{100 * value:.1f}%")
    return tag("div", tag("span", fill, class_="bar-track"), tag("span", share(value)), class_="bar-cell")
