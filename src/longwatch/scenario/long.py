"""Periods too long to be planned in one piece: a roster that repeats stands for them."""

from __future__ import annotations

from dataclasses import replace

from longwatch.scenario.long_rules import LONG_S, entries_of, obstacles
from longwatch.scenario.plan import Roster, Stint
from longwatch.scenario.scenario import Scenario


def is_long(scenario: Scenario) -> bool:
    """Whether the period is planned as a tile: it is long, and nothing keeps weeks from repeating."""
    return scenario.length_s > LONG_S and not obstacles(entries_of(scenario.file))


def planned_part(scenario: Scenario, length_s: int) -> Scenario:
    """The same scenario for the first length_s only: what a roster that repeats is planned and verified for."""
    return replace(scenario, length_s=min(length_s, scenario.length_s))


def as_planned(scenario: Scenario, roster: Roster) -> Scenario:
    """The scenario for the time that a roster's own rows are for: all of it, or run-in and tile."""
    return planned_part(scenario, roster.length_s) if roster.repeats else scenario


def unrolled(roster: Roster, length_s: int) -> tuple[Stint, ...]:
    """The stints of a roster that repeats which take off before length_s, without tails of their own after the first tile."""
    cycle = roster.cycle
    found = [one for one in roster.stints if one.takeoff_s < length_s and one.arrive_s < roster.length_s]
    first_s = min((stint.takeoff_s for stint in cycle), default=length_s)
    for by_s in range(roster.tile_s, max(length_s - first_s, 0) + roster.tile_s, roster.tile_s):
        found += [moved for stint in cycle if (moved := _moved(stint, by_s)).takeoff_s < length_s]
    return tuple(sorted(found))


def _moved(stint: Stint, by_s: int) -> Stint:
    times = {
        f"{name}_s": getattr(stint, f"{name}_s") + by_s for name in ("takeoff", "arrive", "leave", "land", "ready")
    }
    return replace(stint, **times)
