"""Turrets that serve contacts one after the other from a queue, each in its own sortie."""

from __future__ import annotations

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.traffic.ships import Ints

LEAVES_FIRST = 0


@kernel
def tasks_of(
    w_vehicle: Ints, w_target: Ints, w_enter_s: Floats, w_leave_s: Floats,
    c_vehicle: Ints, c_target: Ints, c_enter_s: Floats, c_leave_s: Floats, contact: Ints, arrive_s: Floats,
) -> None:  # fmt: skip
    """When the contact of each window joins the queue, and which contact it is; -1 for a window that nothing points to.

    Windows (target in range of the turret) and cues (target detected by the vehicle) are sorted by vehicle, target and
    beginning. A window belongs to the first cue that overlaps it: the row of that cue is the contact.
    """
    c = 0
    for w in range(len(w_enter_s)):
        contact[w], arrive_s[w] = -1, np.inf
        while c < len(c_enter_s) and (
            c_vehicle[c] < w_vehicle[w]
            or (c_vehicle[c] == w_vehicle[w] and (
                c_target[c] < w_target[w] or (c_target[c] == w_target[w] and c_leave_s[c] <= w_enter_s[w])
            ))
        ):  # fmt: skip
            c += 1
        if c == len(c_enter_s) or c_vehicle[c] != w_vehicle[w] or c_target[c] != w_target[w]:
            continue
        if c_enter_s[c] < w_leave_s[w]:
            contact[w], arrive_s[w] = c, max(w_enter_s[w], c_enter_s[c])


@kernel
def serve(
    first: Ints, service_s: Floats, order: Ints, arrive_s: Floats, leave_s: Floats, contact: Ints, begin_s: Floats,
    done_s: Floats,
) -> None:  # fmt: skip
    """Who is served when. A service that is begun is finished, and none is begun that cannot be finished in range.

    Parameters
    ----------
    first : (n_turrets + 1,), tasks first[i]:first[i + 1] come to turret i, in the order they arrive
    service_s, order : of each turret; order 0 serves who leaves its range first, 1 who came first
    arrive_s, leave_s, contact : of each task; a contact that was served is not served again
    begin_s : filled, of each task: infinite for one not served
    done_s : filled, of each contact; must come in infinite
    """
    most = 0
    for i in range(len(first) - 1):
        most = max(most, first[i + 1] - first[i])
    waiting = np.empty(most, np.int64)  # in the order they arrived
    for i in range(len(first) - 1):
        after, n, t_s = first[i], 0, -np.inf
        while after < first[i + 1] or n > 0:
            if n == 0:
                t_s = max(t_s, arrive_s[after])
            while after < first[i + 1] and arrive_s[after] <= t_s:
                waiting[n] = after
                n, after = n + 1, after + 1
            best = 0
            if order[i] == LEAVES_FIRST:
                for k in range(1, n):
                    if leave_s[waiting[k]] < leave_s[waiting[best]]:
                        best = k
            task = waiting[best]
            for k in range(best, n - 1):
                waiting[k] = waiting[k + 1]
            n -= 1
            begin_s[task] = np.inf
            if done_s[contact[task]] == np.inf and t_s + service_s[i] <= leave_s[task]:
                begin_s[task] = t_s
                t_s += service_s[i]
                done_s[contact[task]] = t_s
