"""How far a payload meets what a watch must see: typed ranges and hazards, and the models that fill what they leave open.

A typed range by class and task is a definite range in whatever conditions; a sensor may have steps of hazard in its place, or
a table of what it is, from which a model tells what it sees in given conditions. What is typed for a class and task wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from math import inf, log1p
from typing import get_args

from longwatch.catalog.models import HazardStep, Payload, Sensor, Task
from longwatch.catalog.sensing import Sensing
from longwatch.detection.conditions import Given
from longwatch.detection.sight import Sight
from longwatch.detection.sight_tables import nearest_at, range_at
from longwatch.detection.sights import sight_of
from longwatch.detection.targets import class_order, target_classes, target_given
from longwatch.geo.horizon import optical_horizon_m, radar_horizon_m
from longwatch.origins import Figure, Origin

TASKS: tuple[str, ...] = get_args(Task)  # what is identified is recognised, what is recognised is detected


def sensor_range(
    payload: Payload, class_: str, task: str, p: float, sensor_height_m: float, *, given: Given
) -> Figure | None:
    """Range in metres at which the best sensor of a payload meets a class and task; None when none does.

    AIS receivers do not count: a watch must see dark ships, and AIS shows only those who transmit (`ais_reach`).
    A definite range is taken as it stands, whatever p in (0, 1] is asked; a hazard reaches as far as a target that stays
    there is detected with probability p within one decorrelation time. A smaller class or a harder task counts too.
    What a model fills is for the conditions that are `given`; what is typed does not know them.
    """
    if not 0.0 < p <= 1.0:
        raise ValueError(f"a probability of {p:g} cannot be asked of a sensor")
    found = [
        range_of_sensor(sensor, class_, task, p, sensor_height_m, given)
        for sensor in payload.sensors
        if sensor.kind != "ais"
    ]
    return max((figure for figure in found if figure is not None), key=float, default=None)


def ais_reach(
    payload: Payload,
    class_: str,
    sensor_height_m: float,
    *,
    given: Given,
) -> Figure | None:
    """Range in metres at which a transmitting ship of a class is heard: radio horizon, or the receiver's own reach."""
    reaches = [
        reach_of_receiver(sensor, class_, sensor_height_m, given.sensing)
        for sensor in payload.sensors
        if sensor.kind == "ais"
    ]
    return max((reach for reach in reaches if reach is not None), key=float, default=None)


def reach_of_receiver(sensor: Sensor, class_: str, sensor_height_m: float, sensing: Sensing) -> Figure | None:
    """The same for one receiver; None for what flies, which carries no AIS."""
    if _flies(class_):
        return None
    horizon_m = float(radar_horizon_m(sensor_height_m, _height_m(class_, sensing)))
    of = ("height of the sensor", f"height of a {class_}")
    horizon = Figure(horizon_m, "m", origin=Origin("computed", "4/3-earth radio horizon", of=of))
    return _cut(horizon, sensor.instrumented_range_m, "reach of the AIS receiver")


def range_of_sensor(
    sensor: Sensor, class_: str, task: str, p: float, sensor_height_m: float, given: Given
) -> Figure | None:
    """The range at which one sensor meets a class and task with p, by what is typed or by its model (`sight_that_counts`)."""
    sight = sight_that_counts(sensor, class_, task, p, sensor_height_m, given)
    if sight is None:
        return _typed_range(sensor, class_, task, p, sensor_height_m, given.sensing)
    return _model_range(sensor, sight, p, given.sensing)


def blind_below_m(sensor: Sensor, class_: str, task: str, p: float, sensor_height_m: float, given: Given) -> float:
    """Over the sea, in metres: nearer than this a sensor does not meet what it meets farther out; 0 where it is blind nowhere.

    From high up a radar looks steeply at the sea below it, which returns more than a small ship; and a sensor may have a least
    range. The range of a planner is that of the whole disc: who counts on it must know of the hole in its middle.
    """
    sight = sight_that_counts(sensor, class_, task, p, sensor_height_m, given)
    slant_m = float(sensor.range_min_m or 0.0)
    if sight is not None:
        look_p, time_s = single_look(sensor, given.sensing, modelled=True)
        slant_m = max(slant_m, nearest_at(sight._replace(look_p=1.0), p, float(look_p), float(time_s)))
    drop_m = abs(sensor_height_m - _height_m(class_, given.sensing)) if sensor.kind != "sonar" else 0.0
    return float(max(slant_m**2 - drop_m**2, 0.0) ** 0.5)


def hole_m(
    payload: Payload, class_: str, task: str, p: float, sensor_height_m: float, given: Given
) -> tuple[str, float]:
    """(the sensor of a payload that reaches farthest, over the sea nearer than what neither it nor another one meets a class)."""
    seen = []
    for sensor in payload.sensors:
        found = None if sensor.kind == "ais" else range_of_sensor(sensor, class_, task, p, sensor_height_m, given)
        if found is not None:
            near_m = blind_below_m(sensor, class_, task, p, sensor_height_m, given)
            seen.append((float(found), near_m, sensor.name or sensor.kind))
    if not seen:
        return "", 0.0
    _, hole, farthest = max(seen)
    for far_m, near_m, _ in sorted(seen, key=lambda one: -one[1]):  # what another one sees within closes it
        if near_m < hole <= far_m:
            hole = near_m
    return farthest, hole


def sight_that_counts(
    sensor: Sensor, class_: str, task: str, p: float, sensor_height_m: float, given: Given
) -> Sight | None:
    """What the model of a sensor says of a class and task, where it is the model that counts; None where typed figures do.

    Figures typed for the class and task win over the model. Those of smaller classes and harder tasks and the model stand side
    by side: the longer range counts, except that for an aircraft a model of its own says more than the ship it is seen like.
    """
    if _is_typed(sensor, class_, task):
        return None
    sight = sight_of(sensor, class_, task, given, sensor_height_m)
    if sight is None or not (sensor.ranges or sensor.hazard) or (_flies(class_) and not _knows(sensor, class_)):
        return sight
    typed = _typed_range(sensor, class_, task, p, sensor_height_m, given.sensing)
    return None if typed is not None and typed >= (_model_range(sensor, sight, p, given.sensing) or 0.0) else sight


def _typed_range(
    sensor: Sensor, class_: str, task: str, p: float, sensor_height_m: float, sensing: Sensing
) -> Figure | None:
    known = [*_ranges(sensor, class_, task), *_hazard_range(sensor, class_, task, p, sensing)]
    best = max(known, key=float, default=None)
    return None if best is None else cut_range(sensor, best, class_, sensor_height_m, sensing)


def _knows(sensor: Sensor, class_: str) -> bool:
    return class_ in sensor.ranges or class_ in sensor.hazard


def definite_range(sensor: Sensor, class_: str, task: str, sensor_height_m: float, sensing: Sensing) -> Figure | None:
    """The longest range typed that speaks for a class and task, cut at the horizon; hazards never give certainty."""
    best = max(_ranges(sensor, class_, task), key=float, default=None)
    return None if best is None else cut_range(sensor, best, class_, sensor_height_m, sensing)


def _is_typed(sensor: Sensor, class_: str, task: str) -> bool:
    return task in sensor.ranges.get(class_, {}) or task in sensor.hazard.get(class_, {})


def _model_range(sensor: Sensor, sight: Sight, p: float, sensing: Sensing) -> Figure | None:
    """Cloud that comes and goes between sensor and sea takes looks, drawn in the trials, and no range unless too many."""
    if sight.look_p < float(sensing.free_sight_min):
        return None
    look_p, time_s = single_look(sensor, sensing, modelled=True)
    range_m = range_at(sight._replace(look_p=1.0), p, float(look_p), float(time_s))
    if range_m <= 0.0:
        return None
    how = "within one decorrelation time" if sight.hazard_per_s is not None else "for what it is pointed at"
    of = (f"model of {sensor.name or sensor.kind}", "look_p", "decorrelation")
    return Figure(range_m, "m", origin=Origin("computed", f"p = {p:g} {how}, in the conditions given", of=of))


def cut_range(sensor: Sensor, best: Figure, class_: str, sensor_height_m: float, sensing: Sensing) -> Figure:
    """A range, or what the sensor's own scale and the horizon leave of it."""
    best = _cut(best, sensor.instrumented_range_m, "instrumented range")
    if sensor.kind == "sonar":  # below the surface there is no horizon
        return best
    horizon_m = radar_horizon_m if sensor.kind == "radar" else optical_horizon_m
    earth = "4/3" if sensor.kind == "radar" else "7/6"
    return _cut(
        best, float(horizon_m(sensor_height_m, _height_m(class_, sensing))), f"{earth}-earth horizon of the {class_}"
    )


def _ranges(sensor: Sensor, class_: str, task: str) -> Iterator[Figure]:
    """Every range that speaks for a class and task: of this class or a smaller one, for this task or a harder one."""
    classes, harder = _speaking(sensor.ranges, class_), TASKS[TASKS.index(task) :]
    for name, by_task in sensor.ranges.items():
        if name in classes:
            yield from (figure for known, figure in by_task.items() if known in harder)


def hazard_steps(sensor: Sensor, class_: str, task: str) -> tuple[HazardStep, ...]:
    """The steps that speak for a class and task: of the largest class up to this one, and its easiest task that will do."""
    for name in reversed(_speaking(sensor.hazard, class_)):
        for harder in TASKS[TASKS.index(task) :]:
            steps = sensor.hazard.get(name, {}).get(harder)  # type: ignore[call-overload]
            if steps:
                return tuple(steps)
    return ()


def can_see(sensor: Sensor, class_: str, task: str, sensor_height_m: float = 0.0, *, given: Given) -> str:
    """Whether a sensor meets a class and task by a "range" or by a "hazard"; "" where it never does."""
    if class_ not in class_order():
        return ""
    if any(_ranges(sensor, class_, task)):
        return "range"
    if hazard_steps(sensor, class_, task):
        return "hazard"
    sight = sight_of(sensor, class_, task, given, sensor_height_m)
    return "" if sight is None else "range" if sight.hazard_per_s is None else "hazard"


def single_look(sensor: Sensor, sensing: Sensing, *, modelled: bool = False) -> tuple[Figure, Figure]:
    """(chance that a target can be detected at all in one decorrelation time, that time in seconds).

    Sea clutter and swell hide a target for seconds, aspect and drift for minutes. With a model (`modelled`) it is what the model
    leaves out; the line of sight that cloud shuts comes on top.
    """
    look_p = sensor.look_p or (sensing.model_look_p if modelled else sensing.look_p)
    return look_p, sensor.decorrelation_s or sensing.decorrelation_s


def _hazard_range(sensor: Sensor, class_: str, task: str, p: float, sensing: Sensing) -> Iterator[Figure]:
    """Out to where a target that stays is detected with probability p within one decorrelation time."""
    look_p, time_s = single_look(sensor, sensing)
    needed = -log1p(-p / look_p) / time_s if p < look_p else inf
    met = list(takewhile(lambda step: float(step.rate_per_s) >= needed, hazard_steps(sensor, class_, task)))
    if met:
        of = (f"hazard of {sensor.name or sensor.kind}", "look_p", "decorrelation")
        yield Figure(met[-1].to_m, "m", origin=Origin("computed", f"p = {p:g} within one decorrelation time", of=of))


def _speaking(known: Mapping[str, object], class_: str) -> tuple[str, ...]:
    """Classes whose figures hold for a class, from small to large: it and all smaller ones.

    For an aircraft that is its own class, or the ship it is seen like (ASSUMED) where nothing is known of it itself.
    """
    order = class_order()
    if _flies(class_):
        return (class_,) if class_ in known else (target_classes()[class_].seen_as,)
    return order[: order.index(class_) + 1] if class_ in order else (class_,)


def _cut(figure: Figure, cap_m: float | None, name: str) -> Figure:
    """The figure, or the cap where that is shorter."""
    if cap_m is None or figure <= cap_m:
        return figure
    low = min(figure.low, float(cap_m))
    return Figure(cap_m, "m", low=low, high=cap_m, origin=Origin("computed", f"cut at the {name}", of=(name,)))


def _flies(class_: str) -> bool:
    return class_ in target_classes() and target_classes()[class_].flies


def _height_m(class_: str, sensing: Sensing) -> float:
    return float(target_given(class_, sensing).height_m) if class_ in target_classes() else 0.0
