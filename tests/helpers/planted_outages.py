"""The hand-made roster with a boat lost and a plane grounded, and what is wrong with others like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpers.hand_roster import DAY, hand_roster, hand_scenario, sortie
from longwatch.scenario.plan import Outage, Roster, Stint
from longwatch.scenario.scenario import Scenario

AT, END = 100_000, 3 * DAY
LOST = Outage(AT, "boat-2", "boats", END, True)
GROUNDED = Outage(60_000, "plane-1", "planes", 93_800)  # to the second of its next take-off


def dropped_out(outages: Sequence[Outage] = (LOST, GROUNDED), row: Stint | None = None) -> tuple[Scenario, Roster]:
    """The sortie of boat-2 ends in the air, so to say, at AT."""
    scenario = hand_scenario()
    roster = hand_roster(scenario)
    old = next(one for one in roster.stints if one.tail == "boat-2")
    ended = replace(old, leave_s=AT, land_s=AT, ready_s=AT) if row is None else row
    stints = tuple(sorted(ended if one == old else one for one in roster.stints))
    return scenario, replace(roster, stints=stints, outages=tuple(sorted(outages)))


def lost_and_back() -> tuple[Scenario, Roster]:
    """Lost for a second, and on its way again with no way back nor turnaround."""
    scenario, roster = dropped_out((replace(LOST, to_s=AT + 1),))
    again = sortie(scenario, roster, "boat-2", 2, AT + 1, 1000)
    return scenario, replace(roster, stints=tuple(sorted([*roster.stints, again])))


def lost_and_on_station() -> tuple[Scenario, Roster]:
    """A row that ends where its vehicle was lost and holds its line for longer."""
    row = next(one for one in dropped_out()[1].stints if one.tail == "boat-2")
    return dropped_out(row=replace(row, leave_s=AT + 3600))


def lost_and_home() -> tuple[Scenario, Roster]:
    return dropped_out(row=next(one for one in hand_roster(hand_scenario()).stints if one.tail == "boat-2"))


def repeated() -> tuple[Scenario, Roster]:
    scenario, roster = dropped_out()
    return scenario, replace(roster, tile_s=END, period_s=END)


OUTAGES: list[tuple[Sequence[Outage], str]] = [  # what the header says, words of the violation
    ((replace(LOST, to_s=END - 1),), "before the period does"),
    ((LOST, replace(LOST, from_s=AT + 10)), "was lost already"),
    ((LOST, replace(LOST, from_s=AT + 10, lost=False)), "was lost already"),
    ((replace(LOST, fleet="ferries"),), "the scenario has no fleet"),
    ((replace(LOST, fleet="planes"),), "is of boats"),
    ((LOST, Outage(AT, "boat-3", "boats", END, True)), "is no vehicle of boats"),
    ((LOST, Outage(AT, "boat-3", "boats", END)), "is no vehicle of boats"),
    ((LOST, Outage(END, "plane-1", "planes", END + 1, True)), "outside the period"),
    ((LOST, Outage(-1, "plane-3", "planes", 10)), "outside the period"),
    ((LOST, replace(GROUNDED, to_s=GROUNDED.from_s)), "ends before it begins"),
    ((LOST, replace(GROUNDED, to_s=GROUNDED.to_s + 1)), "takes off though plane-1 was grounded"),
    ((LOST, replace(GROUNDED, to_s=END, lost=True)), "takes off though plane-1 was lost"),
]
