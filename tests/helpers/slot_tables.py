"""Random small tables of the form roster_slots/1."""

from __future__ import annotations

from typing import Any

import numpy as np


def random_table(
    seed: int, *, slots: int = 24, stations: int = 2, groups: int = 2, vehicles: int = 2
) -> dict[str, Any]:
    """A table whose bases close now and then, some of them afloat."""
    luck = np.random.default_rng(seed)
    made = []
    for place in range(groups):
        rows = slots if luck.random() < 0.4 else 1
        first = luck.integers(1, 4, size=stations)
        ways = np.clip(first + np.cumsum(luck.integers(-1, 2, size=(rows, stations)), axis=0), 1, 5)
        steps = np.diff(ways, axis=0)
        if (steps < -1).any():  # slower than its vehicles
            ways = np.repeat(first[None], rows, axis=0)
        n = int(luck.integers(1, vehicles + 1))
        made.append({
            "name": f"G{place}", "vehicles": n, "endurance_slots": int(luck.integers(7, 14)),
            "turnaround_slots": int(luck.integers(1, 4)), "airborne_max": int(luck.integers(1, n + 1)),
            "airborne_hours_max": float(luck.integers(slots // 2, 2 * slots)) if luck.random() < 0.4 else None,
            "sortie_cost": 1.0,
            "transit_slots": ways.tolist(), "base_open": (luck.random(slots) < 0.85).tolist(),
        })  # fmt: skip
    required = (luck.random((stations, slots)) < 0.9).astype(int) * luck.integers(1, 3, size=(stations, 1))
    return {"format": "roster_slots/1", "slot_h": 1.0, "slots": slots, "required": required.tolist(), "groups": made}
