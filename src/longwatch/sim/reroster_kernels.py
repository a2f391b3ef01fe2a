"""Those in the air when a trial has gone over to another plan fly for its stints."""

from __future__ import annotations

from longwatch.jit import by_reference, kernel
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.state import FAR, FLYING_OUT, NONE, OUT, WATCHING, Fixed, Ints, State
from longwatch.sim.transits_kernels import latest_leave_s


@kernel
def take_on(fixed: Fixed, state: State, row_of: Ints) -> None:
    """Vehicle i flies for stint row_of[i] of the plan, -1 for none, and stays at least as long as that does."""
    world = by_reference((fixed, state))
    clock, rules = state.clock[0], fixed.rules[0]
    for i in range(len(row_of)):
        m = row_of[i]
        if m < 0:
            continue
        v, plan = state.vehicles[i], fixed.stints[m]
        v.stint, v.replaces, v.relief_s = m, NONE, FAR
        state.stints[m].doing = FLYING_OUT if v.doing == OUT else WATCHING
        state.stints[m].vehicle = i
        if v.leave_s > clock.now_s and plan.leave_s > v.leave_s:  # else it is held already, and stays so
            v.leave_s, v.limit_s, v.land_s = plan.leave_s, plan.leave_s, plan.land_s
            if rules.hold:
                latest_s = latest_leave_s(fixed.transits, fixed.pairings[v.home_by], v.leave_s, v.land_by_s)
                v.limit_s = min(latest_s, v.leave_s + rules.hold_limit_s)
            row = state.sorties[v.sortie]
            row.leave_s = row.due_leave_s = v.leave_s + clock.zero_s
            row.land_s = row.due_land_s = v.land_s + clock.zero_s
        schedule(world, i, clock.now_s)
