"""Whole trials, one after another: the instant before the period, the events in it, the books closed at its end."""

from __future__ import annotations

from longwatch.jit import by_reference, kernel, part
from longwatch.sim.cover_kernels import await_change, write_cover
from longwatch.sim.crews_kernels import await_crews, reset_crews
from longwatch.sim.events_kernels import advance, logs_have_room, send_away
from longwatch.sim.gaps_kernels import close_gap
from longwatch.sim.launches_kernels import await_stint
from longwatch.sim.spells_kernels import start_closures
from longwatch.sim.state import (
    AIRBORNE,
    BACK,
    DONE,
    FAR,
    LOG_FULL,
    NO_CAUSE,
    NONE,
    OK,
    ON,
    OUT,
    PLANNED,
    WAITING_SLOT,
    Fixed,
    Ints,
    Records,
    State,
    World,
)
from longwatch.sim.transits_kernels import back_s
from longwatch.sim.vehicles_kernels import start_airborne, start_vehicle


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
    world = by_reference((fixed, state))
    n_fleets, n_lines = len(fixed.fleets), len(fixed.lines)
    for done in range(n_trials):
        trial = first_trial + done
        reset(world, seed, trial)
        error = advance(world, fixed.rules[0].length_s - 1)
        if error == OK:
            error = finish(world)
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


@part
def reset(world: World, seed: int, trial: int) -> None:
    """The instant before the period: spells drawn, vehicles ready or airborne as the plan has them."""
    fixed, state = world[0]
    clock = state.clock[0]
    clock.n_diverted = clock.zero_s = 0
    reset_crews(world)
    clock.seed, clock.trial, clock.now_s, clock.error = seed, trial, NONE, OK
    clock.next_stint = clock.n_waiting = clock.n_vacant = clock.n_gaps = clock.n_sorties = 0
    clock.n_blind, clock.touched, clock.stirred, state.due[WAITING_SLOT] = 0, 0, 1, FAR
    await_stint(world)
    state.channels_used[:] = 0
    for f in range(len(fixed.fleets)):
        fleet = state.fleets[f]
        fleet.trial, fleet.fleet = trial, f
        fleet.airborne = fleet.launches = fleet.flown_s = fleet.on_station_s = fleet.losses = 0
        fleet.aborts = fleet.preflight_failures = fleet.cancelled = fleet.max_airborne = 0
        fleet.in_work = fleet.maintenances = fleet.diverts = fleet.forced_landings = 0
        fleet.sensor_failures = fleet.hand_overs = fleet.duty_overruns = fleet.duty_overrun_s = 0
    for n in range(len(fixed.lines)):
        line = state.lines[n]
        line.change = line.planned = line.wanted = line.demanded = 0
        line.on = line.counted = line.why = line.touched = line.first_live = 0
        line.since_s = line.demanded_s = line.covered_s = line.watcher_s = 0
        line.gap_from_s, line.gap_cause, line.gap_missing, line.gap_missing_s = FAR, NO_CAUSE, 0, 0
        await_change(world, n)
    for n in range(len(fixed.stints)):
        stint = state.stints[n]
        stint.doing, stint.why, stint.wants_spare, stint.vehicle, stint.not_before_s = PLANNED, NO_CAUSE, 0, NONE, 0
        stint.shift_s = 0
    start_closures(world, seed, trial)
    for i in range(len(fixed.vehicles)):
        start_vehicle(world, i, seed, trial)
    for n in range(len(fixed.stints)):
        if fixed.stints[n].airborne_at_start and fixed.stints[n].prior < 0:
            start_airborne(world, n)
    await_crews(world, NONE)


@part
def finish(world: World) -> int:
    """Close the books at the end of the period, after advancing to the second before it.

    Open gaps are cut; time in the air and on station is counted to the end.
    """
    fixed, state = world[0]
    if not logs_have_room(world):
        return LOG_FULL
    end_s, zero_s = fixed.rules[0].length_s, state.clock[0].zero_s
    for n in range(len(state.lines)):
        write_cover(state.lines[n], end_s)
        if state.lines[n].gap_from_s < FAR:
            close_gap(world, n, end_s)
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        fleet = state.fleets[v.fleet]
        if not OUT <= v.doing <= BACK:
            continue
        row, p = state.sorties[v.sortie], fixed.pairings[v.home_by]
        fleet.flown_s += end_s - v.airborne_from_s
        if v.doing == ON:
            fleet.on_station_s += end_s - v.on_from_s
            if v.leave_s < end_s:  # holding: what comes is not known, so it is seen off at the end
                row.leave_s = end_s + zero_s
                row.land_s = end_s + zero_s + back_s(fixed.transits, p, end_s)
        elif v.doing == BACK and v.land_s == end_s and row.outcome == AIRBORNE:
            row.outcome = DONE
    return int(state.clock[0].error)


# One trial that stops and goes on, from Python.


@kernel
def reset_one(fixed: Fixed, state: State, seed: int, trial: int) -> None:
    """See `reset`."""
    reset(by_reference((fixed, state)), seed, trial)


@kernel
def advance_one(fixed: Fixed, state: State, until_s: int) -> int:
    """See `events_kernels.advance`."""
    return advance(by_reference((fixed, state)), until_s)


@kernel
def finish_one(fixed: Fixed, state: State) -> int:
    """See `finish`."""
    return finish(by_reference((fixed, state)))


@kernel
def send_one_away(fixed: Fixed, state: State, i: int, until_s: int) -> bool:
    """See `events_kernels.send_away`."""
    return send_away(by_reference((fixed, state)), i, until_s)
