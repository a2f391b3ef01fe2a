"""How each sensor of a payload detects a class: its hazard by range, cut at horizons, and the chance of a single look."""

from __future__ import annotations

from typing import NamedTuple

from longwatch.catalog.models import Payload, Sensor
from longwatch.detection.hazard import HazardTable, definite
from longwatch.detection.ranges import ais_reach, cut_range, hazard_steps, sensor_range, single_look


class Law(NamedTuple):
    """In every decorrelation time a target can be detected with `look_p`; while it can, the hazard holds."""

    hazard: HazardTable
    look_p: float
    decorrelation_s: float

    @property
    def is_definite(self) -> bool:
        return not self.hazard.hazard_per_s


def laws_of_payload(
    payload: Payload, class_: str, task: str, sensor_height_m: float, *, transmits: bool
) -> tuple[Law | None, ...]:
    """A law for each sensor of the payload, None for those that never meet the class and task.

    An AIS receiver detects ships that transmit, out to its reach, and does nothing else.
    """
    return tuple(_law(payload, sensor, class_, task, sensor_height_m, transmits) for sensor in payload.sensors)


def _law(
    payload: Payload, sensor: Sensor, class_: str, task: str, sensor_height_m: float, transmits: bool
) -> Law | None:
    hazard = _hazard(payload.model_copy(update={"sensors": (sensor,)}), class_, task, sensor_height_m, transmits)
    if hazard is None or hazard.reach_m <= 0.0:
        return None
    look_p, decorrelation_s = single_look(sensor)
    return Law(hazard, float(look_p), float(decorrelation_s))


def _hazard(alone: Payload, class_: str, task: str, sensor_height_m: float, transmits: bool) -> HazardTable | None:
    sensor = alone.sensors[0]
    if sensor.kind == "ais":
        reach = ais_reach(alone, class_, sensor_height_m) if transmits and task == "detect" else None
        return None if reach is None else definite(float(reach))
    sure_m = float(sensor_range(alone, class_, task, 1.0, sensor_height_m) or 0.0)  # hazards never give certainty
    edges, rates = [0.0], list[float]()
    for step in hazard_steps(sensor, class_, task):
        to_m = float(cut_range(sensor, step.to_m, class_, sensor_height_m))
        if to_m > edges[-1]:
            edges.append(to_m)
            rates.append(float(step.rate_per_s))
    return HazardTable(tuple(edges) if rates else (), tuple(rates), sure_m)
