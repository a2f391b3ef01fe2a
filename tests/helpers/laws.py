"""The laws of all sensors of a payload, in their order."""

from __future__ import annotations

from longwatch.catalog.models import Payload
from longwatch.detection.conditions import Given
from longwatch.detection.laws import Law, law_of_sensor


def laws_of_payload(
    payload: Payload, class_: str, task: str, height_m: float, *, transmits: bool, given: Given, p: float = 0.9
) -> tuple[Law | None, ...]:
    """None for those that never meet the class and task."""
    return tuple(law_of_sensor(one, class_, task, height_m, transmits, p, given) for one in payload.sensors)
