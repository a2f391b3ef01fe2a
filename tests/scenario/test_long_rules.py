"""Periods of years: planned as weeks that repeat where they can, in one piece where they must and it is not too long."""

from __future__ import annotations

from typing import Any

import pytest

from longwatch.errors import BadInputError
from longwatch.scenario.long import is_long
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario


def sea(length: str, zone: str = "UTC", **changes: Any) -> Scenario:
    field = {"name": "B", "kind": "airfield", "at": "37.9 N, 75.5 W", "runway": "3 km"}
    watch = {"name": "W", "area": "A", "kind": "station", "limit": "1 h", "sees": {"class": "fishing-boat"}}
    table = {
        "schema": 1,
        "name": "years",
        "period": {"start": "2026-06-01T00:00:00Z", "length": length, "zone": zone},
        "base": [field | changes.pop("base", {})],
        "control": [{"name": "C", "at": "B", "kind": "satellite", "channels": 4}],
        "area": [{"name": "A", "circle_at": "38.5 N, 74.0 W", "circle_radius": "30 km"}],
        "watch": [watch | changes.pop("watch", {})],
        "fleet": [{"name": "F", "platform": "mq9b", "base": "B", "control": "C", "count": 3}],
        **changes,
    }
    return scenario_from_dict(table)


SUMMER_TIME = {"hours": "08:00-20:00"}
IN_THE_WAY: dict[str, dict[str, Any]] = {
    "daylight": {"watch": {"hours": "day"}},
    "summer time": {"watch": SUMMER_TIME, "zone": "America/New_York"},
    "a policy that plans anew": {"policy": {"reroster": "24 h"}},
    "samples": {"run": {"samples": 10}},
}


@pytest.mark.parametrize("what", IN_THE_WAY)
def test_what_does_not_repeat_is_planned_in_one_piece_up_to_400_days_and_refused_beyond(what: str) -> None:
    assert not is_long(sea("200 d", **IN_THE_WAY[what]))
    with pytest.raises(BadInputError, match="weeks that repeat") as caught:
        sea("500 d", **IN_THE_WAY[what])
    assert len(caught.value.problems) == 1  # told once


def test_weeks_that_can_repeat_do_so_from_120_days_on() -> None:
    assert not is_long(sea("120 d"))
    assert is_long(sea("121 d"))
    assert is_long(sea("3650 d", watch=SUMMER_TIME))


def test_everything_in_the_way_is_told_in_one_pass() -> None:
    with pytest.raises(BadInputError) as caught:
        sea("3650 d", watch={"hours": "day"}, run={"samples": 10}, policy={"reroster": "24 h"})
    assert len(caught.value.problems) == 3
