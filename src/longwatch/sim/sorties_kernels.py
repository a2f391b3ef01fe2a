"""One sortie in good order: off the ground, on station, away from it, and down again."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.cover_kernels import touch
from longwatch.sim.crews_kernels import man, unman
from longwatch.sim.diverts_kernels import FLIES_ON, LANDS_ELSEWHERE, over_base
from longwatch.sim.faults_kernels import next_abort, to_repair
from longwatch.sim.homeward_kernels import goes_on, land_at_s
from longwatch.sim.maintenance_kernels import made_ready
from longwatch.sim.partial_kernels import mend_sensors
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.state import (
    ABORTED,
    AIRBORNE,
    AWAY,
    BACK,
    BAD_COUNT,
    BAD_FUEL,
    BAD_PLACE,
    DIVERTED,
    DONE,
    FAILED,
    FAR,
    FLYING_OUT,
    HOMEWARD,
    LEFT,
    NONE,
    ON,
    OUT,
    PREPARING,
    READY,
    TURNAROUND,
    WATCHING,
    World,
)
from longwatch.sim.transits_kernels import back_s, latest_leave_s


@part
def board(world: World, i: int, pairing: int, stint: int, takeoff_s: int, arrive_s: int, leave_s: int) -> None:
    """Vehicle i leaves the ground for the line of a pairing; stint is -1 for a sortie without one."""
    fixed, state = world[0]
    v, p = state.vehicles[i], fixed.pairings[pairing]
    if v.doing != READY and v.doing != PREPARING:
        state.clock[0].error = BAD_PLACE
    v.broken, v.takeoff_s, v.airborne_from_s = 0, takeoff_s, takeoff_s
    v.land_by_s = takeoff_s + (fixed.stints[stint].aloft_s if stint >= 0 else p.endurance_s + p.reserve_s)
    on_the_air(world, i, max(takeoff_s, 0))
    set_out(world, i, pairing, stint, takeoff_s, arrive_s, leave_s)
    schedule(world, i, takeoff_s)


@part
def set_out(world: World, i: int, pairing: int, stint: int, from_s: int, arrive_s: int, leave_s: int) -> None:
    """Vehicle i is bound for a line from from_s on, from its base or from another line; each has its row in the log.

    Where its sortie goes on to another line it does not stay past its planned end, and its row ends there.
    """
    fixed, state = world[0]
    clock, v, p = state.clock[0], state.vehicles[i], fixed.pairings[pairing]
    v.doing, v.line, v.pairing, v.stint, v.replaces = OUT, p.line, pairing, stint, NONE
    v.arrive_s, v.leave_s, v.limit_s, v.relief_s = arrive_s, leave_s, leave_s, FAR
    v.home_by, v.came_from, v.set_out_s = pairing, NONE, from_s
    if stint >= 0:
        v.home_by = fixed.stints[stint].home_by
        state.stints[stint].doing = FLYING_OUT
        state.stints[stint].vehicle = i
    more, home = goes_on(world, i), fixed.pairings[v.home_by]
    if fixed.rules[0].hold and not more:
        latest_s = latest_leave_s(fixed.transits, home, leave_s, v.land_by_s)
        v.limit_s = min(latest_s, leave_s + fixed.rules[0].hold_limit_s)
    if stint >= 0 and fixed.stints[stint].leave_s == leave_s:
        v.land_s = fixed.stints[stint].land_s
    else:
        v.land_s = leave_s + back_s(fixed.transits, home, leave_s)
    v.sortie = clock.n_sorties
    row = state.sorties[v.sortie]
    clock.n_sorties += 1
    row.trial, row.stint, row.vehicle, row.line, row.outcome = clock.trial, stint, i, p.line, AIRBORNE
    row.takeoff_s, row.home_s = from_s + clock.zero_s, NONE
    row.arrive_s = row.due_arrive_s = arrive_s + clock.zero_s
    row.leave_s = row.due_leave_s = leave_s + clock.zero_s
    row.land_s = row.due_land_s = (leave_s if more else v.land_s) + clock.zero_s
    row.fleet, row.lands_with, row.prior, row.from_line = v.fleet, home.fleet, NONE, NONE


@part
def arrive(world: World, i: int, now_s: int) -> None:
    """On station, and its stint watched."""
    _, state = world[0]
    v = state.vehicles[i]
    back_on_line(world, i, now_s)
    if v.stint >= 0:
        state.stints[v.stint].doing = WATCHING


@part
def back_on_line(world: World, i: int, now_s: int) -> None:
    """One more watches the line."""
    _, state = world[0]
    v = state.vehicles[i]
    v.doing, v.on_from_s = ON, now_s
    state.lines[v.line].on += 1
    touch(world, v.line)


@part
def off_line(world: World, i: int, now_s: int) -> None:
    """One less watches the line."""
    _, state = world[0]
    v = state.vehicles[i]
    state.fleets[v.fleet].on_station_s += now_s - v.on_from_s
    state.lines[v.line].on -= 1
    touch(world, v.line)


@part
def may_go_away(world: World, i: int, until_s: int) -> bool:
    """Whether vehicle i may be sent off its line until then: it is on station or away already, and back before it has to
    leave. It burns as on station, so what is back by the planned end has the fuel to go home.
    """
    _, state = world[0]
    v = state.vehicles[i]
    return bool((v.doing == ON or v.doing == AWAY) and state.clock[0].now_s < until_s <= v.leave_s)


@part
def leave_line(world: World, i: int, until_s: int) -> None:
    """Off the line by order, and ON again at until_s; a vehicle that is away already gets a new time."""
    _, state = world[0]
    v = state.vehicles[i]
    if v.doing == ON:
        off_line(world, i, state.clock[0].now_s)
    v.doing, v.away_until_s = AWAY, until_s


@part
def depart(world: World, i: int, now_s: int, land_s: int, stint_is: int) -> None:
    """Leave the line for home, the stint LEFT or FAILED; a sortie that never arrived has no time on station.

    A ferry on its first way out turns back to the base it came from.
    """
    _, state = world[0]
    v, zero_s = state.vehicles[i], state.clock[0].zero_s
    row = state.sorties[v.sortie]
    if v.doing == ON:
        off_line(world, i, now_s)
    if v.doing == ON or v.doing == AWAY:
        row.leave_s = now_s + zero_s
    elif v.doing == OUT:
        row.arrive_s = row.leave_s = NONE
        if v.came_from < 0:
            v.home_by = v.pairing
            row.lands_with = v.fleet
    row.land_s = row.due_land_s = land_s + zero_s
    row.home_s = now_s + zero_s
    if stint_is == FAILED:
        row.outcome = ABORTED
    v.doing, v.land_s = BACK, land_s
    if v.stint >= 0:
        state.stints[v.stint].doing = stint_is


@part
def go_home(world: World, i: int, now_s: int) -> None:
    """Leave station in good order; at the planned second the planned landing holds."""
    fixed, state = world[0]
    v = state.vehicles[i]
    land_s = land_at_s(world, i, now_s)
    if not goes_on(world, i):
        if v.stint >= 0 and now_s == fixed.stints[v.stint].leave_s:
            land_s = fixed.stints[v.stint].land_s
        elif now_s == v.leave_s:
            land_s = v.land_s
    depart(world, i, now_s, land_s, LEFT)
    schedule(world, i, now_s)


@part
def land(world: World, i: int, now_s: int) -> None:
    """Turnaround, after a fault with a repair before it; from now on it is of the fleet that it lands with."""
    fixed, state = world[0]
    clock, v, p = state.clock[0], state.vehicles[i], fixed.pairings[state.vehicles[i].home_by]
    fleet, entity = fixed.fleets[p.fleet], fixed.vehicles[i].entity
    if now_s > v.land_by_s:
        clock.error = BAD_FUEL
    where = over_base(world, i, now_s) if fixed.rules[0].diverts else HOMEWARD
    if where == FLIES_ON:
        return
    row = state.sorties[v.sortie]
    if row.outcome == AIRBORNE:
        row.outcome = DONE
    off_the_air(world, i, now_s)
    v.fleet = p.fleet
    if where == LANDS_ELSEWHERE:
        v.doing = DIVERTED
        clock.n_diverted += 1
        return
    v.doing, v.ready_s, v.leg = TURNAROUND, now_s + p.turnaround_s, HOMEWARD
    if v.broken or v.failed:
        to_repair(world, i, v.ready_s)
        if v.broken:
            next_abort(v, fleet.abort_mean_s, clock.seed, clock.trial, entity)
        mend_sensors(world, i, clock.seed, clock.trial)
    elif p.turnaround_s == 0:
        made_ready(world, i, now_s)


@part
def on_the_air(world: World, i: int, now_s: int) -> None:
    """Off the ground: it takes a channel and a crew."""
    fixed, state = world[0]
    f = state.vehicles[i].fleet
    fleet, control = state.fleets[f], fixed.fleets[f].control
    fleet.airborne += 1
    fleet.max_airborne = max(fleet.max_airborne, fleet.airborne)
    if control >= 0:
        state.channels_used[control] += 1
    if fixed.rules[0].crews:
        man(world, i, now_s)


@part
def off_the_air(world: World, i: int, now_s: int) -> None:
    """Landed or lost: its channel and crew are free, its flown time is written down."""
    fixed, state = world[0]
    v = state.vehicles[i]
    f = v.fleet
    state.clock[0].stirred = 1
    state.fleets[f].airborne -= 1
    state.fleets[f].flown_s += now_s - v.airborne_from_s
    v.flown_s += now_s - v.airborne_from_s
    if v.crew >= 0:
        unman(world, i, now_s)
    if fixed.fleets[f].control >= 0:
        state.channels_used[fixed.fleets[f].control] -= 1
        if state.channels_used[fixed.fleets[f].control] < 0:
            state.clock[0].error = BAD_COUNT
    if state.fleets[f].airborne < 0:
        state.clock[0].error = BAD_COUNT
