"""Hours of bases, decks, shifts and watches as a scenario says them, and the messages that what can't be so earns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.rostering.make import make_roster
from longwatch.scenario.openings import base_openings, crew_steps, watch_windows
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario

HOUR = 3600
SHIFTS = [
    {"hours": "08:00-20:00", "crews": 2},
    {"hours": "20:00-08:00", "crews": 1},
    {"hours": "12:00-14:00", "crews": 1},
]


def changed(**changes: dict[str, Any]) -> dict[str, Any]:
    """The sound scenario with keys added to its parts: base_0={...}, watch_0={...}, period={...}."""
    raw = valid_table()
    for name, keys in changes.items():
        section, _, index = name.partition("_")
        part = raw[section][int(index)] if index else raw[section]
        part |= keys
        for key in [key for key, value in keys.items() if value is None]:
            del part[key]
    return raw


def read(**changes: dict[str, Any]) -> Scenario:
    return scenario_from_dict(changed(**changes), Path("scenario.toml"))


def within(intervals: Any, days: int = 3) -> list[tuple[float, float]]:
    return [(a / HOUR, b / HOUR) for a, b in intervals or () if b > 0 and a < days * 24 * HOUR]


def test_openings_are_hours_and_deck_cycle_together() -> None:
    field = read(base_0={"hours": "06:00-22:00", "zone": "America/New_York"})
    assert within(base_openings(field, field.bases[0]))[:2] == [(-14, 2), (10, 26)]
    assert base_openings(field, field.bases[1]) is None
    always = read(base_0={"hours": "always"})
    assert base_openings(always, always.bases[0]) is None
    ship = read(base_2={"hours": "00:00-03:00", "deck_cycle": {"every": "2 h", "open": "30 min", "first": "1 h"}})
    assert within(base_openings(ship, ship.bases[2]), 1) == [(1, 1.5)]


def test_shifts_add_up_and_resting_crews_are_missing() -> None:
    one = read(period={"zone": "Asia/Tokyo"}, fleet_0={"crews": None, "shifts": SHIFTS})
    steps = crew_steps(one, one.fleet("Guardians"))
    assert steps is not None
    assert [(t / HOUR, n) for t, n in steps[:6]] == [(0, 2), (3, 3), (5, 2), (11, 1), (23, 2), (27, 3)]
    raw = changed(fleet_0={"crews": None, "shifts": SHIFTS})
    raw["state"] = {"crews": [{"fleet": "Guardians", "rest": "1 h"}, {"fleet": "Guardians", "rest": "9 h"}]}
    tired = scenario_from_dict(raw, Path("scenario.toml"))
    steps = crew_steps(tired, tired.fleet("Guardians"))
    assert steps is not None
    assert [(t / HOUR, n) for t, n in steps[:5]] == [(0, 0), (8, 1), (9, 2), (12, 3), (14, 2)]
    assert crew_steps(read(), read().fleet("Guardians")) is None


def test_windows_of_a_watch_make_the_demand() -> None:
    scenario = read(watch_0={"hours": ["08:00-10:00", "22:00-02:00"]})
    windows = watch_windows(scenario, scenario.watches[0])
    assert within(windows)[:4] == [(0, 2), (8, 10), (22, 26), (32, 34)]
    plan = make_roster(scenario)
    assert plan.demand_s == 3 * 6 * HOUR
    assert plan.covered_fraction > 0.9
    night = read(watch_0={"hours": "night"})
    assert 3 * 8 * HOUR < sum(b - a for a, b in watch_windows(night, night.watches[0])) < 3 * 10 * HOUR


def test_gaps_count_from_the_first_arrival_after_the_opening() -> None:
    early, late = (
        make_roster(read(period={"warm_up": "first-arrival"}, base_0=keys)).roster.lines[0].count_from_s
        for keys in ({}, {"hours": "05:00-24:00"})
    )
    assert late - early == 5 * HOUR


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"base_0": {"hours": "6-22"}}, "is not a stretch of hours"),
        ({"base_0": {"hours": "always", "zone": "Asia/Tokio"}}, "is not a time zone"),
        ({"base_0": {"deck_cycle": {"every": "2 h", "open": "1 h"}}}, "belongs to a ship"),
        ({"base_2": {"deck_cycle": {"every": "2 h", "open": "2 h"}}}, "never closes"),
        ({"base_2": {"deck_cycle": {"every": "2 s", "open": "1 s"}}}, "is too short"),
        ({"base_2": {"deck_cycle": {"every": "2 h", "open": "0.2 s"}}}, "less than a second"),
        ({"fleet_0": {"shifts": SHIFTS}}, "keep one of them"),
        ({"fleet_0": {"crews": None, "shifts": [{"hours": "always", "crews": 0}]}}, "has any crew"),
        ({"fleet_0": {"crews": None, "control": None, "shifts": SHIFTS}}, "no control station to sit at"),
        ({"watch_0": {"hours": "Fri 10:00-12:00"}}, "is never kept in the period"),
        ({"base_0": {"patrol_box": "canyon"}}, "belongs to a ship"),
        ({"base_2": {"patrol_box": "canyon"}}, "keep one of them"),
        ({"base_2": {"track": None, "patrol_box": "canyon"}}, "says how fast"),
        ({"base_2": {"track": None, "patrol_box": "cannyon", "patrol_speed": "12 kt"}}, "did you mean 'canyon'"),
        ({"base_2": {"patrol_speed": "12 kt"}}, "of no use without `patrol_box`"),
        ({"base_2": {"mmsi": 338000001}}, "of no use without `track_file`"),
        ({"base_2": {"track": None, "track_file": "no.csv"}}, "does not exist"),
        ({"base_2": {"track": None, "patrol_box": "canyon", "patrol_speed": "90 kt"}}, "would sail at 90 kt"),
    ],
)
def test_what_can_not_be_so_is_said(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read(**changes)
    assert message in str(caught.value)


def test_what_has_no_effect_earns_a_warning() -> None:
    assert any("has no effect" in one for one in read(base_0={"zone": "Asia/Tokyo"}).warnings)
    assert any("is never open" in one for one in read(base_0={"hours": "Fri 10:00-12:00"}).warnings)
