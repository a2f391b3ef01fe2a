"""Where the weather varies, the wind of the header is a planning figure: any that can blow will do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.skies import sky_scenario, write_table
from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.header import WIND_MAX_MPS, check_pairing
from longwatch.verifier.served import served_pairs


def wind_rules(scenario: Scenario, roster: Roster, east_mps: float) -> list[str]:
    changed = replace(roster, pairings=tuple(replace(p, wind_east_mps=east_mps) for p in roster.pairings))
    return [
        v.rule
        for pair in served_pairs(scenario, changed)[0].values()
        for v in check_pairing(scenario, pair)
        if v.rule == "wind"
    ]


@pytest.mark.parametrize(("east_mps", "broken"), [(0.0, False), (25.0, False), (WIND_MAX_MPS, True), (500.0, True)])
def test_a_planning_wind_is_not_compared_but_can_be_absurd(tmp_path: Path, east_mps: float, broken: bool) -> None:
    path = write_table(tmp_path / "sky.csv", {"wind [kt]": [10.0] * 60, "wind from [deg]": 90})
    scenario = sky_scenario({"kind": "table", "file": str(path)}, length="2 d")
    roster = make_roster(scenario).roster
    assert roster.pairings[0].wind_east_mps == pytest.approx(-5.144, abs=0.01)
    assert bool(wind_rules(scenario, roster, east_mps)) == broken


def test_a_constant_wind_is_the_scenarios() -> None:
    scenario = sky_scenario({"wind": "10 kt", "wind_from": "90 deg"}, length="2 d")
    roster = make_roster(scenario).roster
    assert wind_rules(scenario, roster, roster.pairings[0].wind_east_mps) == []
    assert wind_rules(scenario, roster, 0.0) != []
