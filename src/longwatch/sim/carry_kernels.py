"""A trial goes on under another plan: everything that moves is taken over, and all times count from the new plan's zero."""

from __future__ import annotations

from longwatch.jit import by_reference, kernel, part
from longwatch.sim.cover_kernels import await_change
from longwatch.sim.launches_kernels import await_stint
from longwatch.sim.shift_kernels import call_s, deadline_s
from longwatch.sim.state import (
    BACK,
    DIVERTED,
    FAR,
    NO_CAUSE,
    NONE,
    NOT_OF_PLAN,
    OUT,
    PLANNED,
    PREPARING,
    READY,
    STEP_SLOT,
    WAITING_SLOT,
    WHEN_DUE,
    Fixed,
    Ints,
    State,
    World,
)


@kernel
def carry(old: Fixed, before: State, new: Fixed, after: State, shift_s: int, place: Ints) -> None:
    """Go on under the plan `new`, whose zero is at shift_s of the plan `old`; see `carry.carried`.

    before : dealt with up to shift_s - 1; it may not be used any more
    after : the same arrays, but stints, waiting and vacant, which this fills
    place : room for a number for each old stint: which it is in the new plan, or -1
    """
    world = by_reference((new, after))
    _find_stints(old, new, shift_s, place)
    _carry_stints(old, before, new, after, shift_s, place)
    clock = after.clock[0]
    clock.now_s -= shift_s
    clock.zero_s += shift_s
    clock.stirred = 1
    for slot in range(len(after.due)):
        after.due[slot] = _moved_s(after.due[slot], shift_s)
    _carry_vehicles(after, shift_s, place)
    for n in range(len(after.shut_by)):
        after.shut_by[n].from_s -= shift_s
    for c in range(len(after.crews)):
        after.crews[c].ends_s -= shift_s
        after.crews[c].rested_s = _moved_s(after.crews[c].rested_s, shift_s)
    _carry_lines(world, shift_s)
    _find_next_step(world)
    while clock.next_stint < len(new.stints) and new.stints[clock.next_stint].takeoff_s <= clock.now_s:
        clock.next_stint += 1
    await_stint(world)
    _await_deadlines(world)


@part
def _moved_s(time_s: int, shift_s: int) -> int:
    return time_s - shift_s if time_s < FAR else FAR


@part
def _find_stints(old: Fixed, new: Fixed, shift_s: int, place: Ints) -> None:
    """Which stints both plans have: the same vehicle takes off for the same line at the same second."""
    first = 0
    for n in range(len(old.stints)):
        stint = old.stints[n]
        takeoff_s = stint.takeoff_s - shift_s
        while first < len(new.stints) and new.stints[first].takeoff_s < takeoff_s:
            first += 1
        place[n], m = NONE, first
        while place[n] < 0 and m < len(new.stints) and new.stints[m].takeoff_s == takeoff_s:
            if new.stints[m].vehicle == stint.vehicle and new.stints[m].line == stint.line:
                place[n] = m
            m += 1


@part
def _carry_stints(old: Fixed, before: State, new: Fixed, after: State, shift_s: int, place: Ints) -> None:
    """What has become of each stint, which wait for their launch, and which want a spare."""
    clock = after.clock[0]
    for m in range(len(new.stints)):
        stint = after.stints[m]
        stint.doing, stint.why, stint.wants_spare, stint.vehicle, stint.not_before_s = PLANNED, NO_CAUSE, 0, NONE, 0
        stint.shift_s = 0
    for n in range(len(old.stints)):
        if place[n] >= 0:
            after.stints[place[n]] = before.stints[n]
            after.stints[place[n]].not_before_s -= shift_s
    waiting, vacant = 0, 0
    for k in range(clock.n_waiting):
        n = before.waiting[k]
        if place[n] >= 0:
            after.waiting[waiting] = place[n]
            waiting += 1
        elif before.stints[n].vehicle >= 0 and after.vehicles[before.stints[n].vehicle].doing == PREPARING:
            after.vehicles[before.stints[n].vehicle].doing = READY
    for k in range(clock.n_vacant):
        if place[before.vacant[k]] >= 0:
            after.vacant[vacant] = place[before.vacant[k]]
            vacant += 1
    clock.n_waiting, clock.n_vacant, clock.next_stint = waiting, vacant, 0


@part
def _await_deadlines(world: World) -> None:
    """Note when the next of those that wait is given up, or is ready after all."""
    new, after = world[0]
    now_s, next_s = after.clock[0].now_s, FAR
    for k in range(after.clock[0].n_waiting):
        m = after.waiting[k]
        next_s = min(next_s, max(deadline_s(world, m), now_s + 1))
        if call_s(world, m) > now_s:
            next_s = min(next_s, call_s(world, m))
        if after.stints[m].not_before_s > now_s:
            next_s = min(next_s, after.stints[m].not_before_s)
    if after.clock[0].n_vacant > 0 and new.rules[0].spare == WHEN_DUE:  # a spare that is not due yet is looked at again
        next_s = min(next_s, now_s + 1)
    after.due[WAITING_SLOT] = next_s


@part
def _carry_vehicles(after: State, shift_s: int, place: Ints) -> None:
    """Clocks of flown time stay as they are."""
    for i in range(len(after.vehicles)):
        v = after.vehicles[i]
        v.ready_s, v.relief_s = _moved_s(v.ready_s, shift_s), _moved_s(v.relief_s, shift_s)
        v.takeoff_s -= shift_s
        v.set_out_s -= shift_s
        v.land_by_s -= shift_s
        v.arrive_s -= shift_s
        v.leave_s -= shift_s
        v.limit_s -= shift_s
        v.away_until_s -= shift_s
        v.land_s -= shift_s
        v.airborne_from_s -= shift_s
        v.on_from_s -= shift_s
        if v.stint >= 0:
            v.stint = place[v.stint]
        if v.replaces >= 0:
            v.replaces = place[v.replaces] if place[v.replaces] >= 0 else NOT_OF_PLAN


@part
def _carry_lines(world: World, shift_s: int) -> None:
    """Books and open gaps go on; plan and demand stay as they are until the new plan changes them."""
    new, after = world[0]
    for n in range(len(after.lines)):
        plan, line = new.lines[n], after.lines[n]
        line.since_s -= shift_s
        line.gap_from_s = _moved_s(line.gap_from_s, shift_s)
        line.first_live = line.change = 0
        while line.change < plan.n_changes:
            if new.changes[plan.first_change + line.change].time_s > after.clock[0].now_s:
                break
            line.change += 1
        await_change(world, n)


@part
def _find_next_step(world: World) -> None:
    """What was to shut and open before now has done so."""
    new, after = world[0]
    clock, n_trials = after.clock[0], len(new.trial_steps) - 1
    clock.next_step, end = new.trial_steps[clock.trial % n_trials], new.trial_steps[clock.trial % n_trials + 1]
    while clock.next_step < end and new.steps[clock.next_step].time_s <= clock.now_s:
        clock.next_step += 1
    after.due[STEP_SLOT] = new.steps[clock.next_step].time_s if clock.next_step < end else FAR


@kernel
def forget_rows(state: State) -> None:
    """Empty the log of gaps, and that of sorties but for those that are not over."""
    clock, kept = state.clock[0], 0
    clock.n_gaps = 0
    for n in range(clock.n_sorties):
        i = state.sorties[n].vehicle
        v = state.vehicles[i]
        if v.sortie == n and (OUT <= v.doing <= BACK or v.doing == DIVERTED):
            state.sorties[kept] = state.sorties[n]
            v.sortie = kept
            kept += 1
    clock.n_sorties = kept
