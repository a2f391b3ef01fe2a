"""Gaps: opened with their cause, and closed."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import AWAY, DEMAND, FAR, LATE, NO_CAUSE, RETASK, WATCHING, World


@part
def mark_gaps(world: World, n: int, now_s: int) -> None:
    """A line's gap opens with its cause, or closes; one that the plan had takes a new cause when it outlives the plan's."""
    _, state = world[0]
    line = state.lines[n]
    missing = line.demanded - line.counted
    if missing > 0:
        opens = line.gap_from_s == FAR
        if opens:
            line.gap_from_s, line.gap_missing = now_s, missing
        if opens or (line.gap_cause == DEMAND and line.planned >= line.demanded):
            line.gap_cause = _cause(world, n, now_s)
        line.gap_missing = max(line.gap_missing, missing)
    elif line.gap_from_s < FAR:
        close_gap(world, n, now_s)


@part
def _cause(world: World, n: int, now_s: int) -> int:
    """What stops the watcher that should be on the line now."""
    fixed, state = world[0]
    plan, line = fixed.lines[n], state.lines[n]
    if line.on >= line.demanded:
        return int(line.why)
    if line.planned < line.demanded:
        return DEMAND
    for i in range(len(state.vehicles)):
        if state.vehicles[i].doing == AWAY and state.vehicles[i].line == n:
            return RETASK
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
def close_gap(world: World, n: int, now_s: int) -> None:
    """Write the open gap of line n to the log."""
    _, state = world[0]
    clock, line = state.clock[0], state.lines[n]
    gap = state.gaps[clock.n_gaps]
    clock.n_gaps += 1
    gap.trial, gap.line, gap.start_s, gap.end_s = clock.trial, n, line.gap_from_s + clock.zero_s, now_s + clock.zero_s
    gap.cause, gap.missing, gap.missing_s = line.gap_cause, line.gap_missing, line.gap_missing_s
    line.gap_from_s, line.gap_missing_s = FAR, 0
