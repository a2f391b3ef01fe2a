"""Whether a fleet may launch now, and with which of its vehicles."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.crews_kernels import free_crew
from longwatch.sim.faults_kernels import fit_to_fly
from longwatch.sim.homeward_kernels import bound_for
from longwatch.sim.spells_kernels import is_open, why_shut
from longwatch.sim.state import (
    BACK,
    CREW,
    DELIVERY,
    DIVERT,
    FAULT,
    FERRY,
    GROUNDING,
    HOMEWARD,
    LOSS,
    LOST,
    MAINTENANCE,
    MAINTENANCE_CAUSE,
    NO_CAUSE,
    NONE,
    ORDERED,
    OUT,
    QUEUED,
    READY,
    REPAIR,
    TURNAROUND_CAUSE,
    World,
)


@part
def what_blocks(world: World, f: int, pairing: int) -> int:
    """Why this fleet may not launch for the line of this pairing now, or NO_CAUSE."""
    fixed, state = world[0]
    fleet, path = fixed.fleets[f], fixed.pairings[pairing].path
    if not is_open(state.shut, fleet.base):
        return why_shut(state.shut_by, fleet.base)
    if not is_open(state.shut, path):
        return why_shut(state.shut_by, path)
    if state.shut[fleet.platform] > 0:
        return GROUNDING
    return NO_CAUSE if somebody_flies(world, f) else CREW


@part
def somebody_flies(world: World, f: int) -> bool:
    """Whether a fleet has a crew and a channel to spare now."""
    fixed, state = world[0]
    fleet = fixed.fleets[f]
    if fleet.pool >= 0 and free_crew(world, fleet.pool, state.clock[0].now_s) < 0:
        return False
    off_duty = state.shut[fleet.off_duty] if fleet.off_duty >= 0 else 0
    if state.fleets[f].airborne >= fleet.crews - off_duty:
        return False
    return bool(fleet.control < 0 or state.channels_used[fleet.control] < fixed.channels[fleet.control])


@part
def first_ready(world: World, f: int) -> int:
    """The vehicle of a fleet that has been ready longest, or -1."""
    fixed, state = world[0]
    fleet, best = fixed.fleets[f], NONE
    first, end = fleet.first, fleet.first + fleet.n_vehicles
    if fixed.rules[0].ferries:
        first, end = 0, len(state.vehicles)
    for i in range(first, end):
        v = state.vehicles[i]
        if v.doing == READY and v.fleet == f and (best < 0 or v.ready_s < state.vehicles[best].ready_s):
            best = i
    return best


@part
def ready_and_fit(world: World, f: int, own: int, now_s: int) -> int:
    """The vehicle to launch: its own if that is ready, else the one ready longest; each is checked; -1 if none is left."""
    _, state = world[0]
    i = (
        own
        if own >= 0 and state.vehicles[own].doing == READY and state.vehicles[own].fleet == f
        else first_ready(world, f)
    )
    while i >= 0 and not fit_to_fly(world, i, now_s):
        i = first_ready(world, f)
    return i


@part
def why_none_is_ready(world: World, own: int, f: int) -> int:
    """What keeps the stint's own vehicle from being ready in fleet f."""
    _, state = world[0]
    doing = state.vehicles[own].doing
    of = bound_for(world, own) if OUT <= doing <= BACK else state.vehicles[own].fleet
    if of != f and doing != LOST:
        return FERRY  # it is at another base, or on its way there
    if state.vehicles[own].leg != HOMEWARD:
        return DIVERT
    if doing in (MAINTENANCE, QUEUED):
        return MAINTENANCE_CAUSE
    if doing == ORDERED:
        return DELIVERY
    if doing == REPAIR:
        return FAULT
    if doing == LOST:
        return LOSS
    return TURNAROUND_CAUSE  # still away, or not turned round
