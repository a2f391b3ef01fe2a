"""From one line of a sortie to the next: who leaves a stint that has a next one flies on to it."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.sorties_kernels import go_home, off_line, set_out
from longwatch.sim.spares_kernels import fail_later
from longwatch.sim.spells_kernels import is_open, why_shut
from longwatch.sim.state import GONE_ON, LEFT, NO_CAUSE, SENSOR, World


@part
def go_on(world: World, i: int, now_s: int) -> None:
    """Off the line at its planned second, and on to the next; home in good order where that is barred.

    It arrives at the second that the plan has for it: nobody stays longer on a line when there is a next one.
    """
    fixed, state = world[0]
    v = state.vehicles[i]
    n = v.stint
    m = fixed.stints[n].next
    cause = _what_bars(world, i, fixed.stints[m].pairing)
    if cause != NO_CAUSE:
        fail_later(world, n, cause)
        go_home(world, i, now_s)
        return
    off_line(world, i, now_s)
    state.stints[n].doing = LEFT
    row = state.sorties[v.sortie]
    row.outcome = GONE_ON
    left, prior = v.pairing, v.sortie
    set_out(world, i, fixed.stints[m].pairing, m, now_s, fixed.stints[m].arrive_s, fixed.stints[m].leave_s)
    v.came_from = left
    new = state.sorties[v.sortie]
    new.prior, new.from_line = prior, row.line
    schedule(world, i, now_s)


@part
def _what_bars(world: World, i: int, pairing: int) -> int:
    """Why a vehicle does not fly on to a line: the path of its fleet to it is shut, or too many of its sensors have failed."""
    fixed, state = world[0]
    p = fixed.pairings[pairing]
    if not is_open(state.shut, p.path):
        return why_shut(state.shut_by, p.path)
    if not p.meets >> state.vehicles[i].failed & 1:
        return SENSOR
    return NO_CAUSE
