"""Duties of crews: rules kept on any flights, no fewer crews than the bound, and numbers worked out by hand."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.rostering.crews import _of_pool
from longwatch.rostering.crews_pools import Flight, Pool, Shift
from longwatch.rostering.crews_windows import Airborne, duty_windows, fewest_bound, fewest_crews
from longwatch.scenario.duties import Turn

H = 3600


@st.composite
def flights(draw: st.DrawFn, longest_h: float = 30.0) -> list[Flight]:
    found = []
    for tail in range(draw(st.integers(1, 5))):
        at_s = draw(st.integers(0, 20 * H))
        for _ in range(draw(st.integers(0, 7))):
            to_s = at_s + draw(st.integers(1, int(longest_h * H)))
            found.append(Flight(at_s, to_s, f"v-{tail}"))
            at_s = to_s + draw(st.integers(0, 20 * H))
    return sorted(found, key=lambda one: (one.from_s, one.to_s, one.tail))


rules = st.tuples(st.integers(2 * H, 14 * H), st.integers(H, 24 * H))
few_resting = st.lists(st.integers(1, 30 * H), max_size=2).map(lambda some: tuple(sorted(some)))


def pool(n_crews: int, duty_s: int, rest_s: int, rested_s: tuple[int, ...] = (), **more: object) -> Pool:
    names = tuple(f"crew {n}" for n in range(n_crews))
    return Pool("fleet f", ("f",), names, duty_s, rest_s, rested_s, **more)  # type: ignore[arg-type]


def check_manned(turns: tuple[Turn, ...], flown: list[Flight]) -> None:
    """Each vehicle's turns are its flights without a hole, and no crew flies two vehicles at once."""
    for tail in {one.tail for one in flown} | {turn.tail for turn in turns}:
        pieces = sorted((turn.from_s, turn.to_s) for turn in turns if turn.tail == tail)
        joined: list[list[int]] = []
        for from_s, to_s in pieces:
            assert from_s < to_s
            if joined and joined[-1][1] == from_s:
                joined[-1][1] = to_s
            else:
                assert not joined or joined[-1][1] < from_s
                joined.append([from_s, to_s])
        asked: list[list[int]] = []
        for one in (one for one in flown if one.tail == tail):
            if asked and asked[-1][1] == one.from_s:
                asked[-1][1] = one.to_s
            else:
                asked.append([one.from_s, one.to_s])
        assert joined == asked
    for own in by_crew(turns).values():
        assert all(one.to_s <= other.from_s for one, other in pairwise(own))


def by_crew(turns: tuple[Turn, ...]) -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = defaultdict(list)
    for turn in sorted(turns):
        found[turn.crew].append(turn)
    return found


def check_duty_and_rest(turns: tuple[Turn, ...], duty_s: int, rest_s: int, but: tuple[Flight, ...] = ()) -> None:
    for own in by_crew(turns).values():
        duties: dict[int, list[Turn]] = defaultdict(list)
        for turn in own:
            duties[turn.duty].append(turn)
        spans = sorted((some[0].from_s, some[-1].to_s) for some in duties.values())
        assert all(to_s - from_s <= duty_s or Flight(from_s, to_s, "") in but for from_s, to_s in spans)
        assert all(later[0] - earlier[1] >= rest_s for earlier, later in pairwise(spans))


@given(flights(), rules, st.integers(0, 12), few_resting)
def test_crews_at_the_desk_keep_every_rule(
    flown: list[Flight], rule: tuple[int, int], there: int, rested_s: tuple[int, ...]
) -> None:
    rested_s = rested_s[:there]
    made = _of_pool(pool(there, *rule, rested_s), flown)
    check_manned(made.turns, flown)
    check_duty_and_rest(made.turns, *rule)
    assert made.bound <= made.needed
    assert len(by_crew(made.turns)) <= max(made.needed, there)
    for at_s in rested_s:  # whoever rests does not fly
        awake = max(there, made.needed) - sum(one >= at_s for one in rested_s)
        assert sum(own[0].from_s < at_s for own in by_crew(made.turns).values()) <= awake
    if flown and made.needed > made.bound:
        airborne = Airborne.of([(one.from_s, one.to_s) for one in flown])
        assert duty_windows(airborne, made.needed - 1, *rule, rested_s) is None


@given(flights(longest_h=12.0), rules, st.integers(0, 8))
def test_crews_aboard_fly_whole_sorties(flown: list[Flight], rule: tuple[int, int], there: int) -> None:
    made = _of_pool(pool(there, *rule, aboard=True), flown)
    check_manned(made.turns, flown)
    assert sorted((t.from_s, t.to_s, t.tail) for t in made.turns) == sorted((f.from_s, f.to_s, f.tail) for f in flown)
    check_duty_and_rest(made.turns, *rule, but=tuple(Flight(one.from_s, one.to_s, "") for one in made.too_long))
    assert made.bound <= made.needed


@given(st.integers(1, 12), rules)
def test_a_steady_number_in_the_air_takes_what_the_count_says(n: int, rule: tuple[int, int]) -> None:
    """C crews count for floor(C D / (D + R)) in the air at once, and that many they can keep there for ever."""
    duty_s, rest_s = rule
    steady = Airborne.of([(0, 6 * (duty_s + rest_s))] * n)
    assert fewest_crews(steady, duty_s, rest_s) == fewest_bound(steady, duty_s, rest_s)
    assert fewest_crews(steady, duty_s, rest_s) == math.ceil(n * (duty_s + rest_s) / duty_s)


@given(flights(), rules)
def test_fewer_in_the_air_never_take_more_crews(flown: list[Flight], rule: tuple[int, int]) -> None:
    if flown:
        needed = [fewest_crews(Airborne.of([(f.from_s, f.to_s) for f in some]), *rule) for some in (flown, flown[1:])]
        assert needed[1] <= needed[0]


def test_two_always_in_the_air_with_12_hours_of_rest() -> None:
    # 2 x (8 + 12) / 8 = 5 crews; starting both at once would leave nobody rested after 16 h, so one is relieved early.
    found = duty_windows(Airborne.of([(0, 90 * H)] * 2), 5, 8 * H, 12 * H)
    assert found is not None
    assert (np.diff(found.begin_s) > 0).any()
    assert duty_windows(Airborne.of([(0, 90 * H)] * 2), 4, 8 * H, 12 * H) is None


def test_instants_a_duty_apart_need_crews_of_their_own() -> None:
    # Of 0 h, 8 h and 16 h no crew of 8 h duty and 16 h rest is in the air at two: 1 + 3 + 2 crews.
    peaks = Airborne.of([(0, H), *[(8 * H, 9 * H)] * 3, *[(16 * H, 17 * H)] * 2])
    assert fewest_bound(peaks, 8 * H, 16 * H) == 6 == fewest_crews(peaks, 8 * H, 16 * H)


def test_hours_of_crews_are_even() -> None:
    made = _of_pool(pool(4, 8 * H, 16 * H), [Flight(day * 24 * H, day * 24 * H + 8 * H, "v") for day in range(8)])
    hours = [sum(turn.flown_s for turn in own) / H for own in by_crew(made.turns).values()]
    assert hours == [16.0] * 4
    assert made.needed == made.bound == 1


def test_shifts_hand_over_at_their_hours() -> None:
    days = [(n * 24 * H, n * 24 * H + 12 * H) for n in range(4)]
    nights = tuple((end, end + 12 * H) for _, end in days)
    shifts = (Shift(("day",), tuple(days)), Shift(("night",), nights))
    made = _of_pool(Pool("fleet f", ("f",), ("day", "night"), 8 * H, 16 * H, shifts=shifts), [Flight(H, 40 * H, "v")])
    found = [(turn.crew, turn.from_s / H, turn.to_s / H) for turn in made.turns]
    assert found == [("day", 1, 12), ("night", 12, 24), ("day", 24, 36), ("night", 36, 40)]


@pytest.mark.parametrize(("there", "is_short"), [(2, True), (3, False)])
def test_who_is_missing_has_a_name_that_says_so(there: int, is_short: bool) -> None:
    made = _of_pool(pool(there, 8 * H, 16 * H), [Flight(0, 72 * H, "v")])
    assert made.is_short is is_short
    assert any("missing" in turn.crew for turn in made.turns) is is_short
