"""Crews one by one: each flies one vehicle at a time, works its duty by the clock, then rests."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import CREW_SLOT, FAR, NONE, WHEN_DUE, World


@part
def reset_crews(world: World) -> None:
    """All off duty; some still rest."""
    fixed, state = world[0]
    for c in range(len(fixed.crews)):
        crew = state.crews[c]
        crew.vehicle, crew.ends_s, crew.rested_s = NONE, NONE, fixed.crews[c]


@part
def free_crew(world: World, pool: int, now_s: int) -> int:
    """Who would take a vehicle now: of those on duty the one with most of it left, else the one rested longest; or -1."""
    fixed, state = world[0]
    first, best = fixed.pools[pool].first, NONE
    for c in range(first, first + fixed.pools[pool].n_crews):
        crew = state.crews[c]
        on_duty = now_s < crew.ends_s
        if crew.vehicle >= 0 or not (on_duty or crew.rested_s <= now_s):
            continue
        if best < 0:
            best = c
            continue
        rival = state.crews[best]
        if now_s >= rival.ends_s:
            if on_duty or crew.rested_s < rival.rested_s:
                best = c
        elif crew.ends_s > rival.ends_s:
            best = c
    return best


@part
def man(world: World, i: int, now_s: int) -> None:
    """A crew takes vehicle i; one that was off duty begins its duty."""
    fixed, state = world[0]
    v = state.vehicles[i]
    pool = fixed.fleets[v.fleet].pool
    v.crew = NONE if pool < 0 else free_crew(world, pool, now_s)
    if v.crew < 0:
        return
    crew = state.crews[v.crew]
    crew.vehicle = i
    if now_s >= crew.ends_s:
        crew.ends_s = now_s + fixed.pools[pool].duty_s
        crew.rested_s = crew.ends_s + fixed.pools[pool].rest_s


@part
def unman(world: World, i: int, now_s: int) -> None:
    """Vehicle i is down or lost; a crew that has worked too long rests from now on."""
    fixed, state = world[0]
    v = state.vehicles[i]
    f = v.fleet
    crew, fleet = state.crews[v.crew], state.fleets[f]
    crew.vehicle, v.crew = NONE, NONE
    if now_s > crew.ends_s:
        fleet.duty_overruns += 1
        fleet.duty_overrun_s += now_s - crew.ends_s
        crew.rested_s = now_s + fixed.pools[fixed.fleets[f].pool].rest_s


@part
def rouse_crew(world: World, f: int) -> None:
    """For a vehicle in the air at the start: where no crew is rested, the one that would be first gets up."""
    fixed, state = world[0]
    pool = fixed.fleets[f].pool
    if pool < 0 or free_crew(world, pool, 0) >= 0:
        return
    first, best = fixed.pools[pool].first, NONE
    for c in range(first, first + fixed.pools[pool].n_crews):
        crew = state.crews[c]
        if crew.vehicle < 0 and (best < 0 or crew.rested_s < state.crews[best].rested_s):
            best = c
    if best >= 0:
        state.crews[best].rested_s = 0


@part
def await_crews(world: World, now_s: int) -> None:
    """Note when the next crew has rested; FAR if none does. Where a spare may wait that is not due yet, also when a duty ends."""
    fixed, state = world[0]
    next_s = FAR
    waits = state.clock[0].n_vacant > 0 and (fixed.rules[0].spare == WHEN_DUE or fixed.rules[0].chained)
    for c in range(len(state.crews)):
        if state.crews[c].rested_s > now_s:
            next_s = min(next_s, state.crews[c].rested_s)
        if waits and state.crews[c].ends_s > now_s:
            next_s = min(next_s, state.crews[c].ends_s)
    state.due[CREW_SLOT] = next_s
