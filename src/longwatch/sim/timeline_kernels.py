"""The timeline of one trial: a plan met by closures, faults and losses, event by event, with no time step.

An instant is dealt with once. First everything due at it happens, in fixed order: spells, lines, vehicles, planned
stints. Then the watch reacts (`_settle`): watchers that may go leave, launches that can be made are made, spares are
sent, and gaps open or close. What the reaction starts happens at least a second later.
"""

from __future__ import annotations

from math import floor
from typing import Any

from longwatch.jit import kernel, part
from longwatch.sim.state import (
    ABORTED,
    AIRBORNE,
    BACK,
    BAD_CLOCK,
    BAD_COUNT,
    BAD_FUEL,
    BAD_PLACE,
    CREW,
    DEMAND,
    DONE,
    FAILED,
    FAR,
    FAULT,
    FLYING_OUT,
    GIVEN_UP,
    GROUNDING,
    LATE,
    LEFT,
    LINK,
    LOG_FULL,
    LOSS,
    LOST,
    NO_CAUSE,
    NONE,
    OK,
    ON,
    OUT,
    PLANNED,
    PREPARING,
    READY,
    REPAIR,
    TURNAROUND,
    TURNAROUND_CAUSE,
    VEHICLE_LOST,
    WAITING,
    WATCHING,
    WEATHER,
    Fixed,
    Ints,
    Records,
    State,
    codes,
)
from longwatch.sim.streams import PROCESSES
from longwatch.sim.streams_kernels import exponential, uniform

PREFLIGHT_STREAM, LATE_STREAM, LATE_LENGTH_STREAM, ABORT_STREAM, LOSS_STREAM, REPAIR_STREAM = codes(
    *(PROCESSES[name] for name in ("preflight", "late", "late_length", "abort", "loss", "repair"))
)

# --- times -----------------------------------------------------------------------------------------------------------


@part
def drawn_s(mean_s: float, seed: int, trial: int, process: int, entity: int, index: int) -> int:
    """An exponential time in whole seconds, to the nearest and at least one; FAR when the mean is infinite."""
    time_s = exponential(mean_s, seed, trial, process, entity, index)
    return FAR if time_s > 1e15 else max(1, floor(time_s + 0.5))


@part
def transit_s(table: Ints, at: int, n: int, step_s: int, time_s: int) -> int:
    """A transit begun at time_s: linear between samples, rounded up, at least a second; the ends hold beyond the ends."""
    place = max(time_s, 0) // step_s
    if place >= n - 1:
        return int(max(1, table[at + n - 1]))
    a, b, part = table[at + place], table[at + place + 1], max(time_s, 0) - place * step_s
    return int(max(1, a - (a - b) * part // step_s))


@part
def latest_leave_s(fixed: Fixed, pairing: int, from_s: int, land_by_s: int) -> int:
    """The last second to leave station and land by land_by_s, but not before from_s.

    The landing time grows with the leaving time, as a base never moves faster than the vehicle: hence bisection.
    """
    p = fixed.pairings[pairing]
    step_s = fixed.rules[0].table_step_s
    if p.table_n == 1:
        return int(max(from_s, land_by_s - max(1, fixed.back_s[p.table_at])))
    low, high = from_s, max(from_s, land_by_s)  # low is allowed, or nothing is
    while low < high:
        middle = (low + high + 1) // 2
        if middle + transit_s(fixed.back_s, p.table_at, p.table_n, step_s, middle) <= land_by_s:
            low = middle
        else:
            high = middle - 1
    return low


@part
def _schedule(v: Any, now_s: int) -> None:
    """Set the next event of a vehicle (one record): the end of what it does, or the abort or loss before it.

    It takes the record alone: the whole state costs more to hand over than this does.
    """
    next_s = FAR
    if v.doing == OUT:
        next_s = v.arrive_s
    elif v.doing == ON:
        next_s = v.leave_s if v.leave_s > now_s else v.limit_s
    elif v.doing == BACK:
        next_s = v.land_s
    elif v.doing >= TURNAROUND:
        next_s = v.ready_s
    if v.doing == OUT or v.doing == ON or v.doing == BACK:
        took_off_s = v.airborne_from_s - v.flown_s  # where the vehicle's own clock of flown time stood at zero
        next_s = min(next_s, took_off_s + v.loss_at_s)
        if not v.broken:
            next_s = min(next_s, took_off_s + v.abort_at_s)
        if v.doing != BACK and v.relief_s > now_s:
            next_s = min(next_s, v.relief_s)
    v.next_s = next_s


# --- starting --------------------------------------------------------------------------------------------------------


@part
def reset(fixed: Fixed, state: State, seed: int, trial: int) -> None:
    """The instant before the period: spells drawn, vehicles ready or airborne as the plan has them."""
    clock = state.clock[0]
    clock.seed, clock.trial, clock.now_s, clock.error = seed, trial, NONE, OK
    clock.next_stint = clock.n_waiting = clock.n_vacant = clock.n_gaps = clock.n_sorties = 0
    state.shut[:] = 0
    state.channels_used[:] = 0
    for f in range(len(fixed.fleets)):
        fleet = state.fleets[f]
        fleet.trial, fleet.fleet = trial, f
        fleet.airborne = fleet.launches = fleet.flown_s = fleet.on_station_s = fleet.losses = 0
        fleet.aborts = fleet.preflight_failures = fleet.cancelled = fleet.max_airborne = 0
    for n in range(len(fixed.lines)):
        line = state.lines[n]
        line.change = line.planned = line.wanted = line.demanded = line.on = line.counted = line.may_go = (
            line.first_live
        ) = 0
        line.since_s = line.demanded_s = line.covered_s = line.watcher_s = 0
        line.gap_from_s, line.gap_cause, line.gap_missing, line.gap_missing_s = NONE, NO_CAUSE, 0, 0
    for n in range(len(fixed.stints)):
        stint = state.stints[n]
        stint.doing, stint.why, stint.wants_spare, stint.vehicle, stint.not_before_s = PLANNED, NO_CAUSE, 0, NONE, 0
    _start_spells(fixed, state, seed, trial)
    for i in range(len(fixed.vehicles)):
        _start_vehicle(fixed, state, i, seed, trial)
    for n in range(len(fixed.stints)):
        if fixed.stints[n].airborne_at_start:
            _start_airborne(fixed, state, n)


@part
def _start_spells(fixed: Fixed, state: State, seed: int, trial: int) -> None:
    for n in range(len(fixed.spells)):
        plan, spell = fixed.spells[n], state.spells[n]
        spell.is_shut, spell.n = 0, 1
        if plan.starts_anywhere:  # weather has no beginning: shut at the start as often as at any other time
            share_shut = plan.shut_mean_s / (plan.open_mean_s + plan.shut_mean_s)
            spell.is_shut = int(uniform(seed, trial, plan.open_process, plan.entity, 0) < share_shut)
            state.shut[plan.target] += spell.is_shut
        mean_s = plan.shut_mean_s if spell.is_shut else plan.open_mean_s
        process = plan.shut_process if spell.is_shut else plan.open_process
        spell.next_s = drawn_s(mean_s, seed, trial, process, plan.entity, spell.n)


@part
def _start_vehicle(fixed: Fixed, state: State, i: int, seed: int, trial: int) -> None:
    fleet, entity, v = fixed.fleets[fixed.vehicles[i].fleet], fixed.vehicles[i].entity, state.vehicles[i]
    v.doing, v.next_s, v.ready_s = READY, FAR, 0
    v.line = v.pairing = v.stint = v.replaces = v.sortie = NONE
    v.broken = 0
    v.takeoff_s = v.arrive_s = v.leave_s = v.limit_s = v.relief_s = v.land_s = 0
    v.airborne_from_s = v.on_from_s = v.flown_s = 0
    v.n_preflight = v.n_late = v.n_repair = v.n_abort = v.n_loss = 0
    v.abort_at_s = drawn_s(fleet.abort_mean_s, seed, trial, ABORT_STREAM, entity, v.n_abort)
    v.loss_at_s = drawn_s(fleet.loss_mean_s, seed, trial, LOSS_STREAM, entity, v.n_loss)
    v.n_abort = v.n_loss = 1


@part
def _start_airborne(fixed: Fixed, state: State, n: int) -> None:
    """A stint whose vehicle took off before the period: on station, or on its way there."""
    plan = fixed.stints[n]
    v = state.vehicles[plan.vehicle]
    if v.doing != READY:
        state.clock[0].error = BAD_PLACE
        return
    _board(fixed, state, plan.vehicle, plan.pairing, n, plan.takeoff_s, plan.arrive_s, plan.leave_s)
    v.airborne_from_s = 0
    if plan.arrive_s <= 0:
        _arrive(state, plan.vehicle, v.airborne_from_s)
    _schedule(v, state.clock[0].now_s)


# --- flying ----------------------------------------------------------------------------------------------------------


@part
def _board(
    fixed: Fixed, state: State, i: int, pairing: int, stint: int, takeoff_s: int, arrive_s: int, leave_s: int
) -> None:
    """Vehicle i leaves the ground for the line of a pairing; stint is -1 for a sortie without one."""
    clock, v, p = state.clock[0], state.vehicles[i], fixed.pairings[pairing]
    fleet = state.fleets[p.fleet]
    if v.doing != READY and v.doing != PREPARING:
        clock.error = BAD_PLACE
    v.doing, v.line, v.pairing, v.stint, v.replaces, v.broken = OUT, p.line, pairing, stint, NONE, 0
    v.takeoff_s, v.arrive_s, v.leave_s, v.airborne_from_s = takeoff_s, arrive_s, leave_s, takeoff_s
    v.limit_s, v.relief_s = leave_s, FAR
    if fixed.rules[0].hold:
        v.limit_s = latest_leave_s(fixed, pairing, leave_s, takeoff_s + p.endurance_s + p.reserve_s)
    if stint >= 0 and fixed.stints[stint].leave_s == leave_s:
        v.land_s = fixed.stints[stint].land_s
    else:
        v.land_s = leave_s + transit_s(fixed.back_s, p.table_at, p.table_n, fixed.rules[0].table_step_s, leave_s)
    if stint >= 0:
        state.stints[stint].doing = FLYING_OUT
        state.stints[stint].vehicle = i
    fleet.airborne += 1
    fleet.max_airborne = max(fleet.max_airborne, fleet.airborne)
    control = fixed.fleets[p.fleet].control
    if control >= 0:
        state.channels_used[control] += 1
    v.sortie = clock.n_sorties
    row = state.sorties[v.sortie]
    clock.n_sorties += 1
    row.trial, row.stint, row.vehicle, row.line, row.outcome = clock.trial, stint, i, p.line, AIRBORNE
    row.takeoff_s, row.arrive_s, row.leave_s, row.land_s = takeoff_s, arrive_s, leave_s, v.land_s


@part
def _arrive(state: State, i: int, now_s: int) -> None:
    v = state.vehicles[i]
    v.doing, v.on_from_s = ON, now_s
    if v.stint >= 0:
        state.stints[v.stint].doing = WATCHING


@part
def _depart(fixed: Fixed, state: State, i: int, now_s: int, land_s: int, stint_is: int) -> None:
    """Leave the line for home, the stint LEFT or FAILED; a sortie that never arrived has no time on station."""
    v = state.vehicles[i]
    row = state.sorties[v.sortie]
    if v.doing == ON:
        state.fleets[fixed.vehicles[i].fleet].on_station_s += now_s - v.on_from_s
        row.leave_s = now_s
    elif v.doing == OUT:
        row.arrive_s = row.leave_s = NONE
    row.land_s = land_s
    if stint_is == FAILED:
        row.outcome = ABORTED
    v.doing, v.land_s = BACK, land_s
    if v.stint >= 0:
        state.stints[v.stint].doing = stint_is


@part
def _go_home(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """Leave station in good order; at the planned second the planned landing holds."""
    v = state.vehicles[i]
    p = fixed.pairings[v.pairing]
    land_s = now_s + transit_s(fixed.back_s, p.table_at, p.table_n, fixed.rules[0].table_step_s, now_s)
    if v.stint >= 0 and now_s == fixed.stints[v.stint].leave_s:
        land_s = fixed.stints[v.stint].land_s
    _depart(fixed, state, i, now_s, land_s, LEFT)


@part
def _abort(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """A fault in flight: home from where it is; on the way home already, it only needs repair after landing."""
    v = state.vehicles[i]
    state.fleets[fixed.vehicles[i].fleet].aborts += 1
    v.broken = 1
    if v.doing == BACK:
        return
    p = fixed.pairings[v.pairing]
    back_s = transit_s(fixed.back_s, p.table_at, p.table_n, fixed.rules[0].table_step_s, now_s)
    if v.doing == OUT:  # the same part of the way back as it flew out
        out_s = v.arrive_s - v.takeoff_s
        back_s = max(1, -(-back_s * (now_s - v.takeoff_s) // out_s))
    _break_off(state, i, FAULT, now_s)
    _depart(fixed, state, i, now_s, now_s + back_s, FAILED)


@part
def _off_the_air(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """Landed or lost: its channel and crew are free, its flown time is written down."""
    v = state.vehicles[i]
    f = fixed.vehicles[i].fleet
    state.fleets[f].airborne -= 1
    state.fleets[f].flown_s += now_s - v.airborne_from_s
    v.flown_s += now_s - v.airborne_from_s
    if fixed.fleets[f].control >= 0:
        state.channels_used[fixed.fleets[f].control] -= 1
        if state.channels_used[fixed.fleets[f].control] < 0:
            state.clock[0].error = BAD_COUNT
    if state.fleets[f].airborne < 0:
        state.clock[0].error = BAD_COUNT


@part
def _lose(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """The vehicle is gone; a new one comes after the lead time, with its own failures ahead of it."""
    clock, v, f = state.clock[0], state.vehicles[i], fixed.vehicles[i].fleet
    fleet, entity = fixed.fleets[f], fixed.vehicles[i].entity
    _break_off(state, i, LOSS, now_s)
    if v.doing != BACK:
        _depart(fixed, state, i, now_s, now_s, FAILED)
    row = state.sorties[v.sortie]
    row.land_s, row.outcome = now_s, VEHICLE_LOST
    _off_the_air(fixed, state, i, now_s)
    state.fleets[f].losses += 1
    v.doing, v.ready_s = LOST, now_s + max(1, fleet.replacement_s)
    v.loss_at_s = v.flown_s + drawn_s(fleet.loss_mean_s, clock.seed, clock.trial, LOSS_STREAM, entity, v.n_loss)
    v.n_loss += 1
    v.abort_at_s = v.flown_s + drawn_s(fleet.abort_mean_s, clock.seed, clock.trial, ABORT_STREAM, entity, v.n_abort)
    v.n_abort += 1


@part
def _to_repair(fixed: Fixed, state: State, i: int, from_s: int) -> None:
    clock, v, fleet = state.clock[0], state.vehicles[i], fixed.fleets[fixed.vehicles[i].fleet]
    entity = fixed.vehicles[i].entity
    v.doing = REPAIR
    v.ready_s = from_s + drawn_s(fleet.repair_mean_s, clock.seed, clock.trial, REPAIR_STREAM, entity, v.n_repair)
    v.n_repair += 1


@part
def _land(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """Turnaround, after a fault with a repair before it."""
    clock, v, p = state.clock[0], state.vehicles[i], fixed.pairings[state.vehicles[i].pairing]
    fleet, entity = fixed.fleets[p.fleet], fixed.vehicles[i].entity
    if now_s - v.takeoff_s > p.endurance_s + p.reserve_s:
        clock.error = BAD_FUEL
    row = state.sorties[v.sortie]
    if row.outcome == AIRBORNE:
        row.outcome = DONE
    _off_the_air(fixed, state, i, now_s)
    v.doing, v.ready_s = TURNAROUND, now_s + p.turnaround_s
    if v.broken:
        _to_repair(fixed, state, i, v.ready_s)
        v.abort_at_s = v.flown_s + drawn_s(fleet.abort_mean_s, clock.seed, clock.trial, ABORT_STREAM, entity, v.n_abort)
        v.n_abort += 1
    elif p.turnaround_s == 0:
        v.doing = READY


@part
def _vehicle_event(fixed: Fixed, state: State, i: int, now_s: int) -> None:
    """All that is due for one vehicle at this instant: loss before abort before the end of what it does."""
    v = state.vehicles[i]
    if v.doing == OUT or v.doing == ON or v.doing == BACK:
        zero_s = v.airborne_from_s - v.flown_s
        if now_s == zero_s + v.loss_at_s:
            _lose(fixed, state, i, now_s)
        elif not v.broken and now_s == zero_s + v.abort_at_s:
            _abort(fixed, state, i, now_s)
    if v.doing == OUT and now_s == v.arrive_s:
        _arrive(state, i, now_s)
    elif v.doing == BACK and now_s == v.land_s:
        _land(fixed, state, i, now_s)
    elif v.doing >= TURNAROUND and now_s == v.ready_s:
        v.doing = READY
    if (v.doing == OUT or v.doing == ON) and now_s == v.relief_s:
        _want_spare(state, v.replaces)


# --- the surroundings ------------------------------------------------------------------------------------------------


@part
def _spell_event(fixed: Fixed, state: State, n: int, now_s: int) -> None:
    """Open turns to shut or shut to open, in calendar time."""
    clock, plan, spell = state.clock[0], fixed.spells[n], state.spells[n]
    spell.is_shut = 1 - spell.is_shut
    spell.n += 1
    state.shut[plan.target] += 1 if spell.is_shut else -1
    mean_s = plan.shut_mean_s if spell.is_shut else plan.open_mean_s
    process = plan.shut_process if spell.is_shut else plan.open_process
    spell.next_s = now_s + drawn_s(mean_s, clock.seed, clock.trial, process, plan.entity, spell.n)


@part
def _next_change_s(fixed: Fixed, state: State, n: int) -> int:
    plan, line = fixed.lines[n], state.lines[n]
    return fixed.changes[plan.first_change + line.change].time_s if line.change < plan.n_changes else FAR


@part
def _line_event(fixed: Fixed, state: State, n: int, now_s: int) -> None:
    """The plan or the demand of a line changes; the time up to now is written down under the old demand."""
    line = state.lines[n]
    change = fixed.changes[fixed.lines[n].first_change + line.change]
    _write_cover(line, now_s)
    line.planned, line.wanted, line.demanded = change.planned, change.wanted, change.demanded
    line.change += 1


# --- launching -------------------------------------------------------------------------------------------------------


@part
def _blocked(fixed: Fixed, state: State, f: int) -> int:
    """Why this fleet may not launch now, or NO_CAUSE."""
    fleet = fixed.fleets[f]
    if state.shut[fleet.base] > 0:
        return WEATHER
    if state.shut[fleet.platform] > 0:
        return GROUNDING
    if state.fleets[f].airborne >= fleet.crews:
        return CREW
    if fleet.control >= 0 and state.channels_used[fleet.control] >= fixed.channels[fleet.control]:
        return CREW
    return NO_CAUSE


@part
def _first_ready(fixed: Fixed, state: State, f: int) -> int:
    """The vehicle of a fleet that has been ready longest, or -1."""
    fleet, best = fixed.fleets[f], NONE
    for i in range(fleet.first, fleet.first + fleet.n_vehicles):
        v = state.vehicles[i]
        if v.doing == READY and (best < 0 or v.ready_s < state.vehicles[best].ready_s):
            best = i
    return best


@part
def _fit_to_fly(fixed: Fixed, state: State, i: int, now_s: int) -> bool:
    """The pre-flight check of a vehicle; one that fails goes to repair."""
    clock, v, f = state.clock[0], state.vehicles[i], fixed.vehicles[i].fleet
    entity = fixed.vehicles[i].entity
    draw = uniform(clock.seed, clock.trial, PREFLIGHT_STREAM, entity, v.n_preflight)
    v.n_preflight += 1
    if draw >= fixed.fleets[f].preflight:
        return True
    state.fleets[f].preflight_failures += 1
    _to_repair(fixed, state, i, now_s)
    return False


@part
def _ready_and_fit(fixed: Fixed, state: State, f: int, own: int, now_s: int) -> int:
    """The vehicle to launch: its own if that is ready, else the one ready longest; each is checked; -1 if none is left."""
    i = own if own >= 0 and state.vehicles[own].doing == READY else _first_ready(fixed, state, f)
    while i >= 0 and not _fit_to_fly(fixed, state, i, now_s):
        i = _first_ready(fixed, state, f)
    return i


@part
def _why_none_is_ready(state: State, own: int) -> int:
    """What keeps the stint's own vehicle from being ready."""
    doing = state.vehicles[own].doing
    if doing == REPAIR:
        return FAULT
    if doing == LOST:
        return LOSS
    return TURNAROUND_CAUSE  # still away, or not turned round


@part
def _late_by_s(fixed: Fixed, state: State, i: int) -> int:
    """How much later than now this launch will be: mostly not at all."""
    clock, rules, v, entity = state.clock[0], fixed.rules[0], state.vehicles[i], fixed.vehicles[i].entity
    if rules.late <= 0.0:
        return 0
    v.n_late += 1
    if uniform(clock.seed, clock.trial, LATE_STREAM, entity, v.n_late) >= rules.late:
        return 0
    return int(drawn_s(rules.late_mean_s, clock.seed, clock.trial, LATE_LENGTH_STREAM, entity, v.n_late))


@part
def _try_stint(fixed: Fixed, state: State, n: int, now_s: int) -> int:
    """Try to launch a planned stint; returns what stops it, or NO_CAUSE when it has taken off."""
    plan, stint = fixed.stints[n], state.stints[n]
    if now_s < stint.not_before_s:
        return LATE
    cause = _blocked(fixed, state, plan.fleet)
    if cause != NO_CAUSE:
        return cause
    p = fixed.pairings[plan.pairing]
    arrive_s, leave_s = plan.arrive_s, plan.leave_s
    if now_s > plan.takeoff_s:
        arrive_s = now_s + transit_s(fixed.out_s, p.table_at, p.table_n, fixed.rules[0].table_step_s, now_s)
        leave_s = min(plan.leave_s, latest_leave_s(fixed, plan.pairing, now_s, now_s + p.endurance_s))
        if arrive_s >= leave_s:  # a moving base: too far by now
            return LATE
    i = stint.vehicle
    if i < 0:
        failures = state.fleets[plan.fleet].preflight_failures
        i = _ready_and_fit(fixed, state, plan.fleet, plan.vehicle, now_s)
        if i < 0:
            if state.fleets[plan.fleet].preflight_failures == failures:
                return _why_none_is_ready(state, plan.vehicle)
            _want_spare(state, n)
            return FAULT
        late_s = _late_by_s(fixed, state, i)
        if late_s > 0:
            state.vehicles[i].doing = PREPARING
            stint.vehicle, stint.not_before_s = i, now_s + late_s
            return LATE
    _board(fixed, state, i, plan.pairing, n, now_s, arrive_s, leave_s)
    state.fleets[plan.fleet].launches += 1
    return NO_CAUSE


@part
def _launch_waiting(fixed: Fixed, state: State, now_s: int) -> None:
    """Every stint that is due, in the order of the roster; what is too late is given up."""
    clock, kept = state.clock[0], 0
    for m in range(clock.n_waiting):
        n = state.waiting[m]
        stint = state.stints[n]
        cause = _try_stint(fixed, state, n, now_s)
        if cause == NO_CAUSE:
            stint.wants_spare = 0
            continue
        if stint.why == NO_CAUSE:
            stint.why = cause
        if now_s < fixed.stints[n].deadline_s:
            state.waiting[kept] = n
            kept += 1
            continue
        if stint.vehicle >= 0:
            state.vehicles[stint.vehicle].doing = READY
            stint.vehicle = NONE
        stint.doing = GIVEN_UP
        state.fleets[fixed.stints[n].fleet].cancelled += 1
        _want_spare(state, n)
    clock.n_waiting = kept


@part
def _want_spare(state: State, n: int) -> None:
    """Stint n has failed, or the spare that flies for it has, or needs relief."""
    clock, failed = state.clock[0], state.stints[n]
    if not failed.wants_spare:
        failed.wants_spare = 1
        state.vacant[clock.n_vacant] = n
        clock.n_vacant += 1


@part
def _break_off(state: State, i: int, cause: int, now_s: int) -> None:
    """A sortie fails before its end; whoever flies it, its stint wants a spare."""
    v = state.vehicles[i]
    if v.doing == BACK or now_s >= min(v.leave_s, v.relief_s):
        return
    if v.stint >= 0:
        state.stints[v.stint].why = cause
        _want_spare(state, v.stint)
    else:
        _want_spare(state, v.replaces)


@part
def _send_spare(fixed: Fixed, state: State, n: int, now_s: int) -> bool:
    """Launch a ready vehicle that can reach the line before the failed stint would have ended: the first to arrive."""
    line = fixed.stints[n].line
    while True:
        best, best_arrive_s, best_leave_s = NONE, FAR, FAR
        for f in range(len(fixed.fleets)):
            pairing = fixed.pairing_of[f, line]
            if pairing < 0 or _blocked(fixed, state, f) != NO_CAUSE or _first_ready(fixed, state, f) < 0:
                continue
            p = fixed.pairings[pairing]
            arrive_s = now_s + transit_s(fixed.out_s, p.table_at, p.table_n, fixed.rules[0].table_step_s, now_s)
            leave_s = latest_leave_s(fixed, pairing, now_s, now_s + p.endurance_s)
            if arrive_s < min(leave_s, fixed.stints[n].leave_s) and arrive_s < best_arrive_s:
                best, best_arrive_s, best_leave_s = f, arrive_s, leave_s
        if best < 0:
            return False
        i = _ready_and_fit(fixed, state, best, NONE, now_s)
        if i >= 0:
            _board(fixed, state, i, fixed.pairing_of[best, line], NONE, now_s, best_arrive_s, best_leave_s)
            v = state.vehicles[i]
            v.replaces = n
            if best_leave_s < fixed.stints[n].leave_s:  # another must relieve it
                v.relief_s = best_leave_s - (best_arrive_s - now_s)
            state.fleets[best].launches += 1
            return True


@part
def _fill_vacancies(fixed: Fixed, state: State, now_s: int) -> None:
    clock, kept = state.clock[0], 0
    if not fixed.rules[0].spare:
        clock.n_vacant = 0
        return
    for m in range(clock.n_vacant):
        n = state.vacant[m]
        stint = state.stints[n]
        if stint.wants_spare and now_s < fixed.stints[n].leave_s and not _send_spare(fixed, state, n, now_s):
            state.vacant[kept] = n
            kept += 1
            continue
        stint.wants_spare = 0
    clock.n_vacant = kept


# --- reacting --------------------------------------------------------------------------------------------------------


@part
def _release(fixed: Fixed, state: State, line: int, now_s: int) -> None:
    """Who may leave a line now: first whom the fuel sends home, then whom the plan does, then spares no longer needed.

    Past its planned end a watcher stays while, without it, fewer would watch than the plan has (and the demand asks
    for) at this instant; so nobody holds into the reserve where the plan itself has a gap.
    """
    here = state.lines[line]
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        if v.doing == ON and v.line == line and now_s >= v.limit_s and now_s >= v.leave_s:
            _go_home(fixed, state, i, now_s)
            here.on -= 1
    while here.on > 0:
        best = NONE
        for i in range(len(state.vehicles)):
            v = state.vehicles[i]
            if v.doing != ON or v.line != line:
                continue
            may_go = now_s >= v.leave_s and here.on > min(here.wanted, here.planned)
            if may_go and (best < 0 or v.leave_s < state.vehicles[best].leave_s):
                best = i
        if best < 0 and here.on > here.wanted:
            for i in range(len(state.vehicles)):
                v = state.vehicles[i]
                is_spare_here = v.doing == ON and v.line == line and v.replaces >= 0
                if is_spare_here and (best < 0 or v.leave_s < state.vehicles[best].leave_s):
                    best = i
        if best < 0:
            return
        _go_home(fixed, state, best, now_s)
        here.on -= 1


@part
def _count_watchers(fixed: Fixed, state: State, now_s: int) -> None:
    """Vehicles on each line, whether any of them may be free to go, and those that count: linked, the line not shut."""
    for n in range(len(state.lines)):
        line = state.lines[n]
        _write_cover(line, now_s)
        line.on = line.counted = line.may_go = 0
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        if v.doing == ON:
            line, control = state.lines[v.line], fixed.fleets[fixed.vehicles[i].fleet].control
            line.on += 1
            line.may_go |= now_s >= v.leave_s or v.replaces >= 0
            linked = control < 0 or state.shut[control] == 0
            if linked and state.shut[fixed.lines[v.line].watch] == 0:
                line.counted += 1


@part
def _write_cover(line: Any, now_s: int) -> None:
    """Add the time since the last change to what one line (a record) was demanded, covered, watched and missed."""
    passed_s = now_s - line.since_s
    if line.demanded > 0:
        line.demanded_s += passed_s
        line.watcher_s += passed_s * min(line.counted, line.demanded)
        if line.counted >= line.demanded:
            line.covered_s += passed_s
        if line.gap_from_s >= 0:
            line.gap_missing_s += passed_s * (line.demanded - line.counted)
    line.since_s = now_s


@part
def _cause(fixed: Fixed, state: State, n: int, now_s: int) -> int:
    """What stops the watcher that should be on the line now."""
    plan, line = fixed.lines[n], state.lines[n]
    if line.on >= line.demanded:
        return WEATHER if state.shut[plan.watch] > 0 else LINK
    if line.planned < line.demanded:
        return DEMAND
    while line.first_live < plan.n_stints:
        stint = fixed.stints[fixed.line_stints[plan.first_stint + line.first_live]]
        if stint.leave_s > now_s:
            break
        line.first_live += 1
    for m in range(line.first_live, plan.n_stints):
        s = fixed.line_stints[plan.first_stint + m]
        if fixed.stints[s].arrive_s > now_s:
            break
        if fixed.stints[s].leave_s > now_s and state.stints[s].doing != WATCHING:
            return state.stints[s].why if state.stints[s].why != NO_CAUSE else LATE
    return LATE


@part
def _mark_gaps(fixed: Fixed, state: State, now_s: int) -> None:
    """Gaps open with their cause and close; one that the plan had takes a new cause when it outlives the plan's."""
    for n in range(len(state.lines)):
        line = state.lines[n]
        missing = line.demanded - line.counted
        if missing > 0:
            if line.gap_from_s < 0:
                line.gap_from_s, line.gap_missing, line.gap_cause = now_s, missing, _cause(fixed, state, n, now_s)
            elif line.gap_cause == DEMAND and line.planned >= line.demanded:
                line.gap_cause = _cause(fixed, state, n, now_s)
            line.gap_missing = max(line.gap_missing, missing)
        elif line.gap_from_s >= 0:
            _close_gap(state, n, now_s)


@part
def _close_gap(state: State, n: int, now_s: int) -> None:
    clock, line = state.clock[0], state.lines[n]
    gap = state.gaps[clock.n_gaps]
    clock.n_gaps += 1
    gap.trial, gap.line, gap.start_s, gap.end_s = clock.trial, n, line.gap_from_s, now_s
    gap.cause, gap.missing, gap.missing_s = line.gap_cause, line.gap_missing, line.gap_missing_s
    line.gap_from_s, line.gap_missing_s = NONE, 0


@part
def _settle(fixed: Fixed, state: State, now_s: int) -> None:
    _count_watchers(fixed, state, now_s)
    released = False
    for line in range(len(state.lines)):
        if state.lines[line].may_go:
            _release(fixed, state, line, now_s)
            released = True
    if released:
        _count_watchers(fixed, state, now_s)
    if state.clock[0].n_waiting > 0:
        _launch_waiting(fixed, state, now_s)
    if state.clock[0].n_vacant > 0:
        _fill_vacancies(fixed, state, now_s)
    _mark_gaps(fixed, state, now_s)
    for i in range(len(state.vehicles)):
        _schedule(state.vehicles[i], now_s)


# --- running ---------------------------------------------------------------------------------------------------------


@part
def next_event_s(fixed: Fixed, state: State) -> int:
    """The earliest time at which anything is due: a minimum over a few small arrays."""
    clock, next_s = state.clock[0], FAR
    for n in range(len(state.spells)):
        next_s = min(next_s, state.spells[n].next_s)
    for n in range(len(state.lines)):
        next_s = min(next_s, _next_change_s(fixed, state, n))
    for i in range(len(state.vehicles)):
        next_s = min(next_s, state.vehicles[i].next_s)
    if clock.next_stint < len(fixed.stints):
        next_s = min(next_s, max(0, fixed.stints[clock.next_stint].takeoff_s))
    for m in range(clock.n_waiting):
        n = state.waiting[m]
        next_s = min(next_s, fixed.stints[n].deadline_s)
        if state.stints[n].not_before_s > clock.now_s:
            next_s = min(next_s, state.stints[n].not_before_s)
    return next_s


@part
def advance(fixed: Fixed, state: State, until_s: int) -> int:
    """Deal with every instant up to and including until_s; the error code, OK if all is well.

    Advancing in pieces gives the same bytes as advancing at once. LOG_FULL is returned before an instant that might
    not fit the logs; with longer logs the state goes on from there.
    """
    clock = state.clock[0]
    while clock.error == OK:
        now_s = next_event_s(fixed, state)
        if now_s > until_s:
            break
        if not _logs_have_room(state):
            return LOG_FULL
        if now_s <= clock.now_s:
            clock.error = BAD_CLOCK
            break
        clock.now_s = now_s
        for n in range(len(state.spells)):
            if state.spells[n].next_s == now_s:
                _spell_event(fixed, state, n, now_s)
        for n in range(len(state.lines)):
            if _next_change_s(fixed, state, n) == now_s:
                _line_event(fixed, state, n, now_s)
        for i in range(len(state.vehicles)):
            if state.vehicles[i].next_s == now_s:
                _vehicle_event(fixed, state, i, now_s)
        while clock.next_stint < len(fixed.stints) and fixed.stints[clock.next_stint].takeoff_s <= now_s:
            if not fixed.stints[clock.next_stint].airborne_at_start:
                state.stints[clock.next_stint].doing = WAITING
                state.waiting[clock.n_waiting] = clock.next_stint
                clock.n_waiting += 1
            clock.next_stint += 1
        _settle(fixed, state, now_s)
    return int(clock.error)


@part
def _logs_have_room(state: State) -> bool:
    """At one instant a line closes one gap at most, and a vehicle takes off once."""
    clock = state.clock[0]
    if clock.n_gaps + len(state.lines) > len(state.gaps):
        return False
    return bool(clock.n_sorties + len(state.vehicles) <= len(state.sorties))


@part
def finish(fixed: Fixed, state: State) -> int:
    """Close the books at the end of the period, after advancing to the second before it.

    Open gaps are cut; time in the air and on station is counted to the end.
    """
    if not _logs_have_room(state):
        return LOG_FULL
    end_s = fixed.rules[0].length_s
    for n in range(len(state.lines)):
        _write_cover(state.lines[n], end_s)
        if state.lines[n].gap_from_s >= 0:
            _close_gap(state, n, end_s)
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        fleet = state.fleets[fixed.vehicles[i].fleet]
        if v.doing != OUT and v.doing != ON and v.doing != BACK:
            continue
        row, p = state.sorties[v.sortie], fixed.pairings[v.pairing]
        fleet.flown_s += end_s - v.airborne_from_s
        if v.doing == ON:
            fleet.on_station_s += end_s - v.on_from_s
            if v.leave_s < end_s:  # holding: what comes is not known, so it is seen off at the end
                row.leave_s = end_s
                row.land_s = end_s + transit_s(fixed.back_s, p.table_at, p.table_n, fixed.rules[0].table_step_s, end_s)
        elif v.doing == BACK and v.land_s == end_s and row.outcome == AIRBORNE:
            row.outcome = DONE
    return int(state.clock[0].error)


@kernel
def fly_trials(
    fixed: Fixed,
    state: State,
    seed: int,
    first_trial: int,
    n_trials: int,
    keep_sorties: int,
    gaps: Records,
    sorties: Records,
    tallies: Records,
    cover: Records,
    filled: Ints,
) -> tuple[int, int]:
    """Trials one after another, their logs appended; stops early with (trials done, error code).

    gaps, sorties : logs to fill, their lengths in filled[0] and filled[1]; sorties are kept of trials below keep_sorties
    tallies, cover : shapes (n_trials x fleets,) and (n_trials x lines,)
    """
    n_fleets, n_lines = len(fixed.fleets), len(fixed.lines)
    for done in range(n_trials):
        trial = first_trial + done
        reset(fixed, state, seed, trial)
        error = advance(fixed, state, fixed.rules[0].length_s - 1)
        if error == OK:
            error = finish(fixed, state)
        if error != OK:
            return done, error
        n_gaps, n_sorties = state.clock[0].n_gaps, state.clock[0].n_sorties
        if trial >= keep_sorties:
            n_sorties = 0
        if filled[0] + n_gaps > len(gaps) or filled[1] + n_sorties > len(sorties):
            return done, LOG_FULL
        for n in range(n_gaps):  # row by row: to numba an assignment of slices is a large function
            gaps[filled[0] + n] = state.gaps[n]
        for n in range(n_sorties):
            sorties[filled[1] + n] = state.sorties[n]
        for f in range(n_fleets):
            tallies[done * n_fleets + f] = state.fleets[f]
        filled[0] += n_gaps
        filled[1] += n_sorties
        for n in range(n_lines):
            row, line = cover[done * n_lines + n], state.lines[n]
            row.trial, row.line, row.demanded_s, row.covered_s = trial, n, line.demanded_s, line.covered_s
            row.watcher_s = line.watcher_s
    return n_trials, OK
