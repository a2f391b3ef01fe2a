"""One trial of years, stage by stage, and its books year by year."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from longwatch.sim.carry import carried
from longwatch.sim.carry_kernels import forget_rows
from longwatch.sim.closures import steps_of
from longwatch.sim.horizon import GROUNDED_S, LOOK_S, Horizon, Stage
from longwatch.sim.horizon_kernels import fly_until_change, take_up, totals
from longwatch.sim.state import (
    BACK,
    COVER,
    DIVERTED,
    FAR,
    LOG_FULL,
    LOST,
    OK,
    ORDERED,
    OUT,
    QUEUED,
    Fixed,
    Ints,
    Records,
    new_state,
    records,
)
from longwatch.sim.timeline import broken
from longwatch.sim.trials_kernels import finish_one, reset_one
from longwatch.units import YEAR_S

OF_FLEETS: Final = (
    "launches",
    "flown_s",
    "on_station_s",
    "losses",
    "vehicles",
)  # vehicles: there at the end of the year
OF_LINES: Final = ("demanded_s", "covered_s", "watcher_s")


class LongTrial(NamedTuple):
    """of_fleets, of_lines : of each year, shape (years, fleets or lines, columns)."""

    gaps: Records
    sorties: Records
    tallies: Records
    cover: Records
    of_fleets: Ints
    of_lines: Ints


def year_ends_s(length_s: int) -> list[int]:
    """When the years of a period end; the last is cut short by the period's end."""
    return [min(round(n * YEAR_S), length_s) for n in range(1, ceil(length_s / YEAR_S - 1e-9) + 1)]


def fly_years(horizon: Horizon, seed: int, trial: int, *, keep_sorties: bool) -> LongTrial:
    """Fly one trial of a long period from beginning to end. Raises InvariantError when a law of the model broke."""
    flight = _Flight(horizon, seed, trial, keep_sorties)
    of_fleets, of_lines = [], []
    for end_s in year_ends_s(horizon.scenario.length_s):
        flight.fly_to(end_s)
        fleets, lines = flight.totals(end_s)
        of_fleets.append(fleets)
        of_lines.append(lines)
    flight.finish()
    by_fleet, by_line = (np.diff(np.stack([np.zeros_like(x[0]), *x]), axis=0) for x in (of_fleets, of_lines))
    by_fleet[:, :, -1] = np.stack(of_fleets)[:, :, -1]
    state = flight.state
    cover = records(len(state.lines), COVER)
    cover["trial"], cover["line"] = trial, np.arange(len(state.lines))
    for name in OF_LINES:
        cover[name] = state.lines[name]
    sorties = state.sorties[: int(state.clock["n_sorties"][0]) if keep_sorties else 0].copy()
    sorties["stint"] = -1  # rows of other plans than the roster
    return LongTrial(np.concatenate(flight.gaps), sorties, state.fleets.copy(), cover, by_fleet, by_line)


class _Flight:
    """A trial under way: the plan it is flown by, since when, and for which vehicles."""

    def __init__(self, horizon: Horizon, seed: int, trial: int, keep_sorties: bool) -> None:
        self.horizon, self.seed, self.trial, self.keep_sorties = horizon, seed, trial, keep_sorties
        start = horizon.start
        self.steps, _ = steps_of(start.closures, range(trial, trial + 1), seed)
        self.zero_s, self.until_s = 0, horizon.start_s
        self.order = horizon.order
        self.have = horizon.there_at_start()
        self.found = self.have.copy()
        self.counts = horizon.counts(self.have)
        self.first_s = max((line.count_from_s for line in horizon.roster.lines), default=0)
        self.gaps = list[Records]()
        self.fixed = self._placed(start.fixed, start.fixed.stints)
        self.state = new_state(self.fixed)
        reset_one(self.fixed, self.state, seed, trial)

    def fly_to(self, at_s: int) -> None:
        """Deal with every instant before at_s of the period."""
        now_s = self.now_s()
        while now_s < at_s:
            if bool(np.any(self.found != self.have)):
                self._refit(now_s)
            elif now_s == self.until_s:
                self._change(now_s, self.horizon.stage(self.counts, now_s))
            self._run(partial(self._fly, min(at_s, self.until_s)))
            now_s = self.now_s()

    def now_s(self) -> int:
        """Every instant before this has been dealt with."""
        return int(self.state.clock["now_s"][0]) + 1 + self.zero_s

    def totals(self, at_s: int) -> tuple[Ints, Ints]:
        """What has been flown and watched before at_s."""
        fleets = np.zeros((len(self.fixed.fleets), len(OF_FLEETS)), np.int64)
        lines = np.zeros((len(self.fixed.lines), len(OF_LINES)), np.int64)
        totals(self.fixed, self.state, at_s - self.zero_s, fleets, lines)
        return fleets, lines

    def finish(self) -> None:
        """Close the books at the end of the period."""
        self._run(lambda: finish_one(self.fixed, self.state))
        self._collect()

    def _fly(self, until_s: int) -> int:
        to_s = until_s - self.zero_s
        return int(fly_until_change(
            self.fixed, self.state, to_s, LOOK_S, self.first_s, GROUNDED_S, self.have, self.found
        ))  # fmt: skip

    def _refit(self, now_s: int) -> None:
        """Another plan, for the vehicles that are there now: in each fleet who is ready first takes the first place."""
        self.have = self.found.copy()
        self.counts = self.horizon.counts(self.have)
        self.order = np.lexsort((self._ready_s(), self.fixed.vehicles["fleet"])).astype(np.int64)
        self._change(now_s, self.horizon.stage(self.counts, now_s))
        take_up(self.fixed, self.state)

    def _change(self, now_s: int, stage: Stage) -> None:
        """Go on under a plan whose places are filled in `order`."""
        shift_s = now_s - self.zero_s
        self._collect()
        self.zero_s, self.until_s = now_s, now_s + stage.lasts_s
        stints = stage.fixed.stints.copy()
        stints["vehicle"] = self.order[stints["vehicle"]]
        self.order = self.order[stage.turned]
        before, self.first_s = self.fixed, 0
        self.fixed = self._placed(stage.fixed, stints)
        self.state = carried(before, self.state, self.fixed, shift_s)

    def _placed(self, fixed: Fixed, stints: Records) -> Fixed:
        """A plan with zero at `zero_s`, with the hours and the weather of its time."""
        first, last = np.searchsorted(self.steps["time_s"], [self.zero_s if self.zero_s else -FAR, self.until_s])
        steps = self.steps[first:last].copy()
        steps["time_s"] -= self.zero_s
        rules = fixed.rules.copy()
        rules["length_s"] = self.horizon.scenario.length_s - self.zero_s
        trial_steps = np.array([0, len(steps)], np.int64)
        return fixed._replace(rules=rules, stints=stints, steps=steps, trial_steps=trial_steps)

    def _ready_s(self) -> NDArray[np.int64]:
        """When each vehicle can fly again as far as is known; FAR for those that are not there."""
        v = self.state.vehicles
        in_air = (v["doing"] >= OUT) & (v["doing"] <= BACK)
        turnaround_s = self.fixed.pairings["turnaround_s"][np.maximum(v["pairing"], 0)]
        ready_s = np.where(in_air, v["land_s"] + turnaround_s, v["ready_s"])
        doing = v["doing"]
        unknown = (doing == LOST) | (doing == ORDERED) | (doing == QUEUED) | (doing == DIVERTED)
        return np.where(unknown, FAR, ready_s)

    def _collect(self) -> None:
        """Take over the gaps that are closed; without sorties to keep, the logs begin anew."""
        n = int(self.state.clock["n_gaps"][0])
        done = sum(map(len, self.gaps)) if self.keep_sorties else 0
        self.gaps.append(self.state.gaps[done:n].copy())
        if not self.keep_sorties:
            forget_rows(self.state)

    def _run(self, step: Callable[[], int]) -> None:
        while (error := step()) == LOG_FULL:
            self.state = self.state.with_longer_logs()
        if error != OK:
            raise broken(error, self.seed, self.trial)
