"""One pass of HiGHS over the hours of demand: cumulative counts on a grid, roundings that a real roster can keep.

Windows slide over the period; what lies before a window is fixed. Effort is counted in nodes, not in seconds, so the same
scenario gives the same roster. Counts become sorties first in, first out; `retime` then takes the grid out of them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from longwatch.rostering.counts import demand_by_slot
from longwatch.rostering.openings import NEVER, Openings, first_open, least_within
from longwatch.rostering.problem import Leg, Problem
from longwatch.rostering.resources import Resources, Sortie
from longwatch.rostering.retime import retime, settle
from longwatch.slots.lp import Model, Solver

WINDOW_S = 30 * 3600
NODES = 1  # branch-and-bound nodes per window: cuts and heuristics at the root do nearly all
MAX_CELLS = 2500  # slots x pairings; beyond this the builder's roster stands alone
_FLIGHT_COST = 1e-4  # per vehicle and slot in the air, against 1 per slot uncovered


def search(problem: Problem, *, slot_s: int = 3600, seed: int = 0, nearest: bool = False) -> list[Sortie] | None:
    """A roster from window search; None where the problem is too large for it.

    `nearest` rounds transits to the nearest slot instead of up: tighter on paper, paid for when times become exact.
    """
    slots = problem.length_s // slot_s
    legs = [leg for leg in problem.legs.values() if problem.limit_of(leg.fleet) > 0 and leg.stint_max_s > 0]
    if not legs or not slots or slots * len(legs) > MAX_CELLS:
        return None
    grids = [_Grid.of(problem, leg, slot_s, slots, nearest) for leg in legs]
    grids = [grid for grid in grids if grid.aloft or any(map(int.__gt__, grid.stays, grid.arrives))]
    if not grids:
        return None
    width = max(WINDOW_S, 2 * max(leg.times.out_min_s for leg in legs)) // slot_s
    step = max(width // 2, 1)
    for first in range(0, slots, step):
        last = min(first + width, slots)
        _solve_window(problem, grids, first, last, slot_s, seed)
        for grid in grids:
            grid.fix(min(first + step, slots) if last < slots else slots)
        if last == slots:
            break
    sorties = [sortie for grid in grids for sortie in grid.sorties(problem, slot_s)]
    return retime(problem, settle(problem, [(one.takeoff_s, one.leave_s, one) for one in sorties]), rounds=3)


@dataclass
class _Grid:
    """One fleet on one line in slots: when launches arrive, must leave and are home, and the counts so far.

    A launch or departure in a slot is one at its first second at which the base is open for it.
    """

    leg: Leg
    arrives: list[int]  # launch in slot q is on station from the start of this slot
    stays: list[int]  # and must have left by the start of this slot
    home: list[int]  # departure in slot m: landed by the start of this slot
    ready: list[int]  # and turned round by this one
    no_launch: list[bool]  # slots in which the base is closed all along
    no_leave: list[bool]  # and those from which nobody could land
    aloft: list[tuple[int, Sortie]]  # those on station at the start, with the slot by which each must leave
    launched: list[int] = field(default_factory=list)  # cumulative, fixed so far
    departed: list[int] = field(default_factory=list)
    trial: tuple[list[int], list[int]] = field(default=([], []))  # the last window's counts

    @classmethod
    def of(cls, problem: Problem, leg: Leg, h: int, slots: int, nearest: bool) -> _Grid:
        up: Callable[[float], int] = (lambda x: math.floor(x + 0.5)) if nearest else math.ceil
        down: Callable[[float], int] = (lambda x: math.floor(x + 0.5)) if nearest else math.floor
        times, openings = leg.times, problem.groups[leg.fleet].openings
        launch = [first_open(openings, j * h) for j in range(slots)]
        leave = [_first_leave(leg, openings, j * h) for j in range(slots)]
        aloft = []
        for one in problem.groups[leg.fleet].aloft:
            if one.line == leg.line:
                out_by = Resources.of(problem).leave_aloft(problem, leg, one, NEVER)
                aloft.append(
                    (out_by // h, Sortie(one.takeoff_s, leg.fleet, leg.line, one.arrive_s, out_by, 0, 0, True))
                )
        return cls(
            leg,
            [up((t + times.out_s(t)) / h) if t < NEVER else NEVER for t in launch],
            [down(times.latest_leave(t + leg.endurance_s) / h) if t < NEVER else NEVER for t in launch],
            [up((t + times.back_s(t)) / h) if t < NEVER else NEVER for t in leave],
            [up((t + times.back_s(t) + leg.turnaround_s) / h) if t < NEVER else NEVER for t in leave],
            [t >= (j + 1) * h for j, t in enumerate(launch)],
            [t >= (j + 1) * h for j, t in enumerate(leave)],
            sorted(aloft, key=lambda pair: pair[0]),
        )

    def fix(self, upto: int) -> None:
        """Keep the last window's counts up to a slot."""
        launched, departed = self.trial
        start = len(self.launched)
        self.launched += launched[: upto - start]
        self.departed += departed[: upto - start]

    def sorties(self, problem: Problem, h: int) -> list[Sortie]:
        """Counts to sorties: the n-th launch leaves station with the n-th departure."""
        rows = [one for _, one in self.aloft]
        count = len(rows)
        launches = _times_of(self.launched, count, h)
        leaves = _times_of(self.departed, 0, h)
        starts = [*(one.takeoff_s for one in rows), *launches]
        out = []
        for n, takeoff in enumerate(starts):
            limit = self.leg.times.latest_leave(takeoff + self.leg.endurance_s)
            leave = min(leaves[n] if n < len(leaves) else problem.length_s, limit)
            if n < count:
                out.append(Sortie(takeoff, self.leg.fleet, self.leg.line, rows[n].arrive_s, max(leave, 0), 0, 0, True))
            else:
                out.append(Sortie(takeoff, self.leg.fleet, self.leg.line, 0, leave, 0, 0))
        return out


def _first_leave(leg: Leg, openings: Openings, at: int) -> int:
    """The first departure from `at` on that lands in an opening, as far as whole openings tell; NEVER if there is none."""
    if openings is None:
        return at
    opening = first_open(openings, at + leg.times.back_s(at))
    return max(at, leg.times.latest_leave(opening)) if opening < NEVER else NEVER


def _times_of(cumulative: list[int], before: int, h: int) -> list[int]:
    out = []
    for j, count in enumerate(cumulative):
        out += [j * h] * (count - before)
        before = count
    return out


def _solve_window(problem: Problem, grids: list[_Grid], first: int, last: int, h: int, seed: int) -> None:
    """Counts of slots first..last-1 into each grid's `trial`; without a solution nobody is launched."""
    model = Model()
    columns = [_window_columns(problem, grid, model, first, last) for grid in grids]
    for grid, (launched, departed) in zip(grids, columns, strict=True):
        _window_rows(grid, model, launched, departed, first, last)
    for index in range(len(problem.lines)):
        _cover_rows(problem, index, grids, columns, model, first, last, h)
    _limit_rows(problem, grids, columns, model, first, last, h)
    solution = Solver(
        model,
        mip_max_nodes=NODES,
        mip_abs_gap=1.0,  # slots of one watcher in a window: less is left to `retime`
        mip_rel_gap=0.1,
        mip_heuristic_run_rens=False,
        mip_allow_restart=False,
        mip_detect_symmetry=False,
        random_seed=seed % 2**31,
    ).solve()
    for grid, (launched, departed) in zip(grids, columns, strict=True):
        if solution.feasible:
            grid.trial = tuple(  # type: ignore[assignment]
                [round(solution.values[count[j]]) for j in range(first, last)] for count in (launched, departed)
            )
        else:
            grid.trial = _idle(grid, first, last)


class _Count(dict[int, int]):
    """Columns of one cumulative count by slot, with the fixed past before it."""

    def __init__(self, past: list[int], before: int) -> None:
        super().__init__()
        self.past, self.before = past, before

    def at(self, j: int, sign: float = 1.0) -> tuple[list[tuple[int, float]], float]:
        """(terms, constant)."""
        if j in self:
            return [(self[j], sign)], 0.0
        return [], sign * (self.past[j] if 0 <= j < len(self.past) else self.before)


def _window_columns(problem: Problem, grid: _Grid, model: Model, first: int, last: int) -> tuple[_Count, _Count]:
    launched, departed = _Count(grid.launched, len(grid.aloft)), _Count(grid.departed, 0)
    gone = grid.launched[-1] if grid.launched else len(grid.aloft)
    most = gone + problem.groups[grid.leg.fleet].count * 2 * max(1, math.ceil((last - first) / 4))
    for j in range(first, last):
        launched[j] = model.column(float(gone), float(most), _FLIGHT_COST, integer=True)
        departed[j] = model.column(0.0, float(most), -_FLIGHT_COST, integer=True)
    return launched, departed


def _row(model: Model, *parts: tuple[list[tuple[int, float]], float], high: float) -> None:
    terms = [term for part in parts for term in part[0]]
    if terms:
        model.row(terms, high=high - sum(part[1] for part in parts))


def _window_rows(grid: _Grid, model: Model, launched: _Count, departed: _Count, first: int, last: int) -> None:
    for j in range(first, last):
        _row(model, launched.at(j - 1), launched.at(j, -1.0), high=0.0)
        _row(model, departed.at(j - 1), departed.at(j, -1.0), high=0.0)
        _row(model, departed.at(j), launched.at(_last(grid.arrives, j), -1.0), high=0.0)  # there before leaving
        for count, closed in ((launched, grid.no_launch[j]), (departed, grid.no_leave[j])):
            if closed:
                _row(model, count.at(j), count.at(j - 1, -1.0), high=0.0)
    for q in range(last):
        if first <= grid.stays[q] < last:
            _row(model, launched.at(q), departed.at(grid.stays[q], -1.0), high=0.0)
    for n, (slot, _) in enumerate(grid.aloft):
        if first <= slot < last:
            _row(model, departed.at(slot, -1.0), high=-float(n + 1))


def _last(slots: list[int], j: int) -> int:
    """The last event whose consequence has come by slot j; -1 if none."""
    return bisect_right(slots, j) - 1


def _cover_rows(
    problem: Problem, index: int, grids: list[_Grid], columns: list[tuple[_Count, _Count]], model: Model,
    first: int, last: int, h: int,
) -> None:  # fmt: skip
    line = problem.lines[index]
    demand = demand_by_slot(line, problem.length_s, h)
    weight = line.weight * (100.0 if line.hard else 1.0)
    for j in range(first, last):
        if not demand[j]:
            continue
        short = model.column(0.0, float(line.k), weight * demand[j] / h)
        parts = [([(short, -1.0)], 0.0)]
        for grid, (launched, departed) in zip(grids, columns, strict=True):
            if grid.leg.line == index:
                parts += [launched.at(_last(grid.arrives, j), -1.0), departed.at(j)]
        _row(model, *parts, high=-float(line.k))


def _limit_rows(
    problem: Problem, grids: list[_Grid], columns: list[tuple[_Count, _Count]], model: Model,
    first: int, last: int, h: int,
) -> None:  # fmt: skip
    pairs = list(zip(grids, columns, strict=True))
    limits: list[tuple[list[tuple[_Grid, tuple[_Count, _Count]]], list[float], bool]] = []
    slots = range(first, last)
    for fleet, group in enumerate(problem.groups):
        own = [pair for pair in pairs if pair[0].leg.fleet == fleet]
        there = group.vehicle_steps or ((0, group.count),)
        limits.append((own, [float(least_within(there, j * h, (j + 1) * h)) for j in slots], True))
        if group.crew_steps is not None:
            limits.append((own, [float(least_within(group.crew_steps, j * h, (j + 1) * h)) for j in slots], False))
        elif group.crew_limit is not None and group.crew_limit < group.count:
            limits.append((own, [float(group.crew_limit) for _ in slots], False))
    for control, channels in problem.channels.items():
        own = [pair for pair in pairs if problem.groups[pair[0].leg.fleet].control == control]
        limits.append((own, [float(channels) for _ in slots], False))
    for own, most, turned in limits:
        for j, limit in zip(slots, most, strict=True):
            parts = []
            for grid, (launched, departed) in own:
                free = grid.ready if turned else grid.home
                parts += [launched.at(j), departed.at(_last(free, j), -1.0)]
            _row(model, *parts, high=limit)


def _idle(grid: _Grid, first: int, last: int) -> tuple[list[int], list[int]]:
    """Nobody is launched; those out leave when they must."""
    gone = grid.launched[-1] if grid.launched else len(grid.aloft)
    left = grid.departed[-1] if grid.departed else 0
    departed = []
    for j in range(first, last):
        due = sum(1 for slot, _ in grid.aloft if slot <= j)
        past = [grid.launched[q] for q in range(len(grid.launched)) if grid.stays[q] <= j]
        left = max(left, due, past[-1] if past else 0)
        departed.append(left)
    return [gone] * (last - first), departed
