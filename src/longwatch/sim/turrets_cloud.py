"""When cloud leaves the line of sight of a turret to a contact free: drawn for every decorrelation time of the two."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from longwatch.catalog.models import Sensor, Task
from longwatch.detection.conditions import Given, what_counts
from longwatch.detection.ranges import sight_that_counts, single_look
from longwatch.detection.sights import is_modelled, sight_of
from longwatch.detection.targets import class_order
from longwatch.geo.geodesic import Floats
from longwatch.sim.detectable_kernels import entity_of
from longwatch.sim.passes import Intervals
from longwatch.sim.streams import PROCESSES, uniforms
from longwatch.traffic.ships import Ints

NEVER_ASKED_S: Final = 600.0  # of a line of sight that is always free


class LineOfSight(NamedTuple):
    """Of a turret on a line.

    free_p : (n_states, n_classes) that the line of sight is free in one decorrelation time; 1 where no model says it
    """

    free_p: Floats
    decorrelation_s: float

    @property
    def is_always_free(self) -> bool:
        return bool((self.free_p >= 1.0).all())


class Blocks(NamedTuple):
    """Intervals cut into decorrelation times, and the luck of each: it is free where that is below the chance."""

    vehicle: Ints
    target: Ints
    enter_s: Floats
    leave_s: Floats
    luck: Floats


def cloudless(given: Given) -> Given:
    """The same air under a free sky: how far a turret makes out what it can see at all."""
    return given._replace(conditions=given.conditions._replace(cloud=0.0))


def line_of_sight(
    turret: Sensor | None, task: Task, p: float, height_m: float, met: tuple[Given, ...]
) -> LineOfSight:  # fmt: skip
    """Of a turret in the states of its sky; always free where there is none."""
    free_p = np.ones((len(met), len(class_order())))
    if turret is None or not is_modelled(turret):
        return LineOfSight(free_p, NEVER_ASKED_S)
    told = [what_counts(turret.kind, given.conditions) for given in met]
    for k, class_ in enumerate(class_order()):
        by_sky = dict.fromkeys(told, 1.0)
        for one, given in dict(zip(told, met, strict=True)).items():
            if sight_that_counts(turret, class_, task, p, height_m, cloudless(given)) is not None:
                sight = sight_of(turret, class_, task, given, height_m)
                by_sky[one] = 0.0 if sight is None else sight.look_p
        free_p[:, k] = [by_sky[one] for one in told]
    return LineOfSight(free_p, float(single_look(turret, met[0].sensing, modelled=True)[1]))


def entities(ship: Ints, vehicle: Ints) -> Ints:
    """Whose luck it is, of ships and vehicles one by one."""
    pairs = zip(ship.tolist(), vehicle.tolist(), strict=True)
    return np.array([entity_of(one, other, 0) for one, other in pairs], np.int64)


def blocks_of(windows: Intervals, stretch_s: Floats, entity: Ints, seed: int, trial: int) -> Blocks:
    """Windows cut into stretches of their length in seconds, which begin for each entity at an instant of its own.

    A stretch has the same luck whatever part of it a window covers.
    """
    process = PROCESSES["line_of_sight"]
    phase_s = uniforms(seed, trial, process, entity, np.zeros(len(entity), np.int64)) * stretch_s
    first = np.floor((windows.enter_s - phase_s) / stretch_s).astype(np.int64)
    last = np.maximum(np.ceil((windows.leave_s - phase_s) / stretch_s).astype(np.int64), first + 1)
    window = np.repeat(np.arange(len(first)), last - first)
    block = np.arange(len(window)) - np.repeat(np.cumsum(last - first) - last, last - first)
    begin_s = phase_s[window] + block * stretch_s[window]
    return Blocks(
        windows.vehicle[window],
        windows.target[window],
        np.maximum(windows.enter_s[window], begin_s),
        np.minimum(windows.leave_s[window], begin_s + stretch_s[window]),
        uniforms(seed, trial, process, entity[window], block + BEFORE),
    )


BEFORE: Final = 1 << 20  # blocks before the period begins have numbers too
