"""The section of the report on watches that the plan does not meet: why not, and what would meet them."""

from __future__ import annotations

from longwatch.reporting.content import ReportContent
from longwatch.reporting.explanation import Change, ClashReport, ExplainReport, UnmetReport
from longwatch.reporting.markup import Html, join, table, tag, verbatim
from longwatch.reporting.section_parts import capital, section, with_note
from longwatch.reporting.wording import DASH, amount, duration, share
from longwatch.units import format_duration

ALL_MET = "Every watch is met in the plan."
TOLD = (
    "Of each watch that the plan does not meet: what is proved, and which changes would meet it. Each change was planned and "
    "verified with the entries under it (for --set), and leaves every other watch met that was met; less may do where a search "
    "finds more."
)


def title(content: ReportContent) -> str:
    return "Why not" if content.explanation is not None and content.explanation.unmet else "What is tight"


def why_section(content: ReportContent) -> Html:
    """Empty where no explanation was asked for."""
    found = content.explanation
    if found is None:
        return Html("")
    if not found.unmet:
        return section("why", title(content), tag("p", ALL_MET), _tight(found))
    return section("why", title(content), tag("p", TOLD), [_unmet(one, found) for one in found.unmet], _together(found))


def _tight(found: ExplainReport) -> Html:
    if not found.tight:
        return tag("p", "Nothing is tight: the bound leaves open that each number could be one smaller.")
    head = tag("p", "One fewer of these, and it is proved that not every watch can be met:")
    return join(head, tag("ul", [tag("li", one.words) for one in found.tight]))


def _unmet(one: UnmetReport, found: ExplainReport) -> Html:
    least = f"No roster keeps its longest gap under {format_duration(one.gap_bound_s)}." if one.gap_bound_s else ""
    failed = f"Tried without success: {'; '.join(one.without_effect)}." if one.without_effect else ""
    return join(
        tag("h3", f"{one.watch}: not met"),
        tag("p", one.short),
        tag("p", one.lead) if one.lead else None,
        [_clash(clash) for clash in one.clashes],
        tag("p", least) if least else None,
        _beyond(one),
        _changes(one, found),
        tag("p", failed, class_="note") if failed else None,
    )


def _clash(clash: ClashReport) -> Html:
    return join(tag("p", f"{clash.head}:"), tag("ul", [tag("li", member) for member in clash.members]))


def _beyond(one: UnmetReport) -> Html:
    """Fleets that can't hold a line of it, with how far they could."""
    rows = [
        [fleet.fleet, fleet.line, _km(fleet.largest_radius_m), _km(fleet.needed_radius_m), fleet.reason]
        for fleet in one.fleets
        if not fleet.can_hold
    ]
    if not rows:
        return Html("")
    heads = ["Fleet", "Line", "Largest radius", "Needed", "Why not"]
    return table(f"Fleets that can't hold {one.watch}", heads, rows, numeric={2, 3}, class_="stackable")


def _km(radius_m: float | None) -> str:
    return f"{radius_m / 1000:,.0f} km" if radius_m else DASH


def _changes(one: UnmetReport, found: ExplainReport) -> Html:
    if not one.changes:
        return tag("p", "No change that was tried meets it.")
    rows = [
        [_named(change), duration(change.gap_max_s), share(change.covered_fraction, 2), _price(change, found)]
        for change in one.changes
    ]
    heads = ["Change", "Longest gap then", "Covered then", "More a year"]
    return table(f"What would meet {one.watch}", heads, rows, numeric={1, 2, 3}, class_="stackable")


def _named(change: Change) -> Html:
    return with_note(capital(change.words), "; ".join(change.overrides))


def _price(change: Change, found: ExplainReport) -> str:
    """A plan that comes out cheaper has no price told: others fly less in it."""
    more = change.more_a_year
    return amount(more, found.currency) if more is not None and more > 0 else DASH


def _together(found: ExplainReport) -> Html:
    if not found.together:
        return Html("")
    return tag("p", "All watches are met with ", [tag("code", verbatim(one)) for one in _spaced(found.together)], ".")


def _spaced(entries: tuple[str, ...]) -> list[str]:
    return [*(f"{one}; " for one in entries[:-1]), *entries[-1:]]
