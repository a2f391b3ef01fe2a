"""The event queue of one trial: a plan met by closures, faults and losses, event by event, with no time step.

An instant is dealt with once. First everything due at it happens, in fixed order: steps and spells, lines, vehicles, planned
stints. Then the watch reacts (`_settle`): watchers that may go leave, launches that can be made are made, spares are
sent, and gaps open or close. What the reaction starts happens at least a second later.
"""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.cover_kernels import line_event, next_change_s
from longwatch.sim.gaps_kernels import mark_gaps
from longwatch.sim.launches_kernels import call_stints, launch_waiting
from longwatch.sim.spares_kernels import fill_vacancies
from longwatch.sim.sorties_kernels import leave_line, may_go_away
from longwatch.sim.spells_kernels import spell_event, take_steps
from longwatch.sim.state import BAD_CLOCK, LOG_FULL, OK, Fixed, State
from longwatch.sim.vehicles_kernels import schedule_next, vehicle_event
from longwatch.sim.watchers_kernels import count_watchers, look_closer, release


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
        if not logs_have_room(state):
            return LOG_FULL
        if now_s <= clock.now_s:
            clock.error = BAD_CLOCK
            break
        clock.now_s = now_s
        if clock.next_step_s == now_s:
            take_steps(fixed, state, now_s)
        for n in range(len(state.spells)):
            if state.spells[n].next_s == now_s:
                spell_event(fixed, state, n, now_s)
        for n in range(len(state.lines)):
            if next_change_s(fixed, state, n) == now_s:
                line_event(fixed, state, n, now_s)
        for i in range(len(state.vehicles)):
            if state.vehicles[i].next_s == now_s:
                vehicle_event(fixed, state, i, now_s)
        call_stints(fixed, state, now_s)
        _settle(fixed, state, now_s)
    clock.now_s = max(clock.now_s, until_s)
    return int(clock.error)


@part
def send_away(fixed: Fixed, state: State, i: int, until_s: int) -> bool:
    """Send vehicle i off its line now, until then; whether it went (see `may_go_away`).

    Now is where the trial stands. The watch reacts at once: others hold for it, a gap opens.
    """
    if not may_go_away(state, i, until_s):
        return False
    leave_line(fixed, state, i, until_s)
    _settle(fixed, state, state.clock[0].now_s)
    return True


@part
def next_event_s(fixed: Fixed, state: State) -> int:
    """The earliest time at which anything is due: a minimum over a few small arrays."""
    clock = state.clock[0]
    next_s = clock.next_step_s
    for n in range(len(state.spells)):
        next_s = min(next_s, state.spells[n].next_s)
    for n in range(len(state.lines)):
        next_s = min(next_s, next_change_s(fixed, state, n))
    for i in range(len(state.vehicles)):
        next_s = min(next_s, state.vehicles[i].next_s)
    if clock.next_stint < len(fixed.stints):
        next_s = min(next_s, max(0, fixed.stints[clock.next_stint].takeoff_s))
    for m in range(clock.n_waiting):
        n = state.waiting[m]
        next_s = min(next_s, fixed.stints[n].deadline_s)
        if state.stints[n].not_before_s > clock.now_s:
            next_s = min(next_s, state.stints[n].not_before_s)
    return int(next_s)


@part
def _settle(fixed: Fixed, state: State, now_s: int) -> None:
    """How the watch reacts to all that has happened at this instant."""
    closer = count_watchers(fixed, state, now_s)
    released = False
    for line in range(len(state.lines)):
        if state.lines[line].may_go:
            release(fixed, state, line, now_s)
            released = True
    if released:
        closer = count_watchers(fixed, state, now_s)
    if closer:
        look_closer(fixed, state)
    if state.clock[0].n_waiting > 0:
        launch_waiting(fixed, state, now_s)
    if state.clock[0].n_vacant > 0:
        fill_vacancies(fixed, state, now_s)
    mark_gaps(fixed, state, now_s)
    for i in range(len(state.vehicles)):
        schedule_next(state.vehicles[i], now_s)


@part
def logs_have_room(state: State) -> bool:
    """At one instant a line closes one gap at most, and a vehicle takes off once."""
    clock = state.clock[0]
    if clock.n_gaps + len(state.lines) > len(state.gaps):
        return False
    return bool(clock.n_sorties + len(state.vehicles) <= len(state.sorties))
