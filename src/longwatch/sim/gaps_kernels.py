"""Gaps: opened with their cause, and closed."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import AWAY, DEMAND, LATE, NO_CAUSE, NONE, RETASK, WATCHING, Fixed, State


@part
def mark_gaps(fixed: Fixed, state: State, now_s: int) -> None:
    """Gaps open with their cause and close; one that the plan had takes a new cause when it outlives the plan's."""
    for n in range(len(state.lines)):
        line = state.lines[n]
        missing = line.demanded - line.counted
        if missing > 0:
            if line.gap_from_s < 0:
                line.gap_from_s, line.gap_missing, line.gap_cause = now_s, missing, _cause(fixed, state, n, now_s)
            elif line.gap_cause == DEMAND and line.planned >= line.demanded:
                line.gap_cause = _cause(fixed, state, n, now_s)
            line.gap_missing = max(line.gap_missing, missing)
        elif line.gap_from_s >= 0:
            close_gap(state, n, now_s)


@part
def _cause(fixed: Fixed, state: State, n: int, now_s: int) -> int:
    """What stops the watcher that should be on the line now."""
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
def close_gap(state: State, n: int, now_s: int) -> None:
    """Write the open gap of line n to the log."""
    clock, line = state.clock[0], state.lines[n]
    gap = state.gaps[clock.n_gaps]
    clock.n_gaps += 1
    gap.trial, gap.line, gap.start_s, gap.end_s = clock.trial, n, line.gap_from_s, now_s
    gap.cause, gap.missing, gap.missing_s = line.gap_cause, line.gap_missing, line.gap_missing_s
    line.gap_from_s, line.gap_missing_s = NONE, 0
