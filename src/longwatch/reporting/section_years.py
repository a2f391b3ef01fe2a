"""The section of the report on the years of a long period, and its table for a terminal."""

from __future__ import annotations

from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import YearRow
from longwatch.reporting.markup import Html, table, tag
from longwatch.reporting.section_parts import section
from longwatch.reporting.wording import count, share
from longwatch.units import HOUR_S, format_duration

HEADS = ("Year", "Covered", "Longest gap", "Gaps", "Hours flown", "Launches", "Losses", "Vehicles at its end")
TOLD = (
    "Means over the trials; years count from the start of the period, a gap in the year in which it begins. Bound and plan "
    "stand for the run-in and the weeks that repeat; in the trials another plan is taken whenever the fleet has changed."
)


def years_section(content: ReportContent) -> Html:
    """Empty for a period that is no long one."""
    if not content.years:
        return Html("")
    alone = len(content.watches) == 1
    lines = [] if alone else [name for name, _ in content.years[0].covered_of]
    rows = [
        [*year_cells(row), *(share(covered) for _, covered in row.covered_of if not alone)] for row in content.years
    ]
    heads = [*HEADS, *(f"{name} covered" for name in lines)]
    return section(
        "years", "Year by year", tag("p", TOLD),
        table("What each year was worth", heads, rows, numeric=set(range(len(heads))), class_="tight"),
    )  # fmt: skip


def year_cells(row: YearRow) -> list[str]:
    """As `HEADS` has them."""
    return [
        str(row.year),
        share(row.covered),
        format_duration(float(row.longest_gap_s)),
        count(row.gaps),
        f"{float(row.flown_s) / HOUR_S:,.0f}",
        count(row.launches),
        f"{float(row.losses):.2f}",
        f"{float(row.vehicles):.1f}",
    ]
