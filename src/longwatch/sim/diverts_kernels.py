"""Over a base that weather has shut: on to the nearest alternate that is open, as far as the fuel lasts."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.homeward_kernels import bound_for
from longwatch.sim.state import (
    AIRBORNE,
    HOMEWARD,
    HOURS,
    LANDED_ELSEWHERE,
    N_CAUSES,
    NONE,
    TO_ALTERNATE,
    World,
    codes,
)

LANDS_HOME, LANDS_ELSEWHERE, FLIES_ON = codes(*range(3))


@part
def no_landing(world: World, base: int) -> bool:
    """Whether anything but its hours has shut a base."""
    _, state = world[0]
    return bool(state.shut[base] > state.shut_by[base * N_CAUSES + HOURS].n)


@part
def over_base(world: World, i: int, now_s: int) -> int:
    """Vehicle i is over the base it was bound for: where it lands, or that it flies on.

    Where it can't go on it lands although the base is shut, and that is counted.
    """
    fixed, state = world[0]
    v, f = state.vehicles[i], bound_for(world, i)
    plan, fleet = fixed.fleets[f], state.fleets[f]
    if plan.n_alternates == 0:
        return LANDS_HOME
    base = fixed.alternates[v.alternate].base if v.leg == TO_ALTERNATE else plan.base
    if no_landing(world, base):
        if v.leg == HOMEWARD and _turn_away(world, i, now_s):
            return FLIES_ON
        fleet.forced_landings += 1
    return LANDS_ELSEWHERE if v.leg == TO_ALTERNATE else LANDS_HOME


@part
def _turn_away(world: World, i: int, now_s: int) -> bool:
    """On to an alternate; False where none is open within its fuel."""
    fixed, state = world[0]
    v, f = state.vehicles[i], bound_for(world, i)
    plan, best = fixed.fleets[f], NONE
    for a in range(plan.first_alternate, plan.first_alternate + plan.n_alternates):
        one = fixed.alternates[a]
        nearer = best < 0 or one.to_s < fixed.alternates[best].to_s
        if nearer and now_s + one.to_s <= v.land_by_s and not no_landing(world, one.base):
            best = a
    if best < 0:
        return False
    v.leg, v.alternate, v.land_s = TO_ALTERNATE, best, now_s + fixed.alternates[best].to_s
    row = state.sorties[v.sortie]
    if row.outcome == AIRBORNE:
        row.outcome = LANDED_ELSEWHERE
    state.fleets[f].diverts += 1
    return True
