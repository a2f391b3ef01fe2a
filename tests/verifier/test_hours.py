"""Hours of bases, decks, shifts and watches: planner and verifier agree, and planted faults are named by their rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from helpers.agreement import check_agreement
from helpers.hand_roster import hand_roster, hand_scenario
from helpers.random_hours import scenario_with_hours
from longwatch.scenario.models import DeckCycle, HourRule, RestingCrews, Shift
from longwatch.scenario.models.hours import _hours
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster
from longwatch.verifier.verdict import Violation

N, SHARDS = 2000, 100


def check(seed: int) -> None:
    check_agreement(scenario_with_hours(seed), seed)


SAMPLE = (
    1,
    2,
    3,
    4,
    5,
    8,
    9,
    10,
    11,
    13,
    15,
    16,
    18,
    19,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    33,
    35,
    37,
    38,
    40,
    41,
)


@pytest.mark.parametrize("seed", SAMPLE)
def test_planner_and_verifier_agree_on_hours(seed: int) -> None:
    check(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_planner_and_verifier_agree_on_hours_all(shard: int, record_property: Callable[[str, object], None]) -> None:
    """With random hours, deck cycles, shifts and watches the verifier accepts every roster, and none beats the bound."""
    seeds = range(shard, N, SHARDS)
    for seed in seeds:
        check(seed)
    record_property("n", len(seeds))


def on_day(time_s: int) -> str:
    """The minute of a second of the period as a clock in Tokyo shows it; the period starts at 0 h UTC."""
    minute = time_s // 60 + 9 * 60
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def closed_round(time_s: int) -> tuple[HourRule, ...]:
    """Open all day but for twenty minutes about an instant."""
    return _hours(f"{on_day(time_s + 600)}-{on_day(time_s - 600)}")


@cache
def good() -> tuple[Scenario, Roster]:
    scenario = hand_scenario()
    roster = hand_roster(scenario)
    assert verify_roster(scenario, roster).ok
    return scenario, roster


def changed(base: str = "", fleet: str = "", **changes: Any) -> Scenario:
    """The scenario of the good roster with other hours."""
    scenario, _ = good()
    bases = tuple(one.model_copy(update=changes) if one.name == base else one for one in scenario.bases)
    fleets = tuple(one.model_copy(update=changes) if one.name == fleet else one for one in scenario.fleets)
    return replace(scenario, bases=bases, fleets=fleets)


def wrong(scenario: Scenario) -> list[Violation]:
    return list(verify_roster(scenario, good()[1]).violations)


@pytest.mark.parametrize("column", ["takeoff_s", "land_s"])
def test_take_offs_and_landings_while_the_base_is_closed_are_named(column: str) -> None:
    stint = next(one for one in good()[1].stints if one.fleet == "planes")
    time_s = getattr(stint, column)
    found = wrong(changed("Field", hours=closed_round(time_s), zone="Asia/Tokyo"))
    assert {one.rule for one in found} == {"base-hours"}
    assert any(stint.tail in one.where and one.by == pytest.approx(600, abs=61) for one in found)
    assert "takes off" in found[0].what or "lands" in found[0].what
    assert wrong(changed("Field", hours=_hours("always"), zone="Asia/Tokyo")) == []


def test_the_deck_is_used_in_the_open_part_of_its_cycle_only() -> None:
    times = sorted(t for one in good()[1].stints if one.fleet == "decked" for t in (one.takeoff_s, one.land_s))
    day_s = 86_400.0  # one cycle a day: closed for the seconds after the first take-off
    for first_s, rules in ((times[0] + 1.0, {"deck-cycle"}), (float(times[0]), set())):
        cycle = DeckCycle.model_validate({"every": f"{day_s * 10} s", "open": "864000 s", "first": f"{first_s} s"})
        cycle = cycle.model_copy(update={"open_s": day_s * 10 - 1})
        assert {one.rule for one in wrong(changed("Deck", deck_cycle=cycle))} == rules


def test_more_vehicles_than_the_shift_can_fly_are_named() -> None:
    night = [
        Shift.model_validate({"hours": "09:00-21:00", "crews": 3}),
        Shift.model_validate({"hours": "21:00-09:00", "crews": 0}),
    ]
    found = wrong(changed(fleet="planes", crews=None, shifts=tuple(night)))
    assert {one.rule for one in found} == {"shifts"}
    assert all("crews on duty for 0" in one.what for one in found)
    enough = tuple(shift.model_copy(update={"crews": 3}) for shift in night)
    assert wrong(changed(fleet="planes", crews=None, shifts=enough)) == []


def test_crews_that_rest_fly_nobody() -> None:
    scenario, roster = good()
    state = scenario.file.state.model_copy(update={"crews": (RestingCrews.model_validate(
        {"fleet": "planes", "count": 6, "rest": "30 h"}),)})  # fmt: skip
    tired = replace(scenario, file=scenario.file.model_copy(update={"state": state}))
    found = verify_roster(tired, roster).violations
    assert {one.rule for one in found} == {"crews"}
    assert "airborne for 1 d" in found[0].what
    assert "crews on duty for 0: plane-1, plane-2" in found[0].what


@pytest.mark.parametrize("windows", [((0, 259_200),), ((6 * 3600, 22 * 3600),), ()])
def test_windows_are_the_hours_of_the_watch(windows: tuple[tuple[int, int], ...]) -> None:
    scenario, roster = good()
    watches = tuple(
        one.model_copy(update={"hours": _hours("06:00-22:00")}) if one.name == "east" else one
        for one in scenario.watches
    )
    by_day = replace(scenario, file=scenario.file.model_copy(update={"watch": watches}))
    right = tuple((day * 86_400 + 6 * 3600, day * 86_400 + 22 * 3600) for day in range(3))

    def with_windows(asked: tuple[tuple[int, int], ...]) -> Roster:
        lines = tuple(replace(one, windows=asked) if one.name == "east" else one for one in roster.lines)
        return replace(roster, lines=lines)

    assert {one.rule for one in verify_roster(by_day, with_windows(windows)).violations} == {"windows"}
    verdict = verify_roster(by_day, with_windows(right))
    assert verdict.ok
    assert verdict.per_line["east"].demanded_s == 3 * 16 * 3600
