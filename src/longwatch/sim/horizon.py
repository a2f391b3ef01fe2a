"""Trials of years: a tile of the roster repeated, and another one whenever the fleet has changed.

A plan is made for a number of vehicles of each fleet, when it is first needed, and kept. All plans run on one clock, so that
hours of the week fit; a trial looks at its fleet once a day. Where vehicles have been lost or have come, or a type has been
grounded for some time, it goes on under the plan for those that are there: `sim.carry`, then `take_up`.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from longwatch.patterns.lines import lines_of
from longwatch.rostering.problem import ConstantTransits, Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.resources import Sortie
from longwatch.rostering.tails import match_tails, tail_names
from longwatch.rostering.tiles import Tile, from_zero, make_cycle, planned_s
from longwatch.rostering.transit import Transits
from longwatch.scenario.deliveries import usable
from longwatch.scenario.long import planned_part, unrolled
from longwatch.scenario.plan import Line, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.sim.carry import remainder_of
from longwatch.sim.processes import Processes, processes_of
from longwatch.sim.state import Fixed, Ints
from longwatch.sim.timeline import Compiled
from longwatch.sim.timeline_arrays import fixed_of
from longwatch.units import DAY_S

LOOK_S: Final = int(DAY_S)  # how often a trial looks whether its fleet has changed
GROUNDED_S: Final = int(2 * DAY_S)  # a type grounded for longer is planned without
STAGE_TILES: Final = 2  # tiles laid out in a row at a time
MOST_STAGES: Final = 1024  # kept at a time
_LAST: Final[dict[bytes, Horizon]] = {}
Counts = tuple[int, ...]  # vehicles of each fleet, as a plan counts them


@dataclass(frozen=True)
class Stage:
    """A plan from one instant of its tile on, for `lasts_s`.

    fixed : in each fleet the vehicles are numbered by when they are ready at the start: who has been longest is first
    turned : the number a vehicle has at the start that will have this number at the end
    """

    fixed: Fixed
    lasts_s: int
    turned: Ints


@dataclass(frozen=True)
class Horizon:
    """What all trials of a long period have in common.

    start : the roster's own rows, then its tile again and again up to start_s and one tile beyond
    order : the vehicles of `start` by when they are ready at start_s, each fleet by itself
    """

    scenario: Scenario
    roster: Roster
    processes: Processes
    start: Compiled
    start_s: int
    order: Ints
    problem: Problem
    ways: dict[tuple[str, str], ConstantTransits]
    _plans: dict[Counts, Compiled] = field(default_factory=dict, compare=False)
    _stages: dict[tuple[Counts, int], Stage] = field(default_factory=dict, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_plans": {}, "_stages": {}}  # workers make what they need

    def counts(self, there: Ints) -> Counts:
        """What a plan counts, of the vehicles there in each fleet."""
        pairs = zip(self.scenario.fleets, there.tolist(), strict=True)
        return tuple(usable(n, f) if f.availability and f.availability.definition == "ready" else n for f, n in pairs)

    def there_at_start(self) -> Ints:
        """Vehicles of each fleet that are there from the start."""
        return np.array([fleet.n_at_start for fleet in self.processes.fleets], np.int64)

    def stage(self, counts: Counts, at_s: int) -> Stage:
        """The plan for these vehicles from an instant of the period on, a multiple of `LOOK_S`."""
        phase_s = at_s % self.roster.tile_s
        found = self._stages.get((counts, phase_s))
        if found is None:
            if counts not in self._plans:
                self._plans[counts] = self._plan(counts)
            found = self._stages[counts, phase_s] = _stage_of(self._plans[counts], phase_s, self.roster.tile_s)
            if len(self._stages) > MOST_STAGES:
                self._stages.pop(next(iter(self._stages)))
        return found

    def _plan(self, counts: Counts) -> Compiled:
        """The tile for these vehicles again and again; from the second on as if it had been flown for ever."""
        every_s, length_s = self.roster.tile_s, (STAGE_TILES + 2) * self.roster.tile_s
        groups = tuple(replace(group, count=n) for group, n in zip(self.problem.groups, counts, strict=True))
        problem = replace(self.problem, groups=groups)
        as_it_is = counts == tuple(group.count for group in self.problem.groups)
        cycle = self._own_cycle() if as_it_is else make_cycle(problem, every_s=every_s).cycle
        tile = Tile((), from_zero(cycle, every_s), 0, every_s, "")
        stints = match_tails(problem, tile.until(length_s))
        tails = [
            [*names, *(f"{fleet.name} +{n}" for n in range(fleet.count - len(names)))]
            for names, fleet in zip(tail_names(problem), self.processes.fleets, strict=True)
        ]
        lines = tuple(replace(line, count_from_s=0) for line in _lines(self.scenario, self.roster, length_s))
        return _compiled(self.processes, replace(self.roster, lines=lines, stints=stints), self.ways, length_s, tails)

    def _own_cycle(self) -> list[Sortie]:
        """What repeats in the roster as it stands."""
        fleets = {group.name: n for n, group in enumerate(self.problem.groups)}
        lines = {line.name: n for n, line in enumerate(self.problem.lines)}
        return [
            Sortie(s.takeoff_s, fleets[s.fleet], lines[s.line], s.arrive_s, s.leave_s, s.land_s, s.ready_s)
            for s in self.roster.cycle
        ]


def kept_horizon(scenario: Scenario, roster: Roster) -> Horizon:
    """The same, or the last one made in this process where it is for the very same: its plans are kept from chunk to chunk."""
    key = hashlib.sha256(pickle.dumps((scenario, roster))).digest()
    found = _LAST.get(key)
    if found is None:
        _LAST.clear()
        found = _LAST[key] = horizon_of(scenario, roster)
    return found


def horizon_of(scenario: Scenario, roster: Roster) -> Horizon:
    """Compile the roster of a long period, which repeats."""
    processes = processes_of(scenario, roster)
    whole = planned_part(scenario, planned_s(roster.pairings))
    ways = {}
    for p in roster.pairings:
        times = Transits(scenario, p, roster.line(p.line))
        ways[p.fleet, p.line] = ConstantTransits.of(times.out_s(0), times.back_s(0))
    count_from_s = max((line.count_from_s for line in roster.lines), default=0)
    start_s = max(roster.length_s + (STAGE_TILES - 1) * roster.tile_s, count_from_s) // LOOK_S * LOOK_S
    length_s = start_s + roster.tile_s
    laid_out = replace(roster, lines=_lines(scenario, roster, length_s), stints=_numbered(roster, length_s))
    start = _compiled(processes, laid_out, ways, length_s)
    return Horizon(
        scenario=scenario,
        roster=roster,
        processes=processes,
        start=start,
        start_s=start_s,
        order=np.argsort(_places(start, start_s)),
        problem=replace(problem_of(whole, lines_of(whole), roster.pairings)),
        ways=ways,
    )


def _lines(scenario: Scenario, roster: Roster, length_s: int) -> tuple[Line, ...]:
    """The roster's lines with their windows of the first length_s."""
    windows = {line.name: line.windows for line in lines_of(planned_part(scenario, length_s))}
    return tuple(replace(line, windows=windows[line.name]) for line in roster.lines)


def _numbered(roster: Roster, length_s: int) -> tuple[Stint, ...]:
    """The roster laid out: its own rows as they are, what repeats by the tail of the fleet that has been ready longest."""
    ready_s = dict[str, dict[str, int]]()
    for one in sorted(roster.stints):
        ready_s.setdefault(one.fleet, {})[one.tail] = one.ready_s
    out = [one for one in roster.stints if one.arrive_s < roster.length_s]
    for one in unrolled(roster, length_s):
        if one.arrive_s >= roster.length_s:
            free = ready_s[one.fleet]
            tail = min(free, key=lambda name: (free[name], name))
            free[tail] = one.ready_s
            out.append(replace(one, tail=tail))
    return tuple(sorted(out))


def _compiled(
    processes: Processes,
    roster: Roster,
    ways: dict[tuple[str, str], ConstantTransits],
    length_s: int,
    tails: list[list[str]] | None = None,
) -> Compiled:
    """Arrays of a roster laid out for length_s. Hours and weather, which a trial brings with it, are left out of their steps."""
    kinds = {(step.of, step.target, step.line): step for step in processes.schedule}
    short = replace(processes, length_s=length_s, schedule=tuple(kinds.values()))
    return fixed_of(short, replace(roster, length_s=length_s), lambda p: ways[p.fleet, p.line], fleet_tails=tails)


def _stage_of(plan: Compiled, phase_s: int, every_s: int) -> Stage:
    """From an instant of the second tile on."""
    from_s, lasts_s = every_s + phase_s, STAGE_TILES * every_s
    place, later = _places(plan, from_s), _places(plan, from_s + lasts_s)
    fixed = remainder_of(plan.fixed, from_s)
    fixed.stints["vehicle"] = place[fixed.stints["vehicle"]]
    return Stage(fixed, lasts_s, place[np.argsort(later)])


def _places(plan: Compiled, at_s: int) -> Ints:
    """The place of each vehicle among all, fleet by fleet, in each by when its last sortie before at_s leaves it ready."""
    stints, vehicles = plan.fixed.stints, plan.fixed.vehicles
    turnaround_s = plan.fixed.pairings["turnaround_s"][stints["pairing"]]
    ready_s = np.full(len(vehicles), -1, np.int64)
    flown = stints["takeoff_s"] < at_s
    np.maximum.at(ready_s, stints["vehicle"][flown], (stints["land_s"] + turnaround_s)[flown])
    order = np.lexsort((np.arange(len(vehicles)), ready_s, vehicles["fleet"]))
    return np.argsort(order).astype(np.int64)
