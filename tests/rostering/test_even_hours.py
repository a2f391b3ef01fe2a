"""Even use of hours: the same sorties, every turnaround kept, never less even than first in, first out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from helpers.rosters_in_numbers import make_line
from longwatch.rostering.even_hours import even_hours, hours_of
from longwatch.rostering.problem import ConstantTransits, Group, Leg, Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.tails import match_tails, tail_names
from longwatch.scenario.plan import Stint

H = 3600


def problem(count: int, flown_s: tuple[int, ...] = (), tails: tuple[str, ...] = ()) -> Problem:
    group = Group("a", "craft", count, tails=tails, flown_s=flown_s)
    return Problem(
        900 * H, (make_line("line", 900 * H),), (group,), {(0, 0): Leg(0, 0, 50 * H, 0, ConstantTransits.of(0, 0))}
    )


def sortie(takeoff_s: int, land_s: int, ready_s: int) -> Sortie:
    return Sortie(takeoff_s, 0, 0, takeoff_s, land_s, land_s, ready_s, takeoff_s < 0)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Problem, list[Sortie]]:
    count, found = draw(st.integers(1, 5)), []
    for _ in range(count):
        at_s = draw(st.integers(-5 * H, 20 * H))
        for _ in range(draw(st.integers(0, 8))):
            land_s = max(at_s + draw(st.integers(1, 30 * H)), 1)
            ready_s = land_s + draw(st.integers(0, 6 * H))
            found.append(sortie(at_s, land_s, ready_s))
            at_s = max(ready_s, 0) + draw(st.integers(0, 30 * H))
    flown = draw(st.one_of(st.just(()), st.lists(st.integers(0, 300 * H), min_size=count, max_size=count)))
    return problem(count, tuple(flown)), found


def spread_of(of: Problem, stints: tuple[Stint, ...]) -> tuple[int, int]:
    names = tail_names(of)[0]
    found = hours_of("a", names, stints, dict(zip(names, of.groups[0].flown_s, strict=False)))
    return found.spread_s, sum(flown_s**2 for _, flown_s in found.by_tail)


@given(rosters())
def test_hours_are_never_less_even_than_first_in_first_out(made: tuple[Problem, list[Sortie]]) -> None:
    of, sorties = made
    before = match_tails(of, sorties)
    after = even_hours(of, before)
    assert sorted(replace(one, tail="") for one in before) == sorted(replace(one, tail="") for one in after)
    assert {one.tail for one in after} <= set(tail_names(of)[0])
    for tail in {one.tail for one in after}:
        own = sorted((one.takeoff_s, one.ready_s) for one in after if one.tail == tail)
        assert all(one[1] <= other[0] for one, other in pairwise(own))
    for better, worse in zip(spread_of(of, after), spread_of(of, before), strict=True):
        assert better <= worse
    assert even_hours(of, before) == after


def test_two_vehicles_change_what_they_fly_where_both_stand_ready() -> None:
    # In turns of 2 h and 6 h first in, first out gives one all the long ones: 8 h and 24 h. Changed half-way: 16 h each.
    of = problem(2)
    sorties = [sortie(10 * n * H, (10 * n + (6 if n % 2 else 2)) * H, (10 * n + 8) * H) for n in range(8)]
    before = match_tails(of, sorties)
    assert spread_of(of, before)[0] == 16 * H
    assert spread_of(of, even_hours(of, before))[0] == 0


def test_hours_flown_before_count() -> None:
    of = problem(2, flown_s=(100 * H, 90 * H), tails=("JA01", "JA02"))
    (stint,) = even_hours(of, match_tails(of, [sortie(0, 10 * H, 11 * H)]))
    assert stint.tail == "JA02"
