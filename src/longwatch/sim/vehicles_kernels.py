"""A vehicle from event to event: where it stands at the start, what is due for it, and what comes next."""

from __future__ import annotations

from typing import Any

from longwatch.jit import part
from longwatch.sim.failures_kernels import abort, lose
from longwatch.sim.faults_kernels import next_abort, next_loss
from longwatch.sim.sorties_kernels import arrive, board, land
from longwatch.sim.spares_kernels import want_spare
from longwatch.sim.state import AWAY, BACK, BAD_PLACE, FAR, NONE, ON, OUT, READY, TURNAROUND, Fixed, State


@part
def start_vehicle(fixed: Fixed, state: State, i: int, seed: int, trial: int) -> None:
    """Ready on the ground, its clocks at zero."""
    fleet, entity, v = fixed.fleets[fixed.vehicles[i].fleet], fixed.vehicles[i].entity, state.vehicles[i]
    v.doing, v.next_s, v.ready_s = READY, FAR, 0
    v.line = v.pairing = v.stint = v.replaces = v.sortie = NONE
    v.broken = 0
    v.takeoff_s = v.arrive_s = v.leave_s = v.limit_s = v.relief_s = v.away_until_s = v.land_s = 0
    v.airborne_from_s = v.on_from_s = v.flown_s = 0
    v.n_preflight = v.n_late = v.n_repair = v.n_abort = v.n_loss = 0
    next_abort(v, fleet.abort_mean_s, seed, trial, entity)
    next_loss(v, fleet.loss_mean_s, seed, trial, entity)


@part
def start_airborne(fixed: Fixed, state: State, n: int) -> None:
    """A stint whose vehicle took off before the period: on station, or on its way there."""
    plan = fixed.stints[n]
    v = state.vehicles[plan.vehicle]
    if v.doing != READY:
        state.clock[0].error = BAD_PLACE
        return
    board(fixed, state, plan.vehicle, plan.pairing, n, plan.takeoff_s, plan.arrive_s, plan.leave_s)
    v.airborne_from_s = 0
    if plan.arrive_s <= 0:
        arrive(state, plan.vehicle, v.airborne_from_s)
    schedule_next(v, state.clock[0].now_s)


@part
def vehicle_event(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """All that is due for one vehicle at this instant: loss before abort before the end of what it does."""
    v = state.vehicles[i]
    if OUT <= v.doing <= BACK:
        zero_s = v.airborne_from_s - v.flown_s
        if now_s == zero_s + v.loss_at_s:
            lose(fixed, state, i, now_s)
        elif not v.broken and now_s == zero_s + v.abort_at_s:
            abort(fixed, state, i, now_s)
    if v.doing == OUT and now_s == v.arrive_s:
        arrive(state, i, now_s)
    elif v.doing == AWAY and now_s == v.away_until_s:
        v.doing, v.on_from_s = ON, now_s
    elif v.doing == BACK and now_s == v.land_s:
        land(fixed, state, i, now_s)
    elif v.doing >= TURNAROUND and now_s == v.ready_s:
        v.doing = READY
    if OUT <= v.doing < BACK and now_s == v.relief_s:
        want_spare(state, v.replaces)


@part
def schedule_next(v: Any, now_s: int) -> None:
    """Set the next event of a vehicle (one record): the end of what it does, or the abort or loss before it.

    It takes the record alone: the whole state costs more to hand over than this does.
    """
    next_s = FAR
    if v.doing == OUT:
        next_s = v.arrive_s
    elif v.doing == ON:
        next_s = v.leave_s if v.leave_s > now_s else v.limit_s
    elif v.doing == AWAY:
        next_s = v.away_until_s
    elif v.doing == BACK:
        next_s = v.land_s
    elif v.doing >= TURNAROUND:
        next_s = v.ready_s
    if OUT <= v.doing <= BACK:
        took_off_s = v.airborne_from_s - v.flown_s  # where the vehicle's own clock of flown time stood at zero
        next_s = min(next_s, took_off_s + v.loss_at_s)
        if not v.broken:
            next_s = min(next_s, took_off_s + v.abort_at_s)
        if v.doing != BACK and v.relief_s > now_s:
            next_s = min(next_s, v.relief_s)
    v.next_s = next_s
