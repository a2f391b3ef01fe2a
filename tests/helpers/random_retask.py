"""Random scenarios with fleets whose sorties may hold several lines, asked for at different hours."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.random_scenarios import random_table


def table_with_retask(seed: int) -> dict[str, Any]:
    """The random table of a seed; most fleets retask, many watches have hours, some an overlap."""
    rng = np.random.default_rng([743, seed])
    table = random_table(seed)
    for fleet in table["fleet"]:
        fleet["retask"] = bool(rng.random() < 0.8)
        fleet.pop("lines", None)
    for watch in table["watch"]:
        if rng.random() < 0.6:
            start = int(rng.integers(0, 24))
            watch["hours"] = [f"{start:02d}:00-{(start + int(rng.integers(3, 14))) % 24:02d}:30"]
        if rng.random() < 0.15:
            watch["overlap"] = f"{rng.uniform(2, 20):.1f} min"
    return table
