"""Rosters that exist, whole or with faults planted, mended until they keep the rules; and made better around what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hours_in_numbers import broken_hours, with_hours
from helpers.rosters_in_numbers import broken_rules, one_line, random_problem
from longwatch.rostering.builder import best_build, candidates, score
from longwatch.rostering.check import check_stints
from longwatch.rostering.improve import improve, laid_out
from longwatch.rostering.problem import Problem
from longwatch.rostering.repair import difference, repair, stint_of
from longwatch.rostering.resources import Sortie
from longwatch.rostering.tails import match_tails
from longwatch.rostering.timetable import Flown

Rows = list[Flown]


def _rows(problem: Problem, pick: int = 0) -> Rows:
    """A good roster with its tails: one of the builder's."""
    rosters = [sorties for _, sorties in candidates(problem)]
    return _named(problem, rosters[pick % len(rosters)])


def _named(problem: Problem, sorties: list[Sortie]) -> Rows:
    fleets = {group.name: n for n, group in enumerate(problem.groups)}
    lines = {line.name: n for n, line in enumerate(problem.lines)}
    return [
        Flown(Sortie(one.takeoff_s, fleets[one.fleet], lines[one.line], one.arrive_s, one.leave_s, one.land_s, one.ready_s,
                     one.airborne_at_start), one.tail)
        for one in match_tails(problem, sorties)
    ]  # fmt: skip


def _problem(seed: int) -> Problem:
    problem = random_problem(seed, hours=(24, 96), lines=3, fleets=3)
    return with_hours(problem, seed) if seed % 2 else problem


def _broken(problem: Problem, rows: Rows) -> list[str]:
    stints = [stint_of(problem, flown) for flown in rows]
    check_stints(problem, stints)
    return broken_rules(problem, stints) + broken_hours(problem, stints)


@given(st.integers(0, 10**6), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_a_good_roster_stays_as_it_is(seed: int, pick: int) -> None:
    problem = _problem(seed)
    rows = _rows(problem, pick)
    repaired = repair(problem, rows)
    assert [now for now, _ in repaired.rows] == sorted(rows)
    assert not repaired.why
    assert all(now == was for now, was in repaired.rows)


def _later(dice: Random, one: Flown, rows: Rows, lines: list[int]) -> list[Flown]:  # noqa: ARG001
    by = dice.choice([-1, 1]) * dice.randint(60, 20_000)
    moved = {name: getattr(one.sortie, name) + by for name in COLUMNS}
    return [replace(one, sortie=replace(one.sortie, **moved))]


def _column(dice: Random, one: Flown, rows: Rows, lines: list[int]) -> list[Flown]:  # noqa: ARG001
    name, by = dice.choice(COLUMNS), dice.choice([-1, 1]) * dice.randint(60, 20_000)
    return [replace(one, sortie=replace(one.sortie, **{name: getattr(one.sortie, name) + by}))]


def _tail(dice: Random, one: Flown, rows: Rows, lines: list[int]) -> list[Flown]:  # noqa: ARG001
    return [replace(one, tail=dice.choice(["nobody", dice.choice(rows).tail]))]


def _twice(dice: Random, one: Flown, rows: Rows, lines: list[int]) -> list[Flown]:  # noqa: ARG001
    return [one, one]


def _other_line(dice: Random, one: Flown, rows: Rows, lines: list[int]) -> list[Flown]:  # noqa: ARG001
    return [replace(one, sortie=replace(one.sortie, line=dice.choice(lines)))]


COLUMNS = ["takeoff_s", "arrive_s", "leave_s", "land_s", "ready_s"]
FAULTS: list[Callable[[Random, Flown, Rows, list[int]], list[Flown]]] = [_later, _column, _tail, _twice, _other_line]


def _spoilt(seed: int, k: int, problem: Problem, good: Rows) -> tuple[Rows, Rows]:
    """The roster with k rows spoilt, and these rows as they were and as they are."""
    dice = Random(f"faults {seed}")
    bad, touched = list(good), []
    for one in dice.sample(good, min(k, len(good))):
        lines = [leg.line for leg in problem.legs.values() if leg.fleet == one.sortie.fleet]
        worse = dice.choice(FAULTS)(dice, one, good, lines)
        bad.remove(one)
        bad += worse
        touched += [one, *worse]
    return bad, touched


@given(st.integers(0, 10**6), st.integers(1, 4))
@settings(max_examples=120, deadline=None)
def test_planted_faults_are_mended_and_rows_far_from_them_left_alone(seed: int, k: int) -> None:
    problem = _problem(seed)
    good = _rows(problem)
    bad, touched = _spoilt(seed, k, problem, good)
    repaired = repair(problem, bad)
    rows = [now for now, _ in repaired.rows]
    assert not _broken(problem, rows)
    for one in set(good) - set(touched):  # only who is in the air or turned round at the same time may be moved
        near = any(_overlap(one.sortie, other.sortie) for other in touched)
        assert near or one in rows
    assert all(repaired.why.get(was) for was in set(bad) - set(rows)), "a row that is not as it was has a reason"
    for now, was in repaired.rows:
        assert was is None or (difference(was, now) == "") == (was == now)


def _overlap(one: Sortie, other: Sortie) -> bool:
    times = [getattr(other, name) for name in COLUMNS]
    return one.takeoff_s <= max(times) and one.ready_s >= min(times)


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_improving_keeps_every_rule_and_never_loses(seed: int) -> None:
    problem = _problem(seed)
    dice = Random(f"less {seed}")
    rows = [one for one in _rows(problem) if one.sortie.aloft or dice.random() < 0.7]
    repaired = repair(problem, rows)
    tails = [list(own) for own in repaired.table.busy]
    better = improve(problem, repaired.rows, tails)
    assert not _broken(problem, [now for now, _ in better])
    before, after = (score(problem, [now.sortie for now, _ in pairs]) for pairs in (repaired.rows, better))
    assert (after.hard_s, after.uncovered_s) <= (before.hard_s, before.uncovered_s)


def test_a_gap_free_line_without_one_of_its_rows_is_gap_free_again() -> None:
    problem = one_line(4, 3600, 3600, 36_000, 3 * 3600, 20 * 36_000, count_from_s=3600)
    _, sorties = best_build(problem)
    rows = _named(problem, sorties)
    del rows[7]
    repaired = repair(problem, rows)
    assert [now for now, _ in repaired.rows] == rows
    better = improve(problem, repaired.rows, [list(own) for own in repaired.table.busy])
    assert score(problem, [now.sortie for now, _ in better]).uncovered_s == 0
    assert {was for _, was in better} - {None} == set(rows)
    assert sum(now == was for now, was in better) == len(rows)


def test_what_a_vehicle_less_leaves_is_flown_by_the_others() -> None:
    problem = one_line(4, 3600, 3600, 36_000, 3 * 3600, 20 * 36_000, count_from_s=3600)
    _, sorties = best_build(problem)
    rows = _named(problem, sorties)
    fewer = replace(problem, groups=(replace(problem.groups[0], count=3),))
    repaired = repair(fewer, rows)
    used = {now.tail for now, _ in repaired.rows}
    assert len(used) <= 3
    assert used <= {one.tail for one in rows}
    assert all("3 usable vehicles" in why for why in repaired.why.values())
    assert repaired.why


@pytest.mark.parametrize("seed", range(6))
def test_a_timetable_that_a_row_is_taken_from_is_as_it_was(seed: int) -> None:
    problem = _problem(seed)
    rows = [(one, None) for one in _rows(problem) if not one.sortie.aloft]
    tails = [list(own) for own in repair(problem, [one for one, _ in rows]).table.busy]
    if not rows:
        return
    table = laid_out(problem, rows, tails)
    for one, _ in rows:
        assert table.why_not(one), "its place is taken"
        table.drop(one)
        assert not table.why_not(replace(one))
        table.take(one)
