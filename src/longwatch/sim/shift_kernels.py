"""Relief follows the watcher, not the clock: a stint is called later or earlier as the one it relieves ends.

Only where a stint of the plan takes over from another without a gap (`Fixed.stints.relief`), and never further from the plan
than the limit of the rules, which is 0 where nothing shifts.
"""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import (
    CREW,
    FAILED,
    FLYING_OUT,
    HOURS,
    LEFT,
    N_CAUSES,
    PLANNED,
    WAITING,
    WAITING_SLOT,
    WATCHING,
    World,
)


@part
def call_s(world: World, n: int) -> int:
    """When stint n is to take off."""
    fixed, state = world[0]
    return int(fixed.stints[n].takeoff_s + state.stints[n].shift_s)


@part
def deadline_s(world: World, n: int) -> int:
    """When stint n is given up."""
    fixed, state = world[0]
    return int(fixed.stints[n].deadline_s + max(0, state.stints[n].shift_s))


@part
def later_s(world: World, n: int, now_s: int) -> int:
    """How much longer than planned stint n may stay if it takes off now: as much as it is late and its relief can wait."""
    fixed, _ = world[0]
    plan = fixed.stints[n]
    if fixed.rules[0].shift_s == 0 or plan.relief < 0 or now_s <= plan.takeoff_s or not _can_shift(world, plan.relief):
        return 0
    return int(_allowed_s(world, plan.relief, now_s - plan.takeoff_s))


@part
def end_at(world: World, n: int, leave_s: int) -> None:
    """Stint n, or a spare in its place, ends at leave_s now: its relief is called by as much later or earlier."""
    fixed, state = world[0]
    plan = fixed.stints[n]
    if fixed.rules[0].shift_s == 0 or plan.relief < 0 or not _can_shift(world, plan.relief):
        return
    m, clock = plan.relief, state.clock[0]
    relief = state.stints[m]
    relief.shift_s = _allowed_s(world, m, leave_s - plan.leave_s)
    if relief.shift_s < 0 and relief.doing == PLANNED:
        relief.doing = WAITING
        state.waiting[clock.n_waiting] = m
        clock.n_waiting += 1
    if relief.doing == WAITING:
        state.due[WAITING_SLOT] = min(state.due[WAITING_SLOT], max(call_s(world, m), clock.now_s + 1))
        clock.stirred = 1


@part
def call_relief(world: World, n: int, now_s: int) -> None:
    """Nobody watches for stint n any more: its relief is called at once, or as early as the limit allows."""
    fixed, _ = world[0]
    plan = fixed.stints[n]
    if plan.relief >= 0:
        end_at(world, n, plan.leave_s + min(0, now_s - fixed.stints[plan.relief].takeoff_s))


@part
def needed_until_s(world: World, n: int) -> int:
    """Until when somebody is of use in the place of stint n: until its relief is there, or should be."""
    fixed, state = world[0]
    plan = fixed.stints[n]
    if fixed.rules[0].shift_s == 0 or plan.relief < 0:
        return int(plan.leave_s)
    relief = state.stints[plan.relief]
    until_s = plan.leave_s + max(0, relief.shift_s)
    if relief.doing == FLYING_OUT or relief.doing == WATCHING:
        until_s = min(until_s, state.vehicles[relief.vehicle].arrive_s)
    elif relief.doing == LEFT or relief.doing == FAILED:  # it has been there, or is replaced itself
        return 0
    elif relief.doing <= WAITING and state.clock[0].now_s < call_s(world, plan.relief):
        until_s = plan.leave_s + relief.shift_s
    return int(until_s)


@part
def _can_shift(world: World, m: int) -> bool:
    """Not yet gone, and no vehicle is bound to it."""
    _, state = world[0]
    return bool(state.stints[m].doing <= WAITING and state.stints[m].vehicle < 0)


@part
def _allowed_s(world: World, m: int, by_s: int) -> int:
    """A shift within the limit; none to later where the base is shut then, or fewer crews are on duty, as is known beforehand."""
    fixed, _ = world[0]
    by_s = max(-fixed.rules[0].shift_s, min(fixed.rules[0].shift_s, by_s))
    if by_s > 0:
        fleet, takeoff_s = fixed.fleets[fixed.stints[m].fleet], fixed.stints[m].takeoff_s
        if _known(world, fleet.base, HOURS, takeoff_s + by_s) > 0:
            return 0
        if fleet.off_duty >= 0:
            on_plan = _known(world, fleet.off_duty, CREW, takeoff_s)
            if _known(world, fleet.off_duty, CREW, takeoff_s + by_s) > on_plan:
                return 0
    return int(by_s)


@part
def _known(world: World, target: int, cause: int, at_s: int) -> int:
    """By how much hours or shifts shut a target at a time to come."""
    fixed, state = world[0]
    clock, n = state.clock[0], state.shut_by[target * N_CAUSES + cause].n
    end = fixed.trial_steps[clock.trial % (len(fixed.trial_steps) - 1) + 1]
    for k in range(clock.next_step, end):
        step = fixed.steps[k]
        if step.time_s > at_s:
            break
        if step.target == target and step.cause == cause:
            n += step.change
    return int(n)
