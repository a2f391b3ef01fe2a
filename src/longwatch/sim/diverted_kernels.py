"""Vehicles that have landed elsewhere fly home as soon as their base takes them and somebody can fly them."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.diverts_kernels import no_landing
from longwatch.sim.readiness_kernels import somebody_flies
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.sorties_kernels import on_the_air
from longwatch.sim.spares_kernels import look_again
from longwatch.sim.state import BACK, DIVERTED, FROM_ALTERNATE, World


@part
def bring_home(world: World, now_s: int) -> None:
    """Every vehicle that may leave now: home open to landings, the base it stands at open, its type not grounded."""
    fixed, state = world[0]
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        f = v.fleet
        if v.doing != DIVERTED:
            continue
        fleet, alternate = fixed.fleets[f], fixed.alternates[v.alternate]
        if no_landing(world, fleet.base) or state.shut[alternate.base] > 0 or state.shut[fleet.platform] > 0:
            continue
        if somebody_flies(world, f):
            state.clock[0].n_diverted -= 1
            v.doing, v.leg, v.takeoff_s, v.airborne_from_s, v.land_s = (
                BACK,
                FROM_ALTERNATE,
                now_s,
                now_s,
                now_s + alternate.home_s,
            )
            p = fixed.pairings[v.home_by]
            v.land_by_s = now_s + p.endurance_s + p.reserve_s
            on_the_air(world, i, now_s)
            look_again(world, now_s)
            schedule(world, i, now_s)
