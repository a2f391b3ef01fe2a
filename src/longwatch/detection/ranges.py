"""How far a payload meets what a watch must see: sourced ranges, cut at the horizon and the instrumented range.

First version: a range by class and task is a definite range in fair conditions. The physics of radar, light and sea
that will fill a HazardTable per sensor, class and conditions comes behind these functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from longwatch.catalog.models import Payload, Sensor, Task
from longwatch.detection.targets import class_order, target_classes
from longwatch.geo.horizon import optical_horizon_m, radar_horizon_m
from longwatch.origins import Figure, Origin

TASKS: tuple[str, ...] = get_args(Task)  # what is identified is recognised, what is recognised is detected


def sensor_range(payload: Payload, class_: str, task: str, p: float, sensor_height_m: float) -> Figure | None:
    """Range in metres at which the best sensor of a payload meets a class and task; None when none does.

    AIS receivers do not count: a watch must see dark ships, and AIS shows only those who transmit (`ais_reach`).
    A definite range meets every probability p in (0, 1]. A range for a smaller class or a harder task counts too.
    """
    if not 0.0 < p <= 1.0:
        raise ValueError(f"a probability of {p:g} cannot be asked of a sensor")
    found = [_of_sensor(sensor, class_, task, sensor_height_m) for sensor in payload.sensors if sensor.kind != "ais"]
    return max((figure for figure in found if figure is not None), key=float, default=None)


def ais_reach(payload: Payload, class_: str, sensor_height_m: float) -> Figure | None:
    """Range in metres at which a transmitting ship of a class is heard: radio horizon, or the receiver's own reach."""
    receivers = [sensor for sensor in payload.sensors if sensor.kind == "ais"]
    if not receivers or _flies(class_):
        return None
    horizon_m = float(radar_horizon_m(sensor_height_m, _height_m(class_)))
    of = ("height of the sensor", f"height of a {class_}")
    horizon = Figure(horizon_m, "m", origin=Origin("computed", "4/3-earth radio horizon", of=of))
    caps = [sensor.instrumented_range_m for sensor in receivers]
    return max((_cut(horizon, cap, "reach of the AIS receiver") for cap in caps), key=float)


def _of_sensor(sensor: Sensor, class_: str, task: str, sensor_height_m: float) -> Figure | None:
    best = max(_ranges(sensor, class_, task), key=float, default=None)
    if best is None:
        return None
    best = _cut(best, sensor.instrumented_range_m, "instrumented range")
    if sensor.kind == "sonar":  # below the surface there is no horizon
        return best
    horizon_m = radar_horizon_m if sensor.kind == "radar" else optical_horizon_m
    earth = "4/3" if sensor.kind == "radar" else "7/6"
    return _cut(best, float(horizon_m(sensor_height_m, _height_m(class_))), f"{earth}-earth horizon of the {class_}")


def _ranges(sensor: Sensor, class_: str, task: str) -> Iterator[Figure]:
    """Every range that speaks for a class and task: of this class or a smaller one, for this task or a harder one.

    For an aircraft that is its own class, or the ship it is seen like (ASSUMED) where the sensor names no range for it.
    """
    order = class_order()
    classes = order[: order.index(class_) + 1] if class_ in order else (class_,)
    if _flies(class_):
        classes = (class_,) if class_ in sensor.ranges else (target_classes()[class_].seen_as,)
    harder = TASKS[TASKS.index(task) :]
    for name, by_task in sensor.ranges.items():
        if name in classes:
            yield from (figure for known, figure in by_task.items() if known in harder)


def _cut(figure: Figure, cap_m: float | None, name: str) -> Figure:
    """The figure, or the cap where that is shorter."""
    if cap_m is None or figure <= cap_m:
        return figure
    low = min(figure.low, float(cap_m))
    return Figure(cap_m, "m", low=low, high=cap_m, origin=Origin("computed", f"cut at the {name}", of=(name,)))


def _flies(class_: str) -> bool:
    return class_ in target_classes() and target_classes()[class_].flies


def _height_m(class_: str) -> float:
    target = target_classes().get(class_)
    return float(target.height_m) if target else 0.0
