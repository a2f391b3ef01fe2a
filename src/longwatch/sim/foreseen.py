"""The foreseen path of a sortie: made from what the timeline says of it, and made anew when that changes."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from longwatch.scenario.plan import Pairing
from longwatch.sim import commands_kernels as commands
from longwatch.sim.reports import Reporting
from longwatch.sim.setting import Setting
from longwatch.sim.sightings import Seeing
from longwatch.sim.state import AWAY, BACK, ON, OUTCOMES, Fixed
from longwatch.sim.tracks import Path, joined

Phase = tuple[int, int, int, bool]  # doing, leave_s, land_s, held: what a foreseen path hangs on


@dataclass(frozen=True)
class Flight:
    """A sortie in the air: its foreseen path, and what of it can no longer change because of what it did off its line."""

    sortie: int
    path: Path
    seeing: Seeing
    phase: Phase  # what the path was made for
    behind: Path | None = None  # up to when it is back on its line from a contact
    due_leave_s: int = 0


def sortie_path(setting: Setting, fixed: Fixed, pairing: Pairing, v: np.void, row: np.void, phase: Phase) -> Path:
    """The path of a sortie that has never left its line for a contact."""
    doing, leave_s, land_s, held = phase
    arrive_s: int | None = int(row["arrive_s"])
    left_s: int | None = leave_s
    outcome = "airborne"
    if held:
        left_s = max(int(v["limit_s"]), leave_s)
        land_s = left_s + commands.back_transit_s(fixed, int(v["home_by"]), left_s)
    if doing == BACK:
        outcome = OUTCOMES[row["outcome"]]
        if int(row["leave_s"]) < 0:
            arrive_s = left_s = None
    home_s = int(row["home_s"])
    return setting.flyer.path(
        pairing.fleet, pairing.line, int(row["takeoff_s"]), arrive_s, left_s, land_s, outcome,
        int(row["due_arrive_s"]), int(row["due_leave_s"]), None if home_s < 0 else home_s,
        int(row["due_land_s"]) if doing == BACK else land_s,
        None if row["from_line"] < 0 else setting.compiled.lines[row["from_line"]],
        setting.compiled.fleets[row["lands_with"]],
    )  # fmt: skip


def path_behind(
    setting: Setting, fixed: Fixed, pairing: Pairing, v: np.void, phase: Phase, behind: Path, due_leave_s: int
) -> Path:
    """The path of a sortie that has been away: what it flew, on its line again, and home."""
    _, leave_s, land_s, held = phase
    from_s = float(behind.t_s[-1])
    if held:
        leave_s = max(int(v["limit_s"]), leave_s)
        land_s = leave_s + commands.back_transit_s(fixed, int(v["home_by"]), leave_s)
    parts = [behind]
    if leave_s > from_s:
        parts.append(setting.flyer.on_station(pairing, from_s, leave_s, due_leave_s))
    if land_s > leave_s:
        from_m = parts[-1].xyz_m[-1]
        home = setting.pairing(int(v["home_by"]))
        parts.append(setting.flyer.way_back(home, from_m, leave_s, land_s, "airborne", land_s))
    return joined(parts)


def seeing_of(setting: Setting, pairing: int, row: np.void, *, lost: bool, is_asked: bool) -> Seeing:
    """Who looks on a sortie, and when its looks are reported; is_asked: when it would see enough for a task, too."""
    own = setting.pairing(pairing)
    landed = OUTCOMES[row["outcome"]] != "airborne" or int(row["home_s"]) >= 0
    land_s = float(row["land_s"]) if landed else inf
    reporting = Reporting(
        np.array([float(row["due_arrive_s"])]), np.array([land_s]), np.array([lost]),
        np.array([float(own.report_every_s)]), np.array([float(own.report_delay_s)]),
    )  # fmt: skip
    tail, task = setting.compiled.tails[int(row["vehicle"])], setting.task if is_asked else None
    return Seeing(own.fleet, own.line, tail, setting.ais_m[pairing], task, reporting)


def differs(old: Phase, new: Phase) -> bool:
    """Whether the path is another one: not where a vehicle has only arrived, or leaves as foreseen."""
    if old[0] == AWAY and new[0] == ON:
        return new[1:] != old[1:]
    if old[3] or new[0] != BACK:
        return old[1:] != new[1:]
    return old[1:3] != new[1:3] or old[0] == AWAY
