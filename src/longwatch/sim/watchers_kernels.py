"""Watchers on station: how many count, and who may leave."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.sorties_kernels import go_home
from longwatch.sim.spells_kernels import is_open, why_shut
from longwatch.sim.state import NO_CAUSE, NONE, ON, RELAY, World


@part
def count_watchers(world: World, look_closer: bool) -> None:
    """How many count on the lines touched: all on station, unless a watch, a link or a sensor is shut or relays are used."""
    _, state = world[0]
    if look_closer:
        _look_closer(world)
        return
    for n in range(len(state.lines)):
        if state.lines[n].touched:
            state.lines[n].counted = state.lines[n].on


@part
def _look_closer(world: World) -> None:
    """Those that count, and on each line why the first one does not that does not: relays first, for none needs one."""
    fixed, state = world[0]
    for n in range(len(state.lines)):
        state.lines[n].counted, state.lines[n].why = 0, NO_CAUSE
    for relayed in range(2):
        for i in range(len(state.vehicles)):
            v = state.vehicles[i]
            if v.doing == ON and (fixed.pairings[v.pairing].relay >= 0) == relayed:
                line, cause = state.lines[v.line], _why_uncounted(world, i)
                if cause == NO_CAUSE:
                    line.counted += 1
                elif line.why == NO_CAUSE:
                    line.why = cause


@part
def _why_uncounted(world: World, i: int) -> int:
    """Why a vehicle on station does not count: its watch or its sensor is shut, its link is down, nobody relays; or
    NO_CAUSE.
    """
    fixed, state = world[0]
    v = state.vehicles[i]
    watch, p = fixed.lines[v.line].watch, fixed.pairings[v.pairing]
    for target in (watch, p.sensor, fixed.fleets[p.fleet].control):
        if not is_open(state.shut, target):
            return why_shut(state.shut_by, target)
    if p.relay >= 0 and not _watched(world, p.relay):
        return RELAY
    return NO_CAUSE


@part
def _watched(world: World, watch: int) -> bool:
    """Whether anybody counts on a line of this watch."""
    fixed, state = world[0]
    watched = False
    for n in range(len(state.lines)):
        watched = watched or (fixed.lines[n].watch == watch and state.lines[n].counted > 0)
    return watched


@part
def release(world: World, line: int, now_s: int) -> None:
    """Who may leave a line now that more watch it than plan or demand ask for: those past their planned end, then spares.

    Past its planned end a watcher stays while, without it, fewer would watch than the plan has (and the demand asks
    for) at this instant; so nobody holds into the reserve where the plan itself has a gap.
    """
    _, state = world[0]
    here = state.lines[line]
    while here.on > min(here.wanted, here.planned):
        i = _first_to_go(world, line, now_s, False)
        if i < 0 and here.on > here.wanted:
            i = _first_to_go(world, line, now_s, True)
        if i < 0:
            return
        go_home(world, i, now_s)


@part
def _first_to_go(world: World, line: int, now_s: int, spares: bool) -> int:
    """Of those on the line past their planned end, or of the spares there, whose end is first; or -1."""
    _, state = world[0]
    best = NONE
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        may_go = v.doing == ON and v.line == line and (v.replaces != NONE if spares else now_s >= v.leave_s)
        if may_go and (best < 0 or v.leave_s < state.vehicles[best].leave_s):
            best = i
    return best
