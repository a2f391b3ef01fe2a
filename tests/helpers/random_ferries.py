"""Random scenarios with limits over time and hours, in which vehicles may be ferried to fleets at other bases."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.random_limits import table_with_limits
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario

MOVING = ("00:00-12:00", "12:00-24:00", "18:00-06:00", "06:00-18:00", "Sun 00:00-24:00", "Mon-Sat 00:00-24:00")


def table_with_ferries(seed: int) -> dict[str, Any]:
    """The random table of a seed; one or two of its fleets have a sister elsewhere, most watches are kept at times only."""
    rng, table = np.random.default_rng([738, seed]), table_with_limits(seed)
    for watch in table["watch"]:
        if rng.random() < 0.6:
            watch["hours"] = str(rng.choice(MOVING))
    kinds = {platform["id"]: platform["domain"] for platform in table["platform"]}
    for number, fleet in enumerate(list(table["fleet"][: int(rng.integers(1, 3))])):
        base = _elsewhere(rng, table, fleet, kinds[fleet["platform"]], number)
        sister = {
            "name": f"sister {number}",
            "platform": fleet["platform"],
            "base": base,
            "count": int(rng.integers(1, 3)),
            "ferry_to": [fleet["name"]],
        }
        sister |= {key: fleet[key] for key in ("payload", "control", "turnaround") if key in fleet}
        if rng.random() < 0.7:
            fleet["ferry_to"] = [sister["name"]]
        table["fleet"].append(sister)
    return table


def _elsewhere(rng: np.random.Generator, table: dict[str, Any], fleet: dict[str, Any], domain: str, number: int) -> str:
    """The name of another base, a new one at the corner of an area if there is none."""
    fit = [one["name"] for one in table["base"]
           if one["name"] not in (fleet["base"], "Near") and (domain == "air" or one["kind"] == "port")]  # fmt: skip
    if fit and rng.random() < 0.5:
        return str(rng.choice(fit))
    area = table["area"][rng.integers(len(table["area"]))]
    kind = "airfield" if domain == "air" else "port"
    new = {"name": f"other {number}", "kind": kind, "at": area["polygon"][0], "off_map": True}
    if rng.random() < 0.3:
        new["hours"] = str(rng.choice(MOVING))
    table["base"].append(new)
    return str(new["name"])


def scenario_with_ferries(seed: int) -> Scenario:
    return scenario_from_dict(table_with_ferries(seed))
