"""When the way out at the start of the period is all that keeps a plan from its demand."""

from __future__ import annotations

from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import Gap, WatchReport
from longwatch.units import format_duration

HOW_NOT_TO_COUNT = (
    '`warm_up = "first-arrival"` in [period] counts gaps from then on; '
    "vehicles that are there already go in [state] airborne"
)


def first_transit(watch: WatchReport, content: ReportContent) -> Gap | None:
    """The one planned gap above the limit, if it lasts from the start of the period to the first arrival on station.

    None as well where somebody could have come earlier than the limit before: then the plan is late, not the way long.
    """
    long_gaps = [gap for gap in watch.planned_gaps if gap.to_s - gap.from_s > watch.limit_s]
    roster, soonest_s = content.roster, watch.gap_max.bound
    if watch.revisit or roster is None or not roster.verified or len(long_gaps) != 1 or soonest_s is None:
        return None
    arrivals = [stint.arrive_s for stint in roster.stints if roster.watch_of_line.get(stint.line) == watch.name]
    gap = long_gaps[0]
    is_first = gap.from_s == 0 and bool(arrivals) and gap.to_s == min(arrivals)
    return gap if is_first and gap.to_s <= soonest_s + watch.limit_s else None


def first_transit_sentence(watch: WatchReport, content: ReportContent) -> str:
    """What that gap is and how not to count it; empty where there is none such."""
    gap = first_transit(watch, content)
    if gap is None:
        return ""
    return (
        f"The only planned gap longer than allowed is the first {format_duration(gap.to_s)}, until the first vehicle "
        f"arrives. {HOW_NOT_TO_COUNT}."
    )
