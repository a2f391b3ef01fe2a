"""Random masts, ships, relays and rocks: what the planner takes for linked, the verifier finds linked too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from longwatch.rostering.make import make_roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_position

MIDDLES = ((36.0, -70.0), (0.5, 179.8), (61.0, 3.0))


def linked_scenario(seed: int) -> Scenario:
    """Aircraft of an airfield or a ship, linked by a mast that may sail, round rocks, perhaps through a relay."""
    rng = np.random.default_rng([4711, seed])
    middle = MIDDLES[rng.integers(len(MIDDLES))]

    def near(most_deg: float) -> tuple[float, float]:
        lat = middle[0] + rng.uniform(-most_deg, most_deg)
        return lat, middle[1] + rng.uniform(-most_deg, most_deg) / np.cos(np.radians(lat))

    def text(place: tuple[float, float]) -> str:
        return format_position(place[0], (place[1] + 180.0) % 360.0 - 180.0)

    def ship(name: str) -> dict[str, Any]:
        first, second = near(0.4), near(0.4)
        track = [{"at": text(first), "time": "2 h"}, {"at": text(second), "time": "20 h"}]
        return {"name": name, "kind": "ship", "track": track, "deck": "300 m"}

    def rock(number: int) -> dict[str, Any]:
        lat, lon = near(1.2)
        size = rng.uniform(0.02, 0.12)
        corners = [
            (lat - size, lon - size),
            (lat - size, lon + size),
            (lat + size, lon + size),
            (lat + size, lon - size),
        ]
        return {
            "name": f"rock {number}",
            "polygon": [text(c) for c in corners],
            "height": f"{rng.uniform(100, 1200):.0f} m",
        }

    field = {"name": "field", "kind": "airfield", "at": text(near(0.5)), "off_map": True}
    relays = [name for name in ("bridge", "tender") if rng.random() < 0.6]
    plane = {"platform": "tb2", "control": "mast", "count": 4, "altitude": f"{rng.uniform(800, 4000):.0f} m"}
    post = text(near(1.3))
    table: dict[str, Any] = {
        "schema": 1,
        "name": f"links {seed}",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "24 h"},
        "base": [field, ship("carrier"), ship("tender")],
        "control": [
            {"name": "mast", "at": str(rng.choice(["field", "carrier"])), "kind": "line-of-sight", "channels": 9,
             "antenna_height": f"{rng.uniform(1201, 1400) if rng.random() < 0.3 else 60:.0f} m", "relays": relays}
        ],
        "area": [
            {"name": "sea", "circle_at": post, "circle_radius": "5 km", "sea_only": False},
            *(rock(number) for number in range(int(rng.integers(0, 4)))),
        ],
        "watch": [
            {"name": "east", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "10 min",
             "post": post},
            {"name": "bridge", "kind": "relay", "post": text(near(0.6)), "limit": "10 min"},
        ],
        "fleet": [
            plane | {"name": "watchers", "base": "field", "lines": ["east"]},
            plane | {"name": "bridges", "base": "field", "lines": ["bridge"], "altitude": "4500 m"},
        ],
    }  # fmt: skip
    return scenario_from_dict(table)


def agree(seed: int) -> str:
    """How the watchers are linked; `make_roster` verifies its roster and raises where the two differ."""
    from longwatch.errors import BadInputError

    try:
        scenario = linked_scenario(seed)
    except BadInputError as error:
        if "sees nothing" not in str(error):
            raise
        return "buried"  # a mast under a rock
    plan = make_roster(scenario, allow_unreached=True)
    found = [one for one in plan.verdicts if (one.fleet, one.line) == ("watchers", "east")]
    if not found[0].feasible:
        return found[0].binding + (" (ground)" if "rises to" in found[0].reason else "")
    return next(one.relay or "mast" for one in plan.roster.pairings if one.line == "east")


def test_planner_and_verifier_agree_on_links() -> None:
    ways = [agree(seed) for seed in range(12)]
    assert {"mast", "bridge"} <= set(ways)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(8))
def test_planner_and_verifier_agree_on_many_links(block: int) -> None:
    for seed in range(100 + 50 * block, 150 + 50 * block):
        agree(seed)
