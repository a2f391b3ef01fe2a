"""A trial taken over to another plan: the door for plans made anew each day, for shifted ones, and for many years.

Both plans are for the same vehicles, lines and pairings, in the same order; their stints differ, and what is known of
hours and weather goes on in the new plan's time.
"""

from __future__ import annotations

import numpy as np

from longwatch.errors import InvariantError
from longwatch.sim.carry_kernels import carry
from longwatch.sim.state import STINT_STATE, Fixed, State, records

_SAME = ("fleets", "vehicles", "pairings", "lines", "spells", "channels", "crews")  # in number


def carried(old: Fixed, before: State, new: Fixed, shift_s: int) -> State:
    """The state of a trial under the plan `new`, whose zero is at shift_s of the plan `old`.

    Every vehicle goes on with what it does; a stint in flight is kept to its end, also when the new plan has none such. A
    stint of both plans (same vehicle, line and second of take-off) goes on as it stands, one that waits for its launch and
    is not in the new plan is dropped. Logs go on in the time since the trial began: `clock.zero_s` adds up the shifts.

    Parameters
    ----------
    before : dealt with up to shift_s - 1, no further. Its arrays go over: to keep it, copy it first
    new : its steps go on from those of `old`, also before its zero
    """
    if any(len(getattr(old, name)) != len(getattr(new, name)) for name in _SAME) or old.n_shut != new.n_shut:
        raise InvariantError("a trial can't go on under a plan for other vehicles, lines or closures")
    if any(fixed.rules["chained"][0] or fixed.rules["ferries"][0] for fixed in (old, new)):
        raise InvariantError("a trial with sorties of several lines or ferries can't go on under another plan")
    n_stints = len(new.stints)
    after = before._replace(
        stints=records(n_stints, STINT_STATE),
        waiting=np.zeros(n_stints + 1, np.int64),
        vacant=np.zeros(n_stints + 1, np.int64),
    )
    carry(old, before, new, after, shift_s, np.zeros(len(old.stints), np.int64))
    return after


def remainder_of(fixed: Fixed, from_s: int) -> Fixed:
    """The same plan from from_s on, which is its zero: stints that are over are left out."""
    live = fixed.stints["leave_s"] + fixed.rules["shift_s"][0] > from_s  # none later than that is on station
    place = np.cumsum(live) - 1
    stints = fixed.stints[live].copy()
    for name in ("takeoff_s", "arrive_s", "leave_s", "land_s", "deadline_s"):
        stints[name] -= from_s
    relief = stints["relief"]
    stints["relief"] = np.where((relief >= 0) & live[relief], place[relief], -1)
    live_of_line = live[fixed.line_stints]
    before = np.concatenate([[0], np.cumsum(live_of_line)])
    lines = fixed.lines.copy()
    ends = before[fixed.lines["first_stint"] + fixed.lines["n_stints"]]
    lines["first_stint"] = before[fixed.lines["first_stint"]]
    lines["n_stints"] = ends - lines["first_stint"]
    rules, pairings, changes, steps = (one.copy() for one in (fixed.rules, fixed.pairings, fixed.changes, fixed.steps))
    rules["length_s"] -= from_s
    pairings["zero_s"] += from_s
    changes["time_s"] -= from_s
    steps["time_s"] -= from_s
    return fixed._replace(
        rules=rules,
        pairings=pairings,
        stints=stints,
        lines=lines,
        line_stints=place[fixed.line_stints[live_of_line]],
        changes=changes,
        steps=steps,
    )
