"""One trial run from change to change, and what it can be ordered to do between them.

The log of changes is told by comparing what each vehicle, line and spell did before an instant with what it does after.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from longwatch.jit import by_reference, kernel, part
from longwatch.sim.cover_kernels import touch
from longwatch.sim.events_kernels import _settle as settle
from longwatch.sim.events_kernels import advance, logs_have_room, next_event_s
from longwatch.sim.homeward_kernels import goes_on, land_at_s
from longwatch.sim.schedule_kernels import schedule
from longwatch.sim.sorties_kernels import depart, go_home, leave_line, may_go_away
from longwatch.sim.spares_kernels import _send_spare as send_spare
from longwatch.sim.state import (
    ABORTED,
    AWAY,
    BACK,
    LEFT,
    LOST,
    NO_CREW,
    NONE,
    OK,
    ON,
    OUT,
    PLANNED,
    SENSOR_FAILED,
    WATCHING,
    Fixed,
    Ints,
    Records,
    State,
    World,
    codes,
)
from longwatch.sim.transits_kernels import back_s, latest_leave_s


def record(ints: str) -> np.dtype[Any]:
    return np.dtype([(name, "i8") for name in ints.split()])


CHANGED = record("time_s kind vehicle line stint cause")  # who or what changed; -1 where it says nothing
KINDS = (
    "launch", "arrive", "depart", "land", "abort", "loss", "closed", "open", "gap opened", "gap closed", "away", "back on line",
    "held", "unfilled",
)  # fmt: skip
LAUNCHED, ARRIVED, DEPARTED, LANDED, ABORT, LOSS_OF, CLOSED, OPEN, GAP, GAP_END, SENT, RETURNED, HELD, UNFILLED = codes(
    *range(len(KINDS))
)
SEEN_VEHICLE = record("sortie doing held")  # as they were when last looked at
SEEN_LINE = record("gap_from_s")
SEEN_STINT = record("wants_spare")

# What can be ordered, and why it may be refused; the numbers are the places in `REFUSALS`.
LAUNCH, RECALL, STAY, GO_AWAY = codes(*range(4))
REFUSALS = (
    "", "it is not in the air on its way out or on station", "it is not on its way out or on station, or is away",
    "it would come home with its reserve used up", "that is not later than now",
    "it is not on station, or would not be back on its line before its planned end",
    "the line has no stint that a spare could fly for", "no vehicle is ready that would reach the line in time",
    "it goes on to another line then",
)  # fmt: skip
LONGER_LOGS = codes(len(REFUSALS))[0]  # no refusal: with longer logs the order goes through
FINE, NOT_OUT, NOT_THERE, NO_FUEL, IN_THE_PAST, NOT_AWAY, NO_STINT, NO_SPARE, GOES_ON = codes(*range(len(REFUSALS)))


@kernel
def run_to_change(
    fixed: Fixed, state: State, until_s: int, vehicles: Records, lines: Records, spells: Ints, stints: Records,
    out: Records, n_out: Ints,
) -> tuple[bool, int]:  # fmt: skip
    """Advance to the next instant that changes anything told in `out`, or to until_s; (whether it did, error).

    vehicles, lines, spells, stints : what was seen last, brought up to date here
    out, n_out : rows are written from 0 on, n_out[0] of them; room for 3 per vehicle and one per line, spell and stint
    """
    world = by_reference((fixed, state))
    n_out[0] = 0
    while True:
        now_s = next_event_s(world)
        error = advance(world, min(now_s, until_s))
        if error != OK or now_s > until_s:
            return False, error
        _compare(fixed, state, now_s, vehicles, lines, spells, stints, out, n_out)
        if n_out[0] > 0:
            return True, OK


@kernel
def tell_changes(
    fixed: Fixed,
    state: State,
    vehicles: Records,
    lines: Records,
    spells: Ints,
    stints: Records,
    out: Records,
    n_out: Ints,
) -> None:
    """The same for what an order has changed just now."""
    n_out[0] = 0
    _compare(fixed, state, state.clock[0].now_s, vehicles, lines, spells, stints, out, n_out)


@part
def _compare(
    fixed: Fixed, state: State, now_s: int, vehicles: Records, lines: Records, spells: Ints, stints: Records, out: Records,
    n_out: Ints,
) -> None:  # fmt: skip
    _tell_vehicles(state, now_s, vehicles, out, n_out)
    for n in range(len(state.spells)):
        if state.spells[n].is_shut != spells[n]:
            spells[n] = state.spells[n].is_shut
            _tell(out, n_out, now_s, CLOSED if spells[n] else OPEN, n, NONE, NONE, fixed.spells[n].cause)
    for n in range(len(state.lines)):
        line = state.lines[n]
        if line.gap_from_s != lines[n].gap_from_s:
            if lines[n].gap_from_s >= 0:
                _tell(out, n_out, now_s, GAP_END, NONE, n, NONE, NONE)
            if line.gap_from_s >= 0:
                _tell(out, n_out, now_s, GAP, NONE, n, NONE, line.gap_cause)
            lines[n].gap_from_s = line.gap_from_s
    for n in range(len(state.stints)):
        if state.stints[n].wants_spare != stints[n].wants_spare:
            stints[n].wants_spare = state.stints[n].wants_spare
            if stints[n].wants_spare:
                _tell(out, n_out, now_s, UNFILLED, NONE, fixed.stints[n].line, n, state.stints[n].why)


@part
def _tell_vehicles(state: State, now_s: int, seen: Records, out: Records, n_out: Ints) -> None:
    for i in range(len(state.vehicles)):
        v, before = state.vehicles[i], seen[i]
        doing, line = v.doing, v.line
        was_up = OUT <= before.doing <= BACK
        held = doing == ON and now_s >= v.leave_s
        if before.sortie != v.sortie:
            prior = state.sorties[v.sortie].prior
            if was_up and prior == before.sortie:  # it has gone on from one line to another
                _tell(out, n_out, now_s, DEPARTED, i, state.sorties[prior].line, state.sorties[prior].stint, NONE)
            else:
                if was_up:
                    _tell(out, n_out, now_s, LANDED, i, line, NONE, NONE)
                _tell(out, n_out, now_s, LAUNCHED, i, line, v.stint, NONE)
        elif doing != before.doing:
            if doing == LOST and was_up:
                _tell(out, n_out, now_s, LOSS_OF, i, line, v.stint, NONE)
            elif doing == ON:
                _tell(out, n_out, now_s, RETURNED if before.doing == AWAY else ARRIVED, i, line, v.stint, NONE)
            elif doing == AWAY:
                _tell(out, n_out, now_s, SENT, i, line, v.stint, NONE)
            elif doing == BACK:
                outcome = state.sorties[v.sortie].outcome
                aborted = outcome == ABORTED or SENSOR_FAILED <= outcome <= NO_CREW
                _tell(out, n_out, now_s, ABORT if aborted else DEPARTED, i, line, v.stint, NONE)
            elif was_up:
                _tell(out, n_out, now_s, LANDED, i, line, NONE, NONE)
        if held and not before.held:
            _tell(out, n_out, now_s, HELD, i, line, v.stint, NONE)
        before.sortie, before.doing, before.held = v.sortie, doing, held


@part
def _tell(out: Records, n_out: Ints, now_s: int, kind: int, vehicle: int, line: int, stint: int, cause: int) -> None:
    row = out[n_out[0]]
    row.time_s, row.kind, row.vehicle, row.line, row.stint, row.cause = now_s, kind, vehicle, line, stint, cause
    n_out[0] += 1


@kernel
def command(fixed: Fixed, state: State, what: int, which: int, until_s: int) -> int:
    """Carry out an order now, where the trial stands; the reason it is refused, or 0. The watch reacts at once.

    which : the vehicle, or for LAUNCH the line
    """
    world = by_reference((fixed, state))
    now_s = state.clock[0].now_s
    if not logs_have_room(world):
        return int(LONGER_LOGS)
    if what == LAUNCH:
        refused = _launch(world, which, now_s)
    elif what == RECALL:
        refused = _recall(world, which, now_s)
    elif what == STAY:
        refused = _stay(world, which, until_s, now_s)
    elif may_go_away(world, which, until_s):
        leave_line(world, which, until_s)
        schedule(world, which, now_s)
        refused = FINE
    else:
        refused = NOT_AWAY
    if refused == FINE:
        settle(world, now_s)
    return int(refused)


@part
def _launch(world: World, line: int, now_s: int) -> int:
    """A spare for the stint that fails now, or else for the one that is watching or comes next."""
    fixed, state = world[0]
    found = NONE
    for m in range(fixed.lines[line].n_stints):
        n = fixed.line_stints[fixed.lines[line].first_stint + m]
        doing = state.stints[n].doing
        if fixed.stints[n].leave_s <= now_s:
            continue
        if state.stints[n].wants_spare:
            found = n
            break
        if found < 0 and PLANNED <= doing <= WATCHING:
            found = n
    if found < 0:
        return NO_STINT
    if not send_spare(world, found, now_s):
        return NO_SPARE
    if state.stints[found].wants_spare:
        state.stints[found].wants_spare = 0
    return FINE


@part
def _recall(world: World, i: int, now_s: int) -> int:
    """Home from where it is, in good order: nobody is sent in its place."""
    _, state = world[0]
    v = state.vehicles[i]
    if v.doing == ON or v.doing == AWAY:
        go_home(world, i, now_s)
        return FINE
    if v.doing != OUT:
        return NOT_OUT
    depart(world, i, now_s, land_at_s(world, i, now_s), LEFT)
    schedule(world, i, now_s)
    return FINE


@part
def _stay(world: World, i: int, until_s: int, now_s: int) -> int:
    """A new time to leave station, within endurance and reserve."""
    fixed, state = world[0]
    v = state.vehicles[i]
    if v.doing != ON and v.doing != OUT:
        return NOT_THERE
    if until_s <= now_s or (v.doing == OUT and until_s <= v.arrive_s):
        return IN_THE_PAST
    if goes_on(world, i):
        return GOES_ON
    p = fixed.pairings[v.home_by]
    limit_s = latest_leave_s(fixed.transits, p, now_s, v.land_by_s)
    if until_s > limit_s:
        return NO_FUEL
    v.leave_s, v.limit_s = until_s, max(v.limit_s, until_s)
    row = state.sorties[v.sortie]
    v.land_s = until_s + back_s(fixed.transits, p, until_s)
    row.leave_s, row.land_s = until_s, v.land_s
    schedule(world, i, now_s)
    touch(world, v.line)
    return FINE


@kernel
def back_transit_s(fixed: Fixed, pairing: int, leave_s: int) -> int:
    """Seconds home from the line of a pairing."""
    return int(back_s(fixed.transits, fixed.pairings[pairing], leave_s))
