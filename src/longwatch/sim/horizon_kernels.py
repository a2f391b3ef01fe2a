"""Trials of years: flown until the fleet changes, taken up by another plan, and booked year by year."""

from __future__ import annotations

from longwatch.jit import by_reference, kernel, part
from longwatch.sim.events_kernels import advance
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.spares_kernels import want_spare
from longwatch.sim.state import (
    BACK,
    FAR,
    GROUNDING,
    LOST,
    N_CAUSES,
    NONE,
    OK,
    ON,
    ORDERED,
    OUT,
    Fixed,
    Ints,
    State,
    World,
)
from longwatch.sim.transits_kernels import back_s, latest_leave_s, out_s


@kernel
def fly_until_change(
    fixed: Fixed, state: State, until_s: int, every_s: int, first_s: int, grounded_s: int, have: Ints, found: Ints
) -> int:
    """Advance to the second before until_s, or before the first look at which the fleet is another; the error code.

    Parameters
    ----------
    every_s, first_s : looks are at multiples of every_s, none before first_s
    grounded_s : vehicles of a type that has been grounded for so long do not count
    have, found : vehicles of each fleet that the plan is for; those there at the last look
    """
    world = by_reference((fixed, state))
    clock = state.clock[0]
    while True:
        look_s = max(first_s, ((clock.now_s + 1) // every_s + 1) * every_s)
        error = advance(world, min(look_s, until_s) - 1)
        if error != OK or look_s > until_s:
            return error
        if _fleet_changed(world, look_s, grounded_s, have, found) or look_s == until_s:
            return error


@part
def _fleet_changed(world: World, now_s: int, grounded_s: int, have: Ints, found: Ints) -> bool:
    fixed, state = world[0]
    changed = False
    for f in range(len(fixed.fleets)):
        fleet, n = fixed.fleets[f], 0
        by = state.shut_by[fleet.platform * N_CAUSES + GROUNDING]
        if by.n == 0 or now_s - by.from_s < grounded_s:
            for i in range(fleet.first, fleet.first + fleet.n_vehicles):
                n += state.vehicles[i].doing != LOST and state.vehicles[i].doing != ORDERED
        found[f] = n
        changed = changed or n != have[f]
    return changed


@kernel
def take_up(fixed: Fixed, state: State) -> None:
    """After a trial has been carried over to a plan for another fleet: who flies the stints that have begun in it.

    A vehicle that is on the line, or on its way there, does so like a spare, as long as its endurance lasts; where there is
    none a spare is wanted.
    """
    world = by_reference((fixed, state))
    now_s = state.clock[0].now_s
    for m in range(len(fixed.stints)):
        plan = fixed.stints[m]
        if plan.takeoff_s > now_s:
            break
        if plan.leave_s <= now_s + 1:
            continue
        i = _first_to_leave(world, plan.line)
        if i < 0:
            want_spare(world, m)
            continue
        v = state.vehicles[i]
        p, rules = fixed.pairings[v.pairing], fixed.rules[0]
        v.stint, v.replaces, v.relief_s = NONE, m, FAR
        v.leave_s = latest_leave_s(fixed.transits, p, max(v.arrive_s, now_s + 1), v.takeoff_s + p.endurance_s)
        v.limit_s = v.leave_s
        if rules.hold:
            latest_s = latest_leave_s(fixed.transits, p, v.leave_s, v.takeoff_s + p.endurance_s + p.reserve_s)
            v.limit_s = min(latest_s, v.leave_s + rules.hold_limit_s)
        v.land_s = v.leave_s + back_s(fixed.transits, p, v.leave_s)
        if v.leave_s < plan.leave_s:
            v.relief_s = max(now_s + 1, v.leave_s - out_s(fixed.transits, p, v.leave_s))
        schedule(world, i, now_s)


@part
def _first_to_leave(world: World, line: int) -> int:
    """Of those that fly to a line, or are there, and for no stint of the plan: who took off first; or -1."""
    _, state = world[0]
    best = NONE
    for i in range(len(state.vehicles)):
        v = state.vehicles[i]
        is_free = (v.doing == OUT or v.doing == ON) and v.line == line and v.stint < 0 and v.replaces < 0
        if is_free and (best < 0 or v.takeoff_s < state.vehicles[best].takeoff_s):
            best = i
    return best


@kernel
def totals(fixed: Fixed, state: State, at_s: int, of_fleets: Ints, of_lines: Ints) -> None:
    """What has been flown and watched up to at_s, to which the trial has been advanced; nothing is changed.

    of_fleets : (fleets, 5): launches, flown_s, on_station_s, losses, vehicles there
    of_lines : (lines, 3): demanded_s, covered_s, watcher_s
    """
    for f in range(len(fixed.fleets)):
        fleet = state.fleets[f]
        of_fleets[f, 0], of_fleets[f, 1], of_fleets[f, 2] = fleet.launches, fleet.flown_s, fleet.on_station_s
        of_fleets[f, 3], of_fleets[f, 4] = fleet.losses, 0
    for i in range(len(state.vehicles)):
        v, f = state.vehicles[i], fixed.vehicles[i].fleet
        if OUT <= v.doing <= BACK:
            of_fleets[f, 1] += at_s - v.airborne_from_s
            if v.doing == ON:
                of_fleets[f, 2] += at_s - v.on_from_s
        of_fleets[f, 4] += v.doing != LOST and v.doing != ORDERED
    for n in range(len(fixed.lines)):
        line = state.lines[n]
        of_lines[n, 0], of_lines[n, 1], of_lines[n, 2] = line.demanded_s, line.covered_s, line.watcher_s
        if line.demanded > 0:
            passed_s = at_s - line.since_s
            of_lines[n, 0] += passed_s
            of_lines[n, 2] += passed_s * min(line.counted, line.demanded)
            if line.counted >= line.demanded:
                of_lines[n, 1] += passed_s
