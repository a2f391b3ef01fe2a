"""A line's books: what plan and demand ask of it from change to change, and how long that was met."""

from __future__ import annotations

from typing import Any

from longwatch.jit import part
from longwatch.sim.state import FAR, World


@part
def touch(world: World, n: int) -> None:
    """Who watches line n, or what is asked of it, changes at this instant."""
    _, state = world[0]
    state.lines[n].touched = 1
    state.clock[0].touched = 1


@part
def await_change(world: World, n: int) -> None:
    """Note when the plan or the demand of line n changes next; FAR after the last change."""
    fixed, state = world[0]
    plan, line = fixed.lines[n], state.lines[n]
    next_s = fixed.changes[plan.first_change + line.change].time_s if line.change < plan.n_changes else FAR
    state.due[len(state.vehicles) + n] = next_s


@part
def line_event(world: World, n: int, now_s: int) -> None:
    """The plan or the demand of a line changes; the time up to now is written down under the old demand."""
    fixed, state = world[0]
    line = state.lines[n]
    change = fixed.changes[fixed.lines[n].first_change + line.change]
    write_cover(line, now_s)
    line.planned, line.wanted, line.demanded = change.planned, change.wanted, change.demanded
    line.change += 1
    await_change(world, n)
    touch(world, n)


@part
def write_cover(line: Any, now_s: int) -> None:
    """Add the time since the last change to what one line (a record) was demanded, covered, watched and missed."""
    passed_s = now_s - line.since_s
    if line.demanded > 0:
        line.demanded_s += passed_s
        line.watcher_s += passed_s * min(line.counted, line.demanded)
        if line.counted >= line.demanded:
            line.covered_s += passed_s
        if line.gap_from_s < FAR:
            line.gap_missing_s += passed_s * (line.demanded - line.counted)
    line.since_s = now_s
