"""Sections of the report on what the answer rests on: cost, origins, changes, warnings, method, how to repeat it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from longwatch.origins import KINDS, Figure, Kind
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import CostReport, InputFigure
from longwatch.reporting.markup import Child, Html, join, table, tag, verbatim
from longwatch.reporting.origin_shares import assumed_by_weight, shares_by_kind
from longwatch.reporting.section_parts import section
from longwatch.reporting.wording import (
    DASH,
    KIND_WORDS,
    amount,
    as_written,
    count,
    full_instant,
    listed,
    per_cent,
    periods,
    share,
)
from longwatch.units import format_duration

SMALL = 0.005  # of the cost
HOLDS = {
    "roster": "every planned sortie, with the figures it was planned with", "verdict": "what the verifier found",
    "patterns": "areas, lines and routes for a map", "summary": "every figure of this page with its origin",
    "gaps": "every flown gap with its cause", "sorties": "flown sorties of the first trials",
    "tallies": "what happened to each fleet, by trial", "cover": "watched time of each line, by trial",
    "looks": "looks at ships", "revisit": "looks at cells",
}  # fmt: skip


def cost_section(content: ReportContent) -> Html:
    cost = content.cost
    if cost is None or not cost.rows:
        return section("cost", "What it costs", tag("p", "This run was not priced."))
    whole = cost.rows[0].constant
    rows: list[Iterable[Child]] = []
    for row in cost.rows:
        depth = f"d{min(row.depth, 6)}"
        rows.append([
            tag("div", tag("strong" if row.depth < 2 else "span", row.name), class_=depth),
            _bare(row.constant, cost.currency),
            _bare(row.discounted, cost.currency),
            share(row.constant / whole) if whole else "",
        ])  # fmt: skip
        if row.note:  # under its row over the whole width, so that columns stay narrow
            rows.append(tag("tr", tag("td", tag("div", row.note, class_=depth), colspan=4), class_="note-row"))
    heads = ["Item", f"{cost.base_year} prices", f"Discounted {per_cent(cost.discount)}", "Share"]
    caption = f"{cost.years} years of operation, in {cost.currency}; purchase included"
    notes = [*_terms(cost), *cost.notes]
    return section(
        "cost", "What it costs", _per_hour(cost), table(caption, heads, rows, numeric={1, 2, 3}, class_="tree"),
        tag("ul", [tag("li", note) for note in notes], class_="plain note"),
    )  # fmt: skip


def _bare(value: float | None, currency: str) -> str:
    """An amount in a column whose caption names the currency."""
    return amount(value, currency).removeprefix(f"{currency} ")


def _per_hour(cost: CostReport) -> Html:
    all_in = amount(cost.per_on_station_h_all_in, cost.currency)
    marginal = amount(cost.per_on_station_h_marginal, cost.currency)
    hours = f", over {count(cost.on_station_h_year)} on-station hours a year" if cost.on_station_h_year else ""
    return tag(
        "p", "An on-station hour costs ", tag("strong", all_in), " all in and ", tag("strong", marginal),
        f" at the margin (what one hour more costs once the fleet is there){hours}.",
    )  # fmt: skip


def _terms(cost: CostReport) -> list[str]:
    rates = [f"{rate.name}: {_rate(rate.figure)} ({_kind(rate.figure)})" for rate in cost.rates]
    return [f"Rates of exchange: {listed(rates)}."] if rates else []


def _rate(figure: Figure | None) -> str:
    return DASH if figure is None else f"{float(figure):,.5g}"


def _kind(figure: Figure | None) -> str:
    return KIND_WORDS[figure.origin.kind] if figure is not None else "unknown"


def origins_section(content: ReportContent) -> Html:
    if not content.inputs:
        return Html("")
    watch = [one for one in content.inputs if one.part == "watch"]
    cost = [one for one in content.inputs if one.part == "cost"]
    bars = [
        _origin_bar(f"The watch, {len(watch)} figures", shares_by_kind(watch), "of what the watch rests on"),
        _origin_bar(f"The cost, {len(cost)} figures", shares_by_kind(cost), "of the money"),
    ]
    told = (
        "How much of the watch and of the cost rests on what was measured, printed by a maker, read in the press, "
        "estimated, set by the user, or assumed."
    )
    return section(
        "origins", "What this rests on", tag("p", told), tag("div", bars, class_="pair"), _assumed(content), long=True
    )


def _origin_bar(title: str, shares: dict[Kind, float], of: str) -> Html:
    if not shares:
        return Html("")
    letters = dict(zip(KINDS, "MKPEUAC", strict=True))
    segments = [
        tag("span", letters[kind] if part > 0.05 else "", class_=f"o-{kind}", style=f"width:{100 * part:.2f}%")
        for kind, part in shares.items()
    ]
    rows = [
        [join(tag("span", letters[kind], class_=f"key o-{kind}"), KIND_WORDS[kind]), share(part)]
        for kind, part in shares.items()
    ]
    bar = tag("div", segments, class_="stack", aria_hidden="true")
    return tag("div", tag("h3", title), bar, table(f"Share {of}", ["Kind of source", "Share"], rows, numeric={1}))


def _assumed(content: ReportContent) -> Html:
    """What carries much of the cost, and what the watch rests on; the small change of the cost folded away."""
    assumed = assumed_by_weight(content.inputs)
    if not assumed:
        return tag("p", "Nothing is ASSUMED.")
    whole = sum(one.weight for one in content.inputs if one.part == "cost") or 1.0
    small = [one for one in assumed if one.part == "cost" and one.weight < SMALL * whole]
    modelled = [one for one in assumed if one.of_model]
    rest = [one for one in assumed if one not in small and not one.of_model]
    caption = "No source was found for these. Those that carry most of the cost come first."
    parts = [tag("h3", "Assumed figures: ask the seller first"), _assumed_table(caption, rest, whole)]
    if modelled:
        told = f"{len(modelled)} more of the models of airframes, hulls and sensors"
        parts.append(tag("details", tag("summary", told), _assumed_table("Assumed, of models", modelled, whole)))
    if small:
        told = f"{len(small)} more that carry less than {per_cent(SMALL)} of the cost each"
        parts.append(tag("details", tag("summary", told), _assumed_table("Assumed, of little weight", small, whole)))
    return join(parts)


def _assumed_table(caption: str, figures: Sequence[InputFigure], whole: float) -> Html:
    rows = [
        [
            one.name, as_written(one.figure), f"cost, {share(one.weight / whole)}" if one.part == "cost" else "watch",
            one.figure.origin.source or one.figure.origin.note,
        ]
        for one in figures
    ]  # fmt: skip
    heads = ["Figure", "Assumed", "Bears on", "Why"]
    return table(caption, heads, rows, numeric=set(), class_="stackable")


def changes_section(content: ReportContent) -> Html:
    parts: list[Html] = []
    if content.changes:
        rows = [
            [change.item, change.quantity, change.catalog_value, change.scenario_value] for change in content.changes
        ]
        heads = ["Item", "Quantity", "Catalog", "This scenario"]
        parts.append(
            table("What the scenario changed or added in the catalog", heads, rows, numeric=set(), class_="stackable")
        )
    if content.warnings:
        parts += [tag("h3", "Warnings"), tag("ul", [tag("li", one) for one in content.warnings], class_="plain")]
    else:
        parts.append(tag("p", "No warnings."))
    return section("changes", "Changes and warnings", *parts)


def method_section(content: ReportContent) -> Html:
    s = content.settings
    start, end = (full_instant(s.start_s, at_s, s.zone) for at_s in (0, s.length_s))
    pairs = [
        ("Period", f"{start} to {end} ({format_duration(s.length_s)})"), ("Times in", s.zone), ("Gaps count", s.warm_up),
        ("At the end", s.end_rule), ("Trials", f"{s.trials:,} {periods(s.length_s)}; ships looked at in {s.look_trials:,}"),
        ("Confidence", f"{per_cent(s.confidence)}; probabilities with one-sided Clopper-Pearson limits"),
        ("Seed", str(s.seed)), ("Version", f"longwatch {s.version}"),
        ("Assuming", listed(list(s.assumptions)) or "nothing further"),
        ("Policies", listed(list(s.policies)) or "the roster as it stands"),
    ]  # fmt: skip
    settings = tag("dl", [join(tag("dt", name), tag("dd", value)) for name, value in pairs], class_="settings")
    method = tag("ul", [tag("li", one) for one in s.method], class_="plain") if s.method else None
    return section("method", "Method and settings", method, _fits(s.fits), settings, _reproduce(content))


def _fits(fits: Sequence[str]) -> Html:
    """How well spells meet their series: many sentences, folded away."""
    if not fits:
        return Html("")
    told = tag("ul", [tag("li", one) for one in fits], class_="plain")
    return tag("details", tag("summary", f"How spells meet their series, at {len(fits)} levels"), told)


def _reproduce(content: ReportContent) -> Html:
    s = content.settings
    told = "The same inputs, seed and version give the same figures, on any number of workers; on the same build, the same bytes."
    inputs = [[name, tag("code", verbatim(digest[:16]))] for name, digest in s.inputs]
    files = [[tag("code", verbatim(file)), HOLDS.get(role, role)] for role, file in sorted(content.files.items())]
    return join(
        tag("h3", "How to repeat it", id="repeat"),
        tag("p", told),
        tag("pre", verbatim(s.command)) if s.command else None,
        tag(
            "div",
            table("Inputs", ["File", "SHA-256 begins"], inputs, numeric=set()) if inputs else None,
            table("Beside this report", ["File", "Holds"], files, numeric=set()) if files else None,
            class_="pair",
        ),
    )
