"""How each sensor of a payload detects a class: its hazard by range, cut at horizons, and the chance of a single look."""

from __future__ import annotations

from typing import NamedTuple

from longwatch.catalog.models import Payload, Sensor
from longwatch.detection.conditions import FAIR_GIVEN, Given
from longwatch.detection.hazard import HazardTable, definite
from longwatch.detection.ranges import (
    cut_range,
    definite_range,
    hazard_steps,
    range_of_sensor,
    reach_of_receiver,
    single_look,
)
from longwatch.detection.sight import Sight
from longwatch.detection.sight_tables import table_of


class Law(NamedTuple):
    """In every decorrelation time a target can be detected with `look_p`; while it can, the hazard holds."""

    hazard: HazardTable
    look_p: float
    decorrelation_s: float

    @property
    def is_definite(self) -> bool:
        return not self.hazard.hazard_per_s


def laws_of_payload(
    payload: Payload,
    class_: str,
    task: str,
    sensor_height_m: float,
    *,
    transmits: bool,
    p: float = 0.9,
    given: Given = FAIR_GIVEN,
) -> tuple[Law | None, ...]:
    """A law for each sensor of the payload, None for those that never meet the class and task in what is given.

    An AIS receiver detects ships that transmit, out to its reach, and does nothing else. Where a model
    knows no search but how well what it is pointed at is made out, the range at which that is done with p is a definite range.
    """
    return tuple(_law(sensor, class_, task, sensor_height_m, transmits, p, given) for sensor in payload.sensors)


def _law(
    sensor: Sensor, class_: str, task: str, sensor_height_m: float, transmits: bool, p: float, given: Given
) -> Law | None:
    sight = None
    if sensor.kind == "ais":
        reach = reach_of_receiver(sensor, class_, sensor_height_m) if transmits and task == "detect" else None
        hazard = definite(float(reach or 0.0))
    else:
        _, sight = range_of_sensor(sensor, class_, task, p, sensor_height_m, given)
        hazard = _typed(sensor, class_, task, sensor_height_m) if sight is None else _modelled(sight, p)
    if hazard.reach_m <= 0.0:
        return None
    look_p, decorrelation_s = single_look(sensor, given.sensing, modelled=sight is not None)
    return Law(hazard, float(look_p) * (1.0 if sight is None else sight.look_p), float(decorrelation_s))


def _modelled(sight: Sight, p: float) -> HazardTable:
    if sight.hazard_per_s is not None:
        return table_of(sight)
    return definite(0.0 if sight.range_at is None else max(float(sight.range_at(p)), 0.0))


def _typed(sensor: Sensor, class_: str, task: str, sensor_height_m: float) -> HazardTable:
    sure_m = float(definite_range(sensor, class_, task, sensor_height_m) or 0.0)
    edges, rates = [0.0], list[float]()
    for step in hazard_steps(sensor, class_, task):
        to_m = float(cut_range(sensor, step.to_m, class_, sensor_height_m))
        if to_m > edges[-1]:
            edges.append(to_m)
            rates.append(float(step.rate_per_s))
    return HazardTable(tuple(edges) if rates else (), tuple(rates), sure_m)
