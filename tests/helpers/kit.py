"""Small platforms and payloads with round figures, for tests that need no catalog."""

from __future__ import annotations

from typing import Any

from longwatch.catalog.models import Payload, Platform


def platform(**changes: Any) -> Platform:
    figures: dict[str, Any] = {
        "id": "plane", "name": "Plane", "domain": "air", "endurance": "24 h", "planning_factor": 0.8,
        "transit_speed": "100 kt", "loiter_speed": "70 kt", "altitude": "3000 m", "turnaround": "3 h", "reserve": "1 h",
        "preflight_failure": 0.0, "abort_rate": "0 /1000 h", "loss_rate": "0 /1000 h", "repair": "12 h",
        "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025", "hour_cost": "1000 USD 2025 /h",
    }  # fmt: skip
    return Platform.model_validate(figures | changes)


def payload(**changes: Any) -> Payload:
    figures: dict[str, Any] = {
        "id": "eyes", "name": "Eyes", "mass": "50 kg", "power": "500 W", "endurance_factor": 1.0,
        "sensors": [{"kind": "radar", "ranges": {"fishing-boat": {"detect": "40 km"}}}],
    }  # fmt: skip
    return Payload.model_validate(figures | changes)
