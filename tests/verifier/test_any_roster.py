"""A roster of any kind earns a verdict: no crash, nothing infinite, and a spoilt figure never makes it pass unseen."""

from __future__ import annotations

import math
import warnings
from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import RULES, verify_roster

NUMBER = st.one_of(
    st.floats(-1e9, 1e9), st.sampled_from([0.0, -1.0, 1e-300, 1e18, -1e18, 90.0, 180.0, 360.0]), st.floats(-1, 1)
)
WHOLE = st.one_of(st.integers(-(10**9), 10**9), st.sampled_from([0, -1, 1, 10**12]))


@cache
def good() -> tuple[Scenario, Roster]:
    scenario = hand_scenario()
    return scenario, hand_roster(scenario)


def spoil(draw: Any, thing: Any) -> Any:
    """One field of a line, pairing or stint set to something else of its type."""
    field = draw(st.sampled_from(fields(thing)))
    value = {
        "float": NUMBER,
        "int": WHOLE,
        "bool": st.booleans(),
        "str": st.sampled_from(["", "east", "south", "planes", "boats", "plane-1", "x"]),
        "tuple[tuple[int, int], ...]": st.lists(st.tuples(WHOLE, WHOLE), max_size=3).map(tuple),
        "tuple[tuple[float, float], ...]": st.lists(
            st.tuples(st.floats(-90, 90), st.floats(-400, 400)), max_size=4
        ).map(tuple),
        "tuple[tuple[str, float], ...]": st.lists(
            st.tuples(st.sampled_from(["merchant", "small-boat", "x"]), NUMBER), max_size=3
        ).map(tuple),
        "tuple[tuple[float, float, float], ...]": st.lists(
            st.tuples(st.floats(-1e6, 1e6), st.floats(-90, 90), st.floats(-400, 400)), max_size=4
        ).map(tuple),
    }[str(field.type)]
    return replace(thing, **{field.name: draw(value)})


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_spoilt_roster_earns_a_finite_verdict(data: st.DataObject) -> None:
    check_spoilt(data)


@pytest.mark.soak
@settings(deadline=None, max_examples=1000)
@given(data=st.data())
def test_any_of_many_spoilt_rosters_earns_a_finite_verdict(data: st.DataObject) -> None:
    check_spoilt(data)


def check_spoilt(data: st.DataObject) -> None:
    """One to three fields of a good roster spoilt."""
    scenario, roster = good()
    for _ in range(data.draw(st.integers(1, 3))):
        part = data.draw(st.sampled_from(["lines", "pairings", "stints"]))
        things = list(getattr(roster, part))
        if things:
            place = data.draw(st.integers(0, len(things) - 1))
            things[place] = spoil(data.draw, things[place])
            roster = replace(roster, **{part: tuple(things)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        verdict = verify_roster(scenario, roster)
    assert verdict.ok == (not verdict.violations)
    assert math.isfinite(verdict.covered_fraction)
    assert 0.0 <= verdict.covered_fraction <= 1.0
    for violation in verdict.violations:
        assert violation.rule in RULES
        assert math.isfinite(violation.by)
        assert "nan" not in str(violation)
        assert "inf" not in str(violation).split()


def test_an_empty_roster() -> None:
    scenario, roster = good()
    verdict = verify_roster(scenario, replace(roster, lines=(), pairings=(), stints=()))
    assert {violation.rule for violation in verdict.violations} == {"line", "airborne"}
    assert verdict.covered_fraction == 0.0
