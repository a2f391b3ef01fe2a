"""Whole trials, one after another: the instant before the period, the events in it, the books closed at its end."""

from __future__ import annotations

from longwatch.jit import kernel, part
from longwatch.sim.cover_kernels import write_cover
from longwatch.sim.events_kernels import advance, logs_have_room
from longwatch.sim.gaps_kernels import close_gap
from longwatch.sim.spells_kernels import start_closures
from longwatch.sim.state import (
    AIRBORNE,
    BACK,
    DONE,
    LOG_FULL,
    NO_CAUSE,
    NONE,
    OK,
    ON,
    OUT,
    PLANNED,
    Fixed,
    Ints,
    Records,
    State,
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


@part
def reset(fixed: Fixed, state: State, seed: int, trial: int) -> None:
    """The instant before the period: spells drawn, vehicles ready or airborne as the plan has them."""
    clock = state.clock[0]
    clock.seed, clock.trial, clock.now_s, clock.error = seed, trial, NONE, OK
    clock.next_stint = clock.n_waiting = clock.n_vacant = clock.n_gaps = clock.n_sorties = 0
    state.channels_used[:] = 0
    for f in range(len(fixed.fleets)):
        fleet = state.fleets[f]
        fleet.trial, fleet.fleet = trial, f
        fleet.airborne = fleet.launches = fleet.flown_s = fleet.on_station_s = fleet.losses = 0
        fleet.aborts = fleet.preflight_failures = fleet.cancelled = fleet.max_airborne = 0
    for n in range(len(fixed.lines)):
        line = state.lines[n]
        line.change = line.planned = line.wanted = line.demanded = 0
        line.on = line.counted = line.why = line.may_go = line.first_live = 0
        line.since_s = line.demanded_s = line.covered_s = line.watcher_s = 0
        line.gap_from_s, line.gap_cause, line.gap_missing, line.gap_missing_s = NONE, NO_CAUSE, 0, 0
    for n in range(len(fixed.stints)):
        stint = state.stints[n]
        stint.doing, stint.why, stint.wants_spare, stint.vehicle, stint.not_before_s = PLANNED, NO_CAUSE, 0, NONE, 0
    start_closures(fixed, state, seed, trial)
    for i in range(len(fixed.vehicles)):
        start_vehicle(fixed, state, i, seed, trial)
    for n in range(len(fixed.stints)):
        if fixed.stints[n].airborne_at_start:
            start_airborne(fixed, state, n)


@part
def finish(fixed: Fixed, state: State) -> int:
    """Close the books at the end of the period, after advancing to the second before it.

    Open gaps are cut; time in the air and on station is counted to the end.
    """
    if not logs_have_room(state):
        return LOG_FULL
    end_s = fixed.rules[0].length_s
    for n in range(len(state.lines)):
        write_cover(state.lines[n], end_s)
        if state.lines[n].gap_from_s >= 0:
            close_gap(state, n, end_s)
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        fleet = state.fleets[fixed.vehicles[i].fleet]
        if not OUT <= v.doing <= BACK:
            continue
        row, p = state.sorties[v.sortie], fixed.pairings[v.pairing]
        fleet.flown_s += end_s - v.airborne_from_s
        if v.doing == ON:
            fleet.on_station_s += end_s - v.on_from_s
            if v.leave_s < end_s:  # holding: what comes is not known, so it is seen off at the end
                row.leave_s = end_s
                row.land_s = end_s + back_s(fixed.transits, p, end_s)
        elif v.doing == BACK and v.land_s == end_s and row.outcome == AIRBORNE:
            row.outcome = DONE
    return int(state.clock[0].error)
