"""Sensors that fail one by one, each in the flown time of its vehicle, and are mended together after landing."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import FAR, World, codes
from longwatch.sim.streams import PROCESSES
from longwatch.sim.streams_kernels import drawn_s

(SENSOR_STREAM,) = codes(PROCESSES["sensor"])


@part
def note_failures(world: World, i: int, now_s: int) -> None:
    """Sensors of vehicle i that fail now are failed from now on: bits of `failed`."""
    fixed, state = world[0]
    v, width = state.vehicles[i], fixed.sensor_mean_s.shape[1]
    flown_s = v.flown_s + now_s - v.airborne_from_s
    for j in range(width):
        if state.sensors[i * width + j].at_s == flown_s and not v.failed >> j & 1:
            v.failed |= 1 << j
            state.fleets[v.fleet].sensor_failures += 1
    _await_failure(world, i)


@part
def new_sensors(world: World, i: int, seed: int, trial: int) -> None:
    """All of them as new, on a new vehicle."""
    fixed, state = world[0]
    state.vehicles[i].failed = (1 << fixed.sensor_mean_s.shape[1]) - 1
    mend_sensors(world, i, seed, trial)


@part
def mend_sensors(world: World, i: int, seed: int, trial: int) -> None:
    """Those that have failed work again, and will fail anew."""
    fixed, state = world[0]
    v, width, entity = state.vehicles[i], fixed.sensor_mean_s.shape[1], fixed.vehicles[i].entity
    for j in range(width):
        if v.failed >> j & 1:
            sensor, mean_s = state.sensors[i * width + j], fixed.sensor_mean_s[v.fleet, j]
            sensor.at_s = v.flown_s + drawn_s(mean_s, seed, trial, SENSOR_STREAM, entity, 16 * sensor.n + j)
            sensor.n += 1
    v.failed = 0
    _await_failure(world, i)


@part
def _await_failure(world: World, i: int) -> None:
    """Note when, in flown time, the next of those that work will fail."""
    fixed, state = world[0]
    v, width = state.vehicles[i], fixed.sensor_mean_s.shape[1]
    v.sensor_at_s = FAR
    for j in range(width):
        if not v.failed >> j & 1:
            v.sensor_at_s = min(v.sensor_at_s, state.sensors[i * width + j].at_s)
