"""What may be wrong with a vehicle: its clocks to the next abort and loss, the pre-flight check, repair."""

from __future__ import annotations

from typing import Any

from longwatch.jit import part
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.state import REPAIR, World, codes
from longwatch.sim.streams import PROCESSES
from longwatch.sim.streams_kernels import drawn_s, uniform

PREFLIGHT_STREAM, ABORT_STREAM, LOSS_STREAM, REPAIR_STREAM = codes(
    *(PROCESSES[name] for name in ("preflight", "abort", "loss", "repair"))
)


@part
def next_abort(v: Any, mean_s: float, seed: int, trial: int, entity: int) -> None:
    """When, in its flown time, a vehicle (one record) will break off next."""
    v.abort_at_s = v.flown_s + drawn_s(mean_s, seed, trial, ABORT_STREAM, entity, v.n_abort)
    v.n_abort += 1


@part
def next_loss(v: Any, mean_s: float, seed: int, trial: int, entity: int) -> None:
    """When, in its flown time, it will be lost."""
    v.loss_at_s = v.flown_s + drawn_s(mean_s, seed, trial, LOSS_STREAM, entity, v.n_loss)
    v.n_loss += 1


@part
def fit_to_fly(world: World, i: int, now_s: int) -> bool:
    """The pre-flight check of a vehicle; one that fails goes to repair."""
    fixed, state = world[0]
    clock, v = state.clock[0], state.vehicles[i]
    f = v.fleet
    entity = fixed.vehicles[i].entity
    draw = uniform(clock.seed, clock.trial, PREFLIGHT_STREAM, entity, v.n_preflight)
    v.n_preflight += 1
    if draw >= fixed.fleets[f].preflight:
        return True
    state.fleets[f].preflight_failures += 1
    to_repair(world, i, now_s)
    return False


@part
def to_repair(world: World, i: int, from_s: int) -> None:
    """In repair from from_s on, for a time drawn."""
    fixed, state = world[0]
    clock, v = state.clock[0], state.vehicles[i]
    fleet = fixed.fleets[v.fleet]
    entity = fixed.vehicles[i].entity
    v.doing = REPAIR
    v.ready_s = from_s + drawn_s(fleet.repair_mean_s, clock.seed, clock.trial, REPAIR_STREAM, entity, v.n_repair)
    v.n_repair += 1
    schedule(world, i, from_s)
