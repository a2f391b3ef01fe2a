"""What is said of the weather: shares by hand, the borrowed sea, the age of the data, constant closures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.scenario_tables import valid_table
from helpers.skies import START, line_of, noise, pairing_of, sky_scenario, write_table
from longwatch.detection.conditions import BINS, Conditions
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.weather.facts import WeatherFacts, weather_facts
from longwatch.weather.fit import SpellFit, SpellStats
from longwatch.weather.holes import Hole


def facts(s: Scenario) -> WeatherFacts:
    line = line_of(s)
    return weather_facts(s, (line,), (pairing_of("Guardians", line),))


def test_shares_are_those_of_the_hours(tmp_path: Path) -> None:
    wind = [30.0] * 18 + [10.0] * 54
    fog = [0.5] * 36 + [9.0] * 36
    path = write_table(tmp_path / "sky.csv", {"wind [kt]": wind, "visibility [km]": fog})
    limits = {"Wallops": {"wind_limit": "25 kt", "visibility_limit": "1 km"}}
    found = facts(sky_scenario({"kind": "table", "file": str(path)}, bases=limits))
    shares = {(row.name, row.cause): row.share for row in found.shares if row.kind == "base"}
    # where two causes hold at once the first of the list is named
    assert shares == pytest.approx(
        {("Wallops", "wind"): 0.25, ("Wallops", "visibility"): 0.25, ("Wallops", "any"): 0.5}
    )
    assert any("launches at Wallops shut by wind: 25.0% of the time" in text for text in found.lines())


def test_a_borrowed_sea_its_age_and_its_fit_are_told(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sky.csv", {"hs [m]": noise(8760, 0.2, 5, 1)}, start=datetime(2006, 1, 1, tzinfo=UTC))
    weather = {"kind": "spells", "file": str(path), "borrowed_from": "the North Sea"}
    found = facts(sky_scenario(weather, bases={"Cutter": {"sea_limit": 4}}))
    text = "\n".join(found.lines())
    assert "weather borrowed from the North Sea" in text
    assert "it ends 19 years before the period" in text
    fit = next(fit for fit in found.fits if fit.limit == 2.5)
    exact = float(np.mean(noise(8760, 0.2, 5, 1) > 2.5))
    assert fit.data.share == pytest.approx(exact)
    assert fit.model.share == pytest.approx(exact, rel=0.05)
    assert "significant wave height above 2.5 m" in fit.words


def test_constant_weather_that_shuts_is_a_warning() -> None:
    weather: dict[str, Any] = {"wind": "30 kt"}
    found = facts(sky_scenario(weather, bases={"Wallops": {"visibility_limit": "1 km"}, "Cutter": {"sea_limit": 2}}))
    assert any("launches at Cutter shut all the time by the weather" in text for text in found.warnings)
    assert any("no visibility: no limit of it binds" in text for text in found.notes)
    assert START.tzinfo is UTC


def test_edges_of_bins_are_told_in_one_line() -> None:
    def fit(limit: float, model: float) -> SpellFit:
        return SpellFit("visibility_m", limit, "*", SpellStats(0.1, 5.0, 2.0), SpellStats(model, 5.0, 2.0))

    edges = BINS.edges()[Conditions._fields.index("visibility_m")]
    fits = (fit(1000.0, 0.11), *(fit(edge, 0.1 + 0.001 * i) for i, edge in enumerate(edges[:5])))
    told = WeatherFacts((), (), (), fits, (), ()).told()
    assert len(told) == 2
    assert told[0].startswith("visibility below 1 km")
    assert told[1] == "visibility at 5 edges of bins of conditions: its share of the time is off by at most 0.4%"


def test_a_hole_below_a_radar_wider_than_the_hold_is_told() -> None:
    """From 6 km up the sea radar loses a small boat 14 km off and nearer, from 1 km up the turret sees all of that."""

    def told(sea_state: int, height_m: float) -> WeatherFacts:
        table = valid_table(weather={"sea_state": sea_state})
        table["watch"][0]["sees"] = {"class": "small-boat", "task": "detect", "p": 0.9}
        s = scenario_from_dict(table)
        line = line_of(s)
        return weather_facts(s, (line,), (replace(pairing_of("Guardians", line), height_m=height_m),))

    words = [text for text in told(2, 6000.0).warnings if "below it" in text]
    assert len(words) == 1
    assert "sea search radar of Guardians on " in words[0]
    assert "all the time" in words[0]
    assert "hold of 5.0 km" in words[0]
    assert not [text for text in told(2, 1000.0).lines() if "below it" in text]


def test_a_hole_that_is_there_now_and_then_is_a_fact_and_no_warning() -> None:
    hole = Hole("radar", "Guardians", "line", "small-boat", 14_000.0, 5000.0, 0.123)
    found = WeatherFacts((), (), (), (), (), (), (hole,))
    assert found.lines() == found.told()
    assert "nearer than 14.0 km below it 12.3% of the time" in found.told()[0]
