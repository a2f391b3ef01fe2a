"""The stints of a plan and the lines they watch, as arrays of a timeline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from longwatch.errors import InvariantError
from longwatch.scenario.plan import Line, Roster
from longwatch.sim.closures import Target
from longwatch.sim.processes import Processes
from longwatch.sim.state import CHANGE, LINE, NONE, STINT, Ints, Records, records


def stint_rows(
    processes: Processes,
    roster: Roster,
    fleets: list[str],
    lines: list[str],
    place: dict[str, int],
    pairs: list[tuple[str, str]],
) -> Records:
    out = records(len(roster.stints), STINT)
    last_s = None
    for i, s in enumerate(roster.stints):
        if last_s is not None and s.takeoff_s < last_s:
            raise InvariantError(f"stint {i} of the roster takes off before the one above it")
        last_s = s.takeoff_s
        useless_s = s.leave_s - (s.arrive_s - s.takeoff_s)  # who takes off then arrives when the stint is over
        deadline_s = max(s.takeoff_s, min(s.takeoff_s + processes.late_limit_s, useless_s))
        out[i] = (
            fleets.index(s.fleet), lines.index(s.line), place[s.tail], pairs.index((s.fleet, s.line)), s.takeoff_s,
            s.arrive_s, s.leave_s, s.land_s, deadline_s, s.airborne_at_start or s.takeoff_s < 0, NONE, NONE, NONE, NONE, 0, 0,
        )  # fmt: skip
    return out


def line_rows(
    processes: Processes, roster: Roster, stints: Records, shut: dict[Target, int]
) -> tuple[Records, np.ndarray, Records]:
    """Records of the lines, their stints in order of arrival, and the times at which plan or demand change."""
    out = records(len(roster.lines), LINE)
    for row, line in zip(out, roster.lines, strict=True):
        row["watch"], row["k"] = shut["watch", line.watch, ""], line.k
    return lines_with(out, roster.lines, stints, 0, processes.length_s)


def lines_with(
    rows: Records, lines: Sequence[Line], stints: Records, from_s: int, length_s: int
) -> tuple[Records, Ints, Records]:
    """The records of some lines with other stints, their order, and the changes from from_s on."""
    out, order, changes = rows.copy(), list[int](), list[tuple[int, int, int, int]]()
    for i, line in enumerate(lines):
        own = np.flatnonzero(stints["line"] == i)
        own = own[np.argsort(stints["arrive_s"][own], kind="stable")]
        of_line = _changes(length_s, line, stints[own], from_s)
        out[i]["first_stint"], out[i]["n_stints"] = len(order), len(own)
        out[i]["first_change"], out[i]["n_changes"] = len(changes), len(of_line)
        order += own.tolist()
        changes += of_line
    return out, np.array(order, np.int64), np.array(changes, CHANGE)


def reliefs_of(stints: Records, lines: Records, line_stints: Ints) -> Ints:
    """The stint that takes over from each, -1 where none arrives before it leaves: who leaves first is relieved first.

    A stint of a sortie with others keeps to the clock: it neither follows nor is followed.
    """
    out = np.full(len(stints), NONE, np.int64)
    for line in lines:
        free = line_stints[line["first_stint"] : line["first_stint"] + line["n_stints"]].tolist()  # in order of arrival
        for n in sorted(free, key=lambda n: (stints["leave_s"][n], n)):
            arrive_s, leave_s = stints["arrive_s"][n], stints["leave_s"][n]
            out[n] = next((m for m in free if arrive_s < stints["arrive_s"][m] <= leave_s), NONE)
            if out[n] >= 0:
                free.remove(out[n])
    with_others = (stints["next"] >= 0) | (stints["prior"] >= 0)
    return np.where(with_others | ((out >= 0) & with_others[out]), NONE, out)


def _changes(length_s: int, line: Line, stints: Records, from_s: int) -> list[tuple[int, int, int, int]]:
    """(time, watchers planned, watchers wanted, watchers demanded): demanded is what counts, after the warm-up."""
    steps: dict[int, int] = {from_s: 0}
    for arrive_s, leave_s in zip(stints["arrive_s"].tolist(), stints["leave_s"].tolist(), strict=True):
        steps[max(from_s, arrive_s)] = steps.get(max(from_s, arrive_s), 0) + 1
        steps[max(from_s, leave_s)] = steps.get(max(from_s, leave_s), 0) - 1
    for time_s in (line.count_from_s, *(edge for window in line.windows for edge in window)):
        steps.setdefault(max(from_s, time_s), 0)
    out, planned = [], 0
    for time_s in sorted(steps):
        planned += steps[time_s]
        wanted = line.k if any(start <= time_s < end for start, end in line.windows) else 0
        if time_s < length_s:
            out.append((time_s, planned, wanted, wanted if time_s >= line.count_from_s else 0))
    return out
