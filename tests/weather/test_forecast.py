"""The planner's forecast: measured skill is the stated one, and nothing is seen without a forecast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.skies import noise, sky_scenario, write_table
from longwatch.rostering.make import make_roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster
from longwatch.weather.forecast import BLOCK_S, foreseen_openings, planned_closures, skill_at
from longwatch.weather.trial import weather_for

HOURS = 240


def scenario(tmp_path: Path, forecast: dict[str, Any] | None, kind: str = "table", limit: str = "22 kt") -> Scenario:
    n = HOURS if kind == "table" else 24 * 120
    path = write_table(tmp_path / "sky.csv", {"wind [m/s]": noise(n, 0, 24, 4, memory=0.95)})
    weather: dict[str, Any] = {"kind": kind, "file": str(path)} | (
        {"forecast": forecast} if forecast is not None else {}
    )
    return sky_scenario(weather, length="10 d", bases={"Wallops": {"wind_limit": limit}})


def hours(closures: tuple[tuple[int, int], ...]) -> np.ndarray:
    """Whether each hour of the period is foreseen shut."""
    at = np.arange(HOURS) * 3600 + 1800
    return (
        np.any([(begin <= at) & (at < end) for begin, end in closures], axis=0) if closures else np.zeros(HOURS, bool)
    )


def truth_of(s: Scenario) -> np.ndarray:
    weather = weather_for(s, (), ())
    at = weather.targets.index(("base", "Wallops", ""))
    return weather.codes(0, 0)[at] >= 0


def test_without_a_forecast_nothing_is_foreseen(tmp_path: Path) -> None:
    assert planned_closures(scenario(tmp_path, None), 1) == {}


def test_a_perfect_forecast_is_the_truth(tmp_path: Path) -> None:
    s = scenario(tmp_path, {"horizon": "10 d", "skill": 1.0, "skill_end": 1.0})
    assert (hours(planned_closures(s, 3)["Wallops"]) == truth_of(s)).all()


def test_measured_skill_is_the_stated_one(tmp_path: Path) -> None:
    s = scenario(tmp_path, {"horizon": "8 d", "skill": 0.9, "skill_end": 0.3})
    truth = truth_of(s)
    usual = truth.mean()
    assert 0.1 < usual < 0.9
    seen = np.array([hours(planned_closures(s, seed).get("Wallops", ())) for seed in range(400)])
    found = []
    for day in range(8):
        part = slice(24 * day, 24 * day + 24)
        right = (seen[:, part] == truth[part]).mean()
        # chance is right as often as a guess that knows the climate, on what happened this day
        chance = (usual * truth[part] + (1 - usual) * ~truth[part]).mean()
        stated = 0.9 - 0.6 * (day + 0.5) / 8
        found.append((right - chance) / (1 - chance) - stated)
    # four blocks a day in 400 forecasts: a day's skill is known to 0.04, the mean of eight to 0.015
    assert np.abs(found).max() < 0.12
    assert abs(np.mean(found)) < 0.04


def test_beyond_the_horizon_only_what_is_usual_is_foreseen(tmp_path: Path) -> None:
    forecast = {"horizon": "2 d", "skill": 1.0, "skill_end": 1.0}
    mild, rough = scenario(tmp_path, forecast, limit="30 kt"), scenario(tmp_path, forecast, limit="5 kt")
    assert truth_of(mild).mean() < 0.5 < truth_of(rough).mean()
    assert not hours(planned_closures(mild, 1).get("Wallops", ()))[48:].any()
    assert hours(planned_closures(rough, 1)["Wallops"])[48:].all()


def test_skill_falls_linearly_to_the_horizon() -> None:
    forecast = sky_scenario({"forecast": {"horizon": "72 h", "skill": 0.9, "skill_end": 0.6}}).file.weather.forecast
    assert forecast is not None
    assert skill_at(forecast, np.array([0.0, 36 * 3600.0, 72 * 3600.0 - 1, 72 * 3600.0])) == pytest.approx(
        [0.9, 0.75, 0.6, 0.0], abs=1e-4
    )


def test_one_plan_for_many_truths_rests_on_climate_and_a_trial_has_its_own_forecast(tmp_path: Path) -> None:
    s = scenario(tmp_path, {"horizon": "10 d", "skill": 1.0, "skill_end": 1.0}, kind="spells", limit="30 kt")
    assert planned_closures(s, 1) == {}
    weather = weather_for(s, (), ())
    for trial in range(5):
        wanted = weather.codes(trial, 1)[weather.targets.index(("base", "Wallops", ""))] >= 0
        assert (hours(planned_closures(s, 1, trial).get("Wallops", ())) == wanted).all()


def test_closures_are_whole_seconds_in_order_within_the_period(tmp_path: Path) -> None:
    s = scenario(tmp_path, {})
    for seed in range(5):
        for begin, end in planned_closures(s, seed).get("Wallops", ()):
            assert 0 <= begin < end <= s.length_s
            assert isinstance(begin, int)
            assert isinstance(end, int)
    assert BLOCK_S % 3600 == 0


def test_a_plan_starts_nothing_in_hours_foreseen_shut_and_the_verifier_agrees(tmp_path: Path) -> None:
    calm = sky_scenario({"wind": "5 kt"}, length="5 d")
    takeoffs_s = [stint.takeoff_s for stint in make_roster(calm).roster.stints if stint.fleet == "Hawks"]
    first = next(at // 3600 for at in sorted(takeoffs_s) if at >= 30 * 3600)  # the storm comes over a launch
    wind = [5.0] * first + [40.0] * 5 + [5.0] * (HOURS - first - 5)
    path = write_table(tmp_path / "sky.csv", {"wind [kt]": wind})
    forecast = {"horizon": "10 d", "skill": 1.0, "skill_end": 1.0}
    stormy = sky_scenario(
        {"kind": "table", "file": str(path), "forecast": forecast},
        length="5 d",
        bases={"Cutter": {"wind_limit": "25 kt"}},
    )
    assert planned_closures(stormy, 0)["Cutter"] == ((first * 3600, (first + 5) * 3600),)
    by_rule = {
        "Cutter": ((0, (first + 1) * 3600), ((first + 4) * 3600, (first + 10) * 3600)),
        "Norfolk": None,
        "Wallops": None,
    }
    found = foreseen_openings(stormy, by_rule, 0)
    assert found == {**by_rule, "Cutter": ((0, first * 3600), ((first + 5) * 3600, (first + 10) * 3600))}
    assert foreseen_openings(calm, by_rule, 0) == by_rule
    blind, seeing = (
        [stint.takeoff_s for stint in make_roster(one).roster.stints if stint.fleet == "Hawks"]
        for one in (calm, stormy)
    )
    assert any(first * 3600 <= at < (first + 5) * 3600 for at in blind)
    assert seeing
    assert not any(first * 3600 <= at < (first + 5) * 3600 for at in seeing)
    assert verify_roster(stormy, make_roster(stormy).roster).ok
