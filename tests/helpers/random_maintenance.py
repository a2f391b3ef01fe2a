"""Random scenarios whose fleets need maintenance, and one with a fleet that has time for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.random_scenarios import random_table


def table_with_maintenance(seed: int) -> dict[str, Any]:
    """The random table of a seed with maintenance on most fleets, binding on half of those."""
    rng = np.random.default_rng([739, seed])
    table = random_table(seed)
    for fleet in table["fleet"]:
        if rng.random() < 0.8:
            fleet["maintenance"] = {
                "every": f"{rng.uniform(15, 60):.3f} h",
                "lasts": f"{rng.uniform(2, 16):.3f} h",
                "places": int(rng.integers(1, 3)),
                "tolerance": f"{rng.uniform(0, 20):.3f} h",
                "binding": bool(rng.random() < 0.5),
            }
    return table


def one_station(count: int, **maintenance: Any) -> dict[str, Any]:
    """One station, ten days; stints of about 13 h. Nothing goes wrong in its trials."""
    fleet = {"name": "planes", "platform": "plane", "payload": "fit", "base": "Field", "count": count}
    return {
        "schema": 1,
        "name": "one station",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "10 d", "warm_up": "first-arrival"},
        "base": [{"name": "Field", "kind": "airfield", "at": "36 N, 74 W", "off_map": True}],
        "area": [{"name": "sea", "polygon": SEA}],
        "watch": [{"name": "sea", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "1 h"}],
        "fleet": [fleet | ({"maintenance": maintenance} if maintenance else {})],
        "platform": [PLANE],
        "payload": [EYES],
        "faults": {"none": True},
        "policy": {"spare": False, "hold": False},
    }


SEA = ["36.05 N, 72.55 W", "36.05 N, 72.45 W", "35.95 N, 72.45 W", "35.95 N, 72.55 W"]
PLANE: dict[str, Any] = {
    "id": "plane", "name": "Plane", "domain": "air", "endurance": "16 h", "planning_factor": 1.0,
    "transit_speed": "90 kt", "loiter_speed": "70 kt", "altitude": "3000 m", "ship_capable": False, "satellite": True,
    "turnaround": "2 h", "reserve": "1 h", "preflight_failure": 0.0, "abort_rate": "0 /1000 h", "loss_rate": "0 /1000 h",
    "repair": "12 h", "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025",
    "hour_cost": "900 USD 2025 /h", "payloads": ["fit"],
}  # fmt: skip
EYES: dict[str, Any] = {
    "id": "fit", "name": "Fit", "mass": "50 kg", "power": "500 W", "endurance_factor": 1.0,
    "sensors": [{"kind": "sonar", "ranges": {"merchant": {"detect": "80 km"}}}],
}  # fmt: skip
