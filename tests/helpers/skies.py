"""Small scenarios with weather of their own, and tables of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from helpers.scenario_tables import valid_table
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario

START = datetime(2026, 6, 1, tzinfo=UTC)
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


def stamps(n: int, step_h: float = 1.0, start: datetime = START) -> list[str]:
    return [(start + timedelta(hours=step_h * i)).strftime("%Y-%m-%dT%H:%MZ") for i in range(n)]


def write_table(path: Path, columns: dict[str, Any], step_h: float = 1.0, start: datetime = START) -> Path:
    """A CSV with a time and these columns; a single value stands in every row."""
    n = max((len(v) for v in columns.values() if not isinstance(v, int | float | str)), default=2)
    full = {name: [v] * n if isinstance(v, int | float | str) else list(v) for name, v in columns.items()}
    rows = zip(stamps(n, step_h, start), *full.values(), strict=True)
    lines = [",".join(["time", *full]), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def sky_scenario(
    weather: dict[str, Any], *, length: str = "3 d", bases: dict[str, Any] | None = None, **changes: Any
) -> Scenario:
    """The sound scenario under a sky. `bases` are keys for its bases by name; three fleets: airfield, port and ship."""
    table = valid_table(weather=weather, **changes)
    table["period"]["length"] = length
    for base in table["base"]:
        base |= (bases or {}).get(base["name"], {})
    table["fleet"] += [
        {"name": "Hawks", "platform": "tb3", "base": "Cutter", "control": "Dish", "count": 2, "crews": 6},
        {"name": "Boats", "platform": "bluebottle", "base": "Norfolk", "count": 2},
    ]
    return scenario_from_dict(table)


def line_of(scenario: Scenario, lat_deg: float = 39.05, lon_deg: float = -73.4) -> Line:
    watch = scenario.watches[0]
    return Line(
        watch.name, watch.name, lat_deg, lon_deg, lat_deg + 0.045, lon_deg, 5000.0, 20_000.0, 1,
        ((0, scenario.length_s),), 0, 0,
    )  # fmt: skip


def pairing_of(fleet: str, line: Line, *, airspeed_mps: float = 50.0) -> Pairing:
    return Pairing(fleet, line.name, 36_000, 3_600, 3_600, airspeed_mps, 40.0, 0.0, 0.0, 3000.0, 80_000.0)


def noise(n: int, low: float, high: float, seed: int, memory: float = 0.9) -> np.ndarray:
    """A wandering series between two values, rounded to two digits."""
    rng = np.random.default_rng(seed)
    x = np.zeros(n)
    for i in range(1, n):
        x[i] = memory * x[i - 1] + rng.normal() * (1 - memory**2) ** 0.5
    return np.round(low + (high - low) / (1 + np.exp(-1.5 * x)), 2)
