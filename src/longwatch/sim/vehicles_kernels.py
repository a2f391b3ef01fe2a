"""A vehicle from event to event: where it stands at the start, what is due for it, and what comes next."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.cover_kernels import touch
from longwatch.sim.crews_kernels import rouse_crew
from longwatch.sim.failures_kernels import abort, lose, sensors_fail
from longwatch.sim.faults_kernels import next_abort, next_loss
from longwatch.sim.maintenance_kernels import made_ready
from longwatch.sim.partial_kernels import new_sensors
from longwatch.sim.passages_kernels import go_on
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.sorties_kernels import arrive, back_on_line, board, go_home, land
from longwatch.sim.spares_kernels import want_spare
from longwatch.sim.state import (
    AWAY,
    BACK,
    BAD_PLACE,
    FAR,
    HOMEWARD,
    LEFT,
    MAINTENANCE,
    NONE,
    ON,
    ORDERED,
    OUT,
    READY,
    TURNAROUND,
    World,
)


@part
def start_vehicle(world: World, i: int, seed: int, trial: int) -> None:
    """Ready on the ground, its clocks at zero."""
    fixed, state = world[0]
    fleet, entity, v = fixed.fleets[fixed.vehicles[i].fleet], fixed.vehicles[i].entity, state.vehicles[i]
    v.doing, v.ready_s, state.due[i] = READY, 0, FAR
    v.line = v.pairing = v.stint = v.replaces = v.sortie = NONE
    v.broken = 0
    v.takeoff_s = v.arrive_s = v.leave_s = v.limit_s = v.relief_s = v.away_until_s = v.land_s = 0
    v.airborne_from_s = v.on_from_s = v.flown_s = 0
    v.n_preflight = v.n_late = v.n_repair = v.n_abort = v.n_loss = 0
    next_abort(v, fleet.abort_mean_s, seed, trial, entity)
    next_loss(v, fleet.loss_mean_s, seed, trial, entity)
    v.serviced_at_s, v.leg, v.alternate, v.crew = fixed.vehicles[i].serviced_at_s, HOMEWARD, NONE, NONE
    v.fleet, v.home_by, v.came_from, v.set_out_s, v.land_by_s = fixed.vehicles[i].fleet, NONE, NONE, 0, 0
    if fixed.vehicles[i].delivered_s > 0:
        v.doing, v.ready_s = ORDERED, fixed.vehicles[i].delivered_s
        schedule(world, i, NONE)
    for j in range(fixed.sensor_mean_s.shape[1]):
        state.sensors[i * fixed.sensor_mean_s.shape[1] + j].n = 0
    new_sensors(world, i, seed, trial)


@part
def start_airborne(world: World, n: int) -> None:
    """A stint whose vehicle took off before the period: on station, or on its way there.

    Of a sortie of several it is the first that is not over.
    """
    fixed, state = world[0]
    while fixed.stints[n].leave_s <= 0 and fixed.stints[n].next >= 0:
        state.stints[n].doing = LEFT
        n = fixed.stints[n].next
    plan = fixed.stints[n]
    v = state.vehicles[plan.vehicle]
    if v.doing != READY:
        state.clock[0].error = BAD_PLACE
        return
    rouse_crew(world, plan.fleet)
    board(world, plan.vehicle, plan.pairing, n, plan.takeoff_s, plan.arrive_s, plan.leave_s)
    v.airborne_from_s = 0
    if plan.prior >= 0:
        before, row = fixed.stints[plan.prior], state.sorties[v.sortie]
        v.came_from, v.set_out_s = before.pairing, before.leave_s
        row.takeoff_s, row.from_line = before.leave_s, before.line
    if plan.arrive_s <= 0:
        arrive(world, plan.vehicle, v.airborne_from_s)
    schedule(world, plan.vehicle, state.clock[0].now_s)


@part
def vehicle_event(world: World, i: int, now_s: int) -> None:
    """All that is due for one vehicle at this instant: loss before abort before sensors before the end of what it does."""
    fixed, state = world[0]
    v = state.vehicles[i]
    if OUT <= v.doing < BACK:
        touch(world, v.line)
    if OUT <= v.doing <= BACK:
        zero_s = v.airborne_from_s - v.flown_s
        if now_s == zero_s + v.loss_at_s:
            lose(world, i, now_s)
        elif not v.broken and now_s == zero_s + v.abort_at_s:
            abort(world, i, now_s)
        if now_s == zero_s + v.sensor_at_s and v.doing <= BACK:
            sensors_fail(world, i, now_s)
    if v.doing == OUT and now_s == v.arrive_s:
        arrive(world, i, now_s)
    elif v.doing == AWAY and now_s == v.away_until_s:
        back_on_line(world, i, now_s)
    elif v.doing == BACK and now_s == v.land_s:
        land(world, i, now_s)
    elif TURNAROUND <= v.doing <= MAINTENANCE and now_s == v.ready_s:
        made_ready(world, i, now_s)
    if OUT <= v.doing < BACK and now_s == v.relief_s:
        want_spare(world, v.replaces)
    if v.doing == ON and now_s >= v.leave_s and now_s >= v.limit_s:
        if v.stint >= 0 and fixed.stints[v.stint].next >= 0:
            go_on(world, i, now_s)
        else:
            go_home(world, i, now_s)  # whoever follows
    schedule(world, i, now_s)
