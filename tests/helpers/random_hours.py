"""Random scenarios with everything time can bring: opening hours, deck cycles, shifts, resting crews, watches by hours."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.random_scenarios import random_table
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario

ZONES = ("UTC", "Asia/Tokyo", "Europe/Istanbul", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe")
# Around changes of clock in those zones, and the end of the polar night.
STARTS = ("2026-03-07T12:00:00Z", "2026-03-29T00:00:00Z", "2026-10-30T18:00:00Z", "2026-04-04T03:00:00Z")
HOURS: tuple[Any, ...] = (
    "06:00-22:00", "22:00-06:00", "day", "night", ["00:00-09:00", "15:00-24:00"], "Mon-Fri 08:00-17:00",
    ["Sat-Sun 10:00-16:00", "Mon-Fri 05:00-23:00"], "01:30-02:30", "always",
)  # fmt: skip


def table_with_hours(seed: int) -> dict[str, Any]:
    """The random table of a seed with hours on about half of what can have them."""
    rng, table = np.random.default_rng([735, seed]), random_table(seed)
    table["period"] |= {"start": str(rng.choice(STARTS)), "zone": str(rng.choice(ZONES))}
    if rng.random() < 0.2 and "state" in table:
        table["period"]["warm_up"] = "state"
    for base in table["base"]:
        if base["name"] == "Near":
            continue  # of those aloft: they must find it open
        if rng.random() < 0.5:
            base["hours"] = _hours(rng)
            if rng.random() < 0.5:
                base["zone"] = str(rng.choice(ZONES))
        if base["kind"] == "ship" and rng.random() < 0.5:
            every = float(rng.uniform(0.5, 6))
            base["deck_cycle"] = {
                "every": f"{every:.4f} h",
                "open": f"{every * rng.uniform(0.1, 0.9):.4f} h",
                "first": f"{rng.uniform(0, 12):.3f} h",
            }
    for watch in table["watch"]:
        if rng.random() < 0.4:
            watch["hours"] = HOURS[rng.integers(5)]
    for fleet in table["fleet"]:
        if "control" in fleet and rng.random() < 0.5:
            fleet.pop("crews", None)
            fleet["shifts"] = [
                {"hours": _hours(rng), "crews": int(rng.integers(0, 4))} for _ in range(rng.integers(1, 4))
            ]
            fleet["shifts"][0]["crews"] = int(rng.integers(1, 4))
        if ("crews" in fleet or "shifts" in fleet) and rng.random() < 0.4:
            resting = {"fleet": fleet["name"], "count": 1, "rest": f"{rng.uniform(0.5, 20):.3f} h"}
            table.setdefault("state", {}).setdefault("crews", []).append(resting)
    return table


def scenario_with_hours(seed: int) -> Scenario:
    return scenario_from_dict(table_with_hours(seed))


def _hours(rng: np.random.Generator) -> Any:
    return HOURS[rng.integers(len(HOURS))]
