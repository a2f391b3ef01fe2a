"""The hand-made roster with maintenance of its planes, and what is wrong with others like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.scenario.models import Maintenance
from longwatch.scenario.plan import Roster, Work
from longwatch.scenario.scenario import Scenario

ONE = Work(60_000, "plane-1", "planes", 88_800)  # between its first and its second sortie
TWO = Work(106_000, "plane-2", "planes", 134_800)


def maintained(
    works: Sequence[Work] = (ONE, TWO), every: str = "30 h", *, binding: bool = True
) -> tuple[Scenario, Roster]:
    """Sorties are of 12.9 h; plane-1 flies three, plane-2 two, with 10 of 30 h flown at the start."""
    scenario = hand_scenario()
    rule = Maintenance.model_validate({"every": every, "lasts": "8 h", "binding": binding})
    fleets = tuple(
        one.model_copy(update={"maintenance": rule} if one.name == "planes" else {}) for one in scenario.fleets
    )
    return replace(scenario, fleets=fleets), replace(hand_roster(scenario), maintenance=tuple(sorted(works)))


def _at(work: Work, from_s: int, to_s: int) -> Work:
    return replace(work, from_s=from_s, to_s=to_s)


PLANTED: list[tuple[Sequence[Work], str, str]] = [  # maintenance, hours between two, the rule that is broken
    ((_at(ONE, 50_000, 80_000), TWO), "30 h", "maintenance"),  # in the air
    ((_at(ONE, 65_000, 93_801), TWO), "30 h", "maintenance"),  # a second of the next sortie
    ((ONE, TWO, replace(TWO, tail="boat-2", fleet="boats")), "30 h", "maintenance"),  # a fleet that has none
    ((ONE, TWO, Work(-40_000, "plane-3", "planes", -5_000)), "30 h", "maintenance"),  # before the period
    ((_at(ONE, 60_000, 88_799), TWO), "30 h", "maintenance-lasts"),
    ((ONE, _at(TWO, 120_000, 134_800)), "30 h", "maintenance-lasts"),
    ((ONE, TWO, Work(65_000, "plane-3", "planes", 93_800)), "30 h", "maintenance-places"),
    ((ONE, TWO, Work(77_201, "plane-3", "planes", 106_001)), "30 h", "maintenance-places"),
    ((TWO,), "30 h", "maintenance-due"),
    ((ONE, TWO), "25 h", "maintenance-due"),  # the last two of plane-1 are 25.9 h
]
