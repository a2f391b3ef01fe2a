"""What one sensor is worth against one class: by range, over a straight pass, as a sweep width, and what cuts it.

The law of a watch holds (see `laws`): in every decorrelation time since an encounter began the target can be detected with
`look_p`, and while it can the hazard acts. A pass lasts several such times, so that
    p(miss) = 1 - prod over times (1 - look_p (1 - exp(-exposure in that time))),
and the sweep width is its integral over all miss distances (B.O. Koopman, Search and Screening, 1946, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import ceil
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import BINS, RESTS_ON, Conditions, Given
from longwatch.detection.laws import Law, law_of_sensor
from longwatch.detection.pass_table import PassTable, pass_table
from longwatch.detection.ranges import blind_below_m, range_of_sensor, sight_that_counts
from longwatch.detection.sight import Sight
from longwatch.detection.targets import target_given
from longwatch.geo.horizon import optical_horizon_m, radar_horizon_m
from longwatch.origins import Figure

Floats = NDArray[np.float64]
POINTS: Final = 201  # ranges of a curve
FINE: Final = 2001  # miss distances that a sweep width is added up over
MOST_TIMES: Final = 2000  # decorrelation times of one pass; in more of them nothing is left to chance
WHOLE: Final = ("sea_state", "dark")  # conditions that are bins by themselves
AT_ONCE_PER_S: Final = 1e6  # stands for a definite range


@dataclass(frozen=True)
class Question:
    """A sensor against a class: the task, the height of the sensor, the conditions, the relative speed, the p of a look."""

    sensor: Sensor
    class_: str
    task: str
    height_m: float
    given: Given
    speed_mps: float
    p: float


class Binned(NamedTuple):
    """How conditions are counted in a run: those that stand for their bin, the range at p then, and that at the bin's ends."""

    counted: Conditions
    range_m: float
    low_m: float
    high_m: float


@dataclass(frozen=True)
class SensorCurve:
    """By range from the sensor outward. Where a sensor never searches for the task, passes and sweep width are None.

    hazard_per_s : detections per second; infinite within a definite range; None where nothing is searched for
    stay_p : that a target that stays at the range is met within one decorrelation time
    pass_p : that one is met over a straight pass at that miss distance
    range_m_at_p : as a planner counts; 0 where p is never met
    blind_below_m : over the sea, nearer than which p is not met though it is farther out
    cuts : what ends the range, (what, at how many metres), nearest first
    how : "model", "typed range", "typed hazard", "AIS"
    table_error : of the exposures of passes, as a share of the largest
    """

    range_m: Floats
    hazard_per_s: Floats | None
    stay_p: Floats
    pass_p: Floats | None
    sweep_width_m: float | None
    range_m_at_p: Figure
    blind_below_m: float
    reach_m: float
    cuts: tuple[tuple[str, float], ...]
    how: str
    table_error: float
    law: Law
    sight: Sight | None


def sensor_curve(asked: Question) -> SensorCurve | None:
    """The whole of it; None where the sensor never meets the class and task in what is given."""
    sensor = asked.sensor
    law = law_of_sensor(sensor, asked.class_, asked.task, asked.height_m, True, asked.p, asked.given)
    if law is None:
        return None
    found, sight = planned_range(asked)
    reach_m = law.hazard.reach_m if sight is None else sight.reach_m
    range_m = np.linspace(0.0, 1.02 * reach_m, POINTS)
    stay_p, hazard, table = _stay(law, sight, range_m)
    passes, width_m = None, None
    if table is not None:
        miss_m = np.linspace(0.0, reach_m, FINE)
        met = pass_probability(table, miss_m, asked.speed_mps, law.look_p, law.decorrelation_s)
        passes = np.interp(range_m, miss_m, met, right=0.0)
        width_m = 2.0 * float(np.trapezoid(met, miss_m))
    return SensorCurve(
        range_m=range_m,
        hazard_per_s=hazard,
        stay_p=stay_p,
        pass_p=passes,
        sweep_width_m=width_m,
        range_m_at_p=found,
        blind_below_m=blind_below_m(sensor, asked.class_, asked.task, asked.p, asked.height_m, asked.given)
        if sensor.kind != "ais" and found > 0.0
        else 0.0,
        reach_m=reach_m,
        cuts=_cuts(asked),
        how=_how(sensor, law, sight),
        table_error=0.0 if table is None else table.error,
        law=law,
        sight=sight,
    )


def planned_range(asked: Question) -> tuple[Figure, Sight | None]:
    """(range at which a planner counts the task as met with p, 0 where never; the model's sight where one says so)."""
    sensor, about = asked.sensor, (asked.class_, asked.task, asked.p, asked.height_m, asked.given)
    if sensor.kind == "ais":
        law = law_of_sensor(sensor, asked.class_, asked.task, asked.height_m, True, asked.p, asked.given)
        return Figure(law.hazard.reach_m if law else 0.0, "m"), None
    found = range_of_sensor(sensor, *about)
    return (Figure(0.0, "m") if found is None else found), sight_that_counts(sensor, *about)


def binned(asked: Question) -> Binned:
    """What the bins of conditions make of the range at p, and what it is where the bin begins and ends."""
    key = int(BINS.key(*asked.given.conditions))
    counted = BINS.conditions(key)
    names = [name for name in RESTS_ON[asked.sensor.kind] if name not in WHOLE]

    def range_m(conditions: Conditions) -> float:
        return float(planned_range(replace(asked, given=asked.given._replace(conditions=conditions)))[0])

    corners = product(*({*BINS.span(name, key)} for name in names))
    ends_m = [range_m(Conditions(**{**counted._asdict(), **dict(zip(names, ends, strict=True))})) for ends in corners]
    return Binned(counted, range_m(counted), min(ends_m), max(ends_m))


def pass_probability(
    table: PassTable, miss_m: ArrayLike, speed_mps: float, look_p: float, decorrelation_s: float
) -> Floats:
    """Probability that a straight pass is met, by miss distance: time after time since it came into reach."""
    miss = np.asarray(miss_m, np.float64)
    half = np.sqrt(np.maximum(table.reach_m**2 - miss**2, 0.0))
    step_m = max(speed_mps * decorrelation_s, 2.0 * table.reach_m / MOST_TIMES)
    missed = np.ones_like(miss)
    for i in range(ceil(2.0 * table.reach_m / step_m)):
        begin = np.minimum(-half + i * step_m, half)
        exposure = table.exposure(miss, speed_mps, begin, np.minimum(begin + step_m, half))
        missed *= 1.0 - look_p * -np.expm1(-exposure)
    return np.asarray(np.where(miss <= table.reach_m, 1.0 - missed, 0.0), np.float64)


def _stay(law: Law, sight: Sight | None, range_m: Floats) -> tuple[Floats, Floats | None, PassTable | None]:
    """(p of one decorrelation time, hazard, table of passes) at ranges."""
    if sight is not None and sight.hazard_per_s is None:
        return law.look_p * pointed_p(sight, range_m), None, None
    if sight is not None and sight.hazard_per_s is not None:
        hazard = np.where(range_m <= sight.reach_m, sight.hazard_per_s(range_m), 0.0)
        table = pass_table(sight.hazard_per_s, sight.reach_m)
    else:
        table = pass_table(law.hazard)
        hazard = table.still(range_m)
    stay_p = law.look_p * -np.expm1(-hazard * law.decorrelation_s)
    return stay_p, np.where(hazard >= AT_ONCE_PER_S, np.inf, hazard), table


def pointed_p(sight: Sight, range_m: Floats) -> Floats:
    """Probability by range of what the sensor is pointed at: `range_at` the other way round."""
    assert sight.range_at is not None
    p = np.linspace(0.995, 0.005, 199)
    at_m = np.array([sight.range_at(float(one)) for one in p])
    return np.asarray(np.interp(range_m, np.maximum.accumulate(at_m), p, right=0.0), np.float64)


def _cuts(asked: Question) -> tuple[tuple[str, float], ...]:
    """Horizon and scale, nearest first: nothing is seen beyond them whatever the sensor could."""
    sensor, target = asked.sensor, target_given(asked.class_, asked.given.sensing)
    found = list[tuple[str, float]]()
    if sensor.instrumented_range_m is not None:
        found.append(("instrumented range", float(sensor.instrumented_range_m)))
    if sensor.kind != "sonar":
        horizon_m = radar_horizon_m if sensor.kind in ("radar", "ais") else optical_horizon_m
        found.append(("horizon", float(horizon_m(asked.height_m, float(target.height_m)))))
    return tuple(sorted(found, key=lambda cut: cut[1]))


def _how(sensor: Sensor, law: Law, sight: Sight | None) -> str:
    if sensor.kind == "ais":
        return "AIS"
    return "model" if sight is not None else "typed range" if law.is_definite else "typed hazard"
