"""What the report is told of sensors: the plan's own range again, the shortfall of the weather facts, the words of a claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from longwatch.api import plan, verify
from longwatch.reporting.content_fleet import SensorReport
from longwatch.runs.content_sensors import sensor_reports, sensor_words
from longwatch.runs.pieces import Pieces
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.weather.facts import weather_facts

STRAIT = Path(__file__).parents[2] / "examples" / "strait" / "strait.toml"
SHORT = ("period.length='2 d'",)


@pytest.fixture(scope="module")
def told() -> tuple[Scenario, Pieces, tuple[SensorReport, ...]]:
    scenario = read_scenario(STRAIT, SHORT)
    made = plan(scenario)
    pieces = Pieces(made, verify(scenario, made.roster), None, None, None)
    weather = weather_facts(scenario, made.roster.lines, made.roster.pairings)
    return scenario, pieces, sensor_reports(scenario, pieces, weather)


def test_ranges_are_those_of_the_plan_and_shortfalls_those_of_the_weather(
    told: tuple[Scenario, Pieces, tuple[SensorReport, ...]],
) -> None:
    scenario, pieces, found = told
    roster = pieces.plan.roster
    pairings = {(one.fleet, one.line): one for one in roster.pairings}
    facts = {(one.fleet, one.line): one for one in weather_facts(scenario, roster.lines, roster.pairings).ranges}
    flown = {(stint.fleet, stint.line) for stint in roster.stints if roster.line(stint.line).kind != "relay"}
    assert {(one.fleet, line) for one in found for line in one.lines} == flown
    for one in found:
        for line in one.lines:
            assert float(one.planned) == pytest.approx(pairings[one.fleet, line].sensor_range_m, abs=1.0)
            assert one.less is not None
            assert {each.name: float(each.figure or 0.0) for each in one.less} == dict(facts[one.fleet, line].by_cause)


def test_a_radar_sees_less_far_the_rougher_the_sea(told: tuple[Scenario, Pieces, tuple[SensorReport, ...]]) -> None:
    radars = [one for one in told[2] if one.by == "model of radar"]
    assert radars
    for one in radars:
        at = [float(figure) for _, figure in one.by_condition]
        assert at == sorted(at, reverse=True)
        assert one.binned_m is not None
        assert one.binned_m[0] <= float(one.planned) + 1.0
        assert [abs(move.at_high_m - move.at_low_m) for move in one.moves] == sorted(
            (abs(move.at_high_m - move.at_low_m) for move in one.moves), reverse=True
        )
        assert {move.name for move in one.moves} <= {each.name for each in one.inputs}


def words_with(sensors: str) -> str:
    fit = f"{{ id = 'fit', name = 'fit', mass = '10 kg', power = '100 W', sensors = {sensors} }}"
    changes = (*SHORT, f"payload=[{fit}]", *(f"fleet.{i}.payload='fit'" for i in range(3)))
    return sensor_words(read_scenario(STRAIT, changes))


def test_a_claim_says_by_what_the_sensors_see() -> None:
    assert (
        sensor_words(read_scenario(STRAIT, SHORT)) == "sensors by models of radar and light in the trial's conditions"
    )
    typed = "{ kind = 'radar', ranges = { small-boat = { detect = '20 km' } } }"
    eye = "{ kind = 'turret', camera = { ifov = '20 urad' } }"
    stepped = "{ kind = 'radar', hazard = { small-boat = { detect = [{ to = '20 km', rate = '0.1 /s' }] } } }"
    assert words_with(f"[{typed}]") == "sensors of typed range"
    assert words_with(f"[{typed}, {stepped}]") == "sensors of typed range or hazard"
    assert (
        words_with(f"[{eye}, {typed}]") == "sensors by models of light in the trial's conditions, others of typed range"
    )
