"""Planned maintenance: due after so much flown time, done in one of the fleet's places, which some must wait for."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.state import MAINTENANCE, NONE, QUEUED, READY, World


@part
def made_ready(world: World, i: int, now_s: int) -> None:
    """Vehicle i comes from turnaround, repair, its maker or maintenance: it is ready, or due for maintenance."""
    fixed, state = world[0]
    v = state.vehicles[i]
    f = v.fleet
    plan, was = fixed.fleets[f], v.doing
    v.doing = READY
    state.clock[0].stirred = 1
    if was == MAINTENANCE:
        v.serviced_at_s = v.flown_s
        state.fleets[f].in_work -= 1
        _next_in_queue(world, f, now_s)
    elif _is_due(world, i):
        if state.fleets[f].in_work < plan.places:
            _start_work(world, i, now_s)
        elif v.flown_s - v.serviced_at_s >= plan.every_s + plan.tolerance_s:
            v.doing = QUEUED


@part
def _is_due(world: World, i: int) -> bool:
    fixed, state = world[0]
    v = state.vehicles[i]
    every_s = fixed.fleets[v.fleet].every_s
    return bool(every_s > 0 and v.flown_s - v.serviced_at_s >= every_s)


@part
def _next_in_queue(world: World, f: int, now_s: int) -> None:
    """A place is free: for the vehicle on the ground that is due and has been longest without anything to do."""
    fixed, state = world[0]
    fleet, best = fixed.fleets[f], NONE
    first, end = fleet.first, fleet.first + fleet.n_vehicles
    if fixed.rules[0].ferries:
        first, end = 0, len(state.vehicles)
    for i in range(first, end):
        v = state.vehicles[i]
        due = v.fleet == f and (v.doing == READY or v.doing == QUEUED) and _is_due(world, i)
        if due and (best < 0 or v.ready_s < state.vehicles[best].ready_s):
            best = i
    if best >= 0:
        _start_work(world, best, now_s)


@part
def _start_work(world: World, i: int, now_s: int) -> None:
    fixed, state = world[0]
    v = state.vehicles[i]
    f = v.fleet
    state.fleets[f].in_work += 1
    state.fleets[f].maintenances += 1
    v.doing, v.ready_s = MAINTENANCE, now_s + fixed.fleets[f].lasts_s
    schedule(world, i, now_s)
