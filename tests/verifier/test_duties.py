"""A table of duties with one thing wrong: the verifier names it. The page lists the same rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.rostering.crews import match_crews
from longwatch.scenario.duties import Turn, duties_text, read_duties
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.crews import DUTY_RULES, verify_duties

Turns = list[Turn]


def good() -> tuple[Scenario, Roster]:
    scenario = hand_scenario()
    return scenario, hand_roster(scenario)


def turns() -> Turns:
    return list(match_crews(*good()).duties.turns)


def one_missing(table: Turns) -> Turns:
    return table[1:]


def a_crew_back_too_soon(table: Turns) -> Turns:
    """Of two turns with less than a rest between them, too long for one duty, the same crew flies both."""
    first, second = next(
        (one, other)
        for one in table
        for other in table
        if one.of == other.of and 0 < other.from_s - one.to_s < 16 * 3600 and other.to_s - one.from_s > 8 * 3600
    )
    return [first, replace(second, crew=first.crew), *(turn for turn in table if turn not in (first, second))]


def a_crew_that_nobody_has(table: Turns) -> Turns:
    return [replace(table[0], crew="nobody"), *table[1:]]


def a_turn_on_the_ground(table: Turns) -> Turns:
    return [*table, replace(table[-1], from_s=table[-1].to_s, to_s=table[-1].to_s + 600)]


def test_the_planned_duties_keep_every_rule() -> None:
    scenario, roster = good()
    made = match_crews(scenario, roster)
    assert made.duties.turns
    assert verify_duties(scenario, roster, made.duties.turns) == ()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (one_missing, "duty-crew"),
        (a_crew_back_too_soon, "rest"),
        (a_crew_that_nobody_has, "duty-crew"),
        (a_turn_on_the_ground, "duty-crew"),
    ],
)
def test_a_fault_is_named(fault: Callable[[Turns], Turns], rule: str) -> None:
    scenario, roster = good()
    assert rule in {one.rule for one in verify_duties(scenario, roster, fault(turns()))}


def test_a_duty_that_is_too_long_is_named() -> None:
    scenario, roster = good()
    short = {
        "crew_duty_s": type(scenario.fleets[0].crew_duty_s)(60.0, "s", origin=scenario.fleets[0].crew_duty_s.origin)
    }
    changed = replace(scenario, fleets=tuple(one.model_copy(update=short) for one in scenario.fleets))
    assert "duty" in {one.rule for one in verify_duties(changed, roster, turns())}


def test_the_table_reads_back(tmp_path: Path) -> None:
    scenario, roster = good()
    made = match_crews(scenario, roster).duties
    (tmp_path / "duties.csv").write_text(duties_text(made, scenario.start_s), encoding="utf-8")
    assert read_duties(tmp_path / "duties.csv", scenario.start_s) == made


def test_the_page_names_every_rule() -> None:
    page = (Path(__file__).parents[2] / "docs" / "crews.md").read_text(encoding="utf-8")
    for rule, meaning in DUTY_RULES.items():
        assert f"| `{rule}` | {meaning} |" in page
