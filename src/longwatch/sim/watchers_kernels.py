"""Watchers on station: how many count, and who may leave."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.cover_kernels import write_cover
from longwatch.sim.sorties_kernels import go_home
from longwatch.sim.spells_kernels import is_open, why_shut
from longwatch.sim.state import NO_CAUSE, NONE, ON, RELAY, Fixed, State


@part
def count_watchers(fixed: Fixed, state: State, now_s: int) -> bool:
    """Vehicles on each line, whether any of them may be free to go, and those that count: linked, the watch not shut.

    True where `look_closer` must follow: somebody does not count, or sensors and relays have to be looked at.
    """
    closer = bool(fixed.rules[0].by_pairing)
    for n in range(len(state.lines)):
        line = state.lines[n]
        write_cover(line, now_s)
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
            else:
                closer = True
    return closer


@part
def look_closer(fixed: Fixed, state: State) -> None:
    """Those that count, and on each line why the first one does not that does not: relays first, for none needs one."""
    for n in range(len(state.lines)):
        state.lines[n].counted, state.lines[n].why = 0, NO_CAUSE
    for relayed in range(2):
        for i in range(len(state.vehicles)):
            v = state.vehicles[i]
            if v.doing == ON and (fixed.pairings[v.pairing].relay >= 0) == relayed:
                line, cause = state.lines[v.line], _why_uncounted(fixed, state, i)
                if cause == NO_CAUSE:
                    line.counted += 1
                elif line.why == NO_CAUSE:
                    line.why = cause


@part
def _why_uncounted(fixed: Fixed, state: State, i: int) -> int:
    """Why a vehicle on station does not count: its watch or its sensor is shut, its link is down, nobody relays; or
    NO_CAUSE.
    """
    v = state.vehicles[i]
    watch, p = fixed.lines[v.line].watch, fixed.pairings[v.pairing]
    for target in (watch, p.sensor, fixed.fleets[p.fleet].control):
        if not is_open(state.shut, target):
            return why_shut(state.shut_by, target)
    if p.relay >= 0 and not _watched(fixed, state, p.relay):
        return RELAY
    return NO_CAUSE


@part
def _watched(fixed: Fixed, state: State, watch: int) -> bool:
    """Whether anybody counts on a line of this watch."""
    watched = False
    for n in range(len(state.lines)):
        watched = watched or (fixed.lines[n].watch == watch and state.lines[n].counted > 0)
    return watched


@part
def release(fixed: Fixed, state: State, line: int, now_s: int) -> None:
    """Who may leave a line now: first whom the fuel sends home, then whom the plan does, then spares no longer needed.

    Past its planned end a watcher stays while, without it, fewer would watch than the plan has (and the demand asks
    for) at this instant; so nobody holds into the reserve where the plan itself has a gap.
    """
    here = state.lines[line]
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        if v.doing == ON and v.line == line and now_s >= v.limit_s and now_s >= v.leave_s:
            go_home(fixed, state, i, now_s)
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
        go_home(fixed, state, best, now_s)
        here.on -= 1
