"""The first page of the report: the verdict, and bound, planned and flown side by side."""

from __future__ import annotations

from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import Measure, ThreeNumbers, WatchReport
from longwatch.reporting.first_transit import first_transit_sentence
from longwatch.reporting.gap_charts import three_svg
from longwatch.reporting.markup import Html, join, table, tag
from longwatch.reporting.origin_shares import shares_by_kind
from longwatch.reporting.section_parts import (
    capital,
    interval,
    measure_table,
    section,
    with_note,
)
from longwatch.reporting.verdict import CLAIM_WORDS, beyond_plan, claim_of, claim_sentence, lead_sentence
from longwatch.reporting.wording import (
    KIND_PHRASES,
    amount,
    duration,
    listed,
    per_cent,
    share,
)
from longwatch.units import format_duration

SIGNS = {"uninterrupted": "✓", "planned": "◐", "interrupted": "✕", "broken": "!"}


def verdict(content: ReportContent) -> Html:
    """The first page: the lead, a claim for each watch, the money."""
    cards = []
    for watch in content.watches:
        claim = claim_of(watch, content)
        sign = tag("span", SIGNS[claim], class_="sign", aria_hidden="true")
        words = f"{capital(watch.called.removeprefix('the '))}: {CLAIM_WORDS[claim].lower()}"
        more = (beyond_plan(watch, content.settings), first_transit_sentence(watch, content))
        body = [tag("p", claim_sentence(watch, content)), *(tag("p", one) for one in more if one)]
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
        c = watch.covered
        k = "" if watch.k == 1 else f", {watch.k} at once"
        rows.append([
            join(capital(watch.called), tag("small", f"{_covered_words(watch)}{k}, asked {per_cent(watch.required)}")),
            with_note(share(c.bound, 2), c.bound_name if c.bound is not None else "no bound known"),
            with_note(share(c.planned, 2), ""),
            with_note(share(c.flown, 2), interval(c.flown, lambda v: share(v, 2)) or c.flown_name),
            tag("div", three_svg(c, "share")),
        ])  # fmt: skip
        rows += [
            _gap_row(watch, f"{one.class_}, ".removeprefix(", "), one.limit_s, one.gap_max) for one in watch.limits
        ]
        rows += [] if watch.limits else [_gap_row(watch, "", watch.limit_s, watch.gap_max)]
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
    extra += [_pattern(watch) for watch in content.watches if watch.revisit]
    told = _what_covered_means(content)
    shown = table(caption, heads, rows, numeric={1, 2, 3}, class_="stackable three-table")
    return section("numbers", "Bound, planned, flown", legend, shown, told, tag("div", extra, class_="pair"))


def _gap_row(watch: WatchReport, of: str, limit_s: float, gap: ThreeNumbers) -> list[Html]:
    """The longest gap against g; `of` names the class that a limit is for."""
    return [
        join(capital(watch.called), tag("small", f"longest {watch.gap_word}, {of}g {format_duration(limit_s)}")),
        with_note(duration(gap.bound), gap.bound_name if gap.bound is not None else "no bound known"),
        with_note(duration(gap.planned), ""),
        with_note(duration(gap.flown), gap.flown_name),
        tag("div", three_svg(gap, "gap", limit_s)),
    ]


def _covered_words(watch: WatchReport) -> str:
    if watch.is_relay:
        return "held for the link of others"
    return "looked at in time" if watch.revisit else "covered"


def _what_covered_means(content: ReportContent) -> Html:
    """Only where a watch is more than a line to be held."""
    said = []
    if any(watch.revisit for watch in content.watches):
        said.append(
            "Looked at in time: share of area and time in which the last look at a place is no older than g. A revisit gap is "
            "the time between two looks at one cell. Both come from the looks at the cells, not from the lines."
        )
    if any(watch.is_relay for watch in content.watches):
        said.append(
            "A relay stands in no total and no verdict: where it is missing, the watches that need its link show it."
        )
    return tag("p", " ".join(said), class_="note") if said else Html("")


def _pattern(watch: WatchReport) -> Html:
    """The pattern as it was laid, and its formula as what it is."""
    revisit = watch.revisit
    assert revisit is not None
    if revisit.limits:  # the formula would be that of the slowest tour, whose limit it does not name
        return measure_table(f"Pattern of {watch.called}", revisit.facts)
    rows = [*revisit.facts, Measure("formula", revisit.formula_gap_s)]
    note = f"Formula: {revisit.formula}. It is printed beside the figures of the cells and is none of them."
    return tag("div", measure_table(f"Pattern of {watch.called}", rows), tag("p", note, class_="note"))


def _mark_key(d: str, class_: str, name: str) -> Html:
    return tag("li", tag("svg", tag("path", d=d, class_=class_), width=20, height=13, aria_hidden="true"), name)


def _measures(watch: WatchReport) -> Html:
    return measure_table(f"More of {watch.called}", watch.measures)
