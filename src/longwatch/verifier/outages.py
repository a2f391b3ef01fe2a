"""Vehicles that can't fly from a time on: none of their rows takes off then, and what a lost one flew ends there."""

from __future__ import annotations

from longwatch.scenario.plan import Roster, Stint
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation


def lost_at(roster: Roster) -> frozenset[tuple[str, int]]:
    """(tail, second) of each vehicle that was lost: a row that ends there has no way back, no landing and no turnaround."""
    return frozenset((one.tail, one.from_s) for one in roster.outages if one.lost)


def came_home(stint: Stint, lost: frozenset[tuple[str, int]]) -> bool:
    """Whether a row ends on the ground."""
    return (stint.tail, stint.land_s) not in lost


def check_outages(roster: Roster, name: Namer) -> list[Violation]:
    out = []
    for gone in roster.outages:
        words = "was lost" if gone.lost else "was grounded"
        for stint in sorted(one for one in roster.stints if one.tail == gone.tail):
            if gone.from_s <= stint.takeoff_s < gone.to_s:
                what = f"takes off though {gone.tail} {words} at {name.time(gone.from_s)}"
                out.append(Violation("outage", name.row(stint), what, stint.takeoff_s - gone.from_s, "s"))
            elif gone.lost and stint.takeoff_s < gone.from_s < stint.land_s:
                what = f"flies on after {gone.tail} was lost at {name.time(gone.from_s)}"
                out.append(Violation("outage", name.row(stint), what, stint.land_s - gone.from_s, "s"))
    return out
