"""A trial whose plan is made anew, each day or as often as the policy says, from where everybody is then.

What a planner knows of a trial: who is in the air with how much endurance left, who is in turnaround or maintenance until
when, when a lost vehicle is replaced and a crew rested. A repair takes its mean from now on. Hours, shifts and the weather
foreseen are those of the first plan. The builder's plan is taken where it foresees less uncovered time than the plan at hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import heapify, heapreplace
from typing import Any

import numpy as np

from longwatch.rostering.anew import best_preferences, days_from, plan_anew
from longwatch.rostering.builder import Preference
from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.resources import Sortie
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.carry import carried
from longwatch.sim.chains import alone
from longwatch.sim.live import Live, live_problem, row_of_flight, sortie_of
from longwatch.sim.logs import Logs, logs_of
from longwatch.sim.reroster_kernels import take_on
from longwatch.sim.state import (
    BACK,
    FLYING_OUT,
    LEFT,
    NONE,
    ORDERED,
    OUT,
    PREPARING,
    READY,
    TURNAROUND,
    WATCHING,
    Fixed,
    State,
)
from longwatch.sim.stint_arrays import lines_with, reliefs_of
from longwatch.sim.timeline import Compiled, Timeline


@dataclass(frozen=True)
class Plan:
    """What a trial flies by: the stints that begin before until_s are those of `fixed`."""

    fixed: Fixed
    until_s: int


@dataclass(frozen=True)
class Replanner:
    """What the plans of all trials share, made once."""

    every_s: int
    horizon_s: int
    length_s: int
    late_limit_s: int
    roster: Roster
    problem: Problem
    preferences: tuple[Preference, ...]
    first: tuple[Sortie, ...]  # the sorties of the roster

    @property
    def instants(self) -> range:
        """When plans are made anew."""
        return range(self.every_s, self.length_s, self.every_s)

    def start(self, fixed: Fixed) -> Plan:
        """The roster as it was planned before the period."""
        return Plan(fixed, self.length_s)

    def anew(self, plan: Plan, state: State, at_s: int) -> tuple[Plan, State]:
        """The plan from at_s on, and the trial carried over to it; both as they are where all goes by a plan that lasts.

        state : dealt with up to the second before; it may not be used any more
        """
        to_s = min(at_s + self.horizon_s, self.length_s)
        fixed = plan.fixed
        if plan.until_s >= to_s and goes_by_plan(fixed, state, at_s):
            return plan, state
        live = live_problem(days_from(self.problem, at_s, to_s), fixed, state, at_s)
        planned = [*self._begun_late(fixed, state, at_s), *self._to_come(fixed, plan.until_s, at_s, to_s)]
        sorties, is_new = plan_anew(live.problem, planned, self.preferences, at_s)
        if not is_new and plan.until_s >= to_s:
            return plan, state
        new, row_of = self._fixed(fixed, state, live, sorties, at_s)
        after = carried(fixed, state, new, 0)
        take_on(new, after, row_of)
        return Plan(new, to_s), after

    def _to_come(self, fixed: Fixed, until_s: int, at_s: int, to_s: int) -> Iterable[Sortie]:
        """Of the plan at hand and, where that ends, of the roster: what takes off from at_s on."""
        yield from (one for one in sorties_of(fixed, at_s, until_s) if one.takeoff_s < to_s)
        yield from (one for one in self.first if max(at_s, until_s) <= one.takeoff_s < to_s)

    def _begun_late(self, fixed: Fixed, state: State, at_s: int) -> Iterable[Sortie]:
        """Stints that wait for their launch or want a spare: as soon as somebody can take off."""
        clock = state.clock[0]
        late = {*state.waiting[: clock["n_waiting"]].tolist(), *state.vacant[: clock["n_vacant"]].tolist()}
        for n in sorted(late):
            row = fixed.stints[n]
            bound = int(state.stints[n]["vehicle"])
            if bound >= 0 and state.vehicles[bound]["doing"] == PREPARING:
                continue  # stays as it is
            leg = self.problem.legs[int(row["fleet"]), int(row["line"])]
            one = replace(sortie_of(fixed, row), takeoff_s=at_s, arrive_s=at_s + leg.times.out_s(at_s), aloft=False)
            if one.arrive_s < one.leave_s:
                yield one

    def _fixed(
        self, fixed: Fixed, state: State, live: Live, sorties: list[Sortie], at_s: int
    ) -> tuple[Fixed, np.ndarray[Any, Any]]:
        """The arrays of a plan, and which vehicle in the air flies for which of its stints."""
        n = len(live.rows)
        there = [(row, one) for row, one in zip(live.rows, sorties[:n], strict=True) if row.watches]
        flown = [row_of_flight(fixed, state, row, one, at_s) for row, one in there]
        bound = [fixed.stints[row.stint].item() for row in live.rows if row.stint >= 0]
        table = np.array([*flown, *bound, *self._manned(fixed, live, sorties)], fixed.stints.dtype)
        order = np.argsort(table["takeoff_s"], kind="stable")
        stints, place = table[order], np.argsort(order)
        row_of = np.full(len(state.vehicles), NONE, np.int64)
        row_of[[row.vehicle for row, _ in there]] = place[: len(there)]
        lines, line_stints, changes = lines_with(fixed.lines, self.roster.lines, stints, at_s, self.length_s)
        if fixed.rules["shift_s"][0]:
            stints["relief"] = reliefs_of(stints, lines, line_stints)
        new = fixed._replace(stints=stints, lines=lines, line_stints=line_stints, changes=changes)
        return new, row_of

    def _manned(self, fixed: Fixed, live: Live, sorties: list[Sortie]) -> Iterable[tuple[int, ...]]:
        """Stints for the sorties to come: of each fleet the vehicle that has been ready longest takes the next."""
        n, pools = len(live.rows), [list(pool) for pool in live.free]
        for row, one in zip(live.rows, sorties[:n], strict=True):
            pools[one.fleet].append((one.ready_s, row.vehicle))
        for pool in pools:
            heapify(pool)
        for one in sorties[n:]:
            _, i = heapreplace(pools[one.fleet], (one.ready_s, pools[one.fleet][0][1]))
            pairing = int(fixed.pairing_of[one.fleet, one.line])
            useless_s = one.leave_s - (one.arrive_s - one.takeoff_s)
            deadline_s = max(one.takeoff_s, min(one.takeoff_s + self.late_limit_s, useless_s))
            yield (one.fleet, one.line, i, pairing, one.takeoff_s, one.arrive_s, one.leave_s, one.land_s, deadline_s, 0,
                   int(NONE), *alone(fixed.pairings, pairing))  # fmt: skip


def replanner_of(scenario: Scenario, roster: Roster, compiled: Compiled) -> Replanner | None:
    """None where the policy makes no plans anew."""
    policy = scenario.file.policy
    if policy.reroster_s is None:
        return None
    problem = problem_of(scenario, roster.lines, roster.pairings)
    every_s = max(1, round(policy.reroster_s))
    horizon_s = max(every_s, round(policy.reroster_horizon_s))
    first = tuple(sorties_of(compiled.fixed, -scenario.length_s, scenario.length_s))
    preferences = best_preferences(problem, min(horizon_s, scenario.length_s))
    late_limit_s = round(policy.late_limit_s)
    return Replanner(every_s, horizon_s, scenario.length_s, late_limit_s, roster, problem, preferences, first)


def fly_anew_chunk(compiled: Compiled, replanner: Replanner, seed: int, trials: range, keep_sorties: int) -> Logs:
    """The logs of consecutive trials, as `fly.fly_chunk` gives them: a function of its arguments alone."""
    parts = list[Logs]()
    for trial in trials:
        logs = logs_of(fly_anew(compiled, replanner, seed, trial).state)
        parts.append(logs if trial < keep_sorties else (logs[0], logs[1][:0], *logs[2:]))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def fly_anew(compiled: Compiled, replanner: Replanner, seed: int, trial: int) -> Timeline:
    """A whole trial, its plans made anew at each instant."""
    flown = Timeline(compiled, seed, trial)
    plan = replanner.start(flown.fixed)
    for at_s in replanner.instants:
        flown.advance(at_s - 1)
        plan, flown.state = replanner.anew(plan, flown.state, at_s)
        flown.fixed = plan.fixed
    flown.finish()
    return flown


def sorties_of(fixed: Fixed, from_s: int, to_s: int) -> Iterable[Sortie]:
    """The stints of a plan that take off in [from_s, to_s)."""
    for row in fixed.stints[(fixed.stints["takeoff_s"] >= from_s) & (fixed.stints["takeoff_s"] < to_s)]:
        yield sortie_of(fixed, row)


def goes_by_plan(fixed: Fixed, state: State, at_s: int) -> bool:
    """Whether every vehicle is where the plan has it and will be ready for its next stint."""
    clock, vehicles, stints = state.clock[0], state.vehicles, fixed.stints
    if clock["n_waiting"] or clock["n_vacant"]:
        return False
    begun = (stints["takeoff_s"] < at_s) & (stints["land_s"] > at_s)
    if not np.isin(state.stints["doing"][begun], (FLYING_OUT, WATCHING, LEFT)).all():
        return False
    for i, v in enumerate(vehicles):
        if OUT <= v["doing"] <= BACK:
            plan = stints[v["stint"]]
            if v["stint"] < 0 or plan["vehicle"] != i or v["broken"] or v["failed"]:
                return False
            if any(v[name] != plan[name] for name in ("takeoff_s", "arrive_s", "leave_s", "land_s")):
                return False
        elif v["doing"] == TURNAROUND:
            later = stints["takeoff_s"][(stints["vehicle"] == i) & (stints["takeoff_s"] >= at_s)]
            if len(later) and later.min() < v["ready_s"]:
                return False
        elif v["doing"] not in (READY, ORDERED):
            return False
    return True
