"""The event queue of one trial: a plan met by closures, faults and losses, event by event, with no time step.

An instant is dealt with once. First everything due at it happens, in fixed order: steps and spells, lines, vehicles, planned
stints. Then the watch reacts (`_settle`): watchers that may go leave, launches that can be made are made, spares are
sent, and gaps open or close. What the reaction starts happens at least a second later. Only what the instant has touched is
looked at again: the lines whose watchers or demand have changed, and launches when something may have set them free.
"""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.cover_kernels import line_event, write_cover
from longwatch.sim.crews_kernels import await_crews
from longwatch.sim.diverted_kernels import bring_home
from longwatch.sim.gaps_kernels import mark_gaps
from longwatch.sim.hand_over_kernels import hand_overs
from longwatch.sim.launches_kernels import call_stints, launch_waiting
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.sorties_kernels import leave_line, may_go_away
from longwatch.sim.spares_kernels import fill_vacancies
from longwatch.sim.spells_kernels import spell_event, take_steps
from longwatch.sim.state import BAD_CLOCK, CREW_SLOT, LOG_FULL, OK, STEP_SLOT, STINT_SLOT, WAITING_SLOT, World
from longwatch.sim.vehicles_kernels import vehicle_event
from longwatch.sim.watchers_kernels import count_watchers, release


@part
def advance(world: World, until_s: int) -> int:
    """Deal with every instant up to and including until_s; the error code, OK if all is well.

    Advancing in pieces gives the same bytes as advancing at once. LOG_FULL is returned before an instant that might
    not fit the logs; with longer logs the state goes on from there.
    """
    _, state = world[0]
    clock = state.clock[0]
    while clock.error == OK:
        now_s = next_event_s(world)
        if now_s > until_s:
            break
        if not logs_have_room(world):
            return LOG_FULL
        if now_s <= clock.now_s:
            clock.error = BAD_CLOCK
            break
        clock.now_s = now_s
        _happen(world, now_s)
        _settle(world, now_s)
    clock.now_s = max(clock.now_s, until_s)
    return int(clock.error)


@part
def next_event_s(world: World) -> int:
    """The earliest time at which anything is due."""
    _, state = world[0]
    next_s = state.due[0]
    for slot in range(1, len(state.due)):
        next_s = min(next_s, state.due[slot])
    return int(next_s)


@part
def _happen(world: World, now_s: int) -> None:
    """All that is due at this instant, in fixed order."""
    fixed, state = world[0]
    n_vehicles, n_lines = len(state.vehicles), len(state.lines)
    if state.due[STEP_SLOT] == now_s:
        take_steps(world, now_s)
    for n in range(len(state.spells)):
        if state.due[n_vehicles + n_lines + n] == now_s:
            spell_event(world, n, now_s)
    for n in range(n_lines):
        if state.due[n_vehicles + n] == now_s:
            line_event(world, n, now_s)
    for i in range(n_vehicles):
        if state.due[i] == now_s:
            vehicle_event(world, i, now_s)
    if fixed.rules[0].crews:
        hand_overs(world, now_s)
    if state.due[STINT_SLOT] == now_s:
        call_stints(world, now_s)
    if state.due[WAITING_SLOT] == now_s or state.due[CREW_SLOT] == now_s:
        state.clock[0].stirred = 1


@part
def _settle(world: World, now_s: int) -> None:
    """How the watch reacts to all that has happened at this instant."""
    fixed, state = world[0]
    clock = state.clock[0]
    if clock.touched:
        look_closer = clock.n_blind > 0 or fixed.rules[0].relays  # then one line may change another
        for n in range(len(state.lines)):
            if look_closer or state.lines[n].touched:
                line = state.lines[n]
                line.touched = 1
                write_cover(line, now_s)
                if line.on > min(line.wanted, line.planned):
                    release(world, n, now_s)
        count_watchers(world, look_closer)
    if clock.stirred or fixed.rules[0].moves:
        clock.stirred = 0
        freed = launch_waiting(world, now_s) if clock.n_waiting > 0 or state.due[WAITING_SLOT] == now_s else 0
        if clock.n_vacant > 0:
            fill_vacancies(world, now_s)
        if clock.n_diverted > 0:
            bring_home(world, now_s)
        clock.stirred = freed
    if clock.touched:
        clock.touched = 0
        for n in range(len(state.lines)):
            if state.lines[n].touched:
                state.lines[n].touched = 0
                mark_gaps(world, n, now_s)
    if fixed.rules[0].crews:
        await_crews(world, now_s)


@part
def send_away(world: World, i: int, until_s: int) -> bool:
    """Send vehicle i off its line now, until then; whether it went (see `may_go_away`).

    Now is where the trial stands. The watch reacts at once: others hold for it, a gap opens.
    """
    _, state = world[0]
    if not may_go_away(world, i, until_s):
        return False
    now_s = state.clock[0].now_s
    leave_line(world, i, until_s)
    schedule(world, i, now_s)
    _settle(world, now_s)
    return True


@part
def logs_have_room(world: World) -> bool:
    """At one instant a line closes one gap at most, and a vehicle takes off once."""
    _, state = world[0]
    clock = state.clock[0]
    if clock.n_gaps + len(state.lines) > len(state.gaps):
        return False
    return bool(clock.n_sorties + len(state.vehicles) <= len(state.sorties))
