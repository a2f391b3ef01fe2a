"""Spares: stints that have failed want one, and it is sent as soon as there is one that can still be of use."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.readiness_kernels import first_ready, ready_and_fit, what_blocks
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.shift_kernels import end_at, needed_until_s
from longwatch.sim.sorties_kernels import board
from longwatch.sim.state import FAILED, FAR, NO_CAUSE, NONE, WAITING_SLOT, WHEN_DUE, World
from longwatch.sim.transits_kernels import latest_leave_s, out_s


@part
def want_spare(world: World, n: int) -> None:
    """Stint n has failed, or the spare that flies for it has, or needs relief; nothing where the plan has no such stint."""
    _, state = world[0]
    if n < 0:
        return
    clock, failed = state.clock[0], state.stints[n]
    if not failed.wants_spare:
        failed.wants_spare = 1
        state.vacant[clock.n_vacant] = n
        clock.n_vacant += 1
        clock.stirred = 1


@part
def fail_later(world: World, n: int, cause: int) -> None:
    """All that a sortie was to do after stint n: others are wanted there, when it is due."""
    fixed, state = world[0]
    m = fixed.stints[n].next
    while m >= 0:
        state.stints[m].doing, state.stints[m].why = FAILED, cause
        want_spare(world, m)
        m = fixed.stints[m].next


@part
def fill_vacancies(world: World, now_s: int) -> None:
    """A spare for every stint that wants one, first come first served, while there is one."""
    fixed, state = world[0]
    clock, kept = state.clock[0], 0
    if not fixed.rules[0].spare:
        clock.n_vacant = 0
        return
    for m in range(clock.n_vacant):
        n = state.vacant[m]
        stint = state.stints[n]
        if stint.wants_spare and now_s < needed_until_s(world, n) and not _send_spare(world, n, now_s):
            state.vacant[kept] = n
            kept += 1
            continue
        stint.wants_spare = 0
    if kept < clock.n_vacant:
        clock.n_vacant = kept
        look_again(world, now_s)


@part
def look_again(world: World, now_s: int) -> None:
    """Somebody has taken off for whom another spare that is not due yet may have waited: another fleet may be due already."""
    fixed, state = world[0]
    if state.clock[0].n_vacant > 0 and (fixed.rules[0].spare == WHEN_DUE or fixed.rules[0].chained):
        state.due[WAITING_SLOT] = min(state.due[WAITING_SLOT], now_s + 1)


@part
def _send_spare(world: World, n: int, now_s: int) -> bool:
    """Launch a ready vehicle that can reach the line before the failed stint would have ended: the first to arrive.

    For a later stint of a sortie it leaves no earlier than to arrive when that was planned.
    """
    fixed, state = world[0]
    line, until_s = fixed.stints[n].line, needed_until_s(world, n)
    while True:
        best, best_arrive_s, best_leave_s = NONE, FAR, FAR
        for f in range(len(fixed.fleets)):
            pairing = fixed.pairing_of[f, line]
            if pairing < 0 or what_blocks(world, f, pairing) != NO_CAUSE or first_ready(world, f) < 0:
                continue
            p = fixed.pairings[pairing]
            arrive_s = now_s + out_s(fixed.transits, p, now_s)
            leave_s = latest_leave_s(fixed.transits, p, now_s, now_s + p.endurance_s)
            if arrive_s < min(leave_s, until_s) and arrive_s < best_arrive_s:
                best, best_arrive_s, best_leave_s = f, arrive_s, leave_s
        if best < 0:
            return False
        early_s = fixed.stints[n].arrive_s - best_arrive_s
        if early_s > 0 and (fixed.rules[0].spare == WHEN_DUE or fixed.stints[n].prior >= 0):
            if fixed.pairings[fixed.pairing_of[best, line]].out_n > 1:  # the way may grow by a second a second
                early_s = max(1, early_s // 2)
            state.due[WAITING_SLOT] = min(state.due[WAITING_SLOT], now_s + early_s)
            return False
        i = ready_and_fit(world, best, NONE, now_s)
        if i >= 0:
            board(world, i, fixed.pairing_of[best, line], NONE, now_s, best_arrive_s, best_leave_s)
            v = state.vehicles[i]
            v.replaces = n
            end_at(world, n, best_leave_s)
            if best_leave_s < fixed.stints[n].leave_s:  # another must relieve it
                v.relief_s = best_leave_s - (best_arrive_s - now_s)
                schedule(world, i, now_s)
            state.fleets[best].launches += 1
            return True
