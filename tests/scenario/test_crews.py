"""Crews of fleets and crews that the fleets of a station share: what they can fly, and what can't be so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.scenario.openings import control_at_once
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.sim.processes import processes_of


def shared(fleet: dict[str, Any] | None = None, **station: Any) -> Scenario:
    """The sound scenario; the first station has crews, those that it flies have none of their own."""
    raw = valid_table()
    raw["control"][0] |= station
    own = [one for one in raw["fleet"] if one.get("control") == raw["control"][0]["name"]]
    for one in own:
        for key in ("crews", "crew_duty", "crew_rest", "shifts"):
            one.pop(key, None)
    own[0] |= fleet or {}
    raw.pop("state", None)
    return scenario_from_dict(raw, Path("scenario.toml"))


def words(fleet: dict[str, Any] | None = None, **station: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        shared(fleet, **station)
    return " | ".join(f"{one.where}: {one.what}" for one in caught.value.problems)


def test_a_station_flies_what_channels_and_crews_let_it() -> None:
    few = shared(channels=5, crews=9).file.control[0]
    assert control_at_once(few) == 3  # 9 x 8 h / 24 h
    assert control_at_once(few.model_copy(update={"channels": 2})) == 2
    assert control_at_once(shared(channels=5, crews=9, crew_rest="10 h").file.control[0]) == 4  # 9 x 8 / 18
    assert not [one for one in shared(crews=9).warnings if "has no `crews`" in str(one)]


def test_trials_count_shared_crews_or_follow_them() -> None:
    counted = processes_of(shared(channels=5, crews=9))
    name = shared().file.control[0].name
    assert (dict(counted.channels)[name], counted.crew_pools) == (3, ())
    followed = processes_of(shared(channels=5, crews=9, crew_rest="10 h"))
    assert dict(followed.channels)[name] == 5
    (pool,) = followed.crew_pools
    assert (pool.count, pool.duty_s, pool.rest_s) == (9, 28_800, 36_000)
    assert {one.crew_pool for one in followed.fleets if one.control == name} == {pool.name}
    assert {one.crew_pool for one in followed.fleets if one.control != name} <= {None}


@pytest.mark.parametrize("own", [{"crews": 3}, {"crew_duty": "9 h"}, {"shifts": [{"hours": "always", "crews": 2}]}])
def test_crews_belong_to_the_station_or_to_its_fleets(own: dict[str, Any]) -> None:
    assert "has none of its own" in words(own, crews=9)


def test_rest_and_duty_need_crews() -> None:
    assert "crew_rest: is given, but no `crews` who would keep to it" in words(crew_rest="9 h")
    assert "crew_duty: is given, but no `crews` who would keep to it" in words(crew_duty="9 h")
    assert "no crew works and rests within an hour" in words(crews=3, crew_duty="10 min", crew_rest="9 min")
    assert "'25 h' is more than a day" in words(crews=3, crew_duty="25 h")


def test_too_few_crews_are_told() -> None:
    told = [str(one) for one in shared(crews=2).warnings]
    assert any("2 of 8 h a day can't keep one vehicle in the air" in one for one in told)


def test_shared_crews_come_rested() -> None:
    raw = valid_table()
    raw["control"][0]["crews"] = 9
    fleet = next(one for one in raw["fleet"] if one.get("control") == raw["control"][0]["name"])
    for key in ("crews", "crew_duty"):
        fleet.pop(key, None)
    name = fleet.get("name") or f"{fleet['platform']}@{fleet['base']}"
    raw["state"] = {"crews": [{"fleet": name, "rest": "3 h"}]}
    with pytest.raises(BadInputError, match="who come rested"):
        scenario_from_dict(raw, Path("scenario.toml"))
