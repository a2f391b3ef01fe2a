"""Planned launches: a stint is called, waits while something stops it, takes off late or is given up."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.readiness_kernels import ready_and_fit, what_blocks, why_none_is_ready
from longwatch.sim.shift_kernels import call_relief, call_s, deadline_s, end_at, later_s
from longwatch.sim.sorties_kernels import board
from longwatch.sim.spares_kernels import want_spare
from longwatch.sim.state import (
    FAR,
    FAULT,
    GIVEN_UP,
    LATE,
    NO_CAUSE,
    NONE,
    PLANNED,
    PREPARING,
    READY,
    STINT_SLOT,
    WAITING,
    WAITING_SLOT,
    World,
    codes,
)
from longwatch.sim.streams import PROCESSES
from longwatch.sim.streams_kernels import drawn_s, uniform
from longwatch.sim.transits_kernels import latest_leave_s, out_s

LATE_STREAM, LATE_LENGTH_STREAM = codes(*(PROCESSES[name] for name in ("late", "late_length")))


@part
def call_stints(world: World, now_s: int) -> None:
    """Stints whose take-off has come wait for their launch from now on."""
    fixed, state = world[0]
    clock = state.clock[0]
    while clock.next_stint < len(fixed.stints) and fixed.stints[clock.next_stint].takeoff_s <= now_s:
        if not fixed.stints[clock.next_stint].airborne_at_start and fixed.stints[clock.next_stint].prior < 0:
            clock.stirred = 1
            if state.stints[clock.next_stint].doing == PLANNED:  # else it has been called early
                state.stints[clock.next_stint].doing = WAITING
                state.waiting[clock.n_waiting] = clock.next_stint
                clock.n_waiting += 1
        clock.next_stint += 1
    await_stint(world)


@part
def await_stint(world: World) -> None:
    """Note when the next stint of the roster is to take off; FAR after the last."""
    fixed, state = world[0]
    n = state.clock[0].next_stint
    state.due[STINT_SLOT] = max(0, fixed.stints[n].takeoff_s) if n < len(fixed.stints) else FAR


@part
def launch_waiting(world: World, now_s: int) -> int:
    """Every stint that is due, in the order of the roster; what is too late is given up.

    1 where that freed a vehicle, which stints before it in the list may have at the next instant; else 0.
    """
    fixed, state = world[0]
    clock, kept, freed, m = state.clock[0], 0, 0, 0
    state.due[WAITING_SLOT] = FAR
    while m < clock.n_waiting:  # a launch may call others
        n = state.waiting[m]
        m += 1
        stint, from_s, until_s = state.stints[n], call_s(world, n), deadline_s(world, n)
        if now_s >= from_s or stint.vehicle >= 0:
            cause = _try_stint(world, n, now_s)
            if cause == NO_CAUSE:
                stint.wants_spare = 0
                continue
            if stint.why == NO_CAUSE and now_s >= fixed.stints[n].takeoff_s:
                stint.why = cause
            from_s = stint.not_before_s
        if now_s < until_s:
            state.waiting[kept] = n
            kept += 1
            if from_s > now_s:
                until_s = min(until_s, from_s)
            state.due[WAITING_SLOT] = min(state.due[WAITING_SLOT], until_s)
            continue
        if stint.vehicle >= 0:
            state.vehicles[stint.vehicle].doing = READY
            stint.vehicle = NONE
            freed = 1
        stint.doing = GIVEN_UP
        want_spare(world, n)
        call_relief(world, n, now_s)
        if not _call_rest(world, n):
            state.fleets[fixed.stints[n].fleet].cancelled += 1
    clock.n_waiting = kept
    return freed


@part
def _call_rest(world: World, n: int) -> bool:
    """Stint n is given up; where its sortie has more to do, that is flown for itself, straight to the next line."""
    fixed, state = world[0]
    clock, m = state.clock[0], fixed.stints[n].next
    if m < 0:
        return False
    state.stints[m].doing, state.stints[m].why = WAITING, state.stints[n].why
    if state.stints[m].why == NO_CAUSE:
        state.stints[m].why = LATE
    state.waiting[clock.n_waiting] = m
    clock.n_waiting += 1
    return True


@part
def _try_stint(world: World, n: int, now_s: int) -> int:
    """Try to launch a planned stint; returns what stops it, or NO_CAUSE when it has taken off."""
    fixed, state = world[0]
    plan, stint = fixed.stints[n], state.stints[n]
    if now_s < stint.not_before_s:
        return LATE
    cause = what_blocks(world, plan.fleet, plan.pairing)
    if cause != NO_CAUSE:
        return cause
    p = fixed.pairings[plan.pairing]
    arrive_s, leave_s = plan.arrive_s, plan.leave_s
    if now_s != plan.takeoff_s:
        arrive_s = now_s + out_s(fixed.transits, p, now_s)
        early_s = plan.arrive_s - arrive_s
        if early_s > 0 and plan.prior >= 0:  # the rest of a sortie: not due yet; the way may grow by a second a second
            stint.not_before_s = now_s + (early_s if p.out_n == 1 else max(1, early_s // 2))
            return int(stint.why)
        if plan.next < 0:
            most_s = latest_leave_s(fixed.transits, fixed.pairings[plan.home_by], now_s, now_s + plan.endurance_s)
            leave_s = min(plan.leave_s + later_s(world, n, now_s), most_s)
        if arrive_s >= leave_s:  # base or post have moved: too far by now
            return LATE
    i = stint.vehicle
    if i < 0:
        failures = state.fleets[plan.fleet].preflight_failures
        i = ready_and_fit(world, plan.fleet, plan.vehicle, now_s)
        if i < 0:
            if state.fleets[plan.fleet].preflight_failures == failures:
                return why_none_is_ready(world, plan.vehicle, plan.fleet)
            want_spare(world, n)
            return FAULT
        late_s = _late_by_s(world, i)
        if late_s > 0:
            state.vehicles[i].doing = PREPARING
            stint.vehicle, stint.not_before_s = i, now_s + late_s
            return LATE
    board(world, i, plan.pairing, n, now_s, arrive_s, leave_s)
    end_at(world, n, leave_s)
    state.fleets[plan.fleet].launches += 1
    return NO_CAUSE


@part
def _late_by_s(world: World, i: int) -> int:
    """How much later than now this launch will be: mostly not at all."""
    fixed, state = world[0]
    clock, rules, v, entity = state.clock[0], fixed.rules[0], state.vehicles[i], fixed.vehicles[i].entity
    if rules.late <= 0.0:
        return 0
    v.n_late += 1
    if uniform(clock.seed, clock.trial, LATE_STREAM, entity, v.n_late) >= rules.late:
        return 0
    return int(drawn_s(rules.late_mean_s, clock.seed, clock.trial, LATE_LENGTH_STREAM, entity, v.n_late))
