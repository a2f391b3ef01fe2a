"""When something is due next for a vehicle."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import AWAY, BACK, FAR, MAINTENANCE, ON, OUT, TURNAROUND, World


@part
def schedule(world: World, i: int, now_s: int) -> None:
    """Note the next event of a vehicle: the end of what it does, or a failure or the end of a duty before it.

    To be called whenever one of its times, its clocks or what it does has changed.
    """
    _, state = world[0]
    v, next_s = state.vehicles[i], FAR
    if v.doing == OUT:
        next_s = v.arrive_s
    elif v.doing == ON:
        next_s = v.leave_s if v.leave_s > now_s else v.limit_s
    elif v.doing == AWAY:
        next_s = v.away_until_s
    elif v.doing == BACK:
        next_s = v.land_s
    elif TURNAROUND <= v.doing <= MAINTENANCE:
        next_s = v.ready_s
    if OUT <= v.doing <= BACK:
        took_off_s = v.airborne_from_s - v.flown_s  # where the vehicle's own clock of flown time stood at zero
        next_s = min(next_s, took_off_s + v.loss_at_s, took_off_s + v.sensor_at_s)
        if not v.broken:
            next_s = min(next_s, took_off_s + v.abort_at_s)
        if v.doing != BACK and v.relief_s > now_s:
            next_s = min(next_s, v.relief_s)
        if v.crew >= 0 and state.crews[v.crew].ends_s > now_s:
            next_s = min(next_s, state.crews[v.crew].ends_s)
    state.due[i] = next_s
