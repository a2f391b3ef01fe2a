"""Random scenarios with hours, and limits over time as well: flight hours, sorties a day, movements of a base, overlap."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.random_hours import table_with_hours
from helpers.random_scenarios import random_table
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario


def table_with_limits(seed: int) -> dict[str, Any]:
    """The random table of a seed, every third one with hours, with limits on about half of what can have them."""
    rng = np.random.default_rng([736, seed])
    table = table_with_hours(seed) if seed % 3 == 0 else random_table(seed)
    if seed % 3:
        table["period"]["zone"] = str(rng.choice(["UTC", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"]))
    for fleet in table["fleet"]:
        if rng.random() < 0.5:
            fleet["flight_hours"] = {"most": f"{fleet['count'] * rng.uniform(12, 30):.3f} h"}
            if rng.random() < 0.6:
                fleet["flight_hours"]["every"] = f"{rng.uniform(10, 40):.3f} h"
        if rng.random() < 0.3:
            fleet["sorties_per_day"] = int(rng.integers(1, 4))
    for base in table["base"]:
        if rng.random() < 0.5:
            base["movements"] = {"within": f"{rng.uniform(2, 90):.3f} min"}
            if rng.random() < 0.4:
                base["movements"]["most"] = int(rng.integers(1, 4))
    for watch in table["watch"]:
        if rng.random() < 0.4:
            watch["overlap"] = f"{rng.uniform(1, 60):.3f} min"
    return table


def scenario_with_limits(seed: int) -> Scenario:
    return scenario_from_dict(table_with_limits(seed))
