"""A sea whose conditions change every hour or so, under sensors that a model speaks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from helpers.hand_roster import hand_scenario
from helpers.kit import payload
from helpers.skies import noise, write_table
from longwatch.scenario.scenario import Scenario

HAND_START = datetime(2026, 3, 1, tzinfo=UTC)
RADAR: dict[str, Any] = {
    "kind": "radar",
    "radar": {
        "frequency": "9.4 GHz", "peak_power": "8 kW", "gain": "33 dB", "pulse": "10 us", "range_resolution": "30 m",
        "azimuth_beamwidth": "2 deg",
    },
}  # fmt: skip
TURRET: dict[str, Any] = {"kind": "turret", "camera": {"ifov": "20 urad", "thermal_ifov": "40 urad"}}


def stormy(seed: int, n: int = 73) -> dict[str, Any]:
    """Wandering columns of a table, hour by hour."""
    return {
        "wind [m/s]": noise(n, 0.0, 20.0, seed, 0.6), "wind from [deg]": 250, "hs [m]": noise(n, 0.1, 7.0, seed + 1, 0.6),
        "visibility [km]": noise(n, 1.0, 40.0, seed + 2, 0.6), "cloud": noise(n, 0.0, 1.0, seed + 3, 0.6),
        "rain [mm/h]": np.maximum(noise(n, -6.0, 9.0, seed + 4, 0.6), 0.0),
    }  # fmt: skip


def changing(
    folder: Path, columns: dict[str, Any] | None = None, sensors: list[dict[str, Any]] | None = None, **changes: Any
) -> Scenario:
    """The scenario by hand under a table of weather, its fleets with sensors that a model speaks for."""
    path = write_table(folder / "sky.csv", stormy(1) if columns is None else columns, start=HAND_START)
    weather = {"kind": "table", "file": str(path), "light": True} | changes.pop("weather", {})
    scenario = hand_scenario(weather=weather, **changes)
    return replace(scenario, payloads={"eyes": payload(sensors=[RADAR, TURRET] if sensors is None else sensors)})
