"""What no roster of this fleet can beat: a linear programme over cumulative counts, with every rounding on the safe side.

docs/model.md derives the rows. Vehicles of a fleet are counted, not named: CL counts take-offs, CD departures from
station, in slots of h seconds. A slot that is partly held counts as held; rows on time, which know no grid, take most of
that slack away again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from longwatch.rostering.bound_model import model_with_cells, weighted_costs
from longwatch.rostering.earliest import gap_min_s
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.sequence_bound import sequence_bound
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.slots.lp import Solver, safe_bound

MAX_CELLS = 6000  # slots x pairings: a longer plan gets longer slots
MIN_SLOTS = 48
_MAX_ITERATIONS = 200


@dataclass(frozen=True)
class Bound:
    """`uncovered_s` (watcher-seconds) and gaps are at least this, `covered_fraction` at most, in every roster."""

    name: str
    covered_fraction: float
    uncovered_s: float
    demand_s: int
    per_line: dict[str, float]  # uncovered watcher-seconds of each line taken alone
    gap_min_s: dict[str, int]
    slot_s: int
    n_rows: int
    n_columns: int
    iterations: int
    optimal: bool
    weighted_uncovered_s: float  # at least so much uncovered, each second by the weight of its line


def bound(scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]) -> Bound:
    """The bound on every roster of a scenario's fleet; of fleets that don't retask those in which a sortie serves one line."""
    return bound_of(problem_of(scenario, lines, pairings), slot_s=round(float(scenario.file.run.slot_s)))


def bound_of(problem: Problem, *, slot_s: int = 3600) -> Bound:
    """The same from the problem in numbers. The slot is refined for short periods, and made coarser for long ones."""
    h = slot_for(problem, slot_s)
    demand = {line.name: _demand_s(line, problem.length_s) for line in problem.lines}
    total = sum(demand.values())
    whole = _least_uncovered(problem, h, total)
    per_line = {
        line.name: _least_uncovered(_alone(problem, index), h, demand[line.name]).uncovered_s
        if len(problem.lines) > 1
        else whole.uncovered_s
        for index, line in enumerate(problem.lines)
    }
    uncovered = max(whole.uncovered_s, math.fsum(per_line.values()))
    return Bound(
        name=f"LP over {format_slot(h)} slots, safe for every roster in seconds, {_widths(problem)}",
        covered_fraction=1.0 - uncovered / total if total else 1.0,
        uncovered_s=uncovered,
        demand_s=total,
        per_line=per_line,
        gap_min_s={line.name: gap_min_s(problem, index) for index, line in enumerate(problem.lines)},
        slot_s=h,
        n_rows=whole.n_rows,
        n_columns=whole.n_columns,
        iterations=whole.iterations,
        optimal=whole.optimal,
        weighted_uncovered_s=max(
            whole.weighted_s, math.fsum(line.weight * per_line[line.name] for line in problem.lines)
        ),
    )


def tightened(problem: Problem, limit: Bound) -> Bound:
    """The bound with what whole sequences of sorties prove beyond it; for where a roster is far from it, as it takes a while."""
    found = _uncovered(sequence_bound(problem, limit.slot_s), limit.demand_s)
    weights = {line.weight for line in problem.lines}
    if len(weights) == 1:
        by_weight = max(found, limit.uncovered_s) * weights.pop()
    else:
        by_weight = sequence_bound(problem, limit.slot_s, weighted=True)
    limit = replace(limit, weighted_uncovered_s=max(limit.weighted_uncovered_s, by_weight))
    if found <= limit.uncovered_s:
        return limit
    how = f"whole sequences of sorties, prices by {format_slot(limit.slot_s)}"
    return replace(
        limit,
        name=f"{how}, safe for every roster in seconds, {_widths(problem)}",
        uncovered_s=found,
        covered_fraction=1.0 - found / limit.demand_s,
    )


@dataclass(frozen=True)
class _Solved:
    uncovered_s: float
    n_rows: int
    n_columns: int
    iterations: int
    optimal: bool
    weighted_s: float  # the same by weight


def _least_uncovered(problem: Problem, h: int, demand_s: int) -> _Solved:
    """One linear programme; interior point without crossover, because any dual will do."""
    model, cells = model_with_cells(problem, h)
    weights = {line.weight for line in problem.lines}
    if not model.n_rows:
        asked_s = math.fsum(line.weight * _demand_s(line, problem.length_s) for line in problem.lines)
        return _Solved(float(demand_s), 0, 0, 0, True, asked_s)
    solver = Solver(model, solver="ipm", run_crossover="off", ipm_iteration_limit=_MAX_ITERATIONS)
    found = solver.solve()
    uncovered = _uncovered(safe_bound(model, found.duals) + demand_s, demand_s)
    if len(weights) == 1:
        weighted_s = uncovered * weights.pop()
    else:
        costs = weighted_costs(problem, model, cells)
        asked_s = math.fsum(line.weight * _demand_s(line, problem.length_s) for line in problem.lines)
        covered_s = -safe_bound(model, solver.solve(costs).duals, costs)
        weighted_s = max(asked_s * (1.0 - 1e-12) - covered_s, 0.0)
    return _Solved(uncovered, model.n_rows, model.n_columns, found.iterations, found.optimal, weighted_s)


def _alone(problem: Problem, index: int) -> Problem:
    """Every vehicle for one line only. Those aloft elsewhere stand ready at their base: more than they could do.

    With ferries and retasking the other lines stay, as ways on which nobody is asked for.
    """
    if problem.ferries or problem.passages:
        lines = (line if n == index else replace(line, windows=()) for n, line in enumerate(problem.lines))
        return replace(problem, lines=tuple(lines))
    groups = tuple(
        replace(group, aloft=tuple(replace(one, line=0) for one in group.aloft if one.line == index))
        for group in problem.groups
    )
    legs = {(leg.fleet, 0): replace(leg, line=0) for leg in problem.legs_of_line(index)}
    overlaps = (problem.overlap_of(index),) if problem.overlaps else ()
    return Problem(problem.length_s, (problem.lines[index],), groups, legs, problem.channels, overlaps=overlaps)


def _widths(problem: Problem) -> str:
    """Where it is narrower or wider than all rosters."""
    pooled = [group.name for fleet, group in enumerate(problem.groups) if problem.retasks(fleet)]
    if not pooled:
        return "one line per sortie"
    others = "" if len(pooled) == len(problem.groups) else ", of others one line per sortie"
    return f"{', '.join(pooled)} as if on all lines at once{others}"


def slot_for(problem: Problem, slot_s: int) -> int:
    """Slot of the bound: not longer than asked unless the model would grow beyond MAX_CELLS."""
    h = min(slot_s, max(60, problem.length_s // MIN_SLOTS))
    pairings = len(problem.legs) + len(problem.ferry_legs())
    return max(h, math.ceil(problem.length_s * max(pairings, 1) / MAX_CELLS))


def format_slot(slot_s: int) -> str:
    """ "1 h", "45 min", "90 s"."""
    if slot_s % 3600 == 0:
        return f"{slot_s // 3600} h"
    return f"{slot_s // 60} min" if slot_s % 60 == 0 else f"{slot_s} s"


def _demand_s(line: Line, length_s: int) -> int:
    return line.k * sum(end - start for start, end in demand_windows(line, length_s))


def _uncovered(safe_s: float, demand_s: int) -> float:
    """Uncovered time is whole seconds in every roster, so a bound may be rounded up."""
    return float(min(max(math.ceil(safe_s - 1e-9), 0), demand_s))
