"""A vehicle is handed from crew to crew at the end of a duty, or goes home where nobody can take it."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.crews_kernels import free_crew, man
from longwatch.sim.failures_kernels import break_off
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.state import CREW, NO_CREW, NONE, World


@part
def hand_overs(world: World, now_s: int) -> None:
    """Every crew in the air whose duty ends now. One that finds no other brings its vehicle home, however long that takes."""
    fixed, state = world[0]
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        if v.crew < 0 or state.crews[v.crew].ends_s != now_s:
            continue
        f, old = v.fleet, v.crew
        state.crews[old].vehicle = NONE
        if free_crew(world, fixed.fleets[f].pool, now_s) >= 0:
            man(world, i, now_s)
            state.fleets[f].hand_overs += 1
        else:
            state.crews[old].vehicle = i
            break_off(world, i, CREW, NO_CREW, now_s)
        schedule(world, i, now_s)
