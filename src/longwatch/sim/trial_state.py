"""A trial on its timeline: the state, what of it has been told, and orders that the timeline carries out or refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from longwatch.sim import commands_kernels as commands
from longwatch.sim import trials_kernels
from longwatch.sim.commands_kernels import CHANGED, KINDS, REFUSALS, SEEN_LINE, SEEN_STINT, SEEN_VEHICLE
from longwatch.sim.foreseen import Flight
from longwatch.sim.orders import Answer, Decision, Event, Order
from longwatch.sim.picture import Picture
from longwatch.sim.plot import Plot
from longwatch.sim.reroster import Plan
from longwatch.sim.setting import Setting
from longwatch.sim.sightings import Sightings
from longwatch.sim.state import CAUSES, LOG_FULL, OK, Fixed, State, new_state, records
from longwatch.sim.timeline import broken
from longwatch.sim.tracks import Path

FORGET_EVERY_S: Final = 21_600
Policy = Callable[[Picture, Decision], Iterable[Order]]


@dataclass(frozen=True)
class Task:
    """A vehicle off its line: to a contact, round where it was expected, or with it."""

    contact: int
    doing: str  # "going", "searching", "with"
    next_s: int  # when it gets there; when its search ends
    attempts: int = 1


class TrialState:
    """The state is that of the timeline, plus what has been seen and what is foreseen."""

    def __init__(self, setting: Setting, seed: int, trial: int, policy: Policy | None = None) -> None:
        self.setting, self.seed, self.trial, self._policy = setting, seed, trial, policy
        self.fixed: Fixed = setting.compiled.for_trials(trial, 1, seed)
        self.state: State = new_state(self.fixed)
        self.now_s = 0
        self._length_s = int(self.fixed.rules["length_s"][0])
        self._sightings = None if setting.sea is None else Sightings(setting.sea, trial, seed)
        rules = setting.retasking
        error_m, growth_mps = (1000.0, 2.5) if rules is None else (rules.error_m, rules.error_growth_mps)
        self._plot = None
        if self._sightings is not None and setting.sea is not None:
            self._plot = Plot(self._sightings, setting.sea.known.ships.mmsi, error_m, growth_mps)
        self._due: list[tuple[float, int, int]] = []  # (told_s, 0 a look or 1 a task done, row)
        self._flights: dict[int, Flight] = {}  # by vehicle
        self._tasks: dict[int, Task] = {}  # by vehicle
        self._paths: dict[int, Path] = {}  # sortie -> how it was flown, of those that left their line
        self._events: list[Event] = []
        self.orders: list[tuple[int, Order, Answer]] = []  # all that were given, when, and what became of them
        self._forget_s = FORGET_EVERY_S
        self._refused: set[tuple[str, int]] = set()  # (vehicle, contact), since its take-off
        self._plan = Plan(self.fixed, self._length_s)
        self._anew_s = inf if setting.replanner is None else setting.replanner.every_s  # the next plan
        trials_kernels.reset_one(self.fixed, self.state, seed, trial)
        self._seen = (
            records(len(self.state.vehicles), SEEN_VEHICLE), records(len(self.state.lines), SEEN_LINE),
            self.state.spells["is_shut"].astype(np.int64), records(len(self.state.stints), SEEN_STINT),
        )  # fmt: skip
        self._seen[0]["sortie"] = self.state.vehicles["sortie"]
        self._seen[0]["doing"] = self.state.vehicles["doing"]
        self._seen[1]["gap_from_s"] = self.state.lines["gap_from_s"]
        self._see_stints()

    def _see_stints(self) -> None:
        """Take note of the stints of a plan, and make room for what may change."""
        state = self.state
        stints = records(len(state.stints), SEEN_STINT)
        stints["wants_spare"] = state.stints["wants_spare"]
        self._seen = (*self._seen[:3], stints)
        room = 3 * len(state.vehicles) + 2 * len(state.lines) + len(state.spells) + len(state.stints)
        self._out, self._n_out = records(room + 8, CHANGED), np.zeros(1, np.int64)

    def _run_to_change(self, until_s: int) -> bool:
        if self.state.due.min() > until_s:  # spared: the kernel takes longer to call than to run
            clock_s = self.state.clock["now_s"]
            clock_s[0] = max(clock_s[0], until_s)
            return False
        while True:
            changed, error = commands.run_to_change(
                self.fixed, self.state, until_s, *self._seen, self._out, self._n_out
            )
            if error == LOG_FULL:
                self.state = self.state.with_longer_logs()
                continue
            if error != OK:
                raise broken(error, self.seed, self.trial)
            return bool(changed)

    def _tell_changes(self) -> None:
        compiled = self.setting.compiled
        for row in self._out[: int(self._n_out[0])].tolist():
            at_s, kind, vehicle, line, _, cause = row
            of_spell = KINDS[kind] in ("closed", "open")
            self._events.append(
                Event(
                    at_s,
                    KINDS[kind],  # type: ignore[arg-type]
                    None if vehicle < 0 or of_spell else compiled.tails[vehicle],
                    None if line < 0 else compiled.lines[line],
                    None,
                    CAUSES[cause] or None if cause >= 0 else None,
                )
            )

    def _do(self, what: int, which: int, until_s: int) -> str:
        """The reason why the timeline refuses an order; "" where it is carried out."""
        while (code := commands.command(self.fixed, self.state, what, which, until_s)) == commands.LONGER_LOGS:
            self.state = self.state.with_longer_logs()
        return REFUSALS[code]
