"""A turret serves: it turns to one contact, looks at it for a while, and turns to the next."""

from __future__ import annotations

from typing import Final, NamedTuple, get_args

from longwatch.catalog.models import Order, Payload, Sensor, Task
from longwatch.origins import Figure, Origin

SLEW_S: Final = Figure(10.0, "s", low=5.0, high=20.0, origin=Origin("assumed", "no source found"), text="10 s")
DWELL_S: Final = Figure(30.0, "s", low=15.0, high=90.0, origin=Origin("assumed", "no source found"), text="30 s")
ORDERS: Final[tuple[Order, ...]] = get_args(Order)


class Service(NamedTuple):
    """How a turret serves: seconds a contact, always the same, and the place in `ORDERS` of who is next."""

    seconds: float
    order: int


def serving(payload: Payload) -> Sensor | None:
    """The turret of a payload that serves: the first that can recognise or identify anything."""
    return next((one for one in payload.sensors if one.kind == "turret" and _tasks(one) - {"detect"}), None)


def service_of(turret: Sensor) -> Service:
    """Its times, ASSUMED where the payload does not say them."""
    slew_s = SLEW_S if turret.slew_s is None else turret.slew_s
    dwell_s = DWELL_S if turret.dwell_s is None else turret.dwell_s
    return Service(float(slew_s) + float(dwell_s), ORDERS.index(turret.order or ORDERS[0]))


def served_task(task: Task) -> Task:
    """What a turret does for a watch: what the watch asks, and where that is to detect, identify what others detect."""
    return task if task == "recognise" else "identify"


def only_turret(payload: Payload) -> Payload:
    """The payload with nothing but the turret that serves."""
    turret = serving(payload)
    return payload.model_copy(update={"sensors": () if turret is None else (turret,)})


def that_cover(payload: Payload, task: Task) -> Payload:
    """The payload with those sensors that cover for a task: all that detect; without the turrets where it is harder."""
    if task == "detect":
        return payload
    return payload.model_copy(update={"sensors": tuple(one for one in payload.sensors if one.kind != "turret")})


def _tasks(sensor: Sensor) -> set[Task]:
    typed: set[Task] = {task for tasks in sensor.ranges.values() for task in tasks}
    return typed if sensor.camera is None else typed | {"detect", "recognise", "identify"}
