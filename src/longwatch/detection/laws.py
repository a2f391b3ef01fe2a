"""How each sensor of a payload detects a class: its hazard by range, cut at horizons, and the chance of a single look."""

from __future__ import annotations

from typing import Final, NamedTuple

from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import Sensing
from longwatch.detection.ais import ais_hazard_per_s
from longwatch.detection.conditions import Given
from longwatch.detection.hazard import HazardTable, definite
from longwatch.detection.ranges import (
    cut_range,
    definite_range,
    hazard_steps,
    reach_of_receiver,
    sight_that_counts,
    single_look,
)
from longwatch.detection.sight import Sight
from longwatch.detection.sight_tables import table_of
from longwatch.detection.targets import target_class

AT_ONCE_S: Final = (
    60.0  # numerical: a mean wait for a clear AIS slot that is shorter counts as none; no range moves with it
)


class Law(NamedTuple):
    """In every decorrelation time a target can be detected with `look_p`; while it can, the hazard holds."""

    hazard: HazardTable
    look_p: float
    decorrelation_s: float

    @property
    def is_definite(self) -> bool:
        return not self.hazard.hazard_per_s


def law_of_sensor(
    sensor: Sensor, class_: str, task: str, sensor_height_m: float, transmits: bool, p: float, given: Given
) -> Law | None:
    """The law of one sensor; None where it never meets the class and task in what is given.

    An AIS receiver detects ships that transmit, out to its reach, and does nothing else: at once, or where so many ships are in
    view that a clear slot takes a minute or more in the mean, at the hazard of `ais.ais_hazard_per_s`. Where a model
    knows no search but how well what it is pointed at is made out, the range at which that is done with p is a definite range.
    """
    if sensor.kind == "ais":
        return _heard(sensor, class_, sensor_height_m, given) if transmits and task == "detect" else None
    sight = sight_that_counts(sensor, class_, task, p, sensor_height_m, given)
    hazard = _typed(sensor, class_, task, sensor_height_m, given.sensing) if sight is None else _modelled(sight, p)
    if hazard.reach_m <= 0.0:
        return None
    look_p, decorrelation_s = single_look(sensor, given.sensing, modelled=sight is not None)
    return Law(hazard, float(look_p) * (1.0 if sight is None else sight.look_p), float(decorrelation_s))


def _heard(sensor: Sensor, class_: str, sensor_height_m: float, given: Given) -> Law | None:
    """Of an AIS receiver. Where a slot is waited for, it alone decides, unless the sensor says its own chance of a look."""
    reach_m = float(reach_of_receiver(sensor, class_, sensor_height_m, given.sensing) or 0.0)
    if reach_m <= 0.0:
        return None
    look_p, decorrelation_s = (float(part) for part in single_look(sensor, given.sensing))
    rate_per_s = ais_hazard_per_s(sensor_height_m, target_class(class_), given=given)
    if rate_per_s * AT_ONCE_S >= 1.0:
        return Law(definite(reach_m), look_p, decorrelation_s)
    own_p = 1.0 if sensor.look_p is None else look_p
    return Law(HazardTable((0.0, reach_m), (rate_per_s,)), own_p, decorrelation_s)


def _modelled(sight: Sight, p: float) -> HazardTable:
    if sight.hazard_per_s is not None:
        return table_of(sight)
    return definite(0.0 if sight.range_at is None else max(float(sight.range_at(p)), 0.0))


def _typed(sensor: Sensor, class_: str, task: str, sensor_height_m: float, sensing: Sensing) -> HazardTable:
    sure_m = float(definite_range(sensor, class_, task, sensor_height_m, sensing) or 0.0)
    edges, rates = [0.0], list[float]()
    for step in hazard_steps(sensor, class_, task):
        to_m = float(cut_range(sensor, step.to_m, class_, sensor_height_m, sensing))
        if to_m > edges[-1]:
            edges.append(to_m)
            rates.append(float(step.rate_per_s))
    return HazardTable(tuple(edges) if rates else (), tuple(rates), sure_m)
