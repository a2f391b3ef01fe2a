"""Sorties that fail: an abort flies home, a lost vehicle is replaced, and the stint wants a spare."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.faults_kernels import next_abort, next_loss
from longwatch.sim.homeward_kernels import land_at_s
from longwatch.sim.partial_kernels import new_sensors, note_failures
from longwatch.sim.shift_kernels import call_relief
from longwatch.sim.sorties_kernels import depart, off_the_air
from longwatch.sim.spares_kernels import fail_later, want_spare
from longwatch.sim.state import (
    ABORTED,
    BACK,
    FAILED,
    FAULT,
    HOMEWARD,
    LOSS,
    LOST,
    SENSOR,
    SENSOR_FAILED,
    VEHICLE_LOST,
    World,
)


@part
def abort(world: World, i: int, now_s: int) -> None:
    """A fault in flight: home from where it is; on the way home already, it only needs repair after landing."""
    _, state = world[0]
    v = state.vehicles[i]
    state.fleets[v.fleet].aborts += 1
    v.broken = 1
    break_off(world, i, FAULT, ABORTED, now_s)


@part
def sensors_fail(world: World, i: int, now_s: int) -> None:
    """Home where the sensors left do not see enough; in any case repair after landing."""
    fixed, state = world[0]
    note_failures(world, i, now_s)
    v = state.vehicles[i]
    if not fixed.pairings[v.pairing].meets >> v.failed & 1:
        break_off(world, i, SENSOR, SENSOR_FAILED, now_s)


@part
def break_off(world: World, i: int, cause: int, outcome: int, now_s: int) -> None:
    """Home at once from where it is, and its stint wants a spare; who is on the way home already goes on."""
    _, state = world[0]
    v = state.vehicles[i]
    if v.doing == BACK:
        return
    land_s = land_at_s(world, i, now_s)
    _fail_stint(world, i, cause, now_s)
    depart(world, i, now_s, land_s, FAILED)
    state.sorties[v.sortie].outcome = outcome


@part
def lose(world: World, i: int, now_s: int) -> None:
    """The vehicle is gone; a new one comes after the lead time, with its own clocks."""
    fixed, state = world[0]
    clock, v = state.clock[0], state.vehicles[i]
    f = v.fleet
    fleet, entity = fixed.fleets[f], fixed.vehicles[i].entity
    _fail_stint(world, i, LOSS, now_s)
    if v.doing != BACK:
        depart(world, i, now_s, now_s, FAILED)
    row = state.sorties[v.sortie]
    if v.leg == HOMEWARD:  # else the sortie was over when it came over its base
        row.land_s, row.outcome = now_s + clock.zero_s, VEHICLE_LOST
    off_the_air(world, i, now_s)
    state.fleets[f].losses += 1
    v.doing, v.ready_s = LOST, now_s + max(1, fleet.replacement_s)
    next_loss(v, fleet.loss_mean_s, clock.seed, clock.trial, entity)
    next_abort(v, fleet.abort_mean_s, clock.seed, clock.trial, entity)
    v.leg, v.serviced_at_s = HOMEWARD, v.flown_s
    new_sensors(world, i, clock.seed, clock.trial)


@part
def _fail_stint(world: World, i: int, cause: int, now_s: int) -> None:
    """A sortie fails before its end; whoever flies it, its stint wants a spare, and so does every later one of the sortie."""
    _, state = world[0]
    v = state.vehicles[i]
    if v.doing == BACK:
        return
    if now_s < min(v.leave_s, v.relief_s):
        if v.stint >= 0:
            state.stints[v.stint].why = cause
        n = v.stint if v.stint >= 0 else v.replaces
        want_spare(world, n)
        if n >= 0:
            call_relief(world, n, now_s)
    if v.stint >= 0:
        fail_later(world, v.stint, cause)
