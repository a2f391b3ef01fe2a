"""The way out at the start: named where it is all that keeps a plan from its demand, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.report_fixture import make_content
from longwatch.origins import computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import Gap
from longwatch.reporting.first_transit import first_transit_sentence
from longwatch.reporting.summary import build_summary
from longwatch.reporting.verdict import claim_of, headline

ARRIVAL_S = 4200


def content(*gaps: tuple[int, int], soonest_s: float = ARRIVAL_S, arrival_s: int = ARRIVAL_S) -> ReportContent:
    """One watch with a limit of half an hour, these planned gaps and one sortie that arrives then."""
    whole = make_content()
    watch, roster = whole.watches[0], whole.roster
    assert roster is not None
    longest = computed(max((end - start for start, end in gaps), default=0), "s", ("test",))
    bound = computed(soonest_s, "s", ("test",))
    line = next(name for name, of in roster.watch_of_line.items() if of == watch.name)
    stint = replace(next(s for s in roster.stints if s.line == line), arrive_s=arrival_s)
    planned = tuple(Gap(start, end, "demand above supply") for start, end in gaps)
    gap_max = replace(watch.gap_max, bound=bound, planned=longest)
    watch = replace(watch, limit_s=1800.0, planned_gaps=planned, gap_max=gap_max)
    return replace(whole, watches=(watch,), roster=replace(roster, stints=(stint,)))


@pytest.mark.parametrize("gaps", [[(0, ARRIVAL_S)], [(0, ARRIVAL_S), (50_000, 51_800)]])
def test_the_first_transit_alone_is_named(gaps: list[tuple[int, int]]) -> None:
    found = content(*gaps)
    assert claim_of(found.watches[0], found) == "interrupted"
    assert "the only longer gap in the plan is the wait for the first arrival" in headline(found)
    said = build_summary(found)["verdict"]["watches"][0]["first_transit"]
    assert "the first 1 h 10 min" in said
    assert 'warm_up = "first-arrival"' in said
    assert "[state] airborne" in said


@pytest.mark.parametrize(
    "found",
    [
        content((0, ARRIVAL_S), (50_000, 51_801)),  # another gap is too long
        content((600, ARRIVAL_S)),  # gaps count from later on
        content((0, ARRIVAL_S), arrival_s=3000),  # who came first did not stay
        content((0, ARRIVAL_S), soonest_s=ARRIVAL_S - 1801),  # somebody could have come in time
        content((0, 1800), soonest_s=1800, arrival_s=1800),  # short enough
    ],
)
def test_nothing_else_is_called_a_first_transit(found: ReportContent) -> None:
    assert first_transit_sentence(found.watches[0], found) == ""
    assert "first arrival" not in headline(found)
