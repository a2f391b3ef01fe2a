"""Any weather: steps rise within the period and repeat, shares are shares, nothing is NaN; a sample here, all in the soak."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.skies import START, line_of, noise, pairing_of, sky_scenario, write_table
from longwatch.errors import BadInputError
from longwatch.scenario.scenario import Scenario
from longwatch.weather.facts import weather_facts
from longwatch.weather.forecast import planned_closures
from longwatch.weather.planning import planning_wind_mps
from longwatch.weather.trial import weather_for

RANGES = {
    "wind [kt]": 60, "wind from [deg]": 360, "hs [m]": 9, "visibility [km]": 30, "cloud": 1, "rain [mm/h]": 9, "icing": 1,
}  # fmt: skip


def any_sky(tmp_path: Path, seed: int) -> Scenario | None:
    """A scenario under a random sky; None where the sky is rightly refused."""
    rng = random.Random(seed)
    n = rng.choice([2, 5, 30, 100, 960, 9000])
    columns: dict[str, Any] = {}
    for name, high in RANGES.items():
        if rng.random() < 0.6:
            wanders = name != "icing" and rng.random() < 0.8
            columns[name] = noise(n, 0, high, seed) if wanders else [rng.choice([0, high])] * n
    start = START + timedelta(hours=rng.choice([0, -10, -2400, -72_000, 1200]), minutes=rng.choice([0, 17]))
    path = write_table(
        tmp_path / f"{seed}.csv", columns or {"wind from [deg]": [0, 0]}, rng.choice([0.25, 1, 3, 6]), start
    )
    weather: dict[str, Any] = {"kind": rng.choice(["table", "spells"]), "file": str(path), "light": rng.random() < 0.5}
    if rng.random() < 0.5:
        weather["forecast"] = {"horizon": rng.choice(["1 h", "3 d", "300 d"])}
    limits = {
        "Wallops": {
            "wind_limit": "25 kt",
            "visibility_limit": "1 km",
            "runway_heading": "40 deg",
            "crosswind_limit": "12 kt",
        },
        "Norfolk": {"sea_limit": rng.randrange(10)},
        "Cutter": {"wind_limit": "20 kt", "sea_limit": 4},
    }
    length = rng.choice(["1 h", "3 d", "40 d", "400 d"])
    if not set(columns) - {"wind from [deg]"}:
        with pytest.raises(BadInputError, match="no column of conditions"):
            sky_scenario(weather, length=length, bases=limits)
        return None
    return sky_scenario(weather, length=length, bases=limits)


def check(scenario: Scenario, seed: int) -> None:
    line = line_of(scenario)
    pairs = tuple(pairing_of(fleet, line) for fleet in ("Guardians", "Hawks", "Boats"))
    weather = weather_for(scenario, (line,), pairs)
    for trial in range(3):
        steps = weather.steps(trial, seed)
        time_s, target, change, cause = steps
        assert (np.diff(time_s) >= 0).all()
        assert ((time_s >= 0) & (time_s < scenario.length_s)).all()
        balance = np.zeros((len(weather.targets), len(weather.causes)), int)
        np.add.at(balance, (target, cause), change)
        assert ((balance == 0) | (balance == 1)).all()
        assert all((one == other).all() for one, other in zip(steps, weather.steps(trial, seed), strict=True))
    facts = weather_facts(scenario, (line,), pairs)
    assert all(0.0 <= row.share <= 1.0 + 1e-9 for row in facts.shares)
    assert all("nan" not in text for text in facts.lines())
    assert np.isfinite(planning_wind_mps(scenario, line, 3000.0)).all()
    for closures in planned_closures(scenario, seed).values():
        edges = [edge for stretch in closures for edge in stretch]
        assert edges == sorted(set(edges))
        assert edges[0] >= 0
        assert edges[-1] <= scenario.length_s


@pytest.mark.parametrize("seed", range(12))
def test_any_sky_keeps_the_laws(tmp_path: Path, seed: int) -> None:
    scenario = any_sky(tmp_path, seed)
    if scenario is not None:
        check(scenario, seed)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(8))
def test_a_thousand_skies_keep_the_laws(tmp_path: Path, part: int) -> None:
    for seed in range(1000 + 125 * part, 1125 + 125 * part):
        scenario = any_sky(tmp_path, seed)
        if scenario is not None:
            check(scenario, seed)
