"""A roster planned anew after a failure: no rule broken, the past untouched, nothing moved without a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.slot_tables import random_table
from longwatch.slots.files import problem_of_table
from longwatch.slots.model import SlotSortie, uncovered
from longwatch.slots.reroster import reroster
from longwatch.slots.reroster_state import Change, Closure, FewerCrews, Loss, live_state
from longwatch.slots.reroster_tails import NamedSortie, name_tails
from longwatch.slots.start import greedy_roster
from longwatch.verifier.slots import check_slots
from longwatch.verifier.slots_live import Event, LiveRow, check_live

FILES = Path(__file__).parents[2] / ".." / "shared" / "benchmarks" / "roster_slots"


def rows_of(roster: list[NamedSortie] | tuple[NamedSortie, ...]) -> list[LiveRow]:
    return [
        LiveRow(one.tail, (one.sortie.group, one.sortie.station, one.sortie.launch, one.sortie.leave)) for one in roster
    ]


def events_of(changes: list[Change], t0: int, slots: int) -> list[Event]:
    out = []
    for one in changes:
        if isinstance(one, Loss):
            out.append(Event("lost", t0, slots if one.slots is None else t0 + one.slots, tail=one.tail))
        elif isinstance(one, Closure):
            out += [Event("closed", one.first, one.end, group=group) for group in one.groups]
        else:
            out.append(Event("crews", one.first, one.end, group=one.group, most=one.airborne_max))
    return out


def some_changes(seed: int, table: dict[str, Any], roster: list[NamedSortie], t0: int) -> list[Change]:
    luck, slots = np.random.default_rng(seed), table["slots"]
    tails = sorted({row.tail for row in roster})
    changes: list[Change] = []
    if tails and luck.random() < 0.7:
        changes.append(Loss(str(luck.choice(tails)), None if luck.random() < 0.5 else int(luck.integers(1, slots))))
    if luck.random() < 0.4:
        first = int(luck.integers(t0, slots))
        changes.append(Closure((0,), first, first + int(luck.integers(1, 5))))
    if luck.random() < 0.4:
        changes.append(FewerCrews(len(table["groups"]) - 1, 0, t0, t0 + int(luck.integers(1, slots))))
    return changes


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 100_000), t0=st.integers(0, 23))
def test_no_rule_is_broken_and_the_past_stands(seed: int, t0: int) -> None:
    table = random_table(seed)
    problem = problem_of_table(table)
    roster = greedy_roster(problem)
    changes = some_changes(seed, table, roster, t0)
    new = reroster(problem, roster, t0, changes)
    broken, missing = check_live(table, rows_of(roster), rows_of(new.rows), t0, events_of(changes, t0, table["slots"]))
    stranded = tuple(f"{row.tail}: lands" for row in new.stranded)
    assert not [what for what in broken if not what.startswith(stranded or ("nobody",))]
    assert missing == new.uncovered
    assert new.uncovered <= new.uncovered_cut


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 100_000), t0=st.integers(0, 23))
def test_where_nothing_failed_nothing_changes(seed: int, t0: int) -> None:
    problem = problem_of_table(random_table(seed))
    roster = greedy_roster(problem, rounds=1)
    new = reroster(problem, roster, t0, [])
    assert list(new.rows) == roster
    assert new.n_changed == 0
    assert new.uncovered == new.uncovered_before


def one_post(vehicles: int) -> dict[str, Any]:
    """One post an hour away, twelve hours of endurance, two of turnaround, two days."""
    group = {
        "name": "G", "vehicles": vehicles, "endurance_slots": 12, "turnaround_slots": 2, "airborne_max": 2,
        "airborne_hours_max": None, "sortie_cost": 1.0, "transit_slots": [[1]], "base_open": [True] * 48,
    }  # fmt: skip
    return {"format": "roster_slots/1", "slot_h": 1.0, "slots": 48, "required": [[1] * 48], "groups": [group]}


def relay(slots: int, stint: int) -> list[SlotSortie]:
    """Each takes off so as to arrive when the one before leaves."""
    return [SlotSortie(launch, 0, 0, min(launch + 1 + stint, slots)) for launch in range(0, slots - 1, stint)]


def test_an_idle_vehicle_takes_over_what_a_lost_one_had_to_fly() -> None:
    problem = problem_of_table(one_post(vehicles=3))
    two = [NamedSortie(one, f"G-{place % 2 + 1}") for place, one in enumerate(relay(48, 10))]
    new = reroster(problem, two, 15, [Loss("G-1")])
    assert new.uncovered == new.uncovered_before == 0
    later = [row for row in new.rows if row.sortie.launch >= 15]
    assert {row.tail for row in later} == {"G-2", "G-3"}
    assert [row.sortie for row in later] == [row.sortie for row in two if row.sortie.launch >= 15]
    assert new.n_changed == sum(row.tail == "G-1" for row in two if row.sortie.leave > 15)


def test_a_vehicle_that_fails_in_the_air_watches_no_more() -> None:
    problem = problem_of_table(one_post(vehicles=2))
    roster = name_tails(problem, relay(48, 10))
    new = reroster(problem, roster, 5, [Loss("G-1")])
    cut = next(row for row in new.rows if row.sortie.launch == 0)
    assert cut.sortie.leave == 5
    assert not [row for row in new.rows if row.tail == "G-1" and row.sortie.launch > 0]
    assert new.uncovered > 0


def test_those_in_the_air_come_home_before_their_base_closes() -> None:
    table = one_post(vehicles=2)
    problem = problem_of_table(table)
    roster = name_tails(problem, relay(48, 10))
    new = reroster(problem, roster, 5, [Closure((0,), 10, 14)])  # it was to leave at 11 and land at 12
    first = next(row for row in new.rows if row.sortie.launch == 0)
    assert first.sortie.leave + 1 in (*range(6, 10), 14)
    assert not new.stranded
    assert not check_live(table, rows_of(roster), rows_of(new.rows), 5, [Event("closed", 10, 14, group=0)])[0]


def test_hours_flown_so_far_count() -> None:
    table = one_post(vehicles=3)
    table["groups"][0]["airborne_hours_max"] = 40.0
    problem = problem_of_table(table)
    roster = [NamedSortie(SlotSortie(0, 0, 0, 11), "G-1"), NamedSortie(SlotSortie(20, 0, 0, 31), "G-2")]
    new = reroster(problem, roster, 25, [Loss("G-1")])
    assert list(new.rows) == roster  # the lost vehicle had nothing left to do
    new = reroster(problem, [*roster, NamedSortie(SlotSortie(33, 0, 0, 44), "G-1")], 25, [Loss("G-1")])
    assert not check_live(table, rows_of(roster), rows_of(new.rows), 25, [Event("lost", 25, 48, tail="G-1")])[0]
    assert new.uncovered <= new.uncovered_before < new.uncovered_cut


@pytest.mark.soak
@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 1_000_000), t0=st.integers(0, 23))
def test_no_rule_is_broken_in_many_cases(seed: int, t0: int) -> None:
    test_no_rule_is_broken_and_the_past_stands.hypothesis.inner_test(seed, t0)  # type: ignore[attr-defined]


def test_who_can_land_nowhere_is_named() -> None:
    problem = problem_of_table(one_post(vehicles=2))
    roster = name_tails(problem, relay(48, 10))
    new = reroster(problem, roster, 5, [Closure((0,), 5, 20)])
    assert [row.sortie.launch for row in new.stranded] == [0]


def test_a_vehicle_nobody_has_is_refused() -> None:
    problem = problem_of_table(one_post(vehicles=1))
    with pytest.raises(ValueError, match="no vehicle is called 'G-9'"):
        live_state(problem, [], 3, [Loss("G-9")])


def test_first_in_first_out_names() -> None:
    problem = problem_of_table(one_post(vehicles=3))
    assert [row.tail for row in name_tails(problem, relay(48, 10))] == ["G-1", "G-2", "G-3", "G-1", "G-2"]
    with pytest.raises(ValueError, match="no vehicle of G is ready"):
        name_tails(problem_of_table(one_post(vehicles=1)), relay(48, 10))


@pytest.mark.skipif(not FILES.exists(), reason="the instances are not in a fresh clone")
def test_a_failure_in_a_week_is_mended_with_few_changes() -> None:
    table = json.loads((FILES / "s2_d07.json").read_text())
    problem = problem_of_table(table)
    roster = greedy_roster(problem)
    assert check_slots(table, [one.row for one in rows_of(roster)])[0] == []
    assert (
        uncovered(problem, [row.sortie for row in roster])
        == check_slots(table, [one.row for one in rows_of(roster)])[1]
    )
    tail = next(row.tail for row in roster if row.sortie.launch >= 60 and row.sortie.leave < 168)
    new = reroster(problem, roster, 60, [Loss(tail)])
    again = reroster(problem, roster, 60, [Loss(tail)])
    broken, missing = check_live(table, rows_of(roster), rows_of(new.rows), 60, [Event("lost", 60, 168, tail=tail)])
    assert not broken
    assert missing == new.uncovered < new.uncovered_cut
    assert new.n_changed <= 0.4 * new.n_later
    assert new == again
