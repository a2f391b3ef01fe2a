"""When looks have been reported: by link, on surfacing, on landing, or never."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.sim.reports import first_of, reported_s, reporting_of

ROW = {"trial": 0, "sortie": 0, "stint": 0, "tail": "boat-1", "fleet": "boats", "line": "inshore"}


@cache
def by_hand():
    return hand_roster(hand_scenario())


def told(enter_s, *, every_s=0, delay_s=0, **sortie):
    roster = by_hand()
    pairings = tuple(replace(one, report_every_s=every_s, report_delay_s=delay_s) for one in roster.pairings)
    times = {"takeoff_s": 0, "arrive_s": 1000, "leave_s": 9000, "land_s": 10_000, "outcome": "done"} | sortie
    reports = reporting_of(replace(roster, pairings=pairings), pl.DataFrame([ROW | times]))
    return float(reported_s(reports, np.zeros(1, np.int64), np.array([float(enter_s)]))[0])


@pytest.mark.parametrize(
    ("enter_s", "facts", "expected"),
    [
        (1500, {}, 1500),
        (1500, {"delay_s": 300}, 1800),
        (1000, {"every_s": 3600}, 1000),  # it surfaces on arriving
        (1001, {"every_s": 3600}, 4600),
        (500, {"every_s": 3600}, 1000),  # on the way: told on arriving
        (8300, {"every_s": 3600, "delay_s": 60}, 10_060),  # landed before it would surface
        (8300, {"every_s": 3600, "outcome": "airborne"}, 11_800),
        (8300, {"every_s": 3600, "outcome": "loss"}, np.inf),
        (5000, {"every_s": 3600, "outcome": "loss"}, 8200),
        (300, {"every_s": 3600, "arrive_s": None, "leave_s": None, "land_s": 700}, 700),
    ],
)
def test_a_look_is_reported_when_it_can_be(enter_s, facts, expected):
    assert told(enter_s, **facts) == expected


@given(st.integers(0, 9000), st.integers(0, 5000), st.integers(0, 900), st.sampled_from(["done", "abort", "loss"]))
def test_no_report_comes_before_its_look_and_more_haste_is_never_later(enter_s, every_s, delay_s, outcome):
    report_s = told(enter_s, every_s=every_s, delay_s=delay_s, outcome=outcome)
    assert report_s >= enter_s + delay_s
    assert told(enter_s, every_s=0, delay_s=delay_s, outcome=outcome) <= report_s


def test_the_first_report_need_not_be_of_the_first_look():
    assert first_of(3, np.array([0, 0, 2]), np.array([900.0, 400.0, np.inf])).tolist() == [400.0, np.inf, np.inf]
